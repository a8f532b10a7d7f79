package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/big"
	"strings"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// creditTable is a published rule as written in tables.json.
type creditTable struct {
	ID         string       `json:"id"`
	Kind       string       `json:"kind"`
	Commitment word         `json:"commitment_percent"`
	Tiers      []creditTier `json:"tiers"`
	CapPercent word         `json:"cap_percent"`
	Minimum    *struct {
		Over     word `json:"issued_only_if_greater_than"`
		Currency word `json:"currency"`
	} `json:"min_credit"`
	Unit             word     `json:"unit"`
	Multiple         word     `json:"multiple"`
	MinimumMinutes   word     `json:"minimum_interruption_minutes_exclusive"`
	UnitMinutes      word     `json:"unit_minutes"`
	ThresholdMinutes word     `json:"threshold_minutes"`
	PerUnit          word     `json:"percent_per_unit"`
	Fraction         word     `json:"fraction"`
	Points           [][]word `json:"table"`
	Bands            [][]word `json:"bands"`
	Repeat           word     `json:"repeat_multiplier"`
	Threshold        word     `json:"threshold"`
	PointValue       word     `json:"point_value"`
	Currency         word     `json:"currency"`
	ThresholdPercent word     `json:"threshold_percent"`
	PerFullPoint     word     `json:"percent_per_full_point"`
	CountedFrom      word     `json:"reduction_counted_from"`
	Percent          word     `json:"percent"`
	AtRiskCap        word     `json:"cap_percent_of_at_risk"`
	Anomalies        []struct {
		Code   string `json:"code"`
		At     word   `json:"at"`
		Credit word   `json:"credit_percent"`
	} `json:"anomaly_codes"`
}

type creditTier struct {
	LT     *word `json:"lt"`
	LTE    *word `json:"lte"`
	GT     *word `json:"gt"`
	GTE    *word `json:"gte"`
	Over   *word `json:"gte_over_percent"`
	Credit word  `json:"credit_percent"`
	Amount *word `json:"credit_amount"`
}

// word is a number or text of a file, digits kept.
type word string

func (w *word) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte(`"`)) {
		var s string
		err := json.Unmarshal(data, &s)
		*w = word(s)
		return err
	}
	if !bytes.Equal(data, []byte("null")) {
		*w = word(data)
	}
	return nil
}

func (w word) percent() string { return string(w) + "%" }

type creditCase struct {
	ID       string                     `json:"id"`
	Table    string                     `json:"table"`
	Inputs   json.RawMessage            `json:"inputs"`
	Expected map[string]json.RawMessage `json:"expected"`
}

type creditInputs struct {
	Uptime        word `json:"uptime_percent"`
	Base          word `json:"base_amount"`
	Currency      word `json:"currency"`
	MinorUnit     word `json:"minor_unit"`
	Paid          word `json:"paid_for_period"`
	Down          word `json:"down_minutes"`
	PeriodMinutes word `json:"period_minutes"`
	Cap           word `json:"cap"`
	MonthlyFee    word `json:"monthly_fee"`
	Outage        word `json:"outage_minutes"`
	Affected      word `json:"affected_ratio"`
	Scheduled     word `json:"scheduled_minutes"`
	FaultHours    word `json:"fault_hours"`
	Quarterly     word `json:"quarterly_charge"`
	DaysInQuarter word `json:"days_in_quarter"`
	Metric        word `json:"metric_ms"`
	OverPercent   word `json:"measured_over_percent"`
	DaysMissed    word `json:"days_missed"`
	Recurring     word `json:"monthly_recurring_charge"`
	Points        word `json:"points"`
	Pool          word `json:"pool_allocation_percent"`
	Allocation    word `json:"credit_allocation_percent"`
	Defaults      []struct {
		Pool       word `json:"pool_allocation_percent"`
		Allocation word `json:"credit_allocation_percent"`
	} `json:"defaults"`
	AtRisk   word   `json:"at_risk_percent"`
	Invoice  word   `json:"monthly_invoice"`
	Results  []word `json:"results"`
	Target   word   `json:"target_percent"`
	Achieved word   `json:"achieved_percent"`
	Failures word   `json:"failures"`
	Weekly   []struct {
		Penalty word `json:"penalty"`
		Earned  word `json:"earned"`
	} `json:"weekly"`
	Shipped word `json:"shipped_value"`
	OTIF    word `json:"otif_percent"`
	Credits []struct {
		SLA    word `json:"sla"`
		Amount word `json:"amount"`
	} `json:"credits"`
	AvailabilityUptime word `json:"availability_uptime_percent"`
	AvailabilityTable  word `json:"availability_table"`
	TargetHours        word `json:"target_hours"`
	ActualHours        word `json:"actual_hours"`
}

func runCredits(dir fs.FS, r *results) {
	runLists(dir, r, "tables.json", map[string]entryRunner{"tables": r.blocks(dir, "tables")})
	runLists(dir, r, "cases.json", map[string]entryRunner{"cases": r.blocks(dir, "cases"), "claim_windows": r.blocks(dir, "claim_windows")})
}

// strict decodes and refuses unknown fields.
func strict(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// localDay gives the day of a date or instant in a zone.
func localDay(text, zone string) (date.Date, error) {
	if d, err := date.ParseISO(text); err == nil && d.String() == text {
		return d, nil
	}
	place, err := time.LoadLocation(zone)
	if err != nil {
		return 0, err
	}
	for _, layout := range []string{"2006-01-02T15:04Z07:00", time.RFC3339Nano} {
		if t, err := time.Parse(layout, text); err == nil {
			return date.NewAt(t.In(place)), nil
		}
	}
	return 0, fmt.Errorf("no instant: %q", text)
}

// tiers translates rows on the uptime percentage.
func (t *creditTable) tiers(unit string) (penalty.Tiers, error) {
	var out penalty.Tiers
	for _, row := range t.Tiers {
		band := ""
		switch {
		case row.Over != nil:
			band = "at least " + row.Over.percent()
		default:
			var low, high string
			if row.GTE != nil && *row.GTE != "" {
				low = row.GTE.percent()
			}
			if row.GT != nil && *row.GT != "" {
				low = "over " + row.GT.percent()
			}
			if row.LTE != nil && *row.LTE != "" {
				high = row.LTE.percent()
			}
			if row.LT != nil && *row.LT != "" {
				high = "below " + row.LT.percent()
			}
			switch {
			case low != "" && high != "":
				band = low + " to " + high
			case strings.HasPrefix(low, "over "):
				band = low
			case low != "":
				band = "at least " + low
			case strings.HasPrefix(high, "below "):
				band = high
			case high != "":
				band = "at most " + high
			default:
				return nil, fmt.Errorf("a row without bounds")
			}
		}
		credit := penalty.Rate(row.Credit.percent())
		if row.Amount != nil {
			credit = penalty.Rate(string(*row.Amount) + " " + unit)
		}
		out = append(out, penalty.Tier{When: penalty.Band(band), Credit: credit})
	}
	return out, nil
}

// anyInputs are inputs for a check of terms, which reads no figure.
func anyInputs() creditInputs {
	return creditInputs{
		Base: "100", Currency: "USD", AtRisk: "5", Pool: "50", Allocation: "40", DaysInQuarter: "90", Target: "98",
		Failures: "1", Uptime: "100", Credits: []struct {
			SLA    word `json:"sla"`
			Amount word `json:"amount"`
		}{{"one", "1"}, {"other", "2"}},
	}
}

// number reads a number as written in a file: "3595/36", "99.95".
func number(w word) (*big.Rat, error) { return penalty.Value(w).Rat() }

func share(w word) (*big.Rat, error) { return penalty.Value(w.percent()).Rat() }

func minutes(w word) (time.Duration, error) {
	return time.ParseDuration(string(w) + "m")
}

func money(w word) (decimal.Decimal, error) { return decimal.NewFromString(string(w)) }
