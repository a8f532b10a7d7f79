package calendar

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
)

// Sources says where what a Spec only names comes from. Its zero value knows
// the time zones of the machine (or of time/tzdata) and no holidays.
type Sources struct {
	// Zone looks a time zone up; nil is time.LoadLocation.
	Zone func(name string) (*time.Location, error)

	// Holidays looks a list of holidays up, region "" for a whole country; nil
	// knows none. holidays.Official is one.
	Holidays func(country, region string) (HolidayList, error)
}

// New compiles a Spec with Sources{}.
func New(spec Spec) (Calendar, error) { return Sources{}.New(spec) }

// New compiles a Spec that names no other calendars but "24x7". It keeps
// nothing of the spec. Its error joins a *FieldError for every problem, in
// document order.
func (s Sources) New(spec Spec) (Calendar, error) {
	var problems fault.List
	c := compiler{sources: s, problems: &problems}
	made := c.compile("", spec)
	if err := problems.Err(); err != nil {
		return Calendar{}, err
	}
	return made, nil
}

// Compile compiles calendars that may name one another in Union, Intersect and
// Except, in any order, but not in a circle. zone is that of those that state
// none. "24x7" is always there: Always in that zone, unless a spec has the
// name. The error joins a *FieldError for every problem, by name of the
// calendar; its path starts with that name.
func (s Sources) Compile(zoneName string, specs map[string]Spec) (map[string]Calendar, error) {
	var problems fault.List
	c := compiler{
		sources: s, problems: &problems, zone: zoneName, specs: specs,
		done: map[string]Calendar{}, busy: map[string]bool{}, broken: map[string]fault.List{},
	}
	names := slices.Sorted(maps.Keys(specs))
	for _, name := range names {
		c.named(name)
	}
	for _, name := range names {
		found := c.broken[name]
		problems.Merge(name, found.Err())
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	if _, stated := specs[twentyFourSeven]; !stated {
		c.builtIn()
	}
	return c.done, nil
}

// twentyFourSeven is the calendar that always exists.
const twentyFourSeven = "24x7"

// compiler compiles one spec, or a set of specs that name one another.
type compiler struct {
	sources  Sources
	problems *fault.List
	zone     string
	specs    map[string]Spec
	done     map[string]Calendar
	busy     map[string]bool
	trail    []string // names being compiled, outermost first
	broken   map[string]fault.List
}

// named compiles the spec of a name unless that has been done.
func (c *compiler) named(name string) Calendar {
	if made, ok := c.done[name]; ok {
		return made
	}
	outer := c.problems
	c.problems = &fault.List{}
	c.busy[name], c.trail = true, append(c.trail, name)
	made := c.compile("", c.specs[name])
	c.busy[name], c.trail = false, c.trail[:len(c.trail)-1]
	c.broken[name] = *c.problems
	c.problems = outer
	c.done[name] = made
	return made
}

// builtIn gives "24x7" in the zone that the set states.
func (c *compiler) builtIn() Calendar {
	always := Always()
	if c.zone != "" {
		if location, err := c.sources.location(c.zone); err == nil {
			always = always.In(location)
		}
	}
	if c.done != nil {
		c.done[twentyFourSeven] = always
	}
	return always
}

// member gives a calendar that another one names.
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
		trail := append(slices.Clone(c.trail[slices.Index(c.trail, name):]), name)
		c.problems.Addf(path, name, fault.ErrConflict, "a circle: %s", strings.Join(trail, " names "))
		return Calendar{}, false
	}
	return c.named(name), true
}

func (s Sources) location(name string) (*time.Location, error) {
	if name == "" {
		return nil, fault.Because(fault.ErrMissing, "a time zone such as Europe/Berlin is needed")
	}
	if name == "Local" {
		return nil, fault.Because(fault.ErrRange, "the machine's zone differs from machine to machine; name one")
	}
	find := s.Zone
	if find == nil {
		find = lookup
	}
	location, err := find(name)
	if err != nil || location == nil {
		return nil, fault.Because(fault.ErrUnknown, "no such time zone")
	}
	return location, nil
}

// compile reads a spec, reports its problems and composes it.
func (c *compiler) compile(path string, spec Spec) Calendar {
	own := spec.Hours != "" || len(spec.Closed) > 0 || len(spec.Days) > 0 || len(spec.Holidays) > 0 || len(spec.Versions) > 0
	names := len(spec.Union) + len(spec.Intersect) + len(spec.Except)
	if spec.Zone == "" {
		spec.Zone = c.zone
	}
	var axis *zone.Zone
	if own || names == 0 || spec.Zone != "" {
		location, err := c.sources.location(spec.Zone)
		if err != nil {
			c.problems.Add(fault.Join(path, "zone"), spec.Zone, err)
			location = time.UTC // so that the rest is checked too
		}
		axis = zone.Of(location)
	}
	var base []Calendar
	r := reader{sources: c.sources, problems: c.problems, path: path, zone: axis}
	if own || names == 0 {
		base = append(base, r.leaf(spec))
	} else {
		r.shifts(spec.Shifts)
	}
	members := func(field string, names []string) (all []Calendar) {
		if len(names) > namesMax {
			c.problems.Addf(fault.Join(path, field), "", fault.ErrRange, "at most %d names", namesMax)
			return nil
		}
		for i, name := range names {
			if m, ok := c.member(fault.Join(path, fmt.Sprintf("%s[%d]", field, i)), name); ok {
				all = append(all, m)
			}
		}
		return all
	}
	base = append(base, members("union", spec.Union)...)
	intersect := members("intersect", spec.Intersect)
	except := members("except", spec.Except)
	if !own && len(spec.Union) == 0 && len(spec.Intersect) == 0 && len(spec.Except) > 0 {
		c.problems.Addf(fault.Join(path, "except"), "", fault.ErrMissing,
			"hours, union or intersect must say what is left; union: [24x7] is all time")
		return Calendar{}
	}
	made := Union(base...)
	if len(base) == 0 {
		made = Intersection(intersect...)
	} else if len(intersect) > 0 {
		made = Intersection(append([]Calendar{made}, intersect...)...)
	}
	if len(except) > 0 {
		made = made.Except(Union(except...))
	}
	if axis != nil {
		made = made.In(axis.Location())
	}
	return made
}

// reader reads the parts of a leaf.
type reader struct {
	sources  Sources
	problems *fault.List
	path     string
	zone     *zone.Zone
	dates    int
}

func (r *reader) at(field string) string { return fault.Join(r.path, field) }

func (r *reader) leaf(spec Spec) Calendar {
	base := patch{known: always0, from: always0}
	base.read(r, "", spec.Hours, spec.Closed, spec.Days)
	if base.week == nil {
		base.week = new(week)
	}
	lists := r.lists(spec.Holidays)
	whole := r.shifts(spec.Shifts)
	if len(spec.Versions) > versionsMax {
		r.problems.Addf(r.at("versions"), "", fault.ErrRange, "at most %d versions", versionsMax)
		return Calendar{}
	}
	patches := []patch{base}
	for i, v := range spec.Versions {
		patches = append(patches, r.version(fmt.Sprintf("versions[%d]", i), v))
	}
	if r.dates > datesMax {
		r.problems.Addf(r.path, "", fault.ErrRange, "at most %d dates", datesMax)
		return Calendar{}
	}
	slices.SortStableFunc(patches[1:], func(a, b patch) int {
		return cmp.Or(cmp.Compare(a.known, b.known), cmp.Compare(a.from, b.from))
	})
	make := func(known int64) *core {
		l := &leaf{zone: r.zone, lists: lists, whole: whole}
		days := map[int64]dated{}
		for _, p := range patches {
			if p.known <= known {
				p.apply(l, days)
			}
		}
		l.days = slices.SortedFunc(maps.Values(days), func(a, b dated) int { return cmp.Compare(a.day, b.day) })
		return newCore(l, r.zone)
	}
	var known []int64
	for _, p := range patches {
		if p.known != always0 {
			known = append(known, p.known)
		}
	}
	made := make(forever)
	made.history(known, make)
	return Calendar{made}
}

// always0 is before every instant and day, forever after it.
const (
	always0 = -1 << 62
	forever = 1 << 62
)

// patch is a version, or the calendar before any.
type patch struct {
	known, from int64 // an instant; a day
	week        *week // nil leaves the hours
	days        []dated
}

func (p *patch) apply(l *leaf, days map[int64]dated) {
	if p.week != nil {
		for len(l.weeks) > 0 && l.weeks[len(l.weeks)-1].day >= p.from {
			l.weeks = l.weeks[:len(l.weeks)-1]
		}
		l.weeks = append(l.weeks, weekFrom{p.from, *p.week})
	}
	for _, d := range p.days {
		days[d.day] = d
	}
}

// read reads hours and dates; where a date is in both, days decides.
func (p *patch) read(r *reader, path string, hours Week, closed []Local, days map[Local]Hours) {
	if hours != "" {
		w, err := hours.parse()
		r.problems.Add(r.at(fault.Join(path, "hours")), string(hours), err)
		p.week = &w
	}
	r.dates += len(closed) + len(days)
	seen := map[int64]bool{}
	for i, d := range closed {
		at := r.at(fault.Join(path, fmt.Sprintf("closed[%d]", i)))
		if day, ok := r.date(at, d); ok {
			if seen[day] {
				r.problems.Addf(at, string(d), fault.ErrConflict, "the date is closed already")
			}
			seen[day] = true
			p.days = append(p.days, dated{day: day, closed: true})
		}
	}
	for _, d := range slices.Sorted(maps.Keys(days)) {
		at := r.at(fault.Join(path, fmt.Sprintf("days[%q]", fault.Shorten(string(d)))))
		day, ok := r.date(at, d)
		stretches, err := days[d].parse()
		r.problems.Add(at, string(days[d]), err)
		if ok {
			p.days = append(p.days, dated{day: day, hours: stretches, closed: len(stretches) == 0})
		}
	}
}

func (r *reader) date(path string, d Local) (int64, bool) {
	day, _, timed, err := d.parse()
	if err == nil && timed {
		err = fault.Because(fault.ErrSyntax, "a date without a time of day is needed")
	}
	r.problems.Add(path, string(d), err)
	return day, err == nil
}

func (r *reader) version(path string, v Version) patch {
	p := patch{known: always0, from: always0}
	if v.Known != "" {
		day, second, _, err := v.Known.parse()
		r.problems.Add(r.at(path+".known"), string(v.Known), err)
		p.known = r.zone.Resolve(day, second)
	}
	if v.From != "" {
		if day, ok := r.date(r.at(path+".from"), v.From); ok {
			p.from = day
		}
		if v.Hours == "" {
			r.problems.Addf(r.at(path+".hours"), "", fault.ErrMissing, "hours from %s on are needed; a day without any is written closed", v.From)
		}
	}
	p.read(r, path, v.Hours, v.Closed, v.Days)
	return p
}

func (r *reader) shifts(s Shifts) (whole bool) {
	switch s {
	case "", CutAtMidnight, KeepWhole:
	default:
		r.problems.Add(r.at("shifts"), string(s), fault.NotOneOf(string(s), string(CutAtMidnight), string(KeepWhole)))
	}
	return s == KeepWhole
}

func (r *reader) lists(holidays []Holidays) []list {
	if len(holidays) > listsMax {
		r.problems.Addf(r.at("holidays"), "", fault.ErrRange, "at most %d lists", listsMax)
		return nil
	}
	var all []list
	for i, h := range holidays {
		at := r.at(fmt.Sprintf("holidays[%d]", i))
		switch h.Keep {
		case "", ActualAndObserved, ActualOnly, ObservedOnly:
		default:
			r.problems.Add(at+".keep", string(h.Keep),
				fault.NotOneOf(string(h.Keep), string(ActualAndObserved), string(ActualOnly), string(ObservedOnly)))
		}
		name := strings.TrimSuffix(h.Country+"-"+h.Region, "-")
		switch {
		case h.Country == "":
			r.problems.Addf(at+".country", "", fault.ErrMissing, "a country such as DE is needed")
		case r.sources.Holidays == nil:
			r.problems.Addf(at, name, fault.ErrUnknown, "no source of holidays was given")
		default:
			found, err := r.sources.Holidays(h.Country, h.Region)
			if err == nil && found == nil {
				err = fault.Because(fault.ErrUnknown, "no such list of holidays")
			}
			r.problems.Add(at, name, err)
			all = append(all, list{h, found})
		}
	}
	return all
}
