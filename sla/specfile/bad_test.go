package specfile_test

import (
	"reflect"
	"strings"

	"github.com/upheld/upheld/sla"
)

// bad changes one thing in testdata/acme.yaml, and says what Open finds then.
var bad = []struct{ name, old, new, want string }{

	// Form: keys.
	{"misspelt key", "within: 4h", "wihtin: 4h",
		`41:11: objectives[0].targets[2].wihtin: unknown: did you mean "within"?`},
	{"misspelt part, read as what it must mean", "calendars:", "calenders:",
		`11:1: calenders: unknown: did you mean "calendars"?`},
	{"misspelt key and what stands behind it", "clock: response", "clok: resp",
		`37:5: objectives[0].clok: unknown: did you mean "clock"?
37:11: objectives[0].clock: "resp": unknown: one of resolution, response`},
	{"unknown part", "calendars:", `colour: red
calendars:`,
		"11:1: colour: unknown: one of sla, include, extends, " + words()},
	{"unknown key: nothing is said about what is missing beside it", `period: month
    counts`, `every-so-often: 1
    counts`,
		"43:5: objectives[0].every-so-often: unknown: one of id, title, where, clock, abandoned, targets, share, mean, max, sum, percentile, time-in, repair, availability, slices, composed, ratio, score, total, custom, attain, period, over, counts, by, least, warn, escalate, service, owner, class, method, clause, relies-on"},
	{"misspelt metric", "availability:", "avialability:",
		`47:5: objectives[1].avialability: unknown: did you mean "availability"?`},
	{"misspelt rule", "tiers:", "teirs:",
		`54:28: credits.rules[0].teirs: unknown: did you mean "tiers"?`},
	{"key in another case", "zone:", "Zone:",
		`7:1: Zone: unknown: did you mean "zone"?`},
	{"duplicate key", "clock: response", `clock: response
    clock: resolution`,
		"38:5: objectives[0].clock: conflicts with another term: the key stands in line 37 already"},
	{"duplicate part", "customer: Acme GmbH", "id: other",
		"6:1: id: conflicts with another term: the key stands in line 2 already"},
	{"misspelt duplicate", "customer: Acme GmbH", "idd: other",
		`6:1: idd: unknown: did you mean "id"?`},
	{"duplicate name", `  response:
`, `  resolution: { start: a }
  response:
`,
		"29:3: clocks.resolution: conflicts with another term: the key stands in line 25 already"},
	{"duplicate row", "below 99.0%: 25%", "below 99.9%: 25%",
		"54:55: credits.rules[0].tiers.below 99.9%: conflicts with another term: the key stands in line 54 already"},
	{"two words for one key", "  round:", `  caps: { year: 10% }
  round:`,
		"57:3: credits.caps: conflicts with another term: cap stands in line 56 already"},
	{"two metrics", "attain: 99.9%", `share: {}
    attain: 99.9%`,
		"48:5: objectives[1].share: conflicts with another term: a metric (availability) stands in line 47 already"},
	{"two rules", "tiers: {", "flat: { credit: 1% }, tiers: {",
		"54:50: credits.rules[0].tiers: conflicts with another term: a rule (flat) stands in line 54 already"},
	{"a list as a key", "kind: sla", "[a, b]: sla",
		"4:1: cannot be read: a key is one word or text, not a list"},
	{"nothing as a key", "kind: sla", `? 
: sla`,
		`4:2: missing: a value is needed; leave out what is not stated, and write "" for an empty text`},
	{"include in a change", "  round: half-even", `  round: half-even
revisions:
  - { from: 2026-06-01, pins: due, change: { policies: { profile: exact }, include: a.yaml } }`,
		"59:76: revisions[0].change.include: unknown: one of " + words()},

	// Form: kinds of value.
	{"list for a text", "id: acme-support", "id: [acme]",
		"2:5: id: cannot be read: one value is needed, not a list"},
	{"mapping for a text", "within: 4h", "within: { hours: 4 }",
		"41:19: objectives[0].targets[2].within: cannot be read: a length is a text such as 4h, or { attribute: response_limit }"},
	{"text for a mapping", "{ profile: exact }", "exact",
		`22:11: policies: "exact": cannot be read: a mapping of keys and values is needed, not a single value`},
	{"list for a mapping", "policies: { profile: exact }", "policies: [exact]",
		"22:11: policies: cannot be read: a mapping of keys and values is needed, not a list"},
	{"text for a metric", "{ of: portal, calendar: 24x7, no-data: exclude, maintenance: remove }", "portal",
		`47:19: objectives[1].availability: "portal": cannot be read: a mapping of keys and values is needed, not a single value`},
	{"nothing", "kind: sla", "kind:",
		`4:6: kind: missing: a value is needed; leave out what is not stated, and write "" for an empty text`},
	{"null", "kind: sla", "kind: null",
		`4:7: kind: "null": missing: a value is needed; leave out what is not stated, and write "" for an empty text`},
	{"tilde in a list", "[high, medium, low]", "[high, ~, low]",
		`20:21: priorities.matrix.urgency[1]: "~": missing: a value is needed; leave out what is not stated, and write "" for an empty text`},
	{"matrix without its key", "  matrix:", "  metrics:",
		`18:3: priorities.metrics: unknown: one of matrix`},
	{"list for weekly hours", "{ mon-fri: [08:00-12:00, 13:00-18:00], sat: [09:00-12:00] }", "[08:00-12:00]",
		`13:12: calendars.office.hours: cannot be read: hours by day are a mapping such as { mon-fri: [08:00-12:00, 13:00-18:00] }, or a text such as "mon-fri 08:00-18:00" or "24x7"`},
	{"unknown word for not", "{ priority: P2 }", "{ priority: { nor: P2 } }",
		`40:31: objectives[0].targets[1].when.priority.nor: unknown: did you mean "not"?`},
	{"number with a leading zero", "attain: 95%", `least: 0123
    attain: 95%`,
		`42:12: objectives[0].least: "0123": cannot be read: a whole number such as 12 is needed`},
	{"number with underscores", "attain: 95%", `least: 1_000
    attain: 95%`,
		`42:12: objectives[0].least: "1_000": cannot be read: a whole number such as 12 is needed`},
	{"infinity", "attain: 95%", `least: .inf
    attain: 95%`,
		`42:12: objectives[0].least: ".inf": cannot be read: a whole number such as 12 is needed`},
	{"exponent", "attain: 95%", `least: 1e3
    attain: 95%`,
		`42:12: objectives[0].least: "1e3": cannot be read: a whole number such as 12 is needed`},
	{"number too large", "attain: 95%", `least: 99999999999
    attain: 95%`,
		`42:12: objectives[0].least: "99999999999": out of range: a whole number of at most 2147483647 is needed`},

	// Form: what YAML has and an agreement does not.
	{"anchor", "zone: Europe/Berlin", "zone: &z Europe/Berlin",
		`7:7: zone: "Europe/Berlin": cannot be read: &z names a value for use elsewhere; write each value in its own place`},
	{"anchor and alias", `zone: Europe/Berlin
currency: EUR`, `zone: &z Europe/Berlin
currency: *z`,
		`7:7: zone: "Europe/Berlin": cannot be read: &z names a value for use elsewhere; write each value in its own place
8:11: currency: cannot be read: *z stands for a value elsewhere; write the value here, so that the line can be read alone`},
	{"alias to nothing", "currency: EUR", "currency: *z",
		"8:11: cannot be read: *z stands for a value elsewhere; write the value here, so that the line can be read alone"},
	{"alias to itself", "{ profile: exact }", "&p { profile: *p }",
		`22:11: policies: cannot be read: &p names a value for use elsewhere; write each value in its own place
22:25: policies.profile: cannot be read: *p stands for a value elsewhere; write the value here, so that the line can be read alone`},
	{"merge key", "{ profile: exact }", "{ <<: { profile: exact } }",
		`22:13: policies: "<<": cannot be read: << takes over values that stand elsewhere; write them here`},
	{"tag", "kind: sla", "kind: !!str sla",
		`4:7: kind: "sla": cannot be read: the tag !!str is not needed: what a value is follows from where it stands`},
	{"tag of its own", "policies: { profile: exact }", "policies: !exact { profile: exact }",
		"22:11: policies: cannot be read: the tag !exact is not needed: what a value is follows from where it stands"},
	{"second document", "kind: sla", `kind: sla
---
id: other`,
		"6:1: conflicts with another term: a file holds one agreement; --- starts another document"},
	{"no version", `sla: v1
`, "",
		"1:1: sla: missing: a file starts with the version of its format, sla: v1"},
	{"other version", "sla: v1", "sla: v2",
		`1:6: sla: "v2": unknown: this library reads the format v1`},
	{"version twice and late", `sla: v1
id: acme-support`, `id: acme-support
sla: v1`,
		"2:1: sla: conflicts with another term: sla must be the first key of a file"},

	// Form: text that is no YAML.
	{"tab", `    period: month
    counts`, "\tperiod: month\n    counts",
		"43:1: cannot be read: a tab does not indent; use spaces"},
	{"indentation", "  resolution:", "   resolution:",
		"28:4: cannot be read: the text is not YAML from here on: did not find expected key"},
	{"list that is not closed", "[P2, P3, P4]", "[P2, P3, P4",
		"19:5: cannot be read: the text is not YAML from here on: did not find expected ',' or ']'"},
	{"quote that is not closed", "title: Acme support agreement", `title: "Acme support agreement`,
		"3:1: cannot be read: the text is not YAML from here on: found unexpected end of stream"},
	{"control character", "provider: Northwind", "provider: \x00",
		"5:11: cannot be read: the character U+0000 is not seen; write it as an escape in double quotes"},
	{"byte order mark inside", "provider: Northwind", "provider: \ufeffNorthwind",
		"5:11: cannot be read: the character U+FEFF is not seen; write it as an escape in double quotes"},
	{"line separator", "provider: Northwind", "provider: \u2028Northwind",
		"5:11: cannot be read: the character U+2028 is not seen; write it as an escape in double quotes"},
	{"Latin-1", "provider: Northwind", "provider: \xe4",
		"5:11: cannot be read: byte 0xe4 is not UTF-8"},

	// Meaning.
	{"unknown zone", "Europe/Berlin", "Europe/Brelin",
		`7:7: zone: "Europe/Brelin": unknown: no such time zone`},
	{"not a duration", "within: 4h", "within: 4hs",
		`41:19: objectives[0].targets[2].within: "4hs": cannot be read: a length of time is written 4h, 1h30m, 90s`},
	{"days of no kind", "within: 4h", "within: 2 days",
		`41:19: objectives[0].targets[2].within: "2 days": cannot be read: write 2 business days (of the calendar) or 2 calendar days (every date)`},
	{"overlapping hours by day", "13:00-18:00", "11:00-18:00",
		`13:37: calendars.office.hours: "11:00-18:00": conflicts with another term: overlaps 08:00-12:00`},
	{"overlapping hours as text", "{ mon-fri: [08:00-12:00, 13:00-18:00], sat: [09:00-12:00] }", `"mon-fri 08:00-12:00,11:00-13:00"`,
		`13:33: calendars.office.hours: "mon-fri 08:00-12:00,11:00-13:00": conflicts with another term: overlaps 08:00-12:00`},
	{"day that does not exist", "sat: [", "sit: [",
		`13:51: calendars.office.hours: "sit": day "sit": unknown: did you mean "sat"?`},
	{"hours of a day that is no list", "sat: [09:00-12:00]", "sat: { from: 9 }",
		"13:56: calendars.office.hours.sat: cannot be read: one value is needed, not a mapping"},
	{"hours of one date", "2026-12-24: [08:00-12:00]", "2026-12-24: [08:00-12:00, 25:00-26:00]",
		`15:39: calendars.office.days["2026-12-24"]: "25:00-26:00": cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed`},
	{"date that does not exist", "2026-12-24:", "2026-02-30:",
		`15:13: calendars.office.days["2026-02-30"]: "2026-02-30": out of range: there is no such date`},
	{"holidays that nobody knows", "region: BE", "region: XX",
		`14:15: calendars.office.holidays[0]: "DE-XX": no such list: DE XX`},
	{"end before start", "2026-01-01/2027-01-01", "2026-01-01/2025-01-01",
		`9:12: effective: "2026-01-01/2025-01-01": out of range: the end must be after the start`},
	{"unknown calendar", "within: 4h, calendar: office", "within: 4h, calendar: ofice",
		`41:33: objectives[0].targets[2].calendar: "ofice": unknown: did you mean "office"?`},
	{"unknown clock", "clock: response", "clock: respond",
		`37:12: objectives[0].clock: "respond": unknown: did you mean "response"?`},
	{"policy nobody stated", "policies: { profile: exact }   #", "#",
		`1:1: policies.unknown-words: missing: say whether words of tickets that are near a word of the agreement are findings: report or ignore (policies: {profile: exact} states every policy)
26:5: clocks.response.reopen: missing: say what becomes of a stopped cycle when the ticket is opened again: new-cycle, new-cycle-after-due, continue-excluding-closed, continue-including-closed or final (policies: {profile: exact} states every policy)
26:5: clocks.response.backwards: missing: say how a ticket counts that is stopped before it starts: zero, excluded or ignored (policies: {profile: exact} states every policy)
26:5: clocks.response.open-not-due: missing: say how items count that are open and not yet due: excluded or met (policies: {profile: exact} states every policy)
26:5: clocks.response.open-past-due: missing: say how items count that are open and overdue: missed or excluded (policies: {profile: exact} states every policy)
26:5: clocks.response.retarget: missing: say what a change of target does to time already used: from-start, restart, carry-elapsed, carry-proportion, keep-stricter or keep-first (policies: {profile: exact} states every policy)
26:5: clocks.response.due-at-closing: missing: say when an item is late whose time is used up at closing: last-moment, when more service time is used, or late-after-due, after its due instant (policies: {profile: exact} states every policy)`},
	{"misspelt policy", "carry-elapsed", "carry-elapse",
		`33:15: clocks.resolution.retarget: "carry-elapse": unknown: did you mean "carry-elapsed"?`},
	{"matrix with a hole", "moderate: [P2, P3, P4]", "moderate: [P2, P3]",
		`19:40: priorities.matrix.impact[1]: "moderate": missing: 2 priorities for 3 urgencies`},
	{"attribute without while", "{ while: { status: [waiting-customer, waiting-vendor] } }", "{ status: waiting-customer }",
		`30:15: clocks.resolution.pause.status: unknown: a condition is { while: { status: waiting } } on attributes, { event: resolved } on events`},
	{"credit for a misspelt objective", "{ objective: portal", "{ objective: portla",
		`54:20: credits.rules[0].objective: "portla": unknown: no objective has this name; did you mean "portal"?`},
	{"share without its sign", "attain: 95%", "attain: 95",
		`42:13: objectives[0].attain: "95": cannot be read: a share is written as 95%; of a number say at least or at most 95`},
	{"weight above 100 %", "maintenance: remove", "maintenance: remove, weights: { degraded: 101% }",
		`47:109: objectives[1].availability.weights.degraded: "101%": out of range: a share is at most 100%`},
	{"tiers without a base", `  base: 12000.00
`, "",
		`53:50: credits.rules[0].tiers[0].credit: "10%": missing: a share needs a base; state one here, in the term or in the schedule
53:68: credits.rules[0].tiers[1].credit: "25%": missing: a share needs a base; state one here, in the term or in the schedule
53:86: credits.rules[0].tiers[2].credit: "100%": missing: a share needs a base; state one here, in the term or in the schedule
54:63: credits.rules[1].per-point-below.credit: "1%": missing: a share needs a base; state one here, in the term or in the schedule
55:17: credits.caps[0].at: "30%": missing: a share needs a base; state one here, in the term or in the schedule`},
	{"rows of two kinds", "below 99.0%: 25%", "below 99.0: 25%",
		`54:55: credits.rules[0].tiers[1].when: "below 99.0": conflicts with another term: all rows must compare the same kind of figure: write "below 99.0%"`},
	{"row that is no band", "below 99.0%: 25%", "under 99.0%: 25%",
		`54:55: credits.rules[0].tiers[1].when: "under 99.0%": cannot be read: write "below"`},
	{"cap over nothing known", "{ month: 30% }", "{ moon: 30% }",
		`56:10: credits.caps[0].per: "moon": unknown: one of period, month, quarter, year, year from april, 12 months, lifetime`},
	{"objective of a name twice", "  - id: portal", `  - { id: first-response, share: {}, clock: response, period: month, counts: due, targets: { within: none } }
  - id: portal`,
		`46:11: objectives[1].id: "first-response": conflicts with another term: an objective has this name already, at 36:9`},
	{"warning", "[50%, 80%, -10m]", "[50%, 80, -10m]",
		`45:17: objectives[0].warn[1].at: "80": cannot be read: an alarm is written 80%, -10m, +1h, +1h wall, -2 business days or breach`},

	// Both at once, in the order of the document.
	{"form, meaning, form", `zone: Europe/Berlin
currency: EUR
effective: 2026-01-01/2027-01-01
`, `zone: Europe/Brelin
currency: EUR
effective: [2026]
`,
		`7:7: zone: "Europe/Brelin": unknown: no such time zone
9:12: effective: cannot be read: one value is needed, not a list`},
	{"meaning, form, meaning", `{ within: 4h, calendar: office }
    attain: 95%`, `{ within: 4hs, calendr: office }
    attain: 95`,
		`41:19: objectives[0].targets[2].within: "4hs": cannot be read: a length of time is written 4h, 1h30m, 90s
41:24: objectives[0].targets[2].calendr: unknown: did you mean "calendar"?
42:13: objectives[0].attain: "95": cannot be read: a share is written as 95%; of a number say at least or at most 95`},
}

// words lists the keys at the top of an agreement.
func words() string {
	var all []string
	t := reflect.TypeFor[sla.Spec]()
	for i := range t.NumField() {
		key, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		all = append(all, key)
	}
	return strings.Join(all, ", ")
}
