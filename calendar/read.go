package calendar

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sort"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
)

// reader reads the parts of a leaf.
type reader struct {
	sources  Sources
	problems *fault.List
	zone     *zone.Zone
	dates    int // number of dates read so far
}

// leaf reads hours, dates, holidays and versions.
func (r *reader) leaf(spec Spec) Calendar {
	base := patch{known: ever, from: ever, week: new(week)}
	base.read(r, "", spec.Hours, spec.Closed, spec.Days)
	lists := r.lists(spec.Holidays)
	rotas := r.rotas(spec.Rotas)
	eves := r.eves(spec.Eves, len(spec.Holidays))
	whole := r.shifts(spec.Shifts)
	if len(spec.Versions) > versionsMax {
		r.problems.Addf("versions", "", fault.ErrRange, "at most %d versions", versionsMax)
		return Calendar{}
	}
	patches := []patch{base}
	var known []int64
	for i, v := range spec.Versions {
		p := r.version(fmt.Sprintf("versions[%d]", i), v)
		patches = append(patches, p)
		if p.known != ever {
			known = append(known, p.known)
		}
	}
	if r.dates > datesMax {
		r.problems.Addf("", "", fault.ErrRange, "at most %d dates, all versions together", datesMax)
		return Calendar{}
	}
	versions := patches[1:]
	sort.SliceStable(versions, func(i, j int) bool {
		a, b := &versions[i], &versions[j]
		return cmp.Or(cmp.Compare(a.known, b.known), cmp.Compare(a.from, b.from)) < 0
	})
	knownAt := func(instant int64) *core {
		l := &leaf{zone: r.zone, lists: lists, rotas: rotas, eves: eves, whole: whole}
		for _, p := range patches {
			if p.known <= instant {
				p.apply(l)
			}
		}
		l.days = lastOfEach(l.days)
		return newCore(l, r.zone)
	}
	latest := knownAt(forever)
	latest.remember(known, knownAt)
	return Calendar{latest}
}

// lastOfEach sorts by day and keeps the last entry of each day.
func lastOfEach(days []dated) []dated {
	sort.SliceStable(days, func(i, j int) bool { return days[i].day < days[j].day })
	kept := days[:0]
	for i, d := range days {
		if i+1 == len(days) || days[i+1].day != d.day {
			kept = append(kept, d)
		}
	}
	return kept
}

// patch is a version, or the calendar before all versions.
type patch struct {
	known, from int64 // an instant; a day
	week        *week // nil leaves the hours as they are
	days        []dated
	yearly      []yearly
}

func (p *patch) apply(l *leaf) {
	if p.week != nil {
		for len(l.weeks) > 0 && l.weeks[len(l.weeks)-1].day >= p.from {
			l.weeks = l.weeks[:len(l.weeks)-1]
		}
		l.weeks = append(l.weeks, weekFrom{p.from, *p.week})
	}
	l.days = append(l.days, p.days...)
	l.yearly = append(l.yearly, p.yearly...)
}

// read reads hours and dates. If several entries name a date, Days decides before
// Closed, a single date before a range, and a range before a date of every year.
func (p *patch) read(r *reader, path string, hours Week, closed []Local, days map[Local]Hours) {
	if hours != "" {
		w, err := hours.parse()
		r.problems.Add(fault.Join(path, "hours"), string(hours), err)
		p.week = &w
	}
	r.dates += len(closed) + len(days)
	if r.dates > datesMax {
		return
	}
	var ranges, hoursOfRanges, hoursOfSingle []dated
	single := make([]dated, 0, len(closed))
	seen := map[int64]bool{} // the single dates of closed, if Days may have the same
	add := func(d dates, hours []stretch, single, ranges *[]dated) {
		shut := len(hours) == 0
		if d.every {
			p.yearly = append(p.yearly, yearly{d.first, d.last, hours, shut, d.name})
			return
		}
		if d.ranged {
			single = ranges
			r.dates += int(d.last - d.first)
		}
		for day := d.first; day <= d.last && r.dates <= datesMax; day++ {
			*single = append(*single, dated{day: day, hours: hours, closed: shut, name: d.name})
		}
	}
	for i, text := range closed {
		d, err := text.dates(true)
		if err != nil {
			r.problems.Add(fault.Join(path, fmt.Sprintf("closed[%d]", i)), string(text), err)
			continue
		}
		if len(days) > 0 && !d.every && !d.ranged {
			seen[d.first] = true
		}
		add(d, nil, &single, &ranges)
	}
	for _, text := range slices.Sorted(maps.Keys(days)) {
		d, err := text.dates(false)
		stretches, hoursErr := days[text].parse()
		if err == nil && !d.every && !d.ranged && seen[d.first] {
			err = fault.Because(fault.ErrConflict, "closed lists the same date; write it once")
		}
		if err != nil || hoursErr != nil {
			at := fault.Join(path, fmt.Sprintf("days[%q]", fault.Shorten(string(text))))
			r.problems.Add(at, string(text), err)
			r.problems.Add(at, string(days[text]), hoursErr)
			continue
		}
		add(d, stretches, &hoursOfSingle, &hoursOfRanges)
	}
	p.days = slices.Concat(ranges, hoursOfRanges, single, hoursOfSingle)
}

func (r *reader) version(path string, v Version) patch {
	p := patch{known: ever, from: ever}
	if v.Known != "" {
		day, second, _, err := v.Known.parse()
		r.problems.Add(path+".known", string(v.Known), err)
		p.known = r.zone.Resolve(day, second)
	}
	if v.From != "" {
		day, err := v.From.date()
		r.problems.Add(path+".from", string(v.From), err)
		p.from = day
		if v.Hours == "" {
			r.problems.Addf(path+".hours", "", fault.ErrMissing,
				`write the hours that hold from this date on; for no hours write "mon-sun closed"`)
		}
	}
	p.read(r, path, v.Hours, v.Closed, v.Days)
	return p
}

func (r *reader) shifts(s Shifts) (whole bool) {
	switch s {
	case "", CutAtMidnight, KeepWhole:
	default:
		r.problems.Add("shifts", string(s), fault.NotOneOf(string(s), string(CutAtMidnight), string(KeepWhole)))
	}
	return s == KeepWhole
}

func (r *reader) lists(holidays []Holidays) []list {
	if len(holidays) > listsMax {
		r.problems.Addf("holidays", "", fault.ErrRange, "at most %d lists", listsMax)
		return nil
	}
	var all []list
	for i, h := range holidays {
		at := fmt.Sprintf("holidays[%d]", i)
		switch h.Keep {
		case "", ActualAndObserved, ActualOnly, ObservedOnly, SundayObserved:
		default:
			r.problems.Add(at+".keep", string(h.Keep),
				fault.NotOneOf(string(h.Keep), string(ActualAndObserved), string(ActualOnly), string(ObservedOnly), string(SundayObserved)))
		}
		country, region := h.Country, h.Region
		if h.Market != "" {
			country, region = "market", h.Market
		}
		switch {
		case !r.ofFiles(at, h):
		case h.File != "":
			found, err := r.sources.File(h)
			if err == nil && found == nil {
				err = &fault.FieldError{Path: "file", Value: h.File, Err: fault.Because(fault.ErrUnknown, "no such list of days off")}
			}
			r.problems.Merge(at, err)
			all = append(all, list{h, found})
		case h.Market != "" && h.Country+h.Region != "":
			r.problems.Addf(at+".market", h.Market, fault.ErrConflict, "write a market or a country; for both write two lists")
		case country == "":
			r.problems.Addf(at+".country", "", fault.ErrMissing, "a country such as DE, a market such as XNYS, or the name of an iCalendar file is needed")
		case r.sources.Holidays == nil:
			r.problems.Addf(at, h.name(), fault.ErrUnknown, "no source of holidays was given: set Sources.Holidays, such as to holidays.Official")
		default:
			found, err := r.sources.Holidays(country, region)
			if err == nil && found == nil {
				err = fault.Because(fault.ErrUnknown, "no such list of holidays")
			}
			r.problems.Add(at, h.name(), err)
			all = append(all, list{h, found})
		}
	}
	return all
}

// ofFiles checks the fields that belong to files, and reports whether the list can
// be looked up.
func (r *reader) ofFiles(at string, h Holidays) bool {
	before := r.problems.Len()
	switch h.PartDays {
	case "", PartDaysClosed, PartDaysIgnored:
	default:
		r.problems.Add(at+".part-days", string(h.PartDays), fault.NotOneOf(string(h.PartDays), string(PartDaysClosed), string(PartDaysIgnored)))
	}
	for _, part := range []struct {
		key string
		all []EventMatch
	}{{"only", h.Only}, {"without", h.Without}, {"workdays", h.Workdays}} {
		if h.File == "" && len(part.all) > 0 {
			r.problems.Addf(at+"."+part.key, "", fault.ErrConflict, "only a file has events; write file: closures.ics")
		}
		for i, m := range part.all {
			where := fmt.Sprintf("%s.%s[%d]", at, part.key, i)
			switch {
			case m == EventMatch{}:
				r.problems.Addf(where, "", fault.ErrMissing, "say what finds an event: category, summary, description or property")
			case m.Value != "" && m.Property == "":
				r.problems.Addf(where+".property", "", fault.ErrMissing, "a value needs its property, such as property: X-WORKDAY")
			}
		}
	}
	switch {
	case h.File == "" && h.PartDays != "":
		r.problems.Addf(at+".part-days", string(h.PartDays), fault.ErrConflict, "only a file has events; write file: closures.ics")
	case h.File != "" && h.Country+h.Region+h.Market != "":
		r.problems.Addf(at+".file", h.File, fault.ErrConflict, "write a file, a country or a market; for several write several lists")
	case h.File != "" && r.sources.File == nil:
		r.problems.Addf(at+".file", h.File, fault.ErrUnknown, "no reader of files was given: set Sources.File, such as to holidays.Files(os.DirFS(\".\"))")
	}
	return r.problems.Len() == before
}
