package feeds

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/upheld/upheld/sla"
)

// Nagios reads the log files of Nagios, Naemon and Icinga (nagios.log, its archives,
// and the compatibility log of Icinga 2), in any order, as states of hosts and
// services. A service of a host is called host/service.
//
// UP and OK are up, DOWN and CRITICAL are down; warning, unknown and unreachable are
// words for the weights of the agreement. A service that was not checked yet has no
// data. From a stop of the monitor to its next start, objects are not monitored; then
// the last state holds again. A scheduled downtime is excluded, from its start to its end; the
// downtime of a host covers its services. It was noticed when it was scheduled, if the
// logs have the command.
type Nagios struct {
	// Services translates hosts and host/service into services of the agreement; others
	// are left out. nil: all are read, under their own names.
	Services map[string]string
	// Soft counts soft states too. Else a state counts from its last attempt on.
	Soft bool
}

type nagiosRun struct {
	Nagios
	*run
	objects  map[string]*nagiosObject
	names    []string // of objects, in the order in which they first came
	stops    []nagiosMark
	lines    int64
	commands map[string][]nagiosCommand // by object
}

// nagiosObject is a host or a service and what was logged of it.
type nagiosObject struct {
	host      string
	services  bool // whether the object is a service
	states    []nagiosMark
	downtimes []nagiosMark
}

// nagiosMark is something that was logged at an instant.
type nagiosMark struct {
	unix, line int64
	is         string // a state; or for the monitor and downtimes: start, stop
}

func compareMarks(a, b nagiosMark) int {
	return cmp.Or(cmp.Compare(a.unix, b.unix), cmp.Compare(a.line, b.line))
}

// nagiosCommand is a downtime that was scheduled.
type nagiosCommand struct {
	at, from, to int64
	all          bool // of a host with its services
}

var nagiosStates = map[string]string{
	"UP": "up", "OK": "up", "DOWN": "down", "CRITICAL": "down", "WARNING": "warning", "UNKNOWN": "unknown",
	"UNREACHABLE": "unreachable", "PENDING": "no-data",
}

// Read reads logs, and hands each fact to add after the last of them.
func (n Nagios) Read(add func(sla.Fact), exports ...io.Reader) (Intake, error) {
	r := &nagiosRun{Nagios: n, run: newRun(add), objects: map[string]*nagiosObject{}, commands: map[string][]nagiosCommand{}}
	err := r.each(exports, func(s *stream) error {
		for {
			line, n, err := s.text()
			if err != nil {
				return err
			}
			if n == 0 {
				return nil
			}
			if r.line = s.line; len(bytes.TrimSpace(line)) > 0 {
				r.sum.Rows++
				r.entry(line)
			}
			s.advance(n)
		}
	})
	r.line = 0
	r.facts()
	return r.sum, err
}

// entry reads a line: [seconds] KIND: fields.
func (r *nagiosRun) entry(line []byte) {
	r.lines++
	if !utf8.Valid(line) {
		line = bytes.ToValidUTF8(line, []byte("?")) // the output of checks may be anything
	}
	stamp, rest, ok := strings.Cut(strings.TrimPrefix(string(line), "["), "] ")
	unix, err := strconv.ParseInt(stamp, 10, 64)
	if !ok || err != nil || line[0] != '[' || unix < 0 || unix > 1<<40 {
		r.bad("", "", "no line of a log: "+string(line[:min(len(line), 60)]))
		return
	}
	mark := nagiosMark{unix: unix, line: r.lines}
	kind, fields, separated := strings.Cut(rest, ": ")
	if !separated {
		kind, fields = strings.TrimSuffix(rest, ":"), ""
	}
	switch {
	case strings.HasSuffix(kind, " HOST STATE") || kind == "HOST ALERT":
		r.state(mark, fields, 1, kind)
	case strings.HasSuffix(kind, " SERVICE STATE") || kind == "SERVICE ALERT":
		r.state(mark, fields, 2, kind)
	case kind == "HOST DOWNTIME ALERT":
		r.downtime(mark, fields, 1)
	case kind == "SERVICE DOWNTIME ALERT":
		r.downtime(mark, fields, 2)
	case kind == "EXTERNAL COMMAND":
		r.command(unix, fields)
	case strings.Contains(rest, " starting...") || strings.HasPrefix(rest, "Icinga 2 has started"):
		mark.is = "start"
		r.stops = append(r.stops, mark)
	case strings.HasPrefix(rest, "Caught SIG") && !strings.HasPrefix(rest, "Caught SIGHUP"), strings.HasPrefix(rest, "Successfully shutdown"),
		strings.HasPrefix(rest, "Bailing out"), strings.HasPrefix(rest, "PROGRAM_SHUTDOWN"):
		mark.is = "stop"
		r.stops = append(r.stops, mark)
	default:
		r.leave("lines that are no state, downtime, start or stop")
	}
}

// object names the object of a line: its first one or two fields.
func (r *nagiosRun) object(fields []string, names int) *nagiosObject {
	name := strings.Join(fields[:names], "/")
	o := r.objects[name]
	if o == nil {
		o = &nagiosObject{host: fields[0], services: names == 2}
		r.objects[name] = o
		r.names = append(r.names, name)
	}
	return o
}

func (r *nagiosRun) state(mark nagiosMark, text string, names int, kind string) {
	fields := strings.SplitN(text, ";", names+4)
	if len(fields) < names+2 || fields[0] == "" || names == 2 && fields[1] == "" {
		r.bad("", "", "a state without its fields: "+text)
		return
	}
	is, known := nagiosStates[fields[names]]
	if !known {
		r.bad(strings.Join(fields[:names], "/"), "", "an unknown state: "+fields[names])
		return
	}
	if strings.HasSuffix(kind, "STATE") && len(fields) == names+4 && fields[names+3] == "" {
		is = "no-data" // a state that no check has told yet
	}
	if fields[names+1] == "SOFT" && !r.Soft {
		r.leave("soft states")
		return
	}
	mark.is = is
	o := r.object(fields, names)
	o.states = append(o.states, mark)
}

func (r *nagiosRun) downtime(mark nagiosMark, text string, names int) {
	fields := strings.SplitN(text, ";", names+2)
	if len(fields) < names+1 {
		r.bad("", "", "a downtime without its fields: "+text)
		return
	}
	switch strings.TrimSpace(fields[names]) {
	case "STARTED":
		mark.is = "start"
	case "STOPPED", "CANCELLED":
		mark.is = "stop"
	default:
		r.bad(strings.Join(fields[:names], "/"), "", "neither STARTED, STOPPED nor CANCELLED: "+fields[names])
		return
	}
	o := r.object(fields, names)
	o.downtimes = append(o.downtimes, mark)
}

// command notes when a downtime was scheduled.
func (r *nagiosRun) command(unix int64, text string) {
	fields := strings.Split(text, ";")
	c, names := nagiosCommand{at: unix}, 1
	switch fields[0] {
	case "SCHEDULE_HOST_DOWNTIME", "SCHEDULE_AND_PROPAGATE_HOST_DOWNTIME", "SCHEDULE_AND_PROPAGATE_TRIGGERED_HOST_DOWNTIME":
	case "SCHEDULE_HOST_SVC_DOWNTIME":
		c.all = true
	case "SCHEDULE_SVC_DOWNTIME":
		names = 2
	default:
		r.leave("commands that schedule no downtime")
		return
	}
	if len(fields) < names+3 {
		r.bad("", "", "a command without its fields: "+text)
		return
	}
	from, err1 := strconv.ParseInt(fields[names+1], 10, 64)
	to, err2 := strconv.ParseInt(fields[names+2], 10, 64)
	if err1 != nil || err2 != nil {
		r.bad("", "", "a command without its times: "+text)
		return
	}
	c.from, c.to = from, to
	object := strings.Join(fields[1:1+names], "/")
	r.commands[object] = append(r.commands[object], c)
}

// scheduled finds the command of a downtime that began at an instant: the last one
// whose window has the instant.
func (r *nagiosRun) scheduled(o *nagiosObject, name string, unix int64) (c nagiosCommand, ok bool) {
	objects := []string{name}
	if o.services {
		objects = append(objects, o.host)
	}
	for i, object := range objects {
		for _, one := range slices.Backward(r.commands[object]) {
			if one.all == (i == 1) && one.at <= unix && one.from <= unix && unix <= one.to && one.at >= c.at {
				c, ok = one, true
				break
			}
		}
	}
	return c, ok
}

// facts hands over what the logs tell, object by object.
func (r *nagiosRun) facts() {
	slices.SortStableFunc(r.stops, compareMarks)
	var away [][2]int64 // stretches without a monitor; an end of 0 is open
	for _, m := range r.stops {
		last := len(away) - 1
		down := last >= 0 && away[last][1] == 0
		switch {
		case m.is == "stop" && !down:
			away = append(away, [2]int64{m.unix, 0})
		case m.is == "start" && down:
			away[last][1] = m.unix
		}
	}
	for _, name := range r.names {
		o := r.objects[name]
		of, ok := called(r.Services, name)
		if !ok {
			r.leaveMany("states and downtimes of other services", int64(len(o.states)+len(o.downtimes)))
			continue
		}
		r.states(of, o, away)
		r.exclusions(of, o, name)
		if !o.services {
			continue
		}
		if host := r.objects[o.host]; host != nil {
			r.exclusions(of, host, o.host)
		}
	}
}

// states hands over the states of an object, and that it was not monitored.
func (r *nagiosRun) states(of string, o *nagiosObject, away [][2]int64) {
	slices.SortStableFunc(o.states, compareMarks)
	seq, last, told := int64(0), "", ""
	give := func(unix int64, is string) {
		if is == told {
			return // the state is only told again, as at each rotation
		}
		told = is
		seq++
		r.give(&sla.State{Of: of, At: time.Unix(unix, 0).UTC(), Is: is, Seq: seq})
	}
	i := 0
	through := func(unix int64, silent bool) { // the states until before an instant
		for ; i < len(o.states) && o.states[i].unix < unix; i++ {
			last = o.states[i].is
			if !silent {
				give(o.states[i].unix, last)
			}
		}
	}
	for _, a := range away {
		if through(a[0], false); len(o.states) == 0 {
			return
		}
		if last != "" {
			give(a[0], "not-monitored")
		}
		if a[1] == 0 {
			return
		}
		if through(a[1], true); last != "" {
			give(a[1], last)
		}
	}
	through(1<<62, false)
}

// exclusions hands over the downtimes of an object for a service.
func (r *nagiosRun) exclusions(of string, o *nagiosObject, name string) {
	slices.SortStableFunc(o.downtimes, compareMarks)
	depth, from := 0, int64(0)
	give := func(to int64) {
		e := sla.Exclusion{Of: of, From: time.Unix(from, 0).UTC(), To: time.Unix(to, 0).UTC(), Reason: "scheduled downtime of " + name, ID: "downtime/" + name + "/" + strconv.FormatInt(from, 10)}
		if c, ok := r.scheduled(o, name, from); ok {
			e.Noticed = time.Unix(c.at, 0).UTC()
		}
		r.give(&e)
	}
	for _, m := range o.downtimes {
		switch {
		case m.is == "start":
			if depth++; depth == 1 {
				from = m.unix
			}
		case depth > 0:
			if depth--; depth == 0 {
				give(m.unix)
			}
		default:
			r.find(FindingRecord, of, "", "a downtime of "+name+" ends at "+strconv.FormatInt(m.unix, 10)+", and the logs do not have its start: it is not excluded")
		}
	}
	if depth == 0 {
		return
	}
	if c, ok := r.scheduled(o, name, from); ok {
		give(c.to)
		return
	}
	r.find(FindingRecord, of, "", "a downtime of "+name+" began at "+strconv.FormatInt(from, 10)+", and the logs do not have its end: it is not excluded")
}
