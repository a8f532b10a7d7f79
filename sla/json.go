package sla

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/upheld/upheld/internal/canon"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// JSON writes the result in one canonical form: sorted keys, no white space,
// instants in UTC, figures and amounts as text, lengths of time such as
// "7h30m". Equal results have equal bytes.
func (r *Result) JSON() []byte {
	outcomes := canon.List{}
	for i := range r.Outcomes {
		outcomes = append(outcomes, r.Outcomes[i].canonical())
	}
	findings := canon.List{}
	for _, f := range r.Findings {
		o := canon.Object{"code": string(f.Code)}
		text(o, "subject", f.Subject)
		text(o, "path", f.Path)
		text(o, "value", f.Value)
		findings = append(findings, o)
	}
	statements := canon.List{}
	for _, s := range r.Statements {
		statements = append(statements, statement(s))
	}
	o := canon.Object{
		"agreement": r.Agreement, "fingerprint": hex.EncodeToString(r.fingerprint[:]), "zone": r.Zone,
		"period": r.Period.String(), "from": at(r.From), "to": at(r.To), "as-of": at(r.AsOf),
		"outcomes": outcomes, "findings": findings, "statements": statements,
	}
	if r.Owing != nil {
		o["owing"] = canon.Object{"least": statement(r.Owing.Least), "most": statement(r.Owing.Most), "exact": r.Owing.Exact}
	}
	text(o, "title", r.Title)
	text(o, "provider", r.Provider)
	text(o, "customer", r.Customer)
	return canon.Append(nil, o)
}

// Digest is the SHA-256 of JSON. It covers the agreement's fingerprint.
func (r *Result) Digest() [32]byte {
	return sha256.Sum256(append([]byte("upheld result 1\n"), r.JSON()...))
}

// MarshalJSON writes JSON, of a value as of a pointer.
func (r Result) MarshalJSON() ([]byte, error) { return r.JSON(), nil }

func (o *Outcome) canonical() canon.Object {
	c := canon.Object{
		"objective": o.Objective, "period": o.Period.String(), "from": at(o.From), "to": at(o.To), "metric": o.Metric,
		"final": o.Final,
	}
	text(c, "title", o.Title)
	text(c, "verdict", string(o.Verdict))
	text(c, "reason", string(o.Reason))
	text(c, "promised", string(o.Promised))
	figure(c, "attained", o.Attained)
	figure(c, "raw", o.Raw)
	figure(c, "margin", o.Margin)
	if o.Ahead != nil {
		c["ahead"] = o.Ahead.canonical()
	}
	text(c, "judge", string(o.Judge))
	if o.Of != 0 {
		c["of"] = o.Of
	}
	if len(o.LeftOut) > 0 {
		left := canon.List{}
		for _, p := range o.LeftOut {
			left = append(left, p.String())
		}
		c["left-out"] = left
	}
	if len(o.Group) > 0 {
		c["group"] = group(o.Group)
	}
	if o.Ledger == nil || o.Total > 0 {
		c["good"], c["total"], c["open"] = o.Good, o.Total, o.Open
	}
	if n := o.Slices; n != nil {
		slices := canon.Object{"all": n.All, "good": n.Good, "bad": n.Bad, "short": n.Short, "empty": n.Empty, "dropped": n.Dropped}
		figure(slices, "coverage", n.Coverage)
		c["slices"] = slices
	}
	if o.Ledger != nil {
		ledger := canon.List{}
		for _, e := range o.Ledger {
			ledger = append(ledger, entry(e))
		}
		c["ledger"] = ledger
	}
	if len(o.Failures) > 0 {
		failures := canon.List{}
		for _, f := range o.Failures {
			failures = append(failures, failure(f))
		}
		c["failures"] = failures
	}
	if len(o.Breaches) > 0 {
		breaches := canon.List{}
		for i := range o.Breaches {
			breaches = append(breaches, o.Breaches[i].canonical())
		}
		c["breaches"] = breaches
	}
	if len(o.Forgiven) > 0 {
		forgiven := canon.List{}
		for i := range o.Forgiven {
			forgiven = append(forgiven, o.Forgiven[i].canonical())
		}
		c["forgiven"] = forgiven
	}
	return c
}

func (a *Ahead) canonical() canon.Object {
	c := canon.Object{}
	figure(c, "best", a.Best)
	figure(c, "worst", a.Worst)
	text(c, "stands", string(a.Stands))
	figure(c, "room", a.Room)
	if a.Next != 0 {
		c["next"] = a.Next
	}
	if a.NextMiss != 0 {
		c["next-miss"] = a.NextMiss
	}
	if !a.MissAt.IsZero() {
		c["miss-at"] = at(a.MissAt)
	}
	if len(a.Steps) > 0 {
		steps := canon.List{}
		for _, step := range a.Steps {
			o := canon.Object{"path": step.Path, "row": string(step.Row), "owed": step.Owed.String()}
			figure(o, "after", step.After)
			steps = append(steps, o)
		}
		c["steps"] = steps
	}
	if b := a.Burn; b != nil {
		burn := canon.Object{"over": span.Format(b.Over)}
		figure(burn, "rate", b.Rate)
		if !b.Until.IsZero() {
			burn["until"] = at(b.Until)
		}
		c["burn"] = burn
	}
	return c
}

func group(attrs Attrs) canon.Object {
	o := canon.Object{}
	for _, pair := range attrs {
		o[pair[0]] = pair[1]
	}
	return o
}

func entry(e metrics.Entry) canon.Object {
	o := canon.Object{"from": at(e.From), "to": at(e.To), "bucket": string(e.Bucket)}
	text(o, "state", e.State)
	text(o, "cause", e.Cause)
	if !e.Weight.IsZero() {
		o["weight"] = e.Weight.String()
	}
	if e.Counted {
		o["counted"] = true
	}
	return o
}

func failure(f metrics.Failure) canon.Object {
	o := canon.Object{"from": at(f.From), "to": at(f.To), "lost": span.Format(f.Lost)}
	text(o, "cause", f.Cause)
	if f.Earlier {
		o["earlier"] = true
	}
	return o
}

func (b *Breach) canonical() canon.Object {
	trace := canon.List{}
	for _, s := range b.Trace {
		o := canon.Object{"from": at(s.From), "to": at(s.To), "kind": string(s.Kind), "counted": span.Format(s.Counted)}
		text(o, "cause", s.Cause)
		trace = append(trace, o)
	}
	o := canon.Object{
		"ticket": b.Ticket, "cycle": b.Cycle, "target": b.Target, "within": string(b.Within), "started": at(b.StartedAt),
		"due": at(b.DueAt), "breached": at(b.BreachedAt), "elapsed": span.Format(b.Elapsed), "overrun": span.Format(b.Overrun),
		"trace": trace,
	}
	text(o, "calendar", b.Calendar)
	if len(b.Group) > 0 {
		o["group"] = group(b.Group)
	}
	if len(b.Waived) > 0 {
		reasons := canon.List{}
		for _, reason := range b.Waived {
			reasons = append(reasons, reason)
		}
		o["waived"] = reasons
	}
	if b.Allowed != 0 {
		o["allowed"] = span.Format(b.Allowed)
	}
	if !b.StoppedAt.IsZero() {
		o["stopped"] = at(b.StoppedAt)
	}
	return o
}

func at(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// text sets a key unless the text is empty.
func text(o canon.Object, key, value string) {
	if value != "" {
		o[key] = value
	}
}

func figure(o canon.Object, key string, f metrics.Figure) {
	if !f.IsValid() {
		return
	}
	if t, err := f.MarshalText(); err == nil {
		o[key] = string(t)
	}
}

// statement is what the penalty package writes.
func statement(s penalty.Statement) any {
	data, err := s.MarshalJSON()
	if err != nil {
		return nil
	}
	return canon.Raw(data)
}
