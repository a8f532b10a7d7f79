package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// The subjects of the agreement.
const (
	subject       = "site"
	monitoredTime = "monitored-time"
)

// notCounted marks a day whose outages the official count leaves out: no issue
// was opened for them.
const notCounted = "not_counted"

// site is a site with its facts.
type site struct {
	name  string
	start time.Time // of monitoring
	last  time.Time // the instant of the official figures
	facts sla.Facts
}

// read maps the rows of the three files to facts, by site.
func read(folder fs.FS, agreement *sla.Agreement) ([]*site, error) {
	var sites []*site
	byName := map[string]*site{}
	of := func(name string) (*site, error) {
		if s := byName[name]; s != nil {
			return s, nil
		}
		return nil, fmt.Errorf("site %s is not in sites.csv", name)
	}
	err := rows(folder, "sites.csv", func(value func(string) string) error {
		s, err := newSite(value)
		sites, byName[s.name] = append(sites, s), s
		return err
	}, "site", "start_utc", "last_updated_utc", "official_minutes_down")
	if err != nil {
		return nil, err
	}
	err = rows(folder, "checks.csv", func(value func(string) string) error {
		s, err := of(value("site"))
		if err != nil {
			return err
		}
		at, err := time.Parse(time.RFC3339, value("at_utc"))
		s.facts.States = append(s.facts.States, sla.State{Of: subject, At: at, Is: value("state")})
		return err
	}, "site", "at_utc", "state")
	if err != nil {
		return nil, err
	}
	err = rows(folder, "daily_down.csv", func(value func(string) string) error {
		if value("agreement") != notCounted {
			return nil
		}
		s, err := of(value("site"))
		if err != nil {
			return err
		}
		from, to, err := day(agreement, value("day_utc"))
		s.facts.Exclusions = append(s.facts.Exclusions, sla.Exclusion{Of: subject, From: from, To: to, Reason: notCounted})
		return err
	}, "site", "day_utc", "agreement")
	return sites, err
}

// newSite reads a row of sites.csv. It counts the official minutes in milliseconds, the
// precision of the instants in the rows.
func newSite(value func(string) string) (*site, error) {
	s := &site{name: value("site")}
	var err error
	if s.start, err = time.Parse(time.RFC3339, value("start_utc")); err != nil {
		return s, err
	}
	if s.last, err = time.Parse(time.RFC3339, value("last_updated_utc")); err != nil {
		return s, err
	}
	down, err := strconv.ParseInt(value("official_minutes_down"), 10, 32)
	if err != nil {
		return s, err
	}
	monitored := s.last.Sub(s.start)
	up := monitored - time.Duration(down)*time.Minute
	s.facts.States = []sla.State{{Of: subject, At: s.start, Is: string(metrics.NoData)}} // monitoring begins
	s.facts.Counts = []sla.Count{{Of: monitoredTime, At: s.start, Good: up.Milliseconds(), Total: monitored.Milliseconds()}}
	return s, nil
}

// day gives the bounds of a date in the agreement's zone.
func day(agreement *sla.Agreement, text string) (from, to time.Time, err error) {
	p, err := sla.ParsePeriod(text)
	if err != nil {
		return from, to, err
	}
	from, to = agreement.Bounds(p)
	return from, to, nil
}

// rows calls row for each row of a file. The file must have the columns.
func rows(folder fs.FS, name string, row func(value func(column string) string) error, columns ...string) error {
	file, err := folder.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	table := csv.NewReader(file)
	header, err := table.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, c := range columns {
		if !slices.Contains(header, c) {
			return fmt.Errorf("%s: there is no column %s", name, c)
		}
	}
	for {
		record, err := table.Read()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = row(func(column string) string { return strings.TrimSpace(record[slices.Index(header, column)]) })
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}
