package casefile

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// calendarRow answers one row of a table about a calendar: what stands before =>, read
// as a time and words.
type calendarRow func(cal calendar.Calendar, at time.Time, rest []word, zone *time.Location) (facet, error)

var calendarVerbs = map[string]calendarRow{
	"elapsed": func(cal calendar.Calendar, at time.Time, rest []word, zone *time.Location) (facet, error) {
		to, err := until(at, rest, zone)
		return length(cal.Elapsed(at, to)), err
	},
	"add": func(cal calendar.Calendar, at time.Time, rest []word, zone *time.Location) (facet, error) {
		if len(rest) != 2 || !rest[0].is("+") && !rest[0].is("-") {
			return nil, errors.New("write TIME + LENGTH or TIME - LENGTH, such as 2026-03-06 09:00 + 4h")
		}
		d, err := span.Parse(rest[1].text, span.Clock)
		if err != nil {
			return nil, err
		}
		if rest[0].is("-") {
			d = -d
		}
		t, err := cal.Add(at, d)
		return reached(t, err, at, zone)
	},
	"add days": func(cal calendar.Calendar, at time.Time, rest []word, zone *time.Location) (facet, error) {
		n, by, err := steps(rest)
		if err != nil {
			return nil, err
		}
		t, err := cal.AddDays(at, n, by)
		return reached(t, err, at, zone)
	},
	"add months": func(cal calendar.Calendar, at time.Time, rest []word, zone *time.Location) (facet, error) {
		n, by, err := steps(rest)
		if err != nil {
			return nil, err
		}
		t, err := cal.AddMonths(at, n, by)
		return reached(t, err, at, zone)
	},
	"business days": func(cal calendar.Calendar, at time.Time, rest []word, zone *time.Location) (facet, error) {
		to, err := until(at, rest, zone)
		return whole(int64(cal.BusinessDays(dateOf(at, zone), dateOf(to, zone)))), err
	},
	"state of": func(cal calendar.Calendar, at time.Time, rest []word, zone *time.Location) (facet, error) {
		state := "closed"
		if cal.IsOpen(at) {
			state = "open"
		}
		return text(state), nothingMore(rest)
	},
	"kind of": func(cal calendar.Calendar, at time.Time, rest []word, zone *time.Location) (facet, error) {
		day := cal.Day(dateOf(at, zone))
		return text(string(day.Kind)), nothingMore(rest)
	},
	"next open":     found(calendar.Calendar.NextOpen),
	"next opening":  found(calendar.Calendar.NextOpening),
	"next close":    found(calendar.Calendar.NextClose),
	"previous open": found(calendar.Calendar.PrevOpen), "previous close": found(calendar.Calendar.PrevClose),
	"stretches": func(cal calendar.Calendar, at time.Time, rest []word, zone *time.Location) (facet, error) {
		to, err := until(at, rest, zone)
		var all []time.Time
		for from, to := range cal.Segments(at, to) {
			all = append(all, from, to)
		}
		return stretches(all, at, zone), err
	},
}

// verbs are the words with which a table begins.
var verbs = []string{"elapsed", "add", "add days", "add months", "business days", "state of", "kind of", "next open", "next opening", "next close",
	"previous open", "previous close", "stretches", "credit", "claim", "percentile", "allowance", "budget", "composed", "periods"}

// until reads "to TIME".
func until(at time.Time, rest []word, zone *time.Location) (time.Time, error) {
	if len(rest) < 2 || !rest[0].is("to") {
		return at, errors.New("write TIME to TIME")
	}
	t, err := readTime(rest[1:], at, zone)
	if err == nil && (t.words != len(rest)-1 || t.words == 0) {
		err = errors.New("write TIME to TIME")
	}
	return t.at, err
}

func nothingMore(rest []word) error {
	if len(rest) > 0 {
		return fmt.Errorf("%q: only a time stands before =>", rest[0].text)
	}
	return nil
}

// steps reads a number of days or months and a time of day: 3, 3 by 16:00, 3 start, 3
// end.
func steps(rest []word) (n int, by calendar.DayTime, err error) {
	if len(rest) > 0 {
		if n, err = strconv.Atoi(rest[0].text); err == nil {
			switch {
			case len(rest) == 1:
				return n, by, nil
			case len(rest) == 2 && rest[1].is("end"):
				return n, calendar.EndOfDay(), nil
			case len(rest) == 2 && rest[1].is("start"):
				return n, calendar.StartOfDay(), nil
			case len(rest) == 3 && rest[1].is("by"):
				t, err := time.Parse("15:04", rest[2].text)
				if err == nil {
					return n, calendar.By(t.Hour(), t.Minute()), nil
				}
			}
		}
	}
	return 0, by, errors.New("write TIME N, TIME N by 16:00, TIME N start or TIME N end")
}

// reached is an instant. A calendar that does not open any more reaches no instant.
func reached(t time.Time, err error, at time.Time, zone *time.Location) (facet, error) {
	if errors.Is(err, calendar.ErrNeverOpen) || errors.Is(err, calendar.ErrHorizon) {
		return text("none"), nil
	}
	return instant(t, at, zone), err
}

func found(find func(calendar.Calendar, time.Time) (time.Time, bool)) calendarRow {
	return func(cal calendar.Calendar, at time.Time, rest []word, zone *time.Location) (facet, error) {
		t, ok := find(cal, at)
		if !ok {
			return text("none"), nothingMore(rest)
		}
		return instant(t, at, zone), nothingMore(rest)
	}
}

// stretches is "T to T; T to T", or none.
func stretches(all []time.Time, now time.Time, zone *time.Location) facet {
	return func(rest []word) (string, bool, error) {
		var said strings.Builder
		last := now
		for i, t := range all {
			said.WriteString(written(t, last, zone) + []string{" to ", "; "}[i%2])
			last = t
		}
		got := strings.TrimSuffix(said.String(), "; ")
		if len(all) == 0 {
			return "none", len(rest) == 1 && rest[0].is("none"), nil
		}
		if len(rest) == 1 && rest[0].is("none") {
			return got, false, nil
		}
		var want []time.Time
		last = now
		for _, part := range parted(joined(rest), ";") {
			words, err := wordsOf(part)
			if err != nil {
				return got, false, err
			}
			for k := 0; k < 2; k++ {
				t, err := readTime(words, last, zone)
				if err != nil {
					return got, false, err
				}
				words = words[t.words:]
				if t.words == 0 || k == 0 && (len(words) == 0 || !words[0].is("to")) || k == 1 && len(words) > 0 {
					return got, false, errors.New("write TIME to TIME; TIME to TIME")
				}
				if k == 0 {
					words = words[1:]
				}
				last = t.at
				want = append(want, t.at)
			}
		}
		return got, slices.EqualFunc(want, all, time.Time.Equal), nil
	}
}

// joined writes words again, with their quotes.
func joined(words []word) string {
	texts := make([]string, len(words))
	for i, w := range words {
		if texts[i] = w.text; w.quoted {
			texts[i] = strconv.Quote(w.text)
		}
	}
	return strings.Join(texts, " ")
}

// figureRow answers one row of a table about figures: what stands before =>.
// otherwise are the facets that an update writes into an empty answer.
type figureRow func(in []word) (f facets, otherwise []string, err error)

// table reads rows "input => answer" about a calendar, about what a figure costs, or
// about figures.
func (w *world) table(l *line, words []word) {
	verb, name := textOf(words[:len(words)-1]), words[len(words)-1]
	about, ofCalendar := calendarVerbs[verb]
	ofFigures := figureVerbs[verb]
	if !ofCalendar && ofFigures == nil {
		w.fail(l, "%v", unknownBlock(textOf(words[:min(2, len(words))])))
		return
	}
	if len(l.below) == 0 {
		w.fail(l, "the table has no rows")
		return
	}
	if w.broken {
		return
	}
	var row figureRow
	var cal *calendar.Calendar
	var err error
	if ofCalendar {
		row, cal, err = w.ofCalendar(name, about)
	} else {
		row, err = ofFigures(w, name)
	}
	if !w.check(l, err) {
		return
	}
	for _, k := range l.below {
		left, want, asks := arrow(k.text)
		if !asks {
			w.fail(k, "write a row: INPUT => ANSWER")
			continue
		}
		var f facets
		var otherwise []string
		in, err := wordsOf(left)
		if err == nil {
			f, otherwise, err = row(in)
		}
		if w.check(k, err) {
			w.askRow(verb, name.text, left, cal)
			w.compare(k, "", want, f, otherwise, nil)
		}
	}
}

// one is the answer of a row that has one.
func one(f facet, err error) (facets, []string, error) { return facets{"": f}, []string{"-"}, err }

// ofCalendar answers the rows about the calendar of a name: one of the case, or of an
// agreement.
func (w *world) ofCalendar(name word, about calendarRow) (figureRow, *calendar.Calendar, error) {
	cal, ok := w.calendars[name.text]
	if own, calendar, named := w.of(joined([]word{name})); !ok && named {
		cal, ok = own.Calendar(unquoted(calendar))
	}
	if !ok {
		return nil, nil, fmt.Errorf("no calendar of the case and of its agreements is called %q", name.text)
	}
	zone := w.zone
	if !w.zoned {
		zone = cal.Location()
	}
	return func(in []word) (facets, []string, error) {
		at, err := readTime(in, time.Time{}, zone)
		if err == nil && at.words == 0 {
			err = errors.New("write a row: TIME … => ANSWER")
		}
		if err != nil {
			return nil, nil, err
		}
		return one(about(cal, at.at, in[at.words:], zone))
	}, &cal, nil
}

// ofCredit answers what figures of an objective would cost.
func (w *world) ofCredit(name word) (figureRow, error) {
	own, objective, ok := w.of(joined([]word{name}))
	if !ok {
		return nil, errors.New("no agreement stands above")
	}
	objective = unquoted(objective)
	if all := objectivesOf(own.Agreement); !slices.Contains(all, objective) {
		return nil, fmt.Errorf("objective %q: %v", objective, fault.NotOneOf(objective, all...))
	}
	return func(in []word) (facets, []string, error) {
		st, err := creditOf(own.Agreement, objective, in)
		return facets{"": amount(st.Total), "exact": exactly(st.Exact), "bonus": amount(st.Bonus),
			"units": plain(metrics.NumberOf(unitsOf(st)))}, []string{"-"}, err
	}, nil
}

// exactly is the number before the minimum and the rounding; 0 if nothing is owed.
func exactly(x penalty.Exact) facet {
	if r := x.Rat(); r != nil {
		return plain(metrics.NumberOf(r))
	}
	return plain(metrics.NumberOf(new(big.Rat)))
}

// unitsOf is the number of units that a rule counted: started hours late, full points
// below. Without such a rule, and if the rule does not apply, it is 0.
func unitsOf(st penalty.Statement) *big.Rat {
	for _, line := range st.Lines {
		for _, step := range line.Steps() {
			if n := step.Gives.Rat(); n != nil && (step.Op == "late" || step.Op == "distance") {
				return n
			}
		}
	}
	return new(big.Rat)
}

// ofClaim answers "FAILURE [in PERIOD]": the last day to claim by a claim window such as
// "30 days after month end". Without a period the failure stands on its last day.
// Business days are the days of a calendar of the case or of its agreement.
func (w *world) ofClaim(window word) (figureRow, error) {
	const form = "write DATE or DATE in PERIOD, such as 2026-03-10 in 2026-03"
	schedule, err := penalty.New(penalty.Spec{Unit: "EUR", Round: penalty.HalfUp, Claim: penalty.Claim(window.text),
		Rules: []penalty.Term{{Objective: "any", Rule: penalty.Flat{Credit: "1.00"}}}})
	if err != nil {
		return nil, err
	}
	schedule = schedule.WithBusinessDays(func(name string, day date.Date, n int) (date.Date, bool) {
		cal, ok := w.calendars[name]
		if !ok && w.first != nil {
			cal, ok = w.first.Calendar(name)
		}
		if !ok {
			return 0, false
		}
		year, month, number := day.Date()
		t, err := cal.AddDays(time.Date(year, month, number, 12, 0, 0, 0, cal.Location()), n, calendar.By(12, 0))
		return dateOf(t, cal.Location()), err == nil
	})
	return func(in []word) (facets, []string, error) {
		if len(in) != 1 && (len(in) != 3 || !in[1].is("in")) {
			return nil, nil, errors.New(form)
		}
		day, err := civil.Parse(in[0].text)
		if err != nil {
			return nil, nil, errors.Join(errors.New(form), err)
		}
		from, to := day, day+1
		if len(in) == 3 {
			p, err := sla.ParsePeriod(in[2].text)
			if err != nil {
				return nil, nil, err
			}
			from, to = p.From(), p.To()
		}
		st := schedule.Statement(penalty.Case{From: from, To: to,
			Shortfalls: []penalty.Shortfall{{Objective: "any", Verdict: penalty.Missed, On: day}}})
		if st.ClaimBy == 0 {
			return nil, nil, fmt.Errorf("%q gives no last day; business days need a calendar of the case", window.text)
		}
		return one(text(civil.Format(st.ClaimBy)), nil)
	}, nil
}

// creditWords are the words that end a figure in a row of credits.
var creditWords = []string{"of", "late", "breaches", "lost", "affected", "points", "met", "missed"}

// creditOf answers what a figure of one objective would cost: "99.95% of 1000.00",
// "late 3h late 1h of 1000.00", "breaches 4", "lost 2h of 720h", "affected 30%",
// "points 30", "kg 10" under terms with a rate per kg.
func creditOf(a *sla.Agreement, objective string, in []word) (st penalty.Statement, err error) {
	spec := a.Spec()
	terms := spec.Credits
	terms.Unit = spec.Currency
	short := penalty.Shortfall{Objective: objective, Verdict: penalty.Missed}
	i := slices.IndexFunc(spec.Objectives, func(o sla.Objective) bool { return o.ID == objective })
	if i < 0 {
		return st, fmt.Errorf("objective %q is not in the first terms", objective)
	}
	promise := spec.Objectives[i].Attain
	limit, err := promise.Parse()
	if err != nil && promise != "" {
		return st, err
	}
	if edge, upper := limit.Edge(); edge != nil {
		short.Promised, short.LessIsBetter = edge, upper
	}
	schedule, err := penalty.New(terms)
	if err != nil {
		return st, err
	}
	quantities := schedule.Quantities()
	kase := penalty.Case{From: civil.Date(2026, 1, 1), To: civil.Date(2026, 2, 1)}
	var fee decimal.Decimal
	operand := func() string {
		word := textOf(in[1:min(2, len(in))])
		in = in[min(2, len(in)):]
		return word
	}
	for len(in) > 0 {
		switch {
		case in[0].is("of") && len(in) > 1: // FIGURE of FEE
			if fee, err = number(in[1].text); err != nil {
				return st, err
			}
			terms.Base, in = penalty.Base(in[1].text), in[2:]
			if schedule, err = penalty.New(terms); err != nil {
				return st, err
			}
		case in[0].is("late"):
			text := operand()
			d, err := span.Parse(text, span.Clock)
			if err != nil {
				return st, fmt.Errorf("write late 3h: %w", err)
			}
			short.Late = append(short.Late, d)
		case in[0].is("breaches"):
			text := operand()
			if short.Breaches, err = strconv.ParseInt(text, 10, 64); err != nil || short.Breaches < 0 {
				return st, errors.New("write breaches 4")
			}
		case in[0].is("lost") && len(in) > 3 && in[2].is("of"):
			lost, err := span.Parse(in[1].text, span.Clock)
			whole, err2 := span.Parse(in[3].text, span.Clock)
			if err = errors.Join(err, err2); err != nil {
				return st, err
			}
			short.Lost, short.Length, in = lost, whole, in[4:]
		case in[0].is("affected"):
			text := operand()
			share, err := shareOf(text)
			if err != nil {
				return st, err
			}
			short.Affected = share
		case in[0].is("points"):
			text := operand()
			points, err := quantity.ReadNumber(text)
			if err != nil {
				return st, err
			}
			short.Points = points
		case in[0].is("met"):
			short.Verdict, in = penalty.Met, in[1:]
		case in[0].is("missed"):
			short.Verdict, in = penalty.Missed, in[1:]
		case slices.Contains(quantities, in[0].text):
			name := in[0].text
			text := operand()
			value, err := quantity.ReadNumber(text)
			if err != nil || value.Sign() < 0 {
				return st, fmt.Errorf("write %s 10, with a number of at least 0", name)
			}
			kase.Quantities = append(kase.Quantities, penalty.Quantity{Name: name, Value: value})
		case short.Attained == nil:
			end := 1
			for end < len(in) && !slices.Contains(creditWords, in[end].text) && !slices.Contains(quantities, in[end].text) {
				end++
			}
			value, kind, err := quantity.Value(textOf(in[:end]))
			if err != nil {
				return st, err
			}
			short.Attained, short.Elapsed, in = value, kind == quantity.Length, in[end:]
			if limit.IsValid() && limit.Meets(figureOf(value, kind)) {
				short.Verdict = penalty.Met
			}
		default:
			return st, fmt.Errorf("%q: write a figure and the fee, such as 99.95%% of 1000.00, or late 3h, breaches 4, lost 2h of 720h, affected 30%%, points 30", in[0].text)
		}
	}
	// Each service is billed the fee, and the invoice comes to the fee too: what is billed
	// for no service makes up the difference. An invoice is the sum of all charges.
	rest := fee
	for _, name := range schedule.Charges() {
		if name != "invoice" {
			kase.Charges, rest = append(kase.Charges, penalty.Charge{Name: name, Amount: fee}), rest.Sub(fee)
		}
	}
	if len(kase.Charges) == 0 || !rest.IsZero() {
		kase.Charges = append(kase.Charges, penalty.Charge{Amount: rest})
	}
	kase.Shortfalls = []penalty.Shortfall{short}
	st = schedule.Statement(kase)
	for _, problem := range st.Problems {
		if problem.Code == penalty.MissingQuantity {
			return st, fmt.Errorf("the terms have a rate per %s: write %s 10", problem.Value, problem.Value)
		}
	}
	return st, nil
}

// figureOf is a value as a figure.
func figureOf(value *big.Rat, kind quantity.Kind) metrics.Figure {
	switch {
	case kind == quantity.Share:
		return metrics.ShareOfRat(value)
	case kind == quantity.Length && value.Num().IsInt64():
		return metrics.LengthOf(time.Duration(value.Num().Int64()))
	}
	return metrics.NumberOf(value)
}

// Credit answers a row of a table of credits, such as "99.95% of 1000.00".
func Credit(a *sla.Agreement, objective, row string) (penalty.Amount, error) {
	in, err := wordsOf(row)
	if err != nil {
		return penalty.Amount{}, err
	}
	st, err := creditOf(a, objective, in)
	return st.Total, err
}
