package metrics

// Metric is one kind of measurement, as written in a contract: a plain struct whose
// quantities are text. The union is sealed. In a file the name of the kind is the
// key:
//
//	share: {}                                          items within their target
//	percentile: { rank: 95% }                          and mean, max, sum, repair
//	availability: { of: portal, no-data: exclude }     and slices, composed
//	ratio: { of: requests }                            and score, total
//	custom: { name: on-time-in-full, version: 1 }
//
// Check lists the problems of a Metric.
type Metric interface {
	metric()
	// Key is the word for this kind of metric in a file.
	Key() string
}

// Share is the share of cycles of a clock that met their target: "95% of
// tickets answered within 30 minutes".
//
//	share: { abandons: ignore-within, short: 5s }
type Share struct {
	// Abandons says how abandoned items count (calls given up, chats closed). "" is
	// answered-only: abandoned items do not count.
	Abandons Abandons `json:"abandons,omitempty"`
	// Short is how long an item may wait before it is abandoned and still be short.
	// Required by short-met and short-removed, and an error with the others.
	Short Span `json:"short,omitempty"`
}

// Mean is the exact mean length of the cycles of a clock.
//
//	mean: {}
type Mean struct {
	// Grain rounds each length up to a whole number of grains before any other
	// step; "" rounds nothing. Contracts write it as "each started minute". A grain
	// that can change a verdict is a finding of the agreement.
	Grain Span `json:"grain,omitempty"`
}

// Max is the longest length of the cycles of a clock.
//
//	max: {}
type Max struct {
	Grain Span `json:"grain,omitempty"` // see Mean
}

// Sum is the total length of the cycles of a clock.
//
//	sum: {}
type Sum struct {
	Grain Span `json:"grain,omitempty"` // see Mean
}

// Percentile is the length that the share Rank of the cycles does not exceed.
//
//	percentile: { rank: 95%, method: nearest-rank }
type Percentile struct {
	Rank   Percent `json:"rank"`
	Method Method  `json:"method,omitempty"` // "" is NearestRank
	// Grain is as in Mean. It also bounds the size of a tally, which keeps one
	// number for each distinct length.
	Grain Span `json:"grain,omitempty"`
}

// TimeIn is the time that tickets spend with an attribute at one of some values,
// such as a status. For each ticket that ever had one of the values it adds up all
// stays, from the ticket's first event on. A ticket that has one of the values now
// is open.
//
//	time-in: { attribute: status, is: [waiting], calendar: office, statistic: mean }
type TimeIn struct {
	Attribute string        `json:"attribute"`        // of tickets
	Is        []string      `json:"is"`               // any of these values
	Calendar  string        `json:"calendar"`         // the service hours in which the time counts; 24x7 for all hours
	Statistic TimeStatistic `json:"statistic"`        // the figure made of the times of all tickets
	Rank      Percent       `json:"rank,omitempty"`   // the rank of a percentile
	Method    Method        `json:"method,omitempty"` // the method of a percentile; "" is nearest-rank
	Grain     Span          `json:"grain,omitempty"`
}

// TimeStatistic is the figure that a TimeIn makes of the times of all tickets.
type TimeStatistic string

// The statistics. There is no default.
const (
	TimeMean       TimeStatistic = "mean"
	TimeSum        TimeStatistic = "sum"
	TimePercentile TimeStatistic = "percentile"
)

// Of is the statistic as a metric of cycles; each ticket counts as one cycle.
func (m TimeIn) Of() Metric {
	switch m.Statistic {
	case TimeSum:
		return Sum{Grain: m.Grain}
	case TimePercentile:
		return Percentile{Rank: m.Rank, Method: m.Method, Grain: m.Grain}
	}
	return Mean{Grain: m.Grain}
}

// Repair is a statistic of the reliability of a service, over its failures: outages
// that overlap or abut are one failure. A failure counts in the period in which it
// begins. A time to repair or to acknowledge counts in the period of its start or
// of its end, as the objective says.
//
//	repair: { of: portal, statistic: mttr, since: [detected, reported] }
type Repair struct {
	Of        string          `json:"of"`
	Statistic RepairStatistic `json:"statistic"`
	// Since is when the time to repair or to acknowledge starts: the latest of the
	// named points that an outage has. If a failure has several outages, the
	// earliest of their starts counts. Empty means when the outage began.
	Since    []Point `json:"since,omitempty"`
	Calendar string  `json:"calendar,omitempty"` // the service hours in which the time counts; "" is all hours
}

// Availability is the share of time in which a service was up.
//
//	availability:
//	  of: portal
//	  calendar: 24x7
//	  no-data: exclude
//	  maintenance: remove
//	  notice: 48h
//	  quota: 4h
//	  quota-per: month
//	  weights: { major: 100%, partial: 30%, degraded: 0% }
//	  ignore-under: 1m
//	  minutes: whole
//	  coverage: 95%
//
// These fields act in a fixed order; see Pipeline. A promise of a length, such as
// "at most 4h", limits the time lost instead of the share.
type Availability struct {
	Of       string `json:"of"`                 // the subject of the outages and states
	Calendar string `json:"calendar,omitempty"` // service hours; "" is all hours
	// Initial is the state before the first known state change, or throughout if no
	// change is known; a first change that states what held before it decides instead.
	// "" is "up" if only outages are known, and "no-data" if state changes are. Write
	// "not-monitored" if nobody looked before the first change.
	Initial string `json:"initial,omitempty"`
	// NoData says how time without data counts; required.
	NoData NoDataPolicy `json:"no-data"`
	// NotMonitored says how time counts in which monitoring was not intended, such
	// as before a service existed. "" is exclude.
	NotMonitored NoDataPolicy `json:"not-monitored,omitempty"`
	// Maintenance says how exclusions count. "" means that the agreement has none: an
	// exclusion in the facts does not count and is a finding.
	Maintenance Maintenance `json:"maintenance,omitempty"`
	Notice      Span        `json:"notice,omitempty"`    // windows announced less than this before their start do not count
	Quota       Span        `json:"quota,omitempty"`     // at most this much time is excluded…
	QuotaPer    string      `json:"quota-per,omitempty"` // …in each of these periods; "" is the objective's period
	// Weights gives the share of time lost in each state. "up" loses nothing and
	// "down" everything; any other state needs an entry, or its time has no data. A
	// weight is read as Percent.Weight says.
	Weights map[string]Percent `json:"weights,omitempty"`
	// Overlap says what is lost while outages overlap that each concern some of the
	// users. "" is worst, and Uptime.Overlapped reports that the choice mattered.
	Overlap Overlap `json:"overlap,omitempty"`
	// IgnoreUnder drops runs of lost time that are shorter. A run may have several
	// causes; it is measured before hours, windows or the ends of the period cut
	// it.
	IgnoreUnder Span `json:"ignore-under,omitempty"`
	// Ignore is IgnoreUnder with its side: "under 1m" is the same as IgnoreUnder,
	// "up to 1m" also drops a run of exactly a minute. State one of the two.
	Ignore string `json:"ignore,omitempty"`
	// Minutes says how lost time becomes whole minutes; "" leaves it as it is.
	Minutes Minutes `json:"minutes,omitempty"`
	// Coverage is the least share of the time in hours that must have data; ""
	// means no least share.
	Coverage Percent `json:"coverage,omitempty"`
}

// Slices cuts the period into slices of equal length and judges each.
//
//	slices: { of: api, every: 5m, bad: over 5%, min-samples: 100, empty: good }
type Slices struct {
	Of    string `json:"of"`
	Every Span   `json:"every"`
	// Bad is the share of failed samples that makes a slice bad: "over 5%", or "at
	// least 100%" if all must fail. Good is the share of good samples that makes a
	// slice good. Without both, slices are not judged: the figure is the mean of
	// their good shares.
	Bad   Bound        `json:"bad,omitempty"`
	Good  Bound        `json:"good,omitempty"`
	Empty NoDataPolicy `json:"empty"` // how a slice without samples counts; required
	// MinSamples is the least number of samples for a slice to be judged; a slice
	// with fewer counts as Empty says.
	MinSamples int64 `json:"min-samples,omitempty"`
	// MinRun is the least number of bad slices in a row that count. A run over the
	// end of a period is judged as a whole, and each of its slices counts in its
	// own period.
	MinRun int64 `json:"min-run,omitempty"`
	// Align says where slices start: "" and AlignPeriod at the start of the
	// period, AlignClock at whole multiples since 1970-01-01T00:00Z.
	Align Align `json:"align,omitempty"`
	// Partial says how slices count that reach beyond the period.
	Partial Partial `json:"partial,omitempty"`
	// Calendar names the hours: slices that start outside them do not exist.
	Calendar string `json:"calendar,omitempty"`
	// Coverage is the least share of slices that must have been judged.
	Coverage Percent `json:"coverage,omitempty"`
}

// Composed is the availability of a whole, measured on the timelines of its parts.
// State exactly one of Series, Parallel and Weighted; AtLeast turns Parallel into
// "k of n". At each instant the whole loses what its worst part loses (Series), what
// the k-th best part loses (Parallel), or the sum of the parts' losses, each times
// the part's share (Weighted). A part that does not count at an instant (hours,
// windows, not monitored) is left out, and fewer parts are needed then.
//
//	composed: { series: [web, database] }
//	composed: { parallel: [east, west, north], at-least: 2 }
//	composed: { weighted: { web: 75%, database: 25% } }
type Composed struct {
	Series   []string `json:"series,omitempty"`   // all are needed
	Parallel []string `json:"parallel,omitempty"` // one part is enough, or AtLeast parts
	AtLeast  int      `json:"at-least,omitempty"` // the number of parts needed; 0 is 1
	// Weighted gives the share of the whole that each part is. A part that is down
	// loses its share; parts that are down together lose the sum of their shares.
	// The shares add up to 100%; each is read as Percent.Weight says.
	Weighted map[string]Percent `json:"weighted,omitempty"`
	// Each says how the time of every part is classified; its Of must be empty.
	Each Availability `json:"each"`
}

// Ratio is good of total, from counts, or from samples within Good. For a promise
// of few bad items, report the bad items as good: defects of units, at most 3.5 in
// 1000.
//
//	ratio: { of: requests }                       # attain: 99.9%
//	ratio: { of: defects }                        # attain: at most 3.5 in 1000
//	ratio: { of: stock-days, good: 15 to 30 }     # attain: 95% of the days in range
type Ratio struct {
	Of string `json:"of"`
	// Good is the limit that a good sample meets; "" for sources that report
	// counts.
	Good Bound `json:"good,omitempty"`
	// Excess says how a total below the good part is treated.
	Excess Excess `json:"excess,omitempty"`
}

// Score is a figure computed from answers or ratings.
//
//	score: { of: survey, kind: nps }
//	score: { of: survey, kind: top-box, top: 4 to 5, scale: 1 to 5 }
type Score struct {
	Of    string    `json:"of"`
	Kind  ScoreKind `json:"kind"`
	Top   Bound     `json:"top,omitempty"`   // the answers that count, for top-box
	Scale Bound     `json:"scale,omitempty"` // answers outside are findings; NPS has 0 to 10 unless it says another that ends at 10
}

// Total is the sum of samples: a number of incidents, of units, of days.
//
//	total: { of: major-incidents }
type Total struct {
	Of        string         `json:"of"`
	Statistic TotalStatistic `json:"statistic,omitempty"` // "" is the sum
}

// Custom is your own metric: a Measurer registered under this name and version.
//
//	custom: { name: on-time-in-full, version: 1, with: { level: line } }
type Custom struct {
	Name    string            `json:"name"`
	Version int               `json:"version,omitempty"` // the version of the measurer; any other version is refused
	With    map[string]string `json:"with,omitempty"`    // the parameters for the measurer
}

// Measurer is your own metric: it turns one item into integers. The library adds
// them up, so that order, merging and removal do not matter. It must be pure and
// safe for concurrent use. Its name and version enter the fingerprint of the
// agreement.
type Measurer interface {
	Name() string
	Version() int
	Measure(item Item) Contribution
}

// Item is the input of a Measurer: one item.
type Item struct {
	Subject string
	Attrs   [][2]string       // attributes of the item; the last of a repeated key counts
	With    map[string]string // the parameters of the metric; do not change them
	Good    int64             // for counts: the counts as reported
	Total   int64
}

func (Share) metric()        {}
func (Mean) metric()         {}
func (Max) metric()          {}
func (Sum) metric()          {}
func (Percentile) metric()   {}
func (TimeIn) metric()       {}
func (Repair) metric()       {}
func (Availability) metric() {}
func (Slices) metric()       {}
func (Composed) metric()     {}
func (Ratio) metric()        {}
func (Score) metric()        {}
func (Total) metric()        {}
func (Custom) metric()       {}

// The keys of the metrics in a file.
func (Share) Key() string        { return "share" }
func (Mean) Key() string         { return "mean" }
func (Max) Key() string          { return "max" }
func (Sum) Key() string          { return "sum" }
func (Percentile) Key() string   { return "percentile" }
func (TimeIn) Key() string       { return "time-in" }
func (Repair) Key() string       { return "repair" }
func (Availability) Key() string { return "availability" }
func (Slices) Key() string       { return "slices" }
func (Composed) Key() string     { return "composed" }
func (Ratio) Key() string        { return "ratio" }
func (Score) Key() string        { return "score" }
func (Total) Key() string        { return "total" }
func (Custom) Key() string       { return "custom" }
