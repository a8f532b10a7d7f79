// Command replace is a ticketing tool with its own tables. This library has replaced
// the tool's SLA code: rows become events, readings become columns, and breach jobs
// become timers. README.md explains each step.
//
//	go run ./examples/replace
package main

import (
	"database/sql"
	"embed"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed agreement.yaml
var files embed.FS

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run plays Easter 2026 in virtual time and prints the tables.
func run(out io.Writer) error {
	agreement, err := specfile.Open(files, "agreement.yaml", sla.Sources{})
	if err != nil {
		return err
	}
	p := &play{out: out, zone: agreement.Location()}
	p.desk = &desk{tables: newTables(), agreement: agreement, notify: p.notified}
	db := p.desk.tables

	p.at("2026-04-02T10:00", 1, func(now time.Time) {
		db.insertTicket(ticketRow{ID: 1, Priority: "normal", Status: "open", CreatedAt: now,
			DueAt: sql.NullTime{Time: p.local("2026-04-06T10:00"), Valid: true}}) // the old code knew no holidays
	})
	p.at("2026-04-02T11:00", 1, func(now time.Time) { db.setReplied(1, now) })
	p.at("2026-04-02T15:00", 1, func(now time.Time) { db.setField(1, "status", "waiting", now) })
	p.at("2026-04-04T22:00", 2, func(now time.Time) {
		db.insertTicket(ticketRow{ID: 2, Priority: "urgent", Status: "open", CreatedAt: now})
	})
	p.show("2026-04-04T22:40")
	p.at("2026-04-04T22:45", 2, func(now time.Time) { db.setReplied(2, now) })
	p.at("2026-04-05T01:30", 2, func(now time.Time) { db.setField(2, "status", "resolved", now) })
	p.at("2026-04-07T11:00", 1, func(now time.Time) { db.setField(1, "status", "open", now) })
	p.show("2026-04-07T12:00")
	p.compare("resolution", "2026-04-07T12:00")
	p.at("2026-04-08T13:30", 1, func(now time.Time) { db.setField(1, "status", "resolved", now) })
	p.month("2026-04", "2026-05-01")
	return p.err
}

// play runs a desk in virtual time. After an error it does nothing more.
type play struct {
	out  io.Writer
	zone *time.Location
	desk *desk
	now  time.Time
	err  error
}

func (p *play) local(text calendar.Local) time.Time {
	at, err := text.In(p.zone)
	if err != nil && p.err == nil {
		p.err = err
	}
	return at
}

// pass moves the time to an instant and runs each timer when it is due.
func (p *play) pass(text calendar.Local) time.Time {
	until := p.local(text)
	for p.err == nil {
		_, at, ok := p.desk.tables.firstTimer()
		if !ok || at.After(until) {
			break
		}
		p.now = at
		p.err = p.desk.work(at)
	}
	p.now = until
	return until
}

// at writes to a ticket and refreshes its clocks.
func (p *play) at(text calendar.Local, ticket int64, write func(now time.Time)) {
	now := p.pass(text)
	if p.err == nil {
		write(now)
		p.err = p.desk.refresh(ticket, now)
	}
}

func (p *play) notified(t ticketRow, a sla.Alarm) {
	fmt.Fprintf(p.out, "%s  tell the %s team of ticket %d: %s %s\n", p.clock(p.now), t.Priority, t.ID, a.Objective, a.Mark)
}

// show prints the table clocks, the overdue tickets and those due within a day.
func (p *play) show(text calendar.Local) {
	now := p.pass(text)
	fmt.Fprintf(p.out, "\n%s\n\n", p.clock(now))
	t := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ticket\tobjective\tstate\tverdict\tdue_at\twarn_at\tbreach_at\tseconds_left")
	for _, id := range p.desk.tables.ids() {
		for o := range p.desk.agreement.Objectives(now) {
			row := p.desk.tables.clock(id, o.ID)
			left := "null"
			if row.SecondsLeft.Valid {
				left = fmt.Sprint(row.SecondsLeft.Int64)
			}
			verdict := "null"
			if row.Verdict.Valid {
				verdict = row.Verdict.String
			}
			fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", row.TicketID, row.Objective, row.State, verdict,
				p.cell(row.DueAt), p.cell(row.WarnAt), p.cell(row.BreachAt), left)
		}
	}
	t.Flush()
	for _, row := range p.desk.tables.overdue(now) {
		fmt.Fprintf(p.out, "\noverdue: ticket %d %s since %s", row.TicketID, row.Objective, p.cell(row.BreachAt))
	}
	for _, row := range p.desk.tables.threatened(now, now.AddDate(0, 0, 1)) {
		fmt.Fprintf(p.out, "\nwithin a day: ticket %d %s at %s", row.TicketID, row.Objective, p.cell(row.BreachAt))
	}
	fmt.Fprintln(p.out)
}

func (p *play) compare(objective string, text calendar.Local) {
	all, err := p.desk.differences(objective, p.pass(text))
	if err != nil {
		p.err = err
	}
	for _, d := range all {
		fmt.Fprintf(p.out, "ticket %d %s: the old code says %s, the agreement %s\n", d.ticket, objective, p.clock(d.was), p.clock(d.is))
		for _, s := range d.why.Trace {
			fmt.Fprintf(p.out, "  from %s %s for %s, %s of it counted\n", p.clock(s.From), s.Kind, s.To.Sub(s.From), s.Counted)
		}
	}
	fmt.Fprintln(p.out)
}

func (p *play) month(month string, asOf calendar.Local) {
	period, err := sla.ParsePeriod(month)
	if err != nil {
		p.err = err
	}
	result, err := p.desk.month(period, p.pass(asOf))
	if err != nil {
		p.err = err
		return
	}
	fmt.Fprintln(p.out)
	for _, o := range result.Outcomes {
		fmt.Fprintf(p.out, "%s %s: %s, %d of %d, %s of %s promised\n", month, o.Objective, o.Verdict, o.Good, o.Total, o.Attained.Percent(1), o.Promised)
	}
}

func (p *play) cell(t sql.NullTime) string {
	if !t.Valid {
		return "null"
	}
	return p.clock(t.Time)
}

func (p *play) clock(t time.Time) string {
	t = t.In(p.zone)
	if t.Second() != 0 {
		return t.Format("Mon 2 Jan 15:04:05")
	}
	return t.Format("Mon 2 Jan 15:04")
}
