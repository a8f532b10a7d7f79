package sla_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// BenchmarkOpening shows what New costs for the agreement of the README, in
// zones with many changes and with few. The floor reads the same terms from JSON,
// which is less than what whoever opens an agreement does anyway.
func BenchmarkOpening(b *testing.B) {
	sources := sla.Sources{Holidays: holidays.Official}
	for _, zone := range []string{"Europe/Berlin", "America/New_York", "Asia/Shanghai", "UTC"} {
		spec := readmeSpec(b)
		spec.Zone = zone
		b.Run("readme/"+zone, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := sources.New(spec); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpeningFloor is the floor of BenchmarkOpening.
func BenchmarkOpeningFloor(b *testing.B) {
	text, err := json.Marshal(readmeSpec(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var read any
		if err := json.Unmarshal(text, &read); err != nil {
			b.Fatal(err)
		}
	}
}

func readmeSpec(t testing.TB) sla.Spec {
	t.Helper()
	data, err := os.ReadFile("../examples/first/agreement.yaml")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := specfile.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}
