package holidays_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/teambition/rrule-go"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/internal/tape"
)

func TestRules(t *testing.T) {
	for _, c := range []struct{ name, start, rule, want string }{
		{"second and fourth Saturday", "20260801", "FREQ=MONTHLY;BYDAY=2SA,4SA", "08-01 08-08 08-22 09-12 09-26"},
		{"every other Saturday", "20260801", "FREQ=WEEKLY;INTERVAL=2", "08-01 08-15 08-29 09-12 09-26"},
		{"every other week, weeks from Sunday", "20260804", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "08-04 08-16 08-18 08-30 09-01"},
		{"every other week, weeks from Monday", "20260804", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "08-04 08-09 08-18 08-23 09-01"},
		{"each third day", "20260801", "FREQ=DAILY;INTERVAL=3", "08-01 08-04 08-07 08-10 08-13"},
		{"days of summer", "20260829", "FREQ=DAILY;BYMONTH=8", "08-29 08-30 08-31 2027-08-01 2027-08-02"},
		{"the last working day of a month", "20260831", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "08-31 09-30 10-30 11-30 12-31"},
		{"the last day of a month", "20260831", "FREQ=MONTHLY;BYMONTHDAY=-1", "08-31 09-30 10-31 11-30 12-31"},
		{"the 31st of each month that has one", "20260831", "FREQ=MONTHLY", "08-31 10-31 12-31 2027-01-31 2027-03-31"},
		{"a count", "20260801", "FREQ=DAILY;COUNT=2", "08-01 08-02"},
		{"until, included", "20260801", "FREQ=WEEKLY;UNTIL=20260815", "08-01 08-08 08-15"},
	} {
		list, err := holidays.ReadICalendar(strings.NewReader(file("SUMMARY:Y\nDTSTART;VALUE=DATE:"+c.start+"\nRRULE:"+c.rule)), holidays.Filter{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for year := 2026; year <= 2028 && len(got) < 5; year++ {
			days, _ := list.Year(year)
			for _, h := range days {
				if len(got) < 5 {
					got = append(got, strings.TrimPrefix(h.Date.String(), "2026-"))
				}
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %s", c.name, got, c.want)
		}
	}
}

// Another library works the same dates out, for whatever rule is drawn.
func TestRulesAgreeWithAnotherLibrary(t *testing.T) {
	tape.Check(t, func(r *tape.Reader) error {
		start := date.New(2024, 1, 1) + date.Date(r.Int(1200))
		var parts []string
		freq := tape.Pick(r, "YEARLY", "MONTHLY", "WEEKLY", "DAILY")
		parts = append(parts, "FREQ="+freq)
		if r.Bool() {
			parts = append(parts, fmt.Sprintf("INTERVAL=%d", 1+r.Int(4)))
		}
		if r.Int(3) == 1 {
			parts = append(parts, "BYMONTH="+tape.Pick(r, "2", "8", "2,11", "1,4,7,10"))
		}
		byDay, byMonthDay := false, false
		if r.Bool() && freq != "WEEKLY" {
			byMonthDay = true
			parts = append(parts, "BYMONTHDAY="+tape.Pick(r, "13", "-1", "1,15", "31", "29,-2"))
		}
		if r.Bool() {
			byDay = true
			days := tape.Pick(r, "MO", "SA,SU", "MO,TU,WE,TH,FR")
			if (freq == "YEARLY" || freq == "MONTHLY") && !byMonthDay && r.Bool() {
				days = tape.Pick(r, "2SA", "-1FR", "1MO,3MO", "5SU")
			}
			parts = append(parts, "BYDAY="+days)
		}
		// The other library begins the first week on the first date, so that it
		// counts other places in it.
		if (byDay || byMonthDay) && freq != "DAILY" && freq != "WEEKLY" && r.Int(3) == 1 {
			parts = append(parts, "BYSETPOS="+tape.Pick(r, "1", "-1", "2", "1,-1"))
		}
		if r.Int(3) == 1 {
			parts = append(parts, "WKST="+tape.Pick(r, "SU", "MO", "WE"))
		}
		if r.Int(4) == 1 {
			parts = append(parts, fmt.Sprintf("COUNT=%d", 1+r.Int(20)))
		}
		text := strings.Join(parts, ";")
		at := start.MidnightUTC()
		option, err := rrule.StrToROption(text)
		if err != nil {
			return err
		}
		option.Dtstart = at
		other, err := rrule.NewRRule(*option)
		if err != nil {
			return err
		}
		until := time.Date(start.Year()+6, 1, 1, 0, 0, 0, 0, time.UTC)
		want := map[string]bool{}
		for _, d := range other.Between(at, until.Add(-time.Second), true) {
			want[d.Format(time.DateOnly)] = true
		}
		if !want[start.String()] {
			if strings.Contains(text, "COUNT") {
				return nil // here the start counts as the first date, there it does not
			}
			want[start.String()] = true
		}
		list, err := holidays.ReadICalendar(strings.NewReader(file("SUMMARY:Y\nDTSTART;VALUE=DATE:"+
			strings.ReplaceAll(start.String(), "-", "")+"\nRRULE:"+text)), holidays.Filter{})
		if err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
		for year := start.Year(); year < until.Year(); year++ {
			days, _ := list.Year(year)
			for _, h := range days {
				if !want[h.Date.String()] {
					return fmt.Errorf("%v %s: %v is here alone", start, text, h.Date)
				}
				delete(want, h.Date.String())
			}
		}
		for d := range want {
			return fmt.Errorf("%v %s: %s is there alone", start, text, d)
		}
		return nil
	})
}

// A feed with observances, make-up workdays and hours of a day.
func TestFeedsAsPeopleGetThem(t *testing.T) {
	text := file(
		"SUMMARY:Christmas Day\nDESCRIPTION:Public holiday\nDTSTART;VALUE=DATE:20261225",
		"SUMMARY:Christmas Eve\nDESCRIPTION:Observance\\nTo hide observances\\, go to settings\nDTSTART;VALUE=DATE:20261224",
		"SUMMARY:国庆节 补班 第2天/共2天\nDTSTART;VALUE=DATE:20251011",
		"SUMMARY:Swap\nX-WORKDAY:yes\nDTSTART;VALUE=DATE:20251018",
		"SUMMARY:Inventory\nDTSTART;TZID=Europe/Berlin:20260630T140000\nDTEND;TZID=Europe/Berlin:20260701T093000",
		"SUMMARY:Call\nDTSTART:20260702T140000Z\nDTEND:20260702T150000Z",
	)
	list, err := holidays.ReadICalendar(strings.NewReader(text), holidays.Filter{
		Without:  []calendar.EventMatch{{Description: "observance"}},
		Workdays: []calendar.EventMatch{{Summary: "补班"}, {Property: "x-workday", Value: "YES"}},
		PartDays: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := list.Skipped(); len(got) != 1 || got[0] != "Call: in UTC, which has no local time of day" {
		t.Errorf("skipped %v", got)
	}
	desk, err := calendar.Sources{Holidays: func(string, string) (calendar.HolidayList, error) { return list, nil }}.New(calendar.Spec{
		Zone: "Europe/Berlin", Hours: "mon-fri 08:00-16:00", Holidays: []calendar.Holidays{{Country: "ours"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[date.Date]time.Duration{
		date.New(2026, 12, 24): 8 * time.Hour, date.New(2026, 12, 25): 0,
		date.New(2025, 10, 11): 8 * time.Hour, date.New(2025, 10, 18): 8 * time.Hour, date.New(2025, 10, 25): 0,
		date.New(2026, 6, 30): 6 * time.Hour, date.New(2026, 7, 1): 6*time.Hour + 30*time.Minute, date.New(2026, 7, 2): 8 * time.Hour,
	} {
		if got := desk.Day(day).Total; got != want {
			t.Errorf("%v: %v, want %v", day, got, want)
		}
	}
	// Without PartDays nothing at times of day counts, and it is told.
	list, err = holidays.ReadICalendar(strings.NewReader(text), holidays.Filter{Only: []calendar.EventMatch{{Summary: "inventory"}, {Summary: "call"}}})
	if err != nil || len(list.Skipped()) != 2 {
		t.Errorf("%v, %v", list.Skipped(), err)
	}
	// A Match that states nothing finds nothing.
	list, err = holidays.ReadICalendar(strings.NewReader(text), holidays.Filter{Without: []calendar.EventMatch{{}}})
	if days, _ := list.Year(2026); err != nil || len(days) != 2 {
		t.Errorf("%v, %v", days, err)
	}
}
