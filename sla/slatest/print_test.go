package slatest_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/slatest"
)

// plain writes facts with their instants in UTC and their exclusions in order.
func plain(t *testing.T, f sla.Facts) string {
	t.Helper()
	data, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	var utc func(v any) any
	utc = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for k := range v {
				v[k] = utc(v[k])
			}
		case []any:
			for i := range v {
				v[i] = utc(v[i])
			}
		case string:
			if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
				return at.UTC().Format(time.RFC3339Nano)
			}
		}
		return v
	}
	utc(all)
	if list, ok := all["exclusions"].([]any); ok {
		slices.SortFunc(list, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	}
	data, err = json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// back prints facts as a case file, reads it, and compares.
func back(t *testing.T, a *sla.Agreement, f sla.Facts) {
	t.Helper()
	p := sla.Quarter(2026, 1)
	_, end := a.Bounds(p)
	text, err := casefile.Print(a, f, casefile.Printed{Periods: []casefile.PeriodAsked{{Period: p, AsOf: end.AddDate(1, 0, 0)}}})
	if err != nil {
		t.Fatalf("%v\n%+v", err, f)
	}
	lines, err := casefile.Suite{Files: fstest.MapFS{}}.JSON("printed.case", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var read struct{ Facts sla.Facts }
	if err := json.Unmarshal(lines, &read); err != nil {
		t.Fatal(err)
	}
	if got, want := plain(t, read.Facts), plain(t, f); got != want {
		t.Fatalf("got %s\nwant %s\nof\n%s", got, want, text)
	}
}

// Facts that are printed as a case file and read again are the same facts.
func TestFactsAreReadBack(t *testing.T) {
	for _, data := range tapes(3, many(50, 300), 400) {
		tape := slatest.Draw(data)
		a, err := sla.New(tape.Agreement())
		if err != nil {
			t.Fatal(err)
		}
		back(t, a, tape.Facts(a))
	}
}

// Names and values may be any text, and instants lie in clock changes and before 1970.
func TestOddFactsAreReadBack(t *testing.T) {
	a, err := sla.New(slatest.Draw(nil).Agreement())
	if err != nil {
		t.Fatal(err)
	}
	berlin := slatest.Draw(nil).Agreement()
	berlin.Zone = "Europe/Berlin"
	local, err := sla.New(berlin)
	if err != nil {
		t.Fatal(err)
	}
	odd := []string{"to", "never", "a b", `"`, `\`, "=", "a=b", "#1", "# 1", "=>", "a => b", ",", ";", "/", ":", "Mon", "2026-01-05", "09:00", "excluded", "down", "of",
		"every", "open", "value", "\t", "\n", "ü", "中文", "\u200b", "\x7f", "24x7", "none", "case x", "-1"}
	at := time.Date(2026, 3, 28, 22, 59, 59, 999_999_999, time.UTC)
	for i, name := range odd {
		at = at.Add(31*time.Minute + 1)
		attr := sla.Attrs{{name, odd[(i+1)%len(odd)]}}
		f := sla.Facts{
			Tickets: []sla.Ticket{{ID: name + "x", Attrs: attr, Events: []sla.Event{
				{At: at, Name: name, ID: name, Set: attr}, {At: at.AddDate(0, 7, -3), Name: "opened", ID: name, Seq: -2}, {Name: name, ID: name, Seq: 3}, {At: at, Name: "changed"}}}},
			Outages: []sla.Outage{{Of: "web", From: at, ID: name, Attrs: attr}, {Of: "web", From: at, To: at.Add(time.Hour), Share: "137 in 3000",
				Detected: at.Add(1), Reported: at.Add(2), Ticketed: at.Add(3), Acknowledged: at.Add(4)}},
			States:  []sla.State{{Of: "web", At: at, Is: "up", Was: name, ID: name, Seq: 7}, {Of: "web", At: at, Is: "down", Attrs: attr}},
			Counts:  []sla.Count{{Of: name, At: at, Good: -1, Total: 9, Attrs: attr}},
			Samples: []sla.Sample{{Of: name, At: time.Date(1969, 7, 20, 20, 17, 40, 0, time.UTC), Value: decimal.RequireFromString("-4.50")}},
			Exclusions: []sla.Exclusion{{Of: "web", From: at, To: at.Add(1), Reason: name, Approved: name, Noticed: at.AddDate(0, 0, -9), ID: name},
				{Ticket: name + "x", From: at, To: at.Add(time.Minute), Reason: name}, {Clock: "fix", From: at, To: at.Add(time.Minute), Reason: ""}},
			Charges: []sla.Charge{{Period: sla.Month(2026, 3), Amount: decimal.RequireFromString("12.50"), Unit: "USD", Of: name, Attrs: attr}, {Period: sla.Year(2026)}},
		}
		back(t, a, f)
		back(t, local, f)
	}
}

// What has no words is an error, and no other text.
func TestFactsWithoutWords(t *testing.T) {
	a, err := sla.New(slatest.Draw(nil).Agreement())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for want, f := range map[string]sla.Facts{
		"a ticket without an ID":                             {Tickets: []sla.Ticket{{}}},
		`an attribute with the key ""`:                       {Tickets: []sla.Ticket{{ID: "T", Attrs: sla.Attrs{{"", "x"}}}}},
		`an attribute with the key "id"`:                     {Outages: []sla.Outage{{Of: "web", From: at, Attrs: sla.Attrs{{"id", "x"}}}}},
		"a service without a name":                           {Counts: []sla.Count{{At: at}}},
		"the zero time":                                      {Samples: []sla.Sample{{Of: "web"}}},
		"a statement that was issued":                        {Issued: []sla.IssuedStatement{{}}},
		`an exclusion of the ticket "X", which has no facts`: {Exclusions: []sla.Exclusion{{Ticket: "X", From: at, To: at}}},
		`an exclusion of "web", ticket "", clock "fix"`:      {Exclusions: []sla.Exclusion{{Of: "web", Clock: "fix", From: at, To: at}}},
	} {
		_, err := casefile.Print(a, f, casefile.Printed{})
		if err == nil || err.Error() != "a case file has no words for "+want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
