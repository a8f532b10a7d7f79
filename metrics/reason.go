package metrics

// Reason says why a figure has no value. "" means that the figure has a value.
type Reason string

// The reasons.
const (
	NoItems         Reason = "no-items"           // nothing was counted
	BelowLeast      Reason = "below-minimum"      // fewer items than the least sample
	BelowCoverage   Reason = "below-coverage"     // too little of the time was measured
	NothingInHours  Reason = "nothing-in-hours"   // no service hours in the period so far
	NothingMeasured Reason = "nothing-measured"   // hours passed without any data
	AllExcluded     Reason = "all-excluded"       // exclusions took all of the period
	NoFailures      Reason = "no-failures"        // a mean of or between failures has no failure to divide by
	MoreRemoved     Reason = "more-removed"       // more was removed than added
	MoreGoodThanAll Reason = "more-good-than-all" // good counts exceed their totals
	NotYet          Reason = "not-yet"            // nothing of the period has passed
	OutOfScale      Reason = "out-of-scale"       // a sample lies outside the scale of the score
	PartNotMeasured Reason = "part-not-measured"  // a part of a composition has no figure
	NothingPromised Reason = "nothing-promised"   // the weights of the parts are negative or add up to 0
)
