package calendar

// Spec is a calendar as written. Its zero value opens never and lacks a zone.
//
// The open time of a leaf is the weekly Hours without closed days and without
// the days that Days overrides, together with what Days says of those; a day
// is local 00:00 to 24:00. Union, Intersect and Except then compose it with
// other calendars, in this order.
type Spec struct {
	// Zone names the time zone of hours and dates, such as "Europe/Berlin". A
	// composed calendar without hours may leave it out; it then counts days in
	// the zone of its first member.
	Zone string `json:"zone,omitempty"`

	Hours Week   `json:"hours,omitempty"` // the weekly hours
	Rotas []Rota `json:"rotas,omitempty"` // hours that repeat over more than a week, besides Hours

	// Closed lists dates on which no open time is left: single ones, ranges such
	// as "2026-08-03..2026-08-14" and dates of every year such as "12-24" or
	// "12-24..01-01". A name may follow, behind a space: "2026-05-02 Company day".
	// A date that is listed twice is closed once.
	Closed []Local `json:"closed,omitempty"`

	// Days gives the hours of dates, in place of everything that would hold on
	// them: shortened days, "" for a closed one, make-up workdays. Its keys are
	// dates, ranges and dates of every year, as in Closed. What is said of a single
	// date decides before a range, a range before a date of every year, and hours
	// before Closed; the same single date in both is an error.
	Days map[Local]Hours `json:"days,omitempty"`

	// Holidays close the dates that a list knows and open make-up workdays. A
	// date in Closed or Days is decided there.
	Holidays []Holidays `json:"holidays,omitempty"`
	Eves     Eves       `json:"eves,omitzero"` // shortens the days before them

	// Shifts says what a closed day does to a shift that runs over midnight.
	Shifts Shifts `json:"shifts,omitempty"`

	Union     []string `json:"union,omitempty"`     // open whenever one of these is too
	Intersect []string `json:"intersect,omitempty"` // open only while each of these is
	Except    []string `json:"except,omitempty"`    // closed while one of these is open

	// Versions are changes that apply to dates from some day on, that became
	// known only at some instant, or both.
	Versions []Version `json:"versions,omitempty"`
}

// Holidays names a list of days off, which Sources looks up: the public holidays of
// a country, of a region of a country, or of a financial market, or the events of
// an iCalendar file.
//
//	Holidays{Country: "DE", Region: "BE"}
//	Holidays{File: "closures.ics", Without: []EventMatch{{Description: "observance"}}}
type Holidays struct {
	Country string     `json:"country,omitempty"` // such as "DE"
	Region  string     `json:"region,omitempty"`  // such as "BE"; "" for what the whole country keeps
	Market  string     `json:"market,omitempty"`  // such as "XNYS", in place of a country
	Keep    Observance `json:"keep,omitempty"`

	// File names an iCalendar file, in place of a country. In an agreement file its
	// path is relative to the file that names it.
	File string `json:"file,omitempty"`
	// Only keeps the events of the file that one of these matches; empty keeps all.
	// Files often hold more than days off, such as observances.
	Only     []EventMatch `json:"only,omitempty"`
	Without  []EventMatch `json:"without,omitempty"`  // leaves out the events that one of these matches
	Workdays []EventMatch `json:"workdays,omitempty"` // events that are make-up workdays: open, though of a weekend
	// PartDays says what events at times of day do. It is required if the file has
	// such events.
	PartDays PartDays `json:"part-days,omitempty"`
}

// EventMatch finds events of an iCalendar file by their text. What is stated must
// hold; an EventMatch that states nothing finds no event. Letters match in any
// case.
type EventMatch struct {
	Category    string `json:"category,omitempty"`    // one of the categories of the event
	Summary     string `json:"summary,omitempty"`     // a part of its summary
	Description string `json:"description,omitempty"` // a part of its description
	Property    string `json:"property,omitempty"`    // the name of a property that the event has, such as X-WORKDAY
	Value       string `json:"value,omitempty"`       // a part of the value of that property
}

// PartDays says what events at times of day do to a calendar.
type PartDays string

// Such events close their hours, by the clock of the calendar, or are left out.
const (
	PartDaysClosed  PartDays = "closed"
	PartDaysIgnored PartDays = "ignored"
)

// Observance says which day of a holiday that falls on a weekend is closed.
type Observance string

// The holiday's own date and the day observed in its place (the meaning of
// ""), only the date itself, only the day observed, or both but without the day
// observed for a Saturday: so the Federal Reserve stays open on the Friday before
// a Saturday holiday and closes on the Monday after a Sunday one.
const (
	ActualAndObserved Observance = "actual-and-observed"
	ActualOnly        Observance = "actual"
	ObservedOnly      Observance = "observed"
	SundayObserved    Observance = "actual-and-sunday-observed"
)

// Shifts says what a closed day does to a shift over midnight.
type Shifts string

// CutAtMidnight, the meaning of "", removes the local 24 hours of the closed
// day: the tail of the shift that began the evening before goes, the part
// after midnight of the shift that begins on the closed day stays. KeepWhole
// removes the shifts that begin on the closed day, to their end, and keeps the
// tail of the one before.
const (
	CutAtMidnight Shifts = "cut-at-midnight"
	KeepWhole     Shifts = "keep-whole"
)

// Version is a change of a calendar.
//
// Versions are laid over the calendar in the order in which they became known,
// those known at the same time in the order of From; the later one decides.
type Version struct {
	// Known is when the change became known; "" is always. KnownAt leaves out
	// what became known later.
	Known Local `json:"known,omitempty"`

	// From is the first date on which Hours holds; "" is every date.
	From Local `json:"from,omitempty"`

	Hours  Week            `json:"hours,omitempty"`  // "" leaves the hours as they are
	Closed []Local         `json:"closed,omitempty"` // more closed dates
	Days   map[Local]Hours `json:"days,omitempty"`   // more dates with their own hours
}

// Bounds of a Spec, far beyond what a contract holds.
const (
	datesMax    = 10_000 // dates in Closed and Days together, all versions
	versionsMax = 100
	namesMax    = 1_000 // in each of Union, Intersect and Except
	listsMax    = 100   // in Holidays
)
