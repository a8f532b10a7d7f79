package chain_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/chain"
)

// What is not promised below, and what cannot be compared, is told with its place.
func TestWhatIsNotCompared(t *testing.T) {
	const one = "[{ within: 4h, calendar: 24x7 }]"
	below := func(from, to, targets, more string) *sla.Agreement {
		return timed(t, "below", from, to, targets, more)
	}
	for _, c := range []struct {
		name, targets, relies string
		below                 *sla.Agreement
		want                  string
	}{
		{"enough", one, "", below("opened", "repaired", "[{ within: 3h, calendar: 24x7 }]", ""), ""},
		{"no such agreement", one, "{ agreement: other, objective: repair }", nil,
			`unsupported repair objectives[0].relies-on[0] "other repair"`},
		{"no such objective", one, "{ agreement: below, objective: other }", below("opened", "repaired", one, ""),
			`unsupported repair objectives[0].relies-on[0] "below other"`},
		{"another event", one, "", below("called", "repaired", one, ""), `not-compared repair objectives[0].relies-on[0] "event"`},
		{"one event in common", one, "", below("[called, opened]", "repaired", one, ""), ""},
		{"after another clock", one, "", below("opened, after: first", "repaired }, first: { start: opened, stop: replied", one, ""),
			`not-compared repair objectives[0].relies-on[0] "event"`},
		{"a promised date", one, "", below("opened", "repaired", "[{ within: promised due_at }]", ""),
			`not-compared repair objectives[0].relies-on[0] "ticket"`},
		{"a promised date on top, for changes", "[{ when: { kind: change }, within: promised due_at }, { within: 4h, calendar: 24x7 }]", "",
			below("opened", "repaired", one, ""), `not-compared repair objectives[0].targets "ticket" map[kind:{[change] false}]`},
		{"a pause below", one, "", below("opened", "repaired, pause: { while: { status: waiting } }", one, ""),
			`pauses repair objectives[0].relies-on[0] "repair"`},
		{"no row for the others", one, "", below("opened", "repaired", "[{ when: { priority: P1 }, within: 4h, calendar: 24x7 }]", ""),
			`unsupported repair objectives[0].targets[0] "below repair"`},
		{"not in its scope", one, "", below("opened", "repaired", one, "    where: { kind: { not: spam } }\n"),
			`unsupported repair objectives[0].targets[0] "below repair" map[kind:{[spam] false}]`},
		{"ends in November", one, "", below("opened", "repaired", one, "effective: 2026-01-01/2026-11-01\n"),
			`unsupported repair objectives[0].targets[0] "below repair"`},
		{"ends with the year", one, "", below("opened", "repaired", one, "effective: 2026-01-01/2027-01-01\n"), ""},
		{"another metric", one, "{ agreement: below, objective: up }", below("opened", "repaired", one, "  - { id: up, availability: { of: x, no-data: bad }, attain: 95%, period: month }\n"),
			`not-compared repair objectives[0].relies-on[0] "metric"`},
	} {
		if c.relies == "" {
			c.relies = "{ agreement: below, objective: repair }"
		}
		top := timed(t, "top", "opened", "repaired", c.targets, "    relies-on: "+c.relies+"\n")
		all := []*sla.Agreement{c.below}
		if c.below == nil {
			all = nil
		}
		want := ""
		if c.want != "" {
			want = c.want + "\n"
		}
		gaps := chain.Check(top, sla.Year(2026), all...)
		check(t, c.name, want, gaps)
		if c.name == "ends in November" && !gaps[0].Start.Equal(time.Date(2026, 10, 31, 23, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: %s", c.name, gaps[0].Start)
		}
	}
	for _, over := range []sla.Period{{}, sla.Year(1850)} {
		top := timed(t, "top", "opened", "repaired", one, "    relies-on: { agreement: below, objective: repair }\n")
		if gaps := chain.Check(top, over, below("called", "repaired", one, "")); over.IsZero() && gaps != nil {
			t.Errorf("%s: %v", over, gaps)
		}
	}
	if gaps := chain.Check(&sla.Agreement{}, sla.Year(2026)); gaps != nil {
		t.Error(gaps)
	}
}

// Of tickets in time: two steps of 97 % leave 94 % certain; a year's 99 % says nothing of
// a month, a day's does.
func TestSharesInTime(t *testing.T) {
	share := func(id, from, to, attain, period, relies string) *sla.Agreement {
		return open(t, id, "clocks: { c: { start: "+from+", stop: "+to+" } }\nobjectives: [{ id: c, clock: c, targets: [{ within: 2h, calendar: 24x7 }], attain: "+attain+", period: "+period+", counts: due"+relies+" }]")
	}
	for _, c := range []struct{ attain, first, second, period, want string }{
		{"94%", "97%", "97%", "month", ""},
		{"94.001%", "97%", "97%", "month", `shortfall c objectives[0].attain "94%"`},
		{"over 94%", "97%", "97%", "month", `shortfall c objectives[0].attain "94%"`},
		{"94%", "97%", "97%", "year", `period-wider c objectives[0].attain ""`},
		{"94%", "97%", "97%", "day", ""},
	} {
		relies := ", relies-on: [{ agreement: a, objective: c }, { agreement: b, objective: c }]"
		top := share("top", "opened", "repaired", c.attain, "month", relies)
		// 1h and 1h in time.
		half := func(id, from, to, attain string) *sla.Agreement {
			return open(t, id, "clocks: { c: { start: "+from+", stop: "+to+" } }\nobjectives: [{ id: c, clock: c, targets: [{ within: 1h, calendar: 24x7 }], attain: "+attain+", period: "+c.period+", counts: due }]")
		}
		want := ""
		if c.want != "" {
			want = c.want + "\n"
		}
		check(t, c.attain+" by "+c.period, want, chain.Check(top, sla.Year(2026), half("a", "opened", "handed", c.first), half("b", "handed", "repaired", c.second)))
	}
}

// The terms of a revision count from its instant on, on both sides, and a gap under
// several terms is told once, at its worst.
func TestRevisionsOfChains(t *testing.T) {
	revised := func(id, first, second, relies string) *sla.Agreement {
		one := func(within string) string {
			return "{ id: c, clock: c, targets: [{ within: " + within + ", calendar: 24x7 }], attain: 100%, period: month, counts: due" + relies + " }"
		}
		return open(t, id, "clocks: { c: { start: opened, stop: repaired } }\nobjectives: ["+one(first)+"]\nrevisions: [{ from: 2026-07-01, pins: opened, change: { objectives: ["+one(second)+"] } }]")
	}
	const relies = ", relies-on: { agreement: below, objective: c }"
	for _, c := range []struct{ top1, top2, below1, below2, want string }{
		{"4h", "2h", "4h", "2h", ""},
		{"4h", "2h", "4h", "4h", "late c revisions[0].change.objectives[0].targets[0] \"4h 24x7\" by 2h0m0s\n"},
		{"4h", "8h", "5h", "8h", "late c objectives[0].targets[0] \"5h 24x7\" by 1h0m0s\n"},
	} {
		check(t, fmt.Sprint(c), c.want, chain.Check(revised("top", c.top1, c.top2, relies), sla.Year(2026), revised("below", c.below1, c.below2, "")))
		// Only the half in which the gap lies shows it.
		half := sla.Quarter(2026, 1)
		if gaps := chain.Check(revised("top", c.top1, c.top2, relies), half, revised("below", c.below1, c.below2, "")); (len(gaps) > 0) != (c.below1 == "5h") {
			t.Errorf("%v: %s", c, show(gaps))
		}
	}
}

// While a transition runs, the terms that pay are compared: 4h until July, then 8h, and
// the old terms pay until October. 5h below are too long for the old terms.
func TestTransitionsOfChains(t *testing.T) {
	below := timed(t, "below", "opened", "repaired", "[{ within: 5h, calendar: 24x7 }]", "")
	for pays, days := range map[string][2]string{"new": {"2026-06-30", "2026-07-02"}, "old": {"2026-09-30", "2026-10-02"}} {
		top := timed(t, "top", "opened", "repaired", "[{ within: 4h, calendar: 24x7 }]",
			"    relies-on: { agreement: below, objective: repair }\nrevisions:\n  - { from: 2026-07-01, pins: opened, transition: { until: 2026-10-01, pays: "+pays+" }, change: { objectives: [{ id: repair, targets: [{ within: 8h, calendar: 24x7 }] }] } }\n")
		for i, want := range []string{"late repair objectives[0].targets[0] \"5h 24x7\" by 1h0m0s\n", ""} {
			day, err := sla.ParsePeriod(days[i])
			if err != nil {
				t.Fatal(err)
			}
			check(t, pays+" on "+days[i], want, chain.Check(top, day, below))
		}
	}
}

// Every combination of values is looked at: the gap is only where the rows of both sides
// meet, and above 10,000 combinations nothing is compared.
func TestCombinations(t *testing.T) {
	top := timed(t, "top", "opened", "repaired", "[{ when: { priority: P1 }, within: 2h, calendar: 24x7 }, { within: 8h, calendar: 24x7 }]",
		"    relies-on: { agreement: below, objective: repair }\n")
	below := timed(t, "below", "opened", "repaired", "[{ when: { site: remote }, within: 3h, calendar: 24x7 }, { within: 1h, calendar: 24x7 }]", "")
	check(t, "P1 at a remote site", "late repair objectives[0].targets[0] \"3h 24x7\" map[priority:{[P1] false} site:{[remote] false}] by 1h0m0s\n",
		chain.Check(top, sla.Year(2026), below))
	many := func(keys, each int) string {
		var all []string
		for k := range keys {
			var values []string
			for v := range each {
				values = append(values, fmt.Sprint("v", v))
			}
			all = append(all, fmt.Sprintf("{ when: { k%d: [%s] }, within: 1h, calendar: 24x7 }", k, strings.Join(values, ", ")))
		}
		return "[" + strings.Join(append(all, "{ within: 1h, calendar: 24x7 }"), ", ") + "]"
	}
	for _, c := range []struct {
		keys, each int
		want       string
	}{
		{2, 69, ""}, // 2 × 70 × 70
		{2, 70, "not-compared repair objectives[0].targets \"cases\"\n"},
	} {
		check(t, fmt.Sprint(c.keys, c.each), c.want, chain.Check(top, sla.Month(2026, 3), timed(t, "below", "opened", "repaired", many(c.keys, c.each), "")))
	}
}

// Owed and recoverable are added by unit, in the digits of the finer side, and never
// converted.
func TestSettle(t *testing.T) {
	owes := func(amount, unit string) penalty.Statement {
		a, err := penalty.NewAmount(decimal.RequireFromString(amount), unit)
		if err != nil {
			t.Fatal(err)
		}
		return penalty.Statement{Payable: a}
	}
	got := chain.Settle([]penalty.Statement{owes("1200.00", "EUR"), owes("240.50", "EUR"), owes("3", "service days"), {}},
		owes("1000.00", "EUR"), owes("150.00", "USD"), owes("600", "EUR"))
	var lines []string
	for _, b := range got {
		lines = append(lines, fmt.Sprintf("%s: %s less %s is %s", b.Unit, b.Owed, b.Recoverable, b.Left))
	}
	want := []string{
		"EUR: 1440.50 EUR less 1600.00 EUR is -159.50 EUR",
		"USD: 0.00 USD less 150.00 USD is -150.00 USD",
		"service days: 3 service days less 0 service days is 3 service days",
	}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s", strings.Join(lines, "\n"))
	}
	if chain.Settle(nil) != nil {
		t.Error("nothing has a balance")
	}
}

// A part of an availability below that cannot be compared is reported with its place, and a stretch in
// which nothing counts on top is no gap.
func TestWhatOfPartsIsNotCompared(t *testing.T) {
	const up = "objectives: [{ id: line, availability: { of: line, no-data: bad }, attain: 99.9%, period: month }]"
	for _, c := range []struct{ name, top, below, over, want string }{
		{"enough", "", up, "2026-02", ""},
		{"no promise on top", "availability: { of: portal, no-data: bad }, period: month", up, "2026-02", ""},
		{"a ratio on top", "ratio: { of: portal }, attain: 99%, period: month", up, "2026-02", `not-compared portal objectives[0] "metric"`},
		{"no figure below", "", "objectives: [{ id: line, availability: { of: line, no-data: bad }, period: month }]", "2026-02",
			`unsupported portal objectives[0].relies-on[0] "below line"`},
		{"a ratio below", "", "objectives: [{ id: line, ratio: { of: line }, attain: 99.9%, period: month }]", "2026-02",
			`not-compared portal objectives[0].relies-on[0] "metric"`},
		{"from March on", "", up + "\neffective: 2026-03-01/", "2026-Q1", `unsupported portal objectives[0].relies-on[0] "below line"`},
		{"in force on the first day", "", up + "\neffective: 2026-02-01/", "2026-02", ""},
		{"in force a day later", "", up + "\neffective: 2026-02-02/", "2026-02", `unsupported portal objectives[0].relies-on[0] "below line"`},
		{"thirty days below", "", "objectives: [{ id: line, availability: { of: line, no-data: bad }, attain: 99.9%, period: rolling 30 days }]", "2026-02",
			`not-compared portal objectives[0].relies-on[0] "period"`},
		{"thirty days on both sides", "availability: { of: portal, no-data: bad }, attain: 99%, period: rolling 30 days",
			"objectives: [{ id: line, availability: { of: line, no-data: bad }, attain: 99.9%, period: rolling 30 days }]", "2026-02", ""},
		// Of February's 672 h an hour is 0.149 %: 99.851 % are certain.
		{"a length below", "", "objectives: [{ id: line, availability: { of: line, no-data: bad }, attain: at most 1h, period: month }]", "2026-02", ""},
		{"a length below is more than the promise", "availability: { of: portal, no-data: bad }, attain: 99.86%, period: month",
			"objectives: [{ id: line, availability: { of: line, no-data: bad }, attain: at most 1h, period: month }]", "2026-02",
			`shortfall portal objectives[0].attain "99.851190%"`},
		{"at most a share below", "", "objectives: [{ id: line, availability: { of: line, no-data: bad }, attain: at most 99%, period: month }]", "2026-02",
			`not-compared portal objectives[0].relies-on[0] "metric"`},
		{"never open on top", "availability: { of: portal, no-data: bad, calendar: never }, attain: 99%, period: month", up, "2026-02", ""},
		{"what is not monitored is good below", "availability: { of: portal, no-data: bad, not-monitored: bad }, attain: 99%, period: month",
			"objectives: [{ id: line, availability: { of: line, no-data: bad, not-monitored: good }, attain: 99.9%, period: month }]", "2026-02",
			`shortfall portal objectives[0].relies-on[0] "not-monitored"`},
	} {
		if c.top == "" {
			c.top = "availability: { of: portal, no-data: bad }, attain: 99%, period: month"
		}
		top := open(t, "top", "zone: UTC\ncalendars: { never: { hours: mon 09:00-10:00, closed: [2026-01-01..2026-12-31] } }\n"+
			"objectives: [{ id: portal, "+c.top+", relies-on: { agreement: below, objective: line } }]")
		over, err := sla.ParsePeriod(c.over)
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		if c.want != "" {
			want = c.want + "\n"
		}
		check(t, c.name, want, chain.Check(top, over, open(t, "below", "zone: UTC\n"+c.below)))
	}
}

// Shares of tickets are not compared with an objective below that promises no share in
// time; without a figure below the share is unsupported.
func TestSharesWithoutAFigureBelow(t *testing.T) {
	tickets := func(id, what, relies string) *sla.Agreement {
		return open(t, id, "clocks: { c: { start: opened, stop: repaired } }\nobjectives: [{ id: c, clock: c, targets: [{ within: 2h, calendar: 24x7 }], "+what+", counts: due"+relies+" }]")
	}
	const on = ", relies-on: { agreement: below, objective: c }"
	for _, c := range []struct{ name, top, below, want string }{
		{"a share for a share", "attain: 90%, period: month", "attain: 90%, period: month", ""},
		{"no figure below", "attain: 90%, period: month", "period: month", `unsupported c objectives[0].relies-on[0] "below c"`},
		{"no figure on top", "period: month", "period: month", ""},
		{"a mean below", "attain: 90%, period: month", "mean: {}, attain: at most 1h, period: month", `not-compared c objectives[0].relies-on[0] "metric"`},
		{"a mean on top", "mean: {}, attain: at most 1h, period: month", "attain: 90%, period: month", `not-compared c objectives[0] "metric"`},
		{"at most a share below", "attain: 90%, period: month", "attain: at most 90%, period: month", ""},
		{"thirty days for a month", "attain: 90%, period: month", "attain: 90%, period: rolling 30 days", `period-wider c objectives[0].attain ""`},
	} {
		want := ""
		if c.want != "" {
			want = c.want + "\n"
		}
		check(t, c.name, want, chain.Check(tickets("top", c.top, on), sla.Month(2026, 3), tickets("below", c.below, "")))
	}
}

// Of a target whose calendar an attribute names, each calendar of the agreement is looked
// at, and the default. What starts just after an opening of four hours ends a day later.
func TestCalendarsThatAttributesName(t *testing.T) {
	hours := func(id, targets, relies string) *sla.Agreement {
		return open(t, id, "zone: UTC\ncalendars: { nights: { hours: mon-sun 22:00-02:00 }, mornings: { hours: mon-sun 08:00-12:00 } }\n"+
			"clocks: { c: { start: opened, stop: repaired } }\nobjectives: [{ id: c, clock: c, targets: "+targets+", attain: 100%, period: month, counts: due"+relies+" }]")
	}
	const on, named = ", relies-on: { agreement: below, objective: c }", "[{ within: 4h, calendar: { attribute: hours, otherwise: mornings } }]"
	for _, c := range []struct{ name, top, below, want string }{
		{"the same on both sides", named, named, ""},
		{"more time on top", "[{ within: 48h, calendar: 24x7 }]", named, ""},
		{"less time on top", "[{ within: 20h, calendar: 24x7 }]", named, `late c objectives[0].targets[0] "4h mornings" by 4h0m0s` + "\n"},
		{"less by a second", "[{ within: 23h59m59s, calendar: 24x7 }]", named, `late c objectives[0].targets[0] "4h mornings" by 1s` + "\n"},
		{"a day on top", "[{ within: 24h, calendar: 24x7 }]", named, ""},
	} {
		check(t, c.name, c.want, chain.Check(hours("top", c.top, on), sla.Month(2026, 3), hours("below", c.below, "")))
	}
}

// Only credits of two agreements that have to be claimed are compared.
func TestClaimsThatAreNotCompared(t *testing.T) {
	agreement := func(id, claim, relies, more string) *sla.Agreement {
		return open(t, id, "currency: EUR\ncalendars: { weeks: { hours: mon-fri 09:00-17:00 } }\nobjectives:\n  - { id: line, availability: { of: line, no-data: bad }, attain: 99%, period: month"+relies+" }\n"+
			"  - { id: other, availability: { of: other, no-data: bad }, attain: 99%, period: month }\n"+
			"credits: { base: 100.00, round: half-up"+claim+", rules: [{ objective: line, tiers: { below 99%: 10% } }] }\n"+more)
	}
	const late = "claim-too-late line objectives[0].relies-on[0] \"10 days after failure\" by 20 days\n"
	for _, c := range []struct{ name, top, relies, below, more, want string }{
		{"both", ", claim: 30 days after failure", "{ agreement: below, objective: line }", ", claim: 10 days after failure", "", late},
		{"nothing to claim below", ", claim: 30 days after failure", "{ agreement: below, objective: line }", "", "", ""},
		{"nothing to claim on top", "", "{ agreement: below, objective: line }", ", claim: 10 days after failure", "", ""},
		{"no credits below", ", claim: 30 days after failure", "{ agreement: below, objective: other }", ", claim: 10 days after failure", "", ""},
		{"of the agreement itself", ", claim: 30 days after failure", "{ agreement: top, objective: other }", ", claim: 10 days after failure", "", ""},
	} {
		gaps := chain.Check(agreement("top", c.top, ", relies-on: "+c.relies, ""), sla.Month(2026, 3), agreement("below", c.below, "", c.more))
		check(t, c.name, c.want, gaps)
	}
}

// Shares and parts of an agreement that is not in force for the whole stretch are
// unsupported.
func TestStepsThatAreNotInForce(t *testing.T) {
	tickets := func(id, more string) *sla.Agreement {
		return open(t, id, "clocks: { c: { start: opened, stop: repaired } }\nobjectives: [{ id: c, clock: c, targets: [{ within: 2h, calendar: 24x7 }], attain: 90%, period: month, counts: due"+more)
	}
	top := tickets("top", ", relies-on: { agreement: below, objective: c } }]")
	for _, c := range []struct{ effective, want string }{
		{"2026-03-01/", ""},
		{"2026-03-02/", `unsupported c objectives[0].targets[0] "below c"` + "\n"},
		{"2020-01-01/2026-03-01", `unsupported c objectives[0].targets[0] "below c"` + "\n"},
	} {
		check(t, c.effective, c.want, chain.Check(top, sla.Month(2026, 3), tickets("below", " }]\neffective: "+c.effective)))
	}
	part := func(id, of, effective string) *sla.Agreement {
		return open(t, id, "objectives: [{ id: line, availability: { of: "+of+", no-data: bad }, attain: 99%, period: month }]\neffective: "+effective)
	}
	both := open(t, "top", "objectives: [{ id: portal, composed: { weighted: { l0: 50%, l1: 50% }, each: { no-data: bad } }, attain: 98%, period: month, relies-on: [{ agreement: p0, objective: line }, { agreement: p1, objective: line }] }]")
	for _, c := range []struct{ effective, want string }{
		{"2026-03-01/", ""},
		{"2020-01-01/2026-03-01", `not-compared portal objectives[0] "parts"` + "\n"},
	} {
		check(t, "weighted "+c.effective, c.want, chain.Check(both, sla.Month(2026, 3), part("p0", "l0", "2026-01-01/"), part("p1", "l1", c.effective)))
	}
}
