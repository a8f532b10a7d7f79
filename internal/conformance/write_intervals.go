package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// intervalPage writes the figures of one definition: a case for each policy under which
// they are asked.
type intervalPage struct {
	*availabilityPage
	c     intervalCase
	id    string
	cases int
}

// writeInterval places the minutes or slices of a definition one after another from the
// first of March or April 2026 on.
func writeInterval(p *availabilityPage, data json.RawMessage) error {
	var c intervalCase
	if err := decode(data, &c); err != nil {
		return err
	}
	w := &intervalPage{availabilityPage: p, c: c, id: p.id}
	write, known := map[string]func() error{
		"min_run": w.minRun, "error_rate": w.errorRate, "downtime": w.downtime, "add_back": w.addBack, "service_year": w.serviceYear,
		"interval_mean": w.intervalMean, "share_of_intervals": w.shareOfIntervals, "good_of_total": w.goodOfTotal, "weighted": w.weighted,
		"affected_share": w.affectedShare,
	}[c.Rule]
	if !known {
		return fmt.Errorf("rule %q", c.Rule)
	}
	given, err := c.given()
	if err == nil {
		err = w.c.settle(given)
	}
	if err != nil {
		return err
	}
	return write()
}

// given are the figures that follow from the inputs by the rule of a definition: shares in
// percent, and minutes. A rule whose figures follow only from the order of its minutes
// gives none.
func (c intervalCase) given() (map[string]*big.Rat, error) {
	var err error
	of := func(text word) *big.Rat {
		n, wrong := number(first(text, "0"))
		if wrong != nil {
			err, n = errors.Join(err, wrong), new(big.Rat)
		}
		return n
	}
	count := func(n int64) *big.Rat { return big.NewRat(n, 1) }
	less := func(all *big.Rat, lost ...*big.Rat) *big.Rat { // in percent
		if all.Sign() == 0 {
			return nil
		}
		rest := new(big.Rat).Set(all)
		for _, part := range lost {
			rest.Sub(rest, part)
		}
		if rest.Sign() < 0 { // an outage ends with the time that is measured
			return rest.SetInt64(0)
		}
		return rest.Mul(rest.Quo(rest, all), count(100))
	}
	given := map[string]*big.Rat{}
	switch c.Rule {
	case "min_run":
		lost := new(big.Rat)
		for _, text := range c.Runs {
			switch run := of(text); {
			case !run.IsInt():
				return nil, err
			case run.Cmp(of(c.MinRun)) >= 0:
				lost.Add(lost, run)
			}
		}
		given["expected"], given["expected_downtime_minutes"] = less(of(c.Month), lost), lost
	case "downtime":
		given["expected"] = less(of(first(c.Available, c.Month)), of(first(c.Down, c.Downtime)))
	case "add_back":
		if of(c.B).Cmp(of(c.C)) < 0 { // more is excluded than is down
			return nil, err
		}
		lost := new(big.Rat).Sub(of(c.B), of(c.C))
		given["expected"], given["denominator_variant_A_minus_C"] = less(of(c.A), lost), less(new(big.Rat).Sub(of(c.A), of(c.C)), lost)
	case "service_year":
		given["expected"], given["only_used_days_variant"] = less(count(365*slicesOfDay), count(c.BadPeriods)), less(count(c.DaysUsed*slicesOfDay), count(c.BadPeriods))
	case "share_of_intervals":
		given["expected"], given["full_month_variant"] = less(count(c.Existed), count(c.BadExisted)), less(count(30*slicesOfDay), count(c.BadExisted))
	case "good_of_total":
		given["expected"] = less(count(c.Triggered), count(c.Unavailable))
	case "weighted":
		lost := new(big.Rat)
		for state, weight := range c.Weights {
			lost.Add(lost, new(big.Rat).Mul(of(c.Asked[state+"_minutes"]), of(weight)))
		}
		given["expected"], given["expected_downtime_minutes"], given["expected_lost_minutes"] = less(of(c.Month), lost), lost, lost
	case "interval_mean":
		var requests, failed, measured int64
		lost := new(big.Rat)
		for _, s := range c.Counts {
			if s.Requests > 0 {
				requests, failed, measured = requests+s.Requests, failed+s.Errors, measured+1
				lost.Add(lost, big.NewRat(s.Errors, s.Requests))
			}
		}
		for _, bad := range c.BadIntervals {
			rate := of(bad.Rate)
			requests, failed, measured = requests+bad.Count*rate.Denom().Int64(), failed+bad.Count*rate.Num().Int64(), measured+bad.Count
			lost.Add(lost, rate.Mul(rate, count(bad.Count)))
		}
		given["expected"], given["interval_mean_ignoring_empty"] = less(count(c.Intervals), lost), less(count(measured), lost)
		given["request_ratio"] = less(count(requests), count(failed))
	}
	return given, err
}

const slicesOfDay = 288 // of five minutes

// name titles the next case.
func (w *intervalPage) name() {
	w.availabilityPage.id = w.id
	if w.cases++; w.cases > 1 {
		w.availabilityPage.id = fmt.Sprint(w.id, ", ", w.cases)
		w.availabilityPage.source = w.id
	}
}

// minutes is a number of minutes of the JSON.
func minutesOf(text word) (time.Duration, error) {
	n, err := number(text)
	if err != nil {
		return 0, err
	}
	n.Mul(n, big.NewRat(int64(time.Minute), 1))
	if !n.IsInt() || n.Sign() < 0 {
		return 0, fmt.Errorf("%s minutes", text)
	}
	return time.Duration(n.Num().Int64()), nil
}

// asked gives the facets for figures by their names without _exact and _percent: shares
// in percent, and lengths in minutes.
func (w *intervalPage) facets(known map[string]string) ([]string, error) {
	var facets []string
	for _, name := range slices.Sorted(maps.Keys(w.c.Asked)) {
		text, stem := w.c.Asked[name], strings.TrimSuffix(name, "_exact")
		facet, ok := known[strings.TrimSuffix(stem, "_percent")]
		if !ok {
			continue
		}
		delete(w.c.Asked, name)
		if strings.HasSuffix(stem, "_minutes") {
			d, err := minutesOf(text)
			if err != nil {
				return nil, err
			}
			facets = append(facets, facet+" "+exactLength(d))
			continue
		}
		if text == "" {
			facets = append(facets, facet+" none")
			continue
		}
		n, err := share(text)
		if err != nil {
			return nil, err
		}
		facets = append(facets, fmt.Sprint(facet, " ", n.Num(), " of ", n.Denom()))
	}
	return facets, nil
}

// window writes a case about the first minutes of March. Of no minutes it asks the month
// in which the hours have none.
func (w *intervalPage) window(spec metrics.Availability, length word, lines []measured, known map[string]string) error {
	facets, err := w.facets(known)
	if err != nil || len(facets) == 0 {
		return err
	}
	d, err := minutesOf(length)
	if err != nil {
		return err
	}
	w.name()
	if d > 0 {
		return w.windowed(time.UTC, spec, nil, lines, stretch{begin2026, begin2026.Add(d), facets})
	}
	spec.Calendar = measuredHours
	calendars := map[string]calendar.Spec{measuredHours: openFor(begin2026, 0)}
	w.title(w.availabilityPage.id, w.source)
	if err := w.agreement("", sla.Spec{ID: "case", Zone: "UTC", Calendars: calendars, Objectives: []sla.Objective{
		{ID: "service", Metric: spec, Period: sla.Monthly},
	}}); err != nil {
		return err
	}
	w.measured(spec.Of, lines)
	w.line(0, "period 2026-03")
	w.line(2, "=> service: not-measurable %s, %s", metrics.NothingInHours, strings.Join(facets, ", "))
	return nil
}

// rest refuses figures that no case has asked.
func (w *intervalPage) rest() error {
	for name := range w.c.Asked {
		return fmt.Errorf("figure %q", name)
	}
	return nil
}

// down places outages of so many minutes one after another, a minute apart.
func down(minutes ...word) (lines []measured, err error) {
	at := begin2026
	for _, text := range minutes {
		d, err := minutesOf(first(text, "0"))
		if err != nil {
			return nil, err
		}
		if d == 0 {
			continue
		}
		lines = append(lines, measured{at, "to " + when(at.Add(d), at, time.UTC) + " down"})
		at = at.Add(d + time.Minute)
	}
	return lines, nil
}

func (w *intervalPage) minRun() error {
	lines, err := down(w.c.Runs...)
	if err != nil {
		return err
	}
	spec := availability("Google Cloud")
	spec.IgnoreUnder = metrics.Span(w.c.MinRun + "m")
	if err := w.window(spec, w.c.Month, lines, map[string]string{"expected": "attained", "expected_downtime_minutes": "down"}); err != nil {
		return err
	}
	return w.rest()
}

func (w *intervalPage) downtime() error {
	lines, err := down(first(w.c.Down, w.c.Downtime))
	if err != nil {
		return err
	}
	for _, published := range []struct {
		text word
		name string
	}{{w.c.PublishedAs, "expected_percent_exact"}, {w.c.PublishedDown, "expected_percent_exact"}} {
		if published.text == "" {
			continue
		}
		n, err := number(w.c.Asked[published.name])
		if err != nil {
			return err
		}
		if published.text == w.c.PublishedDown {
			n.Sub(big.NewRat(100, 1), n)
		}
		_, places, _ := strings.Cut(string(published.text), ".")
		if n.FloatString(len(places)) != string(published.text) {
			return contradiction("%s published, which the exact figure is not", published.text)
		}
	}
	if err := w.lost("expected_downtime_percent", "expected_downtime_percent_exact"); err != nil {
		return err
	}
	if err := w.window(availability("Azure virtual machines"), first(w.c.Available, w.c.Month), lines, map[string]string{"expected": "attained"}); err != nil {
		return err
	}
	return w.rest()
}

// lost holds shares that were lost, in percent, against the figure that was attained, which
// is asked in their place.
func (w *intervalPage) lost(names ...string) error {
	given, err := w.c.given()
	if err != nil {
		return err
	}
	attained := given["expected"]
	for _, name := range names {
		text, asked := w.c.Asked[name]
		if !asked {
			continue
		}
		var lost *big.Rat
		if attained != nil {
			lost = new(big.Rat).Sub(big.NewRat(100, 1), attained)
		}
		if err := follows(name, text, lost, strings.HasSuffix(name, "_exact")); err != nil {
			return err
		}
		delete(w.c.Asked, name)
		w.c.attained(attained)
	}
	return nil
}

// attained asks a share in percent; nil is no value.
func (c intervalCase) attained(percent *big.Rat) {
	for name := range c.Asked {
		if strings.HasPrefix(name, "expected_percent") { // it is asked anyway
			return
		}
	}
	c.Asked["expected_percent_exact"] = ""
	if percent != nil {
		c.Asked["expected_percent_exact"] = word(percent.RatString())
	}
}

func (w *intervalPage) addBack() error {
	lines, err := down(w.c.B)
	if err != nil {
		return err
	}
	if d, err := minutesOf(first(w.c.C, "0")); err != nil {
		return err
	} else if d > 0 {
		lines = append(lines, measured{begin2026, "to " + when(begin2026.Add(d), begin2026, time.UTC) + " excluded maintenance"})
	}
	added := availability("Twilio")
	removed := added
	removed.Maintenance = metrics.Remove
	if err := w.window(added, w.c.A, lines, map[string]string{"expected": "attained"}); err != nil {
		return err
	}
	if err := w.window(removed, w.c.A, lines, map[string]string{"denominator_variant_A_minus_C": "attained"}); err != nil {
		return err
	}
	return w.rest()
}

func (w *intervalPage) weighted() error {
	given, err := w.c.given() // before the minutes of the states are taken out
	if err != nil {
		return err
	}
	spec := availability("Harness, status pages")
	spec.Weights = map[string]metrics.Percent{}
	var lines []measured
	at := begin2026
	for _, state := range slices.Sorted(maps.Keys(w.c.Weights)) {
		n, err := number(w.c.Weights[state])
		if err != nil {
			return err
		}
		spec.Weights[state] = metrics.PercentOf(n)
		d, err := minutesOf(first(w.c.Asked[state+"_minutes"], "0"))
		if err != nil {
			return err
		}
		delete(w.c.Asked, state+"_minutes")
		if d > 0 {
			lines = append(lines, measured{at, state}, measured{at.Add(d), "up"})
			at = at.Add(d + time.Minute)
		}
	}
	for _, name := range []string{"expected_downtime_minutes", "expected_lost_minutes"} {
		for _, name := range []string{name, name + "_exact"} {
			if _, asked := w.c.Asked[name]; asked { // it follows from the share that is asked
				delete(w.c.Asked, name)
				w.c.attained(given["expected"])
			}
		}
	}
	if err := w.window(spec, w.c.Month, lines, map[string]string{"expected": "attained"}); err != nil {
		return err
	}
	return w.rest()
}

// affectedShare asks what is attained while an outage concerns a share of the users. The
// figures of the JSON are the share of the time that is lost, or what is left of it.
func (w *intervalPage) affectedShare() error {
	d, err := minutesOf(first(w.c.Outage, w.c.Minutes, w.c.Down))
	if err != nil {
		return err
	}
	affected, err := number(first(w.c.Affected, w.c.Customers, w.c.Ratio))
	if err != nil {
		return err
	}
	whole, err := minutesOf(first(w.c.Schedule, w.c.Month))
	if err != nil {
		return err
	}
	var left, lost, percent *big.Rat
	if whole > 0 {
		lost = new(big.Rat).Mul(affected, big.NewRat(int64(d), int64(whole)))
		percent = new(big.Rat).Mul(lost, big.NewRat(100, 1))
		left = new(big.Rat).Sub(big.NewRat(100, 1), percent)
	}
	if len(w.c.Asked) == 0 {
		return errors.New("no figure is asked")
	}
	for _, name := range slices.Sorted(maps.Keys(w.c.Asked)) {
		stem, exact := strings.CutSuffix(name, "_exact")
		want := lost
		switch {
		case strings.Contains(name, "availability"):
			want = left
		case strings.Contains(name, "percent"):
			want = percent
		case stem != "expected" && !strings.Contains(name, "share"):
			return fmt.Errorf("figure %q", name)
		}
		if err := follows(name, w.c.Asked[name], want, exact); err != nil {
			return err
		}
	}
	clear(w.c.Asked)
	w.c.attained(left)
	text := percentOfShare(affected)
	if !strings.HasSuffix(text, "%") {
		return fmt.Errorf("a share of %s of the users", affected.RatString())
	}
	var lines []measured
	if d > 0 {
		lines = []measured{{begin2026, "to " + when(begin2026.Add(d), begin2026, time.UTC) + " down share=" + text}}
	}
	return w.window(availability("Cloudflare"), first(w.c.Schedule, w.c.Month), lines, map[string]string{"expected": "attained"})
}

// sliced writes a case about a period of slices.
func (w *intervalPage) sliced(spec metrics.Slices, calendars map[string]calendar.Spec, every sla.Every, period string, lines []string, known string) error {
	facets, err := w.facets(map[string]string{known: "attained"})
	if err != nil || len(facets) == 0 {
		return err
	}
	return w.slices(spec, calendars, every, period, lines, facets[0])
}

func (w *intervalPage) slices(spec metrics.Slices, calendars map[string]calendar.Spec, every sla.Every, period string, lines []string, facet string) error {
	w.name()
	agreement := sla.Spec{ID: "case", Zone: "UTC", Calendars: calendars, Objectives: []sla.Objective{{ID: "service", Metric: spec, Period: every}}}
	if _, err := (sla.Sources{}).New(agreement); err != nil {
		return err
	}
	w.title(w.availabilityPage.id, w.source)
	if err := w.agreement("", agreement); err != nil {
		return err
	}
	if len(lines) > 0 {
		w.line(0, "service %s", spec.Of)
	}
	for _, line := range lines {
		w.line(2, "%s", line)
	}
	w.line(0, "period %s", period)
	w.line(2, "=> service: %s", facet)
	return nil
}

// fiveMinuteLines tells bad slices, then good ones, from an instant on.
func fiveMinuteLines(from time.Time, bad, good int64) (lines []string, err error) {
	for _, part := range []struct {
		n    int64
		what string
	}{{bad, "0 of 1"}, {good, "1 of 1"}} {
		for part.n > 0 { // a line stands for at most 10,000 facts
			n := min(part.n, 10_000)
			if len(lines) > 20 {
				return nil, errors.New("more slices than a case tells")
			}
			to := from.Add(time.Duration(n) * fiveMinutes)
			lines = append(lines, when(from, time.Time{}, time.UTC)+" to "+when(to, from, time.UTC)+" every 5m "+part.what)
			from, part.n = to, part.n-n
		}
	}
	return lines, nil
}

var april2026 = time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC) // a month of 30 days

func (w *intervalPage) errorRate() error {
	if w.c.CountsDown == nil || w.c.Requests < w.c.Errors || w.c.Errors < 0 {
		return errors.New("requests that are not counted")
	}
	spec := slicing("Google Cloud, by requests")
	n, err := number(w.c.Threshold)
	if err != nil {
		return err
	}
	spec.Bad, spec.MinSamples = metrics.Bound("over "+percentOfShare(n)), w.c.MinRequests
	facet := "attained 1440 of 1440" // minutes of a day
	if *w.c.CountsDown {
		facet = "attained 1439 of 1440"
	}
	line := fmt.Sprintf("%s  %d of %d", when(april2026, time.Time{}, time.UTC), w.c.Requests-w.c.Errors, w.c.Requests)
	if err := w.slices(spec, nil, sla.Daily, "2026-04-01", []string{line}, facet); err != nil {
		return err
	}
	return w.rest()
}

func (w *intervalPage) serviceYear() error {
	bad, all := w.c.BadPeriods, w.c.DaysUsed*slicesOfDay
	if bad < 0 || bad > all || all > 365*slicesOfDay {
		return errors.New("more periods than a year has")
	}
	spec, used := slicing("EC2 of 2008"), slicing("EC2 of 2008")
	told, calendars := all, map[string]calendar.Spec(nil)
	if used.Empty = metrics.NoDataExclude; all > factsMost { // a calendar has the days of use
		told, used.Empty, used.Calendar = bad, metrics.NoDataGood, measuredHours
		calendars = map[string]calendar.Spec{measuredHours: openFor(january2026, time.Duration(all)*fiveMinutes)}
	}
	lines, err := fiveMinuteLines(january2026, bad, told-bad)
	if err != nil {
		return err
	}
	if err := w.sliced(spec, nil, sla.Yearly, "2026", lines, "expected"); err != nil {
		return err
	}
	if err := w.sliced(used, calendars, sla.Yearly, "2026", lines, "only_used_days_variant"); err != nil {
		return err
	}
	return w.rest()
}

// factsMost is how many facts a case tells here at most; the language has 100,000.
const factsMost = 90_000

func (w *intervalPage) shareOfIntervals() error {
	bad, all := w.c.BadExisted, w.c.Existed
	if bad < 0 || bad > all || all > factsMost {
		return fmt.Errorf("%d bad ones of %d intervals", bad, all)
	}
	if all <= 30*slicesOfDay {
		lines, err := fiveMinuteLines(april2026, bad, all-bad)
		if err != nil {
			return err
		}
		existed, month := slicing("DigitalOcean"), slicing("DigitalOcean")
		month.Empty = metrics.NoDataGood
		if err := w.sliced(existed, nil, sla.Monthly, "2026-04", lines, "expected"); err != nil {
			return err
		}
		if err := w.sliced(month, nil, sla.Monthly, "2026-04", lines, "full_month_variant"); err != nil {
			return err
		}
		return w.rest()
	}
	lines, err := fiveMinuteLines(january2026, bad, all-bad) // longer than the month of the variant
	if err != nil {
		return err
	}
	if err := w.sliced(slicing("DigitalOcean"), nil, sla.Yearly, "2026", lines, "expected"); err != nil {
		return err
	}
	return w.rest()
}

// intervalMean writes one case with the mean of all slices, the mean without the empty
// ones, and the ratio of all requests, as far as they are asked.
func (w *intervalPage) intervalMean() error {
	at, spec := january2026, slicing("AWS S3, Azure Storage")
	calendars, every, period, err := slicesOf(w.c.Intervals, fiveMinutes)
	if err != nil {
		return err
	}
	if w.c.Intervals == 8640 { // the slices of a month of 30 days
		at, calendars, every, period = april2026, nil, sla.Monthly, "2026-04"
	} else {
		spec.Calendar = measuredHours
	}
	if told := int64(len(w.c.Counts)); told > w.c.Intervals {
		return contradiction("%d slices of %d", told, w.c.Intervals)
	}
	var lines []string
	for _, counts := range w.c.Counts {
		if counts.Errors < 0 || counts.Errors > counts.Requests {
			return contradiction("%d errors of %d requests", counts.Errors, counts.Requests)
		}
		if counts.Requests > 0 {
			lines = append(lines, fmt.Sprintf("%s  %d of %d", when(at, time.Time{}, time.UTC), counts.Requests-counts.Errors, counts.Requests))
		}
		at = at.Add(fiveMinutes)
	}
	for _, bad := range w.c.BadIntervals {
		rate, err := number(bad.Rate)
		if err != nil {
			return err
		}
		if bad.Count <= 0 {
			continue
		}
		to := at.Add(time.Duration(bad.Count) * fiveMinutes)
		good := new(big.Int).Sub(rate.Denom(), rate.Num())
		lines = append(lines, fmt.Sprintf("%s to %s every 5m %v of %v", when(at, time.Time{}, time.UTC), when(to, at, time.UTC), good, rate.Denom()))
		at = to
	}
	agreement := sla.Spec{ID: "case", Zone: "UTC", Calendars: calendars}
	var answers []string
	for _, way := range []struct {
		figure, id string
		metric     metrics.Metric
	}{
		{"expected", "service", withEmpty(spec, metrics.NoDataGood)},
		{"interval_mean_ignoring_empty", "without-empty", withEmpty(spec, metrics.NoDataExclude)},
		{"request_ratio", "requests", metrics.Ratio{Of: spec.Of}},
	} {
		facets, err := w.facets(map[string]string{way.figure: "attained"})
		if err != nil {
			return err
		}
		if len(facets) > 0 {
			agreement.Objectives = append(agreement.Objectives, sla.Objective{ID: way.id, Metric: way.metric, Period: every})
			answers = append(answers, way.id+": "+strings.Join(facets, ", "))
		}
	}
	if len(answers) == 0 {
		return errors.Join(w.rest(), errors.New("no figure is asked"))
	}
	w.name()
	w.title(w.availabilityPage.id, w.source)
	if err := w.agreement("", agreement); err != nil {
		return err
	}
	w.availabilityPage.facts(spec.Of, lines)
	w.line(0, "period %s", period)
	for _, answer := range answers {
		w.line(2, "=> %s", answer)
	}
	return w.rest()
}

func withEmpty(spec metrics.Slices, empty metrics.NoDataPolicy) metrics.Slices {
	spec.Empty = empty
	return spec
}

func (w *intervalPage) goodOfTotal() error {
	facets, err := w.facets(map[string]string{"expected": "attained"})
	if err != nil {
		return err
	}
	w.name()
	w.title(w.availabilityPage.id, w.source)
	if err := w.agreement("", sla.Spec{ID: "case", Zone: "UTC", Objectives: []sla.Objective{
		{ID: "service", Metric: metrics.Ratio{Of: "service"}, Period: sla.Monthly},
	}}); err != nil {
		return err
	}
	if w.c.Triggered > 0 {
		w.line(0, "service service")
		w.line(2, "%s  %d of %d", when(april2026, time.Time{}, time.UTC), w.c.Triggered-w.c.Unavailable, w.c.Triggered)
	}
	w.line(0, "period 2026-04")
	w.line(2, "=> service: %s", strings.Join(facets, ", "))
	return w.rest()
}
