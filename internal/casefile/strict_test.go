package casefile_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/internal/casefile"
)

// deskFiles has the agreement of the kit's own cases.
func deskFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	data, err := os.ReadFile("../../sla/slatest/testdata/desk.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"desk.yaml": {Data: data}}
}

// mistakes runs a file and gives what fails, one "line: first line of the text" each.
func mistakes(t *testing.T, text string) []string {
	t.Helper()
	ran, err := casefile.Suite{Files: deskFiles(t)}.Run("x.case", []byte(text))
	if err != nil {
		return []string{err.Error()}
	}
	var all []string
	for _, c := range ran.Cases {
		for _, m := range c.Mistakes {
			all = append(all, strings.ReplaceAll(m.Error(), "\n", " | "))
		}
	}
	return all
}

const head = "agreement desk.yaml\n\ncase It\n" // three lines

// What could be a slip of the pen is refused, with its line and what to write.
func TestSlipsAreRefused(t *testing.T) {
	const ask = "\n    => response: running\n"
	tests := []struct{ what, text, want string }{
		{"misspelt event", "ticket T\n  Mon 2026-03-02 09:00  creatd" + ask,
			`5: no agreement of the case has the event "creatd" (did you mean "created"?); if that is meant, write: unheard creatd`},
		{"misspelt attribute", "ticket T prority=P1\n  Mon 2026-03-02 09:00  created" + ask,
			`4: no agreement of the case has the attribute "prority" (did you mean "priority"?); if that is meant, write: unheard prority`},
		{"a word that is in the grammar and not in the agreement", "ticket T\n  Mon 2026-03-02 09:00  start" + ask, `5: no agreement of the case has the event "start"`},
		{"wrong weekday", "ticket T\n  Tue 2026-03-02 09:00  created" + ask, `5: 2026-03-02 is a Mon, not a Tue`},
		{"no such date", "ticket T\n  2026-02-30 09:00  created" + ask, `5: 2026-02-30 is no date`},
		{"no such time of day", "ticket T\n  2026-03-02 24:00  created" + ask, `5: "24:00" is no time of day`},
		{"a time of twelve hours", "ticket T\n  2026-03-02 5pm  created" + ask, `5: "5pm" is no time of day: write 17:00`},
		{"a time of twelve hours with minutes", "ticket T\n  Mon 2026-03-02 09:00  created\n  5:30 PM  replied" + ask, `6: "5:30" is no time of day: write 17:30`},
		{"a time of twelve hours in two words", "ticket T\n  Mon 2026-03-02 09:00  created\n  Tue 5:30 pm  replied" + ask, `6: "5:30" is no time of day: write 17:30`},
		{"a time of one digit", "ticket T\n  Mon 2026-03-02 09:00  created\n  9:30  replied" + ask, `6: "9:30" is no time of day: write 09:30`},
		{"a due time of twelve hours", "ticket T\n  Mon 2026-03-02 09:00  created => response: due 2pm\n", `5: response: "2pm" is no time of day: write 14:00`},
		{"a list on the line of the question, twice", "ticket T\n  Mon 2026-03-02 09:00  created" + ask + "coming from 2026-03-02 10:00 until 20:00\n  => late: Mon 14:00 T response left 4h\n  => late: Mon 18:00 T resolution left 8h\n",
			`9: late is asked once; write its lines below => late:, one for each ticket`},
		{"a list on the line of the question", "ticket T\n  Mon 2026-03-02 09:00  created" + ask + "coming from 2026-03-02 10:00 until 20:00\n  => late: Mon 14:00 T response left 4h\n", `8: late: write the lines below, or none`},
		{"a comma in a time", "ticket T\n  2026-03-02 09:00:00,5  created" + ask, `5: "09:00:00,5" is no time of day`},
		{"finer than a nanosecond", "ticket T\n  2026-03-02 09:00:00.1234567891  created" + ask, `5: "09:00:00.1234567891" is no time of day`},
		{"no date at first", "ticket T\n  Mon 09:00  created" + ask, `5: the first time needs its date`},
		{"no time at first", "ticket T\n  created" + ask, `5: the first line needs a time`},
		{"skipped local time", "ticket T\n  2026-03-29 02:30  created" + ask, `5: 2026-03-29 02:30 does not exist in Europe/Berlin: a clock change skips it`},
		{"repeated local time", "ticket T\n  2026-10-25 02:30  created" + ask, `5: 2026-10-25 02:30 happens twice in Europe/Berlin: write 02:30+02:00 or 02:30+01:00`},
		{"time going back", "ticket T\n  Mon 2026-03-02 23:00  created" + ask + "  01:00  replied" + ask,
			`7: 01:00 is before the line above (Mon 2026-03-02 23:00); write the date if that is meant`},
		{"tab", "ticket T\n\tMon 2026-03-02 09:00  created" + ask, `5: a tab; indent and separate with spaces`},
		{"unknown facet", "ticket T\n  Mon 2026-03-02 09:00  created => response: deu 13:00\n", `5: response: "deu": unknown: did you mean "due"?`},
		{"facet in two cases", "ticket T\n  Mon 2026-03-02 09:00  created => response: Running\n", `5: response: "Running": unknown: did you mean "running"?`},
		{"unknown objective", "ticket T\n  Mon 2026-03-02 09:00  created => respones: running\n", `5: respones: objective "respones": unknown: did you mean "response"?`},
		{"no colon", "ticket T\n  Mon 2026-03-02 09:00  created => response running\n", `5: write => SUBJECT: FACET`},
		{"empty answer", "ticket T\n  Mon 2026-03-02 09:00  created => response:\n", "5: response |     nothing is expected yet |     got  running, due 14:00, left 4h"},
		{"empty list", "ticket T\n  Mon 2026-03-02 09:00  created\n    => trace response:\n", "6: trace response"},
		{"empty case", "ticket T\n  Mon 2026-03-02 09:00  created\n", `3: the case asks nothing`},
		{"a silent ticket", "ticket S\n  Mon 2026-03-02 09:00  created\nticket T\n  09:00  created" + ask, `4: nothing is asked about the ticket, and no period follows`},
		{"a case without blocks", "", `3: the case asks nothing`},
		{"a silent period", "ticket T\n  Mon 2026-03-02 09:00  created\nperiod 2026-03\n", `6: the period asks nothing`},
		{"a moment without an event", "ticket T\n  Mon 2026-03-02 09:00\n", `5: nothing happens and nothing is asked`},
		{"unlisted finding", "ticket T\n  Mon 2026-03-02 09:00  replied\n  10:00  created\nperiod 2026-03\n  => response: missed\n",
			`7: the facts have findings that the case does not list: |   => findings: |       stopped-before-start T response ignored`},
		{"two names of one event", "ticket T\n  Mon 2026-03-02 09:00  created replied" + ask, `5: an event has one name: "created" or "replied"`},
		{"an open quote", "ticket T\n  Mon 2026-03-02 09:00  \"created" + ask, `5: the quote of "created is not closed`},
		{"an unknown block", "tikcet T\n  Mon 2026-03-02 09:00  created" + ask, `4: "tikcet": unknown: did you mean "ticket"?`},
		{"two indentations on one level", "ticket T\n  Mon 2026-03-02 09:00  created" + ask + "   10:00  replied" + ask, `7: the indentation is 3 spaces, that of the line before on this level 4`},
		{"too many copies", "tickets 10001 T\n  Mon 2026-03-02 09:00  created" + ask, `4: write ticket ID, or tickets N ID, and attributes such as priority=P1; N is from 1 to 10000`},
		{"two cases of one title", "ticket T\n  Mon 2026-03-02 09:00  created" + ask + "\ncase It\nticket T\n  Mon 2026-03-02 09:00  created" + ask, `8: the case of line 3 has this title`},
		{"a number with an exponent", "charge 2026-03 1e9 for portal\n", `4: "1e9" is no number`},
		{"an unseen character", "ticket T\u0007\n", "4: a character that is not seen, '\\a'"},
		{"a file outside the folder", "facts ../x.csv by map.yaml\n", `4: "../x.csv" is no path below the folder of cases`},
		{"an unknown agreement", "ticket T\n  Mon 2026-03-02 09:00  created\nperiod 2026-03 under new\n  => response: met\n", `6: agreement "new"`},
	}
	for _, test := range tests {
		got := mistakes(t, head+test.text)
		found := false
		for _, m := range got {
			found = found || strings.HasPrefix(m, test.want)
		}
		if !found {
			t.Errorf("%s:\n got %q\nwant %q", test.what, got, test.want)
		}
	}
}

// An amount has its unit: a number alone is an error that says so.
func TestAnAmountNeedsItsUnit(t *testing.T) {
	const agreement = "agreement\n  sla: v1\n  id: shop\n  zone: UTC\n  currency: CNY\n  objectives: [{ id: shop, availability: { of: shop, calendar: 24x7, no-data: good }, attain: 99.9%, period: month }]\n" +
		"  credits: { base: 8000.00, rules: [{ objective: shop, tiers: { below 99.9%: 25% } }], round: half-up }\n\ncase It\nservice shop\n  2026-01-10 10:00 to 16:00  down\nperiod 2026-01 as of 2026-01-20\n  => owing: "
	for _, test := range []struct{ answer, want string }{
		{"least 0.00 CNY, most 2000.00 CNY", "13: owing"},
		{"least 2000.00 CNY, most 2000.00 CNY", ""},
		{"least 2000", "13: owing: the unit is missing: write 2000 CNY"},
		{"most 1", "13: owing: the unit is missing: write 1 CNY"},
		{"least 2000 EUR", "13: owing"},
	} {
		got := mistakes(t, agreement+test.answer+"\n")
		if test.want == "" && len(got) > 0 || test.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], test.want)) {
			t.Errorf("%s: %q, want %q", test.answer, got, test.want)
		}
	}
}

// A time that cannot be read is the only problem of its case: later times and answers
// rest on it.
func TestAWrongTimeIsOneProblem(t *testing.T) {
	for _, first := range []string{"Tue 2026-03-02 09:00", "2026-02-30 09:00", "Mon 2026-03-02 9am", "09:00", "2026-03-29 02:30"} {
		got := mistakes(t, head+"ticket T\n  "+first+"  created\n    => response: running\n  10:00  replied\n    => response: met, used 1h\n  11:00  status=waiting\n    => resolution: paused\nperiod 2026-03\n  => response: good 1 of 1\n")
		if len(got) != 1 || !strings.HasPrefix(got[0], "5: ") {
			t.Errorf("%s: %q, want one problem, of line 5", first, got)
		}
	}
	got := mistakes(t, head+"ticket T\n  Tue 2026-03-02 09:00  created\n    => response: running\n  10:00  replid\n")
	if len(got) != 1 {
		t.Errorf("%q", got)
	}
}

// What looks like a slip and is meant can be said.
func TestWhatIsMeantCanBeSaid(t *testing.T) {
	tests := []struct{ what, text string }{
		{"an unheard event", "unheard commented colour\nticket T colour=red\n  Mon 2026-03-02 09:00  commented\n    => response: waiting\n"},
		{"a repeated time with its offset", "ticket T priority=P1\n  2026-10-25 02:30+01:00  created\n    => response: due 02:45+01:00\n"},
		{"going back with the date", "ticket T\n  Mon 2026-03-02 23:00  created => response: running\n  2026-03-02 01:00 => response: waiting\n"},
		{"a weekday is the first on or after", "ticket T\n  Mon 2026-03-02 09:00  created => response: due Mon 14:00\n  Sun 09:00 => response: missed, breached 2026-03-02 14:00\n"},
		{"a listed finding", "ticket T\n  Mon 2026-03-02 09:00  replied\n  10:00  created\nperiod 2026-03\n  => response: missed\n  => findings:\n      stopped-before-start T response ignored\n"},
		{"spellings of one meaning", "ticket T\n  Mon 2026-03-02 09:00  created => response: due 2026-03-02 14:00, due Mon 14:00:00, due 13:00Z, left 240m\n"},
		{"names in quotes", "ticket \"T 1\"\n  Mon 2026-03-02 09:00  \"created\" => \"response\": running\n"},
		{"a retraction", "ticket T\n  Mon 2026-03-02 09:00  created #a => response: running\n  never created #a/2\n  10:00 => response: waiting\n"},
	}
	for _, test := range tests {
		for _, m := range mistakes(t, head+test.text) {
			t.Errorf("%s: %s", test.what, m)
		}
	}
}

// Hostile files cost little and are refused with a line.
func TestLimitsOfFiles(t *testing.T) {
	tests := []struct{ what, text, want string }{
		{"too long", strings.Repeat("# comment\n", 110_000), "1: the file has 1100000 bytes"},
		{"too many lines", strings.Repeat("\n", 20_001), "20001: the file has 20001 lines"},
		{"no UTF-8", "case A\n\xff\n", "2: the text is not UTF-8"},
		{"too many facts", head + strings.Repeat("tickets 10000 T\n", 11), "14: a case has at most 100000 facts"},
		{"too many samples", head + "service x\n  2026-01-01 to 2027-01-01 every 1s value 1\n", "5: a line stands for at most 10000 facts"},
	}
	for _, test := range tests {
		got := fmt.Sprint(mistakes(t, test.text))
		if !strings.Contains(got, test.want) {
			t.Errorf("%s: %.200s, want %s", test.what, got, test.want)
		}
	}
}
