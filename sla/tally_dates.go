package sla

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/canon"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/wire"
)

// dayLists are the lists of holidays that the calendars of an agreement name, by
// name. A stored tally has their dates, so that a list that was corrected since can
// be told, with the date.
type dayLists map[string]calendar.HolidayList

// listening gives the sources of an agreement such that lists are remembered as they
// are looked up.
func (l dayLists) listening(s Sources) calendar.Sources {
	of := calendar.Sources{Zone: s.Zone, Holidays: s.Holidays, File: s.File}
	if s.Holidays != nil {
		of.Holidays = func(country, region string) (calendar.HolidayList, error) {
			return l.heard(placeName(country, region))(s.Holidays(country, region))
		}
	}
	if s.File != nil {
		of.File = func(h calendar.Holidays) (calendar.HolidayList, error) { return l.heard(fileName(h))(s.File(h)) }
	}
	return of
}

func (l dayLists) heard(name string) func(calendar.HolidayList, error) (calendar.HolidayList, error) {
	return func(list calendar.HolidayList, err error) (calendar.HolidayList, error) {
		if err == nil && list != nil {
			l[name] = list
		}
		return list, err
	}
}

// sources gives these lists to calendars that name them.
func (l dayLists) sources(s Sources) calendar.Sources {
	return calendar.Sources{
		Zone:     s.Zone,
		Holidays: func(country, region string) (calendar.HolidayList, error) { return l[placeName(country, region)], nil },
		File:     func(h calendar.Holidays) (calendar.HolidayList, error) { return l[fileName(h)], nil },
	}
}

func placeName(country, region string) string {
	switch {
	case country == "market":
		return region
	case region == "":
		return country
	}
	return country + "-" + region
}

// shownList is what people call a list.
func shownList(name string) string {
	file, _, _ := strings.Cut(name, "\n")
	return file
}

// fileName tells the lists apart that one file gives by different filters: after the
// name of the file.
func fileName(h calendar.Holidays) string {
	file := h.File
	h.File = ""
	return file + "\n" + string(canon.Append(nil, canon.Plain(h)))
}

// listedDates are the dates of a list as a stored tally has them: names of holidays
// are not part of it, for no figure depends on them.
type listedDates struct {
	days    []calendar.Holiday // by Date, Observed, Workday and Closed
	unknown []int              // years that are not announced
}

func datesOf(list calendar.HolidayList) listedDates {
	var of listedDates
	for year := 1900; year < 2190; year++ {
		days, announced := list.Year(year)
		for _, d := range days {
			of.days = append(of.days, calendar.Holiday{Date: d.Date, Observed: d.Observed, Workday: d.Workday, Closed: d.Closed})
		}
		if !announced {
			of.unknown = append(of.unknown, year)
		}
	}
	sort.SliceStable(of.days, func(i, j int) bool { return compareListed(of.days[i], of.days[j]) < 0 })
	of.days = slices.Compact(of.days)
	return of
}

func compareListed(a, b calendar.Holiday) int {
	return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Observed, b.Observed), compareBool(a.Workday, b.Workday), cmp.Compare(a.Closed, b.Closed))
}

// Year gives the dates of a year.
func (l listedDates) Year(year int) (days []calendar.Holiday, announced bool) {
	for _, d := range l.days {
		if d.Date.Year() == year || d.Observed.Year() == year {
			days = append(days, d)
		}
	}
	return days, !slices.Contains(l.unknown, year)
}

// The parts of a date that are not those of most: each is a bit.
const (
	listedWorkday = 1 << iota
	listedMoved
	listedPart
)

func (l listedDates) append(out []byte) []byte {
	out = binary.AppendUvarint(out, uint64(len(l.days)))
	before := date.Date(0)
	for _, d := range l.days {
		kind := uint64(0)
		if d.Workday {
			kind |= listedWorkday
		}
		if d.Observed != d.Date {
			kind |= listedMoved
		}
		if d.Closed != "" {
			kind |= listedPart
		}
		out = binary.AppendUvarint(binary.AppendVarint(out, int64(d.Date-before)), kind)
		if kind&listedMoved != 0 {
			out = binary.AppendVarint(out, int64(d.Observed-d.Date))
		}
		if kind&listedPart != 0 {
			out = wire.AppendText(out, string(d.Closed))
		}
		before = d.Date
	}
	out = binary.AppendUvarint(out, uint64(len(l.unknown)))
	last := 0
	for _, year := range l.unknown {
		out = binary.AppendUvarint(out, uint64(year-last))
		last = year
	}
	return out
}

func readDates(r *wire.Reader) (l listedDates) {
	day := date.Date(0)
	for range r.Count(2) {
		day += date.Date(r.Int())
		d := calendar.Holiday{Date: day, Observed: day}
		kind := r.Uint()
		d.Workday = kind&listedWorkday != 0
		if kind&listedMoved != 0 {
			d.Observed += date.Date(r.Int())
		}
		if kind&listedPart != 0 {
			d.Closed = calendar.Hours(r.Text())
		}
		if n := int64(civil.Day(d.Date)); n < horizonFrom/86400-400 || n > horizonTo/86400+400 {
			r.Refuse()
			return l
		}
		l.days = append(l.days, d)
	}
	year := 0
	for range r.Count(1) {
		year += int(min(r.Uint(), 10_000))
		l.unknown = append(l.unknown, year)
	}
	return l
}

// storedLists gives the lists of an agreement as its tallies have them.
func (a *Agreement) storedLists() []byte {
	a.prints.listsOnce.Do(func() {
		lists := a.prints.lists
		out := binary.AppendUvarint(nil, uint64(len(lists)))
		for _, name := range slices.Sorted(maps.Keys(lists)) {
			out = wire.AppendText(out, name)
			out = datesOf(lists[name]).append(out)
		}
		a.prints.listed = out
	})
	return a.prints.listed
}

// readLists reads what storedLists wrote.
func readLists(r *wire.Reader) dayLists {
	lists := dayLists{}
	for range r.Count(3) {
		name := r.Text()
		lists[name] = readDates(r)
	}
	return lists
}
