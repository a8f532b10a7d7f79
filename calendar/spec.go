package calendar

// Spec is a calendar as written. The zero Spec is an error: it lacks a zone.
//
// The open time of a calendar is its weekly Hours and Rotas on ordinary dates, and
// the hours of Days on the dates that Days names; closed dates and holidays have
// none. A date is local 00:00 to 24:00. Then Union, Intersect and Except combine it
// with other calendars, in this order.
type Spec struct {
	// Zone names the time zone of hours and dates, such as "Europe/Berlin". A
	// calendar that only combines others may leave it out; it then counts days in
	// the zone of its first member.
	Zone string `json:"zone,omitempty"`

	Hours Week   `json:"hours,omitempty"` // the weekly hours
	Rotas []Rota `json:"rotas,omitempty"` // more hours, which repeat over a cycle of days or weeks

	// Closed lists dates without open time: single dates, ranges such as
	// "2026-08-03..2026-08-14" and dates of every year such as "12-24" or
	// "12-24..01-01". A name may follow after a space: "2026-05-02 Company day".
	// The same date may be listed twice.
	Closed []Local `json:"closed,omitempty"`

	// Days gives the hours of dates, in place of all others: shortened days, "" for
	// a closed day, make-up workdays. Its keys are dates, ranges and dates of every
	// year, as in Closed. A single date decides before a range, a range before a
	// date of every year, and Days before Closed. The same single date in Days and
	// Closed is an error.
	Days map[Local]Hours `json:"days,omitempty"`

	// Holidays close the dates that a list names and open its make-up workdays.
	// Closed and Days decide before them.
	Holidays []Holidays `json:"holidays,omitempty"`
	Eves     Eves       `json:"eves,omitzero"` // shortens the days before holidays

	// Shifts says what a closed day does to a shift that runs over midnight.
	Shifts Shifts `json:"shifts,omitempty"`

	Union     []string `json:"union,omitempty"`     // also open while one of these is open
	Intersect []string `json:"intersect,omitempty"` // open only while all of these are open
	Except    []string `json:"except,omitempty"`    // closed while one of these is open

	// Versions are changes that hold from some date on, that became known at some
	// instant, or both.
	Versions []Version `json:"versions,omitempty"`
}

// Holidays names a list of days off, which Sources looks up: the public holidays of
// a country, a region or a financial market, or the events of an iCalendar file.
//
//	Holidays{Country: "DE", Region: "BE"}
//	Holidays{File: "closures.ics", Without: []EventMatch{{Description: "observance"}}}
type Holidays struct {
	Country string     `json:"country,omitempty"` // such as "DE"
	Region  string     `json:"region,omitempty"`  // such as "BE"; "" for the holidays of the whole country
	Market  string     `json:"market,omitempty"`  // such as "XNYS", in place of a country
	Keep    Observance `json:"keep,omitempty"`

	// File names an iCalendar file, in place of a country. Its path is relative to the
	// agreement file or included file that names it.
	File string `json:"file,omitempty"`
	// Only keeps the events of the file that match one of these; empty keeps all.
	// Files often hold other events than days off, such as observances.
	Only     []EventMatch `json:"only,omitempty"`
	Without  []EventMatch `json:"without,omitempty"`  // leaves out the events that match one of these
	Workdays []EventMatch `json:"workdays,omitempty"` // events that are make-up workdays: open, although on a weekend
	// PartDays says what events with times of day do. It is required if the file
	// has such events.
	PartDays PartDays `json:"part-days,omitempty"`
}

// EventMatch finds events of an iCalendar file by their text. An event matches if
// all stated fields match; without a stated field the EventMatch is an error. Case
// does not matter.
type EventMatch struct {
	Category    string `json:"category,omitempty"`    // one of the categories of the event
	Summary     string `json:"summary,omitempty"`     // a part of its summary
	Description string `json:"description,omitempty"` // a part of its description
	Property    string `json:"property,omitempty"`    // the name of a property of the event, such as X-WORKDAY
	Value       string `json:"value,omitempty"`       // a part of the value of Property
}

// PartDays says what events with times of day do to a calendar.
type PartDays string

// PartDaysClosed closes the hours of such events, by the clock of the calendar;
// PartDaysIgnored leaves the events out.
const (
	PartDaysClosed  PartDays = "closed"
	PartDaysIgnored PartDays = "ignored"
)

// Observance says which day of a holiday that falls on a weekend is closed.
type Observance string

// ActualAndObserved, the meaning of "", closes the holiday's own date and the day
// observed in its place. ActualOnly closes the date, ObservedOnly the day observed.
// SundayObserved closes both, but not the day observed for a Saturday: so the
// Federal Reserve stays open on the Friday before a Saturday holiday and closes on
// the Monday after a Sunday holiday.
const (
	ActualAndObserved Observance = "actual-and-observed"
	ActualOnly        Observance = "actual"
	ObservedOnly      Observance = "observed"
	SundayObserved    Observance = "actual-and-sunday-observed"
)

// Shifts says what a closed day does to a shift over midnight.
type Shifts string

// CutAtMidnight, the meaning of "", closes the local 24 hours of the closed day: it
// removes the tail of the shift that began the evening before, and keeps the part
// after midnight of the shift that begins on the closed day. KeepWhole removes the
// whole shifts that begin on the closed day, and keeps the tail of the shift
// before.
const (
	CutAtMidnight Shifts = "cut-at-midnight"
	KeepWhole     Shifts = "keep-whole"
)

// Version is a change of a calendar.
//
// Versions apply in the order in which they became known, and in the order of From
// if they became known at the same time. The later version decides.
type Version struct {
	// Known is when the change became known; "" means always. KnownAt leaves out
	// changes that became known later.
	Known Local `json:"known,omitempty"`

	// From is the first date on which Hours hold; "" means every date.
	From Local `json:"from,omitempty"`

	Hours  Week            `json:"hours,omitempty"`  // "" leaves the hours as they are
	Closed []Local         `json:"closed,omitempty"` // more closed dates
	Days   map[Local]Hours `json:"days,omitempty"`   // more dates with their own hours
}

// Bounds of a Spec, far beyond any contract.
const (
	datesMax    = 10_000 // dates in Closed and Days together, all versions
	versionsMax = 100
	namesMax    = 1_000 // in each of Union, Intersect and Except
	listsMax    = 100   // in Holidays
)
