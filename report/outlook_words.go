package report

type outlookWords struct {
	title                                    string // a period
	bounds                                   string
	soFar, worst, best, room, missAt, stands string
	missedIfIdle, missedIfLost               string // an objective, an instant
	between, betweenMaybe                    string // a period, the least, the most
	row, after, owed                         string
	moreThan, from                           string // a length
	moreMissed                               counted
	burnUntil                                string // an objective, what was lost, of how much, an instant
	burnLasts                                string // an objective, what was lost, of how much
	arithmetic                               string
}

func englishOutlook() outlookWords {
	return outlookWords{
		title:  "Outlook for %s",
		bounds: "Worst and best are exact for what is known now: each open ticket ends in time or late, and each service is up or down for all of the rest. Tickets to be opened, further exclusions and corrections are not in them.",
		soFar:  "So far", worst: "Worst", best: "Best", room: "Room", missAt: "Missed at", stands: "Stands",
		missedIfIdle: "%s is missed on %s if nobody works on what is open.", missedIfLost: "%s is missed on %s if the loss goes on.",
		between:      "For %s between %s and %s will be owed, whatever becomes of what is known now.",
		betweenMaybe: "For %s %s will be owed at the best and %s at the worst figures; it may also be more or less, because a figure has no bound, a rule asks how late tickets are, or a rule pays less for worse.",
		row:          "Row of the credits", after: "Reached after", owed: "Owed then",
		moreThan: "more than %s of loss", from: "%s of loss", moreMissed: counted{"%d more missed", "%d more missed"},
		burnUntil:  "%s: %s were lost in %s that count. At this rate its room lasts until %s.",
		burnLasts:  "%s: %s were lost in %s that count. At this rate its room lasts to the end of the period.",
		arithmetic: "That is arithmetic, not a forecast: it carries the loss so far on evenly, and incidents do not come evenly.",
	}
}
