package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// availabilityPage is a file of cases of availability.
type availabilityPage struct {
	*sheet
	id, source string
	figures    map[string][]tableRow // rows of tables without an agreement, by the table
	skip       func(expectation, why string, args ...any)
}

func writeAvailability(dir fs.FS, c *corpus) error {
	figures := map[string][]tableRow{}
	pages := map[string]*sheet{}
	one := func(file, list, page, about string, write func(p *availabilityPage, data json.RawMessage) error) error {
		data, err := fs.ReadFile(dir, file)
		var top struct {
			Source string `json:"source"`
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			err = json.Unmarshal(data, &top)
		}
		if err != nil {
			return err
		}
		if pages[page] == nil {
			pages[page] = c.file("availability/"+page+".case", about)
			if top.Source != "" {
				pages[page].line(0, "# Source: %s", strings.ReplaceAll(top.Source, "\n", " "))
			}
		}
		return entries(dir, list, func(from string, data json.RawMessage) error {
			if from != file {
				return nil
			}
			var head struct {
				Name, ID, Source string
				Period           word
				Target           word `json:"target_percent"`
			}
			if err := json.Unmarshal(data, &head); err != nil {
				return err
			}
			p := &availabilityPage{sheet: pages[page], figures: figures, id: head.Name + head.ID, source: head.Source}
			switch {
			case p.id == "" && head.Target == "":
				p.id = head.Source
			case p.id == "":
				p.id = strings.TrimSpace(head.Target.percent() + " " + string(head.Period))
			}
			entry := entryOf("availability", file, p.id)
			p.skip = func(expectation, why string, args ...any) { c.skip(entry, expectation, why, args...) }
			before := p.sheet.String()
			if err := write(p, data); err != nil {
				p.sheet.Reset()
				p.sheet.WriteString(before)
				p.skip("-", "%v", err)
				return nil
			}
			c.said[entry] = true
			return nil
		})
	}
	never := func(why string) func(*availabilityPage, json.RawMessage) error {
		return func(*availabilityPage, json.RawMessage) error { return errors.New(why) }
	}
	for _, list := range []struct {
		file, list, page, about string
		write                   func(p *availabilityPage, data json.RawMessage) error
	}{
		{"icinga_sla.json", "cases", "icinga", "Availability: SLA reports of Icinga DB, and the sound answer where its answer hides something.", writeIcinga},
		{"nagios_availability.json", "cases", "nagios", "Availability: reports of Nagios and Thruk.", writeNagios},
		{"zabbix_sli.json", "cases", "zabbix", "Availability: indicators of Zabbix services.", writeZabbix},
		{"zabbix_sli.json", "period_lists", "zabbix", "", writePeriodList},
		{"quality_metrics.json", "cases", "surveys", "Scores of surveys and of speech.", writeQuality},
		{"composite.json", "cases", "figures", "Figures of availability: percentiles, allowances, composed shares.", writeComposite},
		{"allowances.json", "computed", "figures", "", writeAllowance},
		{"interval_definitions.json", "cases", "intervals", "Availability: definitions of published service levels.", writeInterval},
		{"slo_engines.json", "error_budget_examples", "figures", "", writeErrorBudget},
		{"slo_engines.json", "budgeting_methods", "figures", "", never("slices without instants")},
	} {
		if err := one(list.file, list.list, list.page, list.about, list.write); err != nil {
			return err
		}
	}
	s := c.file("availability/figures.case", "")
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		s.title(name)
		verb, of, _ := strings.Cut(name, " ")
		for i := range figures[name] {
			figures[name][i].verb = verb
		}
		s.tables(of, figures[name])
	}
	for _, section := range []string{"slo_generator", "kibana_sli", "burn_rate_windows"} {
		if _, err := fs.Stat(dir, enginesFile); err != nil {
			break
		}
		c.skip(entryOf("availability", enginesFile, section), "-", "figures of other engines, with their roundings; the runner of the JSON form compares them")
	}
	return nil
}

func (p *availabilityPage) row(table, input, answer string) {
	p.figures[table] = append(p.figures[table], tableRow{input: input, answer: answer, id: p.id, remark: p.source})
}

// measured is one line below a service, at its instant.
type measured struct {
	at   time.Time
	text string
}

// windowed writes a case with one availability and what is asked of a window.
func (p *availabilityPage) windowed(zone *time.Location, spec metrics.Availability, calendars map[string]calendar.Spec, lines []measured, windows ...stretch) error {
	p.title(p.id, p.source)
	if err := p.agreement("", sla.Spec{ID: "case", Zone: zone.String(), Calendars: calendars, Objectives: []sla.Objective{
		{ID: "service", Metric: spec, Period: sla.Monthly},
	}}); err != nil {
		return err
	}
	if _, err := (sla.Sources{}).New(sla.Spec{ID: "case", Zone: zone.String(), Calendars: calendars, Objectives: []sla.Objective{
		{ID: "service", Metric: spec, Period: sla.Monthly},
	}}); err != nil {
		return err
	}
	if len(lines) > 0 {
		p.line(0, "service %s", spec.Of)
	}
	slices.SortStableFunc(lines, func(a, b measured) int { return a.at.Compare(b.at) })
	var before time.Time
	for _, l := range lines {
		p.line(2, "%s  %s", when(l.at, before, zone), l.text)
		before = l.at
	}
	for _, w := range windows {
		p.line(0, "window %s to %s", when(w.from, time.Time{}, zone), when(w.to, w.from, zone))
		p.line(2, "=> service: %s", strings.Join(w.facets, ", "))
	}
	return nil
}

type stretch struct {
	from, to time.Time
	facets   []string
}

// writeIcinga asks what the host and the service reach, as icingaCase.run does: by the
// policy of the engine, or if the case has a sound answer by a policy that leaves
// unmeasured time out.
func writeIcinga(p *availabilityPage, data json.RawMessage) error {
	var c icingaCase
	if err := decode(data, &c); err != nil {
		return err
	}
	if c.Error != "" || c.Sound == "error" {
		return errors.New("an error in the facts, which a case cannot tell")
	}
	id := p.id
	sound := c.Sound != ""
	for _, object := range []struct {
		name, engine string
		listed       json.RawMessage
	}{{"host", "Icinga DB, hosts", c.Host}, {"service", "Icinga DB, services", c.Service}} {
		if object.listed == nil && !sound {
			continue
		}
		var want word
		if object.listed != nil {
			if err := json.Unmarshal(object.listed, &want); err != nil {
				return err
			}
		}
		if sound {
			want = c.Sound
		}
		spec := availability(object.engine)
		spec.Weights = maps.Clone(spec.Weights)
		if sound {
			spec.Initial = string(metrics.NoData)
		}
		state := func(code word) string {
			if code == "99" && sound {
				return string(metrics.NoData)
			}
			if _, listed := spec.Weights[string(code)]; !listed {
				spec.Weights[string(code)] = "100%"
			}
			return string(code)
		}
		if c.Current != "" {
			spec.Initial = state(c.Current)
		}
		var lines []measured
		for i, s := range c.States {
			text := state(s.State)
			switch s.Previous {
			case "":
			case "99":
				text += " was=" + string(metrics.NoData)
			default:
				text += " was=" + state(s.Previous)
			}
			lines = append(lines, measured{time.UnixMilli(s.At), fmt.Sprintf("%s #%d/%d", text, i+1, i+1)})
		}
		for _, d := range c.Downtimes {
			if d.End == nil {
				return errors.New("maintenance without an end")
			}
			lines = append(lines, measured{time.UnixMilli(d.Start), "to " + when(time.UnixMilli(*d.End), time.UnixMilli(d.Start), time.UTC) + " excluded maintenance"})
		}
		if roundedUp[id] {
			return errors.New("a figure rounded up; the language never rounds up")
		}
		if i := strings.IndexByte(string(want), '.'); i >= 0 && len(want) > i+19 {
			want = want[:i+19] // the language reads 18 places, and cuts off the rest
		}
		facet := "attained " + want.percent()
		if want == "" || want == "no_value" {
			facet = "attained none"
		}
		p.id, p.source = id+", "+object.name, id
		if err := p.windowed(time.UTC, spec, nil, lines, stretch{time.UnixMilli(c.Start), time.UnixMilli(c.End), []string{facet}}); err != nil {
			return err
		}
	}
	return nil
}

func writeNagios(p *availabilityPage, data json.RawMessage) error {
	var c nagiosCase
	if err := decode(data, &c); err != nil {
		return err
	}
	if len(c.Options.Hours) > 0 {
		return errors.New("service hours between instants, which no calendar has")
	}
	spec := availability("Nagios, Thruk")
	spec.Weights = maps.Clone(spec.Weights)
	if c.Options.Initial != "" && c.Options.Initial != "unspecified" {
		spec.Initial = nagiosState(spec, c.Options.Initial)
	}
	var lines []measured
	for i, e := range c.Events {
		if e.What != "state" && !(c.Options.HoldLast && strings.HasPrefix(e.What, "monitoring ")) && (e.What != "monitoring started" || i > 0) {
			return errors.New("stops of the monitor and downtimes, in events of their own")
		}
		if e.What == "state" {
			lines = append(lines, measured{time.Unix(e.At, 0), fmt.Sprintf("%s #%d/%d", nagiosState(spec, e.State), i+1, i+1)})
		}
	}
	known := map[string]string{"up": "up", "down": "down", "no_data": "no-data", "not_running": "not-monitored"}
	asked, sum := stretch{from: time.Unix(c.Start, 0), to: time.Unix(c.End, 0)}, int64(0)
	for _, bucket := range slices.Sorted(maps.Keys(c.Expected)) {
		want := c.Expected[bucket]
		var seconds int64
		if err := json.Unmarshal(want, &seconds); err != nil {
			p.skip(bucket, "figures of each day")
			continue
		}
		sum += seconds
		word, ok := known[bucket]
		if !ok {
			switch spec.Weights[bucket] {
			case "0%":
				word = "up" // the sum of the states that lose nothing
			case "100%":
				word = "down"
			default:
				p.skip(bucket, "time by state; the language asks for what the states count as")
				continue
			}
			p.skip(bucket, "time by state; the case asks for what the states count as")
			word = ""
		}
		if word != "" {
			asked.facets = append(asked.facets, word+" "+length(seconds))
		}
	}
	if c.Sum != nil && (!c.Sum.Equal || c.Sum.Buckets != sum || c.Sum.Period != sum) {
		return contradiction("a sum that the answers do not make")
	}
	if len(asked.facets) == 0 {
		return errors.New("time by state; the language asks for what the states count as")
	}
	return p.windowed(time.UTC, spec, nil, lines, asked)
}

func writeZabbix(p *availabilityPage, data json.RawMessage) error {
	var c zabbixCase
	if err := decode(data, &c); err != nil {
		return err
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return err
	}
	v := &verdict{}
	spec := availability("Zabbix")
	var calendars map[string]calendar.Spec
	if len(c.Schedule) > 0 {
		week := weekWritten(c.Schedule)
		if _, err := calendar.New(calendar.Spec{Zone: c.Zone, Hours: week}); err != nil {
			return err
		}
		calendars = map[string]calendar.Spec{"hours": {Zone: c.Zone, Hours: week}}
		spec.Calendar = "hours"
	}
	var lines []measured
	created := time.Time{}
	if c.Created != "" {
		created = v.local(c.Created, zone)
	}
	for _, o := range c.Outages {
		from, end := v.local(o[0], zone), "open"
		if from.Before(created) { // before the service existed
			from = created
		}
		if o[1] != "" {
			to := v.local(o[1], zone)
			if end = when(to, from, zone); !from.Before(to) {
				continue
			}
		}
		lines = append(lines, measured{from, "to " + end + " down"})
	}
	for _, e := range c.Excluded {
		from, to := v.local(e[0], zone), v.local(e[1], zone)
		lines = append(lines, measured{from, "to " + when(to, from, zone) + " excluded maintenance"})
	}
	if c.Created != "" {
		spec.Initial = string(metrics.NotMonitored)
		lines = append(lines, measured{created, "up was=not-monitored"})
	}
	if len(v.problems) > 0 {
		return errors.New(strings.Join(v.problems, "; "))
	}
	up, down := c.Expected.Up, c.Expected.Down
	if c.Sound != nil {
		up, down = c.Sound.Up, c.Sound.Down
	}
	w := stretch{from: time.Unix(c.Expected.From, 0), to: time.Unix(c.Expected.To, 0)}
	for _, each := range []struct {
		word string
		n    word
	}{{"up", up}, {"down", down}} {
		n, ok := new(big.Int).SetString(string(each.n), 10)
		if !ok || !n.IsInt64() {
			return fmt.Errorf("%s of %s s", each.word, each.n)
		}
		w.facets = append(w.facets, each.word+" "+length(n.Int64()))
	}
	total, lost, err := twoLengths(up, down)
	if err != nil {
		return err
	}
	switch {
	case c.Sound != nil:
	case c.Expected.SLI == "":
		w.facets = append(w.facets, "attained none")
	default:
		// The figure of the JSON is rounded; the two lengths that make it are exact.
		if total.Sign() == 0 || !printsAs(new(big.Rat).Quo(new(big.Rat).Sub(total, lost), total), c.Expected.SLI) {
			return contradiction("a share of %s, which %s up and %s down do not make", c.Expected.SLI, up, down)
		}
		attained := "attained 0%" // nothing of 24h is nothing of 25h too
		if kept := new(big.Rat).Sub(total, lost); kept.Sign() != 0 {
			attained = fmt.Sprintf("attained %s of %s", secondsText(kept), secondsText(total))
		}
		w.facets = append(w.facets, attained)
	}
	if err := p.windowed(zone, spec, calendars, lines, w); err != nil {
		return err
	}
	every, known := zabbixPeriods[c.Period]
	if !known {
		return fmt.Errorf("period %q", c.Period)
	}
	dates, err := datesOf(w.from, w.to, zone)
	if err != nil {
		return err
	}
	p.line(0, "periods %s", casefile.Name(string(every)))
	p.line(2, "%.10s => %s", c.Contains, dates)
	if c.Sound != nil || total.Sign() == 0 {
		return nil
	}
	// The engine divides what is left by the promise, rounds it away from 0, and gives
	// none above 0 s for a period that ended. The case has what is left.
	goal, err := share(c.SLO)
	if err != nil {
		return err
	}
	left := new(big.Rat).Sub(new(big.Rat).Sub(total, lost), new(big.Rat).Mul(goal, total))
	if given := zabbixBudget(left, goal); given != string(c.Expected.Budget) {
		return contradiction("a budget of %s s; what is left gives %s s", c.Expected.Budget, given)
	}
	p.line(0, "budget %s", c.SLO.percent())
	p.line(2, "%s of %s => left %s", secondsText(new(big.Rat).Sub(total, lost)), secondsText(total), secondsText(left))
	return nil
}

// datesOf writes a stretch of whole dates: its first date, and the date after its last.
// At the end a clock change may skip a date, so the end is counted from the last date.
func datesOf(from, to time.Time, zone *time.Location) (string, error) {
	for _, t := range []time.Time{from, to} {
		if t.In(zone).YearDay() == t.Add(-time.Nanosecond).In(zone).YearDay() {
			return "", contradiction("%s begins no date in %s", t.UTC().Format(time.RFC3339Nano), zone)
		}
	}
	year, month, day := to.Add(-time.Nanosecond).In(zone).Date()
	after := time.Date(year, month, day+1, 0, 0, 0, 0, time.UTC)
	return from.In(zone).Format(time.DateOnly) + " to " + after.Format(time.DateOnly), nil
}

// zabbixBudget is the budget that the engine prints for what is left of it.
func zabbixBudget(left, goal *big.Rat) string {
	if left.Sign() >= 0 || goal.Sign() <= 0 {
		return "0"
	}
	n := new(big.Rat).Quo(left, goal)
	whole, rest := new(big.Int).QuoRem(n.Num(), n.Denom(), new(big.Int))
	if rest.Sign() != 0 {
		whole.Sub(whole, big.NewInt(1))
	}
	return whole.String()
}

// weekWritten writes rows of seconds after Sunday 00:00 as the hours of a week. Rows that
// overlap are one.
func weekWritten(rows [][2]int) calendar.Week {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b [2]int) int { return a[0] - b[0] })
	var apart [][2]int
	for _, row := range rows {
		if n := len(apart); n > 0 && row[0] < apart[n-1][1] {
			apart[n-1][1] = max(apart[n-1][1], row[1])
			continue
		}
		apart = append(apart, row)
	}
	days := map[string][]string{}
	for _, row := range apart {
		for _, group := range strings.Split(string(weekOf(row[0], row[1])), "; ") {
			day, hours, _ := strings.Cut(group, " ")
			days[day] = append(days[day], strings.ReplaceAll(strings.ReplaceAll(hours, ":00-", "-"), ":00,", ","))
		}
	}
	var week []string
	for _, day := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		if len(days[day]) > 0 {
			week = append(week, day+" "+strings.TrimSuffix(strings.Join(days[day], ","), ":00"))
		}
	}
	return calendar.Week(strings.Join(week, "; "))
}

// twoLengths reads two numbers of seconds, and adds them.
func twoLengths(up, down word) (total, lost *big.Rat, err error) {
	total, err = number(up)
	if err != nil {
		return nil, nil, err
	}
	lost, err = number(down)
	if err != nil {
		return nil, nil, err
	}
	return total.Add(total, lost), lost, nil
}

// printsAs reports whether a share in percent, rounded to the places of a figure, is the
// figure.
func printsAs(share *big.Rat, figure word) bool {
	_, places, _ := strings.Cut(string(figure), ".")
	given, err := number(figure)
	if err != nil {
		return false
	}
	percent := new(big.Rat).Mul(share, big.NewRat(100, 1))
	places = percent.FloatString(max(len(places), 10))
	printed, _ := new(big.Rat).SetString(places)
	return printed.Cmp(given) == 0
}

// secondsText writes a number of seconds as a length to the nanosecond.
func secondsText(seconds *big.Rat) string {
	nanoseconds := new(big.Rat).Mul(seconds, big.NewRat(int64(time.Second), 1))
	if !nanoseconds.IsInt() || !nanoseconds.Num().IsInt64() {
		return seconds.RatString() + "s" // finer than a nanosecond
	}
	return exactLength(time.Duration(nanoseconds.Num().Int64()))
}

// writePeriodList asks for the period of the first date and of the periods that follow,
// and for the period of the last date, which ends the list.
func writePeriodList(p *availabilityPage, data json.RawMessage) error {
	var c periodList
	if err := decode(data, &c); err != nil {
		return err
	}
	every, known := zabbixPeriods[c.Period]
	if !known || len(c.Expected) == 0 {
		return fmt.Errorf("period %q", c.Period)
	}
	first := max(c.From, c.Effective)
	p.title(p.id, p.source)
	p.line(0, "periods %s", casefile.Name(string(every)))
	bounds := ""
	for i, name := range c.Expected {
		named, err := periodNamed(name)
		if err != nil {
			return err
		}
		bounds = fmt.Sprintf("%s to %s", civil.Format(named.From()), civil.Format(named.To()))
		p.line(2, "%s + %d => %s", first, i, bounds)
	}
	p.line(2, "%s => %s", c.To, bounds)
	return nil
}

func writeQuality(p *availabilityPage, data json.RawMessage) error {
	var c qualityCase
	if err := decode(data, &c); err != nil {
		return err
	}
	switch c.Family {
	case "percentile":
		return writePercentile(p, c)
	case "nps", "csat", "mos":
		return writeScore(p, c)
	case "call_centre_service_level":
		return writeCalls(p, c)
	}
	return errors.New("counts of other names than the facts of an agreement")
}

// answersOfShares gives a number of answers with the shares of promoters and detractors.
func answersOfShares(in qualityInputs) (map[word]int64, error) {
	promoters, err := share(in.Promoters)
	if err != nil {
		return nil, err
	}
	detractors, err := share(in.Detractors)
	if err != nil {
		return nil, err
	}
	passives := new(big.Rat).Sub(big.NewRat(1, 1), new(big.Rat).Add(promoters, detractors))
	all := big.NewRat(1000, 1)
	scores := map[word]int64{}
	for score, part := range map[word]*big.Rat{"9": promoters, "7": passives, "3": detractors} {
		n := new(big.Rat).Mul(part, all)
		if !n.IsInt() || n.Sign() < 0 {
			return nil, fmt.Errorf("a share of %s of the answers", part.RatString())
		}
		if n.Sign() > 0 {
			scores[score] = n.Num().Int64()
		}
	}
	return scores, nil
}

// writeCalls tells the calls of a call centre as tickets: answered and abandoned, within
// the threshold and after it, and abandoned at once.
func writeCalls(p *availabilityPage, c qualityCase) error {
	const short, most = 5, 10_000
	day := c.Inputs.tally()
	policy, known := c.abandons()
	if !known && day != (metrics.Calls{}) { // without calls all policies agree
		return fmt.Errorf("policy of %q", c.Name)
	}
	if !known {
		policy = metrics.WithinMet
	}
	threshold, err := number(first(c.Threshold, "20"))
	if err != nil || !threshold.IsInt() || threshold.Num().Cmp(big.NewInt(short+2)) < 0 {
		return fmt.Errorf("a threshold of %s s", c.Threshold)
	}
	within := int(threshold.Num().Int64())
	want, asked := "", false
	for name, text := range c.Asked {
		if name != "expected_percent" && name != "expected_percent_exact" {
			return fmt.Errorf("figure %q", name)
		}
		if want, asked = "none", true; text == "" {
			continue
		}
		n, err := share(text)
		if err != nil {
			return err
		}
		want = fmt.Sprint(n.Num(), " of ", n.Denom())
		if c.PublishedAs != "" {
			_, places, _ := strings.Cut(string(c.PublishedAs), ".")
			if hundredfold := n.Mul(n, big.NewRat(100, 1)); hundredfold.FloatString(len(places)) != string(c.PublishedAs) {
				return contradiction("%s published, which is not %s", c.PublishedAs, text)
			}
		}
	}
	if !asked {
		return errors.New("no figure is asked")
	}
	metric := metrics.Share{Abandons: policy}
	if policy == metrics.ShortMet || policy == metrics.ShortRemoved {
		metric.Short = metrics.Span(fmt.Sprintf("%ds", short))
	}
	spec := sla.Spec{ID: "case", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"answer": {Start: sla.On("offered"), Stop: sla.On("answered", "hung-up")}},
		Objectives: []sla.Objective{{ID: "answer", Clock: "answer", Metric: metric, Period: sla.Daily, Counts: sla.ByStart,
			Abandoned: sla.Where{"outcome": sla.Is("abandoned")}, Targets: []sla.Target{{Within: sla.Within(fmt.Sprintf("%ds wall", within))}}}},
	}
	if _, err := (sla.Sources{}).New(spec); err != nil {
		return err
	}
	var told []string
	for _, calls := range []struct {
		id     string
		n      int64
		after  int
		answer string
	}{
		{"QUICK", day.AnsweredWithin, 1, "answered"},
		{"SLOW", day.Answered - day.AnsweredWithin, within + 1, "answered"},
		{"GONE-AT-ONCE", day.AbandonedShort, short, "hung-up outcome=abandoned"},
		{"GONE-SOON", day.AbandonedWithin - day.AbandonedShort, short + 1, "hung-up outcome=abandoned"},
		{"GONE", day.Abandoned - day.AbandonedWithin, within + 1, "hung-up outcome=abandoned"},
	} {
		if calls.n < 0 || calls.n > most {
			return fmt.Errorf("%d calls of one kind; a case tells at most %d", calls.n, most)
		}
		if calls.n > 0 {
			at := begin2026.Add(9 * time.Hour)
			told = append(told, fmt.Sprintf("tickets %d %s", calls.n, calls.id), "  "+when(at, time.Time{}, time.UTC)+"  offered",
				"  "+when(at.Add(time.Duration(calls.after)*time.Second), at, time.UTC)+"  "+calls.answer)
		}
	}
	p.title(p.id, p.source)
	if err := p.agreement("", spec); err != nil {
		return err
	}
	for _, line := range told {
		p.line(0, "%s", line)
	}
	p.line(0, "period 2026-03-01")
	p.line(2, "=> answer: attained %s", want)
	return nil
}

func writePercentile(p *availabilityPage, c qualityCase) error {
	name, _, _ := strings.Cut(c.Method, " ")
	method, known := map[string]metrics.Method{
		"nearest_rank": metrics.NearestRank, "linear_c_1": metrics.Inclusive, "linear_c_0": metrics.Exclusive, "linear_c_half": metrics.Midpoint,
	}[name]
	want, asked := c.Asked["expected"]
	for name, value := range c.Asked {
		if strings.HasPrefix(name, "expected") {
			want, asked = value, true
		}
	}
	if !known || !asked {
		return fmt.Errorf("method %q", c.Method)
	}
	rank, err := number(c.Inputs.P)
	if err != nil {
		return err
	}
	values := make([]string, len(c.Inputs.Values))
	for i, value := range c.Inputs.Values {
		values[i] = string(value)
	}
	answer := string(want)
	if answer == "" {
		answer = "none"
	}
	p.row("percentile "+string(method), strings.TrimSpace(plainNumber(rank)+"% of "+strings.Join(values, " ")), answer)
	return nil
}

func writeScore(p *availabilityPage, c qualityCase) error {
	top := scoring("customer satisfaction, top two")
	mean := top
	mean.Kind, mean.Top = metrics.MeanScore, ""
	specs := map[string]metrics.Score{"top": top, "mean": mean, "nps": scoring("net promoter score"), "mos": scoring("speech quality, G.107")}
	if c.Inputs.Promoters != "" {
		scores, err := answersOfShares(c.Inputs)
		if err != nil {
			return err
		}
		c.Inputs.Scores = scores
	}
	var objectives []sla.Objective
	var answers []string
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		want, id := c.Asked[name], c.Family
		stem := strings.TrimSuffix(name, "_exact")
		switch {
		case stem == "expected_percent" || stem == "top2_percent":
			id = "top"
		case stem == "mean":
			id = "mean"
		case stem == "rounded_difference":
			exact, err := number(first(c.Asked["expected_exact"], c.Asked["expected"]))
			if err != nil {
				return err
			}
			if exact.FloatString(0) != string(want) || c.RoundedFirst == want {
				return contradiction("%s is not %s, rounded", want, exact.RatString())
			}
			continue // the exact figure is asked
		case stem != "expected":
			return fmt.Errorf("figure %q", name)
		}
		spec, known := specs[id]
		if !known {
			return fmt.Errorf("figure %q", name)
		}
		answer := string(want)
		if id == "top" && want != "" {
			n, err := share(want)
			if err != nil {
				return err
			}
			answer = fmt.Sprint(n.Num(), " of ", n.Denom())
		}
		if answer == "" {
			answer = "none"
		}
		spec.Of = "survey"
		objectives = append(objectives, sla.Objective{ID: id, Metric: spec, Period: sla.Monthly})
		answers = append(answers, id+": attained "+answer)
	}
	if len(answers) == 0 {
		return errors.New("no figure of the answers is asked")
	}
	p.title(p.id, p.source)
	spec := sla.Spec{ID: "case", Zone: "UTC", Objectives: objectives}
	if err := p.agreement("", spec); err != nil {
		return err
	}
	at, lines := begin2026, []string{}
	scores := c.Inputs.Scores
	if c.Inputs.R != "" {
		scores = map[word]int64{c.Inputs.R: 1}
	}
	for _, score := range slices.Sorted(maps.Keys(scores)) {
		n := scores[score]
		if n <= 0 {
			continue
		}
		to := at.Add(time.Duration(n) * time.Minute)
		lines = append(lines, fmt.Sprintf("%s to %s every 1m value %s", when(at, time.Time{}, time.UTC), when(to, at, time.UTC), score))
		at = to
	}
	if len(lines) > 0 {
		p.line(0, "service survey")
		for _, line := range lines {
			p.line(2, "%s", line)
		}
	}
	p.line(0, "period 2026-03")
	for _, answer := range answers {
		p.line(2, "=> %s", answer)
	}
	return nil
}

var begin2026 = time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)

func writeComposite(p *availabilityPage, data json.RawMessage) error {
	var c compositeCase
	if err := decode(data, &c); err != nil {
		return err
	}
	if c.Kind == "timeline" {
		return writeComposedTimes(p, c)
	}
	table, known := map[string]string{"series": "composed series", "parallel": "composed parallel", "k_of_n": fmt.Sprintf(`composed "at least %d"`, c.K)}[c.Kind]
	if !known {
		return fmt.Errorf("kind %q", c.Kind)
	}
	var parts []string
	for _, part := range c.Parts {
		if part == "" {
			parts = append(parts, "none")
			continue
		}
		n, err := number(part)
		if err != nil {
			return err
		}
		parts = append(parts, shareText(n))
	}
	if err := c.alike(); err != nil {
		return err
	}
	answer := ""
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		want := c.Asked[name]
		switch n, err := number(want); {
		case want == "":
			answer = "none"
		case err != nil:
			return err
		case strings.HasSuffix(name, "_fraction"):
			answer = fmt.Sprint(n.Num(), " of ", n.Denom()) // the exact one
		case answer == "" && !strings.Contains(name, "percent"):
			answer = fmt.Sprint(n.Num(), " of ", n.Denom())
		}
	}
	if answer == "" {
		return errors.New("a rounded figure")
	}
	p.row(table, strings.Join(parts, " "), answer)
	return nil
}

// shareText writes a share exactly: 99.95%, or 1/3.
func shareText(r *big.Rat) string {
	if text := percentOfShare(r); strings.HasSuffix(text, "%") {
		return text
	}
	return r.RatString()
}

// alike holds the notations of one figure against each other. A decimal may be printed
// with fewer digits, unless its name ends in _exact.
func (c compositeCase) alike() error {
	var exact *big.Rat
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		if strings.HasSuffix(name, "_fraction") && c.Asked[name] != "" {
			n, err := number(c.Asked[name])
			if err != nil {
				return err
			}
			exact = n
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		text := c.Asked[name]
		if exact == nil || text == "" {
			continue
		}
		n, err := number(text)
		if err != nil {
			return err
		}
		want := exact
		if strings.HasSuffix(strings.TrimSuffix(name, "_exact"), "percent") {
			want = new(big.Rat).Mul(exact, big.NewRat(100, 1))
		}
		_, places, decimal := strings.Cut(string(text), ".")
		printed := decimal && !strings.HasSuffix(name, "_exact") && want.FloatString(len(places)) == string(text)
		if n.Cmp(want) != 0 && !printed {
			return contradiction("%s of %s, which is not %s", name, text, exact.RatString())
		}
	}
	return nil
}

// writeComposedTimes asks what parts reach together in a window: in series, in parallel,
// or if some of them are needed. The seconds of the JSON count from an instant of March
// 2026.
func writeComposedTimes(p *availabilityPage, c compositeCase) error {
	period, err := number(c.Period)
	if err != nil || !period.IsInt() || period.Sign() <= 0 {
		return fmt.Errorf("a period of %s s", c.Period)
	}
	second := func(text word) (time.Time, error) {
		n, err := number(text)
		if err == nil && !n.IsInt() {
			err = fmt.Errorf("second %s", text)
		}
		if err != nil {
			return time.Time{}, err
		}
		return begin2026.Add(time.Duration(n.Num().Int64()) * time.Second), nil
	}
	end := begin2026.Add(time.Duration(period.Num().Int64()) * time.Second)
	var names []string
	lines := map[string][]measured{}
	alone := make([]*big.Rat, len(c.Outages)) // the share of each part by itself
	for i, outages := range c.Outages {
		name := fmt.Sprint("part-", i)
		names = append(names, name)
		var down [][2]time.Time
		for _, o := range outages {
			from, err := second(o[0])
			if err != nil {
				return err
			}
			to, text := end, "open"
			if o[1] != "" {
				if to, err = second(o[1]); err != nil {
					return err
				}
				text = when(to, from, time.UTC)
			}
			lines[name] = append(lines[name], measured{from, "to " + text + " down"})
			down = append(down, [2]time.Time{from, to})
		}
		slices.SortFunc(down, func(a, b [2]time.Time) int { return a[0].Compare(b[0]) })
		lost, until := time.Duration(0), begin2026
		for _, o := range down {
			from, to := o[0], o[1]
			if from.Before(until) {
				from = until
			}
			if to.After(end) {
				to = end
			}
			if from.Before(to) {
				lost, until = lost+to.Sub(from), to
			}
		}
		alone[i] = new(big.Rat).Quo(big.NewRat(int64(end.Sub(begin2026)-lost), 1), big.NewRat(int64(end.Sub(begin2026)), 1))
	}
	each := metrics.Availability{NoData: metrics.NoDataExclude}
	least := func(k int) metrics.Composed { return metrics.Composed{Parallel: names, AtLeast: k, Each: each} }
	rules := map[string]metrics.Composed{
		"series": {Series: names, Each: each}, "parallel": {Parallel: names, Each: each}, "two": least(2), "needed": least(c.K),
	}
	of := map[string]string{
		"series_down": "series", "down": "series", "series": "series", "parallel_down": "parallel", "parallel": "parallel",
		"two_of_three_up_fails_when_two_down": "two", "two_of_three": "two", "k_of_n_down": "needed", "k_of_n": "needed",
	}
	facets := map[string][]string{}
	product := ""
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		n, err := number(c.Asked[name])
		if err != nil {
			return err
		}
		stem := strings.TrimSuffix(name, "_exact")
		rule, known := of[stem]
		switch {
		case stem == "product_of_availabilities":
			product = fmt.Sprint(n.Num(), " of ", n.Denom())
		case !known:
			return fmt.Errorf("figure %q", name)
		case strings.HasSuffix(stem, "down"):
			facets[rule] = append(facets[rule], "down "+secondsText(n))
		default:
			facets[rule] = append(facets[rule], fmt.Sprint("attained ", n.Num(), " of ", n.Denom()))
		}
	}
	if c.Naive != "" && c.Naive == first(c.Asked["series_down"], c.Asked["down"]) {
		return errors.New("the wrong answer is the right one")
	}
	spec := sla.Spec{ID: "case", Zone: "UTC"}
	for _, rule := range slices.Sorted(maps.Keys(facets)) {
		spec.Objectives = append(spec.Objectives, sla.Objective{ID: rule, Metric: rules[rule], Period: sla.Monthly})
	}
	if _, err := (sla.Sources{}).New(spec); err != nil {
		return err
	}
	p.title(p.id, p.source)
	if len(facets) > 0 {
		if err := p.agreement("", spec); err != nil {
			return err
		}
		for _, name := range names {
			p.measured(name, lines[name])
		}
		p.line(0, "window %s to %s", when(begin2026, time.Time{}, time.UTC), when(end, begin2026, time.UTC))
		for _, rule := range slices.Sorted(maps.Keys(facets)) {
			p.line(2, "=> %s: %s", rule, strings.Join(facets[rule], ", "))
		}
	}
	if product != "" { // of a design whose parts fail one by one
		parts := make([]string, len(alone))
		for i, part := range alone {
			parts[i] = shareText(part)
		}
		p.line(0, "composed series")
		p.line(2, "%s => %s", strings.Join(parts, " "), product)
	}
	return nil
}

// measured writes what was measured of a service, in the order of its instants.
func (p *availabilityPage) measured(of string, lines []measured) {
	if len(lines) == 0 {
		return
	}
	p.line(0, "service %s", of)
	slices.SortStableFunc(lines, func(a, b measured) int { return a.at.Compare(b.at) })
	var before time.Time
	for _, l := range lines {
		p.line(2, "%s  %s", when(l.at, before, time.UTC), l.text)
		before = l.at
	}
}

func writeAllowance(p *availabilityPage, data json.RawMessage) error {
	var c allowanceCase
	if err := decode(data, &c); err != nil {
		return err
	}
	v := &verdict{}
	whole := v.length(c.Minutes, 60)
	if v.unsupported != "" {
		return errors.New(v.unsupported)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		unit := int64(1)
		switch strings.TrimSuffix(name, "_exact") {
		case "allowed_downtime_seconds":
		case "allowed_downtime_minutes":
			unit = 60
		default:
			p.skip(name, "an unknown unit")
			continue
		}
		allowed, err := number(c.Asked[name])
		if err != nil {
			return err
		}
		p.row("allowance "+c.Target.percent(), exactLength(whole), secondsText(allowed.Mul(allowed, big.NewRat(unit, 1))))
	}
	return nil
}

func writeErrorBudget(p *availabilityPage, data json.RawMessage) error {
	var c errorBudget
	if err := decode(data, &c); err != nil {
		return err
	}
	goal, err := number(c.Target)
	if err != nil {
		return err
	}
	v, promise := &verdict{}, percentOfShare(goal)
	if want, asked := c.Asked["allowed_minutes"]; asked && c.Days != "" {
		whole, allowed := v.length(c.Days, 86400), v.length(want, 60)
		p.row("allowance "+promise, exactLength(whole), exactLength(allowed))
	}
	if c.Events != nil {
		var facets []string
		for _, figure := range [][2]string{{"allowed_bad", "allowed"}, {"budget_share", "used"}} {
			if want, asked := c.Asked[figure[0]]; asked {
				facets = append(facets, figure[1]+" "+string(want))
			}
		}
		p.row("budget "+promise, fmt.Sprintf("%d of %d", *c.Events-c.OneOutage, *c.Events), strings.Join(facets, ", "))
	}
	if v.unsupported != "" {
		return errors.New(v.unsupported)
	}
	return nil
}

// roundedUp are the entries whose source rounds a figure up: 2/3 as 66.6667.
var roundedUp = map[string]bool{"MultipleStateChangesDecimalsFractionOneThird": true}
