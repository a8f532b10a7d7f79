package holidays

import (
	"cmp"
	_ "embed" // for the table
	"encoding/binary"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

// table is made by internal/packholidays. It holds four parts, each after its
// length as a varint:
//
//   - the keys of the lists, one to a line and sorted: DE, DE-BE, market-XNYS;
//   - the lists in the same order, each after its length: rows of a byte of kind
//     and flags, the index of the row's dates and the index of its name;
//   - sequences of dates, as packDates describes them;
//   - names, each after its length.
//
// A list of a subdivision holds only the differences from its country's list.
//
//go:embed table.bin
var table string

const tableHead = "upheld holidays 1\n"

// The kinds of a row, and the flags that are added to them.
const (
	kindHoliday = iota
	kindNotHoliday
	kindWorkday
	kindMask      = 3
	flagObserved  = 4
	flagEstimated = 8
)

// part gives one of the four parts of the table.
func part(which int) string {
	rest := table[len(tableHead):]
	for {
		length, n := uvarint(rest)
		if which == 0 {
			return rest[n : n+length]
		}
		rest, which = rest[n+length:], which-1
	}
}

func uvarint(s string) (value, bytes int) {
	v, n := binary.Uvarint([]byte(s[:min(len(s), binary.MaxVarintLen64)]))
	return int(v), n
}

// keys lists the keys of the table, sorted.
func keys() []string { return strings.Split(strings.TrimSuffix(part(0), "\n"), "\n") }

// row is one name of a list with all dates of that name.
type row struct {
	kind, flags byte
	name        string
	dates       []date.Date
}

// rows unpacks the list of a key; found is false if the table has no such key.
func rows(key string) (all []row, found bool) {
	directory := part(0)
	at := 0
	if !strings.HasPrefix(directory, key+"\n") {
		if at = strings.Index(directory, "\n"+key+"\n") + 1; at == 0 {
			return nil, false
		}
	}
	lists, sequences, names := part(1), part(2), part(3)
	length, n := uvarint(lists)
	for range strings.Count(directory[:at], "\n") {
		lists = lists[n+length:]
		length, n = uvarint(lists)
	}
	for list := lists[n : n+length]; list != ""; {
		r := row{kind: list[0] & kindMask, flags: list[0] &^ kindMask}
		at, n := uvarint(list[1:])
		list = list[1+n:]
		name, n := uvarint(list)
		list = list[n:]
		length, n := uvarint(names[name:])
		r.name, r.dates = names[name+n:name+n+length], unpackDates(sequences[at:])
		all = append(all, r)
	}
	return all, true
}

// unpackDates reads a sequence: the number of steps and each step. An even step
// repeats the month and day in as many further years as half of the step. Half of
// an odd step holds 1024 times the years since the last date, plus the change of
// month*32+day as zigzag. The first step counts from 1 January 2000.
func unpackDates(s string) []date.Date {
	steps, n := uvarint(s)
	year, place := 2000, 33
	var all []date.Date
	for range steps {
		s = s[n:]
		var step int
		step, n = uvarint(s)
		repeats := step >> 1
		if step&1 == 1 {
			zigzag := repeats & 1023
			year, place, repeats = year+repeats>>10, place+(zigzag>>1^-(zigzag&1)), 0
			all = append(all, date.New(year, time.Month(place/32), place%32))
		}
		for range repeats {
			year++
			all = append(all, date.New(year, time.Month(place/32), place%32))
		}
	}
	return all
}

// tabled is a list of the table, sorted by date. first is the first year with a
// holiday, settled the last year that counts as settled.
type tabled struct {
	days           []calendar.Holiday
	first, settled int
}

// Year implements calendar.HolidayList.
func (t *tabled) Year(year int) (holidays []calendar.Holiday, announced bool) {
	near := date.New(year, time.January, 1) - reach
	from := sort.Search(len(t.days), func(i int) bool { return t.days[i].Date >= near })
	for _, h := range t.days[from:] {
		if h.Date > date.New(year, time.December, 31)+reach {
			break
		}
		if h.Date.Year() == year || h.Observed.Year() == year {
			holidays = append(holidays, h)
		}
	}
	return holidays, year >= t.first && year <= t.settled
}

// reach is the most days between a holiday and the day observed in its place.
const reach = 10

// tableLast is the last year of the table.
const tableLast = 2040

// assemble makes the list of a country, subdivision or market: the table's rows for
// the key, laid over the rows of the country.
func assemble(country, region string) (*tabled, bool) {
	all, found := rows(country)
	key := country
	if region != "" {
		key += "-" + region
		own, known := rows(key)
		if found = known; known {
			all = differ(all, own)
		}
	}
	if !found {
		return nil, false
	}
	t := &tabled{days: pair(all), settled: tableLast}
	if len(t.days) > 0 {
		t.first = t.days[0].Date.Year()
	}
	for _, h := range t.days {
		if year := h.Date.Year(); h.Estimated && year > sourceYear {
			t.settled = min(t.settled, year-1)
			break
		}
	}
	for _, name := range []string{country, key} {
		if year, decreed := settled[name]; decreed {
			t.settled = min(t.settled, year)
		}
	}
	return t, true
}

// differ lays the rows of a subdivision over the rows of its country. A row that
// removes a holiday removes every holiday on its dates.
func differ(country, own []row) []row {
	gone := map[date.Date]bool{}
	for _, r := range own {
		if r.kind == kindNotHoliday {
			for _, d := range r.dates {
				gone[d] = true
			}
		}
	}
	if len(gone) > 0 {
		for i := range country {
			if country[i].kind == kindHoliday {
				country[i].dates = slices.DeleteFunc(country[i].dates, func(d date.Date) bool { return gone[d] })
			}
		}
	}
	return append(country, slices.DeleteFunc(own, func(r row) bool { return r.kind == kindNotHoliday })...)
}

// pair turns rows into holidays, sorted by date and name. Several holidays of one
// date share a row, with their names joined by "; ". A name that ends in
// "(observed)" is the substitute day of a nearby holiday of that name; without such
// a holiday it is a holiday itself.
func pair(all []row) []calendar.Holiday {
	count := 0
	for _, r := range all {
		count += len(r.dates)
	}
	days := make([]calendar.Holiday, 0, count+count/8)
	var substitutes []calendar.Holiday
	for _, r := range all {
		marked := strings.Contains(r.name, "(observed") || strings.Contains(r.name, "(estimated")
		for name := range strings.SplitSeq(r.name, "; ") {
			base, marks := unmark(name)
			if !marked {
				marks = r.flags
			}
			h := calendar.Holiday{Name: base, Workday: r.kind == kindWorkday, Estimated: r.flags&marks&flagEstimated != 0}
			for _, d := range r.dates {
				h.Date, h.Observed = d, d
				if r.flags&marks&flagObserved != 0 {
					substitutes = append(substitutes, h)
				} else {
					days = append(days, h)
				}
			}
		}
	}
	byDate := func(a, b calendar.Holiday) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Name, b.Name))
	}
	slices.SortFunc(days, byDate)
	slices.SortFunc(substitutes, byDate)
	var alone []calendar.Holiday
	for _, s := range substitutes {
		best := -1
		from := sort.Search(len(days), func(i int) bool { return days[i].Date >= s.Date-reach })
		for i := from; i < len(days) && days[i].Date <= s.Date+reach; i++ {
			d := &days[i]
			if d.Name == s.Name && d.Observed == d.Date && (best < 0 || apart(d.Date, s.Date) < apart(days[best].Date, s.Date)) {
				best = i
			}
		}
		if best < 0 {
			alone = append(alone, s)
			continue
		}
		days[best].Observed = s.Date
		days[best].Estimated = days[best].Estimated || s.Estimated
	}
	if len(alone) > 0 {
		days = append(days, alone...)
		slices.SortFunc(days, byDate)
	}
	return days
}

func apart(a, b date.Date) date.Date { return max(a-b, b-a) }

// unmark removes the marks "(observed)", "(estimated)" and "(observed, estimated)"
// from a name.
func unmark(name string) (base string, marks byte) {
	for {
		open := strings.LastIndex(name, " (")
		if open < 0 || !strings.HasSuffix(name, ")") {
			return name, marks
		}
		switch name[open+2 : len(name)-1] {
		case "observed":
			marks |= flagObserved
		case "estimated":
			marks |= flagEstimated
		case "observed, estimated":
			marks |= flagObserved | flagEstimated
		default:
			return name, marks
		}
		name = name[:open]
	}
}
