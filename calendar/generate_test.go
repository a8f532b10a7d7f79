package calendar_test

import (
	"fmt"
	"slices"
	"strings"
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

var locations = map[string]*time.Location{}

func location(name string) *time.Location {
	if l := locations[name]; l != nil {
		return l
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	locations[name] = l
	return l
}

// sources reads each zone from the machine once.
var sources = calendar.Sources{Zone: func(name string) (*time.Location, error) { return location(name), nil }}

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

	// begins marks the minutes in which hours as written begin.
	begins func() []bool
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
		begins = eachMinute(s.begins, o.begins, func(x, y bool) bool { return x || y })
	}
	return subject{s.place, c, both(s.open, o.open), fmt.Sprintf("(%s) %s (%s)", s.text, word, o.text), usual, both(s.usualOpen, o.usualOpen), begins}
}

// eachMinute joins two answers, minute by minute.
func eachMinute(one, other func() []bool, f func(x, y bool) bool) func() []bool {
	return func() []bool {
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
	plain.Closed, plain.Days = nil, nil
	usual, err := sources.New(plain)
	if err != nil {
		panic(fmt.Sprintf("%+v: %v", plain, err))
	}
	asked := func(spec calendar.Spec) func() []bool {
		return func() []bool { open, _ := oracle(spec, p); return open }
	}
	begins := func() []bool { _, begins := oracle(spec, p); return begins }
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
			spec.Closed = append(spec.Closed, calendar.On(day+date.Date(at)))
		}
	}
	for range r.Int(3) {
		if spec.Days == nil {
			spec.Days = map[calendar.Local]calendar.Hours{}
		}
		spec.Days[calendar.On(day+date.Date(r.Int(9)-4))] = drawHours(r)
	}
	return spec
}

func drawWeek(r *tape.Reader) calendar.Week {
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
		parts = append(parts, clock(from)+"-"+clock((to-1)%(24*60)+1))
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

var walls = map[wallKey][]int{}

// wall gives what the clock shows at each minute of the window, in minutes.
func (p place) wall() []int {
	start := p.start()
	key := wallKey{p.zone, start.Unix()}
	if w := walls[key]; w != nil {
		return w
	}
	w := make([]int, 2*(reach+margin))
	for i := range w {
		t := start.Add(time.Duration(i) * time.Minute).In(location(p.zone))
		w[i] = int(date.NewAt(t))*24*60 + t.Hour()*60 + t.Minute()
	}
	walls[key] = w
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

func oracle(spec calendar.Spec, p place) (open, begins []bool) {
	open, begins = make([]bool, 2*(reach+margin)), make([]bool, 2*(reach+margin))
	mark := func(from, to int, with bool) {
		for i := from; i < to; i++ {
			open[i] = with
		}
	}
	write := func(from, to int) {
		mark(from, to, true)
		if from < to { // hours that a change of clocks skips do not begin
			begins[from] = true
		}
	}
	names := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	week := map[string]string{}
	switch {
	case spec.Hours == "24x7":
		for _, n := range names {
			week[n] = "00:00-24:00"
		}
	case spec.Hours != "":
		for _, group := range strings.Split(string(spec.Hours), "; ") {
			days, hours, _ := strings.Cut(group, " ")
			for _, n := range names {
				if days == n || days == "mon-sun" || days == "mon-fri" && n != "sat" && n != "sun" {
					week[n] = hours
				}
			}
		}
	}
	type stretch struct{ from, to int }
	read := func(hours string) (all []stretch) {
		for _, part := range strings.Split(hours, ",") {
			var h1, m1, h2, m2 int
			if n, _ := fmt.Sscanf(part, "%d:%d-%d:%d", &h1, &m1, &h2, &m2); n == 4 {
				from, to := h1*60+m1, h2*60+m2
				if to <= from {
					to += 24 * 60
				}
				all = append(all, stretch{from, to})
			}
		}
		return all
	}
	removed := func(d date.Date) bool {
		_, own := spec.Days[calendar.On(d)]
		return own || slices.Contains(spec.Closed, calendar.On(d))
	}
	first, last := p.day()-7, p.day()+7
	for d := first; d <= last; d++ {
		if spec.Shifts == calendar.KeepWhole && removed(d) {
			continue
		}
		for _, s := range read(week[names[d.Weekday()]]) {
			write(p.first(d, s.from), p.first(d, s.to))
		}
	}
	if spec.Shifts != calendar.KeepWhole {
		for d := first; d <= last; d++ {
			if removed(d) {
				from, to := p.first(d, 0), p.first(d, 24*60)
				mark(from, to, false)
				clear(begins[from:to])
			}
		}
	}
	for d := first; d <= last; d++ {
		for _, s := range read(string(spec.Days[calendar.On(d)])) {
			write(p.first(d, s.from), p.first(d, s.to))
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
