package report

type deskWords struct {
	_ incomparable

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

	lostTime string
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
		lostTime: "Time lost in open periods",
	}
}
