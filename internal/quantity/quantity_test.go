package quantity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// TestOneGrammar holds the readers of promises and of credits together: each
// text is accepted by both or by none, and denotes the same values.
func TestOneGrammar(t *testing.T) {
	for _, c := range []struct{ text, want, back string }{ // want: the interval; "": refused
		{"99.9%", "[0.999,inf)", "at least 99.9%"},
		{"at least 99.9%", "[0.999,inf)", ""},
		{"at least 99.9 %", "[0.999,inf)", "at least 99.9%"},
		{" at least  95%", "[0.95,inf)", "at least 95%"},
		{"at most 3.5 in 1000", "(-inf,0.0035]", "at most 0.35%"},
		{"over 3.5 in 1000", "(0.0035,inf)", "over 0.35%"},
		{"below 1 in 3", "(-inf,1/3)", ""},
		{"below 100/3%", "(-inf,1/3)", "below 1 in 3"},
		{"at least 1115975/11160%", "[44639/44640,inf)", "at least 44639 in 44640"},
		{"over 150%", "(1.5,inf)", ""},
		{"over 3 in 2", "(1.5,inf)", "over 150%"},
		{"at most 8h", "(-inf,28800000000000]", ""},
		{"below 250ms", "(-inf,250000000)", ""},
		{"at most 2d", "(-inf,172800000000000]", "at most 48h"},
		{"over 2d12h", "(216000000000000,inf)", "over 60h"},
		{"1h to 2h", "[3600000000000,7200000000000]", ""},
		{"at least 4.0", "[4,inf)", "at least 4"},
		{"at least -10", "[-10,inf)", ""},
		{"over 30 points", "(30,inf)", "over 30"},
		{"at most 1 service day", "(-inf,1]", "at most 1"},
		{"15 to 30", "[15,30]", ""},
		{"15 to 30 points", "[15,30]", "15 to 30"},
		{"98.0 to 98.9%", "[0.98,0.989]", "98% to 98.9%"},
		{"99% to below 99.9%", "[0.99,0.999)", ""},
		{"over 2% to 3%", "(0.02,0.03]", ""},
		{"over 2 in 100 to below 3%", "(0.02,0.03)", "over 2% to below 3%"},
		{"over 1 to below 2", "(1,2)", ""},
		{"1/3 to 2/3", "[1/3,2/3]", "-"}, // a bound has no text for it
		{"exactly 80%", "[0.8,0.8]", ""},
		{"exactly 8h", "[28800000000000,28800000000000]", ""},
		{"80% to 80%", "[0.8,0.8]", "exactly 80%"},

		{"", "", ""}, {"99.9", "", ""}, {"8h", "", ""}, {"3.5 in 1000", "", ""}, {"30 points", "", ""},
		{"at most 3.5 in", "", ""}, {"at most 3.5 in 0", "", ""}, {"at most 3.5 in -1", "", ""}, {"at most 3.5 per 1000", "", ""}, {"at most 1 of 20", "", ""},
		{"at least -5%", "", ""}, {"at least -1 in 2", "", ""}, {"over 1/0%", "", ""}, {"over 1/-3", "", ""},
		{"under 99.9%", "", ""}, {"more than 5%", "", ""}, {">= 99%", "", ""}, {"15-30", "", ""}, {"15..30", "", ""},
		{"at most 8 h", "", ""}, {"over 5 m", "", ""}, {"at most 1h2d", "", ""}, {"at most 1.5h", "", ""}, {"at most 8hs", "", ""}, {"at most -8h", "", ""},
		{"1h to 2", "", ""}, {"1h to 2%", "", ""}, {"30% to 15%", "", ""}, {"5% to below 5%", "", ""}, {"over 5 to 5", "", ""}, {"5 to", "", ""}, {"over 4 to", "", ""},
		{"at least 5%%", "", ""}, {"at least 5% of fees", "", ""}, {"at least five", "", ""}, {"at least", "", ""}, {"at least 1e3", "", ""}, {"at least 99,9%", "", ""},
	} {
		limit, boundErr := metrics.Bound(c.text).Parse()
		in, bandErr := penalty.Band(c.text).Values()
		if (boundErr == nil) != (c.want != "") || (bandErr == nil) != (c.want != "") {
			t.Errorf("%q: as a bound %v, as a band %v", c.text, boundErr, bandErr)
			continue
		}
		if c.want == "" {
			if boundErr.Error() != bandErr.Error() {
				t.Errorf("%q: as a bound %v, as a band %v", c.text, boundErr, bandErr)
			}
			continue
		}
		if in.String() != c.want {
			t.Errorf("%q is the band %v, want %s", c.text, in, c.want)
		}
		if c.back == "" {
			c.back = c.text
		}
		if c.back == "-" {
			continue
		}
		again, err := penalty.Band(limit.String()).Values()
		if limit.String() != c.back || err != nil || again.String() != c.want {
			t.Errorf("%q is written %q, read as %v, %v", c.text, limit, again, err)
		}
	}
}

// TestBothSidesOfEachBound asks the promise and the credit about values at, just
// below and just above each end.
// A range with a dash or dots says how ranges are written; another text with a dash does
// not.
func TestRangesWithADashSayTheWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"99.5%-99.9%", `write "99.5% to 99.9%", or "99.5% to below 99.9%" without 99.9% itself`},
		{"99.5 % – 99.9 %", `write "99.5 % to 99.9 %", or "99.5 % to below 99.9 %" without 99.9 % itself`},
		{"95%..99.9%", `write "95% to 99.9%", or "95% to below 99.9%" without 99.9% itself`},
		{"95%...99.9%", `write "95% to 99.9%", or "95% to below 99.9%" without 99.9% itself`},
		{"98.0-98.9%", `write "98.0 to 98.9%", or "98.0 to below 98.9%" without 98.9% itself`},
		{"4h-8h", `write "4h to 8h", or "4h to below 8h" without 8h itself`},
		{"15-30", `write "15 to 30"`},
		{"99.9%-99.5%", "a plain decimal number such as 1250.00 is needed"}, // the range would be empty
		{"-5%", "a share is not negative"},
		{"99.5%-high", "a length of time is written 2d, 4h, 1h30m, 90s"},
	} {
		_, err := quantity.Parse(c.text)
		if err == nil || !strings.HasSuffix(err.Error(), ": "+c.want) {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

func TestBothSidesOfEachBound(t *testing.T) {
	for _, c := range []struct {
		text    string
		figures []metrics.Figure
		in      string // per figure, x if it belongs
	}{
		{"at most 3.5 in 1000", shares(349, 350, 351), "xx."},
		{"over 3.5 in 1000", shares(349, 350, 351), "..x"},
		{"0.35%", shares(349, 350, 351), ".xx"},
		{"below 0.35%", shares(349, 350, 351), "x.."},
		{"exactly 0.35%", shares(349, 350, 351), ".x."},
		{"0.35 to 0.36%", shares(349, 350, 360, 361), ".xx."},
		{"over 0.35% to 0.36%", shares(349, 350, 351, 360, 361), "..xx."},
		{"over 0.35% to below 0.36%", shares(350, 351, 359, 360), ".xx."},
		{"0.35% to below 0.36%", shares(349, 350, 359, 360), ".xx."},
		{"at most 2d", []metrics.Figure{metrics.LengthOf(48*time.Hour - 1), metrics.LengthOf(48 * time.Hour), metrics.LengthOf(48*time.Hour + 1)}, "xx."},
		{"over 250ms", []metrics.Figure{metrics.LengthOf(250 * time.Millisecond), metrics.LengthOf(250*time.Millisecond + 1)}, ".x"},
	} {
		limit, err := metrics.Bound(c.text).Parse()
		if err != nil {
			t.Fatal(err)
		}
		in, err := penalty.Band(c.text).Values()
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range c.figures {
			v := f.Rat()
			if d, ok := f.Duration(); ok {
				v.SetInt64(int64(d))
			}
			if want := c.in[i] == 'x'; limit.Meets(f) != want || in.Has(v) != want {
				t.Errorf("%q of %v: the promise %t, the credit %t, want %t", c.text, f, limit.Meets(f), in.Has(v), want)
			}
		}
	}
}

// shares are so many of 100000.
func shares(of ...int64) (all []metrics.Figure) {
	for _, n := range of {
		all = append(all, metrics.ShareOf(n, 100_000))
	}
	return all
}

// TestSharesAreReadAlike holds Percent and Rate together.
func TestSharesAreReadAlike(t *testing.T) {
	for _, c := range []struct{ text, want string }{ // want: of 1000.00; "": refused as a share
		{"10%", "100.00"}, {"10 %", "100.00"}, {"99.95%", "999.50"}, {"150%", "1500.00"}, {"0%", "0.00"},
		{"3.5 in 1000", "3.50"}, {"3 in 2", "1500.00"}, {"1 in 8", "125.00"}, {"1/8", "125.00"}, {"100/8%", "125.00"},
		{"10", ""}, {"0.1", ""}, {"1 of 8", ""}, {"-5%", ""}, {"-1/8", ""}, {"1/0", ""}, {"1 in 0", ""}, {"5%%", ""}, {"5% of fee", ""}, {"5 points", ""}, {"", ""},
	} {
		share, err := metrics.Percent(c.text).Parse()
		if (err == nil) != (c.want != "") {
			t.Errorf("%q is the percentage %v, %v", c.text, share, err)
		}
		spec := penalty.Spec{Unit: "EUR", Base: "1000.00", Round: penalty.HalfUp,
			Rules: []penalty.Term{{Objective: "a", Rule: penalty.Pool{AtRisk: "100%", Allocation: penalty.Rate(c.text)}}}}
		_, rateErr := penalty.New(spec) // an allocation is a share
		if (rateErr == nil) != (c.want != "") {
			t.Errorf("%q as a rate: %v", c.text, rateErr)
		}
		if c.want == "" {
			continue
		}
		spec.Rules[0].Rule = penalty.Flat{Credit: penalty.Rate(c.text)}
		schedule, err := penalty.New(spec)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		got := owed(t, schedule)
		if got != c.want+" EUR" {
			t.Errorf("%q of 1000.00 is %s, want %s", c.text, got, c.want)
		}
	}
}

// TestSpansAreReadAlike holds the two kinds of spans together.
func TestSpansAreReadAlike(t *testing.T) {
	for _, c := range []struct {
		text string
		want time.Duration // -1: refused
	}{
		{"90s", 90 * time.Second}, {"1h30m", 90 * time.Minute}, {"2d", 48 * time.Hour}, {"1d12h", 36 * time.Hour}, {"250ms", 250 * time.Millisecond},
		{"1us", time.Microsecond}, {"1ns", 1},
		{"", -1}, {"1", -1}, {"h", -1}, {"1.5h", -1}, {"-1h", -1}, {"1h 30m", -1}, {"30m1h", -1}, {"1h1h", -1}, {"1w", -1}, {"9999999d", -1},
	} {
		d, err := metrics.Span(c.text).Parse()
		if (err == nil) != (c.want >= 0) || err == nil && d != c.want {
			t.Errorf("%q is %v, %v", c.text, d, err)
		}
		_, err = penalty.New(penalty.Spec{Unit: "EUR", Base: "1000.00", Round: penalty.HalfUp,
			Rules: []penalty.Term{{Objective: "a", Rule: penalty.PerUnitLate{Credit: "1%", Unit: penalty.Span(c.text), Counted: penalty.Started}}}})
		if (err == nil) != (c.want >= 0) {
			t.Errorf("%q as a unit of lateness: %v", c.text, err)
		}
		if q, err := quantity.Span(c.text); (err == nil) != (c.want >= 0) || err == nil && q != c.want {
			t.Errorf("%q is %v, %v", c.text, q, err)
		}
	}
}

// owed is what one miss of the objective a costs.
func owed(t *testing.T, s penalty.Schedule) string {
	t.Helper()
	return s.Statement(penalty.Case{
		From: date.New(2026, time.March, 1), To: date.New(2026, time.April, 1),
		Shortfalls: []penalty.Shortfall{{Objective: "a", Verdict: penalty.Missed}},
	}).Total.String()
}
