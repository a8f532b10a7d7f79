package main

import (
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

const zabbixFile = "zabbix_sli.json"

func runZabbix(dir fs.FS, r *results) {
	runLists(dir, r, zabbixFile, map[string]entryRunner{
		"cases":        entriesOf(zabbixCase.run),
		"period_lists": entriesOf(periodList.run),
	})
}

// zabbixPeriods maps that engine's words to kinds of period; its weeks start on
// Sunday.
var zabbixPeriods = map[string]sla.Every{
	"daily": sla.Daily, "weekly": "week from sunday", "monthly": sla.Monthly, "quarterly": sla.Quarterly, "annually": sla.Yearly,
}

type zabbixCase struct {
	Zone     string      `json:"timezone"`
	Period   string      `json:"period"`
	SLO      word        `json:"slo_percent"`
	Contains string      `json:"period_contains"`
	Outages  [][2]string `json:"outages_local"`
	Excluded [][2]string `json:"excluded_local"`
	Schedule [][2]int    `json:"schedule_week_seconds_from_sunday"`
	Created  string      `json:"service_created_local"`
	Defect   string      `json:"reference_defect"`
	Expected struct {
		From   int64 `json:"period_from_unix"`
		To     int64 `json:"period_to_unix"`
		Up     word  `json:"uptime_s"`
		Down   word  `json:"downtime_s"`
		SLI    word  `json:"sli_percent"`
		Marker word  `json:"no_data_marker"` // the engine's value for no data
		Budget word  `json:"error_budget_s"`
	} `json:"expected"`
	Sound *struct {
		Up   word `json:"uptime"`
		Down word `json:"downtime"`
	} `json:"sound"`
}

// run removes exclusions and leaves out time before the service existed.
func (c zabbixCase) run(v *verdict) {
	place, err := time.LoadLocation(c.Zone)
	if !v.ok(err) {
		return
	}
	from, to := c.period(v, place)
	v.same("the period", fmt.Sprint(from.Unix(), to.Unix()), fmt.Sprint(c.Expected.From, c.Expected.To))
	known := c.timeline(v, place)
	hours, err := c.hours()
	pipeline, err2 := availability("Zabbix").Pipeline()
	if !v.ok(err) || !v.ok(err2) || len(v.problems) > 0 {
		return
	}
	u, err := pipeline.Measure(known, metrics.Look{From: from, To: to, Open: hours.Segments(from, to)})
	if !v.ok(err) {
		return
	}
	up, down := c.Expected.Up, c.Expected.Down
	if c.Sound != nil {
		up, down = c.Sound.Up, c.Sound.Down
	}
	v.value("uptime", metrics.LengthOf(u.Ledger.Sum(metrics.Up)), up)
	v.value("downtime", u.Lost, down)
	if c.Sound != nil {
		return
	}
	if c.Expected.SLI == "" {
		v.same("sli has a value", u.Attained.IsValid(), false)
	} else {
		v.value("sli", points(u.Attained.Round(metrics.Rounding{Places: 10})), c.Expected.SLI)
	}
	// That engine never reports a positive budget for a finished period.
	budget := v.target(c.SLO).Surplus(u.Attained).Round(metrics.Rounding{Mode: metrics.RoundUp})
	if d, ok := budget.Duration(); !ok || d > 0 {
		budget = metrics.LengthOf(0)
	}
	v.value("error budget", budget, c.Expected.Budget)
}

// period asks an agreement in the zone for the period of a local instant.
func (c zabbixCase) period(v *verdict, place *time.Location) (from, to time.Time) {
	every, known := zabbixPeriods[c.Period]
	if !known {
		v.skip("period %q", c.Period)
		return
	}
	agreement, err := sla.New(sla.Spec{ID: "zabbix", Zone: c.Zone})
	if !v.ok(err) {
		return
	}
	p, err := agreement.PeriodAt(every, v.local(c.Contains, place))
	if !v.ok(err) {
		return
	}
	return agreement.Bounds(p)
}

// local reads "2023-07-05 10:00" with or without seconds.
func (v *verdict) local(text string, place *time.Location) time.Time {
	at, err := calendar.Local(strings.Replace(text, " ", "T", 1)).In(place)
	v.ok(err)
	return at
}

func (c zabbixCase) timeline(v *verdict, place *time.Location) *metrics.Timeline {
	var known metrics.Timeline
	for _, o := range c.Outages {
		v.ok(known.Add(metrics.Interval{From: v.local(o[0], place), To: v.local(o[1], place)}))
	}
	for _, e := range c.Excluded {
		v.ok(known.AddWindow(metrics.Window{From: v.local(e[0], place), To: v.local(e[1], place)}))
	}
	if c.Created != "" {
		v.ok(known.Add(metrics.Interval{From: v.local("1900-01-02", place), To: v.local(c.Created, place), State: string(metrics.NotMonitored)}))
	}
	return &known
}

// hours is the weekly schedule: each row is a calendar, and the service is open if
// any of them is. Without rows it is always open.
func (c zabbixCase) hours() (calendar.Calendar, error) {
	if len(c.Schedule) == 0 {
		return calendar.Always(), nil
	}
	var rows []calendar.Calendar
	for _, row := range c.Schedule {
		leaf, err := calendar.New(calendar.Spec{Zone: c.Zone, Hours: weekOf(row[0], row[1])})
		if err != nil {
			return calendar.Calendar{}, err
		}
		rows = append(rows, leaf)
	}
	return calendar.Union(rows...), nil
}

// weekOf writes wall-clock seconds after Sunday 00:00 as hours by day.
func weekOf(from, to int) calendar.Week {
	const day = 24 * 60 * 60
	clock := func(second int) string {
		return fmt.Sprintf("%02d:%02d:%02d", second/3600, second/60%60, second%60)
	}
	var groups []string
	for i, name := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		opens, closes := max(from-i*day, 0), min(to-i*day, day)
		if opens < closes {
			groups = append(groups, name+" "+clock(opens)+"-"+clock(closes))
		}
	}
	return calendar.Week(strings.Join(groups, "; "))
}

type periodList struct {
	Name, Period string

	From      string   `json:"from"`
	Effective string   `json:"effective"`
	To        string   `json:"to"`
	Zone      string   `json:"timezone"`
	Expected  []string `json:"expected"`
}

// run lists the periods that overlap [from, to], from the period that holds the
// effective date on, if there is an effective date.
func (c periodList) run(v *verdict) {
	every, known := zabbixPeriods[c.Period]
	if !known {
		v.skip("period %q", c.Period)
		return
	}
	if c.Zone == "" {
		c.Zone = "UTC"
	}
	place, err := time.LoadLocation(c.Zone)
	if !v.ok(err) {
		return
	}
	agreement, err := sla.New(sla.Spec{ID: "zabbix", Zone: c.Zone})
	if !v.ok(err) {
		return
	}
	first := v.local(c.Effective, place)
	if from := v.local(c.From, place); from.After(first) {
		first = from
	}
	last := v.local(c.To, place)
	p, err := agreement.PeriodAt(every, first)
	if !v.ok(err) || len(v.problems) > 0 {
		return
	}
	got, want := []sla.Period{}, []sla.Period{}
	for len(got) <= len(c.Expected) {
		if from, _ := agreement.Bounds(p); from.After(last) {
			break
		}
		got, p = append(got, p), p.Next()
	}
	for _, name := range c.Expected {
		named, err := periodNamed(name)
		if !v.ok(err) {
			return
		}
		want = append(want, named)
	}
	v.same("periods", got, want)
}

// periodNamed reads a date, month, quarter or year, or the first and last of
// several. The last may leave out the parts that it shares with the first.
func periodNamed(name string) (sla.Period, error) {
	from, to, several := strings.Cut(name, "..")
	first, err := sla.ParsePeriod(from)
	if err != nil || !several {
		return first, err
	}
	if len(to) < len(from) {
		to = from[:len(from)-len(to)] + to
	}
	last, err := sla.ParsePeriod(to)
	return sla.Dates(first.From(), last.To()), err
}
