package main

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// figures are the figures of all sites.
type figures struct {
	// Days has the minutes down that count, by site and day; days without are missing.
	Days  map[string]map[string]int64 `json:"days"`
	Sites map[string]uptime           `json:"sites"`
	// NotCounted lists the outages that do not count, from the ledgers.
	NotCounted map[string][]outage `json:"not_counted"`
}

type uptime struct {
	PeriodMinutes json.Number     `json:"period_minutes"`
	Official      json.RawMessage `json:"uptime_pct_from_official_minutes"`
	OfficialDown  int64           `json:"official_minutes_down"`
	Measured      json.RawMessage `json:"uptime_pct_from_checks"`
	MeasuredAll   json.RawMessage `json:"uptime_pct_from_checks_without_exclusions"`
}

type outage struct {
	From   time.Time    `json:"from"`
	To     time.Time    `json:"to"`
	Length metrics.Span `json:"length"`
	Reason string       `json:"reason"`
}

// judge evaluates each site with its own facts, from the first day of monitoring to the
// last update.
func judge(agreement *sla.Agreement, sites []*site) (*figures, error) {
	f := &figures{Days: map[string]map[string]int64{}, Sites: map[string]uptime{}, NotCounted: map[string][]outage{}}
	for _, s := range sites {
		first, err := agreement.PeriodAt(sla.Daily, s.start)
		if err != nil {
			return nil, err
		}
		last, err := agreement.PeriodAt(sla.Daily, s.last)
		if err != nil {
			return nil, err
		}
		result, err := agreement.Evaluate(sla.Dates(first.From(), last.To()), s.facts, s.last)
		if err != nil {
			return nil, err
		}
		f.days(s.name, result)
		f.whole(s.name, result)
	}
	return f, nil
}

// days takes the minutes down of each day from a result.
func (f *figures) days(name string, result *sla.Result) {
	days := map[string]int64{}
	for _, o := range result.Outcomes {
		if o.Objective != "day" || o.Reason == sla.SumOfPeriods {
			continue
		}
		if good, all, ok := o.Attained.Parts(); ok && good < all {
			days[o.Period.String()] = int64(time.Duration(all-good) / time.Minute)
		}
	}
	if len(days) > 0 {
		f.Days[name] = days
	}
}

// whole takes the uptime over the whole time from a result.
func (f *figures) whole(name string, result *sla.Result) {
	official, _ := result.Outcome("official")
	measured, _ := result.Outcome("measured")
	f.Sites[name] = uptime{
		PeriodMinutes: minutes(measured.Ledger.Counted()),
		Official:      percent(official.Attained),
		OfficialDown:  int64(time.Duration(official.Total-official.Good) * time.Millisecond / time.Minute),
		Measured:      percent(measured.Attained),
		MeasuredAll:   percent(measured.Raw),
	}
	for _, e := range measured.Ledger {
		if e.Bucket == metrics.Forgiven {
			f.NotCounted[name] = append(f.NotCounted[name], outage{e.From, e.To, metrics.SpanOf(e.Length()), e.Cause})
		}
	}
}

// minutes gives a length in minutes with three digits after the point.
func minutes(d time.Duration) json.Number {
	return json.Number(decimal.NewFromInt(int64(d)).DivRound(decimal.NewFromInt(int64(time.Minute)), 3).StringFixed(3))
}

// percent gives a share in percent, rounded to four digits after the point; null if it
// is absent.
func percent(share metrics.Figure) json.RawMessage {
	if !share.IsValid() {
		return json.RawMessage("null")
	}
	return json.RawMessage(strings.TrimSuffix(share.Round(metrics.Rounding{Places: 4}).Percent(4), "%"))
}
