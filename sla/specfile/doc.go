// Package specfile reads and writes agreements as files, in YAML for people and
// in JSON for machines, by one strict reader.
//
// [Open] reads, follows includes and compiles; [Parse] only reads; [YAML] and
// [JSON] write. Files are those of an io/fs.FS: an embedded folder, or
//
//	agreement, err := specfile.Open(os.DirFS("."), "acme.yaml", sla.Sources{Holidays: holidays.Official})
//
// with the holidays of package calendar/holidays, where a calendar names a
// country; iCalendar files that a calendar names are of the same folder. Whatever
// is wrong is an [Error] with file, line and column, and all of
// it is told at once:
//
//	acme.yaml:41:19: objectives[0].targets[2].within: "4hs": cannot be read: a length of time is written 4h, 1h30m, 90s
//	acme.yaml:47:5: objectives[1].avialability: unknown: did you mean "availability"?
//
// # A file
//
// A file is a sla.Spec with the keys of its json tags. Its first key is the
// version of the format. All values are text: a number keeps every digit, and
// an unquoted date or "no" stays what it is.
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
//	  - id: portal
//	    availability: { of: portal, calendar: 24x7, no-data: exclude }
//	    attain: 99.9%
//	    period: month
//	    over:
//	      - { period: year, judge: pooled, attain: 99.95% }
//	      - { period: quarter, judge: some, of: 2 }
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
//	    change: { policies: { profile: exact, reopen: final } }
//
// # Short forms
//
// What Go spells out a file may shorten:
//
//   - A list of one may be written without the list: stop: replied.
//   - A condition that asks for events only is their name, or a list of names;
//     otherwise it is { event: …, while: …, changed-to: … }. A list that holds
//     such a mapping is one of alternatives, any: of which one is enough:
//     stop: [replied, { changed-to: { status: resolved } }].
//   - A pause says beside its condition what ends it by itself: pause: { while:
//     { status: waiting }, most: 48h, until: resume_at }.
//   - A length that tickets themselves name is within: { attribute: response_limit }.
//   - Hours that tickets themselves name are calendar: { attribute: hours,
//     otherwise: office }.
//   - An alarm that has no more to it than its instant is that: warn: [80%, -1h];
//     otherwise it is { at: +1h, every: 1h, until: acknowledged, when: … }.
//   - A value of an attribute is a text or a list, any of which may hold; with
//     { not: … } none of them may.
//   - Hours are a text; those of a day may also be a list of stretches, and
//     those of a week a mapping from days to either.
//   - A metric is one key of an objective, a rule one key of a term; the key is
//     the word for its kind: percentile: { rank: 95% }.
//   - A table is a mapping in written order: rows of credits (tiers, overrun,
//     rows) from band to rate, caps (or cap) from scope to rate, conditions of
//     a term from measure to band, a matrix from impact to its priorities. Where
//     an entry has more to say its value is a mapping, and a list of mappings
//     with all keys always does.
//
// JSON has the same shapes. The function JSON writes lists in place of tables,
// since programs may change the order of an object's keys.
//
// # What is refused
//
// Unknown, misspelt and repeated keys; a key without a value; a value of
// another kind than its place has; anchors, aliases, merge keys and tags, since
// a term should say all it means where it stands; several documents; characters
// that are not seen; text that is not UTF-8. An agreement has at most 20 files
// and 1 MiB, 100,000 values and 128 levels, a text 10,000 bytes, a key 200.
//
// # Included files
//
// The files named by include, relative to the file that names them, add to it:
// their objectives follow its own, their calendars, clocks and revisions stand
// beside its own. Whatever two files both state is an error that names both
// places, even when they agree. A file that several others include counts once.
package specfile
