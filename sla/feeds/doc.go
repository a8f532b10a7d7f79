// Package feeds reads facts from files that other systems export: tables by a
// mapping file, and the nested forms of Jira, ServiceNow, Zendesk, Zabbix, Nagios,
// Prometheus, status pages, PagerDuty, Opsgenie and iCalendar.
//
// Each reader hands its facts to a function, such as Add of a tally, and returns an
// Intake, which says what was read and what was left out:
//
//	tally := agreement.NewTally()
//	intake, err := feeds.Jira{Fields: []string{"status"}}.Read(tally.Add, file)
//
// The function must not change a fact, and may keep only a copy: the reader uses the
// memory again. Into collects the facts instead. A table needs a mapping file, which says what each
// column is:
//
//	mapping, err := feeds.OpenMapping(files, "incidents.map.yaml")
//	var facts sla.Facts
//	intake, err := mapping.Read(feeds.Into(&facts), file)
//
// # Mapping files
//
//	feed: v1
//	rows: tickets
//	id: number
//	zone: Europe/Berlin             # of times without an offset
//	layouts: ["02-01-2006 15:04"]   # how times are written
//	empty: ["?"]                    # texts that mean that a cell is empty
//	attrs: { priority: priority, team: assignment_group }
//	events: { opened: opened_at, resolved: resolved_at }
//
// rows says what a row is, and which keys the mapping has in addition. A value is the
// name of a column unless this list says otherwise.
//
//	tickets     id, attrs, events
//	changes     id, at, field, from, to, seq, change, only, grouped, attrs, events
//	events      id, at, event, set, seq, change, grouped, attrs, events
//	outages     of, from, to, id, share, detected, reported, ticketed, acknowledged, attrs
//	states      of, at, is, was, id, seq, attrs
//	counts      of, at, good, bad, total, attrs
//	samples     of, at, value, attrs
//	exclusions  of, ticket, clock, from, to, day, reason, approved, noticed, id, attrs
//	charges     of, period, amount, unit, attrs
//
// A row of changes says that a field of a ticket took a new value, as audit logs do:
// the ticket gets an event with the name of the field, which sets the field. from is
// the column of the old value: the value before the first change is taken from there,
// and never from a record of today. A row of events is an event with the name in the
// column event, which sets the attributes of set. change is the column of the
// identifier of a change, by which a correction replaces it: the higher seq counts,
// then the later row. only lists the fields that are read, or gives them other names:
// { incident_state: state }. attrs and events of such rows are of the ticket, and the
// ticket's last row counts.
//
// A column is written as its name. { text: shop } is a text in place of a column; it
// may name columns in braces, as in { text: "{host}/{service}" }. { date: due } is the
// date of a time. An event of tickets may be { at: closed_at, seq: last }, so that it
// comes after all other events of its instant; first and whole numbers work too.
//
// Every mapping may have these keys too:
//
//	delimiter  comma, semicolon, tab or pipe; without it, the header decides
//	records    in JSON, where the list of rows is: data.items, or heartbeats.* for
//	           the lists below each key of heartbeats; the key is the column "*"
//	zone       the zone of times without an offset; without it, such times are an error
//	layouts    how times are written: layouts of Go's time package, or unix, unix-ms,
//	           unix-us, unix-ns; without it, ISO 8601 such as 2026-03-02 09:00:00.5+01:00
//	empty      texts that mean that a cell is empty
//	words      texts to replace, by column: { status: { "0": down, "1": up } }
//	where      rows to read, by column: { type: incident } or { type: { not: test } }
//	limit      the number of rows after which the source cuts its exports
//
// Tables are CSV, TSV, a JSON list, a JSON object that has a list, or JSON Lines; the
// contents tell which. Columns of JSON are keys, and paths such as status.name. A
// list in the column of gives a fact for each of its members. Compressed files
// (gzip) are read as they are.
//
// A mapping of several tables has tables, a list of such mappings. Each file is read
// by the table whose columns it has; tickets, changes and events of one identifier
// are one ticket.
//
// # Five rules
//
// A time without an offset is an error unless the mapping states the zone. Whether a
// date begins with the day or the month is never guessed. An export that says that
// there is more than it holds is a finding. The evaluator resolves repeated identifiers
// of events, see sla.Event. The value of a field before its first change comes
// from that change.
//
// A row that cannot be read is a finding with its place, and the rows around it are
// read. An error ends the reading: the file is cut, is of another form, or lacks a
// column. The facts before it have been handed over.
//
// # Memory
//
// Memory does not grow with the number of rows, except for changes and events, and
// for histories that come apart from their records: until the last file has been read
// a change takes 64 bytes in addition to its texts. If all rows of a ticket follow
// one another, say grouped: true, and the ticket is handed over with its last row.
// The readers of nested forms hold the identifiers of records, to tell those that
// come again. The function that takes the facts can report progress.
package feeds
