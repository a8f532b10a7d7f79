// Package slatest tests service level agreements by cases that a service manager can
// read and write.
//
//	# First answers around lunch and Easter.
//	agreement desk.yaml
//
//	case Lunch does not count
//	ticket T1 priority=P2
//	  Thu 2026-04-02 11:30  created
//	    => response: running, due 13:30, left 1h
//	  13:30                 replied          # at the due instant itself
//	    => response: met, used 1h
//	period 2026-04
//	  => response: met, good 1 of 1
//
// A story runs down the page. What stands after => must hold at the moment of its line,
// and only the lines above it are known. LANGUAGE.md beside this package is the page of
// the language.
//
// Run runs the case files of a folder, as subtests:
//
//	func TestCases(t *testing.T) { slatest.Run(t, slatest.Dir("testdata/sla")) }
//
// A failure gives the line, what is wanted, what the library says, and the page that
// explains it. To write a case, leave out what should hold (=> response:), run the test
// with UPHELD_UPDATE=1, and read what was written.
//
// # Tests without written cases
//
// Laws draws facts in the words of an agreement from the bytes of a fuzzer, and checks what
// holds of every agreement:
//
//	func FuzzDesk(f *testing.F) {
//		f.Fuzz(func(t *testing.T, data []byte) {
//			if err := slatest.Laws(desk, slatest.Draw(data)); err != nil {
//				t.Error(err)
//			}
//		})
//	}
//
// Run it with go test -fuzz=FuzzDesk -fuzzminimizetime=1x; see Laws for the reason.
//
// NeverLess looks for a worse figure that pays less, and Unheard for words that only the
// agreement or only the facts have. Corpus is the public collection of cases.
//
// # Rules that keep a case honest
//
// An event or attribute that no agreement of the case knows is an error. A finding about
// the facts that the case does not list fails it. A case, period or ticket that asks
// nothing is an error, and so is an empty answer. An agreement with errors ends its case,
// unless the case asks for the errors. The facts of a period are told again from their
// JSON and as two merged tallies, with facts that are added and removed again, and must
// give the same bytes; so each case also shows that order, splitting and storing change
// nothing.
package slatest
