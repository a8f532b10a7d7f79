package metrics_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
)

func TestWeightsAreExactOrRefused(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"30%", "30%"},
		{"33.333%", "33.333%"},
		{"1 in 3", "1 in 3"},
		{"137 in 3000", "137 in 3000"},
		{"274 in 6000", "137 in 3000"},
		{"2.5 in 10", "25%"},
		{"0 in 7", "0%"},
		{"100%", "100%"},
		{"99.9999999%", "99.9999999%"},
		{"1 in 1000000000", "0.0000001%"},
		{"999999999 in 1000000000", "99.9999999%"},
		{"1 in 1000000001", `out of range: at most seven places after the point, or a fraction in at most 1000000000`},
		{"0.7 in 999999937", `out of range: at most seven places after the point, or a fraction in at most 1000000000`},
		{"0.00000001%", `out of range: at most seven places after the point, or a fraction in at most 1000000000`},
		{"4 in 3", "out of range: a share is at most 100%"},
		{"-1 in 3", "out of range: a share is not negative"},
		{"1 in 0", "out of range: a share such as 1 in 1000"},
		{"137 of 3000", `cannot be read: write "137 in 3000"`},
		{"1/3", "1 in 3"},
		{"1 in 3 in 4", "cannot be read: a plain decimal number such as 1250.00 is needed"},
		{"50% in 3", "cannot be read: a plain decimal number such as 1250.00 is needed"},
		{"", "missing: a percentage such as 99.9%"},
	} {
		w, err := metrics.Percent(c.text).Weight()
		got := w.String()
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q: %s, not %s", c.text, got, c.want)
		}
	}
	var none metrics.Weight
	whole := must(metrics.Percent("100%").Weight())
	if !none.IsZero() || none.String() != "0%" || none.Compare(whole) >= 0 || whole.IsZero() {
		t.Error("the zero weight does not lose nothing")
	}
}

// An hour in which a third of the users lost the service a third of the way is
// 400 seconds, and three of them are 20 minutes to the nanosecond.
func TestThirdsAddUp(t *testing.T) {
	pipeline := must(metrics.Availability{Of: "x", NoData: metrics.NoDataExclude, Weights: map[string]metrics.Percent{"slow": "1 in 3"}}.Pipeline())
	var l metrics.Timeline
	for i := range 3 {
		from := cellAt(0).Add(time.Duration(2*i) * time.Hour)
		if err := l.Add(metrics.Interval{From: from, To: from.Add(time.Hour), State: "slow", Affected: "1 in 3"}); err != nil {
			t.Fatal(err)
		}
	}
	u := must(pipeline.Measure(&l, metrics.Look{From: cellAt(0), To: cellAt(0).Add(10 * time.Hour)}))
	if want := metrics.LengthOf(20 * time.Minute); !u.Lost.Equal(want) {
		t.Errorf("lost %v", u.Lost)
	}
	if want := metrics.ShareOf(580, 600); u.Attained.Rat().Cmp(want.Rat()) != 0 {
		t.Errorf("attained %v", u.Attained.Rat())
	}
}

// What is lost is the sum of the products, and binary forms and texts keep them.
func lawWeights(r *tape.Reader) error {
	share := func() metrics.Percent {
		den := 1 + r.Int64(tape.Pick(r, int64(9), 4000, 999_999_999))
		return metrics.Percent(fmt.Sprintf("%d in %d", r.Int64(den+1), den))
	}
	slow := share()
	pipeline, err := metrics.Availability{Of: "x", NoData: metrics.NoDataExclude, Weights: map[string]metrics.Percent{"slow": slow}}.Pipeline()
	if err != nil {
		return err
	}
	var l metrics.Timeline
	want, from := new(big.Rat), cellAt(0)
	for n := r.Int(12); n > 0; n-- {
		length := time.Duration(1 + r.Int64(int64(time.Hour)))
		i := metrics.Interval{From: from, To: from.Add(length), State: tape.Pick(r, "slow", "down"), Affected: share()}
		if err := l.Add(i); err != nil {
			return err
		}
		lost := must(i.Affected.Share())
		if i.State == "slow" {
			lost.Mul(lost, must(slow.Share()))
		}
		want.Add(want, lost.Mul(lost, big.NewRat(int64(length), 1)))
		from = i.To.Add(time.Duration(r.Int(2)))
	}
	look := metrics.Look{From: cellAt(0), To: cellAt(0).Add(24 * time.Hour)}
	u, err := pipeline.Measure(&l, look)
	if err != nil {
		return err
	}
	if u.Ledger.Lost().Cmp(want) != 0 || u.Lost.Rat().Cmp(new(big.Rat).Quo(want, big.NewRat(1e9, 1))) != 0 && u.Lost.Rat().Cmp(want) != 0 {
		return fmt.Errorf("lost %v, in the ledger %v, want %v", u.Lost.Rat(), u.Ledger.Lost(), want)
	}
	var back metrics.Timeline
	if err := back.UnmarshalBinary(must(l.MarshalBinary())); err != nil {
		return err
	}
	if v := must(pipeline.Measure(&back, look)); !v.Lost.Equal(u.Lost) || !v.Attained.Equal(u.Attained) {
		return fmt.Errorf("read back, lost %v and not %v", v.Lost, u.Lost)
	}
	for i, e := range u.Ledger {
		if again, err := metrics.PercentOf(e.Weight.Rat()).Share(); err != nil || again.Cmp(e.Weight.Rat()) != 0 {
			return fmt.Errorf("entry %d: %v reads back as %v: %v", i, e.Weight, again, err)
		}
	}
	return nil
}

// However a share is written, its weight is the share or an error.
func lawWeightsAreShares(r *tape.Reader) error {
	number := func() string {
		text := fmt.Sprint(r.Int64(tape.Pick(r, int64(2), 101, 5000, 2_000_000_000)))
		if places := r.Int(9); places > 0 {
			text += fmt.Sprintf(".%0*d", places, r.Int64(9)*tape.Pick(r, int64(0), 1))
		}
		return text
	}
	text := metrics.Percent(tape.Pick(r, number()+"%", number()+" in "+number(), " "+number()+" %", number()+".%", "."+number()+"%", number()+"% in ", " in "+number()))
	w, err := text.Weight()
	share, wrong := text.Share()
	switch tooFine := wrong == nil && share.Denom().Cmp(big.NewInt(1_000_000_000)) > 0; {
	case (err != nil) != (wrong != nil || tooFine):
		return fmt.Errorf("%q as a weight: %v, as a share: %v", text, err, wrong)
	case err == nil && w.Rat().Cmp(share) != 0:
		return fmt.Errorf("%q is %v, not %v", text, w.Rat(), share)
	}
	return nil
}

func TestWeightsAreShares(t *testing.T)       { tape.Check(t, lawWeightsAreShares) }
func TestWeightsMultiplyExactly(t *testing.T) { tape.Check(t, lawWeights) }

// A service whose number of users changes all the time: the sum stays bounded,
// and on the right side of every promise.
func TestManyDenominatorsStayOnTheirSide(t *testing.T) {
	var l metrics.Timeline
	var parts []*big.Rat
	for i := range int64(2000) {
		from := cellAt(0).Add(time.Duration(i) * time.Minute)
		den := 999_999_937 - 2*i
		if err := l.Add(metrics.Interval{From: from, To: from.Add(time.Second), Affected: metrics.Percent(fmt.Sprintf("1 in %d", den))}); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, big.NewRat(int64(time.Second), den))
	}
	for len(parts) > 1 { // by pairs: one after the other, each sum would be as long as the last
		for i := range len(parts) / 2 {
			parts[i].Add(parts[i], parts[len(parts)-1-i])
		}
		parts = parts[:(len(parts)+1)/2]
	}
	exact := parts[0]
	pipeline := must(metrics.Availability{Of: "x", NoData: metrics.NoDataExclude}.Pipeline())
	u := must(pipeline.Measure(&l, metrics.Look{From: cellAt(0), To: cellAt(0).Add(48 * time.Hour)}))
	lost := u.Ledger.Lost()
	excess := new(big.Rat).Sub(lost, exact)
	step := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(100), nil))
	if excess.Sign() < 0 || excess.Cmp(step) > 0 || lost.Denom().BitLen() > 400 {
		t.Errorf("lost differs by %v, in %d bits", excess, lost.Denom().BitLen())
	}
}

// The binary form has one way to write a share.
func TestSharesHaveOneBinaryForm(t *testing.T) {
	var l metrics.Timeline
	if err := l.Add(metrics.Interval{From: cellAt(0), To: cellAt(1), Affected: "1 in 2"}); err != nil {
		t.Fatal(err)
	}
	data := must(l.MarshalBinary())
	for _, c := range []struct {
		num, den uint64
		fine     bool
	}{{1, 2, true}, {2, 4, false}, {3, 2, false}, {0, 2, false}, {0, 0, true}, {1, 0, false}, {1, 1_000_000_000, true}, {1, 1_000_000_007, false}, {1 << 63, 1 << 63, false}} {
		share := binary.AppendUvarint(binary.AppendUvarint([]byte("down"), c.num), c.den)
		var back metrics.Timeline
		if err := back.UnmarshalBinary(bytes.Replace(data, []byte("down\x01\x02"), share, 1)); (err == nil) != c.fine {
			t.Errorf("%d in %d: %v", c.num, c.den, err)
		}
	}
}
