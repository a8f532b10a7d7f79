package penalty_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/upheld/upheld/penalty"
)

// A day that no calendar has, a day written otherwise and a field nobody reads
// are errors; the place is said.
func TestDaysAreReadStrictly(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"from":"2026-02-30","to":"2026-03-01"}`, `from: "2026-02-30": out of range: there is no such date`},
		{`{"from":"2026-02-01","to":"2026-2-28"}`, `to: "2026-2-28": cannot be read: a date is written 2026-03-31`},
		{`{"from":"2026-02-01","to":"2026-03-01","claim-by":"20260401"}`, `claim-by: "20260401": cannot be read: a date is written 2026-03-31`},
		{`{"lines":[{"rule":"a"},{"rule":"b","claim-by":"2026-04-31"}]}`, `lines[1].claim-by: "2026-04-31": out of range: there is no such date`},
		{`{"returned":[{"claim-by":"2025-02-29"}]}`, `returned[0].claim-by: "2025-02-29": out of range: there is no such date`},
		{`{"from":"2024-02-29","to":"2024-03-01"}`, ""},
	} {
		var s penalty.Statement
		err := json.Unmarshal([]byte(c.text), &s)
		var field *penalty.FieldError
		switch {
		case c.want == "" && err == nil:
		case err == nil || err.Error() != c.want || !errors.As(err, &field) || !errors.Is(err, penalty.ErrSyntax) && !errors.Is(err, penalty.ErrRange):
			t.Errorf("%s: %v, want %s", c.text, err, c.want)
		}
	}
	for text, want := range map[string]string{
		`{"lines":[{"rool":"a"}]}`:                                   `lines[0].rool: unknown: one of objective, group, rule, amount, state, claim-by, refers, steps`,
		`{"form":"2026-02-01"}`:                                      `form: unknown: did you mean "from"?`,
		`{"lines":[{"steps":[{"path":"a","op":"b","opp":""}]}]}`:     `lines[0].steps[0].opp: unknown: did you mean "op"?`,
		`{"lines":[{"rule":"a","amount":"1 EUR","state":"issued"}]}`: "",
	} {
		var s penalty.Statement
		if err := json.Unmarshal([]byte(text), &s); err == nil && want != "" || err != nil && err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
