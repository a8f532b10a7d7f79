package specfile_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/sla/specfile"
)

// long is an agreement of some 200 lines: the sample with more objectives.
func long(t testing.TB) []byte {
	var b strings.Builder
	text := acme(t)
	before, after, ok := strings.Cut(text, "credits:\n")
	if !ok {
		t.Fatal("the sample has no credits")
	}
	b.WriteString(before)
	for i := range 14 {
		fmt.Fprintf(&b, `  - id: service-%d
    clock: resolution
    where: { service: service-%[1]d }
    targets:
      - { when: { priority: [P1, P2] }, within: 8h, calendar: office }
      - { within: 5 business days, calendar: office }
    attain: 90%%
    period: month
    counts: stopped
    warn: 80%%
`, i)
	}
	b.WriteString("credits:\n" + after)
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	data := long(b)
	b.Run(fmt.Sprintf("lines=%d", bytes.Count(data, []byte("\n"))), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := specfile.Parse(data); err != nil {
				b.Fatal(err)
			}
		}
	})
	// The floor: what the YAML reader takes to make nodes.
	b.Run("floor=nodes", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var n yaml.Node
			if err := yaml.Unmarshal(data, &n); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("peer=untyped", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var v map[string]any
			if err := yaml.Unmarshal(data, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	fs := folder("acme.yaml", string(long(b)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := specfile.Open(fs, "acme.yaml", sources); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkYAML(b *testing.B) {
	spec, err := specfile.Parse(long(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := specfile.YAML(spec); err != nil {
			b.Fatal(err)
		}
	}
}
