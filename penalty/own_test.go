package penalty_test

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// clause is a rule of the user's own: a clause that no rule of the package can state.
// Each figure that it works out on the way is a step.
type clause func(c penalty.Case, s penalty.Shortfall, n map[string]int64) (credit int64, steps []named)

type named struct {
	name  string
	value int64
}

func (clause) Name() string { return "test/clause" }
func (clause) Version() int { return 1 }
func (own clause) Credit(c penalty.Case, s penalty.Shortfall, with map[string]string) (penalty.Exact, []penalty.Step, error) {
	n := map[string]int64{}
	for key, text := range with {
		value, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return penalty.Exact{}, nil, fmt.Errorf("%s: %w", key, err)
		}
		n[key] = value
	}
	credit, steps := own(c, s, n)
	var working []penalty.Step
	for _, step := range steps {
		working = append(working, penalty.Step{Op: step.name, Gives: penalty.NewExact(big.NewRat(step.value, 1), "")})
	}
	return penalty.NewExact(big.NewRat(credit, 1), ""), working, nil
}

// settle gives the credit of a clause on one shortfall, and the steps of the clause.
func (own clause) settle(t *testing.T, c penalty.Case, s penalty.Shortfall, with map[string]string) (credit *big.Rat, steps []named) {
	t.Helper()
	none := 0
	schedule := compile(t, penalty.Spec{Unit: "units", Scale: &none, Rules: []penalty.Term{{
		Objective: "o", Rule: penalty.Named{Name: own.Name(), Version: own.Version(), With: with},
	}}}, own)
	s.Objective = "o"
	c.From, c.To, c.Shortfalls = march, april, []penalty.Shortfall{s}
	out := schedule.Statement(c)
	if len(out.Problems) > 0 {
		t.Fatal(out.Problems)
	}
	for _, step := range out.Lines[0].Steps() {
		if step.Gives.Rat() != nil && step.Gives.Rat().IsInt() {
			steps = append(steps, named{step.Op, step.Gives.Rat().Num().Int64()})
		}
	}
	return out.Exact.Rat(), steps
}

func stepOf(steps []named, name string) string {
	for _, s := range steps {
		if s.name == name {
			return strconv.FormatInt(s.value, 10)
		}
	}
	return "none"
}

// The stake of an on-chain contract: each division truncates, and their order is part
// of the clause. Source: github.com/Stacktical/stacktical-dsla-contracts, SLA.sol.
func TestAClauseOfTruncatingDivisions(t *testing.T) {
	stake := clause(func(c penalty.Case, _ penalty.Shortfall, n map[string]int64) (int64, []named) {
		deviation := (n["sli"] - n["slo"]) * 10_000 / ((n["sli"] + n["slo"]) / 2)
		percent := deviation * n["period"] / n["periods"]
		return c.Charges[0].Amount.IntPart() * percent / 10_000, []named{{"deviation", deviation}, {"percent", percent}}
	})
	for _, c := range []struct {
		id                                string
		sli, slo, period, periods, pool   int64
		deviation, basisPoints, wantStake string
	}{
		{"dsla-9990-9950-1of12", 9990, 9950, 1, 12, 1_000_000, "40", "3", "300"},
		{"ds99999900", 9999, 9900, 3, 12, 777_777, "99", "24", "1866"},
		{"ds99509950", 9950, 9950, 1, 1, 100, "0", "0", "0"},
		{"ds100005000", 10_000, 5000, 12, 12, 12_345, "6666", "6666", "8229"},
	} {
		t.Run(c.id, func(t *testing.T) {
			credit, steps := stake.settle(t, penalty.Case{Charges: []penalty.Charge{{Name: "pool", Amount: decimal.NewFromInt(c.pool)}}}, penalty.Shortfall{}, map[string]string{
				"sli": fmt.Sprint(c.sli), "slo": fmt.Sprint(c.slo), "period": fmt.Sprint(c.period), "periods": fmt.Sprint(c.periods),
			})
			if got := credit.RatString(); got != c.wantStake || stepOf(steps, "deviation") != c.deviation || stepOf(steps, "percent") != c.basisPoints {
				t.Errorf("%s, %v; want %s of %s and %s", got, steps, c.wantStake, c.deviation, c.basisPoints)
			}
		})
	}
}

// A penalty at each second at which enough violations lie in the last seconds, both ends
// included. Source: github.com/Atos-FiwareOps/sla-framework, sla-enforcement.
func TestAClauseOfViolationsInAWindow(t *testing.T) {
	enough := clause(func(_ penalty.Case, s penalty.Shortfall, n map[string]int64) (int64, []named) {
		now, within := time.Duration(n["at"])*time.Second, int64(0)
		for _, violation := range s.Late {
			if violation >= now-time.Duration(n["seconds"])*time.Second && violation <= now {
				within++
			}
		}
		if within < n["count"] {
			return 0, nil
		}
		return 1, nil
	})
	source := []int{0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0}
	for _, c := range []struct {
		id             string
		violations     []int // of each second
		count, seconds int
		want           []int
	}{
		{"slacore-penalty-1-in-0s", source, 1, 0, []int{1, 3, 4, 6, 7, 8}},
		{"slacore-penalty-3-in-3s", source, 3, 3, []int{4, 6, 7, 8, 9}},
		{"slacore-penalty-3-in-5s", source, 3, 5, []int{4, 5, 6, 7, 8, 9, 10}},
		{"ci", []int{1, 0, 1, 1, 0, 0, 1}, 2, 2, []int{2, 3, 4}},
	} {
		t.Run(c.id, func(t *testing.T) {
			var late []time.Duration
			for second, violated := range c.violations {
				if violated == 1 {
					late = append(late, time.Duration(second)*time.Second)
				}
			}
			var got []int
			for second := range c.violations {
				credit, _ := enough.settle(t, penalty.Case{}, penalty.Shortfall{Late: late}, map[string]string{
					"at": strconv.Itoa(second), "seconds": strconv.Itoa(c.seconds), "count": strconv.Itoa(c.count),
				})
				if credit.Sign() > 0 {
					got = append(got, second)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("penalties at %v, want %v", got, c.want)
			}
		})
	}
}

// A violation for each policy of which enough values at fault lie in the time before
// now, both ends excluded. Same source. The values are below 100 or at fault; the last
// is a second old.
func TestAClauseOfPoliciesOverTime(t *testing.T) {
	policy := clause(func(_ penalty.Case, s penalty.Shortfall, n map[string]int64) (int64, []named) {
		within := int64(0)
		for _, ago := range s.Late {
			if ago > 0 && ago < time.Duration(n["milliseconds"])*time.Millisecond {
				within++
			}
		}
		if within < n["count"] {
			return 0, nil
		}
		return 1, nil
	})
	t.Run("slacore-policy-5", func(t *testing.T) {
		values, late := []int{102, 99, 99, 99, 101, 100, 99, 99}, []time.Duration(nil)
		for i, value := range values {
			if value >= 100 {
				late = append(late, time.Duration(len(values)-i)*time.Second)
			}
		}
		violations := new(big.Rat)
		for _, p := range []map[string]string{{"count": "3", "milliseconds": "10000"}, {"count": "2", "milliseconds": "3000"}} {
			credit, _ := policy.settle(t, penalty.Case{}, penalty.Shortfall{Late: late}, p)
			violations.Add(violations, credit)
		}
		if got := violations.RatString(); got != "1" {
			t.Errorf("%s violations, want 1: three values in ten seconds, and none in the last three", got)
		}
	})
}

// A limit on requests: those above it are rejected, and a rejected request does not use
// the limit. A static window is a day or a minute of the clock; a dynamic window is the
// time before the request. Source: github.com/isa-group/SLA4OAI-Specification.
func TestAClauseOfLimitsOnRequests(t *testing.T) {
	limit := clause(func(_ penalty.Case, s penalty.Shortfall, n map[string]int64) (int64, []named) {
		length := time.Duration(n["seconds"]) * time.Second
		var allowed []time.Duration
		var rejected []named
		for i, request := range s.Late {
			within := int64(0)
			for _, other := range allowed {
				if n["static"] == 1 && other.Truncate(length) == request.Truncate(length) || n["static"] == 0 && request-other < length {
					within++
				}
			}
			if within < n["most"] {
				allowed = append(allowed, request)
			} else {
				rejected = append(rejected, named{"rejected", int64(i)})
			}
		}
		return int64(len(rejected)), rejected
	})
	for _, c := range []struct {
		id             string
		static         int
		most, seconds  int
		requests, want []string
	}{
		{"lw1", 1, 2, 86400, []string{"00:00:01", "12:00:00", "23:59:59"}, []string{"23:59:59"}},
		{"lw2", 1, 1, 60, []string{"10:00:59", "10:01:00", "10:01:59"}, []string{"10:01:59"}},
		{"lw3", 0, 1, 1, []string{"10:00:00", "10:00:01", "10:00:01"}, []string{"10:00:01"}},
		{"sla4oai-rate-dynamic", 0, 3, 60, []string{"10:00:50", "10:00:55", "10:00:58", "10:01:01", "10:01:51"}, []string{"10:01:01"}},
	} {
		t.Run(c.id, func(t *testing.T) {
			var at []time.Duration
			for _, text := range c.requests {
				r, err := time.Parse(time.TimeOnly, text)
				if err != nil {
					t.Fatal(err)
				}
				at = append(at, r.Sub(r.Truncate(24*time.Hour)))
			}
			credit, steps := limit.settle(t, penalty.Case{}, penalty.Shortfall{Late: at}, map[string]string{
				"static": strconv.Itoa(c.static), "most": strconv.Itoa(c.most), "seconds": strconv.Itoa(c.seconds),
			})
			var got []string
			for _, step := range steps {
				if step.name == "rejected" {
					got = append(got, c.requests[step.value])
				}
			}
			if !slices.Equal(got, c.want) || credit.RatString() != strconv.Itoa(len(c.want)) {
				t.Errorf("rejected: %v (%s), want %v", got, credit.RatString(), c.want)
			}
		})
	}
}
