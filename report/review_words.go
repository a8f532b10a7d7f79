package report

import "github.com/upheld/upheld/sla"

type reviewWords struct {
	title                                 string // an agreement
	agreement, none                       string
	count                                 counted
	subject, remark, found, place, change string
	codes, short                          map[sla.FindingCode]string // as a sentence; in a cell
	gap                                   string                     // of the chain, in a sentence
	instead                               string                     // a path, the new value, the old value
	smart, maturity, levelTitle           string
	level                                 string // a number, its name
	levels                                [6]string
	requirement, isShown, yes, no         string
	by                                    string // yes or no, what shows it
	requirements                          map[string]string
}

func englishReview() reviewWords {
	return reviewWords{
		title: "Review of %s", agreement: "Agreement", none: "Nothing was remarked.",
		count:   counted{"%d remark.", "%d remarks."},
		subject: "About", remark: "Remark", found: "Found", place: "Place", change: "Proposed",
		codes: map[sla.FindingCode]string{
			"no-promise":              "It is measured, and nothing is promised.",
			"no-target":               "No target states a time.",
			"no-period":               "The period over which it is judged is missing.",
			"no-owner":                "Nobody answers for it.",
			"no-service":              "It does not say which service it is about.",
			"no-services":             "The agreement does not say which services it is about.",
			"no-review-date":          "The date of the next review is missing.",
			"review-passed":           "The date of the next review has passed.",
			"too-many-key":            "More than seven objectives are key.",
			"key-without-ladder":      "Nothing escalates a key objective.",
			"ladder-untold":           "The last level of the ladder tells nobody.",
			"priority-without-target": "A priority has no target.",
			"priorities-out-of-order": "The more pressing priority is always due later.",
			"promise-without-credit":  "No credit is owed if the promise is missed.",
			"credit-without-promise":  "Credits are owed, and nothing is promised.",
			"no-consequence":          "Nothing follows a breach.",
			"report-without-due":      "The report has no day by which it is due.",
			"report-to-nobody":        "The report goes to nobody.",
			"notice-short":            "Maintenance may be announced later than the last report.",
			"word-unused":             "The agreement does not use the word that it defines.",
			"raci-accountable":        "Not exactly one role is accountable.",
			"trigger-too-wide":        "The trigger of the review is too wide: it is pulled only below the figure that was found.",
			"retirement-open":         "The service retires, and the agreement has no end.",
			"word-unheard":            "The agreement names a word that no fact has.",
			"never-met":               "The promise was kept in none of the last 12 periods.",
			"far-exceeded":            "In each of the last 12 periods more than half of the allowance was left.",
			"unmeasured":              "The last period could not be measured.",
			"trigger-pulled":          "A trigger of the review was pulled.",
			"review-open":             "No review has followed a trigger that was pulled.",
		},
		short: map[sla.FindingCode]string{
			"no-promise": "no promise", "no-target": "no target", "no-period": "no period", "no-owner": "nobody answers for it",
			"no-service": "no service named", "no-services": "no services named", "priority-without-target": "a priority has no target",
			"priorities-out-of-order": "priorities out of order", "promise-without-credit": "no credit", "credit-without-promise": "credit without promise",
			"raci-accountable": "not exactly one accountable", "never-met": "never kept",
			"far-exceeded": "far exceeded", "unmeasured": "not measured", "late": "the chain is too late", "shortfall": "the chain carries too little",
			"period-wider": "the chain has wider periods", "unsupported": "nothing below in the chain",
		},
		gap:     "The chain has a gap: %s.",
		instead: "%s: %s in place of %s",
		smart:   "Specific, measurable, attainable, relevant, time-bound", maturity: "Maturity", levelTitle: "Level", level: "%d %s",
		levels:      [6]string{"–", "initial", "developing", "defined", "quantified", "optimising"},
		requirement: "Requirement", isShown: "Shown", yes: "yes", no: "no", by: "%s: %s",
		requirements: map[string]string{
			"specific": "Specific", "measurable": "Measurable", "attainable": "Attainable", "relevant": "Relevant", "time-bound": "Time-bound",
			"promises": "Every objective has a promise", "periods": "Every objective has a period", "owners": "Somebody answers for every objective",
			"evaluated": "A period was evaluated", "policies": "The policies are stated", "ladders": "Every key objective has a ladder",
			"review-ahead": "The next review is ahead", "six-periods": "Figures of the last 6 periods", "reports": "Reports go to named roles",
			"twelve-periods": "Figures of the last 12 periods", "kept": "Every promise was kept in 6 to 12 of the last 12", "triggers": "Triggers of a review are stated",
			"few-findings": "Findings about less than 1 % of the items", "revised": "A review led to a revision within a year",
			"compared": "Records from before and after that revision", "no-gap": "The chain was checked and has no gap",
		},
	}
}
