package report_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// helpDesk gives the help desk of the examples and its facts of March 2026.
func helpDesk(t testing.TB) (*sla.Agreement, sla.Facts) {
	t.Helper()
	files := os.DirFS("../examples/helpdesk")
	a, err := specfile.Open(files, "acme.yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../examples/helpdesk/march.json")
	if err != nil {
		t.Fatal(err)
	}
	var facts sla.Facts
	if err := json.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	return a, facts
}

// ticketsOf gives the tickets of facts.
func ticketsOf(tickets []sla.Ticket) iter.Seq[*sla.Ticket] {
	return func(yield func(*sla.Ticket) bool) {
		for i := range tickets {
			if !yield(&tickets[i]) {
				return
			}
		}
	}
}

// On Friday 20 March at 16:00, by hand: INC-4113 was opened at 15:15 with 30 minutes to
// reply, so it is 15 minutes late; its 8 hours to resolve leave 2h of Friday and go on
// on Monday at 8, to 10:15 after the break that is not reached. INC-4148 is promised for
// 18:00. The outlook is that of reports.md, section 8.
func TestDeskOfTheHelpDesk(t *testing.T) {
	a, facts := helpDesk(t)
	r, err := a.Evaluate(sla.Month(2026, time.March), facts, day(t, "20 16:00"))
	if err != nil {
		t.Fatal(err)
	}
	v := report.Desk(a, ticketsOf(facts.Tickets), r, 72*time.Hour).At(berlin(t)).Show("team")
	golden(t, "desk.txt", []byte(written(t, v, report.Text)))
	golden(t, "desk.md", []byte(written(t, v, report.Markdown)))
	golden(t, "desk.zh-Hans.txt", []byte(written(t, v.In(zh), report.Text)))
	link := func(r report.Ref) string { return r.Ticket + "-" + r.Objective + ".html" }
	golden(t, "desk.html", []byte(written(t, v.Link(link), report.HTML)))
	page := strings.Join(strings.Fields(written(t, v, report.Markdown)), " ")
	for _, want := range []string{
		"INC-4148, Resolution (red), runs out next: Fri 2026-03-20 18:00. 7 open clocks: 1 late, 6 in time.",
		"| INC-4113 | First response | red | LATE | 150% | 15m over | Fri 2026-03-20 15:45 | |",
		"| INC-4148 | Resolution | red | in time | | 2h wall | Fri 2026-03-20 18:00 | Next alarm Fri 2026-03-20 17:00, -1h |",
		"| INC-4113 | Resolution | red | in time | 9% | 7h 15m | Mon 2026-03-23 10:15 | Next alarm Mon 2026-03-23 08:39, 80% |",
		"By Mon 2026-03-23 16:00: 3 clocks run out, 1 promise is missed.",
		"| First response | 95% | 95.23% | 95.23% | 95.23% | 1 of the next 18 may miss | kept so far | high (95% used) |",
		"| Resolution | 90% | 94.44% | 80.95% | 95.23% | 2 more may miss | open | high (if nobody works on them) |",
		"Resolution is missed on Mon 2026-03-23 10:15 if nobody works on what is open.",
		"| Customer portal | 99.9% | 99.87% | 63.34% | 99.92% | 9m 27s 600ms left | open | high (78% used, the rest goes at the rate so far) |",
		"For 2026-03 between 0.00 EUR and 3600.00 EUR will be owed, whatever becomes of what is known now.",
		"| Customer portal | below 99.9% | more than 9m 27s 600ms of loss | 1200.00 EUR |",
		"| Customer portal | below 99.0% | more than 6h 49m 36s of loss | 3000.00 EUR |",
		"| Customer portal | below 95.0% | more than 36h 28m of loss | 3600.00 EUR |",
		"Customer portal: 35m were lost in 470h that count. At this rate its room lasts until Wed 2026-03-25 23:02.",
		"That is arithmetic, not a forecast",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

// Every level and rule of a risk has a word, except the rule that the share used says.
func TestRisksArePutIntoWords(t *testing.T) {
	have := report.RisksWithWords()
	for _, name := range []string{"RiskLevel", "RiskRule"} {
		for _, text := range constants(t, "report/analysis", name) {
			if text != "used" && !slices.Contains(have, text) {
				t.Errorf("no word for %s %q", name, text)
			}
		}
	}
}

// deskSpec has targets of every kind: open time, day and night, a promised date, and a
// time with a grace. A ticket may hide its due instant.
func deskSpec() sla.Spec {
	target := func(kind string, within sla.Within, calendar string, grace metrics.Span) sla.Target {
		return sla.Target{When: sla.Where{"kind": sla.Is(kind)}, Within: within, Calendar: calendar, Grace: grace}
	}
	return sla.Spec{
		ID: "line", Title: "Service line", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{"office": {Zone: "Europe/Berlin", Hours: "mon-fri 08:00-18:00"}},
		Clocks: map[string]sla.Clock{"resolution": {
			Start: sla.On("opened"), Pause: sla.While("status", "waiting"), Stop: sla.While("status", "resolved"),
			Hide: sla.Where{"hidden": sla.Is("yes")}, Owner: "line one",
		}},
		Objectives: []sla.Objective{
			{
				ID: "resolution", Title: "Resolution", Clock: "resolution", Attain: "90%", Period: "month", Counts: sla.ByStart,
				Targets: []sla.Target{
					target("office", "4h", "office", ""), target("night", "4h", "24x7", ""), target("promise", "promised due_at", "", ""),
					target("grace", "1h", "24x7", "30m"),
				},
			},
			{
				ID: "mean", Clock: "resolution", Metric: metrics.Mean{}, Attain: "at most 4h", Period: "month", Counts: sla.ByStart,
				Targets: []sla.Target{{Within: "none", Calendar: "office"}},
			},
		},
	}
}

// line gives a ticket of deskSpec; further attributes and events follow each other.
func line(t testing.TB, id, kind, opened string, more ...string) sla.Ticket {
	k := sla.Ticket{ID: id, Attrs: sla.Attrs{{"kind", kind}}, Events: []sla.Event{{At: day(t, opened), Name: "opened"}}}
	for i := 0; i < len(more); i += 2 {
		switch more[i] {
		case "waiting", "open", "resolved":
			k.Events = append(k.Events, sla.Event{At: day(t, more[i+1]), Name: "status", Set: sla.Attrs{{"status", more[i]}}})
		default:
			k.Attrs = append(k.Attrs, [2]string{more[i], more[i+1]})
		}
	}
	return k
}

// deskOf is the desk of tickets at an instant of March 2026.
func deskOf(t testing.TB, spec sla.Spec, at time.Time, ahead time.Duration, tickets []sla.Ticket, waived ...sla.Exclusion) report.View {
	t.Helper()
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: tickets, Exclusions: waived}, at)
	if err != nil {
		t.Fatal(err)
	}
	return report.Desk(a, ticketsOf(tickets), r, ahead, waived...).At(berlin(t))
}

// rowsOf gives the cells of the first table after a heading of a page in Markdown.
func rowsOf(t testing.TB, v report.View, title string) (rows [][]string) {
	t.Helper()
	_, page, found := strings.Cut(written(t, v, report.Markdown), "## "+title)
	if !found {
		return nil
	}
	for l := range strings.Lines(page) {
		if !strings.HasPrefix(l, "| ") {
			if len(rows) > 0 {
				break
			}
			continue
		}
		rows = append(rows, cellsOf(strings.TrimSuffix(l, "\n")))
	}
	return rows[min(2, len(rows)):]
}

// Friday 6 March 17:45. The office closes at 18:00, so that 30 minutes left run out on
// Monday at 08:15, after two hours of a night clock. A promised date comes due although
// the ticket is paused. What is late stands first, what is hidden last.
func TestDeskOrder(t *testing.T) {
	tickets := []sla.Ticket{
		line(t, "HIDDEN", "night", "06 16:00", "hidden", "yes"),
		line(t, "OFFICE", "office", "06 14:15"),
		line(t, "PAUSED-2H", "office", "06 10:00", "waiting", "06 12:00"),
		line(t, "NIGHT-B", "night", "06 15:45"),
		line(t, "NIGHT-A", "night", "06 15:45"),
		line(t, "PAUSED-1H", "office", "06 10:00", "waiting", "06 13:00"),
		line(t, "DONE", "office", "06 10:00", "resolved", "06 11:00"),
		line(t, "LATER", "office", "06 17:46"),
		line(t, "OTHER", "something else", "06 10:00"),
		line(t, "GRACE", "grace", "06 16:40"),
		line(t, "LATE-Y", "night", "06 13:00"),
		line(t, "LATE-Z", "night", "06 12:00", "waiting", "06 17:00"),
		line(t, "PROMISE", "promise", "05 10:00", "due_at", "2026-03-06T18:05", "waiting", "05 11:00"),
	}
	v := deskOf(t, deskSpec(), day(t, "06 17:45"), 3*time.Hour, tickets)
	want := []string{
		"LATE-Z | LATE, paused | 125% | 1h over | | Fri 2026-03-06 16:00 |",
		"LATE-Y | LATE | 118% | 45m over | Fri 2026-03-06 17:00 |",
		"PROMISE | paused | | 20m wall | Fri 2026-03-06 18:05 |",
		"GRACE | in time | 108% | -5m | Fri 2026-03-06 17:40 | Fri 2026-03-06 18:10",
		"NIGHT-A | in time | 50% | 2h | Fri 2026-03-06 19:45 |",
		"NIGHT-B | in time | 50% | 2h | Fri 2026-03-06 19:45 |",
		"OFFICE | in time | 87% | 30m | Mon 2026-03-09 08:15 |",
		"PAUSED-1H | paused | 75% | 1h | | | Due Mon 2026-03-09 08:45 if it goes on at once",
		"PAUSED-2H | paused | 50% | 2h | | | Due Mon 2026-03-09 09:45 if it goes on at once",
		"HIDDEN | no due time | | | |",
	}
	got := rowsOf(t, v, "Open clocks")
	if len(got) != len(want) {
		t.Fatalf("%d rows: %q", len(got), got)
	}
	for i, row := range got {
		if row[1] != "Resolution" || row[2] != "line one" {
			t.Errorf("row %d is of %s, %s", i, row[1], row[2])
		}
		text := strings.Join(strings.Fields(strings.Join(append(row[:1], row[3:]...), " | ")), " ")
		if !strings.HasPrefix(text, want[i]) {
			t.Errorf("row %d: %s\nwant    %s", i, text, want[i])
		}
	}
	page := written(t, v, report.Markdown)
	for _, text := range []string{
		"PROMISE, Resolution (line one), runs out next: Fri 2026-03-06 18:05.\n",
		"10 open clocks: 2 late, 4 in time, 3 paused, 1 without a due time.\n",
		"By Fri 2026-03-06 20:45: 4 clocks run out.\n",
	} {
		if !strings.Contains(page, text) {
			t.Errorf("no %q in\n%s", text, page)
		}
	}
	var ahead []string
	for _, row := range rowsOf(t, v, "The next 3h, if nothing happens") {
		ahead = append(ahead, row[1])
	}
	if want := []string{"PROMISE", "GRACE", "NIGHT-A", "NIGHT-B"}; !slices.Equal(ahead, want) {
		t.Errorf("ahead are %q, want %q", ahead, want)
	}
}

// What runs out ahead is what Agreement.Coming lists, up to and with the last instant.
func TestDeskAheadIsWhatComes(t *testing.T) {
	tickets := []sla.Ticket{line(t, "A", "night", "06 15:45"), line(t, "B", "night", "06 16:00")}
	now := day(t, "06 17:45")
	for _, c := range []struct {
		ahead time.Duration
		rows  int
	}{{2*time.Hour - 1, 0}, {2 * time.Hour, 1}, {2*time.Hour + 15*time.Minute - 1, 1}, {2*time.Hour + 15*time.Minute, 2}, {1<<63 - 1, 2}} {
		v := deskOf(t, deskSpec(), now, c.ahead, tickets)
		_, page, _ := strings.Cut(written(t, v, report.Markdown), "if nothing happens\n")
		if got := strings.Count(page, "| runs out |"); got != c.rows {
			t.Errorf("%v ahead: %d rows, want %d", c.ahead, got, c.rows)
		}
	}
	for _, none := range []time.Duration{0, -time.Hour, -1 << 63} {
		if page := written(t, deskOf(t, deskSpec(), now, none, tickets), report.Text); strings.Contains(page, "The next") {
			t.Errorf("%v ahead:\n%s", none, page)
		}
	}
}

// The column of the priority has what a matrix derives as the ticket is now, by impact and
// urgency or by factors, and what a ticket sets itself.
func TestDeskShowsDerivedPriorities(t *testing.T) {
	with := func(id string, attrs sla.Attrs, then sla.Attrs) sla.Ticket {
		ticket := line(t, id, "night", "06 15:45")
		ticket.Attrs = append(ticket.Attrs, attrs...)
		ticket.Events = append(ticket.Events, sla.Event{At: day(t, "06 16:00"), Name: "changed", Set: then})
		return ticket
	}
	table := &sla.Matrix{Urgency: []string{"high", "low"}, Impact: []sla.MatrixRow{{Impact: "wide", Priorities: []string{"P1", "P2"}}}}
	factors := &sla.Matrix{Factors: []sla.PriorityFactor{{Attribute: "urgency", Points: map[string]int64{"high": 5, "low": 1}}},
		Cutoffs: []sla.Cutoff{{AtLeast: 5, Priority: "P1"}, {AtLeast: 0, Priority: "P2"}}}
	high := sla.Attrs{{"impact", "wide"}, {"urgency", "high"}}
	for name, c := range map[string]struct {
		matrix *sla.Matrix
		ticket sla.Ticket
		want   string
	}{
		"a matrix":           {table, with("A", high, nil), "P1"},
		"a change":           {table, with("A", high, sla.Attrs{{"urgency", "low"}}), "P2"},
		"an own priority":    {table, with("A", high, sla.Attrs{{"priority", "P3"}}), "P3"},
		"factors":            {factors, with("A", high, nil), "P1"},
		"nothing is derived": {table, with("A", sla.Attrs{{"impact", "wide"}, {"team", "red"}}, nil), ""},
		"no matrix":          {nil, with("A", high, nil), ""},
	} {
		spec := deskSpec()
		spec.Priority = c.matrix
		v := deskOf(t, spec, day(t, "06 17:45"), 0, []sla.Ticket{c.ticket}).Show("priority", "impact")
		rows := rowsOf(t, v, "Open clocks")
		want := []string{c.want, "wide"}
		if c.want == "" {
			want = want[1:] // a column without a value is not on the page
		}
		if len(rows) != 1 || !slices.Equal(rows[0][3:3+len(want)], want) {
			t.Errorf("%s: %q, want %q", name, rows, want)
		}
	}
}

// A cycle is in time at its due instant, and late a nanosecond later.
func TestDeskAtTheDueInstant(t *testing.T) {
	due, april := day(t, "06 19:45"), day(t, "31 00:00").AddDate(0, 0, 1)
	tickets := []sla.Ticket{line(t, "A", "night", "06 15:45")}
	for _, c := range []struct {
		at    time.Time
		state string
		next  time.Time
	}{
		{due.Add(-1), "in time", due}, {due, "in time", due.Add(1)}, {due.Add(1), "LATE", april},
	} {
		v := deskOf(t, deskSpec(), c.at, time.Hour, tickets)
		if rows := rowsOf(t, v, "Open clocks"); len(rows) != 1 || rows[0][3] != c.state {
			t.Errorf("%v: %q, want %s", c.at, rows, c.state)
		}
		if !v.Next().Equal(c.next) {
			t.Errorf("%v: next %v, want %v", c.at, v.Next(), c.next)
		}
	}
}

// Between two milliseconds a length has whole seconds and a mark, rounded toward late.
func TestDeskBetweenTwoSeconds(t *testing.T) {
	tickets := []sla.Ticket{line(t, "A", "night", "06 15:45"), line(t, "B", "night", "06 13:00")}
	at := day(t, "06 17:45")
	for _, c := range []struct {
		after       time.Duration
		over, ahead string
	}{
		{-1, "~45m over", "~2h"}, {0, "45m over", "2h"}, {1, "~45m 1s over", "~1h 59m 59s"}, {time.Millisecond, "45m 1ms over", "1h 59m 59s 999ms"},
	} {
		rows := rowsOf(t, deskOf(t, deskSpec(), at.Add(c.after), 0, tickets), "Open clocks")
		if len(rows) != 2 || rows[0][5] != c.over || rows[1][5] != c.ahead {
			t.Errorf("%v after: %q, want %s and %s", c.after, rows, c.over, c.ahead)
		}
	}
}

// The page changes at an alarm, when a clock is late, when a promise is missed, and when
// the period ends; not at what has passed.
func TestDeskNext(t *testing.T) {
	a, facts := helpDesk(t)
	miss, april := day(t, "21 10:14").Add(27*time.Second+600*time.Millisecond), day(t, "31 00:00").AddDate(0, 0, 1)
	for _, c := range []struct {
		at, next time.Time
		tickets  []sla.Ticket
	}{
		{day(t, "20 16:00"), day(t, "20 17:00"), facts.Tickets}, // -1h of INC-4148
		{day(t, "20 17:00"), day(t, "20 18:00"), facts.Tickets},
		{day(t, "20 18:00"), day(t, "20 18:00").Add(1), facts.Tickets},
		{day(t, "20 16:00"), day(t, "23 10:15").Add(1), nil}, // the third of six resolutions
		{day(t, "21 10:05"), miss.Add(1), nil},               // the portal is down
		{miss, miss.Add(1), nil},
		{miss.Add(1), day(t, "29 00:00").Add(1), nil}, // INC-4148 was late, INC-4140 and INC-4142 will be
		{day(t, "29 00:00").Add(1), april, nil},
		{april, time.Time{}, nil},
	} {
		r, err := a.Evaluate(sla.Month(2026, time.March), facts, c.at)
		if err != nil {
			t.Fatal(err)
		}
		v := report.Desk(a, ticketsOf(c.tickets), r, time.Hour)
		if !v.Next().Equal(c.next) {
			t.Errorf("at %v: next %v, want %v", c.at, v.Next(), c.next)
		}
		if has := strings.Contains(written(t, v, report.Text), "Changes next"); has == c.next.IsZero() {
			t.Errorf("at %v: the page says when it changes: %v", c.at, has)
		}
	}
	if next := report.Summary(nil).Next(); !next.IsZero() {
		t.Errorf("a summary changes at %v", next)
	}
}

// A service that is down stands first if its promise is missed before a clock runs out.
func TestDeskOfAServiceThatIsDown(t *testing.T) {
	a, facts := helpDesk(t)
	service := "Customer portal loses time, and its promise is missed on Sat 2026-03-21 10:14:27.6 if that goes on.\n"
	for _, c := range []struct {
		at   time.Time
		want string // the page begins with
	}{
		{day(t, "21 10:04"), "INC-4140, Resolution, runs out next: Mon 2026-03-23 00:00.\n\n5 open clocks"}, // it is up
		{day(t, "21 10:05"), service + "\nINC-4140, Resolution, runs out next: Mon 2026-03-23 00:00.\n"},
		{day(t, "21 10:15"), "INC-4140, Resolution, runs out next: Mon 2026-03-23 00:00.\n\n5 open clocks"}, // it is missed
	} {
		r, err := a.Evaluate(sla.Month(2026, time.March), facts, c.at)
		if err != nil {
			t.Fatal(err)
		}
		v := report.Desk(a, ticketsOf(facts.Tickets), r, 72*time.Hour).At(berlin(t))
		_, page, _ := strings.Cut(written(t, v, report.Markdown), "\n\n")
		if !strings.HasPrefix(page, c.want) {
			t.Errorf("at %v no %q in\n%s", c.at, c.want, page)
		}
		written(t, report.Desk(nil, nil, r, 72*time.Hour), report.HTML)
		page = written(t, report.Desk(a, nil, r, 72*time.Hour).At(berlin(t)), report.Markdown)
		if strings.Contains(page, service+"\nNo clock runs out") != strings.HasPrefix(c.want, service) {
			t.Errorf("at %v without tickets\n%s", c.at, page)
		}
	}
}

// drawTickets draws tickets of deskSpec whose events lie before an instant.
func drawTickets(r *tape.Reader, now time.Time) []sla.Ticket {
	tickets := make([]sla.Ticket, 1+r.Int(8))
	for i := range tickets {
		at := now.Add(-time.Duration(1+r.Int(6*24*60)) * time.Minute)
		due := now.Add(time.Duration(r.Int(24*60)-300) * time.Minute)
		k := sla.Ticket{ID: string(rune('A' + i)), Attrs: sla.Attrs{
			{"kind", tape.Pick(r, "office", "night", "promise", "grace")}, {"due_at", due.Format(time.RFC3339)}, {"hidden", tape.Pick(r, "", "yes")},
		}}
		k.Events = append(k.Events, sla.Event{At: at, Name: "opened"})
		for range r.Int(4) {
			if at = at.Add(time.Duration(r.Int(24*60)) * time.Minute); !at.After(now) {
				k.Events = append(k.Events, sla.Event{At: at, Name: "status", Set: sla.Attrs{{"status", tape.Pick(r, "open", "waiting", "resolved")}}})
			}
		}
		tickets[i] = k
	}
	return tickets
}

// A clock that is in time at the instant at which the page says it runs out is late a
// nanosecond after; the rows follow these instants; and nothing on the page turns before
// View.Next.
func TestDeskRunsOutWhenItSays(t *testing.T) {
	a, err := sla.New(deskSpec())
	if err != nil {
		t.Fatal(err)
	}
	zone := berlin(t)
	tape.Check(t, func(r *tape.Reader) error {
		now := day(t, "02 00:00").Add(time.Duration(r.Int(28*24*60)) * time.Minute)
		tickets := drawTickets(r, now)
		page := func(at time.Time) (report.View, []map[string]string) {
			v := report.Desk(a, ticketsOf(tickets), &sla.Result{AsOf: at}, 0).At(zone).Rows(0)
			return v, tableOf(written(t, v, report.Markdown), "Ticket")
		}
		v, rows := page(now)
		verdict := func(id string, at time.Time) sla.Verdict {
			i := slices.IndexFunc(tickets, func(k sla.Ticket) bool { return k.ID == id })
			reading, _ := a.Track(&tickets[i], at).Of("resolution")
			return reading.Verdict
		}
		states, last := []string{"LATE", "in time", "paused", "no due time"}, time.Time{}
		group := 0
		for _, row := range rows {
			id, state := row["Ticket"], row["State"]
			text := cmp.Or(row["Late after"], row["Due"])
			of := slices.Index(states, strings.TrimSuffix(state, ", paused"))
			if state == "paused" && text != "" {
				of = 1 // the due instant does not move
			}
			if of < group {
				return fmt.Errorf("%s is %s after a clock that is %s", id, state, states[group])
			}
			if of > group {
				group, last = of, time.Time{}
			}
			if late := verdict(id, now) == sla.Missed; late != (of == 0) {
				return fmt.Errorf("%s is %s, and late: %v", id, state, late)
			}
			if of > 1 {
				continue
			}
			at, err := time.ParseInLocation("Mon 2006-01-02 15:04", text, zone)
			if text == "" && of == 0 {
				continue // hidden: it has no instant
			}
			if err != nil || at.Before(last) {
				return fmt.Errorf("%s at %q, after %v: %v", id, text, last, err)
			}
			last = at
			if of == 1 && (verdict(id, at) == sla.Missed || verdict(id, at.Add(1)) != sla.Missed) {
				return fmt.Errorf("%s is %q at %v and %q after", id, verdict(id, at), at, verdict(id, at.Add(1)))
			}
		}
		if next := v.Next(); !next.IsZero() {
			if !next.After(now) {
				return fmt.Errorf("next is %v at %v", next, now)
			}
			_, later := page(next.Add(-1))
			for i := range rows {
				same := len(later) == len(rows) && later[i]["Ticket"] == rows[i]["Ticket"] && later[i]["State"] == rows[i]["State"]
				if !same || later[i]["Remark"] != rows[i]["Remark"] && rows[i]["State"] != "paused" {
					return fmt.Errorf("before %v %v became %v", next, rows, later)
				}
			}
		}
		return nil
	})
}

// A hundred thousand tickets, of which one in twenty is open.
func BenchmarkDesk(b *testing.B) {
	a, err := sla.New(deskSpec())
	if err != nil {
		b.Fatal(err)
	}
	open, done := line(b, "A", "night", "06 15:45"), line(b, "B", "office", "06 10:00", "resolved", "06 11:00")
	many := func(yield func(*sla.Ticket) bool) {
		for i := range 100_000 {
			k := &done
			if i%20 == 0 {
				k = &open
			}
			if !yield(k) {
				return
			}
		}
	}
	result := &sla.Result{AsOf: day(b, "06 17:45")}
	b.ReportAllocs()
	for b.Loop() {
		report.Desk(a, many, result, 0)
	}
}

// Time that an exclusion takes out is not late.
func TestDeskWithWaivedTime(t *testing.T) {
	tickets := []sla.Ticket{line(t, "A", "night", "06 12:00")} // due at 16:00
	waived := sla.Exclusion{Ticket: "A", From: day(t, "06 13:00"), To: day(t, "06 14:00"), Reason: "storm"}
	at := day(t, "06 16:30")
	if rows := rowsOf(t, deskOf(t, deskSpec(), at, 0, tickets), "Open clocks"); len(rows) != 1 || rows[0][3] != "LATE" {
		t.Errorf("without the exclusion %q", rows)
	}
	rows := rowsOf(t, deskOf(t, deskSpec(), at, 0, tickets, waived), "Open clocks")
	if len(rows) != 1 || rows[0][3] != "in time" || rows[0][5] != "30m" {
		t.Errorf("with it %q", rows)
	}
}

// Shown attributes are as of the page, and stand for the owner of a clock without one.
func TestDeskShowsAttributes(t *testing.T) {
	tickets := []sla.Ticket{line(t, "A", "night", "06 15:00", "assignee", "Ada")}
	tickets[0].Events = append(tickets[0].Events,
		sla.Event{At: day(t, "06 16:00"), Name: "assigned", Set: sla.Attrs{{"assignee", "Grace"}}},
		sla.Event{At: day(t, "06 18:00"), Name: "assigned", Set: sla.Attrs{{"assignee", "Edsger"}}})
	owned, free := deskSpec(), deskSpec()
	clock := free.Clocks["resolution"]
	clock.Owner = ""
	free.Clocks = map[string]sla.Clock{"resolution": clock}
	for _, c := range []struct {
		spec  sla.Spec
		at    string
		show  []string
		whose string
		cells string
	}{
		{owned, "06 17:00", nil, " (line one)", "line one | in time"},
		{owned, "06 17:00", []string{"assignee", "kind"}, " (line one)", "line one | Grace | night | in time"},
		{free, "06 17:00", nil, "", "in time"},
		{free, "06 15:30", []string{"assignee"}, " (Ada)", "Ada | in time"},
		{free, "06 18:00", []string{"assignee"}, " (Edsger)", "Edsger | in time"},
		{free, "06 17:00", []string{"kind", "nothing", "assignee"}, " (night, Grace)", "night | Grace | in time"},
	} {
		v := deskOf(t, c.spec, day(t, c.at), 0, tickets).Show(c.show...)
		page := written(t, v, report.Markdown)
		if want := "A, Resolution" + c.whose + ", runs out next: Fri 2026-03-06 19:00.\n"; !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
		if want := "| A | Resolution | " + c.cells + " |"; !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

// Lists are cut and counted; the numbers above them are of all clocks.
func TestDeskRows(t *testing.T) {
	var tickets []sla.Ticket
	for _, id := range []string{"A", "B", "C", "D"} {
		tickets = append(tickets, line(t, id, "night", "06 15:45"))
	}
	page := written(t, deskOf(t, deskSpec(), day(t, "06 17:45"), 24*time.Hour, tickets).Rows(2), report.Text)
	if strings.Count(page, "and 2 more") != 1 || strings.Count(page, "and 3 more") != 1 || !strings.Contains(page, "4 open clocks: 4 in time.") || !strings.Contains(page, "4 clocks run out, 1 promise is missed.") {
		t.Errorf("two rows:\n%s", page)
	}
}

// A page without an agreement, tickets or a result is a page.
func TestDeskOfNothing(t *testing.T) {
	a, err := sla.New(deskSpec())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "desk-empty.txt", []byte(written(t, report.Desk(nil, nil, nil, 0), report.Text)))
	nothing := func(yield func(*sla.Ticket) bool) { yield(nil) }
	for _, v := range []report.View{
		report.Desk(nil, nothing, &sla.Result{}, time.Hour),
		report.Desk(&sla.Agreement{}, nothing, nil, time.Hour),
		report.Desk(a, nil, nil, time.Hour),
		report.Desk(a, nothing, nil, -time.Hour).Show("x"),
	} {
		if page := written(t, v, report.Text); !strings.Contains(page, "No clock is open.") {
			t.Error(page)
		}
	}
}

// Rows of the table of credits are reached beyond an edge that they leave out, and at an
// edge that they hold; items are counted.
func TestDeskStepsOfCredits(t *testing.T) {
	of := func(row penalty.Band, after metrics.Figure) string {
		r := &sla.Result{AsOf: day(t, "06 12:00"), Outcomes: []sla.Outcome{{Objective: "x", Ahead: &sla.Ahead{
			Steps: []sla.AheadStep{{Row: row, After: after, Owed: penalty.Amount{}}},
		}}}}
		_, page, _ := strings.Cut(written(t, report.Desk(nil, nil, r, 0), report.Markdown), "| Reached after |")
		cells := cellsOf(strings.Split(page, "\n")[2])
		return cells[2]
	}
	for _, c := range []struct {
		row   penalty.Band
		after metrics.Figure
		want  string
	}{
		{"below 99.9%", metrics.LengthOf(time.Minute), "more than 1m of loss"},
		{"at most 99.9%", metrics.LengthOf(time.Minute), "1m of loss"},
		{"below 99.9%", metrics.NumberOf(metrics.LengthOf(time.Second).Rat()), "1 more missed"},
		{"below 99.9%", metrics.NumberOf(metrics.LengthOf(12 * time.Second).Rat()), "12 more missed"},
	} {
		if got := of(c.row, c.after); got != c.want {
			t.Errorf("%s after %v: %q, want %q", c.row, c.after, got, c.want)
		}
	}
}

// hostileDesk puts a text and two numbers into everything that a desk shows.
func hostileDesk(s string, a, b int64) report.View {
	at, to := time.Unix(a/1e9, a%1e9), time.Unix(b/1e9, b%1e9)
	agreement, room := desk(), metrics.LengthOf(time.Duration(a))
	if a%2 == 0 {
		room = metrics.Figure{}
	}
	ticket := sla.Ticket{ID: s, Attrs: sla.Attrs{{s, s}}, Events: []sla.Event{{At: at, Name: "opened"}}}
	outcome := sla.Outcome{
		Objective: s, Title: s, From: at, To: to, Promised: metrics.Bound(s), Attained: metrics.ShareOf(a, b), Reason: sla.Undecided,
		Ahead: &sla.Ahead{
			Best: metrics.ShareOf(a, b), Worst: metrics.LengthOf(time.Duration(b)), Room: room, Stands: sla.Stands(s),
			Next: a, NextMiss: b, MissAt: at, Steps: []sla.AheadStep{{Path: s, Row: penalty.Band(s), After: metrics.LengthOf(time.Duration(b))}},
			Burn: &sla.Burn{Over: time.Duration(b), Until: to},
		},
	}
	result := &sla.Result{Agreement: s, Title: s, Provider: s, Zone: s, AsOf: to, From: at, To: to, Outcomes: []sla.Outcome{outcome}, Owing: &sla.Owing{}}
	return report.Desk(agreement, ticketsOf([]sla.Ticket{ticket}), result, time.Duration(a)).Show(s)
}
