package specfile_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

type lines struct{}

func (lines) Name() string                              { return "lines" }
func (lines) Version() int                              { return 1 }
func (lines) Measure(metrics.Item) metrics.Contribution { return metrics.Contribution{} }

// An objective of every kind of metric compiles from a file.
func TestEveryFamilyFromAFile(t *testing.T) {
	file := `
sla: v1
id: families
zone: UTC
policies: { profile: exact }
calendars: { office: { hours: mon-fri 09:00-17:00 } }
clocks: { wait: { start: offered, stop: [answered, given-up] } }
objectives:
  - id: calls
    clock: wait
    share: { abandons: short-removed, short: 5s }
    abandoned: { outcome: abandoned }
    targets: [{ within: 20s wall }]
    attain: 80%
    period: month
    counts: stopped
  - { id: lines, clock: wait, custom: { name: lines, version: 1 }, targets: [{ within: none }], attain: 90%, period: month, counts: stopped }
  - { id: orders, custom: { name: lines, version: 1, with: { of: orders } }, period: month, by: [region] }
  - { id: api, slices: { of: api, every: 5m, bad: over 5%, min-samples: 100, empty: good, calendar: office }, attain: 99%, period: month }
  - { id: pair, composed: { parallel: [east, west], each: { no-data: exclude, maintenance: forgive } }, attain: 99.9%, period: quarter }
  - { id: stock, ratio: { of: stock, good: 15 to 30 }, attain: 95%, period: month }
  - { id: survey, score: { of: survey, kind: nps }, attain: at least 40, period: quarter, by: [region], least: 30 }
  - { id: majors, total: { of: majors }, attain: at most 2, period: year, where: { region: north } }
  - { id: repair, repair: { of: portal, statistic: mttr, since: [detected, reported], calendar: office }, attain: at most 4h, period: month, counts: stopped }
  - { id: between, repair: { of: portal, statistic: mtbf }, attain: at least 200h, period: month }
`
	a, err := specfile.Open(fstest.MapFS{"a.yaml": {Data: []byte(file)}}, "a.yaml", sla.Sources{Measurers: []metrics.Measurer{lines{}}})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, o := range a.Spec().Objectives {
		keys = append(keys, o.Metric.Key())
	}
	want := []string{"share", "custom", "custom", "slices", "composed", "ratio", "score", "total", "repair", "repair"}
	if !slices.Equal(keys, want) {
		t.Errorf("%v", keys)
	}
	text, err := specfile.YAML(a.Spec())
	if err != nil {
		t.Fatal(err)
	}
	again, err := specfile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	other, err := sla.Sources{Measurers: []metrics.Measurer{lines{}}}.New(again)
	if err != nil || other.Fingerprint() != a.Fingerprint() {
		t.Errorf("written and read again it is another agreement (%v)", err)
	}
}
