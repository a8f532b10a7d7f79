package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/penalty"
)

// reading says how to read a clause: its parts, its base, and the choices that a
// document leaves open.
type reading struct {
	base      penalty.Base // used instead of the amount of the case
	uncapped  bool
	plain     bool // without the minimum
	minimumOf penalty.Tested
	round     penalty.RoundingMode
	counted   penalty.Counted
	gap       penalty.Gap
	nearest   penalty.Rate
	only      string // a part of a sum: availability, overrun
}

// hundred is the base on which an amount equals its percentage.
const hundred = penalty.Base("100")

// creditRun is a case with its table.
type creditRun struct {
	table  *creditTable
	in     creditInputs
	tables map[string]*creditTable
}

var march = [2]date.Date{date.New(2026, time.March, 1), date.New(2026, time.April, 1)}

// clause translates a published rule and the facts of a case.
func (c *creditRun) clause(as reading) (penalty.Spec, penalty.Case, error) {
	t, in := c.table, c.in
	unit := string(first(in.Currency, t.Currency, "USD"))
	if t.Unit != "" {
		unit, _, _ = strings.Cut(string(t.Unit), " (") // a remark follows the unit
	}
	if as.round == "" {
		as.round = penalty.HalfUp // the case compares exactly or leaves the mode open
	}
	spec := penalty.Spec{
		Unit: unit, Round: as.round, MinimumOf: as.minimumOf,
		Base: penalty.Base(first(in.Base, in.Paid, in.MonthlyFee, in.Quarterly, in.Recurring, in.Invoice, "100")),
	}
	if as.base != "" {
		spec.Base = as.base
	}
	if in.MinorUnit != "" {
		scale := 0
		if _, after, ok := strings.Cut(string(in.MinorUnit), "."); ok {
			scale = len(after)
		}
		if strings.Trim(string(in.MinorUnit), "0.") != "1" {
			return spec, penalty.Case{}, fmt.Errorf("the smallest amount %s is no power of ten", in.MinorUnit)
		}
		spec.Scale = &scale
	}
	if t.Minimum != nil && !as.plain {
		spec.Minimum = penalty.Band("over " + t.Minimum.Over)
	}
	if t.CapPercent != "" && !as.uncapped {
		spec.Caps = []penalty.Cap{{Per: penalty.PerPeriod, At: penalty.Rate(t.CapPercent.percent())}}
	}
	kase := penalty.Case{From: march[0], To: march[1]}
	rule, shortfall, when, err := c.rule(as, &spec, &kase)
	if err != nil {
		return spec, kase, err
	}
	if rule != nil {
		spec.Rules = append(spec.Rules, penalty.Term{Objective: "service", When: when, Rule: rule})
	}
	shortfall.Objective = "service"
	kase.Shortfalls = append(kase.Shortfalls, shortfall)
	return spec, kase, nil
}

func first(words ...word) word {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

func counted(as reading, otherwise penalty.Counted) penalty.Counted {
	if as.counted != "" {
		return as.counted
	}
	return otherwise
}

// rule translates the kinds of rule that look at one objective.
func (c *creditRun) rule(as reading, spec *penalty.Spec, kase *penalty.Case) (
	rule penalty.Rule, s penalty.Shortfall, when []penalty.Criterion, err error) {
	t, in := c.table, c.in
	switch t.Kind {
	case "tiers_by_attainment":
		s.Attained, err = share(in.Uptime)
		if err != nil {
			return
		}
		rule, err = t.tiers(spec.Unit)
	case "prorata_multiple":
		rule = penalty.ProRata{Multiple: penalty.Factor(t.Multiple)}
		if t.Commitment != "" {
			when = append(when, penalty.Criterion{Measure: penalty.Attained, In: penalty.Band("below " + t.Commitment.percent())})
		}
		if t.MinimumMinutes != "" {
			when = append(when, penalty.Criterion{Measure: penalty.LostTime, In: penalty.Band("over " + t.MinimumMinutes + "m")})
		}
		if in.Cap != "" && !as.uncapped {
			spec.Caps = append(spec.Caps, penalty.Cap{Per: penalty.PerPeriod, At: penalty.Rate(in.Cap)})
		}
		err = lost(&s, first(in.Down, "0"), first(in.PeriodMinutes, "1"))
	case "prorata_affected":
		rule = penalty.ProRata{}
		if err = lost(&s, first(in.Outage, "0"), first(in.Scheduled, "1")); err == nil {
			s.Affected, err = number(first(in.Affected, "1"))
		}
	case "per_started_unit", "per_full_unit", "per_unit":
		way := map[string]penalty.Counted{"per_started_unit": penalty.Started, "per_full_unit": penalty.Full, "per_unit": penalty.InPart}
		late := penalty.PerUnitLate{
			Credit: penalty.Rate(t.PerUnit.percent()), Unit: penalty.Span(t.UnitMinutes + "m"),
			Counted: counted(as, way[t.Kind]), Reads: penalty.LostTime,
		}
		if t.ThresholdMinutes != "" {
			late.After = penalty.Span(t.ThresholdMinutes + "m")
		}
		rule = late
		s.Lost, err = minutes(first(in.Outage, "0"))
	case "per_unit_day_charge":
		rule = penalty.PerUnitLate{
			Credit: penalty.Rate("1/" + in.DaysInQuarter), Unit: "1h", Counted: penalty.InPart, Reads: penalty.LostTime,
		}
		s.Lost, err = time.ParseDuration(string(first(in.FaultHours, "0")) + "h")
	case "per_day_fraction":
		rule = penalty.PerBreach{Credit: penalty.Rate(t.Fraction)}
		s.Breaches, err = strconv.ParseInt(string(first(in.DaysMissed, "0")), 10, 64)
	case "tiers_by_overrun":
		return c.overrun(as, spec, kase)
	case "points_table":
		table := penalty.Points{Gap: penalty.Lower}
		if as.gap != "" {
			table.Gap = as.gap
		}
		for _, row := range t.Points {
			if len(row) != 2 {
				return nil, s, nil, fmt.Errorf("a row of %d parts", len(row))
			}
			table.Rows = append(table.Rows, penalty.Tier{When: penalty.Band("exactly " + row[0]), Credit: penalty.Rate(row[1].percent())})
		}
		rule = table
		s.Points, err = number(first(in.Points, "0"))
	case "service_points":
		spec.Unit, spec.Base = "points", ""
		rule, err = t.servicePoints(as)
	case "graduated_points":
		graduated := penalty.Graduated{Credit: penalty.Rate(t.PointValue)}
		over := t.Threshold
		for _, band := range t.Bands {
			if len(band) != 3 {
				return nil, s, nil, fmt.Errorf("a band of %d parts", len(band))
			}
			graduated.Steps = append(graduated.Steps, penalty.Bracket{Over: penalty.Factor(over), By: penalty.Factor(band[2])})
			over = band[1]
		}
		rule = graduated
		s.Points, err = number(first(in.Points, "0"))
	case "at_risk_pool":
		return c.pool(as, spec, kase)
	case "per_point_below":
		rule = penalty.PerPointBelow{Credit: "1%", Counted: penalty.InPart}
		if s.Promised, err = share(in.Target); err == nil {
			s.Attained, err = share(first(in.Achieved, in.Target))
		}
	case "per_full_point_below":
		rule = penalty.PerPointBelow{
			Credit: penalty.Rate(t.PerFullPoint.percent()), Counted: penalty.Full,
			From: penalty.Value(first(t.CountedFrom, t.ThresholdPercent).percent()),
		}
		when = append(when, penalty.Criterion{Measure: penalty.Attained, In: penalty.Band("at most " + t.ThresholdPercent.percent())})
		s.Attained, err = share(first(in.Achieved, "100"))
	case "at_risk_flat":
		rule = penalty.PerBreach{Credit: penalty.Rate(in.AtRisk.percent())}
		s.Breaches, err = strconv.ParseInt(string(in.Failures), 10, 64)
	case "earned_setoff":
		rule = penalty.Flat{Credit: "100%"}
		spec.Base = "fee of penalty"
		s.Verdict = penalty.Missed
		spec.Rules = append(spec.Rules, penalty.Term{Objective: "earned", Base: "fee of earned", Rule: penalty.Bonus{
			Use: penalty.SetOff, Of: penalty.Term{Rule: penalty.Flat{Credit: "100%"}},
		}})
		kase.Shortfalls = append(kase.Shortfalls, penalty.Shortfall{Objective: "earned", Verdict: penalty.Met})
	case "highest_of_several":
		var terms penalty.Highest
		for _, credit := range in.Credits {
			terms = append(terms, penalty.Term{Objective: string(credit.SLA), Rule: penalty.Flat{Credit: penalty.Rate(credit.Amount)}})
			kase.Shortfalls = append(kase.Shortfalls, penalty.Shortfall{Objective: string(credit.SLA), Verdict: penalty.Missed})
		}
		rule = terms
	case "percent_of_failed_value":
		rule = penalty.ProRata{}
		spec.Base = penalty.Base(t.Percent.percent() + " of " + string(first(in.Shipped, "0")))
		if as.base != "" {
			spec.Base = as.base
		}
		s.Attained, err = share(first(in.OTIF, "100"))
	default:
		err = fmt.Errorf("unknown kind %q", t.Kind)
	}
	return
}

func lost(s *penalty.Shortfall, down, length word) (err error) {
	if s.Lost, err = minutes(down); err == nil {
		s.Length, err = minutes(length)
	}
	return err
}

// overrun translates tables on how far a target was overrun, alone or added to an
// availability table.
func (c *creditRun) overrun(as reading, spec *penalty.Spec, kase *penalty.Case) (
	penalty.Rule, penalty.Shortfall, []penalty.Criterion, error) {
	var s penalty.Shortfall
	rows, err := c.table.tiers(spec.Unit)
	if err != nil {
		return nil, s, nil, err
	}
	switch {
	case c.in.AvailabilityTable != "":
	case c.in.OverPercent == "":
		return penalty.Overrun(rows), s, nil, nil
	default:
		// The overrun is given as a figure; the same rows apply to it.
		s.Attained, err = share(c.in.OverPercent)
		return penalty.Table{Rows: rows}, s, nil, err
	}
	other, known := c.tables[string(c.in.AvailabilityTable)]
	if !known {
		return nil, s, nil, fmt.Errorf("no table %s", c.in.AvailabilityTable)
	}
	tiers, err := other.tiers(spec.Unit)
	if err != nil {
		return nil, s, nil, err
	}
	if other.CapPercent != "" && !as.uncapped {
		spec.Caps = append(spec.Caps, penalty.Cap{Per: penalty.PerPeriod, At: penalty.Rate(other.CapPercent.percent())})
	}
	up := penalty.Shortfall{Objective: "availability"}
	if up.Attained, err = share(c.in.AvailabilityUptime); err != nil {
		return nil, s, nil, err
	}
	kase.Shortfalls = append(kase.Shortfalls, up)
	if s.Promised, err = number(c.in.TargetHours); err != nil {
		return nil, s, nil, err
	}
	if s.Attained, err = number(c.in.ActualHours); err != nil {
		return nil, s, nil, err
	}
	s.LessIsBetter = true
	if as.only != "overrun" {
		spec.Rules = append(spec.Rules, penalty.Term{Objective: "availability", Rule: tiers})
	}
	if as.only == "availability" {
		return nil, s, nil, nil
	}
	return penalty.Overrun(rows), s, nil, nil
}

// servicePoints translates bands of points with a multiplier for repeats.
func (t *creditTable) servicePoints(as reading) (penalty.Rule, error) {
	table := penalty.Table{Nearest: as.nearest}
	if as.nearest != "" {
		table.Round = penalty.HalfUp // as the reading says: if_rounded_half_up_to_1_decimal_first
	}
	for _, band := range t.Bands {
		if len(band) != 3 {
			return nil, fmt.Errorf("a band of %d parts", len(band))
		}
		in := ""
		switch low, high := band[0], band[1]; {
		case high == "":
			in = "at least " + low.percent()
		case low == "":
			in = "below " + high.percent()
		default:
			in = low.percent() + " to " + high.percent()
		}
		table.Rows = append(table.Rows, penalty.Tier{When: penalty.Band(in), Credit: penalty.Rate(band[2])})
	}
	if t.Repeat == "" {
		return table, nil
	}
	return penalty.Repeat{By: []penalty.Factor{penalty.Factor(t.Repeat)}, Of: penalty.Term{Rule: table}}, nil
}

// pool translates credits from an amount at risk.
func (c *creditRun) pool(as reading, spec *penalty.Spec, kase *penalty.Case) (
	penalty.Rule, penalty.Shortfall, []penalty.Criterion, error) {
	atRisk := penalty.Rate(c.in.AtRisk.percent())
	if c.table.AtRiskCap != "" && !as.uncapped {
		spec.Caps = append(spec.Caps, penalty.Cap{
			Per: penalty.PerPeriod, At: penalty.Rate(c.table.AtRiskCap.percent()),
			Base: penalty.Base(string(atRisk) + " of " + string(spec.Base)),
		})
	}
	if len(c.in.Defaults) == 0 {
		return penalty.Pool{AtRisk: atRisk, Allocation: penalty.Rate(c.in.Pool.percent()), Share: penalty.Rate(c.in.Allocation.percent())},
			penalty.Shortfall{Verdict: penalty.Missed}, nil, nil
	}
	for i, d := range c.in.Defaults {
		objective := fmt.Sprint("level-", i+1)
		spec.Rules = append(spec.Rules, penalty.Term{Objective: objective, Rule: penalty.Pool{
			AtRisk: atRisk, Allocation: penalty.Rate(d.Pool.percent()), Share: penalty.Rate(d.Allocation.percent()),
		}})
		kase.Shortfalls = append(kase.Shortfalls, penalty.Shortfall{Objective: objective, Verdict: penalty.Missed})
	}
	return nil, penalty.Shortfall{}, nil, nil
}
