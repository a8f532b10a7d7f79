package report

// fieldWords are the words for the fields of an agreement, on the pages of a contract and of
// an amendment alike.
type fieldWords struct {
	labels map[string]string // by the key of a field, or by its type and key
}

func englishField() fieldWords {
	return fieldWords{
		labels: map[string]string{
			"escalate": "Ladder", "does": "What follows", "sla.Level.does": "What happens", "sla.Crisis.id": "Crisis", "sla.Crisis.level": "Level", "sla.Crisis.service": "Of", "sla.Crisis.response": "Who answers",
			"sla.Grade.overrun": "Over the time allowed by", "sla.Lock.path": "Part", "sla.Lock.may": "A layer above may",
			"transition": "Both terms run", "sla.Transition.until": "until", "sla.Transition.pays": "paid by", "relies-on": "Rests on", "locked": "What layers above may do",
			"scope.in": "Belongs to it", "scope.out": "Does not belong to it", "further": "Further",
			"id": "Name in results", "attain": "Promised", "where": "Only for", "abandoned": "Given up if", "sla.Objective.by": "Also for each", "sla.Review.by": "With", "sla.Override.by": "Decided by", "sla.Override.reason": "Reason in", "sla.Objective.least": "Measured from so many items",
			"sla.Objective.over": "Also judged over", "sla.Objective.counts": "Belongs to the period of", "warn": "Alarms", "owner": "Answers for it", "class": "Importance", "clause": "Clause",
			"service": "Service", "method": "How it is measured", "clock": "Clock", "sla.Target.when": "For tickets with", "sla.Target.within": "Allowed",
			"received-by": "Cut-off", "if-closed": "If it ends on a closed date", "roll": "Days are counted from", "override": "If the ticket sets it itself",
			"sla.Target.during": "If it starts", "sla.Clock.after": "Not before the stop of", "sla.Clock.hide": "Due time hidden if", "sla.Clock.owner": "Whose clock it is",
			"sla.Clock.cancel": "Cancelled by", "sla.Clock.start": "Starts with", "sla.Clock.stop": "Stops with", "sla.Clock.pause": "Pauses with", "sla.Clock.resume": "Goes on with", "sla.Clock.reset": "Begins anew with",
			"provider": "Provider", "customer": "Customer", "kind": "Kind", "zone": "Dates and times in", "currency": "Amounts in", "effective": "In force", "title": "Title",
			"pins": "Applies to a ticket by", "approved-by": "Approved by", "life": "Phase of life", "removed": "Ends", "change": "Changes",
			"calendar.Spec.union": "Also open with", "calendar.Spec.intersect": "Open only with", "calendar.Spec.except": "Closed during", "eves": "Days before holidays",
			"of": "Of", "metrics.Availability.of": "Measured service", "sla.Review.every": "Every", "sla.Review.next": "Next",
			"reopen": "A reopened ticket", "retarget": "A change of target", "pause-basis": "How pauses count", "past-pauses": "Pauses before a change of target", "calendar-change": "Changed service hours",
			"day-pauses": "Pauses of targets in days", "open-not-due": "Open and not due", "open-past-due": "Open and overdue", "backwards": "Solved before opened", "no-target": "Without a target",
			"due-at-closing": "Used up at closing", "unknown-words": "Misspelt words", "profile": "Profile", "penalty.Spec.unit": "Unit", "scale": "Digits after the point", "minimum": "Issued only if", "minimum-of": "Compared for that", "round": "Rounded", "claim": "To be claimed within",
			"charges": "Charges beyond the period", "weights": "Weights of objectives", "penalty.Spec.base": "Shares are of", "penalty.Term.base": "Of", "penalty.Cap.base": "Of",
			"sla.Over.of": "Periods that have to be met", "sla.Over.attain": "Promised", "judge": "Put together as", "penalty.Term.when": "Only if",
			"in": "In", "matrix": "Priority", "raci": "RACI", "keep": "Records are kept for", "to": "Goes to", "shows": "Shows", "signs": "Signs", "as": "As",
			"no-data": "Time without data", "maintenance": "Announced maintenance", "notice": "Announced ahead by", "ignore-under": "Outages shorter than this do not count",

			"days": "Special days", "shifts": "Shifts over midnight", "sla.Objective.period": "Judged each", "revisions": "Later changes", "names": "Names in other languages",
			"grades": "Grades of breaches", "penalty.Spec.caps": "At most", "penalty.Spec.triggers": "What else follows", "sla.Service.in": "Belongs to it", "sla.Service.out": "Does not belong to it",
			"sla.Document.status": "State", "clauses": "Text of the contract", "handling": "What follows a breach", "shares": "Resources kept for each priority", "history": "Versions of this document",
		},
	}
}
