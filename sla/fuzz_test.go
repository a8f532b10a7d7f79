package sla_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func FuzzAgreement(f *testing.F) {
	tape.Fuzz(f, anySpecIsReadOrRefused, damagedTalliesAreRefused, extremeTicketsAreEvaluated,
		batchLiveAndTallyAgree, talliesAreAGroup, tracesAddUp, agreesWithTheOracle)
}

func TestAnySpecIsReadOrRefused(t *testing.T)     { tape.Check(t, anySpecIsReadOrRefused) }
func TestDamagedTalliesAreRefused(t *testing.T)   { tape.Check(t, damagedTalliesAreRefused) }
func TestExtremeTicketsAreEvaluated(t *testing.T) { tape.CheckDear(t, extremeTicketsAreEvaluated) }

// drawText strings fragments of the grammars together.
func drawText(r *tape.Reader) string {
	var b strings.Builder
	for range r.Int(5) {
		b.WriteString(tape.Pick(r, "", " ", "1", "0", "-", "+", "4h", "30m", "9999999999", "business", "calendar", "days", "wall", "then", "plus",
			"out of hours", "promised", "none", "by 16:00", "end of day", "%", ".", "2026-02-30", "2026-01-01", "/", "month", "rolling", "from",
			"at least", "below", "P1", "office", "24x7", "first", "\x00", "é", "mon-fri", "25:00"))
	}
	return b.String()
}

// anySpecIsReadOrRefused: whatever stands in a spec, New gives an agreement that
// works or an error, and does not panic.
func anySpecIsReadOrRefused(r *tape.Reader) error {
	spec := drawSpec(r)
	text := func() string { return drawText(r) }
	for range 1 + r.Int(3) {
		o := &spec.Objectives[r.Int(len(spec.Objectives))]
		t := &o.Targets[r.Int(len(o.Targets))]
		clock := spec.Clocks["first"]
		switch r.Int(18) {
		case 0:
			t.Within = sla.Within(text())
		case 1:
			t.Grace = metrics.Span(text())
		case 2:
			t.Calendar = text()
		case 3:
			t.During = sla.Range(text())
		case 4:
			o.Warn = append(o.Warn, sla.Level{At: sla.Warning(text())})
		case 5:
			o.Period = sla.Every(text())
		case 6:
			o.Attain = metrics.Bound(text())
		case 7:
			o.By = append(o.By, text())
		case 8:
			o.Clock = text()
		case 9:
			clock.After = tape.Pick(r, "first", "second", text())
		case 10:
			clock.Policies.Reopen = sla.Reopen(text())
		case 11:
			clock.Start = sla.On(text())
		case 12:
			spec.Zone = text()
		case 13:
			spec.Effective = sla.Range(text())
		case 14:
			spec.Calendars["office"] = calendar.Spec{Zone: text(), Hours: calendar.Week(text()), Closed: []calendar.Local{calendar.Local(text())}}
		case 15:
			spec.Revisions = append(spec.Revisions, sla.Revision{From: calendar.Local(text()), Pins: sla.PinDue, Change: sla.Spec{Title: text()}})
		case 16:
			spec.Removed = append(spec.Removed, text())
		case 17:
			spec.Priority = &sla.Matrix{Urgency: []string{text(), text()}, Impact: []sla.MatrixRow{{Impact: text(), Priorities: []string{text()}}}}
		}
		spec.Clocks["first"] = clock
	}
	a, err := sla.New(spec)
	if err != nil {
		if !strings.Contains(err.Error(), "sla: agreement") {
			return fmt.Errorf("an error without its agreement: %w", err)
		}
		return nil
	}
	ticket := drawTicket(r, "T")
	a.Track(&ticket, generatedFrom.AddDate(0, 0, 3))
	_, err = a.Evaluate(wholeGenerated(), sla.Facts{Tickets: []sla.Ticket{ticket}}, generatedFrom.AddDate(0, 0, 3))
	return err
}

// damagedTalliesAreRefused: bytes are read as a tally that writes the same bytes
// and can be evaluated, or not at all.
func damagedTalliesAreRefused(r *tape.Reader) error {
	a, err := drawAgreement(r)
	if err != nil {
		return err
	}
	tally := a.NewTally()
	for _, k := range drawTickets(r) {
		tally.Add(&k)
	}
	data, err := tally.MarshalBinary()
	if err != nil {
		return err
	}
	for range r.Int(4) {
		at := len(data) - 1 - r.Int(min(len(data), 400))
		switch r.Int(3) {
		case 0:
			data[at] ^= byte(1 << r.Int(8))
		case 1:
			data = append(data[:at:at], data[at+1:]...)
		case 2:
			data[at] = byte(r.Word())
		}
		if len(data) == 0 {
			break
		}
	}
	read := a.NewTally()
	if read.UnmarshalBinary(data) != nil {
		return nil
	}
	again, err := read.MarshalBinary()
	if err != nil || !bytes.Equal(again, data) {
		return fmt.Errorf("%x was read and written as %x (%v)", data, again, err)
	}
	_, _ = read.Result(wholeGenerated(), generatedFrom.AddDate(0, 1, 0))
	return nil
}

// extremeTicketsAreEvaluated: events at the ends of time, without names, at one
// instant and in great number are evaluated or found, and do not panic.
func extremeTicketsAreEvaluated(r *tape.Reader) error {
	a, err := drawAgreement(r)
	if err != nil {
		return err
	}
	ticket := drawTicket(r, drawText(r))
	for range 1 + r.Int(3) {
		e := sla.Event{Name: tape.Pick(r, "opened", "", "closed", "message"), ID: drawText(r), Seq: int64(r.Word()) - 1<<15}
		e.At = tape.Pick(r, time.Time{}, time.Unix(-1<<40, 0), time.Unix(1<<40, 0), time.Unix(80354*86400-1, 999999999).UTC(), time.Unix(-25567*86400, 0),
			time.Unix(80353*86400, 0), generatedFrom)
		e.Set = sla.Attrs{{drawText(r), drawText(r)}, {"status", "waiting"}, {"due", drawText(r)}}
		ticket.Events = append(ticket.Events, e)
	}
	for range r.Int(3) * 20 {
		ticket.Events = append(ticket.Events, ticket.Events[r.Int(len(ticket.Events))])
	}
	for _, at := range []time.Time{{}, generatedFrom, time.Unix(80354*86400-1, 0), time.Unix(1<<40, 0)} {
		for _, reading := range a.Track(&ticket, at) {
			reading.DueIfResumedAt(at)
			if reading.Wall < 0 || reading.Elapsed < 0 || reading.Overrun < 0 || reading.Held < 0 {
				return fmt.Errorf("as of %s: %+v", at, reading)
			}
		}
		a.Explain(&ticket, "o0", at)
		_, _ = a.Evaluate(wholeGenerated(), sla.Facts{Tickets: []sla.Ticket{ticket}}, at)
	}
	return nil
}
