package exchange

import (
	"cmp"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// OpenSLO reads objects of openslo/v1 in YAML or JSON: one, several documents, or lists
// of objects. Each objective of an SLO becomes an objective. The error is a
// *sla.FieldError, see Zendesk; anchors and aliases of YAML are errors too.
func OpenSLO(data []byte) (Import, error) {
	root, err := readYAML(data)
	if err != nil {
		return Import{}, err
	}
	records := root.records(has("apiVersion", "kind"))
	if len(records) == 0 {
		return Import{}, none(root, "object of OpenSLO", "apiVersion and kind")
	}
	o := openSLO{reading: newReading(root, nil), kinds: map[string]metricKind{}, apart: map[string]*node{}}
	var slos []*node
	for _, n := range records {
		version, kind := n.at("apiVersion"), n.at("kind")
		switch {
		case version.value() != "openslo/v1":
			o.skip(notRead, n, "", "only openslo/v1 is read")
		case kind.value() == "SLO":
			slos = append(slos, n)
		case kind.value() == "SLI":
			o.apart[o.indicator(n)] = n
		default:
			o.skip(notRead, n, "", "an agreement has no counterpart of this kind")
		}
	}
	for _, n := range slos {
		o.slo(n)
	}
	for _, n := range o.apart {
		o.skip(notRead, n, "", "no SLO that was read refers to it")
	}
	return o.done(), nil
}

// openSLO is a source of objects.
type openSLO struct {
	*reading
	kinds map[string]metricKind // of the indicators, by name
	apart map[string]*node      // the indicators that are objects of their own and that no SLO refers to yet
}

// metricKind is what an indicator measures.
type metricKind uint8

const (
	unknownMetric metricKind = iota
	goodOfTotal
	badOfTotal
	rawRatio
	threshold
)

// indicator reads an SLI, inline or an object of its own, and gives its name.
func (o *openSLO) indicator(n *node) string {
	metadata, spec := n.at("metadata"), n.at("spec")
	n.object()
	name := ""
	if metadata.object() {
		name = metadata.at("name").value()
	}
	kind := unknownMetric
	if spec.object() {
		kind = o.metric(spec)
	}
	if readable(name) {
		o.kinds[name] = kind
	}
	return name
}

// metric tells what an indicator measures. Its queries stay unread.
func (o *openSLO) metric(spec *node) metricKind {
	if spec.at("thresholdMetric") != nil {
		return threshold
	}
	ratio := spec.at("ratioMetric")
	switch {
	case !ratio.object():
		return unknownMetric
	case ratio.at("good") != nil:
		return goodOfTotal
	case ratio.at("bad") != nil:
		return badOfTotal
	case ratio.at("raw") != nil:
		return rawRatio
	}
	return unknownMetric
}

// slo reads an SLO.
func (o *openSLO) slo(n *node) {
	metadata, spec := n.at("metadata"), n.at("spec")
	if !metadata.object() || !spec.object() {
		o.skip(undecided, n, "", "an SLO has metadata and a spec")
		return
	}
	name, display := metadata.at("name").value(), title(metadata.at("displayName").value())
	objectives := spec.at("objectives").list()
	if len(objectives) == 0 {
		o.add(undecided, n, "", "the SLO has no objectives")
		return
	}
	method := spec.at("budgetingMethod")
	switch method.value() {
	case "Occurrences", "Timeslices":
	case "RatioTimeslices":
		o.add(notRead, method, "", "RatioTimeslices: the nearest metric is slices without good, the mean of the good shares of slices")
		o.skip(notRead, n, "", "the SLO is left out, because its budgetingMethod was not read")
		return
	default:
		o.add(undecided, cmp.Or(method, spec), "", "the budgetingMethod is Occurrences, Timeslices or RatioTimeslices")
		o.skip(undecided, n, "", "the SLO is left out, because its budgetingMethod was not read")
		return
	}
	of := o.subject(spec, name)
	for i, objective := range objectives {
		id := name
		if len(objectives) > 1 {
			id = name + "-" + cmp.Or(slug(objective.at("displayName").peek()), strconv.Itoa(i+1))
		}
		if !objective.object() {
			o.skip(notRead, objective, "", "an objective is an object")
			continue
		}
		o.objective(objective, spec, o.named(id), of, display, method.value())
	}
}

// named keeps the name of an SLO as the id of its objective, if no other has it.
func (o *openSLO) named(name string) string {
	if name != "" && readable(name) && !strings.ContainsAny(name, "@*. ") && !o.ids[name] && len(name) < 100 {
		o.ids[name] = true
		return name
	}
	return o.id(name, "objective")
}

// subject gives the name under which the facts of an SLO come: that of its indicator.
func (o *openSLO) subject(n *node, otherwise string) string {
	of := ""
	if inline := n.at("indicator"); inline.object() {
		of = o.indicator(inline)
	} else if ref := n.at("indicatorRef"); ref != nil {
		of = ref.value()
		delete(o.apart, of)
	}
	if of == "" || !readable(of) {
		return otherwise
	}
	return of
}

// objective reads an objective of an SLO.
func (o *openSLO) objective(n, spec *node, id, of, display, method string) {
	at := "objectives." + id
	if n.at("indicator") != nil || n.at("indicatorRef") != nil {
		of = o.subject(n, of)
	}
	if of == "" || !readable(of) {
		o.skip(undecided, n, at, "neither the SLO nor its indicator has a name; the objective is left out")
		return
	}
	attain, ok := o.target(n, at)
	if !ok {
		o.skip(undecided, n, at, "the objective is left out, because it has no target from 0 to 1")
		return
	}
	kind := o.kinds[of]
	if kind == unknownMetric && n.at("op") != nil && n.at("value") != nil {
		kind = threshold
	}
	var metric metrics.Metric
	if method == "Occurrences" {
		metric, ok = o.occurrences(n, of, at, kind)
	} else {
		metric, ok = o.slices(n, of, at, kind)
	}
	if !ok {
		return
	}
	period := o.window(spec, at)
	if slices, is := metric.(metrics.Slices); is && strings.HasPrefix(string(period), "rolling") {
		slices.Align = metrics.AlignClock // a rolling period begins anew each day
		metric = slices
	}
	if kind == badOfTotal {
		o.add(assumed, n, at, "the indicator counts bad events; hand over the good events, the total less the bad")
	}
	o.spec.Objectives = append(o.spec.Objectives, sla.Objective{
		ID: id, Title: join(display, title(n.at("displayName").value())), Metric: metric, Attain: attain, Period: period,
	})
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ": " + b
}

// occurrences gives the metric of good events.
func (o *openSLO) occurrences(n *node, of, at string, kind metricKind) (metrics.Metric, bool) {
	switch kind {
	case threshold:
		good, ok := o.bound(n)
		if !ok {
			o.skip(undecided, n, at, "the objective is left out, because its op and value were not read")
			return nil, false
		}
		return metrics.Ratio{Of: of, Good: good}, true
	case rawRatio:
		o.add(undecided, n, at, "the indicator is a ratio that was worked out before; hand over the counts behind it")
	}
	return metrics.Ratio{Of: of}, true
}

// slices gives the metric of good time slices.
func (o *openSLO) slices(n *node, of, at string, kind metricKind) (metrics.Metric, bool) {
	window, target := n.at("timeSliceWindow"), n.at("timeSliceTarget")
	every, ok := sliceLength(window.peek())
	if !ok {
		o.skip(undecided, n, at, "the objective is left out, because it has no timeSliceWindow")
		return nil, false
	}
	good, ok := percent(target.peek(), 2)
	if !ok {
		o.skip(undecided, n, at, "the objective is left out, because it has no timeSliceTarget, and OpenSLO does not say which slice is good then")
		return nil, false
	}
	window.value()
	target.value()
	if kind == threshold && n.at("op") != nil {
		op := n.at("op")
		o.add(undecided, op, at, strings.TrimSpace(op.value()+" "+n.at("value").value())+": hand over counts of the samples that meet it; slices do not compare samples")
	}
	o.add(assumed, n, at+".slices.empty", "exclude: OpenSLO does not say how a slice without events counts")
	return metrics.Slices{Of: of, Every: metrics.SpanOf(every), Good: metrics.Bound("at least " + good), Empty: metrics.NoDataExclude}, true
}

// bound reads op and value: what a good sample meets.
func (o *openSLO) bound(n *node) (metrics.Bound, bool) {
	op, value := n.at("op"), n.at("value")
	word := map[string]string{"lte": "at most ", "lt": "below ", "gte": "at least ", "gt": "over "}[op.peek()]
	bound := metrics.Bound(word + value.peek())
	if _, err := bound.Parse(); word == "" || err != nil || strings.Trim(value.peek(), "-0123456789.") != "" {
		return "", false
	}
	op.value()
	value.value()
	return bound, true
}

// target reads the promised share, digit by digit.
func (o *openSLO) target(n *node, at string) (metrics.Bound, bool) {
	target, percentage := n.at("target"), n.at("targetPercent")
	share, ok := percent(target.peek(), 2)
	same, ok2 := percent(strings.TrimSuffix(percentage.peek(), "%"), 0)
	switch {
	case !ok && !ok2:
		return "", false
	case !ok:
		percentage.value()
		return metrics.Bound(same), true
	case ok2 && !equal(same, share):
		o.note(undecided, percentage, at+".attain", "target says "+share+", which counts")
	case ok2:
		percentage.value()
	}
	target.value()
	return metrics.Bound(share), true
}

// equal reports whether two percentages are the same number.
func equal(a, b string) bool {
	x, ok := new(big.Rat).SetString(strings.TrimSuffix(a, "%"))
	y, ok2 := new(big.Rat).SetString(strings.TrimSuffix(b, "%"))
	return ok && ok2 && x.Cmp(y) == 0
}

// percent writes a share as a percentage by moving its point, so that every digit stays.
// It takes 0 to 1 if the point moves by 2, and 0 to 100 if it does not move.
func percent(text string, by int) (string, bool) {
	whole, fraction, point := strings.Cut(text, ".")
	if whole == "" && point {
		whole = "0"
	}
	digits := whole + fraction
	if digits == "" || whole == "" || len(digits) > 30 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	fraction += strings.Repeat("0", max(0, by-len(fraction)))
	whole, fraction = whole+fraction[:by], fraction[by:]
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if n, err := strconv.Atoi(whole); err != nil || n > 100 || n == 100 && strings.Trim(fraction, "0") != "" {
		return "", false
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return whole + "%", true
}

// shorthand reads a duration of OpenSLO: a number and a unit, of which m is minutes and
// M is months.
func shorthand(text string) (n int, unit byte, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) < 2 {
		return 0, 0, false
	}
	n, err := strconv.Atoi(text[:len(text)-1])
	unit = text[len(text)-1]
	return n, unit, err == nil && n > 0 && n < 100_000 && text[0] != '+' && strings.IndexByte("smhdwMQY", unit) >= 0
}

// sliceLength reads the length of a time slice.
func sliceLength(text string) (time.Duration, bool) {
	n, unit, ok := shorthand(text)
	each := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}[unit]
	return time.Duration(n) * each, ok && each > 0 && time.Duration(n)*each <= 7*24*time.Hour
}

// window reads the time window of an SLO.
func (o *openSLO) window(spec *node, at string) sla.Every {
	at += ".period"
	windows := spec.at("timeWindow").list()
	if len(windows) == 0 || !windows[0].object() {
		o.add(undecided, spec, at, "month: the SLO has no timeWindow")
		return sla.Monthly
	}
	if len(windows) > 1 {
		o.add(undecided, windows[1], at, "an SLO has one timeWindow; the first counts")
	}
	w := windows[0]
	duration, rolling, calendar := w.at("duration"), w.at("isRolling"), w.at("calendar")
	n, unit, ok := shorthand(duration.value())
	aligned := calendar.object() && !rolling.yes()
	if rolling.value(); calendar.object() && rolling.yes() {
		o.note(assumed, calendar, at, "a rolling window begins anew each day, so its calendar does not count")
	}
	if !aligned && !rolling.yes() {
		o.add(assumed, w, at, "the window has no calendar, so it is rolling")
	}
	if !ok {
		o.note(undecided, duration, at, "month: no duration such as 28d, 1w or 1M")
		return sla.Monthly
	}
	if !aligned {
		return o.rolling(duration, at, n, unit)
	}
	return o.aligned(duration, calendar, at, n, unit)
}

// rolling gives a rolling period. A period has whole days.
func (o *openSLO) rolling(duration *node, at string, n int, unit byte) sla.Every {
	days := map[byte]int{'d': 1, 'w': 7, 'M': 30, 'Q': 90, 'Y': 365}[unit] * n
	switch {
	case unit == 'h' && n%24 == 0:
		days = n / 24
	case strings.IndexByte("MQY", unit) >= 0 && days <= 3660:
		o.note(undecided, duration, at, fmt.Sprintf("rolling %d days: months, quarters and years have no fixed length", days))
	}
	if days < 1 || days > 3660 {
		o.note(undecided, duration, at, "rolling 30 days: a rolling period has 1 to 3660 whole days")
		days = 30
	}
	return sla.Every(fmt.Sprintf("rolling %d days", days))
}

// aligned gives a period of the calendar, counted from its start.
func (o *openSLO) aligned(duration, calendar *node, at string, n int, unit byte) sla.Every {
	start, zone := calendar.at("startTime"), calendar.at("timeZone")
	switch z := zone.peek(); {
	case !plainZone.MatchString(z):
		o.note(undecided, zone, "zone", "no time zone")
	case o.spec.Zone == "" || o.spec.Zone == z:
		o.spec.Zone = z
	default:
		o.note(undecided, zone, "zone", "an agreement has one zone, here "+o.spec.Zone)
	}
	zone.value()
	day, clock, ok := anchor(start.value())
	switch {
	case !ok:
		o.note(undecided, cmp.Or(start, calendar), at, "no date; the period is counted from 1970-01-01")
		day = "1970-01-01"
	case clock != "" && clock != "00:00:00":
		o.note(assumed, start, at, "a period begins at midnight, so "+clock+" does not count")
	}
	units := map[byte]string{'d': "day", 'w': "week", 'M': "month", 'Q': "quarter", 'Y': "year"}
	word := units[unit]
	switch {
	case unit == 'h' && n%24 == 0:
		n, word = n/24, "day"
	case unit == 'm' && n == 1:
		o.note(assumed, duration, at, "1m is a minute in OpenSLO; a window of the calendar has days at least, so a month is meant")
		word = "month"
	case unit == 'Q' && n > 1:
		n, word = 3*n, "month"
	}
	if word == "" || n > 120 {
		o.note(undecided, duration, at, "month: a period of the calendar has whole days, and at most 120 of a unit")
		n, word = 1, "month"
	}
	if n > 1 {
		word = fmt.Sprintf("%d %ss", n, word)
	}
	return sla.Every(word + " from " + day)
}

// anchor reads a start such as "2022-01-01 12:00:00".
func anchor(text string) (day, clock string, ok bool) {
	for _, layout := range []string{time.DateTime, "2006-01-02T15:04:05", time.RFC3339, "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.Parse(layout, strings.TrimSpace(text)); err == nil && at.Year() >= 1900 && at.Year() < 2190 {
			if layout == time.DateOnly {
				return at.Format(time.DateOnly), "", true
			}
			return at.Format(time.DateOnly), at.Format(time.TimeOnly), true
		}
	}
	return "", "", false
}
