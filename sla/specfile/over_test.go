package specfile_test

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

const overFile = `sla: v1
id: portal
zone: UTC
objectives:
  - id: portal
    availability: { of: portal, no-data: exclude }
    attain: 99.9%
    period: month
    over:
      - { period: year, judge: pooled, attain: 99.95% }
      - { period: quarter, judge: some, of: 2 }
`

func TestLongerPeriodsAreReadAndWritten(t *testing.T) {
	open := func(text string) sla.Spec {
		t.Helper()
		a, err := specfile.Open(fstest.MapFS{"a.yaml": {Data: []byte(text)}}, "a.yaml", sla.Sources{})
		if err != nil {
			t.Fatal(err)
		}
		return a.Spec()
	}
	spec := open(overFile)
	want := []sla.Over{{Period: sla.Yearly, Judge: sla.JudgePooled, Attain: "99.95%"}, {Period: sla.Quarterly, Judge: sla.JudgeSome, Of: 2}}
	if got := spec.Objectives[0].Over; !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v", got)
	}
	written, err := specfile.YAML(spec)
	if err != nil {
		t.Fatal(err)
	}
	if again := open(string(written)); !reflect.DeepEqual(again, spec) {
		t.Errorf("%s", written)
	}
	_, err = specfile.Open(fstest.MapFS{"a.yaml": {Data: []byte(strings.Replace(overFile, "judge: pooled", "judge: total", 1))}}, "a.yaml", sla.Sources{})
	if err == nil || !strings.Contains(err.Error(), "a.yaml:10:") || !strings.Contains(err.Error(), "objectives[0].over[0].judge") {
		t.Error(err)
	}
}
