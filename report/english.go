package report

import (
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

func english() *lexicon {
	return &lexicon{
		voice:       inEnglish{},
		tag:         English,
		dateLayout:  "2006-01-02",
		onWeekday:   "%[1]s %[2]s",
		moment:      "%s %s",
		units:       map[string]string{"d": "%sd", "h": "%sh", "m": "%sm", "s": "%ss", "ms": "%sms", "us": "%sus", "ns": "%sns"},
		minus:       "-",
		aroundClock: "24x7", attribute: "%s %s",
		year:    "%04d",
		month:   "%04d-%02d",
		quarter: "%04d-Q%d",
		dates:   "%[1]s/%[2]s",

		months:    [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		weekdays:  [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		endOfDay:  "end of day",
		more:      "and %d more",
		sum:       "Sum",
		ofTotal:   "%s of %s",
		ofAll:     "%s counted",
		nearly:    "~%s",
		cycle:     "%s, cycle %d",
		list:      ", ",
		comma:     ", ",
		stop:      ".",
		sentences: "%s %s",
		brackets:  "(%s)",
		because:   "%s: %s",
		aside:     "%s (%s)",
		clauseOf:  "%s (clause %s)",
		clauseAt:  "clause %s, %s",

		page: pageWords{skip: "To the content", contents: "Sections", figures: "The figures as a table", dayLayout: "01-02", monthLayout: "2006-01"},

		light:        englishLight(),
		head:         englishHead(),
		outcome:      englishOutcome(),
		outlook:      englishOutlook(),
		breach:       englishBreach(),
		common:       englishCommon(),
		availability: englishAvailability(),
		budget:       englishBudget(),
		credit:       englishCredit(),
		finding:      englishFinding(),
		cut:          englishCut(),
	}
}

func englishLight() lightWords {
	return lightWords{
		title: "How the lights are set.",
		rule: "Red, a square with a cross: the promise is missed, however small the gap, or can no longer be met. " +
			"Amber, a triangle: the promise is met or kept so far, but %[1]s or more of what may go wrong has gone wrong; or what is open decides. " +
			"Green, a circle with a tick: met or kept so far otherwise. Grey, a ring: not measurable or not judged. " +
			"Nothing is rounded up to a promise.",
		met: "met", metTight: "met, little left", missed: "missed", keptTight: "kept so far, at risk",
		used: "%s of the budget used", shape: "Against the promise",
		against: "%[1]s: %[2]s, promised %[3]s", withoutTarget: "%[1]s: %[2]s",
	}
}

func englishHead() headWords {
	return headWords{
		title: "Summary", agreement: "Agreement", parties: "Parties", period: "Period", asOf: "As of", zone: "Times in", periodOf: "%s: %s",
		stretch:       "%s to %s",
		otherZone:     "%s; the agreement's zone is %s",
		final:         "%s, final: only corrections can change it",
		provisional:   "%s, provisional: the figures may still change",
		digest:        "Every figure follows from the agreement, the facts and the instant named above; nothing was estimated. Result %x",
		allObjectives: counted{"The only objective", "All %d objectives"}, someObjectives: "%d of %d objectives",
		allPeriods: counted{"The %d period of objectives", "All %d periods of objectives"}, somePeriods: "%d of %d periods of objectives",
		are:  [4]counted{{"is met", "are met"}, {"is missed", "are missed"}, {"is open", "are open"}, {"is not measurable", "are not measurable"}},
		says: "%s %s", further: "%d %s",
		breaches: counted{"with %d breach", "with %d breaches"},
		findings: counted{"There is %d finding", "There are %d findings"},
		owed:     "%s is owed", owes: "%[1]s owes %[2]s %[3]s", claimBy: "%s, to be claimed by %s", claimFirstBy: "%s, the first part to be claimed by %s",
		nothingOwed: "Nothing is owed",
		toOwe:       "%s will be owed for what is open", toOweBetween: "Between %s and %s will be owed for what is open",
		toOweUnknown: "What will be owed for what is open cannot be worked out yet",
		undetermined: counted{"%d credit is not determined", "%d credits are not determined"},

		tileMet: "objectives met", tilePeriodsMet: "periods of objectives met", tileOpen: "open", tileOwed: "owed", tileToOwe: "to be owed for what is open",
		tileOf: "%d of %d", tileBreaches: counted{"breaches of %d ticket", "breaches of %d tickets"},
		tileLate: counted{"ticket still open and late", "tickets still open and late"},
	}
}

func englishScore() scoreWords {
	return scoreWords{
		title: "Scorecard", list: "Worst first", nothing: "No results.",
		agreement: "Agreement", provider: "Provider", customer: "Customer",
		promises: "Promises", strip: "Each promise", stripTitle: "How the boxes are filled.",
		stripKey: "A box for each promise, or each period of a promise. A cross: missed. The filled part: how much of what may go wrong has gone wrong. A line: not judged.",
		first:    "Look at first", owed: "Owed", claimBy: "Claim by",
		missed: "%d of %d agreements missed a promise", noneMissed: "None of %d agreements missed a promise",
		risk: counted{"%d more is at risk", "%d more are at risk"}, open: counted{"%d is open", "%d are open"},
		owing:    counted{"%d owes something", "%d owe something"},
		ofMissed: "%d of %d missed", ofRisk: "%d of %d at risk", ofOpen: "%d of %d open", moreRisk: "%d at risk", moreOpen: "%d open", ofTight: "%d of %d met with little left", moreTight: "%d met with little left", ofKept: "%d of %d kept so far", ofMet: "%d of %d met",
		noneJudged: "none judged", asOf: "as of %s",
		more: "and %d more rows", moreMissed: "and %d more rows, %d of them with a miss",
	}
}

func englishOutcome() outcomeWords {
	return outcomeWords{
		title: "Objectives", objective: "Objective", promised: "Promised", attained: "Attained",
		goodOfTotal: "Good of total", open: "Open", margin: "Margin", verdict: "Verdict",
		verdicts: map[sla.Verdict]string{sla.Met: "met", sla.Missed: "MISSED", sla.NotMeasurable: "not measurable"},
		stands:   map[sla.Stands]string{sla.StandsKept: "kept so far", sla.StandsOpen: "open", sla.StandsMissed: "missed so far"},
		reasons: map[sla.Reason]string{
			sla.NothingJudged: "measured only", sla.SumOfPeriods: "sum of periods", sla.Undecided: "undecided",
			metrics.NoItems: "nothing counted", metrics.BelowLeast: "too few items", metrics.BelowCoverage: "too little was measured",
			metrics.NothingInHours: "no service hours", metrics.NothingMeasured: "no data", metrics.AllExcluded: "all of it is excluded",
			metrics.NoFailures: "no failures", metrics.MoreRemoved: "more was removed than added",
			metrics.MoreGoodThanAll: "more good than total", metrics.NotYet: "not begun", metrics.OutOfScale: "a sample outside the scale",
			metrics.PartNotMeasured: "a part was not measured", metrics.NothingPromised: "its parts weigh nothing",
		},
		mayMiss:     counted{"%d more may miss", "%d more may miss"},
		tooMany:     counted{"%d too many", "%d too many"},
		noneMayMiss: "none may miss",
		judges: map[sla.Judge]string{
			sla.JudgePooled: "%[1]s together", sla.JudgeMean: "%[1]s on average",
			sla.JudgeEvery: "%[1]s in every period", sla.JudgeSome: "%[1]s in %[2]d periods",
		},
		leftOut:    "without %s",
		moreInTime: counted{"met after %d more in time", "met after %d more in time"},
		oneMayMiss: "1 of the next %d may miss",
		left:       "%s left", over: "%s over", short: "%s short", toSpare: "%s to spare",
		moreGroups: "and %d more", moreMissed: "and %d more, %d of them missed",
	}
}

func englishBreach() breachWords {
	return breachWords{
		title: "Breaches", ticket: "Ticket", due: "Due", stopped: "Stopped", overrun: "Overrun", why: "Why",
		grade: "Grade", heading: "%s: %s", count: counted{"%d breach", "%d breaches"}, stillOpen: "still open",
		target: "target %s (%s)", targetOn: "target %s on %s (%s)", allowed: "%s allowed in all",
		started: "started %s", ran: "ran %s", ranCounted: "ran %s of which %s counted",
		clock: "Its clock",
		parts: map[partClass]string{
			partRuns: "running", partLate: "running, past due", partPaused: "paused", partClosed: "outside service hours", partWaived: "waived",
		},
		stretches: map[sla.SegmentKind]counted{
			sla.Paused:    {"paused %s in 1 pause", "paused %s in %d pauses"},
			sla.Stopped:   {"stopped %s before it was reopened", "stopped %s in %d stops before it was reopened"},
			sla.Closed:    {"closed %s", "closed %s in %d stretches"},
			sla.OnHoliday: {"on holiday %s", "on holiday %s in %d stretches"},
			sla.Moved:     {"hours moved %s", "hours moved %s in %d stretches"},
			sla.Waived:    {"waived %s", "waived %s in %d stretches"},
		},
		exclusions:    "exclusions: %s",
		forgivenTitle: "Forgiven",
		forgivenSays:  "Without their exclusions these tickets would be overdue. The times are those without the exclusions.",
		forgiven:      counted{"%d forgiven", "%d forgiven"},
	}
}

func englishAvailability() availabilityWords {
	return availabilityWords{
		title: "Availability", time: "Where the time went", length: "Length", counted: "Counts", yes: "yes", no: "no",
		buckets: map[metrics.Bucket]string{
			metrics.Up: "up", metrics.Degraded: "degraded", metrics.Down: "down", metrics.Ignored: "lost, too short to count",
			metrics.Forgiven: "excluded, counts as good", metrics.Excluded: "excluded", metrics.NoData: "no data",
			metrics.NotMonitored: "not monitored", metrics.OutsideHours: "outside service hours", metrics.Future: "still to come",
		},
		attained: "Good for %[2]s, which is %[1]s", before: "%s before exclusions",
		from: "From", to: "To", what: "What", cause: "Cause", degraded: "%s by %s", held: "%s, state held", during: "%s, was %s",
	}
}

func englishCredit() creditWords {
	return creditWords{
		steps: englishWorking(),
		title: "Credits", period: "Period", from: "%s to %s", corrects: "Corrects",
		line: "Credit for", amount: "Amount", state: "State", claimBy: "Claim by", working: "Working",
		states: map[penalty.LineState]string{
			penalty.Disputed: "in dispute", penalty.Lowered: "less to issue", penalty.Reversed: "charged back",
			penalty.Accrued: "accrued", penalty.Claimable: "claimable", penalty.Issued: "issued", penalty.Expired: "expired",
			penalty.EarnedBack: "earned back", penalty.Earned: "earned", penalty.NothingOwed: "nothing owed",
			penalty.BelowMinimum: "below the minimum", penalty.NotMeasured: "not measured", penalty.Undetermined: "not determined",
		},
		several: "several objectives (%s)", group: "%s, %s", refers: "%s of %s",
		about: "%s: %s", claim: "%s, %s",
		shared: "each line is rounded down; those with the largest remainders get one last digit more, until the lines add up to the total",
		whole:  "Caps and rounding", total: "Total", returned: "Earned back", bonuses: "Bonuses",
		bonus: "Bonus", payable: "Payable", balance: "Balance kept for later",
		triggers: "What else follows", trigger: "%s: %s, counted %s", triggerAlone: "%s: counted %s",
		problems: "What could not be worked out",
		anomalies: map[penalty.FindingCode]string{
			penalty.MissingCharge:      "a charge that a rule needs was not given",
			penalty.MissingQuantity:    "a quantity that a rule needs was not given",
			penalty.UnreadableCharge:   "a charge is too long to compute with",
			penalty.CalculatorFailed:   "a calculator gave no amount",
			penalty.CalculatorUnit:     "a calculator gave an amount in another unit",
			penalty.CalculatorNegative: "a calculator gave an amount below 0",
			penalty.MissingDays:        "it counts days that are not known: how many each breach was late, or which days are business days",
			penalty.BreachUndated:      "breaches of this objective have no instants, so that a trigger over days may count too few",
			penalty.ChargePeriod:       "a charge covers days beyond the period and was not used; write charges: whole, by-months or by-days in the credits",

			penalty.StatementUnit:      "an earlier statement is in another unit; it was not used",
			penalty.StatementBackwards: "an earlier statement ends before it begins; it was not used",
			penalty.StatementState:     "an earlier statement has a line of an unknown state; it was not used",
			penalty.StatementRepeated:  "an earlier period has a statement already; this one was not used",
		},
		nothing: "No rule applies: nothing is owed.", bothTerms: "Transition", oldNew: "old terms %s, new terms %s; %s",
		pays: map[penalty.Pays]string{
			penalty.PaysOld: "the old terms pay", penalty.PaysNew: "the new terms pay", penalty.PaysHigher: "the higher of the two pays",
			penalty.PaysLower: "the lower of the two pays", penalty.PaysNone: "nobody pays",
		},
	}
}

func englishFinding() findingWords {
	return findingWords{
		title: "Findings", finding: "Finding", count: "Count", about: "About", meaning: "What it means", agreement: "the agreement",
		tooLate:     "It was announced later than the notice that the agreement asks for; it changes nothing.",
		noExclusion: "The objective states no maintenance, so that nothing is excluded; it changes nothing.",
		codes: map[sla.FindingCode]meaning{
			sla.FindingInstant:            {"instant out of range", "It lies before 1900 or after 2189 and was not evaluated."},
			sla.FindingInterval:           {"end before start", "It does not end after it starts and was not evaluated."},
			sla.FindingUnreadable:         {"unreadable", "A share or state could not be read; the fact was not evaluated."},
			sla.FindingUnknownState:       {"unknown state", "The agreement gives this state no weight; its time has no data."},
			sla.FindingWindow:             {"exclusion refused", "It was announced too late, or the agreement allows no exclusion; it changes nothing."},
			sla.FindingUnseen:             {"invisible character", "The id has an invisible character, so it is not the id that it looks like."},
			sla.FindingNoEvents:           {"ticket without events", "Nothing happened to it that counts."},
			sla.FindingDuplicateEvent:     {"event more than once", "Events with the same id are one: the last version counts."},
			sla.FindingPaidHistory:        {"history of the terms that pay", "The credits under other terms look back at statements that were issued under the terms that pay."},
			sla.FindingDuplicateTicket:    {"ticket more than once", "Each copy counts; remove the surplus copies."},
			sla.FindingNotStarted:         {"stopped, never started", "The clock has no cycle; nothing of the ticket counts for it."},
			sla.FindingBackwards:          {"stopped before it started", "It counts as the agreement's policy says."},
			sla.FindingNoTarget:           {"no target applies", "The agreement promises nothing for it; it does not count."},
			sla.FindingScale:              {"off the scale", "The answer lies outside the scale of the score and was not used."},
			sla.FindingPoint:              {"point missing", "The outage has no point from which repair counts; it does not count."},
			sla.FindingOverride:           {"override without a reason", "The priority that the ticket sets counts, but nobody can say why."},
			sla.FindingPauseEnd:           {"end of a pause unreadable", "It is not an instant or date, so it does not end the pause."},
			sla.FindingPromiseReason:      {"promise without a reason", "What the ticket promises counts, but nobody can say why."},
			sla.FindingHours:              {"unknown calendar", "The ticket names no calendar of the agreement; the target's otherwise counts."},
			sla.FindingPromise:            {"promise unreadable", "What was promised is not an instant or date; the ticket does not count."},
			sla.FindingOutside:            {"outside the agreement", "It happened when the agreement was not in force; it was not evaluated."},
			sla.FindingUnknown:            {"unknown subject", "The agreement does not mention what the fact is about."},
			sla.FindingReason:             {"exclusion without a reason", "It counts, but nobody can say why."},
			sla.FindingCount:              {"impossible count", "More good than total, below zero, or above a trillion; it was not evaluated."},
			sla.FindingCurrency:           {"another unit", "The amount is not in the agreement's unit; it was not used."},
			sla.FindingDuplicateStatement: {"statement more than once", "The period has a statement already; this one was not used."},
			sla.FindingAmount:             {"amount out of range", "The amount has too many digits; it was not used."},
			sla.FindingUnreachable:        {"never reached", "No figure can meet the promise, or the service hours never have that much time; it is kept as written."},
			sla.FindingCredits:            {"odd credit rule", "The rule is applied as written, but it is probably not meant so."},

			sla.FindingOverlap:    {"overlap not stated", "Outages that each affect some of the users overlapped, and the agreement does not say how much they lose together; the worst outage counted."},
			sla.FindingGrain:      {"grain can decide", "Lengths are rounded up to a grain that can change the verdict; it is kept as written."},
			sla.FindingWord:       {"word that matches nothing", "A word of the tickets is near a word of the agreement, or a word of the agreement is near the word that is probably meant: one of the two may be misspelt, or stand in another place."},
			sla.FindingAffected:   {"affected unknown", "A crisis asks how many are affected, and the outage does not say it; give its share as a count, such as 137 in 3000."},
			sla.FindingCrises:     {"crises not listed", "There are more crises than are listed; the latest are listed."},
			sla.FindingGrades:     {"grades", "The grades of breaches leave a gap, or hold the same overrun twice; they are kept as written."},
			sla.FindingUngraded:   {"no grade", "The target allows no amount of time, and every grade is a share of the time allowed, so that its breaches have no grade; add grades that are lengths, such as over 8h."},
			sla.FindingLadder:     {"ladder not used", "No objective and no crisis names the ladder of escalation, so that it raises no alarm."},
			sla.FindingLastMinute: {"closed in the last minute", "The hours close at 23:59, so that the last minute of the day is closed; write 24:00 for the end of the day. They are kept as written."},
			sla.FindingUnmatched:  {"never matched", "None of the tickets has an event or attribute that this condition asks for."},
		},
		oddity: "%s: %s, %s",
		oddities: map[penalty.FindingCode]string{
			penalty.GapFound: "no row says what this costs", penalty.OverlapFound: "two rows hold the same values",
			penalty.CreditWhileMet: "credits figures that meet the promise", penalty.WrongDirection: "better figures cost more",
			penalty.NotMonotone: "a worse figure costs less", penalty.UnreachableRow: "this row applies to no value",
			penalty.UnreachableUnderCap: "a cap allows less", penalty.UnlikeFigures: "not the kind of figure that was promised",
			penalty.OverAtRisk: "the pools together exceed the amount at risk", penalty.IdleCap: "this cap never cuts",
			penalty.AlwaysCapped: "this cap always cuts", penalty.WeightsSum: "the weights do not add up as stated",
			penalty.WeightOutside: "a weight outside its range", penalty.NeverIssued: "the minimum is above a cap",
			penalty.AmountForShare: "an amount where a share with % may be meant", penalty.NeverTriggered: "no cap ever cuts, so this never holds",
			penalty.UnboundedCredit: "no cap bounds it",
		},
	}
}

func englishTicket() ticketWords {
	return ticketWords{
		title: "%s: %s", ticket: "Ticket", clock: "Clock", target: "Target", started: "Started", due: "Due",
		breached: "Overdue from", stopped: "Stopped", asOf: "As of", elapsed: "Counted", wall: "In all", zone: "Times in",
		phases: map[sla.Phase]string{
			sla.PhaseWaiting: "Not started", sla.PhaseRunning: "Running", sla.PhasePaused: "Paused", sla.PhaseStopped: "Stopped",
			sla.PhaseCancelled: "Cancelled: it does not count", sla.PhaseNotApplicable: "Not applicable",
		},
		met: "Met", missed: "MISSED", bornBreached: "overdue from the start",
		within: "%s (%s)", withinOn: "%s on %s (%s)",
		withinNone: "none, time counts on %s (%s)",
		metWith:    "Met with %s left", metBefore: "Met %s before it was due", dueIn: "due in %s", missedBy: "MISSED by %s", remaining: "%s left",
		dueNone: "none while paused", dueIfResumed: "none while paused; %s if it goes on at once",
		reasons: "Why",
		notes: map[sla.NoteCode]string{
			sla.NoteUnknownObjective: `The agreement has no objective "{value}" with a clock.`,
			sla.NoteNotStarted:       "The clock has not started: no event meets {path}.",
			sla.NoteStarted:          "The clock was started by {value}, as {path} says.",
			sla.NoteStopped:          "It was stopped by {value}.",
			sla.NoteRevision:         "The revision from {value} governs it ({path}).",
			sla.NoteScope:            "The objective is not about this ticket ({path}).",
			sla.NoteOutside:          "It started outside the time in which the agreement is in force: {value} ({path}).",
			sla.NotePriority:         "The priority that follows from {path} is {value}.",
			sla.NoteOverride:         "The ticket overrides that: its {path} is {value}.",
			sla.NoteOverrideReason:   "Its reason ({path}): {value}.",
			sla.NoteOverrideBy:       "Who decided ({path}): {value}.",
			sla.NoteAttribute:        "Its {key} is {value} ({path}).",
			sla.NoteTarget:           "{path} applies: {value}.",
			sla.NoteNoTarget:         "No target of {path} applies.",
			sla.NotePromise:          "The promise in the attribute {path} cannot be read: {value}.",
			sla.NoteOtherwise:        "That names no calendar, so that {value} counts ({path}).",
			sla.NoteGrace:            "A grace of {value} is added before it is overdue ({path}).",
			sla.NoteSurcharge:        "It began outside service hours, which adds {value} ({path}).",
			sla.NoteRolled:           "It began outside service hours; days are counted from {value} ({path}).",
			sla.NoteReceived:         "It began after the cut-off, or on a date that is no business day; it counts as of {value} ({path}).",
			sla.NoteClosed:           "The date of {value} is closed, so that it is due on a business day ({path}).",
			sla.NoteNextDay:          "The same day was closed, or over by {value}; the next day counts ({path}).",
			sla.NoteKnown:            "The calendar counts as it was known at {value} ({path}).",
			sla.NoteCarried:          "{value} had been used up under an earlier target and count here too ({path}).",
			sla.NoteCountsFrom:       "The target changed; its time counts from {value} ({path}).",
			sla.NoteKept:             "It had been overdue from {value} under an earlier target; that stays ({path}).",
			sla.NoteLeft:             "From {value} on nothing was promised for it; what was missed stays ({path}).",
			sla.NoteCorrected:        "The event that stopped it corrected the target: {value} ({path}).",
			sla.NoteLateAfterDue:     "Its time was used up at closing; it is late by {value} since the due instant ({path}).",
			sla.NotePromiseReason:    "Why the ticket has a promise of its own ({path}): {value}.",
			sla.NotePromiseBy:        "Who decided ({path}): {value}.",
			sla.NotePausesNothing:    "It was paused, which does not change its due time ({path}).",
			sla.NotePauseEnds:        "Its pause ends by itself at {value} ({path}).",
			sla.NoteContinued:        "It was stopped and went on when it was reopened: {value} ({path}).",
			sla.NoteBackwards:        "It was stopped before it started; such a ticket counts as: {value} ({path}).",
			sla.NoteWaived:           "Some of its time is waived: {value}.",
			sla.NoteWaivedBy:         "Approved by {value}.",
		},
		policies: map[string]string{
			"zero": "zero", "excluded": "excluded", "ignored": "ignored",
			"final": "final", "new-cycle": "new-cycle", "new-cycle-after-due": "new-cycle-after-due",
			"continue-excluding-closed": "continue-excluding-closed", "continue-including-closed": "continue-including-closed",
			"from-start": "from-start", "restart": "restart", "carry-elapsed": "carry-elapsed", "carry-proportion": "carry-proportion",
			"keep-stricter": "keep-stricter", "keep-first": "keep-first",
		},
		nothing: "nothing",
		trace:   "Where the time went",
		from:    "From", to: "To", length: "Length", what: "What", counts: "Counts", soFar: "So far", why: "Since",
		segments: map[sla.SegmentKind]string{
			sla.Running: "running", sla.Paused: "paused", sla.Stopped: "stopped", sla.Closed: "closed", sla.OnHoliday: "holiday", sla.Moved: "hours moved",
			sla.Waived: "waived", sla.Carried: "carried over",
		},
		figure: "The clock from start to end", figureOf: "%s in all, of which %s counted.", dueAt: "due %s",
		outside:       "outside %s",
		holiday:       "on %s",
		addsUp:        "The stretches add up to the %s in all; what counts of them adds up to the %s counted.",
		countsDiffer:  "The stretches add up to the %s in all; %s of them counted, and the clock shows %s for the reasons above.",
		lengthsDiffer: "The stretches add up to %s, the clock shows %s in all.",
		alarms:        "Alarms", at: "At", mark: "Mark", alarmState: "State", level: "Level", tells: "Tells",
		passed: "passed", ahead: "ahead", withheld: "withheld: it was overdue from the start",
		marks: map[sla.Warning]string{sla.MarkBreach: "overdue"},
	}
}

func englishChain() chainWords {
	return chainWords{
		title: "Chain", none: "No gap was found: the promises below are enough.",
		pauses: "Times are compared without pauses.",
		gaps:   counted{"%d gap: the promises below carry less than is promised, or could not be compared.", "%d gaps: the promises below carry less than is promised, or could not be compared."},
		days:   counted{"%d day", "%d days"},

		objective: "Objective", tickets: "Tickets", gap: "Gap", restsOn: "Rests on", why: "Why",
		codes: map[sla.FindingCode]string{
			"late": "too late", "shortfall": "too little", "period-wider": "period too wide", "claim-too-late": "claim too late",
			"unsupported": "nothing below", "pauses": "pauses alone", "not-compared": "not compared",
		},
		not: "not %s", at: "on %s", justAfter: "just after %s",
		late:    "A ticket that starts %s is late by %s if each step below takes all the time that it has: %s.",
		certain: "Only %s is certain, in the period from %s", lost: "As much as %s may be lost in the period from %s",
		wider: ", because a period below reaches beyond it", independent: "%s; %s if the parts fail independently and evenly",
		shares:    "Only %s of the tickets are certain to be in time.",
		allAtOnce: "A period below reaches beyond a period of the objective, and all its late tickets may lie in this one period.",
		leftOut:   "%s, and nobody knows how much.",
		keys: map[string]string{
			"maintenance":   "The part does not count maintenance, which the whole counts",
			"notice":        "The part does not count maintenance that is announced too late for the whole",
			"quota":         "The part may leave out more maintenance than the whole",
			"no-data":       "Time without data is lost for the whole and not for the part",
			"not-monitored": "Time that is not monitored is lost for the whole and not for the part",
			"ignore-under":  "The part does not count short outages, which the whole counts",
			"weights":       "The part loses less in a degraded state than the whole",
		},
		claim:       "For a failure of %s the claim below ends %s before the customer's: %s.",
		missing:     "No agreement was given that has %s.",
		unsupported: "%s promises nothing to what starts %s.",
		pausesAlone: "The clock %s pauses where the clock of the objective runs.",
		reasons: map[string]string{
			"event":    "A step counts from another event than the end of the step before.",
			"metric":   "The two measure different things.",
			"period":   "A rolling period is compared only with the same period.",
			"calendar": "A revision changes the hours.",
			"ticket":   "The ticket itself sets the target.",
			"parts":    "The parts of the composition and the promises below are not the same.",
			"cases":    "There are more than 10,000 combinations of attribute values.",
		},
		balances: "Owed and recoverable", unit: "Unit", owed: "Owed to customers", recoverable: "Recoverable from suppliers", left: "Left",
	}
}

func englishCut() cutWords {
	return cutWords{
		title: "In detail", about: "Only this report asks for these groups. The agreement promises nothing for them, so they have no verdict.",
		keys: map[string]string{"@weekday": "weekday", "@hour": "hour", "@month": "month", "@target": "target", "@owner": "owner", "@used": "time used", "@cause": "cause"},
		none: "(none)", by: "By %s", items: "Items", inTime: "In time",
		usedTitle: "Time used, as a share of the time allowed", usedNote: "What lies to the right of the line was late. What is still open counts with the time used so far.",
		usedShare: "Share of the time allowed", target: "due", usedSays: "%d of %d late",
		beyond: "Points from all", beyondNote: "By the start, in the agreement's zone.",
		tintShares: "In percent. Darker is worse: below 95, 85, 70 and 50. A dot: fewer than five items.",
		tintTimes:  "In percent. Darker is worse: more went wrong than the promise allows, or more than 2, 4 and 8 times that. A dot: fewer than five items.",
	}
}

func englishYear() yearWords {
	return yearWords{
		whole: "The whole period", periods: "Period by period", losses: "Where it went wrong",
		few: " %s of %s groups by %s hold %s of what went wrong: %s.",
		met: "%d of %d promises over the whole period met", missed: "%d missed", open: "%d open", notMeasured: "%d not measurable", periodsMet: "%d of %d periods met", period: "Period", last: "Last %d pooled",
		slope: "%s a period, by least squares over %d.", pooled: " All periods pooled: %s; the mean of their figures: %s.",
		noTrend: "Fewer than three figures, so no trend.", ofPoints: "%s points", noResult: "no result", promiseLine: "The line across is the promise: %s.",
		lossesNote: "The most first. Together is the share of all that went wrong down to the row, never rounded up.", lossesBy: "%s by %s",
		share: "How much", wrong: "Wrong", together: "Together", samePeriods: "The same groups, period by period (%s)",
		causes:       "%s: minutes lost by cause and period, rounded up",
		causesTimes:  "Darker is worse: more than the promise allows for the time that counts in the period, or more than 2, 4 and 8 times that. A dot: nothing was lost.",
		causesShares: "Darker is worse: more than 5, 15, 30 and 50% of the time that counts in the period. A dot: nothing was lost.",
		trend:        "Trend", trendNote: "Every period weighs the same. This is arithmetic over the past, and no forecast.",
		trendLead: "Over %[3]s periods, objectives that got better: %[1]s, worse: %[2]s.", trendMoves: "Over %[3]s periods, figures that rose: %[1]s, fell: %[2]s; no promise says which side is better.", first: "First", latest: "Last", perPeriod: "Change a period", direction: "Direction",
		directions: map[string]string{toBetter: "better", toWorse: "worse", toMore: "rising", toLess: "falling", toSame: "level"},
		highest:    "%s: %s, above the highest of the twelve periods before, %s.", lowest: "%s: %s, below the lowest of the twelve periods before, %s.",
		changes: "From the first to the last", changesNote: "In percentage points. Own is what a group did better or worse, mix what its share of the items did; together they are the whole change.",
		own: "Own", mix: "Mix",
	}
}
