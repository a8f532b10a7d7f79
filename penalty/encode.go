package penalty

import (
	"slices"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/canon"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
)

// MarshalJSON writes the statement with the working of its lines, in canonical form:
// sorted keys, no white space, amounts and dates as text. Equal statements have equal
// bytes.
func (s Statement) MarshalJSON() ([]byte, error) { return canon.Write(&s, (*Statement).fields), nil }

// UnmarshalJSON reads the JSON of MarshalJSON. An unknown or repeated key, an unknown
// state and a period whose To is before its From are errors, each a *FieldError with
// its path.
func (s *Statement) UnmarshalJSON(data []byte) error {
	var read Statement
	if err := canon.Read(data, &read, (*Statement).fields); err != nil {
		return err
	}
	if read.To < read.From {
		return &FieldError{Path: "to", Value: read.To.String(),
			Err: fault.Because(ErrRange, "a period ends after it begins: to is the day after its last, and from is %s", read.From)}
	}
	*s = read
	return nil
}

func (s *Statement) fields(f *canon.Form) {
	f.Text("id", &s.ID)
	f.If(s.Agreement != "").Text("agreement", &s.Agreement)
	f.If(s.Title != "").Text("title", &s.Title)
	f.If(s.Provider != "").Text("provider", &s.Provider)
	f.If(s.Customer != "").Text("customer", &s.Customer)
	f.Value("from", (*day)(&s.From))
	f.Value("to", (*day)(&s.To))
	canon.Objects(f, "lines", &s.Lines, (*Line).fields)
	f.Value("total", &s.Total)
	f.If(s.Exact.IsValid()).Value("exact", &s.Exact)
	canon.Objects(f.If(len(s.Steps) > 0), "steps", &s.Steps, (*Step).fields)
	f.If(s.ClaimBy != 0).Value("claim-by", (*day)(&s.ClaimBy))
	f.If(s.Claim != "").Text("claim", (*string)(&s.Claim))
	canon.Objects(f.If(len(s.Returned) > 0), "returned", &s.Returned, (*Line).fields)
	canon.Objects(f.If(len(s.Bonuses) > 0), "bonuses", &s.Bonuses, (*Line).fields)
	f.Value("bonus", &s.Bonus)
	f.Value("payable", &s.Payable)
	f.Value("balance", &s.Balance)
	canon.Objects(f.If(len(s.Triggers) > 0), "triggers", &s.Triggers, (*Triggered).fields)
	canon.Objects(f.If(len(s.Found) > 0), "found", &s.Found, (*Found).fields)
	canon.Objects(f.If(len(s.Problems) > 0), "problems", &s.Problems, (*Finding).fields)
	f.If(len(s.Clauses) > 0).Pairs("clauses", (*[][2]string)(&s.Clauses))
	f.If(s.Corrects != "").Text("corrects", &s.Corrects)
	canon.One(f, "both-terms", &s.BothTerms, (*BothTerms).fields)
}

// MarshalJSON writes the line with its working, as Statement does.
func (l Line) MarshalJSON() ([]byte, error) { return canon.Write(&l, (*Line).fields), nil }

// UnmarshalJSON reads the JSON of MarshalJSON, including the working, as strictly as
// Statement.
func (l *Line) UnmarshalJSON(data []byte) error { return canon.Read(data, l, (*Line).fields) }

func (l *Line) fields(f *canon.Form) {
	f.If(l.Objective != "").Text("objective", &l.Objective)
	f.If(l.Group != "").Text("group", &l.Group)
	f.Text("rule", &l.Rule)
	f.Value("amount", &l.Amount)
	f.Value("state", (*stateText)(&l.State))
	f.If(l.ClaimBy != 0).Value("claim-by", (*day)(&l.ClaimBy))
	f.If(l.Refers != "").Text("refers", &l.Refers)
	var steps []Step
	if f.Writing() {
		steps = l.Steps()
	}
	canon.Objects(f.If(len(steps) > 0), "steps", &steps, (*Step).fields)
	if !f.Writing() && len(steps) > 0 {
		l.work, l.lo, l.hi = &working{told: steps}, 0, int32(len(steps))
	}
}

func (s *Step) fields(f *canon.Form) {
	f.Text("path", &s.Path)
	f.Text("op", &s.Op)
	f.If(s.Objective != "").Text("objective", &s.Objective)
	f.If(s.Reads != "").Text("reads", (*string)(&s.Reads))
	f.If(s.Saw.IsValid()).Value("saw", &s.Saw)
	f.If(s.Row != "").Value("row", (*rowText)(&s.Row))
	f.If(s.Label != "").Text("label", (*string)(&s.Label))
	canon.Values(f.If(len(s.Counts) > 0), "counts", &s.Counts)
	f.If(s.Name != "").Text("name", &s.Name)
	f.If(s.Window != "").Text("window", (*string)(&s.Window))
	f.If(s.From != 0).Value("from", (*day)(&s.From))
	f.If(s.To != 0).Value("to", (*day)(&s.To))
	f.If(s.Times != "").Text("times", (*string)(&s.Times))
	f.If(s.With != "").Text("with", (*string)(&s.With))
	f.If(s.Base != "").Text("base", (*string)(&s.Base))
	f.If(s.Of.IsValid()).Value("of", &s.Of)
	f.If(s.Whole.IsValid()).Value("whole", &s.Whole)
	f.If(s.Gives.IsValid()).Value("gives", &s.Gives)
	f.If(s.Why != "").Text("why", &s.Why)
}

func (t *Triggered) fields(f *canon.Form) {
	f.Text("name", &t.Name)
	f.If(t.Objective != "").Text("objective", &t.Objective)
	f.If(t.Group != "").Text("group", &t.Group)
	f.Bool("holds", &t.Holds)
	f.If(t.Value.IsValid()).Value("value", &t.Value)
	f.If(t.Counted).Bool("counted", &t.Counted)
	f.If(!t.At.IsZero()).Time("at", &t.At)
}

func (o *Found) fields(f *canon.Form) {
	f.Text("objective", &o.Objective)
	f.If(o.Group != "").Text("group", &o.Group)
	f.Text("verdict", (*string)(&o.Verdict))
	f.If(o.Attained.IsValid()).Value("attained", &o.Attained)
	f.If(o.Breaches != 0).Int("breaches", &o.Breaches)
	f.If(o.Points.IsValid()).Value("points", &o.Points)
	f.If(len(o.Starts) > 0).Times("starts", &o.Starts)
}

func (x *Finding) fields(f *canon.Form) {
	f.Text("code", (*string)(&x.Code))
	f.If(x.Subject != "").Text("subject", &x.Subject)
	f.If(x.Path != "").Text("path", &x.Path)
	f.If(x.Value != "").Text("value", &x.Value)
}

// stateText is a state in JSON. Unknown states are refused, so that no amount of a
// state from a later version counts as owed.
type stateText LineState

func (s *stateText) MarshalText() ([]byte, error) { return []byte(*s), nil }

func (s *stateText) UnmarshalText(text []byte) error {
	if read := LineState(text); slices.Contains(states, read) {
		*s = stateText(read)
		return nil
	}
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = string(s)
	}
	return fault.NotOneOf(string(text), names...)
}

// rowText is the Row of a Step in JSON. Statements of older versions have texts there
// that are not bands.
type rowText Band

func (r *rowText) MarshalText() ([]byte, error) { return []byte(*r), nil }

func (r *rowText) UnmarshalText(text []byte) error {
	if _, err := Band(text).read(); err != nil {
		return fault.Because(ErrSyntax, "a row is a band such as below 99.0%%; a statement of an older version, which has other texts here, has to be worked out again")
	}
	*r = rowText(text)
	return nil
}

// day is a date in JSON. Unlike date.Date it refuses dates that do not exist.
type day date.Date

func (d *day) MarshalText() ([]byte, error) { return []byte(date.Date(*d).String()), nil }

func (d *day) UnmarshalText(text []byte) error {
	read, err := civil.Parse(string(text))
	if err == nil {
		*d = day(read)
	}
	return err
}
