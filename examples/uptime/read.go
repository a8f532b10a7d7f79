package main

import (
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

// The subjects of the agreement.
const (
	subject       = "site"
	monitoredTime = "monitored-time"
)

// notCounted marks a day whose outages the official count leaves out.
const notCounted = "not_counted"

// site is a site with its facts.
type site struct {
	name  string
	start time.Time // of monitoring
	last  time.Time // the instant of the official figures
	facts sla.Facts
}

// read reads the three files by checks.map.yaml, and puts the facts of each site apart.
func read(folder fs.FS) ([]*site, error) {
	mapping, err := feeds.OpenMapping(files, "checks.map.yaml")
	if err != nil {
		return nil, err
	}
	var exports []io.Reader
	for _, name := range []string{"sites.csv", "checks.csv", "daily_down.csv"} {
		file, err := folder.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		exports = append(exports, file)
	}
	var facts sla.Facts
	intake, err := mapping.Read(feeds.Into(&facts), exports...)
	if err != nil {
		return nil, err
	}
	for _, f := range intake.Findings {
		return nil, fmt.Errorf("%s: %s", f.Path, f.Value) // the figures are about all rows
	}
	var sites []*site
	byName := map[string]*site{}
	for _, t := range facts.Tickets {
		s, err := newSite(t)
		if err != nil {
			return nil, err
		}
		sites, byName[s.name] = append(sites, s), s
	}
	for _, state := range facts.States {
		s := byName[state.Of]
		if s == nil {
			return nil, fmt.Errorf("checks.csv: site %s is not in sites.csv", state.Of)
		}
		state.Of, state.Seq = subject, 0
		s.facts.States = append(s.facts.States, state)
	}
	for _, e := range facts.Exclusions {
		s := byName[e.Of]
		if s == nil {
			return nil, fmt.Errorf("daily_down.csv: site %s is not in sites.csv", e.Of)
		}
		e.Of = subject
		s.facts.Exclusions = append(s.facts.Exclusions, e)
	}
	return sites, nil
}

// newSite makes a site of its row. It counts the official minutes in milliseconds, the
// precision of the instants in the rows.
func newSite(t sla.Ticket) (*site, error) {
	if len(t.Events) != 2 {
		return nil, fmt.Errorf("sites.csv: site %s lacks an instant", t.ID)
	}
	s := &site{name: t.ID, start: t.Events[0].At, last: t.Events[1].At}
	down, err := strconv.ParseInt(t.Attrs.Get("minutes"), 10, 32)
	if err != nil {
		return nil, fmt.Errorf("sites.csv: %w", err)
	}
	monitored := s.last.Sub(s.start)
	up := monitored - time.Duration(down)*time.Minute
	s.facts.States = []sla.State{{Of: subject, At: s.start, Is: string(metrics.NoData)}} // monitoring begins
	s.facts.Counts = []sla.Count{{Of: monitoredTime, At: s.start, Good: up.Milliseconds(), Total: monitored.Milliseconds()}}
	return s, nil
}
