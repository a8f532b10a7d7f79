// Package load draws agreements and facts like those of service desks and their
// services, as many as asked for, for tests of size and speed.
//
// Each fact follows from the seed, the agreement and the number of the fact alone. So
// the same Load gives the same facts in any order and in any number of parts, and no
// fact has to be kept.
package load

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// Load says how much is drawn for each agreement. All facts are of the year 2026.
// The zero Load has twelve charges.
type Load struct {
	Seed     uint64
	Tickets  int // of six events each
	Outages  int // of the services portal and mirror; with them come twelve windows of maintenance
	Requests int // how many times the requests of a stretch of time were counted
	Late     int // about how many of a thousand tickets miss a target
	Open     int // about how many of a thousand tickets are not resolved
}

// Facts gives the number of facts of an agreement.
func (l Load) Facts() int {
	monthly := 12 // charges
	if l.Outages > 0 {
		monthly = 24 // and windows of maintenance
	}
	return l.Tickets + l.Outages + l.Requests + monthly
}

// places are the zones and office hours of agreements.
var places = []calendar.Spec{
	{Zone: "Europe/Berlin", Hours: "mon-fri 08:00-18:00", Closed: []calendar.Local{"2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-10-03", "12-25..12-26", "01-01"}},
	{Zone: "America/New_York", Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-01-19", "2026-05-25", "2026-07-03", "2026-09-07", "2026-11-26", "12-25", "01-01"}},
	{Zone: "Asia/Shanghai", Hours: "mon-fri 09:00-12:00,13:00-18:00", Closed: []calendar.Local{"2026-02-16..2026-02-23", "2026-10-01..2026-10-07"}},
	{Zone: "Asia/Kolkata", Hours: "mon-sat 09:30-18:30", Closed: []calendar.Local{"01-26", "08-15", "10-02"}},
	{Zone: "UTC", Hours: "mon-fri 22:00-06:00; sat 09:00-12:00"},
}

// Spec gives an agreement, which sla.New accepts. It promises a first response, a
// resolution and the mean time of it, with two clocks, of which one pauses. If there
// are outages, it promises an availability of the portal and of the portal or its mirror; if there are requests, a share of them.
func (l Load) Spec(agreement int) sla.Spec {
	place := places[agreement%len(places)]
	spec := sla.Spec{
		ID: fmt.Sprintf("load-%d", agreement), Zone: place.Zone, Currency: "EUR", Effective: "2026-01-01/2027-01-01",
		Calendars: map[string]calendar.Spec{"office": place},
		Policies:  sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{
			"response":   {Start: sla.On("opened"), Stop: sla.On("replied")},
			"resolution": {Start: sla.On("opened"), Pause: sla.While("status", "waiting"), Stop: sla.While("status", "resolved")},
		},
		Objectives: []sla.Objective{
			{ID: "first-response", Clock: "response", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart, Targets: []sla.Target{
				{When: sla.Where{"priority": sla.Is("P1")}, Within: "1h", Calendar: "24x7"},
				{When: sla.Where{"priority": sla.Is("P2")}, Within: "2h", Calendar: "office"},
				{Within: "4h", Calendar: "office"}}},
			{ID: "resolution", Clock: "resolution", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart, Targets: []sla.Target{
				{When: sla.Where{"priority": sla.Is("P1")}, Within: "8h", Calendar: "24x7"},
				{Within: "40h", Calendar: "office"}}},
			{ID: "mean", Clock: "resolution", Metric: metrics.Mean{}, Attain: "at most 8h", Period: sla.Monthly, Counts: sla.ByStart,
				Targets: []sla.Target{{Calendar: "office"}}},
		},
		Credits: penalty.Spec{
			Unit: "EUR", Base: "invoice", Charges: penalty.Whole, Round: penalty.HalfUp,
			Rules: []penalty.Term{{Objective: "first-response", Rule: penalty.Tiers{{When: "below 95%", Credit: "5%"}, {When: "below 90%", Credit: "10%"}}}},
		},
	}
	if l.Outages > 0 {
		each := metrics.Availability{NoData: metrics.NoDataExclude, Maintenance: metrics.Forgive}
		portal := each
		portal.Of = "portal"
		spec.Objectives = append(spec.Objectives,
			sla.Objective{ID: "portal", Metric: portal, Attain: "99.9%", Period: sla.Monthly},
			sla.Objective{ID: "either", Metric: metrics.Composed{Parallel: []string{"portal", "mirror"}, Each: each}, Attain: "99.99%", Period: sla.Monthly})
	}
	if l.Requests > 0 {
		spec.Objectives = append(spec.Objectives, sla.Objective{ID: "requests", Metric: metrics.Ratio{Of: "portal"}, Attain: "99.5%", Period: sla.Monthly})
	}
	return spec
}

// Fact gives a fact of an agreement, by its number from 0 to Facts()-1: tickets first.
func (l Load) Fact(agreement, number int) sla.Fact { return newDrawer(l, agreement).fact(number) }

// Stream gives all facts of an agreement, in the order of their numbers. The memory of
// a fact is used again for the next fact.
func (l Load) Stream(agreement int) iter.Seq2[sla.Fact, error] { return l.Part(agreement, 0, 1) }

// Part gives one of several equal parts of a Stream. Parts count from 0.
func (l Load) Part(agreement, part, parts int) iter.Seq2[sla.Fact, error] {
	return func(yield func(sla.Fact, error) bool) {
		d := newDrawer(l, agreement)
		for i := l.Facts() * part / parts; i < l.Facts()*(part+1)/parts; i++ {
			if !yield(d.fact(i), nil) {
				return
			}
		}
	}
}

// drawer draws facts into the same memory.
type drawer struct {
	l         Load
	agreement int
	zone      *time.Location
	random    rand.PCG
	ticket    sla.Ticket
	sets      [16][2]string // of all events
	outage    sla.Outage
	count     sla.Count
	exclusion sla.Exclusion
	charge    sla.Charge
	of        [1][2]string
	text      []byte
}

func newDrawer(l Load, agreement int) *drawer {
	zone, err := time.LoadLocation(places[agreement%len(places)].Zone)
	if err != nil {
		zone = time.UTC // the agreement cannot be opened without its zone either
	}
	return &drawer{l: l, agreement: agreement, zone: zone}
}

func (d *drawer) fact(number int) sla.Fact {
	d.random.Seed(d.l.Seed<<20^uint64(d.agreement), uint64(number))
	d.random.Uint64() // so that neighbouring numbers do not look alike
	kind := number
	if kind < d.l.Tickets {
		return d.drawTicket(number)
	}
	if kind -= d.l.Tickets; kind < d.l.Outages {
		return d.drawOutage(number)
	}
	if kind -= d.l.Outages; kind < d.l.Requests {
		return d.drawCount()
	}
	kind -= d.l.Requests
	month := time.Month(kind%12 + 1)
	from := time.Date(2026, month, 10, 1, 0, 0, 0, d.zone)
	if kind < 12 {
		d.charge = sla.Charge{Period: sla.Month(2026, month), Amount: decimal.New(5000_00+int64(d.below(5000_00)), -2)}
		return &d.charge
	}
	d.exclusion = sla.Exclusion{Of: "portal", From: from, To: from.Add(2 * time.Hour), Noticed: from.AddDate(0, 0, -7), Reason: "patches"}
	return &d.exclusion
}

// below draws a number from 0 to n-1.
func (d *drawer) below(n int) int { return int(d.random.Uint64() % uint64(n)) }

// weighted draws an index by its weight; the weights add up to 100.
func (d *drawer) weighted(weights ...int) int {
	n := d.below(100)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return 0
}

// length draws a length in whole seconds: three of four are below usual, and the
// longest are eight times as long.
func (d *drawer) length(usual time.Duration) time.Duration {
	for range 3 {
		if d.below(4) > 0 {
			break
		}
		usual *= 2
	}
	return time.Duration(d.below(int(usual/time.Second))) * time.Second
}

// working draws an instant of a working day of the year, with more of them late in
// the morning. One of twenty comes at any time.
func (d *drawer) working() time.Time {
	day := 1 + d.below(358)
	if d.below(20) == 0 {
		return time.Date(2026, time.January, day, d.below(24), d.below(60), d.below(60), 0, d.zone)
	}
	for range 8 {
		if at := time.Date(2026, time.January, day, 12, 0, 0, 0, d.zone).Weekday(); at != time.Saturday && at != time.Sunday {
			break
		}
		day = 1 + d.below(358)
	}
	return time.Date(2026, time.January, day, 9+min(d.below(8), d.below(8)), d.below(60), d.below(60), 0, d.zone)
}

var (
	priorities = []string{"P1", "P2", "P3", "P4"}
	teams      = []string{"desk", "network", "servers", "clients", "apps", "field"}
	channels   = []string{"mail", "portal", "phone", "chat"}
)

// drawTicket draws a ticket that is opened, answered, put on hold, taken up, noted and
// resolved. The last event of an open ticket is another note.
func (d *drawer) drawTicket(number int) sla.Fact {
	t := &d.ticket
	d.text = strconv.AppendInt(append(d.text[:0], "INC"...), int64(number), 10)
	t.ID = string(d.text)
	sets := d.sets[:0]
	set := func(pairs ...[2]string) sla.Attrs {
		from := len(sets)
		sets = append(sets, pairs...)
		return sets[from:len(sets):len(sets)]
	}
	priority := d.weighted(3, 12, 50, 35)
	t.Attrs = set([2]string{"priority", priorities[priority]}, [2]string{"team", teams[d.below(len(teams))]})
	at := d.working()
	const step = 5 * time.Minute // four steps of eight times this length are in time
	answered, waited := d.length(step), d.length(20*time.Hour)
	if d.below(1000) < d.l.Late {
		answered += 14 * 24 * time.Hour // longer than an office is closed
	}
	t.Events = t.Events[:0]
	event := func(name string, after time.Duration, set sla.Attrs) {
		at = at.Add(after)
		n := len(t.Events)
		t.Events = append(t.Events, sla.Event{At: at, Name: name, ID: "12345678"[n : n+1], Seq: int64(n), Set: set})
	}
	event("opened", 0, set([2]string{"status", "open"}, [2]string{"channel", channels[d.below(len(channels))]}))
	event("replied", answered, nil)
	event("status", d.length(step), set([2]string{"status", "waiting"}))
	event("status", waited, set([2]string{"status", "open"}))
	event("note", d.length(step), set([2]string{"author", "agent"}))
	if d.below(1000) >= d.l.Open {
		event("status", d.length(step), set([2]string{"status", "resolved"}))
	} else {
		event("note", d.length(step), nil)
	}
	return t
}

func (d *drawer) drawOutage(number int) sla.Fact {
	d.of[0] = [2]string{"site", []string{"east", "west"}[d.below(2)]}
	d.text = strconv.AppendInt(append(d.text[:0], "OUT"...), int64(number), 10)
	from := time.Date(2026, time.January, 1, 0, 0, d.below(364*86400), 0, d.zone)
	d.outage = sla.Outage{Of: "portal", ID: string(d.text), From: from, To: from.Add(time.Minute + d.length(10*time.Minute)), Attrs: d.of[:]}
	if d.below(3) == 0 {
		d.outage.Of = "mirror"
	}
	d.outage.Detected = from.Add(time.Duration(d.below(60)) * time.Second)
	return &d.outage
}

func (d *drawer) drawCount() sla.Fact {
	total := int64(500 + d.below(4000))
	d.count = sla.Count{Of: "portal", At: time.Date(2026, time.January, 1, 0, 0, d.below(364*86400), 0, d.zone), Good: total - int64(d.below(9)), Total: total}
	return &d.count
}
