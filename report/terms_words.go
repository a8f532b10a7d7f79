package report

import "github.com/upheld/upheld/sla"

// termWords are the words for parts of an agreement, and for what differs.
type termWords struct {
	agreement string            // the fields that belong to no part
	parts     map[string]string // a format of a name, by the key of the parts
	measured  string            // the field of the metric, whose key is the kind of the metric
	row       string            // a field, the number of its row from 1
	none      string            // a field that is not stated
	becomes   string            // before, after
}

func englishTerm() termWords {
	return termWords{
		agreement: "The agreement",
		parts:     map[string]string{"calendars": "Calendar %s", "clocks": "Clock %s", "objectives": "Objective %s", "services": "Service %s", "roles": "Role %s"},
		measured:  "Measured as",
		row:       "%s, row %d",
		none:      "not stated",
		becomes:   "%s → %s",
	}
}

// amendmentWords are the words of what differs between two agreements.
type amendmentWords struct {
	_ incomparable

	title                   string // the name of the agreement
	same                    string
	changed, added, removed counted // terms, parts, parts
	revisions               counted
	term, before, after     string
	isNew, isRemoved        string // a part
	from                    string // an instant from which a later change holds
	withdrawn               string // an instant from which a later change would have held
}

func englishAmendment() amendmentWords {
	return amendmentWords{
		title: "Amendment: %s", same: "The two agreements are the same.",
		changed: counted{"%d term changes", "%d terms change"},
		added:   counted{"%d part is new", "%d parts are new"}, removed: counted{"%d part ends", "%d parts end"},
		revisions: counted{"%d later change is new or ends", "%d later changes are new or end"},
		term:      "Term", before: "Before", after: "After",
		isNew: "%s: new", isRemoved: "%s: ends", from: "From %s", withdrawn: "No longer from %s",
	}
}

// comparisonWords are the words of two results of the same period.
type comparisonWords struct {
	title                        string // the name of the agreement
	same                         string
	verdicts, more, fewer, other counted // verdicts that differ; breaches
	owed                         string  // before, after
	figures, breaches, lines     counted // that stay
	breach                       string  // ticket, objective, what differs
	join                         string  // joins what differs of a breach
	met, noBreach, missed        string
	missedBy                     string            // a length
	fields                       map[string]string // before and after of a figure, by its path in sla.Change
	several, before, after       string
}

func englishComparison() comparisonWords {
	return comparisonWords{
		title: "Comparison: %s", same: "Nothing differs.",
		verdicts: counted{"%d verdict differs", "%d verdicts differ"},
		more:     counted{"%d breach more", "%d breaches more"}, fewer: counted{"%d breach fewer", "%d breaches fewer"},
		other:   counted{"%d breach by another overrun", "%d breaches by another overrun"},
		owed:    "%s → %s owed",
		figures: counted{"%d figure stays as it is.", "%d figures stay as they are."}, breaches: counted{"%d breach stays as it is.", "%d breaches stay as they are."},
		lines:  counted{"%d line stays as it is.", "%d lines stay as they are."},
		breach: "%s %s: %s", join: "; ", met: "met", noBreach: "no breach", missed: "missed", missedBy: "missed by %s",
		fields: map[string]string{
			"within": "within %s → %s", "calendar": "calendar %s → %s", "started": "started %s → %s", "due": "due %s → %s",
			"stopped": "stopped %s → %s", "elapsed": "counted %s → %s", "waived": "waived %s → %s",
		},
		several: "several objectives", before: "Before", after: "After",
	}
}

// layerWords are the words of agreements laid over one another.
type layerWords struct {
	title                  string // the name of the agreement
	fields                 counted
	hiding, findings       counted
	layers, layer, stated  string
	overOthers             string
	over, line, hidden     string // a title; path, value, layer, what is hidden; layer, value
	nothing                string
	codes                  map[sla.FindingCode]string // layer, path, value
	findingsTitle, changes string
	revision               string // an instant, the reason
}

func englishLayer() layerWords {
	return layerWords{
		title:  "Layers: %s",
		fields: counted{"%d term", "%d terms"}, hiding: counted{"%d lies over another value", "%d lie over another value"},
		findings: counted{"%d finding", "%d findings"},
		layers:   "Layers, the lowest first", layer: "Layer", stated: "Terms in force", overOthers: "Over another value",
		over: "What lies over another value", line: "%s %s by %s over %s", hidden: "%s %s", nothing: "nothing",
		findingsTitle: "Findings",
		codes: map[sla.FindingCode]string{
			"locked":          "%[1]s changes %[2]s, which a layer below has locked: %[3]s",
			"loosened":        "%[1]s promises less at %[2]s than the layer below that has locked it: %[3]s",
			"not-comparable":  "%[1]s changes %[2]s, which may only be tightened, and no rule says which is stricter: %[3]s",
			"lock-unused":     "%[1]s locks terms, and no layer lies above it.",
			"revision-hidden": "A later change by %[1]s has no effect, because a layer above states %[2]s itself. From %[3]s",
		},
		changes: "Later changes", revision: "From %s: %s",
	}
}
