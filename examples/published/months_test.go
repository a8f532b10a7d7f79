package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// Clauses that look back, month after month: each statement is a fact of the
// months after it, by way of its JSON. The table in the comment of each file is
// the facts and the answers worked out by hand.
func TestMonthsThatLookBack(t *testing.T) {
	names, err := filepath.Glob("testdata/months/*.yaml")
	if err != nil || len(names) < 8 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			agreement, err := specfile.Open(os.DirFS(filepath.Dir(name)), filepath.Base(name), sla.Sources{})
			if err != nil {
				t.Fatal(err)
			}
			var history []json.RawMessage
			months := 0
			for line := range strings.Lines(string(text)) {
				cells := strings.Fields(strings.TrimPrefix(line, "#"))
				if !strings.HasPrefix(line, "# 20") || len(cells) < 4 {
					continue
				}
				months++
				history = append(history, aMonth(t, agreement, cells, history))
			}
			if months < 4 {
				t.Errorf("%d months", months)
			}
		})
	}
}

// aMonth evaluates a row of a table: month, good of total or -, owed, returned.
func aMonth(t *testing.T, a *sla.Agreement, cells []string, history []json.RawMessage) json.RawMessage {
	t.Helper()
	period, err := sla.ParsePeriod(cells[0])
	if err != nil {
		t.Fatal(err)
	}
	var facts sla.Facts
	if data, err := json.Marshal(map[string]any{"issued": history}); err != nil {
		t.Fatal(err)
	} else if err := json.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	from, to := a.Bounds(period)
	if good, total, ok := strings.Cut(cells[1], "/"); ok {
		g, errGood := strconv.ParseInt(good, 10, 64)
		n, errTotal := strconv.ParseInt(total, 10, 64)
		if errGood != nil || errTotal != nil {
			t.Fatal(cells)
		}
		facts.Counts = []sla.Count{{Of: "calls", At: from, Good: g, Total: n}}
	}
	facts.Charges = []sla.Charge{{Of: "desk", Period: period, Amount: decimal.New(1000, 0)}}
	result, err := a.Evaluate(period, facts, to)
	if err != nil {
		t.Fatal(err)
	}
	s := result.Statement()
	back := penalty.AccountOf(s).Returned
	if got := s.Total.Decimal().StringFixed(2); got != cells[2] || back.Decimal().StringFixed(2) != cells[3] || len(s.Problems) > 0 {
		t.Errorf("%s: owed %s, returned %s, want %s and %s %v\n%v %v", cells[0], got, back, cells[2], cells[3], s.Problems, s.Lines[0].Steps(), s.Steps)
	}
	if cells[1] == "-" && s.Lines[0].State != penalty.NotMeasured {
		t.Errorf("%s: %s", cells[0], s.Lines[0].State)
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
