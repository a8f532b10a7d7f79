package sla

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/upheld/upheld/internal/canon"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
)

// JSON writes the result in one canonical form: sorted kebab-case keys, no white
// space, instants in UTC, figures and amounts as text, lengths of time such as
// "7h30m", no zero instant. Equal results have equal bytes. ReadResult reads it back.
func (r *Result) JSON() []byte { return canon.Write(r, (*Result).fields) }

// Digest is the SHA-256 of the line "upheld result 1" and JSON, which has the
// agreement's fingerprint.
func (r *Result) Digest() [32]byte {
	return sha256.Sum256(append([]byte("upheld result 1\n"), r.JSON()...))
}

// MarshalJSON writes JSON; a value and a pointer give the same bytes.
func (r Result) MarshalJSON() ([]byte, error) { return r.JSON(), nil }

// ReadResult reads what Result.JSON wrote: the result has the same JSON and Digest
// again, and reports print the same pages. It is strict: a key that is unknown,
// misspelt or repeated is an error, a *FieldError with its path.
func ReadResult(data []byte) (*Result, error) {
	r := new(Result)
	if err := r.UnmarshalJSON(data); err != nil {
		return nil, err
	}
	return r, nil
}

// UnmarshalJSON reads as ReadResult does.
func (r *Result) UnmarshalJSON(data []byte) error {
	if err := canon.Read(data, r, (*Result).fields); err != nil {
		return err
	}
	if r.Other != nil && r.Other.Other != nil {
		return &fault.FieldError{Path: "other.other", Err: fault.Because(fault.ErrConflict, "the result under other terms has no other result")}
	}
	outcomes := r.Outcomes
	if r.Other != nil {
		outcomes = slices.Concat(outcomes, r.Other.Outcomes) // breaches are shared
	}
	for i := range outcomes {
		o := &outcomes[i]
		for _, breaches := range [][]Breach{o.Breaches, o.Forgiven} {
			for n := range breaches {
				breaches[n].Objective = o.Objective
			}
		}
	}
	return nil
}

func (r *Result) fields(f *canon.Form) {
	f.Text("agreement", &r.Agreement)
	f.Value("fingerprint", (*print)(&r.fingerprint))
	f.Text("zone", &r.Zone)
	f.Value("period", &r.Period)
	f.Time("from", &r.From)
	f.Time("to", &r.To)
	f.Time("as-of", &r.AsOf)
	listed(f, "outcomes", &r.Outcomes, (*Outcome).fields)
	listed(f, "findings", &r.Findings, (*Finding).fields)
	canon.Owns(f, "statements", &r.Statements)
	canon.One(f, "owing", &r.Owing, (*Owing).fields)
	f.If(len(r.Clauses) > 0).Pairs("clauses", (*[][2]string)(&r.Clauses))
	f.If(len(r.Names) > 0).Groups("names", &r.Names)
	canon.One(f, "other", &r.Other, (*Result).fields)
	f.If(r.Title != "").Text("title", &r.Title)
	f.If(r.Provider != "").Text("provider", &r.Provider)
	f.If(r.Customer != "").Text("customer", &r.Customer)
}

// listed is a field that holds a list of objects; an empty list is written too.
func listed[T any](f *canon.Form, key string, list *[]T, fields func(*T, *canon.Form)) {
	if f.Writing() && *list == nil {
		canon.Objects(f, key, &[]T{}, fields)
		return
	}
	canon.Objects(f, key, list, fields)
}

func (x *Finding) fields(f *canon.Form) {
	f.Text("code", (*string)(&x.Code))
	f.If(x.Subject != "").Text("subject", &x.Subject)
	f.If(x.Path != "").Text("path", &x.Path)
	f.If(x.Value != "").Text("value", &x.Value)
}

func (o *Owing) fields(f *canon.Form) {
	f.Own("least", &o.Least)
	f.Own("most", &o.Most)
	f.Bool("exact", &o.Exact)
}

func (o *Outcome) fields(f *canon.Form) {
	f.Text("objective", &o.Objective)
	f.Value("period", &o.Period)
	f.Time("from", &o.From)
	f.Time("to", &o.To)
	f.Text("metric", &o.Metric)
	f.Bool("final", &o.Final)
	f.If(o.Title != "").Text("title", &o.Title)
	f.If(o.Verdict != "").Text("verdict", (*string)(&o.Verdict))
	f.If(o.Reason != "").Text("reason", (*string)(&o.Reason))
	f.If(o.Promised != "").Text("promised", (*string)(&o.Promised))
	f.If(o.Attained.IsValid()).Value("attained", &o.Attained)
	f.If(o.Raw.IsValid()).Value("raw", &o.Raw)
	f.If(o.Margin.IsValid()).Value("margin", &o.Margin)
	canon.One(f, "ahead", &o.Ahead, (*Ahead).fields)
	f.If(o.Judge != "").Text("judge", (*string)(&o.Judge))
	whole(f.If(o.Of != 0), "of", &o.Of)
	canon.Values(f.If(len(o.LeftOut) > 0), "left-out", &o.LeftOut)
	f.If(len(o.Group) > 0).Pairs("group", (*[][2]string)(&o.Group))
	f.If(o.Cut).Bool("cut", &o.Cut)
	counted := o.Ledger == nil || o.Total > 0
	f.If(counted).Int("good", &o.Good)
	f.If(counted).Int("total", &o.Total)
	f.If(counted).Int("open", &o.Open)
	canon.One(f, "slices", &o.Slices, sliceFields)
	canon.Objects(f.If(o.Ledger != nil), "ledger", (*[]metrics.Entry)(&o.Ledger), entryFields)
	canon.Objects(f.If(len(o.Failures) > 0), "failures", &o.Failures, failureFields)
	canon.Objects(f.If(len(o.Breaches) > 0), "breaches", &o.Breaches, (*Breach).fields)
	canon.Objects(f.If(len(o.Forgiven) > 0), "forgiven", &o.Forgiven, (*Breach).fields)
}

func (a *Ahead) fields(f *canon.Form) {
	f.If(a.Best.IsValid()).Value("best", &a.Best)
	f.If(a.Worst.IsValid()).Value("worst", &a.Worst)
	f.If(a.Stands != "").Text("stands", (*string)(&a.Stands))
	f.If(a.Room.IsValid()).Value("room", &a.Room)
	f.If(a.Next != 0).Int("next", &a.Next)
	f.If(a.NextMiss != 0).Int("next-miss", &a.NextMiss)
	f.If(!a.MissAt.IsZero()).Time("miss-at", &a.MissAt)
	canon.Objects(f.If(len(a.Steps) > 0), "steps", &a.Steps, (*AheadStep).fields)
	canon.One(f, "burn", &a.Burn, (*Burn).fields)
}

func (s *AheadStep) fields(f *canon.Form) {
	f.Text("path", &s.Path)
	f.Text("row", (*string)(&s.Row))
	f.If(s.After.IsValid()).Value("after", &s.After)
	f.Value("owed", &s.Owed)
}

func (b *Burn) fields(f *canon.Form) {
	f.Value("over", (*lengthText)(&b.Over))
	f.If(b.Rate.IsValid()).Value("rate", &b.Rate)
	f.If(!b.Until.IsZero()).Time("until", &b.Until)
}

func sliceFields(n *metrics.SliceCount, f *canon.Form) {
	f.Int("all", &n.All)
	f.Int("good", &n.Good)
	f.Int("bad", &n.Bad)
	f.Int("short", &n.Short)
	f.Int("empty", &n.Empty)
	f.Int("dropped", &n.Dropped)
	f.If(n.Coverage.IsValid()).Value("coverage", &n.Coverage)
}

func entryFields(e *metrics.Entry, f *canon.Form) {
	f.Time("from", &e.From)
	f.Time("to", &e.To)
	f.Text("bucket", (*string)(&e.Bucket))
	f.If(e.State != "").Text("state", &e.State)
	f.If(e.Cause != "").Text("cause", &e.Cause)
	f.If(!e.Weight.IsZero()).Value("weight", &e.Weight)
	f.If(e.Counted).Bool("counted", &e.Counted)
	f.If(e.Held).Bool("held", &e.Held)
}

func failureFields(x *metrics.Failure, f *canon.Form) {
	f.Time("from", &x.From)
	f.Time("to", &x.To)
	f.Value("lost", (*lengthText)(&x.Lost))
	f.If(x.Cause != "").Text("cause", &x.Cause)
	f.If(x.Earlier).Bool("earlier", &x.Earlier)
}

func (b *Breach) fields(f *canon.Form) {
	f.Text("ticket", &b.Ticket)
	whole(f, "cycle", &b.Cycle)
	f.Text("target", &b.Target)
	f.Text("within", (*string)(&b.Within))
	f.Time("started", &b.StartedAt)
	f.Time("due", &b.DueAt)
	f.Time("breached", &b.BreachedAt)
	f.Value("elapsed", (*lengthText)(&b.Elapsed))
	f.Value("overrun", (*lengthText)(&b.Overrun))
	f.If(b.Grade != "").Text("grade", &b.Grade)
	listed(f, "trace", &b.Trace, (*Segment).fields)
	canon.One(f, "late-days", &b.LateDays, daysFields)
	canon.One(f, "late-business-days", &b.LateBusinessDays, daysFields)
	f.If(b.Calendar != "").Text("calendar", &b.Calendar)
	f.If(len(b.Group) > 0).Pairs("group", (*[][2]string)(&b.Group))
	f.If(len(b.Waived) > 0).Texts("waived", &b.Waived)
	f.If(b.Allowed != 0).Value("allowed", (*lengthText)(&b.Allowed))
	f.If(!b.StoppedAt.IsZero()).Time("stopped", &b.StoppedAt)
}

func (s *Segment) fields(f *canon.Form) {
	f.Time("from", &s.From)
	f.Time("to", &s.To)
	f.Text("kind", (*string)(&s.Kind))
	f.Value("counted", (*lengthText)(&s.Counted))
	f.If(s.Cause != "").Text("cause", &s.Cause)
}

// MarshalJSON writes the reading in the form of Result.JSON.
func (r Reading) MarshalJSON() ([]byte, error) { return canon.Write(&r, (*Reading).fields), nil }

// UnmarshalJSON reads what MarshalJSON wrote, strictly. Readings.Next and
// DueIfResumedAt need a reading from Track, not from JSON.
func (r *Reading) UnmarshalJSON(data []byte) error { return canon.Read(data, r, (*Reading).fields) }

func (r *Reading) fields(f *canon.Form) {
	f.Text("objective", &r.Objective)
	f.Text("clock", &r.Clock)
	f.If(r.Owner != "").Text("owner", &r.Owner)
	whole(f.If(r.Cycle != 0), "cycle", &r.Cycle)
	f.Text("phase", (*string)(&r.Phase))
	f.If(r.Verdict != "").Text("verdict", (*string)(&r.Verdict))
	f.If(r.Target != "").Text("target", &r.Target)
	f.If(r.Within != "").Text("within", (*string)(&r.Within))
	f.If(r.Calendar != "").Text("calendar", &r.Calendar)
	f.If(!r.StartedAt.IsZero()).Time("started", &r.StartedAt)
	f.If(!r.StoppedAt.IsZero()).Time("stopped", &r.StoppedAt)
	f.If(!r.DueAt.IsZero()).Time("due", &r.DueAt)
	f.If(!r.BreachedAt.IsZero()).Time("breached", &r.BreachedAt)
	f.If(r.BornBreached).Bool("born-breached", &r.BornBreached)
	f.If(r.Elapsed != 0).Value("elapsed", (*lengthText)(&r.Elapsed))
	f.If(r.Wall != 0).Value("wall", (*lengthText)(&r.Wall))
	f.If(r.Held != 0).Value("held", (*lengthText)(&r.Held))
	f.If(r.Waived != 0).Value("waived", (*lengthText)(&r.Waived))
	f.If(r.Remaining != 0).Value("remaining", (*lengthText)(&r.Remaining))
	f.If(r.Overrun != 0).Value("overrun", (*lengthText)(&r.Overrun))
	f.If(r.Used.IsValid()).Value("used", &r.Used)
	canon.Objects(f.If(len(r.Alarms) > 0), "alarms", &r.Alarms, (*Alarm).fields)
	f.If(!r.seen.IsZero()).Time("as-of", &r.seen)
}

// MarshalJSON writes the alarm in the form of Result.JSON.
func (a Alarm) MarshalJSON() ([]byte, error) { return canon.Write(&a, (*Alarm).fields), nil }

// UnmarshalJSON reads what MarshalJSON wrote, strictly.
func (a *Alarm) UnmarshalJSON(data []byte) error { return canon.Read(data, a, (*Alarm).fields) }

func (a *Alarm) fields(f *canon.Form) {
	f.Text("key", &a.Key)
	f.If(a.Objective != "").Text("objective", &a.Objective)
	whole(f.If(a.Cycle != 0), "cycle", &a.Cycle)
	f.Time("at", &a.At)
	f.Text("mark", (*string)(&a.Mark))
	whole(f.If(a.Level != 0), "level", &a.Level)
	f.If(len(a.Tell) > 0).Texts("tell", &a.Tell)
	f.If(a.Crisis != "").Text("crisis", &a.Crisis)
	f.If(a.Incident != "").Text("incident", &a.Incident)
	f.If(a.Withheld).Bool("withheld", &a.Withheld)
}

// MarshalJSON writes the explanation in the form of Result.JSON.
func (e Explanation) MarshalJSON() ([]byte, error) {
	return canon.Write(&e, (*Explanation).fields), nil
}

// UnmarshalJSON reads what MarshalJSON wrote, strictly.
func (e *Explanation) UnmarshalJSON(data []byte) error {
	return canon.Read(data, e, (*Explanation).fields)
}

func (e *Explanation) fields(f *canon.Form) {
	f.Text("ticket", &e.Ticket)
	f.If(len(e.Clauses) > 0).Pairs("clauses", (*[][2]string)(&e.Clauses))
	f.If(len(e.Names) > 0).Groups("names", &e.Names)
	f.If(e.Title != "").Text("title", &e.Title)
	f.Time("as-of", &e.AsOf)
	f.Text("zone", &e.Zone)
	f.Own("reading", &e.Reading)
	canon.Objects(f.If(len(e.Because) > 0), "because", &e.Because, (*Note).fields)
	canon.Objects(f.If(len(e.Trace) > 0), "trace", &e.Trace, (*Segment).fields)
}

func (n *Note) fields(f *canon.Form) {
	f.Text("code", (*string)(&n.Code))
	f.If(n.Path != "").Text("path", &n.Path)
	f.If(n.Value != "").Text("value", &n.Value)
	f.If(!n.At.IsZero()).Time("at", &n.At)
}

// whole is a field that holds an int.
func whole(f *canon.Form, key string, n *int) {
	wide := int64(*n)
	f.Int(key, &wide)
	if *n = int(wide); int64(*n) != wide {
		*n = 0 // of 32 bits: no count is so large
	}
}

// print is a fingerprint in JSON.
type print [32]byte

func (p *print) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(p[:])), nil }

func (p *print) UnmarshalText(text []byte) error {
	read, err := hex.DecodeString(string(text))
	if err != nil || len(read) != len(p) {
		return fault.Because(fault.ErrSyntax, "a fingerprint is 64 hexadecimal digits")
	}
	copy(p[:], read)
	return nil
}

// lengthText is a length of time in JSON.
type lengthText time.Duration

func (l *lengthText) MarshalText() ([]byte, error) {
	return []byte(span.Format(time.Duration(*l))), nil
}

func (l *lengthText) UnmarshalText(text []byte) error {
	read, err := span.ParseSigned(string(text))
	if err == nil {
		*l = lengthText(read)
	}
	return err
}
