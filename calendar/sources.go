package calendar

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
)

// Sources looks up the zones, holidays and files that a Spec names. The zero
// Sources knows the time zones of the machine (or of time/tzdata) and no holidays.
type Sources struct {
	// Zone looks up a time zone; nil is time.LoadLocation, called once for each name
	// in a process.
	Zone func(name string) (*time.Location, error)

	// Holidays looks up a list of holidays; region is "" for a whole country. For a
	// financial market, country is "market" and region is its code. nil knows no
	// list. holidays.Official knows countries and markets.
	Holidays func(country, region string) (HolidayList, error)

	// File reads the list of a Holidays that names a file; nil reads no file.
	// holidays.Files reads iCalendar files. The error may join *FieldErrors whose
	// paths are fields of the Holidays, such as "file".
	File func(Holidays) (HolidayList, error)
}

// New compiles a Spec with Sources{}.
func New(spec Spec) (Calendar, error) { return Sources{}.New(spec) }

// New compiles a Spec that names no other calendar except "24x7". It keeps no
// memory of the spec. Its error joins a *FieldError for every problem, in document
// order.
func (s Sources) New(spec Spec) (Calendar, error) {
	c := compiler{sources: s, zones: map[string]*zone.Zone{}}
	made := c.compile(spec)
	if err := c.problems.Err(); err != nil {
		return Calendar{}, err
	}
	return made, nil
}

// Compile compiles calendars that may name one another in Union, Intersect and
// Except, in any order but not in a circle. A spec without a zone has the given
// location; if location is nil, it has none. The answer always holds "24x7", Always
// in that location, unless a spec has this name. The error joins a *FieldError for
// every problem, sorted by the name of the calendar; its path starts with that
// name.
func (s Sources) Compile(location *time.Location, specs map[string]Spec) (map[string]Calendar, error) {
	c := compiler{
		sources: s, specs: specs, zones: map[string]*zone.Zone{},
		done: map[string]Calendar{}, busy: map[string]bool{}, broken: map[string]error{},
	}
	if location != nil {
		c.zones[""] = zone.Of(location)
	}
	var problems fault.List
	names := slices.Sorted(maps.Keys(specs))
	for _, name := range names {
		c.named(name)
	}
	for _, name := range names {
		problems.Merge(name, c.broken[name])
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	if _, stated := specs[twentyFourSeven]; !stated {
		c.done[twentyFourSeven] = c.builtIn()
	}
	return c.done, nil
}

// Location looks up a time zone. It refuses the machine's own zone, "Local", which
// differs from machine to machine.
func (s Sources) Location(name string) (*time.Location, error) {
	switch name {
	case "":
		return nil, fault.Because(fault.ErrMissing, "a time zone such as Europe/Berlin is needed")
	case "Local":
		return nil, fault.Because(fault.ErrRange, "this zone differs from machine to machine; name a zone such as Europe/Berlin")
	}
	find := s.Zone
	if find == nil {
		find = lookup
	}
	location, err := find(name)
	switch {
	case err == nil && location != nil:
		return location, nil
	case s.Zone == nil && !zoneData():
		return nil, fault.Because(fault.ErrUnknown, "this machine has no time zone data; import time/tzdata to take them along")
	}
	return nil, fault.Because(fault.ErrUnknown, "no such time zone")
}

// zoneData reports whether the machine or the program has time zone data at all. If
// it has none, the name of a zone is not at fault.
func zoneData() bool {
	_, err := lookup("Europe/London")
	return err == nil
}

// twentyFourSeven is the calendar that always exists.
const twentyFourSeven = "24x7"

// compiler compiles one spec, or a set of specs that name one another.
type compiler struct {
	sources  Sources
	zones    map[string]*zone.Zone // by name; "" is the zone of specs that state none
	problems fault.List            // of the spec that is being compiled

	specs  map[string]Spec
	done   map[string]Calendar
	broken map[string]error // the problems of each
	busy   map[string]bool  // the names that are being compiled
	trail  []string         // the same names, outermost first
}

// named compiles the spec of a name, once.
func (c *compiler) named(name string) Calendar {
	if made, ok := c.done[name]; ok {
		return made
	}
	outer := c.problems
	c.problems = fault.List{}
	c.busy[name], c.trail = true, append(c.trail, name)
	c.done[name] = c.compile(c.specs[name])
	c.busy[name], c.trail = false, c.trail[:len(c.trail)-1]
	c.broken[name] = c.problems.Err()
	c.problems = outer
	return c.done[name]
}

// builtIn gives "24x7" in the zone of specs that state none.
func (c *compiler) builtIn() Calendar {
	if z, ok := c.zones[""]; ok {
		return Always().in(z)
	}
	return Always()
}

// member gives the calendar that another calendar names.
func (c *compiler) member(path, name string) (Calendar, bool) {
	_, known := c.specs[name]
	switch {
	case !known && name == twentyFourSeven:
		return c.builtIn(), true
	case !known:
		names := append(slices.Sorted(maps.Keys(c.specs)), twentyFourSeven)
		c.problems.Add(path, name, fault.NotOneOf(name, names...))
		return Calendar{}, false
	case c.busy[name]:
		circle := append(slices.Clone(c.trail[slices.Index(c.trail, name):]), name)
		c.problems.Addf(path, name, fault.ErrConflict, "a circle: %s", strings.Join(circle, " names "))
		return Calendar{}, false
	}
	return c.named(name), true
}

func (c *compiler) members(field string, names []string) (all []Calendar) {
	if len(names) > namesMax {
		c.problems.Addf(field, "", fault.ErrRange, "at most %d names", namesMax)
		return nil
	}
	for i, name := range names {
		if m, ok := c.member(fmt.Sprintf("%s[%d]", field, i), name); ok {
			all = append(all, m)
		}
	}
	return all
}

// zone looks up each time zone once.
func (c *compiler) zone(name string) (*zone.Zone, error) {
	if z, ok := c.zones[name]; ok {
		return z, nil
	}
	location, err := c.sources.Location(name)
	if err != nil {
		return nil, err
	}
	c.zones[name] = zone.Of(location)
	return c.zones[name], nil
}

// compile reads a spec, collects its problems and combines it with its members.
func (c *compiler) compile(spec Spec) Calendar {
	own := spec.Hours != "" || len(spec.Closed) > 0 || len(spec.Days) > 0 || len(spec.Holidays) > 0 || len(spec.Versions) > 0 ||
		len(spec.Rotas) > 0
	composed := len(spec.Union)+len(spec.Intersect)+len(spec.Except) > 0
	axis, err := c.zone(spec.Zone)
	if err != nil && (own || !composed || spec.Zone != "") {
		c.problems.Add("zone", spec.Zone, err)
		axis = zone.Of(nil) // to check the rest too
	}
	r := reader{sources: c.sources, problems: &c.problems, zone: axis}
	var open []Calendar
	if own || !composed {
		open = append(open, r.leaf(spec))
	} else {
		r.shifts(spec.Shifts)
	}
	open = append(open, c.members("union", spec.Union)...)
	intersect := c.members("intersect", spec.Intersect)
	except := c.members("except", spec.Except)
	var made Calendar
	switch {
	case own || len(spec.Union) > 0 || !composed:
		made = Union(open...)
		if len(spec.Intersect) > 0 {
			made = Intersection(append([]Calendar{made}, intersect...)...)
		}
	case len(spec.Intersect) > 0:
		made = Intersection(intersect...)
	default:
		c.problems.Addf("except", "", fault.ErrMissing, "except needs hours, union or intersect to take time from; for all time write union: [24x7]")
	}
	made = made.Except(Union(except...))
	if axis != nil {
		made = made.in(axis)
	}
	return made
}
