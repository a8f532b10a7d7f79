// Package specfile reads and writes agreements as files, in YAML for people and
// in JSON for machines, by one strict reader.
//
// [Open] reads a file with its includes and compiles it; [Parse] only reads; [YAML]
// and [JSON] write. Files come from an io/fs.FS: an embedded folder, or
//
//	agreement, err := specfile.Open(os.DirFS("."), "acme.yaml", sla.Sources{Holidays: holidays.Official})
//
// with the holidays of package calendar/holidays, if a calendar names a country.
// iCalendar files that a calendar names come from the same fs.FS. Every problem is
// an [Error] with file, line and column, and all problems are reported together:
//
//	acme.yaml:41:19: objectives[0].targets[2].within: "4hs": cannot be read: a length of time is written 4h, 1h30m, 90s
//	acme.yaml:47:5: objectives[1].avialability: unknown: did you mean "availability"?
//
// # A file
//
// A file is a sla.Spec with the keys of its json tags. The first key is the version
// of the format. All values are text: a number keeps every digit, and an unquoted
// date or "no" stays a text.
//
//	sla: v1
//	include: [shared/calendars.yaml]
//	id: acme-support
//	zone: Europe/Berlin
//	currency: EUR
//
//	calendars:
//	  office:
//	    hours: { mon-fri: [08:00-12:00, 13:00-18:00], sat: [09:00-12:00] }
//	    holidays:
//	      - { country: DE, region: BE }
//	      - { file: closures.ics, without: { description: observance }, part-days: closed }
//	    eves: { on: last-opening, less: 1h }
//	    days: { 2026-12-24: [08:00-12:00], 2026-12-31: closed }
//	    closed: [2026-08-03..2026-08-14, "12-27..12-30", { date: 2026-05-02, name: Company day }]
//	  shop:
//	    hours: { mon-fri: [09:00-17:00], sat#2: [09:00-13:00], last fri: [09:00-12:00] }
//	    rotas:
//	      - { from: 2026-01-10, weeks: ["sat 09:00-12:00", "mon-sun closed"] } # every other Saturday
//	      - { from: 2026-01-01, days: [20:00+24h, closed, closed] } # 24 hours on, 48 off
//	  night: { hours: "mon-fri 22:00-06:00" }
//
//	priorities:
//	  matrix:
//	    urgency: [high, medium, low]
//	    impact: { extensive: [P1, P2, P3], minor: [P2, P3, P4] }
//	    override: { reason: override_reason, by: override_by }
//
//	policies: { profile: exact }
//
//	clocks:
//	  response: { start: opened, stop: [replied, resolved] }
//	  resolution:
//	    start: { event: opened, while: { channel: { not: spam } } }
//	    pause: { while: { status: [waiting, held] } }
//	    stop: resolved
//	    reopen: final
//
//	objectives:
//	  - id: first-response
//	    clock: response
//	    targets:
//	      - { when: { priority: P1 }, within: 15m, calendar: 24x7 }
//	      - { within: 4h, calendar: office }
//	    attain: 95%
//	    period: month
//	    counts: due
//	    warn: 80%
//	    escalate: desk
//	  - id: portal
//	    availability: { of: portal, calendar: 24x7, no-data: exclude }
//	    attain: 99.9%
//	    period: month
//	    over:
//	      - { period: year, judge: pooled, attain: 99.95% }
//	      - { period: quarter, judge: some, of: 2 }
//	    relies-on:
//	      - { agreement: telco-uc, objective: line }
//
//	escalations:
//	  desk:
//	    - { at: 80%, tell: desk-lead, does: assigns a second engineer }
//	    - { at: breach, tell: [service-manager, customer-contact] }
//	    - { at: +4h, every: 4h, until: plan-agreed, when: { priority: P1 }, tell: head-of-service }
//	  crisis:
//	    - { at: crisis, tell: crisis-lead }
//	    - { at: +30m wall, every: 30m, tell: customer-contact }
//
//	crises:
//	  - { id: core-down, level: 1, down: over 30m, escalate: crisis }
//	  - { id: many-customers, affected: over 100, escalate: crisis }
//	  - { id: flood, tickets: over 20 within 1h, when: { category: network } }
//
//	grades: { minor: at most 25%, serious: over 25% to 100%, severe: over 100% }
//
//	credits:
//	  base: 12000.00
//	  rules:
//	    - { objective: portal, tiers: { below 99.9%: 10%, below 99.0%: 25% } }
//	    - objective: first-response
//	      highest:
//	        - { flat: { credit: 1% } }
//	        - { per-breach: { credit: 50.00 } }
//	  cap: { month: 30%, objective: { at: 10%, base: invoice } }
//	  round: half-even
//
//	revisions:
//	  - from: 2026-07-01
//	    pins: opened
//	    change: { objectives: [{ id: portal, attain: 99.95% }], policies: { reopen: final } }
//
// # Short forms
//
// A file may shorten values that Go spells out:
//
//   - A list with one entry may be written without the list: stop: replied.
//   - A condition on events alone is the name of an event or a list of names;
//     otherwise it is { event: …, while: …, changed-to: … }. A list that holds
//     such a mapping is a list of alternatives; one of them is enough:
//     stop: [replied, { changed-to: { status: resolved } }].
//   - A pause may add to its condition what ends it: pause: { while:
//     { status: waiting }, most: 48h, until: resume_at }.
//   - A length that each ticket states is within: { attribute: response_limit }.
//   - Hours that each ticket names are calendar: { attribute: hours,
//     otherwise: office }.
//   - An alarm with nothing but its instant is a text: warn: [80%, -1h];
//     otherwise it is { at: +1h, every: 1h, until: acknowledged, when: … }.
//   - The values of an attribute are a text or a list of alternatives; with
//     { not: … } the attribute must have none of them.
//   - Hours are a text; the hours of a day may also be a list of stretches, and
//     the hours of a week a mapping from days to either.
//   - A metric is one key of an objective, a rule one key of a term; the key is
//     the word for its kind: percentile: { rank: 95% }.
//   - A table is a mapping in written order: rows of credits (tiers, overrun,
//     rows) from band to rate, caps (or cap) from scope to rate, conditions of
//     a term from measure to band, a matrix from impact to its priorities, grades from their name to the band of
//     the overrun. An
//     entry with more fields has a mapping as its value. A table may also be a
//     list of mappings with all keys.
//
// JSON has the same shapes. The function JSON writes lists in place of tables,
// because programs may change the order of an object's keys.
//
// # What is refused
//
// Unknown, misspelt and repeated keys; a key without a value; a value of the wrong
// kind; anchors, aliases, merge keys and tags, because a term should be complete
// where it stands; several documents; invisible characters; text that is not UTF-8.
// An agreement has at most 20 files, 1 MiB, 100,000 values and 128 levels; a text
// has at most 10,000 bytes, a key 200.
//
// # A contract with its terms
//
// A file whose name ends in .md is a contract in Markdown. Its terms stand in fenced
// blocks under the clauses that they implement:
//
//	## 7.2 First response
//
//	Northwind answers a report of an incident within an hour.
//
//	```sla
//	objectives:
//	  - { id: first-response, clock: response, targets: { within: 1h wall }, attain: 95%, period: month, counts: due }
//	```
//
// The blocks together are one file; the first one states the version. Two blocks must not
// state the same value, but may add to one mapping or list, and share policies, credits
// and document. A part without a key clause takes the number of the
// heading above its block: 7.2, Article 7, § 7, 第七条, or the heading itself if it has no
// number. The text of each clause becomes Document.Clauses, the first heading the
// title, and the text before the first clause Document.Purpose. Every problem has its line and column in the document.
//
// A block begins at the margin. A block within another block or a comment is no term; a
// block of terms in a list or quotation is an error.
//
// # Included files
//
// include names files, relative to the file that names them. Their objectives
// follow its objectives; their calendars, clocks and revisions are added to its
// own. It is an error to state the same thing in two files, even with the same
// value; the error names both places. A file that several others include counts
// once.
package specfile
