package sla_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// Hours that close in the last minute of a day are a finding that names the place;
// hours to 24:00, over midnight, and those that go on at once, are none.
func TestHoursThatCloseInTheLastMinute(t *testing.T) {
	for _, c := range []struct {
		spec calendar.Spec
		want []string
	}{
		{calendar.Spec{Hours: "mon-sun 00:00-23:59"}, []string{"hours: mon-sun 00:00-23:59"}},
		{calendar.Spec{Hours: "mon-sun 00:00 - 23:59:59"}, []string{"hours: mon-sun 00:00 - 23:59:59"}},
		{calendar.Spec{Hours: "mon 09:00-17:00; last fri 16:00-23:59"}, []string{"hours: mon 09:00-17:00; last fri 16:00-23:59"}},
		{calendar.Spec{Hours: "mon-sun 00:00-24:00"}, nil},
		{calendar.Spec{Hours: "mon-sun 00:00-23:58"}, nil},
		{calendar.Spec{Hours: "mon-sun 00:00-23:59,23:59-24:00"}, nil},
		{calendar.Spec{Hours: "mon-sun 23:59-06:00"}, nil},
		{calendar.Spec{
			Rotas: []calendar.Rota{{From: "2026-01-01", Weeks: []calendar.Week{"24x7", "sat 00:00-23:59"}}, {From: "2026-01-01", Days: []calendar.Hours{"00:00-23:59", ""}}},
			Days:  map[calendar.Local]calendar.Hours{"2026-01-02": "08:00-23:59", "2026-01-01": "08:00-24:00"},
			Versions: []calendar.Version{{From: "2027-01-01", Hours: "mon 00:00-23:59",
				Days: map[calendar.Local]calendar.Hours{"12-31": "08:00-23:59"}}},
		}, []string{
			"rotas[0].weeks[1]: sat 00:00-23:59", "rotas[1].days[0]: 00:00-23:59", `days["2026-01-02"]: 08:00-23:59`,
			"versions[0].hours: mon 00:00-23:59", `versions[0].days["12-31"]: 08:00-23:59`,
		}},
	} {
		c.spec.Zone = "UTC"
		// A revision that changes another calendar tells it no second time.
		agreement, err := sla.New(sla.Spec{ID: "a", Zone: "UTC", Calendars: map[string]calendar.Spec{"desk": c.spec},
			Revisions: []sla.Revision{{From: "2026-06-01", Pins: sla.PinDue, Change: sla.Spec{Calendars: map[string]calendar.Spec{"other": {Zone: "UTC", Hours: "mon 08:00-09:00"}}}}}})
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for _, f := range agreement.Findings() {
			if f.Code == sla.FindingLastMinute {
				got = append(got, fmt.Sprintf("%s: %s: %s", f.Subject, f.Path, f.Value))
			}
		}
		for _, w := range c.want {
			want = append(want, "desk: calendars.desk."+w)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v\ngot  %q\nwant %q", c.spec, got, want)
		}
	}
}
