package report

import "github.com/upheld/upheld/report/analysis"

type deskWords struct {
	title, titleOf  string // without and with the name of an agreement
	runsOutNext     string // a ticket, an objective with its owner, an instant
	noneRunsOut     string //
	losesTime       string // an objective, an instant
	open            counted
	openAre         string                   // the one before, how many are in which state
	inState         [undatedClock + 1]string // a number of clocks
	states          [undatedClock + 1]string
	latePaused      string
	next, nextAt    string // an instant
	clocks          string
	noClocks, order string

	ticket, objective, owner, state, used, left, due, lateAfter, remark string

	wall       string // a length
	alarm      string // an instant, a mark
	alarmTells string // the alarm, roles
	ifResumed  string // an instant

	ahead                            string // a length
	by                               string // an instant, the next two
	clocksRunOut, promisesMissed     counted
	at, what, runsOut, promiseMissed string
	picture, nowTick                 string
	hoursOf                          string // a calendar

	outlook                                    string // a period
	bounds                                     string
	soFar, possible, worst, best, room, stands string
	missedIfIdle, missedIfLost                 string // an objective, an instant
	between, betweenMaybe                      string // a period, the least, the most
	row, after, owed                           string
	moreThan, from                             string // a length
	moreMissed                                 counted
	risk                                       string
	levels                                     map[analysis.RiskLevel]string
	why                                        map[analysis.RiskRule]string // except used
	shareUsed                                  string                       // a share
	risks                                      string
	burnUntil                                  string // an objective, what was lost, of how much, an instant
	burnLasts                                  string // an objective, what was lost, of how much
	arithmetic                                 string
}

func englishDesk() deskWords {
	return deskWords{
		title: "Desk", titleOf: "%s: desk",
		runsOutNext: "%s, %s, runs out next: %s.", noneRunsOut: "No clock runs out if nothing happens.",
		losesTime: "%s loses time, and its promise is missed on %s if that goes on.",
		open:      counted{"%d open clock", "%d open clocks"}, openAre: "%s: %s.",
		inState: [...]string{lateClock: "%d late", runningClock: "%d in time", pausedClock: "%d paused", undatedClock: "%d without a due time"},
		states:  [...]string{lateClock: "LATE", runningClock: "in time", pausedClock: "paused", undatedClock: "no due time"}, latePaused: "LATE, paused",
		next: "Changes next", nextAt: "%s, if nothing happens before",
		clocks: "Open clocks", noClocks: "No clock is open.",
		order: "Late clocks first, by the instant of the breach; then those that run out, the soonest first; then paused clocks, by the time left; last those without a due time. Time left is service time unless it says wall.",

		ticket: "Ticket", objective: "Objective", owner: "Owner", state: "State", used: "Used", left: "Left", due: "Due", lateAfter: "Late after",
		remark: "Remark",

		wall: "%s wall", alarm: "Next alarm %s, %s", alarmTells: "%s, tells %s", ifResumed: "Due %s if it goes on at once",

		ahead: "The next %s, if nothing happens", by: "By %s: %s.",
		clocksRunOut:   counted{"%d clock runs out", "%d clocks run out"},
		promisesMissed: counted{"%d promise is missed", "%d promises are missed"},
		at:             "At", what: "What", runsOut: "runs out", promiseMissed: "the promise is missed",
		picture: "When each runs out", nowTick: "now", hoursOf: "Shaded: the service hours of %s.",

		outlook: "Outlook for %s",
		bounds:  "Worst and best are exact for what is known now: each open ticket ends in time or late, and each service is up or down for all of the rest. Tickets to be opened, further exclusions and corrections are not in them.",
		soFar:   "So far", possible: "Still possible", worst: "Worst", best: "Best", room: "Room", stands: "Stands",
		missedIfIdle: "%s is missed on %s if nobody works on what is open.", missedIfLost: "%s is missed on %s if the loss goes on.",
		between:      "For %s between %s and %s will be owed, whatever becomes of what is known now.",
		betweenMaybe: "For %s %s will be owed at the best and %s at the worst figures; it may also be more or less, because a figure has no bound, a rule asks how late tickets are, or a rule pays less for worse.",
		row:          "Row of the credits", after: "Reached after", owed: "Owed then",
		moreThan: "more than %s of loss", from: "%s of loss", moreMissed: counted{"%d more missed", "%d more missed"},
		risk:   "Risk",
		levels: map[analysis.RiskLevel]string{analysis.RiskCritical: "critical", analysis.RiskHigh: "high", analysis.RiskMedium: "medium", analysis.RiskLow: "low"},
		why: map[analysis.RiskRule]string{
			analysis.RiskMissed: "missed", analysis.RiskDown: "if the loss goes on", analysis.RiskWaiting: "if nobody works on them",
			analysis.RiskBurn: "the rest goes at the rate so far",
		},
		shareUsed:  "%s used",
		risks:      "Risk is critical if the promise is missed, or will be within 24 hours if a service goes on losing time; high if it will be within 72 hours if nothing happens, or 80% of what may go wrong has gone wrong, or 50% and the rest goes at the rate so far; medium if 50% has gone wrong, or the rest goes at the rate so far; else low.",
		burnUntil:  "%s: %s were lost in %s that count. At this rate its room lasts until %s.",
		burnLasts:  "%s: %s were lost in %s that count. At this rate its room lasts to the end of the period.",
		arithmetic: "That is arithmetic, not a forecast: it carries the loss so far on evenly, and incidents do not come evenly.",
	}
}
