package penalty_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/penalty"
)

// A statement and its correction have the names of the case; they are written and read
// in sorted places, and a statement without names is written as before.
func TestStatementsHaveTheNamesOfTheAgreement(t *testing.T) {
	schedule, err := penalty.New(penalty.Spec{Unit: "EUR", Round: penalty.HalfEven, Rules: []penalty.Term{{Objective: "portal", Rule: penalty.Flat{Credit: "5.00"}}}})
	if err != nil {
		t.Fatal(err)
	}
	c := penalty.Case{ID: "acme 2026-03", From: date.New(2026, 3, 1), To: date.New(2026, 4, 1), Agreement: "acme", Title: "Gold support", Provider: "Northwind", Customer: "Acme",
		Shortfalls: []penalty.Shortfall{{Objective: "portal", Verdict: penalty.Missed}}}
	s := schedule.Statement(c)
	for _, s := range []penalty.Statement{s, penalty.Correct(penalty.Statement{ID: "old"}, s)} {
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if !strings.HasPrefix(text, `{"agreement":"acme","balance":`) || !strings.Contains(text, `"provider":"Northwind",`) || !strings.Contains(text, `,"title":"Gold support",`) || !strings.Contains(text, `"customer":"Acme",`) {
			t.Error(text)
		}
		var read penalty.Statement
		if err := json.Unmarshal(data, &read); err != nil || read.Agreement != "acme" || read.Title != "Gold support" || read.Provider != "Northwind" || read.Customer != "Acme" {
			t.Errorf("%+v, %v", read, err)
		}
	}
	c.Agreement, c.Title, c.Provider, c.Customer = "", "", "", ""
	data, err := json.Marshal(schedule.Statement(c))
	if err != nil || !strings.HasPrefix(string(data), `{"balance":`) || strings.Contains(string(data), "title") {
		t.Errorf("%s, %v", data, err)
	}
}
