package sla_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// alarmText writes alarms as mark, instant and whether they are withheld.
func alarmText(alarms []sla.Alarm) string {
	var all []string
	for _, a := range alarms {
		text := fmt.Sprintf("%s %s", a.Mark, a.At.Format("02T15:04:05.999999999"))
		if a.Withheld {
			text += " withheld"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// An alarm is the same whenever one asks: before it, at its instant, a
// nanosecond to either side, and long after, by which time it lies in the past.
// Fired gives it from its instant on.
func TestAlarmsAreTheSameHoweverLateOneAsks(t *testing.T) {
	for _, c := range []struct {
		name   string
		within sla.Within
		grace  metrics.Span
		warn   []sla.Warning
		want   string // of a ticket of Thursday 2 April, 10:00
	}{
		// Thursday has two hours left, Friday and Monday are holidays.
		{"open time", "4h", "", []sla.Warning{"25%", "-1h", "+1h", "-20h wall", "+7h", "+7h wall"},
			"25% 02T11:00:00, -20h wall 06T15:00:00, -1h 07T10:00:00, breach 07T11:00:00, +1h 07T12:00:00, +7h wall 07T18:00:00, +7h 08T10:00:00"},
		{"due at a closing", "2h", "", nil, "breach 07T09:00:00"},
		{"a grace", "2h", "30m", []sla.Warning{"100%"}, "100% 02T12:00:00, breach 07T09:30:00"},
		{"a warning at a closing", "4h", "", []sla.Warning{"50%"}, "50% 02T12:00:00, breach 07T11:00:00"},
		{"open and wall time", "1h then 1h wall", "", []sla.Warning{"75%"}, "75% 02T11:30:00, breach 02T12:00:00"},
		{"business days", "1 business day by 12:00", "", []sla.Warning{"-1 business day"}, "-1 business day 02T12:00:00, breach 07T12:00:00"},
		{"business days and a grace", "1 business day by 12:00", "30m", nil, "breach 07T12:30:00"},
		{"a promise", "promised due", "", []sla.Warning{"-30m"}, "-30m 07T13:30:00, breach 07T14:00:00"},
	} {
		agreement := func() *sla.Agreement {
			spec := waivedSpec(c.within, c.grace)
			spec.Objectives[0].Warn = levels(c.warn...)
			return must(sla.New(spec))
		}()
		ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"due", inApril(7, 14).Format(time.RFC3339)}}, Events: []sla.Event{{At: inApril(2, 10), Name: "opened"}}}
		early := agreement.Track(&ticket, inApril(2, 10))
		projected, _ := early.Of("repair")
		if got := alarmText(projected.Alarms); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
			continue
		}
		for _, alarm := range projected.Alarms {
			for _, ask := range []time.Time{alarm.At.Add(-1), alarm.At, alarm.At.Add(1), alarm.At.Add(time.Hour), inApril(20, 0)} {
				now := agreement.Track(&ticket, ask)
				if r, _ := now.Of("repair"); alarmText(r.Alarms) != c.want {
					t.Errorf("%s, asked at %s: %s, want %s", c.name, ask, alarmText(r.Alarms), c.want)
				}
				fired := strings.Contains(", "+alarmText(now.Fired()), ", "+string(alarm.Mark)+" "+alarm.At.Format("02T"))
				if fired != !ask.Before(alarm.At) {
					t.Errorf("%s, asked at %s: %s has fired: %v", c.name, ask, alarm.Mark, fired)
				}
				if fired := now.Fired(); len(fired) > 0 && fired[len(fired)-1].At.After(ask) {
					t.Errorf("%s: something fired after %s", c.name, ask)
				}
			}
		}
	}
}

// What a stop leaves of the alarms: those up to its instant, and the breach only
// when it came too late.
func TestAStopEndsTheAlarms(t *testing.T) {
	spec := holidaySpec("4h")
	spec.Objectives[0].Warn = levels("50%", "+1h")
	agreement := must(sla.New(spec))
	from := inApril(7, 9)
	for _, c := range []struct {
		name string
		stop time.Duration // after the start
		want string
	}{
		{"before the first", 2*time.Hour - 1, ""},
		{"at the first", 2 * time.Hour, "50% 07T11:00:00"},
		{"at the due instant", 4 * time.Hour, "50% 07T11:00:00"},
		{"a nanosecond later", 4*time.Hour + 1, "50% 07T11:00:00, breach 07T13:00:00"},
		{"before the last", 5*time.Hour - 1, "50% 07T11:00:00, breach 07T13:00:00"},
		{"at the last", 5 * time.Hour, "50% 07T11:00:00, breach 07T13:00:00, +1h 07T14:00:00"},
	} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: from, Name: "opened"}, {At: from.Add(c.stop), Name: "repaired"}}}
		for _, ask := range []time.Time{from.Add(c.stop), from.Add(c.stop + 1), inApril(20, 0)} {
			now := agreement.Track(&ticket, ask)
			if r, _ := now.Of("repair"); alarmText(r.Alarms) != c.want {
				t.Errorf("stopped %s, asked at %s: %s, want %s", c.name, ask, alarmText(r.Alarms), c.want)
			}
			if next := now.Next(); !next.IsZero() {
				t.Errorf("stopped %s: ask again at %s", c.name, next)
			}
		}
	}
}

// A pause takes what is ahead away and leaves what has fired.
func TestAPauseHoldsTheAlarms(t *testing.T) {
	spec := holidaySpec("4h")
	spec.Objectives[0].Warn = levels("50%", "-30m")
	agreement := must(sla.New(spec))
	from := inApril(7, 9)
	for _, c := range []struct {
		pause time.Duration // after the start
		want  string
	}{
		{2*time.Hour - 1, ""},
		{2 * time.Hour, "50% 07T11:00:00"},
		{4 * time.Hour, "50% 07T11:00:00, -30m 07T12:30:00"},
		{4*time.Hour + 1, "50% 07T11:00:00, -30m 07T12:30:00, breach 07T13:00:00"},
	} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: from, Name: "opened"},
			{At: from.Add(c.pause), Name: "status", Set: sla.Attrs{{"status", "waiting"}}}}}
		for _, ask := range []time.Time{from.Add(c.pause), from.Add(6 * time.Hour)} {
			r, _ := agreement.Track(&ticket, ask).Of("repair")
			if got := alarmText(r.Alarms); got != c.want {
				t.Errorf("paused after %s, asked at %s: %s, want %s", c.pause, ask, got, c.want)
			}
		}
	}
}

// A cycle that is overdue when it begins withholds its alarms, at whichever time
// one asks.
func TestBornBreachedAlarmsAreWithheld(t *testing.T) {
	agreement := must(sla.New(waivedSpec("promised due", "")))
	for _, c := range []struct {
		due  time.Time
		want string
	}{
		{inApril(7, 10).Add(-1), "breach 07T09:59:59.999999999 withheld"},
		{inApril(7, 10), "breach 07T10:00:00 withheld"},
		{inApril(7, 10).Add(1), "breach 07T10:00:00.000000001"},
	} {
		ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"due", c.due.Format(time.RFC3339Nano)}}, Events: []sla.Event{{At: inApril(7, 10), Name: "opened"}}}
		for _, ask := range []time.Time{inApril(7, 10).Add(2), inApril(20, 0)} {
			r, _ := agreement.Track(&ticket, ask).Of("repair")
			if got := alarmText(r.Alarms); got != c.want || r.BornBreached != strings.HasSuffix(c.want, "withheld") {
				t.Errorf("due %s, asked at %s: %s, want %s", c.due, ask, got, c.want)
			}
		}
	}
}

// Warnings are read strictly, on both sides of each bound.
func TestWarningsAreRead(t *testing.T) {
	for text, ok := range map[sla.Warning]bool{
		"80%": true, "0.01%": true, "0.00%": false, "0%": false, "1000%": true, "1000.01%": false, "99.5%": true, "99.555%": false, "%": false, ".5%": false, "5.%": false, "+5%": false,
		"-10m": true, "+10m": true, "10m": false, "+-10m": false, "-+10m": false, "+0s": false, "-1h wall": true, "wall": false, "": false,
		"-1 business day": true, "+2 business days": true, "1 business day": false, "0 business days": false, "+0 business days": false,
		"-3661 business days": false, "-3660 business days": true, "+3661 business days": false, "+3660 business days": true,
	} {
		spec := holidaySpec("4h")
		spec.Objectives[0].Warn = levels(text)
		if _, err := sla.New(spec); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
