package chain_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/chain"
	"github.com/upheld/upheld/sla/specfile"
)

// open compiles an agreement of Berlin from the text of a file without its first lines.
func open(t testing.TB, id, text string) *sla.Agreement {
	t.Helper()
	text = "sla: v1\nid: " + id + "\npolicies: { profile: exact }\n" + text
	if !strings.Contains(text, "\nzone:") {
		text += "\nzone: Europe/Berlin\n"
	}
	a, err := specfile.Open(fstest.MapFS{"a.yaml": {Data: []byte(text)}}, "a.yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// show writes gaps in short, without starts and the promises below.
func show(gaps []chain.Gap) string {
	var b strings.Builder
	for _, g := range gaps {
		fmt.Fprintf(&b, "%s %s %s %q", g.Code, g.Subject, g.Path, g.Value)
		if len(g.When) > 0 {
			fmt.Fprint(&b, " ", g.When)
		}
		if g.By != 0 {
			fmt.Fprint(&b, " by ", g.By)
		}
		if g.Days != 0 {
			fmt.Fprint(&b, " by ", g.Days, " days")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func check(t *testing.T, name, want string, gaps []chain.Gap) {
	t.Helper()
	if got := show(gaps); got != strings.TrimLeft(want, "\n") {
		t.Errorf("%s:\n%swant\n%s", name, got, strings.TrimLeft(want, "\n"))
	}
}

// berlinHours are the hours of the worked examples, and weeks the same without closures.
const (
	berlinHours = `{ hours: "mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00", closed: [2026-01-01, 2026-04-03, 2026-04-06, 2026-05-01, 2026-05-14, 2026-05-25, 2026-10-03, 2026-12-25, 2026-12-26] }`
	londonHours = `{ zone: Europe/London, hours: "mon-fri 09:00-17:30" }`
)

// timed is an agreement with a clock from an event to another and the given targets.
func timed(t testing.TB, id, from, to, targets, more string) *sla.Agreement {
	t.Helper()
	return open(t, id, `
calendars:
  office: `+berlinHours+`
  london: `+londonHours+`
clocks: { repair: { start: `+from+`, stop: `+to+` } }
objectives:
  - id: repair
    clock: repair
    targets: `+targets+`
    attain: 100%
    period: month
    counts: due
`+more)
}

// Worked on paper, see also the test of the worst start.
//
// 2h office, then 4h London, under 8h office: 47h30m for what is opened just after
// Friday 23 October 11:30. 4h around the clock on 2h office: 84h, just after 24 December
// 16:00. Both are told by the targets that apply, for the tickets concerned.
//
// 2h of office for 2h of the same office is enough, a second less is not; a grace counts.
func TestTimes(t *testing.T) {
	over := sla.Year(2026)
	ola := timed(t, "ola", "opened", "handed-over", "[{ within: 2h, calendar: office }]", "")
	uc := timed(t, "uc", "handed-over", "repaired", "[{ within: 4h, calendar: london }]", "")
	direct := timed(t, "direct", "opened", "repaired", "[{ within: 2h, calendar: office }]", "")
	for _, c := range []struct {
		name, targets, relies, want string
		start                       string
	}{
		{"two steps under 8h", "[{ within: 8h, calendar: office }]",
			"[{ agreement: ola, objective: repair }, { agreement: uc, objective: repair }]",
			`late repair objectives[0].targets[0] "2h office then 4h london" by 47h30m0s` + "\n", "2026-10-23T09:30:00.000000001Z"},
		{"P1 around the clock", "[{ when: { priority: P1 }, within: 4h, calendar: 24x7 }, { within: 8h, calendar: office }]",
			"[{ agreement: direct, objective: repair }]",
			`late repair objectives[0].targets[0] "2h office" map[priority:{[P1] false}] by 84h0m0s` + "\n", "2026-12-24T15:00:00.000000001Z"},
		{"only P1 relies on it", "[{ when: { priority: P1 }, within: 4h, calendar: 24x7 }, { within: 1h, calendar: office }]",
			"[{ agreement: direct, objective: repair, when: { priority: P1 } }]",
			`late repair objectives[0].targets[0] "2h office" map[priority:{[P1] false}] by 84h0m0s` + "\n", "2026-12-24T15:00:00.000000001Z"},
		{"2h for 2h", "[{ within: 2h, calendar: office }]", "[{ agreement: direct, objective: repair }]", "", ""},
		// Just after 24 December 16:00, from 17:59:59 to Monday 08:00.
		{"2h for 2h less a second", "[{ within: 1h59m59s, calendar: office }]", "[{ agreement: direct, objective: repair }]",
			`late repair objectives[0].targets[0] "2h office" by 86h0m1s` + "\n", "2026-12-24T15:00:00.000000001Z"},
		{"2h for 1h and a grace of 1h", "[{ within: 1h, calendar: office, grace: 1h }]", "[{ agreement: direct, objective: repair }]", "", ""},
	} {
		top := timed(t, "top", "opened", "repaired", c.targets, "    relies-on: "+c.relies+"\n")
		gaps := chain.Check(top, over, ola, uc, direct)
		check(t, c.name, c.want, gaps)
		if c.start != "" && len(gaps) > 0 && gaps[0].Start.Format(time.RFC3339Nano) != c.start {
			t.Errorf("%s: at %s, want %s", c.name, gaps[0].Start.Format(time.RFC3339Nano), c.start)
		}
	}
}

// Two parts of 99.95 % in series: 99.900025 % if failures are independent, and certain
// only 99.9 %, which suffices for 99.9 % with nothing to spare. With a third of 99.99 %
// it is 99.8900349975 % and 99.89 %: neither does.
//
// 99.95 % of a year allows 0.0005 × 8,760 h = 4.38 h, all of which may fall in February
// of 672 h: 1 - 4.38/672 = 99.348214…%.
func TestAvailability(t *testing.T) {
	part := func(id, attain, period, more string) *sla.Agreement {
		return open(t, id, "zone: UTC\nobjectives: [{ id: line, availability: { of: line, no-data: bad"+more+" }, attain: "+attain+", period: "+period+" }]")
	}
	a, b := part("a", "99.95%", "month", ""), part("b", "99.95%", "month", "")
	c, year := part("c", "99.99%", "month", ""), part("year", "99.95%", "year", "")
	day := part("day", "99.95%", "day", "")
	week := part("week", "99.95%", "week", "")
	three := "[{ agreement: a, objective: line }, { agreement: b, objective: line }, { agreement: c, objective: line }]"
	for _, x := range []struct {
		name, attain, period, relies string
		want                         string
		certain, independent         string
	}{
		{"two parts with nothing to spare", "99.9%", "month", "[{ agreement: a, objective: line }, { agreement: b, objective: line }]", "", "", ""},
		{"two parts by a hair", "99.900001%", "month", "[{ agreement: a, objective: line }, { agreement: b, objective: line }]",
			`shortfall portal objectives[0].attain "99.9%"` + "\n", "99.9000000000%", "99.9000250000%"},
		{"more than the independent figure", "99.9001%", "month", "[{ agreement: a, objective: line }, { agreement: b, objective: line }]",
			`shortfall portal objectives[0].attain "99.9%"` + "\n", "99.9000000000%", "99.9000250000%"},
		{"three parts", "99.9%", "month", three, `shortfall portal objectives[0].attain "99.89%"` + "\n", "99.8900000000%", "99.8900349975%"},
		{"three parts that suffice", "99.89%", "month", three, "", "", ""},
		{"a year for a month", "99.95%", "month", "{ agreement: year, objective: line }",
			`period-wider portal objectives[0].attain "99.348214%"` + "\n", "99.3482142857%", "99.9500000000%"},
		{"a year for what a month can bear", "99.348214%", "month", "{ agreement: year, objective: line }", "", "", ""},
		{"a year for a month, by a hair", "99.348215%", "month", "{ agreement: year, objective: line }",
			`period-wider portal objectives[0].attain "99.348214%"` + "\n", "99.3482142857%", "99.9500000000%"},
		{"a year for a year", "99.95%", "year", "{ agreement: year, objective: line }", "", "", ""},
		{"a month for a year", "99.95%", "year", "{ agreement: a, objective: line }", "", "", ""},
		{"a day for a month", "99.95%", "month", "{ agreement: day, objective: line }", "", "", ""},
		// November of 720 h meets six weeks, from Sunday the 1st to Monday the 30th: 6 × 168 h
		// × 0.0005 = 0.504 h, 1 - 0.504/720 = 99.93 %. August meets six too, and has 744 h.
		{"weeks for months", "99.95%", "month", "{ agreement: week, objective: line }",
			`period-wider portal objectives[0].attain "99.93%"` + "\n", "99.9300000000%", "99.9500000000%"},
		// At most 4 h of a month lost: 4.38 h of the year may be.
		{"a length", "at most 4h", "month", "{ agreement: year, objective: line }",
			`period-wider portal objectives[0].attain "4h22m48s"` + "\n", "99.3482142857%", "99.9500000000%"},
		{"a length that suffices", "at most 4h22m48s", "month", "{ agreement: year, objective: line }", "", "", ""},
	} {
		top := open(t, "top", "zone: UTC\nobjectives: [{ id: portal, availability: { of: portal, no-data: bad }, attain: "+x.attain+", period: "+x.period+", relies-on: "+x.relies+" }]")
		gaps := chain.Check(top, sla.Year(2026), a, b, c, year, day, week)
		check(t, x.name, x.want, gaps)
		if len(gaps) == 1 && (gaps[0].Certain.Percent(10) != x.certain || gaps[0].Independent.Percent(10) != x.independent) {
			t.Errorf("%s: %s certain, %s if independent", x.name, gaps[0].Certain.Percent(10), gaps[0].Independent.Percent(10))
		}
	}
}

// What a part leaves out and the whole counts has no known size.
func TestWhatPartsLeaveOut(t *testing.T) {
	for _, c := range []struct{ whole, part, want string }{
		{"no-data: bad", "no-data: bad, maintenance: remove", "maintenance"},
		{"no-data: bad, maintenance: forgive", "no-data: bad, maintenance: remove", ""},
		{"no-data: bad, maintenance: remove, notice: 48h", "no-data: bad, maintenance: remove, notice: 48h", ""},
		{"no-data: bad, maintenance: remove, notice: 48h", "no-data: bad, maintenance: remove, notice: 47h", "notice"},
		{"no-data: bad, maintenance: remove, quota: 4h", "no-data: bad, maintenance: remove, quota: 4h", ""},
		{"no-data: bad, maintenance: remove, quota: 4h", "no-data: bad, maintenance: remove, quota: 5h", "quota"},
		{"no-data: bad, maintenance: remove, quota: 4h", "no-data: bad, maintenance: remove", "quota"},
		{"no-data: bad", "no-data: exclude", "no-data"},
		{"no-data: exclude", "no-data: bad", ""},
		{"no-data: exclude", "no-data: good", "no-data"},
		{"no-data: bad, ignore-under: 5m", "no-data: bad, ignore-under: 5m", ""},
		{"no-data: bad, ignore-under: 5m", "no-data: bad, ignore: up to 5m", "ignore-under"},
		{"no-data: bad", "no-data: bad, ignore-under: 1m", "ignore-under"},
		{"no-data: bad, weights: { slow: 50% }", "no-data: bad, weights: { slow: 50% }", ""},
		{"no-data: bad, weights: { slow: 50% }", "no-data: bad, weights: { slow: 49% }", "weights"},
	} {
		top := open(t, "top", "objectives: [{ id: portal, availability: { of: portal, "+c.whole+" }, attain: 99%, period: month, relies-on: { agreement: a, objective: line } }]")
		a := open(t, "a", "objectives: [{ id: line, availability: { of: line, "+c.part+" }, attain: 99.5%, period: month }]")
		want := ""
		if c.want != "" {
			want = fmt.Sprintf("shortfall portal objectives[0].relies-on[0] %q\n", c.want)
		}
		check(t, c.whole+" over "+c.part, want, chain.Check(top, sla.Month(2026, 3), a))
	}
}

// The hours of a part: 99 % of office hours, 160 h of February, leaves 1.6 h and all
// 512 h outside the hours; 99 % around the clock leaves 6.72 h, all of which may fall
// into the 160 h of the office: 95.8 %.
func TestHoursOfParts(t *testing.T) {
	hours := "calendars: { office: { hours: mon-fri 09:00-17:00 } }\nzone: UTC\n"
	line := func(id, cal, relies string) *sla.Agreement {
		return open(t, id, hours+"objectives: [{ id: line, availability: { of: line, no-data: bad, calendar: "+cal+" }, attain: 99%, period: month"+relies+" }]")
	}
	const on = ", relies-on: { agreement: below, objective: line }"
	for _, c := range []struct{ top, below, certain string }{
		{"24x7", "24x7", ""}, {"office", "office", ""},
		{"24x7", "office", "23.571428%"}, // (672 - 512 - 1.6) / 672
		{"office", "24x7", "95.8%"},
	} {
		want := ""
		if c.certain != "" {
			want = fmt.Sprintf("shortfall line objectives[0].attain %q\n", c.certain)
		}
		check(t, c.top+" on "+c.below, want, chain.Check(line("top", c.top, on), sla.Month(2026, 2), line("below", c.below, "")))
	}
}

// Parts of a composition: two of three lines of 99 %, 98 % and 97 % are certain to be up
// but for half of all shortfalls, 3 %; or for the two smallest together, 3 %: 97 %. One
// of them is enough but for a third of all shortfalls, 2 %, or half of the two smallest,
// 1.5 %, or the smallest, 1 %: 99 %. Weighted by a half and two quarters, 0.5 + 0.5 +
// 0.75 = 1.75 % are lost at most.
func TestParts(t *testing.T) {
	var below []*sla.Agreement
	for i, attain := range []string{"99%", "98%", "97%"} {
		below = append(below, open(t, fmt.Sprint("p", i), fmt.Sprintf("objectives: [{ id: line, availability: { of: l%d, no-data: bad }, attain: %s, period: month }]", i, attain)))
	}
	const all = "[{ agreement: p0, objective: line }, { agreement: p1, objective: line }, { agreement: p2, objective: line }]"
	for _, c := range []struct{ how, attain, relies, want string }{
		{"parallel: [l0, l1, l2], at-least: 2", "97%", all, ""},
		{"parallel: [l0, l1, l2], at-least: 2", "97.1%", all, `shortfall portal objectives[0].attain "97%"` + "\n"},
		{"parallel: [l0, l1, l2]", "99%", all, ""},
		{"parallel: [l0, l1, l2]", "99.1%", all, `shortfall portal objectives[0].attain "99%"` + "\n"},
		{"series: [l0, l1, l2]", "94%", all, ""},
		{"series: [l0, l1, l2]", "94.1%", all, `shortfall portal objectives[0].attain "94%"` + "\n"},
		{"weighted: { l0: 50%, l1: 25%, l2: 25% }", "98.25%", all, ""},
		{"weighted: { l0: 50%, l1: 25%, l2: 25% }", "98.26%", all, `shortfall portal objectives[0].attain "98.25%"` + "\n"},
		{"series: [l0, l1]", "90%", all, `not-compared portal objectives[0] "parts"` + "\n"},
		{"series: [l0, l1]", "90%", "{ agreement: p0, objective: line }", `not-compared portal objectives[0] "parts"` + "\n"},
	} {
		top := open(t, "top", "objectives: [{ id: portal, composed: { "+c.how+", each: { no-data: bad } }, attain: "+c.attain+", period: month, relies-on: "+c.relies+" }]")
		check(t, c.how+" "+c.attain, c.want, chain.Check(top, sla.Month(2026, 3), below...))
	}
}

// Customer: 30 days after month end. Supplier: 15 business days after failure. A failure
// of 1 January may be claimed until 31 January and 30 days: 2 March. 15 business days
// after Thursday 1 January are those from the 2nd to the 22nd: 39 days too late. A
// failure of Saturday 31 January: 2 March, and 20 February, 10 days. 39 days more for
// the supplier are enough.
func TestClaims(t *testing.T) {
	agreement := func(id, claim, more string) *sla.Agreement {
		return open(t, id, `
currency: EUR
calendars: { weeks: { hours: mon-fri 09:00-17:00 } }
objectives: [{ id: line, availability: { of: line, no-data: bad }, attain: 99%, period: month`+more+` }]
credits: { base: 100.00, round: half-up, claim: `+claim+`, rules: [{ objective: line, tiers: { below 99%: 10% } }] }`)
	}
	if got := date.New(2026, 1, 22); date.New(2026, 3, 2)-got != 39 {
		t.Fatal("the paper is wrong")
	}
	for _, c := range []struct {
		top, below, over string
		days             int
	}{
		{"30 days after month end", "15 business days of weeks after failure", "2026-01", 39},
		{"30 days after month end", "60 days after failure", "2026-01", 0},
		{"30 days after month end", "59 days after failure", "2026-01", 1},
		{"30 days after month end", "59 days after failure", "2026-02", 0},
		{"30 days after period end", "30 days after month end", "2026-01", 0},
		{"31 days after period end", "30 days after month end", "2026-01", 1},
		{"30 days after failure", "0 days after month end", "2026-01", 30}, // of 31 January
		{"0 days after failure", "0 business days of weeks after failure", "2026-01", 0},
		// March has 31 days and begins on a Sunday: 30 April, and 20 March.
		{"30 days after month end", "15 business days of weeks after failure", "2026", 41},
	} {
		over, _ := sla.ParsePeriod(c.over)
		want := ""
		if c.days > 0 {
			want = fmt.Sprintf("claim-too-late line objectives[0].relies-on[0] %q by %d days\n", c.below, c.days)
		}
		gaps := chain.Check(agreement("top", c.top, ", relies-on: { agreement: below, objective: line }"), over, agreement("below", c.below, ""))
		check(t, c.top+" over "+c.below, want, gaps)
	}
}
