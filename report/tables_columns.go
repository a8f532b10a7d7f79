package report

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// The rows of the tables.
type (
	agreementRow struct {
		starResult
		currency string
	}
	outcomeRow struct {
		r    starResult
		o    *sla.Outcome
		rule lightRule
	}
	breachRow struct {
		outcomeRow
		b *sla.Breach
	}
	stretchRow struct {
		outcomeRow
		at int // of the Ledger
	}
	statementRow struct {
		r   starResult
		s   *penalty.Statement
		key string
	}
	lineRow struct {
		statementRow
		number int    // from 1; 0: the total of the statement
		kind   string // credit, returned or bonus
		l      *penalty.Line
	}
	stepRow struct {
		lineRow
		step int // from 1
		s    penalty.Step
	}
	findingRow struct {
		r starResult
		f sla.Finding
	}
	nameRow struct {
		agreement, language, path, name string
		objectiveKey                    string // of dim_objective
	}
	calendarDay struct {
		agreement, calendar string
		day                 calendar.Day
	}
)

func agreementSheet() sheet[agreementRow] {
	return sheet[agreementRow]{"dim_agreement", []starColumn[agreementRow]{
		textOf("agreement", func(x agreementRow) string { return x.Agreement }),
		textOf("title", func(x agreementRow) string { return x.Title }),
		textOf("provider", func(x agreementRow) string { return x.Provider }),
		textOf("customer", func(x agreementRow) string { return x.Customer }),
		textOf("zone", func(x agreementRow) string { return x.Zone }),
		textOf("currency", func(x agreementRow) string { return x.currency }),
	}}
}

func objectiveSheet() sheet[outcomeRow] {
	return sheet[outcomeRow]{"dim_objective", []starColumn[outcomeRow]{
		textOf("objective_key", outcomeRow.key),
		textOf("agreement", func(x outcomeRow) string { return x.r.Agreement }),
		textOf("objective", func(x outcomeRow) string { return x.o.Objective }),
		textOf("title", func(x outcomeRow) string { return x.o.Title }),
		textOf("metric", func(x outcomeRow) string { return x.o.Metric }),
		textOf("promised", func(x outcomeRow) string { return string(x.o.Promised) }),
		textOf("clause", func(x outcomeRow) string { return x.r.Clauses.Of("objectives." + x.o.Objective) }),
	}}
}

func nameSheet() sheet[nameRow] {
	return sheet[nameRow]{"dim_name", []starColumn[nameRow]{
		textOf("agreement", func(x nameRow) string { return x.agreement }),
		textOf("language", func(x nameRow) string { return x.language }),
		textOf("path", func(x nameRow) string { return x.path }),
		textOf("objective_key", func(x nameRow) string { return x.objectiveKey }),
		textOf("group_key", func(x nameRow) string { key, _ := x.group(); return key }),
		textOf("group_value", func(x nameRow) string { _, value := x.group(); return value }),
		textOf("name", func(x nameRow) string { return x.name }),
	}}
}

func periodSheet() sheet[sla.Period] {
	return sheet[sla.Period]{"dim_period", []starColumn[sla.Period]{
		plainOf("period", sla.Period.String),
		plainOf("first_date", func(p sla.Period) string { return isoDate(p.From()) }),
		plainOf("last_date", func(p sla.Period) string { return isoDate(p.To() - 1) }),
		plainOf("days", func(p sla.Period) string { return strconv.FormatInt(int64(p.To()-p.From()), 10) }),
	}}
}

func dateSheet() sheet[date.Date] {
	return sheet[date.Date]{"dim_date", []starColumn[date.Date]{
		plainOf("date", isoDate),
		plainOf("year", func(d date.Date) string { return strconv.Itoa(d.Year()) }),
		plainOf("quarter", func(d date.Date) string { return fmt.Sprintf("%04d-Q%d", d.Year(), (d.Month()+2)/3) }),
		plainOf("month", func(d date.Date) string { return fmt.Sprintf("%04d-%02d", d.Year(), d.Month()) }),
		plainOf("iso_week", func(d date.Date) string {
			year, week := d.ISOWeek()
			return fmt.Sprintf("%04d-W%02d", year, week)
		}),
		plainOf("iso_weekday", func(d date.Date) string { return strconv.Itoa((int(d.Weekday())+6)%7 + 1) }),
	}}
}

func calendarSheet() sheet[calendarDay] {
	return sheet[calendarDay]{"fact_calendar", []starColumn[calendarDay]{
		textOf("agreement", func(x calendarDay) string { return x.agreement }),
		textOf("calendar", func(x calendarDay) string { return x.calendar }),
		plainOf("date", func(x calendarDay) string { return isoDate(x.day.Date) }),
		plainOf("business_days", func(x calendarDay) string {
			if x.day.Business {
				return "1"
			}
			return "0"
		}),
		plainOf("open_s", func(x calendarDay) string { return secondsText(x.day.Total) }),
		textOf("why", func(x calendarDay) string { return x.day.Why }),
	}}
}

// outcomeColumns are the columns of an outcome, with those that say which outcome it is.
func outcomeColumns(which []starColumn[outcomeRow]) []starColumn[outcomeRow] {
	all := []starColumn[outcomeRow]{
		textOf("objective_key", outcomeRow.key),
		textOf("agreement", func(x outcomeRow) string { return x.r.Agreement }),
		textOf("objective", func(x outcomeRow) string { return x.o.Objective }),
		plainOf("period", func(x outcomeRow) string { return x.o.Period.String() }),
		plainOf("date", func(x outcomeRow) string { return x.r.date(x.o.From) }),
	}
	all = append(all, which...)
	all = append(all, instantsOf("from", func(x outcomeRow) (starResult, time.Time) { return x.r, x.o.From })...)
	all = append(all, instantsOf("to", func(x outcomeRow) (starResult, time.Time) { return x.r, x.o.To })...)
	all = append(all, instantsOf("as_of", func(x outcomeRow) (starResult, time.Time) { return x.r, x.r.AsOf })...)
	return append(all,
		textOf("verdict", func(x outcomeRow) string { return string(x.o.Verdict) }),
		plainOf("light", func(x outcomeRow) string {
			c, _ := x.rule.lightOf(x.o)
			return map[colour]string{red: "red", amber: "amber", green: "green", grey: "grey"}[c]
		}),
		textOf("reason", func(x outcomeRow) string { return string(x.o.Reason) }),
		textOf("stands", func(x outcomeRow) string { return string(stands(x.o)) }),
		plainOf("final", func(x outcomeRow) string { return strconv.FormatBool(x.o.Final) }),
		textOf("promised", func(x outcomeRow) string { return string(x.o.Promised) }),
		textOf("unit", func(x outcomeRow) string { return x.counted().unit }),
		plainOf("good", func(x outcomeRow) string { return x.counted().good }),
		plainOf("total", func(x outcomeRow) string { return x.counted().total }),
		plainOf("open_items", func(x outcomeRow) string { return strconv.FormatInt(x.o.Open, 10) }),
		plainOf("items", func(x outcomeRow) string { return x.counted().items }),
		plainOf("figure", outcomeRow.value),
		textOf("attained", func(x outcomeRow) string { return exactFigure(x.o.Attained) }),
		plainOf("attained_percent", outcomeRow.percent),
		textOf("raw", func(x outcomeRow) string { return exactFigure(x.o.Raw) }),
		plainOf("margin", func(x outcomeRow) string { return nine(x.o.Margin.Rat(), exact.Floor) }),
		plainOf("breaches", func(x outcomeRow) string { return x.ofWhole(len(x.o.Breaches)) }),
		plainOf("forgiven", func(x outcomeRow) string { return x.ofWhole(len(x.o.Forgiven)) }),
		plainOf("failures", func(x outcomeRow) string { return strconv.Itoa(len(x.o.Failures)) }),
	)
}

// groupColumns name the group of an outcome; they are empty for a whole.
func groupColumns() []starColumn[outcomeRow] {
	return []starColumn[outcomeRow]{
		textOf("group_key", func(x outcomeRow) string { key, _ := groupKey(x.o.Group); return key }),
		textOf("group_value", func(x outcomeRow) string { _, value := groupKey(x.o.Group); return value }),
	}
}

func judgeColumns() []starColumn[outcomeRow] {
	return []starColumn[outcomeRow]{
		textOf("judge", func(x outcomeRow) string { return string(x.o.Judge) }),
		plainOf("of_periods", func(x outcomeRow) string {
			if x.o.Of == 0 {
				return ""
			}
			return strconv.Itoa(x.o.Of)
		}),
		plainOf("left_out", func(x outcomeRow) string {
			var all []string
			for _, p := range x.o.LeftOut {
				all = append(all, p.String())
			}
			return strings.Join(all, " ")
		}),
	}
}

func outcomeSheet() sheet[outcomeRow] {
	return sheet[outcomeRow]{"fact_outcome", outcomeColumns(nil)}
}

func sumSheet() sheet[outcomeRow] {
	return sheet[outcomeRow]{"fact_sum", outcomeColumns(judgeColumns())}
}

func groupSheet() sheet[outcomeRow] {
	return sheet[outcomeRow]{"fact_group", outcomeColumns(groupColumns())}
}

func sumGroupSheet() sheet[outcomeRow] {
	return sheet[outcomeRow]{"fact_sum_group", outcomeColumns(slices.Concat(judgeColumns(), groupColumns()))}
}

func otherSheet() sheet[outcomeRow] {
	return sheet[outcomeRow]{"fact_other", outcomeColumns(nil)}
}

func breachSheet() sheet[breachRow] {
	return sheet[breachRow]{"fact_breach", breachColumns()}
}

func forgivenSheet() sheet[breachRow] {
	return sheet[breachRow]{"fact_forgiven", breachColumns()}
}

// breachColumns are the columns of a cycle that is overdue, or was without its exclusions.
func breachColumns() []starColumn[breachRow] {
	return slices.Concat(
		[]starColumn[breachRow]{
			textOf("objective_key", func(x breachRow) string { return x.key() }),
			textOf("agreement", func(x breachRow) string { return x.r.Agreement }),
			textOf("objective", func(x breachRow) string { return x.o.Objective }),
			plainOf("period", func(x breachRow) string { return x.o.Period.String() }),
			plainOf("date", func(x breachRow) string { return x.r.date(x.b.BreachedAt) }),
			textOf("ticket", func(x breachRow) string { return x.b.Ticket }),
			plainOf("cycle", func(x breachRow) string { return strconv.Itoa(x.b.Cycle) }),
			textOf("groups", func(x breachRow) string { return groupPairs(x.b.Group) }),
			textOf("target", func(x breachRow) string { return x.b.Target }),
			textOf("clause", func(x breachRow) string { return x.r.Clauses.Of(x.b.Target) }),
			textOf("promised_within", func(x breachRow) string { return string(x.b.Within) }),
			textOf("calendar", func(x breachRow) string { return x.b.Calendar }),
		},
		instantsOf("started", func(x breachRow) (starResult, time.Time) { return x.r, x.b.StartedAt }),
		instantsOf("due", func(x breachRow) (starResult, time.Time) { return x.r, x.b.DueAt }),
		instantsOf("breached", func(x breachRow) (starResult, time.Time) { return x.r, x.b.BreachedAt }),
		instantsOf("stopped", func(x breachRow) (starResult, time.Time) { return x.r, x.b.StoppedAt }),
		[]starColumn[breachRow]{
			plainOf("allowed_s", func(x breachRow) string { return secondsText(x.b.Allowed) }),
			plainOf("elapsed_s", func(x breachRow) string { return secondsText(x.b.Elapsed) }),
			plainOf("overrun_s", func(x breachRow) string { return secondsText(x.b.Overrun) }),
			textOf("grade", func(x breachRow) string { return x.b.Grade }),
			plainOf("late_days", func(x breachRow) string { return startedDays(x.b.LateDays) }),
			plainOf("late_days_full", func(x breachRow) string { return fullDays(x.b.LateDays) }),
			plainOf("late_business_days", func(x breachRow) string { return startedDays(x.b.LateBusinessDays) }),
			plainOf("late_business_days_full", func(x breachRow) string { return fullDays(x.b.LateBusinessDays) }),
			textOf("waived", func(x breachRow) string { return strings.Join(x.b.Waived, "; ") }),
		},
	)
}

func stretchSheet() sheet[stretchRow] {
	return sheet[stretchRow]{"fact_stretch", slices.Concat(
		[]starColumn[stretchRow]{
			textOf("objective_key", func(x stretchRow) string { return x.outcomeRow.key() }),
			textOf("agreement", func(x stretchRow) string { return x.r.Agreement }),
			textOf("objective", func(x stretchRow) string { return x.o.Objective }),
			plainOf("period", func(x stretchRow) string { return x.o.Period.String() }),
			plainOf("date", func(x stretchRow) string { return x.r.date(x.entry().From) }),
			textOf("group_key", func(x stretchRow) string { key, _ := groupKey(x.o.Group); return key }),
			textOf("group_value", func(x stretchRow) string { _, value := groupKey(x.o.Group); return value }),
		},
		instantsOf("from", func(x stretchRow) (starResult, time.Time) { return x.r, x.entry().From }),
		instantsOf("to", func(x stretchRow) (starResult, time.Time) { return x.r, x.entry().To }),
		[]starColumn[stretchRow]{
			textOf("bucket", func(x stretchRow) string { return string(x.entry().Bucket) }),
			textOf("state", func(x stretchRow) string { return x.entry().State }),
			textOf("cause", func(x stretchRow) string { return x.entry().Cause }),
			plainOf("held", func(x stretchRow) string { return strconv.FormatBool(x.entry().Held) }),
			plainOf("weight_percent", func(x stretchRow) string {
				return nine(new(big.Rat).Mul(x.entry().Weight.Rat(), big.NewRat(100, 1)), exact.Ceiling)
			}),
			plainOf("length_s", func(x stretchRow) string { return secondsText(x.entry().Length()) }),
			plainOf("counted_s", func(x stretchRow) string {
				if !x.entry().Counted {
					return "0"
				}
				return secondsText(x.entry().Length())
			}),
			plainOf("lost_s", func(x stretchRow) string {
				e := x.entry()
				if !e.IsLost() {
					return "0"
				}
				return nine(new(big.Rat).Mul(e.Weight.Rat(), big.NewRat(int64(e.Length()), int64(time.Second))), exact.Ceiling)
			}),
		},
	)}
}

func statementSheet() sheet[statementRow] {
	return sheet[statementRow]{"dim_statement", []starColumn[statementRow]{
		textOf("statement_key", func(x statementRow) string { return x.key }),
		textOf("agreement", func(x statementRow) string { return x.r.Agreement }),
		textOf("statement", func(x statementRow) string { return x.s.ID }),
		textOf("corrects", func(x statementRow) string { return x.s.Corrects }),
		plainOf("first_date", func(x statementRow) string { return isoDate(x.s.From) }),
		plainOf("last_date", func(x statementRow) string { return isoDate(x.s.To - 1) }),
		textOf("unit", func(x statementRow) string { return x.s.Total.Unit() }),
		plainOf("total", func(x statementRow) string { return exact.Text(x.s.Total.Decimal()) }),
		plainOf("bonus", func(x statementRow) string { return exact.Text(x.s.Bonus.Decimal()) }),
		plainOf("payable", func(x statementRow) string { return exact.Text(x.s.Payable.Decimal()) }),
		plainOf("balance", func(x statementRow) string { return exact.Text(x.s.Balance.Decimal()) }),
		plainOf("claim_by", func(x statementRow) string { return isoDate(x.s.ClaimBy) }),
		textOf("triggers", func(x statementRow) string { return strings.Join(x.s.Triggered(), "; ") }),
		plainOf("problems", func(x statementRow) string { return strconv.Itoa(len(x.s.Problems)) }),
	}}
}

func creditSheet() sheet[lineRow] {
	return sheet[lineRow]{"fact_credit", []starColumn[lineRow]{
		textOf("statement_key", func(x lineRow) string { return x.key }),
		textOf("objective_key", func(x lineRow) string { return x.objectiveKey() }),
		textOf("agreement", func(x lineRow) string { return x.r.Agreement }),
		textOf("objective", func(x lineRow) string { return x.l.Objective }),
		plainOf("date", func(x lineRow) string { return isoDate(x.s.From) }),
		plainOf("line", func(x lineRow) string { return strconv.Itoa(x.number) }),
		plainOf("kind", func(x lineRow) string { return x.kind }),
		textOf("group_name", func(x lineRow) string { return x.l.Group }),
		textOf("credit_rule", func(x lineRow) string { return x.l.Rule }),
		textOf("clause", func(x lineRow) string { return x.s.Clauses.Of(x.l.Rule) }),
		plainOf("amount", func(x lineRow) string { return exact.Text(x.l.Amount.Decimal()) }),
		textOf("unit", func(x lineRow) string { return x.l.Amount.Unit() }),
		textOf("state", func(x lineRow) string { return string(x.l.State) }),
		plainOf("claim_by", func(x lineRow) string { return isoDate(x.l.ClaimBy) }),
		textOf("refers", func(x lineRow) string { return x.l.Refers }),
	}}
}

func stepSheet() sheet[stepRow] {
	return sheet[stepRow]{"fact_credit_step", []starColumn[stepRow]{
		textOf("statement_key", func(x stepRow) string { return x.key }),
		textOf("objective_key", func(x stepRow) string { return x.objectiveKey() }),
		textOf("agreement", func(x stepRow) string { return x.r.Agreement }),
		plainOf("date", func(x stepRow) string { return isoDate(x.lineRow.s.From) }),
		plainOf("line", func(x stepRow) string { return strconv.Itoa(x.number) }),
		plainOf("step", func(x stepRow) string { return strconv.Itoa(x.step) }),
		textOf("op", func(x stepRow) string { return x.s.Op }),
		textOf("path", func(x stepRow) string { return x.s.Path }),
		textOf("clause", func(x stepRow) string { return x.lineRow.s.Clauses.Of(x.s.Path) }),
		textOf("reads", func(x stepRow) string { return string(x.s.Reads) }),
		textOf("saw", func(x stepRow) string { return x.s.Saw.String() }),
		textOf("tier", func(x stepRow) string { return string(x.s.Row) }),
		textOf("rate", func(x stepRow) string { return string(x.s.With) }),
		textOf("base", func(x stepRow) string { return x.s.Of.String() }),
		textOf("gives", func(x stepRow) string { return x.s.Gives.String() }),
		textOf("working", func(x stepRow) string { return x.s.String() }),
	}}
}

func findingSheet() sheet[findingRow] {
	return sheet[findingRow]{"fact_finding", []starColumn[findingRow]{
		textOf("agreement", func(x findingRow) string { return x.r.Agreement }),
		plainOf("period", func(x findingRow) string { return x.r.Period.String() }),
		plainOf("date", func(x findingRow) string { return isoDate(x.r.Period.From()) }),
		textOf("code", func(x findingRow) string { return string(x.f.Code) }),
		textOf("subject", func(x findingRow) string { return x.f.Subject }),
		textOf("path", func(x findingRow) string { return x.f.Path }),
		textOf("value", func(x findingRow) string { return x.f.Value }),
		textOf("clause", func(x findingRow) string { return x.r.Clauses.Of(x.f.Path) }),
	}}
}

func (x outcomeRow) key() string { return starKey(x.r.Agreement, x.o.Objective) }

// ofWhole is a number that only the whole has; empty for a group.
func (x outcomeRow) ofWhole(n int) string {
	if len(x.o.Group) > 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (x stretchRow) entry() metrics.Entry { return x.o.Ledger[x.at] }

// objectiveKey is empty for a line about several objectives.
func (x lineRow) objectiveKey() string {
	if x.l == nil || x.l.Objective == "" {
		return ""
	}
	return starKey(x.r.Agreement, x.l.Objective)
}

// group gives the attribute that a row names, and the value if it names a value.
func (x nameRow) group() (key, value string) {
	key, value, ofValue := strings.Cut(x.path, "=")
	if ofValue {
		return key, value
	}
	for _, part := range []string{"calendars.", "clocks.", "services.", "document.roles.", "objectives."} {
		if strings.HasPrefix(key, part) {
			return "", ""
		}
	}
	if key == "title" {
		return "", ""
	}
	return key, ""
}

// instantsOf are the two columns of an instant: in UTC and in the agreement's zone.
func instantsOf[T any](name string, of func(T) (starResult, time.Time)) []starColumn[T] {
	write := func(t time.Time, zone *time.Location) string {
		if t.IsZero() {
			return ""
		}
		return t.In(zone).Format("2006-01-02 15:04:05.999999999")
	}
	return []starColumn[T]{
		plainOf(name+"_utc", func(x T) string { _, t := of(x); return write(t, time.UTC) }),
		plainOf(name+"_local", func(x T) string { r, t := of(x); return write(t, r.location) }),
	}
}

// date is the date of an instant in the agreement's zone.
func (r starResult) date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return civil.Format(date.NewAt(t.In(r.location)))
}

// groupKey names a group by its attributes and their values. Several are put together
// with a plus sign; a plus sign or backslash in one of them then has a backslash before.
func groupKey(group sla.Attrs) (key, value string) {
	if len(group) == 1 {
		return group[0][0], group[0][1]
	}
	var keys, values []string
	for _, pair := range group {
		keys, values = append(keys, groupEscapes.Replace(pair[0])), append(values, groupEscapes.Replace(pair[1]))
	}
	return strings.Join(keys, "+"), strings.Join(values, "+")
}

var groupEscapes = strings.NewReplacer(`\`, `\\`, `+`, `\+`)

// counts are what an outcome counted, for sums: of a share the good part and the total,
// else the number of items.
type counts struct{ unit, good, total, items string }

// counted gives the counts of an outcome. The units are items, seconds ("s") and
// periods.
func (x outcomeRow) counted() (n counts) {
	o := x.o
	switch {
	case o.Judge == sla.JudgeMean: // a mean of shares is no share of a total
		return counts{}
	case o.Reason == metrics.BelowLeast && (o.Metric == metrics.Share{}.Key() || o.Metric == metrics.Ratio{}.Key()):
		return counts{unit: "items", good: strconv.FormatInt(o.Good, 10), total: strconv.FormatInt(o.Total, 10)}
	case o.Attained.Kind() != metrics.ShareFigure:
		switch {
		case o.Attained.Kind() == metrics.LengthFigure:
			n.unit = "s"
		case o.Attained.IsValid():
			n.unit = "number"
		}
		if o.Total > 0 {
			n.items = strconv.FormatInt(o.Total, 10)
		}
		return n
	case o.Judge == sla.JudgeEvery || o.Judge == sla.JudgeSome:
		n.unit = "periods"
	default:
		n.unit = "items"
	}
	_, whole, _ := strings.Cut(exactFigure(o.Attained), " of ")
	total := new(big.Rat)
	if all, err := strconv.ParseInt(whole, 10, 64); err == nil {
		total.SetInt64(all)
	} else if all, err := metrics.Span(whole).Parse(); err == nil {
		n.unit = "s"
		total.SetFrac64(int64(all), int64(time.Second))
	}
	n.good, n.total = nine(new(big.Rat).Mul(o.Attained.Rat(), total), x.toward()), nine(total, exact.Floor)
	return n
}

// toward is the way to round a figure so that a miss stays a miss.
func (x outcomeRow) toward() exact.Mode {
	if limit, err := x.o.Promised.Parse(); err == nil {
		if _, upper := limit.Edge(); upper {
			return exact.Ceiling
		}
	}
	return exact.Floor
}

// value is a length in seconds or a number; empty for a share.
func (x outcomeRow) value() string {
	if x.o.Attained.Kind() == metrics.ShareFigure {
		return ""
	}
	return nine(x.o.Attained.Rat(), x.toward())
}

// percent is a share in percent, cut to six places toward the miss.
func (x outcomeRow) percent() string {
	if x.o.Attained.Kind() != metrics.ShareFigure {
		return ""
	}
	points := x.o.Attained.Rat()
	points.Mul(points, big.NewRat(100, 1))
	return exact.Text(exact.Round(points, 6, x.toward()))
}

// isoDate writes a date, such as 2026-03-31; "" for the zero Date.
func isoDate(d date.Date) string {
	if d == 0 {
		return ""
	}
	return civil.Format(d)
}

// groupPairs names a group by its attributes: "customer=Acme, region=north".
func groupPairs(group sla.Attrs) string {
	var all []string
	for _, pair := range group {
		all = append(all, pair[0]+"="+pair[1])
	}
	return strings.Join(all, ", ")
}

// exactFigure writes a figure exactly.
func exactFigure(f metrics.Figure) string {
	text, _ := f.MarshalText() // it never fails
	return string(text)
}

// nine writes a number as a decimal: exactly if nine places after the point do, else
// rounded to nine; "" for nil.
func nine(r *big.Rat, mode exact.Mode) string {
	if r == nil {
		return ""
	}
	if places, finite := r.FloatPrec(); finite && places <= 9 {
		return r.FloatString(places)
	}
	return exact.Text(exact.Round(r, 9, mode))
}

// secondsText writes a length in seconds, exactly.
func secondsText(d time.Duration) string {
	return nine(big.NewRat(int64(d), int64(time.Second)), exact.Floor)
}

func startedDays(d *penalty.Days) string {
	if d == nil {
		return ""
	}
	return strconv.FormatInt(d.Started, 10)
}

func fullDays(d *penalty.Days) string {
	if d == nil {
		return ""
	}
	return strconv.FormatInt(d.Full, 10)
}
