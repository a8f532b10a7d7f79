package calendar_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar"
)

func BenchmarkQuick(b *testing.B) {
	c, err := calendar.New(calendar.Spec{Zone: "America/New_York", Hours: "mon-fri 09:00-17:00"})
	if err != nil {
		b.Fatal(err)
	}
	var starts [1024]time.Time
	for i := range starts {
		starts[i] = time.Unix(1_700_000_000+int64(i*7919*1013%(3*365*86400)), 0)
	}
	for _, span := range []time.Duration{24 * time.Hour, 30 * 24 * time.Hour, 365 * 24 * time.Hour, 3650 * 24 * time.Hour} {
		b.Run("elapsed/"+span.String(), func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				t := starts[i&1023]
				c.Elapsed(t, t.Add(span))
				i++
			}
		})
	}
	for _, span := range []time.Duration{4, 160, 2000, 20000} {
		b.Run("add/"+(span*time.Hour).String(), func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				t := starts[i&1023]
				c.Add(t, span*time.Hour)
				i++
			}
		})
	}
	b.Run("knownat", func(b *testing.B) {
		for b.Loop() {
			c.KnownAt(starts[0])
		}
	})
	b.Run("adddays", func(b *testing.B) {
		i := 0
		for b.Loop() {
			c.AddDays(starts[i&1023], 5, calendar.DayTime{})
			i++
		}
	})
	spec := calendar.Spec{Zone: "America/New_York", Hours: "mon-fri 09:00-17:00"}
	b.Run("new", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			calendar.New(spec)
		}
	})
	b.Run("new and first year", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c, _ := calendar.New(spec)
			c.IsOpen(starts[0])
		}
	})
}
