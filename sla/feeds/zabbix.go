package feeds

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
	"github.com/upheld/upheld/sla"
)

// Zabbix reads the answers of event.get, problem.get and maintenance.get, in any
// order. Each problem is an outage from its event to its recovery, acknowledged at its
// first acknowledgement. A problem that was suppressed is excluded for as long as it
// lasted; a maintenance is excluded in each of its windows.
//
// Ask event.get for both values, for acknowledges (selectAcknowledges), hosts
// (selectHosts) and tags (selectTags), and for problems that began before the period:
// problem_time_from and problem_time_till, not time_from, which cuts them.
type Zabbix struct {
	// Of is the service of a problem or a maintenance, with names in braces: {trigger},
	// {host}, {name}, {tag.service} for the tag service. Empty: {trigger}. A maintenance
	// has {host}, once for each of its hosts, and {name}.
	Of string
	// Services translates what Of gives into services of the agreement; others are left
	// out. nil: all are read, as Of calls them.
	Services map[string]string
	// Severity is the lowest severity that is read: 0 for all, up to 5 for disasters.
	Severity int
	// From and To bound the windows of a maintenance that repeats; Zone is the zone of
	// the server, whose clock such windows follow. They are needed for no other export.
	From, To time.Time
	Zone     *time.Location
}

type zabbixRun struct {
	Zabbix
	*run
	waiting   map[string]*problem // by the event of their recovery
	recovered map[string]time.Time
	open      []*problem
	seen      map[string]bool
	orphans   map[string]string // recoveries without their problem: event, and trigger
	order     []string
}

type problem struct {
	outage     sla.Outage
	suppressed bool
}

// Read reads exports, and hands each fact to add.
func (z Zabbix) Read(add func(sla.Fact), exports ...io.Reader) (Intake, error) {
	if z.Of == "" {
		z.Of = "{trigger}"
	}
	r := &zabbixRun{Zabbix: z, run: newRun(add), waiting: map[string]*problem{}, recovered: map[string]time.Time{}, seen: map[string]bool{}, orphans: map[string]string{}}
	err := r.each(exports, func(s *stream) error {
		e := envelope{run: r.run, lists: []string{"result"}}
		e.each = func(path, _ string, v raw) error {
			if refused := v.get("error"); path == "" && refused != nil {
				return fault.Because(fault.ErrSyntax, "the server answered with an error: %s", plain(refused.first("data", "message")))
			}
			if path == "result" && v.get("eventid") == nil && v.get("maintenanceid") == nil {
				return r.keyed(v)
			}
			return r.record(v)
		}
		return e.read(s)
	})
	r.line = 0
	for _, id := range slices.Sorted(maps.Keys(r.waiting)) {
		p := r.waiting[id]
		r.find(FindingRecord, p.outage.Of, "r_eventid", "problem "+p.outage.ID+" has ended, but the export does not have its recovery "+id+": it is taken as still going on")
		r.outage(p, time.Time{})
	}
	for _, p := range r.open {
		r.outage(p, time.Time{})
	}
	for _, id := range r.order {
		if trigger, alone := r.orphans[id]; alone {
			r.find(FindingRecord, trigger, "", "event "+id+" ends a problem that began before the export: its time until then is not counted")
		}
	}
	return r.sum, err
}

// record reads a record of any kind.
func (r *zabbixRun) record(v raw) error {
	switch {
	case v.get("maintenanceid") != nil:
		return r.maintenance(v)
	case v.get("eventid") != nil && v.get("clock") != nil:
		r.event(v)
	default:
		r.bad("", "", "neither an event nor a maintenance")
	}
	return nil
}

// keyed reads an object of records, which an answer has if it was asked for with
// preservekeys.
func (r *zabbixRun) keyed(all raw) (err error) {
	r.sum.Rows--
	all.members(func(_ []byte, v raw) bool {
		r.sum.Rows++
		err = r.record(v)
		return err == nil
	})
	return err
}

// clock reads seconds and nanoseconds.
func clock(v raw, seconds, nanos string) (time.Time, bool) {
	at, ok := epoch(v.get(seconds).text(), 0)
	ns := v.get(nanos).text()
	if !ok || ns == "" {
		return at, ok
	}
	n, err := strconv.ParseInt(ns, 10, 64)
	return at.Add(time.Duration(n)), err == nil && n >= 0 && n < 1_000_000_000
}

// service names the service of a record.
func (r *zabbixRun) service(v raw, host string) (string, bool) {
	of, missing := expand(r.Of, func(name string) string {
		switch name {
		case "trigger":
			return v.get("objectid").text()
		case "name":
			return v.get("name").text()
		case "host":
			return host
		}
		tag, is := strings.CutPrefix(name, "tag.")
		if !is {
			return v.get(name).text()
		}
		for _, t := range v.get("tags").list() {
			if t.get("tag").text() == tag {
				return t.get("value").text()
			}
		}
		return ""
	})
	if missing != "" {
		r.bad(v.first("eventid", "maintenanceid"), "", "no "+missing+", which the name of the service needs")
		return "", false
	}
	service, ok := called(r.Services, of)
	if !ok {
		r.leave("problems and maintenance of other services")
	}
	return service, ok
}

func hostOf(v raw) string {
	for _, h := range v.get("hosts").list() {
		return h.first("name", "host")
	}
	return ""
}

// event reads a problem or a recovery.
func (r *zabbixRun) event(v raw) {
	id := v.get("eventid").text()
	at, ok := clock(v, "clock", "ns")
	if !ok {
		r.bad(id, "clock", "no time: "+v.get("clock").text()+" "+v.get("ns").text())
		return
	}
	if source := v.get("source").text(); source != "" && source != "0" && source != "4" {
		r.leave("events of other sources than triggers and services")
		return
	}
	if v.get("value").text() == "0" {
		if r.seen["r"+id] {
			r.leave("events that come again")
			return
		}
		r.seen["r"+id] = true
		if p := r.waiting[id]; p != nil {
			delete(r.waiting, id)
			r.outage(p, at)
			return
		}
		r.recovered[id] = at
		r.orphans[id] = v.get("objectid").text()
		r.order = append(r.order, id)
		return
	}
	if r.seen["p"+id] {
		r.leave("events that come again")
		return
	}
	r.seen["p"+id] = true
	recovery := v.first("r_eventid")
	if recovery == "0" {
		recovery = v.first("c_eventid") // closed by a correlation
	}
	delete(r.orphans, recovery)
	severity, err := strconv.Atoi(v.first("severity"))
	if err == nil && severity < r.Severity {
		r.leave("problems of a lower severity")
		return
	}
	of, ok := r.service(v, hostOf(v))
	if !ok {
		return
	}
	p := &problem{outage: sla.Outage{Of: of, ID: id, From: at, Detected: at}, suppressed: v.get("suppressed").text() == "1"}
	for _, a := range v.get("acknowledges").list() {
		action, err := strconv.Atoi(a.get("action").text())
		if err == nil && action&2 == 0 {
			continue // a message, a change of severity
		}
		when, ok := clock(a, "clock", "")
		if ok && (p.outage.Acknowledged.IsZero() || when.Before(p.outage.Acknowledged)) {
			p.outage.Acknowledged = when
		}
	}
	if recovery == "" || recovery == "0" {
		r.open = append(r.open, p)
		return
	}
	if to, known := r.recovered[recovery]; known {
		r.outage(p, to)
		return
	}
	if to, ok := clock(v, "r_clock", "r_ns"); ok && to.Unix() != 0 { // problem.get
		r.outage(p, to)
		return
	}
	r.waiting[recovery] = p
}

// outage hands over a problem, and its exclusion if it was suppressed.
func (r *zabbixRun) outage(p *problem, to time.Time) {
	if !to.IsZero() && to.Before(p.outage.From) {
		r.bad(p.outage.ID, "clock", "the recovery is before the problem")
		return
	}
	p.outage.To = to
	r.give(&p.outage)
	switch {
	case !p.suppressed:
	case to.IsZero():
		r.find(FindingRecord, p.outage.Of, "suppressed", "problem "+p.outage.ID+" is suppressed and goes on: until when it is excluded is not known, so it is not excluded")
	default:
		r.give(&sla.Exclusion{Of: p.outage.Of, From: p.outage.From, To: to, Reason: "suppressed", ID: "suppressed/" + p.outage.ID})
	}
}

// windowsMax bounds the windows of one maintenance.
const windowsMax = 100_000

var errZone = errors.New("the windows follow the clock of the server: state its Zone")

// maintenance hands over the windows of a maintenance.
func (r *zabbixRun) maintenance(v raw) error {
	id, name := v.get("maintenanceid").text(), v.get("name").text()
	since, ok1 := epoch(v.get("active_since").text(), 0)
	till, ok2 := epoch(v.get("active_till").text(), 0)
	if !ok1 || !ok2 {
		r.bad(id, "active_since", "a maintenance without the time in which it is active")
		return nil
	}
	hosts := []string{}
	for _, h := range v.get("hosts").list() {
		hosts = append(hosts, h.first("name", "host"))
	}
	if len(hosts) == 0 {
		if strings.Contains(r.Of, "{host}") {
			r.bad(id, "hosts", "a maintenance without hosts; ask maintenance.get for them with selectHosts")
			return nil
		}
		hosts = append(hosts, "")
	}
	var services []string
	for _, host := range hosts {
		if of, ok := r.service(v, host); ok && !slices.Contains(services, of) {
			services = append(services, of)
		}
	}
	for i, p := range v.get("timeperiods").list() {
		windows, err := r.windows(p, since, till)
		if errors.Is(err, errZone) {
			return err
		}
		if err != nil {
			r.bad(id, fmt.Sprintf("timeperiods[%d]", i), err.Error())
			continue
		}
		for _, w := range windows {
			for _, of := range services {
				r.give(&sla.Exclusion{Of: of, From: w[0], To: w[1], Reason: "maintenance: " + name, ID: "maintenance/" + id + "/" + strconv.FormatInt(w[0].Unix(), 10)})
			}
		}
	}
	return nil
}

// windows lists the stretches of a time period of a maintenance that overlap From to
// To, cut at the bounds of its activity.
func (r *zabbixRun) windows(p raw, since, till time.Time) (all [][2]time.Time, err error) {
	num := func(name string) int64 {
		text := p.get(name).text()
		if text == "" {
			return 0
		}
		n, e := strconv.ParseInt(text, 10, 64)
		if e != nil || n < 0 || n > 1<<40 {
			err = fault.Because(fault.ErrSyntax, "%s is no number: %s", name, fault.Shorten(text))
		}
		return n
	}
	kind, start, length, every := num("timeperiod_type"), num("start_time"), num("period"), max(num("every"), 1)
	date, days, months, day := num("start_date"), num("dayofweek"), num("month"), num("day")
	if err != nil {
		return nil, err
	}
	if length == 0 {
		length = 3600 // the default of Zabbix
	}
	add := func(from int64) error {
		w := [2]time.Time{time.Unix(from, 0).UTC(), time.Unix(from+length, 0).UTC()}
		if w[0].Before(since) {
			w[0] = since
		}
		if w[1].After(till) {
			w[1] = till
		}
		if !w[0].Before(w[1]) || !r.To.IsZero() && !w[0].Before(r.To) || !r.From.IsZero() && !w[1].After(r.From) {
			return nil
		}
		if len(all) == windowsMax {
			return fault.Because(fault.ErrRange, "a maintenance has more than %d windows: state From and To", windowsMax)
		}
		all = append(all, w)
		return nil
	}
	if kind == 0 {
		err = add(date)
		return all, err
	}
	if kind > 4 {
		return nil, fault.Because(fault.ErrUnknown, "timeperiod_type %d", kind)
	}
	if r.Zone == nil {
		return nil, errZone
	}
	local := zone.Of(r.Zone)
	first, last := local.Day(since.Unix()), local.Day(till.Unix())
	if !r.To.IsZero() {
		last = min(last, local.Day(r.To.Unix()))
	}
	begin := first
	if !r.From.IsZero() {
		begin = max(first, local.Day(r.From.Unix())-length/86_400-1)
	}
	for d := begin; d <= last; d++ {
		year, month, dayOfMonth := zone.Civil(d)
		week := zone.Weekday(d)
		falls := false
		switch kind {
		case 2: // every n days from the first
			falls = (d-first)%every == 0
		case 3: // every n weeks, on days of the week: the bits of Monday to Sunday
			weeks := floorDiv(d+3, 7) - floorDiv(first+3, 7) // day 0 was a Thursday
			falls = days>>week&1 == 1 && weeks%every == 0
		case 4: // in months: the bits of January to December
			if months>>(month-1)&1 == 0 {
				break
			}
			if day > 0 {
				falls = dayOfMonth == day
				break
			}
			if days>>week&1 == 1 {
				nth := (dayOfMonth-1)/7 + 1
				falls = nth == every || every == 5 && dayOfMonth+7 > monthDays(year, month)
			}
		}
		if !falls {
			continue
		}
		if err := add(local.Resolve(d, start)); err != nil {
			return nil, err
		}
	}
	return all, nil
}
