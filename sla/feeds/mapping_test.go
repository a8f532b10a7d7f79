package feeds_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/internal/jsonschema"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
	"github.com/upheld/upheld/sla/specfile"
)

// A mapping is as strict as an agreement: each problem has its line and column, and
// says what to write.
func TestMappingsThatAreWrong(t *testing.T) {
	for _, c := range []struct{ name, mapping, want string }{
		{"nothing", "", `1:1: missing: the file is empty; a mapping starts with feed: v1`},
		{"no version", "rows: tickets\nid: a\nevents: { x: b }", `1:1: feed: missing: a mapping starts with the version of its format, feed: v1`},
		{"another version", "feed: v9\nrows: tickets\nid: a\nevents: { x: b }", `1:7: feed: "v9": unknown: this library reads the format v1`},
		{"no rows", "feed: v1\nid: a", `1:1: rows: missing: say what a row is: one of tickets, changes, events, outages, states, counts, samples, exclusions, charges`},
		{"misspelt rows", "feed: v1\nrows: tikets", `2:7: rows: "tikets": unknown: did you mean "tickets"?`},
		{"misspelt key", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nzoen: UTC", `5:1: zoen: unknown: did you mean "zone"?`},
		{"a key of other rows", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nacknowledged: c", `5:1: acknowledged: unknown: `},
		{"missing key", "feed: v1\nrows: states\nof: a\nat: b", `1:1: is: missing: rows that are states need it`},
		{"a key twice", "feed: v1\nrows: tickets\nrows: tickets\nid: a\nevents: { x: b }", `3:1: rows: "rows": conflicts with another term: the key stands twice`},
		{"no zone of that name", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nzone: Europe/Belin", `5:7: zone: "Europe/Belin": unknown: no such time zone`},
		{"the machine's zone", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nzone: Local", `5:7: zone: "Local": unknown: no such time zone`},
		{"a layout without a year", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nlayouts: [\"02/01 15:04\"]", `5:10: layouts[0]: cannot be read: "02/01 15:04" does not tell a date`},
		{"strftime", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nlayouts: \"%Y-%m-%d\"", `5:10: layouts[0]: "%Y-%m-%d": cannot be read: "%Y-%m-%d" does not tell a date`},
		{"day first and month first", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nlayouts: [02/01/2006, 01/02/2006]", `5:10: layouts[1]: conflicts with another term: "02/01/2006" and "01/02/2006" read "03/04/2021" as two dates`},
		{"a named offset", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nlayouts: \"2006-01-02 15:04 MST\"", `does not tell a date`},
		{"delimiter", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\ndelimiter: \";\"", `5:12: delimiter: ";": unknown: one of comma, semicolon, tab, pipe`},
		{"good alone", "feed: v1\nrows: counts\nof: a\nat: b\ngood: c", `1:1: total: missing: two of good, bad and total are needed`},
		{"good, bad and total", "feed: v1\nrows: counts\nof: a\nat: b\ngood: c\nbad: d\ntotal: e", `1:1: total: missing: two of good, bad and total are needed`},
		{"an exclusion without its end", "feed: v1\nrows: exclusions\nof: a\nfrom: b\nreason: c", `1:1: from: missing: from and to are needed, or day`},
		{"an exclusion of nothing", "feed: v1\nrows: exclusions\nday: b\nreason: c", `1:1: of: missing: of is needed, or ticket or clock`},
		{"a value of two", "feed: v1\nrows: tickets\nid: { text: a, date: b }\nevents: { x: b }", `3:5: id: cannot be read: a column is needed, { text: a text } or { date: a column }`},
		{"an open brace", "feed: v1\nrows: tickets\nid: { text: \"a {b\" }\nevents: { x: b }", `3:13: id: "a {b": cannot be read: a column in braces is needed, such as {host}`},
		{"no event", "feed: v1\nrows: tickets\nid: a\nevents: {}", `4:9: events: missing: a ticket needs an event`},
		{"a seq", "feed: v1\nrows: tickets\nid: a\nevents: { x: { at: b, seq: later } }", `4:28: events.x.seq: "later": cannot be read: first, last or a whole number is needed`},
		{"an event without its time", "feed: v1\nrows: tickets\nid: a\nevents: { x: { seq: last } }", `4:14: events.x.at: missing: the column of the time is needed`},
		{"limit", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nlimit: 0", `5:8: limit: "0": cannot be read: a number of rows such as 10000 is needed`},
		{"grouped", "feed: v1\nrows: changes\nid: a\nat: b\nfield: c\nto: d\ngrouped: yes", `7:10: grouped: "yes": cannot be read: true or false is needed`},
		{"words of no column", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nwords: { z: { a: b } }", `1:1: words.z: unknown: no value is read from a column "z"`},
		{"where", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nwhere: { c: { is: d } }", `5:13: where.c: cannot be read: values are needed, or { not: values }`},
		{"records", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nrecords: \"*.a\"", `5:10: records: "*.a": cannot be read: a path such as data.items is needed`},
		{"an alias", "feed: v1\nrows: tickets\nid: &a a\nevents: { x: *a }", `anchors, aliases and tags are not used here`},
		{"a null", "feed: v1\nrows: tickets\nid: \nevents: { x: b }", `3:4: id: missing: a value is needed; leave out what is not stated`},
		{"an empty column", "feed: v1\nrows: tickets\nid: \"\"\nevents: { x: b }", `3:5: id: missing: the name of a column is needed`},
		{"no YAML", "feed: v1\nrows: [", `cannot be read: the text is not YAML`},
		{"a list", "- a", `1:1: cannot be read: a mapping is needed`},
		{"two documents", "feed: v1\nrows: tickets\nid: a\nevents: { x: b }\n---\na: b", `1:1: conflicts with another term: a file holds one mapping`},
		{"another encoding", "feed: v1\nrows: tickets\nid: \xe4\nevents: { x: b }", `1:1: cannot be read: the file is not UTF-8`},
		{"tables and id", "feed: v1\nid: a\ntables: [{ rows: tickets, id: a, events: { x: b } }]", `2:5: id: "a": conflicts with another term: in a mapping of several tables, each table has its own id`},
		{"no tables", "feed: v1\ntables: []", `2:9: tables: cannot be read: a list of mappings is needed`},
		{"a bad table", "feed: v1\ntables:\n  - rows: tickets\n    events: { x: b }", `3:5: tables[0].id: missing: rows that are tickets need it`},
		{"too large", "feed: v1 #" + strings.Repeat("x", 1<<20), `1:1: out of range: a mapping has at most 1048576 bytes`},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := feeds.ParseMapping([]byte(c.mapping))
			if err == nil || m != nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%v, want %s", err, c.want)
			}
			var placed *specfile.Error
			if !errors.As(err, &placed) || placed.Line < 1 || placed.Column < 1 {
				t.Errorf("no place: %v", err)
			}
			var field *sla.FieldError
			if !errors.As(err, &field) {
				t.Errorf("no FieldError: %v", err)
			}
		})
	}
}

// Every problem is told, in the order of the file, with its name.
func TestAllProblemsOfAMapping(t *testing.T) {
	files := fstest.MapFS{"a.map.yaml": {Data: []byte("feed: v1\nrows: tickets\nid: a\nevents: { x: b }\nlimit: x\nzone: y\n")}}
	_, err := feeds.OpenMapping(files, "a.map.yaml")
	want := `a.map.yaml:5:8: limit: "x": cannot be read: a number of rows such as 10000 is needed` + "\n" +
		`a.map.yaml:6:7: zone: "y": unknown: no such time zone; write a name such as Europe/Berlin or UTC`
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
	if _, err := feeds.OpenMapping(files, "b.map.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestTheSchemaOfMappingsIsCurrent(t *testing.T) {
	got := feeds.Schema()
	if os.Getenv("UPHELD_UPDATE") != "" {
		if err := os.WriteFile("schema.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.json")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("schema.json is not Schema(): %v; UPHELD_UPDATE=1 writes it", err)
	}
	if bytes.Contains(got, []byte(`"description": ""`)) {
		t.Error("a key has no meaning in the schema")
	}
}

// The schema holds for mappings of every kind, and refuses misspelt keys.
func TestTheSchemaOfMappings(t *testing.T) {
	schema, err := jsonschema.Read(feeds.Schema())
	if err != nil {
		t.Fatal(err)
	}
	holds := func(mapping string) error {
		var v any
		if err := yaml.Unmarshal([]byte(mapping), &v); err != nil {
			t.Fatal(err)
		}
		return schema.Holds(v)
	}
	for _, mapping := range append(everyKind, uciLog, fieldHistory, pageHistory, requestsMapping) {
		if err := holds(mapping); err != nil {
			t.Errorf("%v:\n%s", err, mapping)
		}
		if err := holds(mapping + "\nzoen: UTC\n"); err == nil {
			t.Errorf("a misspelt key holds:\n%s", mapping)
		}
		if _, err := feeds.ParseMapping([]byte(mapping)); err != nil {
			t.Errorf("%v:\n%s", err, mapping)
		}
	}
}

// everyKind has a mapping for each kind of rows with each of its keys.
var everyKind = []string{`
feed: v1
rows: tickets
id: id
attrs: { a: a, day: { date: b }, both: { text: "{a}/{c}" } }
events: { opened: b, closed: { at: c, seq: last } }
zone: UTC
layouts: ["2006-01-02", unix]
empty: ["?", "-"]
words: { a: { "1": one } }
where: { a: { not: [x, y] }, c: z }
limit: 10000
delimiter: semicolon
`, `
feed: v1
rows: changes
id: id
at: at
field: f
from: o
to: n
seq: s
change: c
only: { incident_state: state }
grouped: true
attrs: { a: a }
events: { opened: b }
records: data.items
`, `
feed: v1
rows: events
id: id
at: at
event: e
set: { a: a }
seq: s
change: c
grouped: false
`, `
feed: v1
rows: outages
of: of
from: f
to: t
id: i
share: s
detected: d
reported: r
ticketed: k
acknowledged: a
attrs: { unit: u }
`, `
feed: v1
rows: states
of: { text: shop }
at: at
is: is
was: was
id: i
seq: s
records: beats.*
`, `
feed: v1
rows: counts
of: of
at: at
good: g
total: t
`, `
feed: v1
rows: samples
of: of
at: at
value: v
`, `
feed: v1
rows: exclusions
of: of
day: d
reason: r
approved: a
noticed: n
`, `
feed: v1
rows: charges
period: p
amount: a
unit: u
attrs: { customer: c }
`, `
feed: v1
tables:
  - { rows: tickets, id: number, events: { opened: opened_at } }
  - { rows: changes, id: number, at: at, field: f, to: t }
`}
