package specfile_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

const documentFile = `sla: v1
id: support
title: Support agreement
provider: Northwind Hosting
zone: Europe/Berlin
currency: EUR
calendars: { office: { hours: mon-fri 08:00-18:00 } }
policies: { profile: exact }
services:
  desk:
    title: Service desk
    class: core
    owner: desk-lead
    in: [incidents, requests]
    out: training
    clause: 4.1
clocks:
  response: { start: opened, stop: replied, clause: 5.2 }
objectives:
  - id: first-response
    service: desk
    owner: desk-lead
    class: key
    method: by the first reply
    clause: "7.1"
    clock: response
    targets:
      - { when: { priority: P1 }, within: 15m, calendar: 24x7, clause: 7.1.1 }
      - { within: 4h, calendar: office }
    attain: 95%
    period: month
    counts: due
credits:
  base: 12000.00
  round: half-even
  rules: [{ objective: first-response, tiers: { below 95%: 5% }, clause: 9.1 }]
  caps: { month: { at: 30%, clause: 9.2 }, year: 10% }
document:
  status: agreed
  version: 3.1
  life: maturity
  signed: 2026-01-15
  parties: { name: Northwind Hosting, as: provider, address: "Kai 1, Hamburg", signs: head }
  roles:
    desk-lead: { title: Lead of the desk, of: Northwind Hosting, duties: first response, contact: +49 40 1234, raci: { first-response: A } }
    head: { title: Head of service }
  definitions: { P1: A core service is down. }
  reports: [{ title: Summary, every: month, due: 5 business days, to: [head], shows: [attainment, credits] }]
  review: { every: 6 months from 2026-01-01, next: 2026-07-01, by: head, triggers: [{ deviation: over 10%, periods: 3 }] }
  handling: [cause named, measure with a date]
  shares: { P1: 40%, P2: 30%, P3: 20%, P4: 10% }
  disputes: The heads of both sides meet within ten days.
  keep: 5 years
  history: [{ version: "3.0", on: 2025-12-01, by: head, reason: new portal }]
revisions:
  - { from: 2026-07-01, pins: due, life: retirement, clause: Amendment 1, change: { services: { desk: { title: Desk } } } }
`

// Every part of a document is read from a file and read again as it is written.
func TestADocumentIsReadAndWritten(t *testing.T) {
	a, err := specfile.Open(fstest.MapFS{"a.yaml": {Data: []byte(documentFile)}}, "a.yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	spec := a.Spec()
	d := spec.Document
	for _, c := range []struct{ got, want any }{
		{spec.Services["desk"], sla.Service{Title: "Service desk", Class: "core", Owner: "desk-lead", In: []string{"incidents", "requests"}, Out: []string{"training"}, Clause: "4.1"}},
		{spec.Objectives[0].Targets[0].Clause + " " + spec.Objectives[0].Clause + " " + spec.Clocks["response"].Clause, "7.1.1 7.1 5.2"},
		{spec.Credits.Caps, []penalty.Cap{{Per: "month", At: "30%", Clause: "9.2"}, {Per: "year", At: "10%"}}},
		{spec.Credits.Rules[0].Clause, "9.1"},
		{d.Roles["desk-lead"].Contact, []string{"+49 40 1234"}},
		{d.Roles["desk-lead"].RACI, map[string]string{"first-response": "A"}},
		{d.Review, sla.Review{Every: "6 months from 2026-01-01", Next: "2026-07-01", By: []string{"head"}, Triggers: []sla.ReviewTrigger{{Deviation: "over 10%", Periods: 3}}}},
		{d.Shares["P2"], metrics.Percent("30%")},
		{d.Version + " " + d.Keep + " " + d.History[0].Version, "3.1 5 years 3.0"},
		{spec.Revisions[0].Life + ", " + spec.Revisions[0].Clause, "retirement, Amendment 1"},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%+v, not %+v", c.got, c.want)
		}
	}
	for _, write := range []func(sla.Spec) ([]byte, error){specfile.YAML, specfile.JSON} {
		text, err := write(spec)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := specfile.Parse(text); err != nil || !reflect.DeepEqual(again, spec) {
			t.Errorf("%v: %s", err, text)
		}
	}
}

// A name that does not exist is told where it stands.
func TestNamesOfADocumentHaveTheirPlaces(t *testing.T) {
	text := strings.NewReplacer("owner: desk-lead\n    in", "owner: desk-led\n    in", "by: head, triggers", "by: haed, triggers", "life: maturity", "life: mature").Replace(documentFile)
	_, err := specfile.Open(fstest.MapFS{"a.yaml": {Data: []byte(text)}}, "a.yaml", sla.Sources{})
	for _, want := range []string{
		`a.yaml:13:12: services.desk.owner: "desk-led": unknown: did you mean "desk-lead"?`,
		`a.yaml:49:68: document.review.by[0]: "haed": unknown: did you mean "head"?`,
		`a.yaml:41:9: document.life: "mature": unknown: one of launch, growth, maturity, retirement`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
	var at *specfile.Error
	if !errors.As(err, &at) || !errors.Is(err, sla.ErrUnknown) {
		t.Error(err)
	}
}
