package slatest_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/slatest"
)

func TestTell(t *testing.T) {
	desk := slatest.Open(t, os.DirFS("testdata"), "desk.yaml", sla.Sources{})
	slatest.Tell(t, desk, "T1 priority=P2 status=open").
		At("Wed 2026-04-01 09:00 created").
		At("10:00 status=waiting").
		At("11:00").Expect("resolution: paused, due none, left 7h").
		At("11:00 status=open").Expect("resolution: due Thu 10:00").
		Expect("trace resolution:\n"+
			"  Wed 2026-04-01 09:00 to Wed 2026-04-01 10:00 running 1h\n"+
			"  Wed 2026-04-01 10:00 to Wed 2026-04-01 11:00 paused 0s", "next look: 15:00")
}

// Time that is waived moves the due instant of a story.
func TestTellWithWaivedTime(t *testing.T) {
	desk := slatest.Open(t, os.DirFS("testdata"), "desk.yaml", sla.Sources{})
	s := slatest.Tell(t, desk, "T1 priority=P1")
	at := func(hour int) time.Time { return time.Date(2026, 4, 1, hour, 0, 0, 0, time.UTC) }
	s.Waived = []sla.Exclusion{{Ticket: "T1", From: at(8), To: at(9), Reason: "power cut"}}
	s.At("Wed 2026-04-01 09:00 created").At("12:00").Expect("resolution: waived 1h, due 14:00, left 2h")
}

// A P1 is due at 13:00; alarms go off at half the time, at four fifths, an hour before
// the end and at the breach, each once, although the timer wakes up more often.
func TestAlarmsOfATimer(t *testing.T) {
	desk := slatest.Open(t, os.DirFS("testdata"), "desk.yaml", sla.Sources{})
	s := slatest.Tell(t, desk, "T1 priority=P1").At("Wed 2026-04-01 09:00 created").At("09:01 replied")
	var got []string
	for alarm := range s.Until("14:00") {
		got = append(got, fmt.Sprint(s.Now.In(desk.Location()).Format("15:04:05.999999999 "), alarm.Key))
	}
	want := []string{
		"11:00:00 resolution/1/50%", "12:00:00 resolution/1/-1h", "12:12:00 resolution/1/80%", "13:00:00 resolution/1/breach",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if s.At("14:00 status=closed"); !s.Now.Equal(time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("the story ends at %s", s.Now)
	}
	for alarm := range s.Until("15:00") {
		t.Errorf("%s again", alarm.Key)
	}
}

// fake is a test that may fail.
type fake struct {
	testing.TB
	said []string
}

func (f *fake) Helper()                      {}
func (f *fake) Errorf(s string, args ...any) { f.said = append(f.said, fmt.Sprintf(s, args...)) }
func (f *fake) Fatalf(s string, args ...any) {
	f.Errorf(s, args...)
	panic(f)
}
func (f *fake) Fatal(args ...any) { f.Fatalf("%s", fmt.Sprint(args...)) }

// saying runs a story against a test that may fail, and gives what it says.
func saying(tell func(tb testing.TB)) (said string) {
	f := &fake{}
	defer func() {
		if r := recover(); r != nil && r != any(f) {
			panic(r)
		}
		said = strings.Join(f.said, "\n")
	}()
	tell(f)
	return said
}

func TestStoriesThatFail(t *testing.T) {
	desk := slatest.Open(t, os.DirFS("testdata"), "desk.yaml", sla.Sources{})
	begin := func(tb testing.TB) *slatest.Story {
		return slatest.Tell(tb, desk, "T1 priority=P2").At("Wed 2026-04-01 09:00 created")
	}
	tests := []struct {
		want string
		tell func(tb testing.TB)
	}{
		{"T1 at Wed 2026-04-01 09:00: response\n    want due 10:01\n    got  due 10:00", func(tb testing.TB) { begin(tb).Expect("response: due 10:01") }},
		{"T1: 08:00 is before the line above (Wed 2026-04-01 09:00); write the date if that is meant", func(tb testing.TB) { begin(tb).At("08:00 replied") }},
		{`T1: no agreement of the case has the event "repleid" (did you mean "replied"?)`, func(tb testing.TB) { begin(tb).At("09:30 repleid") }},
		{`no agreement of the case has the attribute "prio"`, func(tb testing.TB) { slatest.Tell(tb, desk, "T1 prio=P2") }},
		{`"": write ticket ID`, func(tb testing.TB) { slatest.Tell(tb, desk, "") }},
		{`T1: "soon" is no time`, func(tb testing.TB) {
			for range begin(tb).Until("soon") {
			}
		}},
		{`desk.yml: no such file or directory`, func(tb testing.TB) { slatest.Open(tb, os.DirFS("testdata"), "desk.yml", sla.Sources{}) }},
		{`T1: "10:00 => response: met": a moment has no answer; ask by Expect`, func(tb testing.TB) { begin(tb).At("10:00 => response: met") }},
		{`T1: nothing is asked; write an answer, such as resolution: due 15:00`, func(tb testing.TB) { begin(tb).Expect() }},
	}
	for _, test := range tests {
		if got := saying(test.tell); !strings.Contains(got, test.want) {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

// A story refuses an event that the agreement does not know; the Ticket takes it.
func TestAStoryWithAWordOfItsOwn(t *testing.T) {
	desk := slatest.Open(t, os.DirFS("testdata"), "desk.yaml", sla.Sources{})
	s := slatest.Tell(t, desk, "T1 priority=P2").At("Wed 2026-04-01 09:00 created")
	s.Ticket.Attrs = append(s.Ticket.Attrs, [2]string{"colour", "red"})
	s.Ticket.Events = append(s.Ticket.Events, sla.Event{At: s.Now.Add(time.Minute), Name: "commented"})
	s.At("09:30 replied").Expect("response: met, used 30m")
}
