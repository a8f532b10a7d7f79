package report

type incidentWords struct {
	_ incomparable

	title                                                string // an incident
	service, lasted                                      string
	since                                                string // its beginning, the instant of the page
	cost                                                 string // an objective, a length
	costOf                                               string // a sentence, a share
	costNothing                                          string
	decides, missedAnyway, missed, met                   string
	course, point, at, after, affected                   string
	began, detected, reported, ticketed                  string
	acknowledged, restored, goesOn, unknown              string
	objectives, noObjective                              string
	lost, share, before, afterIt, without                string
	withoutIt                                            string // a figure, the figure without the incident, a promise
	repairs, counted                                     string
	repairNote                                           string // a length
	sameRow, otherRow                                    string // a row, the figure without the incident
	whole                                                string
	exclusions, exclusion, noticed, notNoticed, takenOut string
	tickets, overlap                                     string
	review, cause, effect, measure, open                 string
	notGiven                                             string // an attribute
	letter                                               string
	down                                                 string // services, an instant
	wasDown, wasReduced                                  string // services, from, to, a length
	toldNothing                                          string // an objective, a period
	told                                                 string // an objective, a period, a length
	toldOf                                               string // an objective, a period, a length, what may be lost
	toldMet, toldMissed                                  string // a promise, a period, a figure
	toldCredit                                           string // an objective, a period, an amount
	toldClaim                                            string // a sentence, a day
	toldCause, toldMeasure, toldOpen                     string // as given
	toldOpenPeriod                                       string
	semicolon                                            string // joins texts that may have commas
}

func englishIncident() incidentWords {
	return incidentWords{
		title: "Incident %s", service: "Service", lasted: "Lasted", since: "%s, still going on at %s",
		cost: "%s lost %s", costOf: "%s, which is %s of what may be lost",
		costNothing:  "No objective lost time by this incident.",
		decides:      "The promise is missed; it would be met without this incident.",
		missedAnyway: "The promise is missed, and would be missed without this incident too.",
		missed:       "The promise is missed.", met: "The promise is met all the same.",
		course: "What happened when", point: "Point", at: "At", after: "After the beginning", affected: "Affected",
		began: "began", detected: "detected", reported: "reported", ticketed: "ticket opened", acknowledged: "acknowledged", restored: "restored",
		goesOn: "still going on", unknown: "not known",
		objectives: "What it cost", noObjective: "It lost no time of any objective in this period: it lies outside the period, or nothing promises this service.",
		lost: "Lost", share: "Of what may be lost", before: "Before it", afterIt: "After it", without: "Without it",
		withoutIt: "The figure of the period is %[1]s. If the time that this incident lost had been up, the figure would be %[2]s, and %[3]s is promised.",
		repairs:   "Promises about repairs and failures", counted: "Failures",
		repairNote: "The incident lasted %s by the clock on the wall. Which failures a figure counts, from which point and in which hours, the agreement says; the result has only the figure.",
		sameRow:    "The row that applies is “%s”. Without this incident the figure would be %s, in the same row.",
		otherRow:   "The row that applies is “%s”. Without this incident the figure would be %s, which is not in that row.",
		whole:      "The credit is for the whole period, not for this incident alone.",
		exclusions: "Maintenance and other exclusions at that time", exclusion: "Exclusion", noticed: "Announced", notNoticed: "not announced", takenOut: "Taken out",
		tickets: "Tickets that missed a target while it lasted", overlap: "These tickets were open at that time. That does not say that the incident delayed them.",
		review: "Review", cause: "Cause", effect: "Effect", measure: "Measure", open: "Open point",
		notGiven: "not stated: the outage has no attribute “%s”",
		letter:   "Words for the customer",
		down:     "%s has been disturbed since %s; the incident is not over.",
		wasDown:  "%s was not available from %s to %s, for %s.", wasReduced: "%s was available in part only from %s to %s, for %s.",
		toldNothing: "For %s nothing is lost in %s, because this was in time that does not count.",
		told:        "For %s, %[3]s of lost time count in %[2]s.",
		toldOf:      "For %s, %[3]s of lost time count in %[2]s, of %[4]s that the agreement allows.",
		toldMet:     "The promise of %s in %s is kept: %s.", toldMissed: "The promise of %s in %s is missed: %s.",
		toldCredit: "A credit of %[3]s is owed for %[1]s in %[2]s", toldClaim: "%s; it can be claimed until %s",
		toldCause: "The cause: %s.", toldMeasure: "What was done: %s.", toldOpen: "What follows: %s.",
		toldOpenPeriod: "The period is not over, so the figures may still change.",
		semicolon:      "; ",
	}
}
