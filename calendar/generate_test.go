package calendar_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
)

// place is a zone and a date about which something happens there.
type place struct{ zone, date string }

// places holds a date for every way in which clocks have changed, leap days,
// ends of years, and dates at which the index begins a new chunk.
var places = []place{
	{"UTC", "2026-06-15"},
	{"Europe/Berlin", "2026-03-29"}, {"Europe/Berlin", "2026-10-25"},
	{"America/New_York", "2026-03-08"}, {"America/New_York", "2026-11-01"},
	{"Europe/London", "2026-03-29"}, {"Europe/Dublin", "2026-10-25"},
	{"Australia/Lord_Howe", "2026-04-05"}, {"Australia/Lord_Howe", "2026-10-04"},
	{"Asia/Kolkata", "2026-06-15"}, {"Asia/Kathmandu", "2024-02-29"}, {"America/St_Johns", "2010-11-07"},
	{"Africa/Casablanca", "2025-02-23"}, {"Africa/Casablanca", "2025-04-06"}, {"Africa/El_Aaiun", "2026-02-15"},
	{"Pacific/Apia", "2011-12-30"}, {"Pacific/Kwajalein", "1993-08-21"},
	{"America/Sao_Paulo", "2017-10-15"}, {"America/Sao_Paulo", "2018-02-18"}, {"America/Sao_Paulo", "2018-11-04"},
	{"America/Havana", "2026-03-08"}, {"America/Havana", "2026-11-01"}, {"America/Asuncion", "2024-10-06"},
	{"Africa/Cairo", "2024-04-26"}, {"Africa/Cairo", "2024-11-01"}, {"Asia/Beirut", "2024-03-31"},
	{"Asia/Jerusalem", "2026-03-27"}, {"Antarctica/Troll", "2026-03-29"}, {"Antarctica/Troll", "2026-10-25"},
	{"America/Caracas", "2016-05-01"}, {"Asia/Pyongyang", "2015-08-15"}, {"Asia/Pyongyang", "2018-05-05"},
	{"Europe/Istanbul", "2016-09-07"}, {"Europe/Berlin", "2025-12-31"}, {"Asia/Tokyo", "2026-05-10"},
}

const (
	reach  = 4 * 24 * 60 // minutes on either side of the date that are asked about
	margin = 4 * 24 * 60 // minutes beyond them, so that nothing falls off
)

var locations sync.Map // of *time.Location, by name; laws run in parallel

func location(name string) *time.Location {
	if l, ok := locations.Load(name); ok {
		return l.(*time.Location)
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	known, _ := locations.LoadOrStore(name, l)
	return known.(*time.Location)
}

// sources reads each zone from the machine once.
var sources = calendar.Sources{
	Zone: func(name string) (*time.Location, error) { return location(name), nil },
	// A country is named by the text of its list.
	Holidays: func(country, _ string) (calendar.HolidayList, error) { return coded(country), nil },
}

// coded is a list of holidays that its own text lists: "2026-04-06", or
// "2026-12-24/14:00-24:00" for a part of a day, divided by spaces.
type coded string

func (c coded) days() (all []calendar.Holiday) {
	for _, text := range strings.Fields(string(c)) {
		day, closed, _ := strings.Cut(text, "/")
		d := date.MustParseISO(day)
		all = append(all, calendar.Holiday{Date: d, Observed: d, Name: day, Closed: calendar.Hours(closed)})
	}
	return all
}

func (c coded) Year(year int) (in []calendar.Holiday, announced bool) {
	for _, h := range c.days() {
		if h.Date.Year() == year {
			in = append(in, h)
		}
	}
	return in, true
}

func (p place) day() date.Date { return date.MustParseISO(p.date) }

// start is the minute, in UTC, at which the window about a place begins.
func (p place) start() time.Time {
	return p.day().MidnightUTC().Add(-(reach + margin) * time.Minute)
}

// subject is a calendar with the answer of the oracle for each minute.
type subject struct {
	place
	c    calendar.Calendar
	open func() []bool // by minute from place.start
	text string        // how it was made

	// The same without closed dates and dates with their own hours.
	usual     calendar.Calendar
	usualOpen func() []bool

	// begins has, for each minute in which hours as written begin or go on after a
	// part that is closed, one more than the minute in which they begin as written.
	begins func() []int
}

// drawPlace chooses where and when.
func drawPlace(r *tape.Reader) place { return places[r.Int(len(places))] }

// draw makes a calendar about a place: a leaf, or one composed of leaves in that
// zone and others.
func draw(r *tape.Reader) subject { return drawAt(r, drawPlace(r)) }

func drawAt(r *tape.Reader, p place) subject {
	s := drawLeafSubject(r, p)
	for range r.Int(3) {
		other := p
		if r.Bool() {
			other.zone = drawPlace(r).zone
		}
		o := drawLeafSubject(r, other)
		s = tape.Pick(r, union, intersection, except)(s, o)
	}
	return s
}

func union(a, b subject) subject {
	return a.combine(b, calendar.Union(a.c, b.c), calendar.Union(a.usual, b.usual), "or", func(x, y bool) bool { return x || y })
}

func intersection(a, b subject) subject {
	return a.combine(b, calendar.Intersection(a.c, b.c), calendar.Intersection(a.usual, b.usual), "and", func(x, y bool) bool { return x && y })
}

func except(a, b subject) subject {
	return a.combine(b, a.c.Except(b.c), a.usual.Except(b.usual), "except", func(x, y bool) bool { return x && !y })
}

func (s subject) combine(o subject, c, usual calendar.Calendar, word string, f func(x, y bool) bool) subject {
	both := func(one, other func() []bool) func() []bool { return eachMinute(one, other, f) }
	begins := s.begins
	if word != "except" {
		begins = eachMinute(s.begins, o.begins, func(x, y int) int { return max(x, y) })
	}
	return subject{s.place, c, both(s.open, o.open), fmt.Sprintf("(%s) %s (%s)", s.text, word, o.text), usual, both(s.usualOpen, o.usualOpen), begins}
}

// eachMinute joins two answers, minute by minute.
func eachMinute[T bool | int](one, other func() []T, f func(x, y T) T) func() []T {
	return func() []T {
		a, b := one(), other()
		for i := range a {
			a[i] = f(a[i], b[i])
		}
		return a
	}
}

func drawLeafSubject(r *tape.Reader, p place) subject {
	spec := drawSpec(r, p)
	c, err := sources.New(spec)
	if err != nil {
		panic(fmt.Sprintf("%+v: %v", spec, err))
	}
	plain := spec
	plain.Closed, plain.Days, plain.Holidays, plain.Eves = nil, nil, nil, calendar.Eves{}
	usual, err := sources.New(plain)
	if err != nil {
		panic(fmt.Sprintf("%+v: %v", plain, err))
	}
	asked := func(spec calendar.Spec) func() []bool {
		return func() []bool { open, _ := oracle(spec, p); return open }
	}
	begins := func() []int { _, begins := oracle(spec, p); return begins }
	return subject{p, c, asked(spec), fmt.Sprintf("%+v", spec), usual, asked(plain), begins}
}

// drawSpec draws hours, closed days and days of their own about a place.
func drawSpec(r *tape.Reader, p place) calendar.Spec {
	spec := calendar.Spec{Zone: p.zone, Hours: drawWeek(r)}
	if r.Bool() {
		spec.Shifts = calendar.KeepWhole
	}
	day := p.day()
	seen := map[int]bool{}
	for range r.Int(4) {
		if at := r.Int(9) - 4; !seen[at] {
			seen[at] = true
			spec.Closed = append(spec.Closed, calendar.LocalDate(day+date.Date(at)))
		}
	}
	for range r.Int(3) {
		if spec.Days == nil {
			spec.Days = map[calendar.Local]calendar.Hours{}
		}
		if at := r.Int(9) - 4; !seen[at] {
			spec.Days[calendar.LocalDate(day+date.Date(at))] = drawHours(r)
		}
	}
	// Later choices stand last, so that tapes of before mean what they meant.
	if r.Int(3) == 1 {
		spec.Rotas = append(spec.Rotas, drawRota(r, day))
	}
	if r.Int(4) == 1 {
		from := day + date.Date(r.Int(9)-4)
		spec.Closed = append(spec.Closed, calendar.LocalDate(from)+".."+calendar.LocalDate(from+date.Date(r.Int(4))))
	}
	if r.Int(4) == 1 {
		from := day + date.Date(r.Int(9)-4)
		spec.Closed = append(spec.Closed, calendar.LocalDate(from)[5:]+".."+calendar.LocalDate(from + date.Date(r.Int(4)))[5:]+" yearly")
	}
	if r.Int(3) == 1 {
		var list []string
		for range 1 + r.Int(3) {
			text := string(calendar.LocalDate(day + date.Date(r.Int(11)-4)))
			if r.Int(3) == 1 {
				text += "/" + string(drawOpenHours(r))
			}
			list = append(list, text)
		}
		spec.Holidays = []calendar.Holidays{{Country: strings.Join(list, " ")}}
		if r.Bool() {
			spec.Eves.On = tape.Pick(r, calendar.DayBefore, calendar.LastOpening)
			if r.Bool() {
				spec.Eves.Less = tape.Pick(r, "1h", "30m", "9h", "1m")
			} else {
				spec.Eves.Hours = calendar.Hours(drawOpenHours(r))
			}
		}
	}
	return spec
}

// drawRota draws a cycle that begins about a day.
func drawRota(r *tape.Reader, day date.Date) calendar.Rota {
	rota := calendar.Rota{From: calendar.LocalDate(day + date.Date(r.Int(20)-14))}
	if r.Int(3) == 1 {
		rota.Until = rota.From
		for range r.Int(12) {
			rota.Until = calendar.LocalDate(date.MustParseISO(string(rota.Until)) + 1)
		}
	}
	if r.Bool() {
		for range 1 + r.Int(3) {
			rota.Weeks = append(rota.Weeks, drawWeek(r))
		}
		return rota
	}
	for range 1 + r.Int(5) {
		rota.Days = append(rota.Days, drawHours(r))
	}
	return rota
}

// drawWeek draws weekly hours, with counted days.
func drawWeek(r *tape.Reader) calendar.Week {
	week := drawPlainWeek(r)
	if week == "24x7" || week == "" {
		return week
	}
	groups := []string{string(week)}
	for range r.Int(3) {
		day := tape.Pick(r, "sat", "mon", "tue", "wed", "thu", "fri", "sun")
		count := tape.Pick(r, day+"#2", day+"#1", "last "+day, day+"#3", day+"#4", day+"#5")
		h := drawHours(r)
		if h == "" {
			h = "closed"
		}
		if !slices.ContainsFunc(groups, func(g string) bool { return strings.HasPrefix(g, count+" ") }) {
			groups = append(groups, count+" "+string(h))
		}
	}
	return calendar.Week(strings.Join(groups, "; "))
}

func drawPlainWeek(r *tape.Reader) calendar.Week {
	days := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	switch r.Int(4) {
	case 0:
		return calendar.Week("mon-fri " + drawOpenHours(r))
	case 1:
		return calendar.Week("mon-sun " + drawOpenHours(r))
	case 2:
		return tape.Pick(r, calendar.Week("24x7"), "", "mon-fri 00:00-24:00")
	}
	var groups []string
	for _, d := range days {
		if h := drawHours(r); h != "" {
			groups = append(groups, d+" "+string(h))
		}
	}
	return calendar.Week(strings.Join(groups, "; "))
}

func drawHours(r *tape.Reader) calendar.Hours {
	if r.Int(4) == 0 {
		return ""
	}
	return calendar.Hours(drawOpenHours(r))
}

// drawOpenHours draws up to three stretches as gaps and lengths; often their
// ends lie in the hours in which clocks change.
func drawOpenHours(r *tape.Reader) string {
	at := 0
	var parts []string
	for range 1 + r.Int(3) {
		gap := tape.Pick(r, 9*60, 0, 15, 30, 60, 90, 120, 150, 180, 240, 1, 22*60)
		length := tape.Pick(r, 8*60, 15, 30, 60, 1, 120, 240, 24*60)
		from := at + gap
		if len(parts) > 0 {
			from = at + max(gap%600, 1)
		}
		if from >= 24*60 {
			break
		}
		to := from + length
		if len(parts) > 0 && to > 24*60 {
			to = 24 * 60
		}
		if to-from == 24*60 && from > 0 {
			parts = append(parts, clock(from)+"+24h")
		} else {
			parts = append(parts, clock(from)+"-"+clock((to-1)%(24*60)+1))
		}
		at = to
	}
	return strings.Join(parts, ",")
}

func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// drawInstant draws an instant about a place, on a minute or not.
func (s subject) drawInstant(r *tape.Reader) time.Time {
	t := s.start().Add(margin * time.Minute).Add(time.Duration(r.Int64(2*reach)) * time.Minute)
	switch r.Int(4) {
	case 1:
		t = t.Add(time.Duration(r.Int64(60_000_000_000)))
	case 2:
		t = t.Add(-1)
	}
	if r.Bool() {
		t = t.In(location(drawPlace(r).zone))
	}
	return t
}

func (s subject) drawDuration(r *tape.Reader) time.Duration {
	switch r.Int(4) {
	case 0:
		return time.Duration(1+r.Int64(3*24*60)) * time.Minute
	case 1:
		return time.Duration(1 + r.Int64(int64(72*time.Hour)))
	case 2:
		return tape.Pick(r, 1, time.Second, time.Hour, 8*time.Hour, 40*time.Hour)
	}
	return time.Duration(1+r.Int64(100)) * time.Hour
}

// segments lists what is open of the window asked about.
func (s subject) segments(c calendar.Calendar) string {
	var b strings.Builder
	from := s.start().Add(margin * time.Minute)
	for open, shut := range c.Segments(from, from.Add(2*reach*time.Minute)) {
		fmt.Fprintf(&b, "%s/%s ", open.UTC().Format("0102T150405.999999999"), shut.UTC().Format("0102T150405.999999999"))
	}
	return b.String()
}

// The oracle: every minute of a window is looked up on the wall clock of the
// zone, as the time package shows it, and marked by walking dates and hours as
// they were written. It shares nothing with the package but the text form.

type wallKey struct {
	zone  string
	start int64
}

var walls sync.Map // of []int, by wallKey

// wall gives what the clock shows at each minute of the window, in minutes.
func (p place) wall() []int {
	start := p.start()
	key := wallKey{p.zone, start.Unix()}
	if w, ok := walls.Load(key); ok {
		return w.([]int)
	}
	w := make([]int, 2*(reach+margin))
	for i := range w {
		t := start.Add(time.Duration(i) * time.Minute).In(location(p.zone))
		w[i] = int(date.NewAt(t))*24*60 + t.Hour()*60 + t.Minute()
	}
	walls.Store(key, w)
	return w
}

// first gives the first minute of the window at which the clock shows a reading
// or a later one.
func (p place) first(day date.Date, minute int) int {
	reading := int(day)*24*60 + minute
	i := slices.IndexFunc(p.wall(), func(shown int) bool { return shown >= reading })
	if i < 0 {
		return len(p.wall())
	}
	return i
}

// minutes is a stretch of a day, in minutes after its midnight.
type minutes struct{ from, to int }

func readMinutes(hours string) (all []minutes) {
	for _, part := range strings.Split(hours, ",") {
		var h1, m1, h2, m2 int
		if n, _ := fmt.Sscanf(part, "%d:%d-%d:%d", &h1, &m1, &h2, &m2); n == 4 {
			from, to := h1*60+m1, h2*60+m2
			if to <= from {
				to += 24 * 60
			}
			all = append(all, minutes{from, to})
		} else if n, _ := fmt.Sscanf(part, "%d:%d+%dh", &h1, &m1, &h2); n == 3 {
			all = append(all, minutes{h1*60 + m1, h1*60 + m1 + h2*60})
		}
	}
	return all
}

// ofMarks gives the stretches of the marked minutes of two days. Two that meet at
// midnight are one.
func ofMarks(marks *[2 * 24 * 60]bool) (all []minutes) {
	for i := 0; i < len(marks); i++ {
		if from := i; marks[i] {
			for i < len(marks) && marks[i] {
				i++
			}
			all = append(all, minutes{from, i})
		}
	}
	return all
}

// weekHours gives the hours that a Week writes for a date.
func weekHours(w calendar.Week, d date.Date) string {
	if w == "24x7" {
		return "00:00-24:00"
	}
	name := strings.ToLower(d.Weekday().String()[:3])
	count := fmt.Sprintf("%s#%d", name, (d.Day()-1)/7+1)
	every, counted, last := "", "", ""
	isCounted, isLast := false, false
	for _, group := range strings.Split(string(w), "; ") {
		if hours, is := strings.CutPrefix(group, "last "+name+" "); is {
			last, isLast = hours, (d+7).Month() != d.Month()
		}
		if hours, is := strings.CutPrefix(group, count+" "); is {
			counted, isCounted = hours, true
		}
		days, hours, _ := strings.Cut(group, " ")
		if days == name || days == "mon-sun" || days == "mon-fri" && name != "sat" && name != "sun" {
			every = hours
		}
	}
	switch {
	case isLast:
		return last
	case isCounted:
		return counted
	}
	return every
}

// writtenHours gives the hours that a spec writes for ordinary dates, and for
// those that it takes out of the ordinary.
//
// A date is replaced if the spec states it or a list closes all of it; off is what
// lists close of the others.
func writtenHours(spec calendar.Spec) (ordinary func(date.Date) []minutes, exceptional func(date.Date) ([]minutes, bool), replaced func(date.Date) bool, off func(date.Date) []minutes) {
	ordinary = func(d date.Date) []minutes {
		hours := readMinutes(weekHours(spec.Hours, d))
		for _, rota := range spec.Rotas {
			from := date.MustParseISO(string(rota.From))
			if d < from || rota.Until != "" && d > date.MustParseISO(string(rota.Until)) {
				continue
			}
			var more []minutes
			if len(rota.Weeks) > 0 {
				monday := func(d date.Date) date.Date { return d - date.Date((int(d.Weekday())+6)%7) }
				week := int(monday(d)-monday(from)) / 7
				more = readMinutes(weekHours(rota.Weeks[week%len(rota.Weeks)], d))
			} else {
				more = readMinutes(string(rota.Days[int(d-from)%len(rota.Days)]))
			}
			if len(more) > 0 {
				var marks [2 * 24 * 60]bool
				for _, s := range append(hours, more...) {
					for m := s.from; m < s.to; m++ {
						marks[m] = true
					}
				}
				hours = ofMarks(&marks)
			}
		}
		return hours
	}
	// stated gives what the spec itself says of a date, then what lists say.
	stated := func(d date.Date) ([]minutes, bool) {
		on := calendar.LocalDate(d)
		if hours, own := spec.Days[on]; own {
			return readMinutes(string(hours)), true
		}
		for _, closed := range spec.Closed {
			if from, to, ranged := strings.Cut(string(closed), ".."); closed == on || ranged && len(from) == 10 && from <= string(on) && string(on) <= to {
				return nil, true
			}
		}
		for _, closed := range spec.Closed {
			text, _ := strings.CutSuffix(string(closed), " yearly")
			from, to, _ := strings.Cut(text, "..")
			if len(from) != 5 {
				continue
			}
			if at := string(on[5:]); from <= to && from <= at && at <= to || from > to && (at >= from || at <= to) {
				return nil, true
			}
		}
		return nil, false
	}
	listed := func(d date.Date) (hours []minutes, whole, own bool) {
		hours = ordinary(d)
		for _, l := range spec.Holidays {
			for _, h := range coded(l.Country).days() {
				if h.Date != d {
					continue
				}
				own = true
				if h.Closed == "" {
					whole = true
					continue
				}
				var marks [2 * 24 * 60]bool
				for _, s := range hours {
					for m := s.from; m < s.to; m++ {
						marks[m] = true
					}
				}
				for _, s := range readMinutes(string(h.Closed)) {
					for m := s.from; m < s.to; m++ {
						marks[m] = false
					}
				}
				hours = ofMarks(&marks)
			}
		}
		if whole {
			hours = nil
		}
		return hours, whole, own
	}
	before := func(d date.Date) ([]minutes, bool) { // without eves
		if hours, own := stated(d); own {
			return hours, true
		}
		hours, _, own := listed(d)
		return hours, own
	}
	exceptional = func(d date.Date) ([]minutes, bool) {
		hours, own := before(d)
		_, said := stated(d)
		_, whole, _ := listed(d)
		if spec.Eves.On == "" || said || whole || len(hours) == 0 {
			return hours, own
		}
		isEve := false
		for h := d + 1; h <= d+14; h++ {
			open, _ := before(h)
			if _, whole, _ := listed(h); whole && len(open) == 0 {
				isEve = true
				break
			}
			if spec.Eves.On == calendar.DayBefore || len(open) > 0 {
				break
			}
		}
		if !isEve {
			return hours, own
		}
		var marks, kept [2 * 24 * 60]bool
		total := 0
		for _, s := range hours {
			for m := s.from; m < s.to; m++ {
				marks[m] = true
				total++
			}
		}
		if spec.Eves.Less != "" {
			less, _ := time.ParseDuration(spec.Eves.Less)
			left := total - int(less/time.Minute)
			for m := range marks {
				if marks[m] && left > 0 {
					kept[m] = true
					left--
				}
			}
		} else {
			for _, s := range readMinutes(string(spec.Eves.Hours)) {
				for m := s.from; m < s.to; m++ {
					kept[m] = marks[m]
				}
			}
		}
		return ofMarks(&kept), true
	}
	replaced = func(d date.Date) bool {
		_, said := stated(d)
		_, whole, _ := listed(d)
		return said || whole
	}
	off = func(d date.Date) (all []minutes) {
		if _, said := stated(d); said {
			return nil
		}
		for _, l := range spec.Holidays {
			for _, h := range coded(l.Country).days() {
				if h.Date == d && h.Closed != "" {
					all = append(all, readMinutes(string(h.Closed))...)
				}
			}
		}
		return all
	}
	return ordinary, exceptional, replaced, off
}

func oracle(spec calendar.Spec, p place) (open []bool, begins []int) {
	open, begins = make([]bool, 2*(reach+margin)), make([]int, 2*(reach+margin))
	shift := make([]int, len(open)) // one more than where the shift of a minute begins
	write := func(from, to, began int) {
		for i := from; i < to; i++ {
			open[i], shift[i] = true, began
		}
		if from < to { // hours that a change of clocks skips do not begin
			begins[from] = began
		}
	}
	erase := func(from, to int) {
		clear(open[from:to])
		clear(begins[from:to])
	}
	ordinary, exceptional, replaced, off := writtenHours(spec)
	first, last := p.day()-7, p.day()+7
	for d := first; d <= last; d++ {
		hours := ordinary(d)
		if replaced(d) {
			for _, s := range hours { // what the cut at midnight leaves begins nothing
				if spec.Shifts != calendar.KeepWhole {
					write(p.first(d, max(s.from, 24*60)), p.first(d, s.to), 0)
				}
			}
			continue
		}
		left, _ := exceptional(d)
		for _, s := range left {
			began := s.from
			for _, whole := range hours {
				if whole.from <= s.from && s.from < whole.to {
					began = whole.from
				}
			}
			write(p.first(d, s.from), p.first(d, s.to), p.first(d, began)+1)
		}
	}
	for d := first; d <= last; d++ {
		for _, s := range off(d) {
			from, to := p.first(d, s.from), p.first(d, s.to)
			erase(from, to)
			if from < to && to < len(open) && open[to] && begins[to] == 0 {
				begins[to] = shift[to]
			}
		}
	}
	if spec.Shifts != calendar.KeepWhole {
		for d := first; d <= last; d++ {
			if replaced(d) {
				erase(p.first(d, 0), p.first(d, 24*60))
			}
		}
	}
	for d := first; d <= last; d++ {
		if own, _ := exceptional(d); replaced(d) {
			for _, s := range own {
				write(p.first(d, s.from), p.first(d, s.to), p.first(d, s.from)+1)
			}
		}
	}
	return open, begins
}

func (s subject) minute(i int) time.Time { return s.start().Add(time.Duration(i) * time.Minute) }

// The calendar is the set of minutes that the oracle marks.
func agreesWithOracle(r *tape.Reader) error {
	s := draw(r)
	marked := s.open()
	for i := margin; i < margin+2*reach; i++ {
		if t := s.minute(i); s.c.IsOpen(t) != marked[i] {
			return fmt.Errorf("%s: %v is open: %v, the oracle says %v", s.text, t.In(location(s.zone)), s.c.IsOpen(t), marked[i])
		}
	}
	from := margin + r.Int(2*reach)
	to := margin + r.Int(2*reach)
	if from > to {
		from, to = to, from
	}
	count := time.Duration(0)
	for i := from; i < to; i++ {
		if marked[i] {
			count += time.Minute
		}
	}
	if got := s.c.Elapsed(s.minute(from), s.minute(to)); got != count {
		return fmt.Errorf("%s: %v from %v to %v, the oracle counts %v", s.text, got, s.minute(from), s.minute(to), count)
	}
	if count == 0 {
		return nil
	}
	// Walk to the end of the last open minute, and back to the start of the first.
	shut, open := to, from
	for !marked[shut-1] {
		shut--
	}
	for !marked[open] {
		open++
	}
	if got, err := s.c.Add(s.minute(from), count); err != nil || !got.Equal(s.minute(shut)) {
		return fmt.Errorf("%s: %v + %v = %v (%v), the oracle says %v", s.text, s.minute(from), count, got, err, s.minute(shut))
	}
	if got, err := s.c.Add(s.minute(to), -count); err != nil || !got.Equal(s.minute(open)) {
		return fmt.Errorf("%s: %v - %v = %v (%v), the oracle says %v", s.text, s.minute(to), count, got, err, s.minute(open))
	}
	if got, ok := s.c.NextOpen(s.minute(from)); !ok || !got.Equal(s.minute(open)) {
		return fmt.Errorf("%s: next open after %v is %v, the oracle says %v", s.text, s.minute(from), got, s.minute(open))
	}
	if got, ok := s.c.PrevClose(s.minute(to)); !ok || !got.Equal(s.minute(shut)) {
		return fmt.Errorf("%s: last close before %v is %v, the oracle says %v", s.text, s.minute(to), got, s.minute(shut))
	}
	return nil
}

func TestOracle(t *testing.T) { tape.Check(t, agreesWithOracle) }

// Every place is visited, whatever the generator draws.
func TestOracleEverywhere(t *testing.T) {
	for i := range places {
		tape.Replay(t, agreesWithOracle, uint16(i), 1, 0, 0, 1, 1, 3, 5, 0, 2, 3, 1, 4)
		tape.Replay(t, agreesWithOracle, uint16(i), 3, 1, 0, 3, 3, 1, 1, 2, 9, 2, 2, 0, 3, 4, 1, 1, 5, 3, 2, 1, 0, 2, 1, 7, 6, 3, 2, 1)
	}
}
