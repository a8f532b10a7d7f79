package report

// contractWords are the words of a contract page. Meanings are by the type of a word and
// the word.
type contractWords struct {
	titles                                                          map[string]string // of sections
	meanings                                                        map[string]string
	metrics                                                         map[string]string    // by the word of a metric
	states                                                          map[string]string    // of documents, phases of life and parties
	yes, no                                                         string               // of a field that holds or not
	rows                                                            map[string][2]string // types whose two fields are written as name and value
	subjects                                                        map[string]string    // of a promise, by the word of its metric
	share                                                           map[string]string    // of a promise on the share of a clock, by counts
	atLeast                                                         string               // a bound that is a bare share
	promise, measured                                               string               // subject, bound, period; subject, period
	periods                                                         map[string]string
	eachOf                                                          string // any other period
	also, or, orElse, not, empty, nothing                           string
	while, becomes, most, until                                     string
	before, from, fromBefore                                        string
	version                                                         string // a number
	signed, life                                                    string
	forTickets, allowed, hours, others, all                         string // of a table of targets
	firstRow                                                        string
	policy, choice, ownRule                                         string
	attains, credit                                                 string
	fromRevision, ends                                              string
	noTerm, noClause                                                string
	objective, clause, atMost, per, onlyOf, of                      string
	moments                                                         map[string]string // of alarms, by how they are written: crisis, %, +, -, and +crisis, after a crisis
	moment, told, again, ended, openTime, elapsed                   string            // of a ladder
	everyService, everyCore, down, affected, flood, with            string            // of a crisis
	promiseOf, noLimit                                              string            // objective, agreement; a target
	share100, priority, always, role, each, metric, impact, urgency string
}

func englishContract() contractWords {
	return contractWords{
		titles: map[string]string{
			"contract": "Agreement", "state": "State", "parties": "Parties and roles", "services": "Services", "objectives": "What is promised",
			"clocks": "When time counts", "calendars": "Service hours", "priorities": "Priorities", "policies": "Rules of counting",
			"credits": "Credits", "together": "Working together", "revisions": "Changes agreed", "history": "Versions of this document", "without": "Terms without a clause",
			"definitions": "What words mean", "caps": "Together at most", "reports": "Reports", "review": "Review", "shares": "Resources kept for each priority",
			"raci": "Who does what", "handling": "What follows a breach", "triggers": "What else follows", "roles": "Roles", "disputes": "Disputes", "keep": "Records",
			"escalations": "Escalation", "grades": "How grave a breach is",
		},
		meanings: map[string]string{
			"penalty.Pays=old": "the old terms", "penalty.Pays=new": "the new terms", "penalty.Pays=higher": "the terms that owe more", "penalty.Pays=lower": "the terms that owe less", "penalty.Pays=none": "neither",
			"class=core": "core service", "class=key": "key objective",
			"sla.Kind=sla": "service level agreement with a customer", "sla.Kind=ola": "operational level agreement within the provider", "sla.Kind=underpinning": "contract with a supplier",
			"sla.Profile=exact":    "the rules below never change what has already happened",
			"sla.Reopen=final":     "a ticket that was solved stays solved; its clock never runs again",
			"sla.Reopen=new-cycle": "a reopened ticket is counted as a new one from then on", "sla.Reopen=new-cycle-after-due": "a reopened ticket is counted as a new one, but not before the first was due",
			"sla.Reopen=continue-excluding-closed": "a reopened ticket goes on; the time while it was solved does not count",
			"sla.Reopen=continue-including-closed": "a reopened ticket goes on as if it had never been solved",
			"sla.Retarget=from-start":              "a new target applies to the whole time of the ticket",
			"sla.Retarget=restart":                 "a new target counts from the change",
			"sla.Retarget=carry-elapsed":           "the time used so far counts as used of the new target",
			"sla.Retarget=carry-proportion":        "the share used of the old target counts as used of the new target",
			"sla.Retarget=keep-stricter":           "of the old and the new target the earlier due instant counts",
			"sla.Retarget=keep-first":              "the first target stays",
			"sla.PauseBasis=overlap":               "a pause gives back the service hours in it",
			"sla.PauseBasis=wall":                  "a pause gives back its whole length",
			"sla.PastPauses=keep":                  "pauses before a change of target stay pauses",
			"sla.PastPauses=drop":                  "the time of pauses before a change of target counts",
			"sla.CalendarChange=frozen":            "the service hours count as they were known when the ticket started",
			"sla.CalendarChange=from-effective":    "changed service hours count from when they became known",
			"sla.CalendarChange=from-start":        "the service hours count as they are known at the end of the ticket",
			"sla.DayPauses=ignored":                "a pause does not move a due date in days",
			"sla.DayPauses=added":                  "a pause moves a due date in days by its service hours",
			"sla.OpenNotDue=excluded":              "an open ticket that is not yet due is in no count",
			"sla.OpenNotDue=met":                   "an open ticket that is not yet due counts as met",
			"sla.OpenPastDue=missed":               "an open ticket that is overdue counts as missed",
			"sla.OpenPastDue=excluded":             "an open ticket that is overdue is in no count",
			"sla.Backwards=zero":                   "a ticket that was solved before it was opened took no time",
			"sla.Backwards=excluded":               "a ticket that was solved before it was opened is in no count",
			"sla.Backwards=ignored":                "a solution dated before the opening is overlooked",
			"sla.NoTarget=excluded":                "a ticket without a target is in no count",
			"sla.NoTarget=met":                     "a ticket without a target counts as met",
			"sla.DueAtClosing=last-moment":         "time that is used up at closing is late once the service opens again",
			"sla.DueAtClosing=late-after-due":      "time that is used up at closing is late at once",
			"sla.UnknownWords=report":              "words of tickets that look misspelt are listed in results",
			"sla.UnknownWords=ignore":              "words of tickets that look misspelt are not listed",
			"sla.May=not-change":                   "not change it", "sla.May=tighten": "only promise more",
			"sla.Counts=started": "its start", "sla.Counts=due": "its due instant", "sla.Counts=stopped": "its end",
			"sla.Pin=opened": "when it was opened", "sla.Pin=due": "when it was due by the earlier terms", "sla.Pin=stopped": "when it ended; an open ticket falls under the new terms",
			"sla.Judge=pooled": "one figure over all of it", "sla.Judge=mean": "the mean of the periods' figures", "sla.Judge=every": "each period is met", "sla.Judge=some": "so many periods are met",
			"sla.StartRoll=stay": "the start itself", "sla.StartRoll=opening": "the next opening",
			"calendar.Roll=next": "the next business day", "calendar.Roll=previous": "the business day before", "calendar.Roll=modified-following": "the next business day, or the day before if that lies in another month",
			"calendar.Shifts=cut-at-midnight": "a closed day cuts a shift at midnight", "calendar.Shifts=keep-whole": "a shift belongs to the day on which it begins",
			"calendar.PartDays=closed": "events with times close those hours", "calendar.PartDays=ignored": "events with times change nothing",
			"metrics.NoDataPolicy=exclude": "does not count", "metrics.NoDataPolicy=good": "counts as up", "metrics.NoDataPolicy=bad": "counts as down", "metrics.NoDataPolicy=hold-last": "counts as the last known state",
			"metrics.Maintenance=remove": "does not count, up or down", "metrics.Maintenance=forgive": "lost time in it counts as good", "metrics.Maintenance=add-back": "all of it counts as good",
			"metrics.Overlap=worst": "outages at one time lose what the worst of them loses", "metrics.Overlap=add": "outages at one time lose what they lose together",
			"metrics.Abandons=all-against": "what was given up counts as missed", "metrics.Abandons=answered-only": "what was given up is in no count",
			"metrics.Abandons=within-met": "what was given up within its target counts as met", "metrics.Abandons=ignore-within": "what was given up within its target is in no count",
			"metrics.Abandons=short-met": "what was given up soon counts as met", "metrics.Abandons=short-removed": "what was given up soon is in no count",
			"metrics.Minutes=started": "each run counts every minute that it began", "metrics.Minutes=whole": "each run counts its whole minutes", "metrics.Minutes=nearest": "the total is rounded to the nearest minute", "metrics.Minutes=clock": "each run counts the minutes of the clock that it covers",
			"penalty.Spread=whole": "count as a whole", "penalty.Spread=by-months": "count by the months of the period", "penalty.Spread=by-days": "count by the days of the period",
			"penalty.RoundingMode=half-up": "to the nearest, ties up", "penalty.RoundingMode=half-even": "to the nearest, ties to the even digit", "penalty.RoundingMode=down": "down", "penalty.RoundingMode=up": "up",
			"penalty.Counted=full": "in full units only", "penalty.Counted=started": "in started units, each as a whole one", "penalty.Counted=in-part": "in parts of a unit too",
			"penalty.Scope=objective": "for each objective in a period", "penalty.Scope=group": "for each group in a period", "penalty.Scope=period": "in a period", "penalty.Scope=year": "in a calendar year", "penalty.Scope=lifetime": "in all",
			"penalty.Tested=exact": "the total before rounding", "penalty.Tested=rounded": "the rounded total",
		},
		metrics: map[string]string{
			"availability": "availability", "mean": "mean", "max": "max", "sum": "sum", "percentile": "percentile", "time-in": "time-in", "repair": "repair",
			"slices": "slices", "composed": "composed", "ratio": "ratio", "score": "score", "total": "total", "custom": "custom", "share": "share",
		},
		states: map[string]string{
			"draft": "draft", "agreed": "agreed", "retired": "retired",
			"launch": "launch", "growth": "growth", "maturity": "maturity", "retirement": "retirement",
			"provider": "provider", "customer": "customer",
		},
		yes: "true", no: "false",
		rows: map[string][2]string{
			"penalty.Tier": {"when", "credit"}, "penalty.Cap": {"per", "at"}, "penalty.Criterion": {"measure", "in"}, "sla.MatrixRow": {"impact", "priorities"},
		},
		subjects: map[string]string{
			"availability": "The service is available", "mean": "The mean time is", "max": "The longest time is", "sum": "All times together are", "percentile": "The time that %s of the tickets do not exceed is",
			"time-in": "The time in the state is", "repair": "The time to repair is", "slices": "The share of good slices of time is", "composed": "The parts together are available",
			"ratio": "The share of good results is", "score": "The score is", "total": "The total is", "custom": "The figure is", "share": "The share of tickets within their target is",
		},
		share: map[string]string{
			"started": "Of the tickets that start in %[2]s, %[1]s meet their target.", "due": "Of the tickets due in %[2]s, %[1]s meet their target.", "stopped": "Of the tickets that end in %[2]s, %[1]s meet their target.",
		},
		atLeast: "at least %s", promise: "%s %s in %s.", measured: "It is measured in %s and not judged.",
		periods: map[string]string{"day": "each day", "week": "each week", "month": "each month", "quarter": "each quarter", "year": "each year"},
		eachOf:  "each period (%s)",
		also:    "; ", or: " or ", orElse: "; or ", not: "not %s", empty: "(empty)", nothing: "nothing",
		while: "while %s", becomes: "when it becomes %s", most: "for at most %s", until: "until the instant in %s",
		before: "until before %s", from: "from %s", fromBefore: "%s until before %s",
		version: "version %s", signed: "signed %s", life: "phase of life: %s",
		forTickets: "For tickets with", allowed: "Allowed", hours: "Hours", others: "all others", all: "all",
		firstRow: "The first line that fits a ticket applies.",
		policy:   "Question", choice: "Rule", ownRule: "If a clock states a rule of its own, its rule counts.",
		attains: "If it attains", credit: "Credit",
		fromRevision: "From %s", ends: "%s ends",
		noTerm:    "No term: nothing is computed from this clause.",
		noClause:  "These terms count, but no clause above states them.",
		objective: "Objective", clause: "Clause", atMost: "At most", per: "Sum of credits", onlyOf: "Only of", of: "Of",
		moments: map[string]string{"breach": "at the breach", "crisis": "at the crisis", "%": "at %s of the time allowed", "+": "%s after the due time", "-": "%s before the due time", "+crisis": "%s after the crisis"},
		moment:  "When", told: "Who is told", again: "%s, then every %s", ended: "Until", elapsed: "%s of elapsed time",
		openTime:     "Lengths before and after the due time are service hours of the target, unless they say elapsed time.",
		everyService: "every service", everyCore: "every core service", down: "down for %s", affected: "one incident affects %s", flood: "tickets opened: %s", with: "with %s",
		promiseOf: "%s of %s", noLimit: "no limit",
		share100: "Share", always: "around the clock", role: "Role", each: "each", metric: "Measured as", impact: "Impact", urgency: "urgency %s", priority: "Priority",
	}
}
