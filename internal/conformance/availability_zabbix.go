package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

const zabbixFile = "zabbix_sli.json"

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

// local reads "2023-07-05 10:00" with or without seconds.
func (v *verdict) local(text string, place *time.Location) time.Time {
	at, err := calendar.Local(strings.Replace(text, " ", "T", 1)).In(place)
	v.ok(err)
	return at
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
