package feeds_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

// read reads texts by a mapping.
func read(t testing.TB, mapping string, texts ...string) (sla.Facts, feeds.Intake, error) {
	t.Helper()
	return collect(t, parsed(t, "feed: v1\n"+mapping).Read, texts...)
}

// told writes a summary as a reader sees it.
func told(s feeds.Intake) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows, %d facts\n", s.Rows, s.Facts)
	for _, l := range s.Left {
		fmt.Fprintf(&b, "left: %d %s\n", l.Count, l.What)
	}
	for _, f := range s.Findings {
		fmt.Fprintf(&b, "%s: %s: %s: %s\n", f.Code, f.Subject, f.Path, f.Value)
	}
	return b.String()
}

// compact writes facts as JSON.
func compact(t testing.TB, f sla.Facts) string {
	t.Helper()
	data, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

const opened = "rows: tickets\nid: id\nevents: { opened: at, closed: done }\n"

// Each case is a mapping, a table, and the facts and the summary that follow from the
// rules.
func TestTablesByMapping(t *testing.T) {
	for _, c := range []struct{ name, mapping, table, facts, summary string }{
		{"quotes, blanks and an empty cell", opened, "id,at,done,x\n\"A \"\"1\"\", b\", 2026-03-02T09:00:00Z ,,\"two\nlines\"\nB,2026-03-02T10:00:00+01:00,2026-03-02 09:30:00.25Z,\n",
			`{"tickets":[{"id":"A \"1\", b","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]},{"id":"B","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"},{"at":"2026-03-02T09:30:00.25Z","name":"closed"}]}]}`,
			"2 rows, 2 facts\n"},
		{"semicolons, a mark and CRLF", opened, "\uFEFFid;at;done\r\nA;2026-03-02T09:00:00Z;\r\n",
			`{"tickets":[{"id":"A","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]}]}`, "1 rows, 1 facts\n"},
		{"tabs, and the first column without a name", opened, "\tid\tat\tdone\n0\tA\t2026-03-02T09:00:00Z\t\n",
			`{"tickets":[{"id":"A","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]}]}`, "1 rows, 1 facts\n"},
		{"a line of Excel, pipes, no end of the last line", opened, "sep=|\nid|at|done\nA|2026-03-02T09:00:00Z|",
			`{"tickets":[{"id":"A","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]}]}`, "1 rows, 1 facts\n"},
		{"rows that cannot be read, between rows that can", opened, "id,at,done\n,2026-03-02T09:00:00Z,\nA,soon,\nB,2026-03-02T09:00:00Z\nC,2026-03-02T09:00:00Z,\n\"D\"x,2026-03-02T09:00:00Z,\nE,2026-03-02T09:00:00Z,,,\nF,2026-02-30,\nG,2026-03-02T09:00:00Z,\n",
			`{"tickets":[{"id":"C","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]},{"id":"E","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]},{"id":"G","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]}]}`,
			"8 rows, 3 facts\n" +
				"row-unreadable: : export 1:2 id: id is empty\n" +
				"row-unreadable: A: export 1:3 at: no time: soon\n" +
				"row-unreadable: : export 1:4: 2 cells, but the header has 3\n" +
				"row-unreadable: : export 1:6: text after the closing quote of a cell\n" +
				"row-unreadable: F: export 1:8 at: no time: 2026-02-30\n"},
		{"the header again, and a row that is left out", opened + "where: { kind: [incident, request] }\n", "id,at,done,kind\nA,2026-03-02T09:00:00Z,,incident\nid,at,done,kind\nB,2026-03-02T09:00:00Z,,change\n",
			`{"tickets":[{"id":"A","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]}]}`,
			"3 rows, 1 facts\nleft: 1 headers that come again\nleft: 1 rows of other kind\n"},
		{"a zone, on both sides of a change of clocks", opened + "zone: Europe/Berlin\n", "id,at,done\nA,2026-03-29 01:59:59,2026-03-29 03:00\nB,2026-03-29 02:30,\nC,2026-10-25 02:30:00,2026-10-25 03:00:00\n",
			`{"tickets":[{"id":"A","events":[{"at":"2026-03-29T00:59:59Z","name":"opened"},{"at":"2026-03-29T01:00:00Z","name":"closed"}]},{"id":"B","events":[{"at":"2026-03-29T01:00:00Z","name":"opened"}]},{"id":"C","events":[{"at":"2026-10-25T00:30:00Z","name":"opened"},{"at":"2026-10-25T02:00:00Z","name":"closed"}]}]}`,
			"3 rows, 3 facts\ntime-twice-or-never: B: export 1:3 at: 2026-03-29 02:30\ntime-twice-or-never: C: export 1:4 at: 2026-10-25 02:30:00\n"},
		{"layouts, in their order", opened + "zone: UTC\nlayouts: [\"02/01/2006 15:04\", unix, \"02/Jan/06 3:04 PM\"]\n", "id,at,done\nA,03/04/2026 09:05,1775207100.5\nB,02/Mar/26 9:00 AM,\n",
			`{"tickets":[{"id":"A","events":[{"at":"2026-04-03T09:05:00Z","name":"opened"},{"at":"2026-04-03T09:05:00.5Z","name":"closed"}]},{"id":"B","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]}]}`, "2 rows, 2 facts\n"},
		{"thousandth seconds in a number of JSON", opened + "layouts: unix-ms\n", `[{"id":7,"at":1775207100250,"done":null}]`,
			`{"tickets":[{"id":"7","events":[{"at":"2026-04-03T09:05:00.25Z","name":"opened"}]}]}`, "1 rows, 1 facts\n"},
		{"a key that no record has", opened, `[{"id":7,"at":"2026-03-02T09:00:00Z"}]`,
			`{"tickets":[{"id":"7","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]}]}`, "1 rows, 1 facts\ncolumn-unclear: : export 1 done: no record has the key\n"},
		{"empty words, words, a text and a date", "rows: tickets\nid: id\nevents: { opened: at }\nzone: America/New_York\nempty: [\"?\", n/a]\nwords: { p: { \"1\": high, \"9\": \"\" } }\nattrs: { priority: p, team: t, key: { text: \"{t}-{p}!\" }, day: { date: at } }\n",
			"id,at,p,t\nA,2026-03-02 23:30:00,1,?\nB,2026-03-02 00:00:00,9,n/a\nC,2026-03-02,2,x\n",
			`{"tickets":[{"id":"A","attrs":{"day":"2026-03-02","key":"-high!","priority":"high"},"events":[{"at":"2026-03-03T04:30:00Z","name":"opened"}]},{"id":"B","attrs":{"day":"2026-03-02","key":"-!"},"events":[{"at":"2026-03-02T05:00:00Z","name":"opened"}]},{"id":"C","attrs":{"day":"2026-03-02","key":"x-2!","priority":"2","team":"x"},"events":[{"at":"2026-03-02T05:00:00Z","name":"opened"}]}]}`,
			"3 rows, 3 facts\n"},
		{"outages, with a service for each item of a list", "rows: outages\nof: services\nfrom: a\nto: b\nid: id\nacknowledged: c\nshare: s\nrecords: data\n",
			`{"total":3,"data":[{"id":1,"services":["web","mail"],"a":"2026-03-02T09:00:00Z","b":"2026-03-02T10:00:00Z","c":"2026-03-02T09:05:00Z","s":"30%"},{"id":2,"services":[],"a":"2026-03-02T09:00:00Z"},{"id":3,"services":"db","a":"2026-03-02T09:00:00Z","b":"2026-03-02T08:59:59Z"}]}`,
			`{"outages":[{"of":"web","from":"2026-03-02T09:00:00Z","to":"2026-03-02T10:00:00Z","id":"1","share":"30%","acknowledged":"2026-03-02T09:05:00Z"},{"of":"mail","from":"2026-03-02T09:00:00Z","to":"2026-03-02T10:00:00Z","id":"1","share":"30%","acknowledged":"2026-03-02T09:05:00Z"}]}`,
			"3 rows, 2 facts\nleft: 1 rows that name no subject\nrow-unreadable: 3: export 1:1 b: the end is before the start\n"},
		{"states below each key", "rows: states\nrecords: beats.*\nof: { text: \"monitor {*}\" }\nat: time\nis: status\nzone: UTC\nwords: { status: { \"0\": down, \"1\": up, \"3\": not-monitored } }\nwhere: { status: { not: \"2\" } }\n",
			`{"beats":{"7":[{"status":1,"time":"2026-01-01 09:00:12.345"},{"status":2,"time":"2026-01-01 09:01:12.345"}],"8":[{"status":0,"time":"2026-01-01 09:00:00"}]},"up":{"7":0.5}}`,
			`{"states":[{"of":"monitor 7","at":"2026-01-01T09:00:12.345Z","is":"up","seq":1},{"of":"monitor 8","at":"2026-01-01T09:00:00Z","is":"down","seq":3}]}`,
			"3 rows, 2 facts\nleft: 1 rows of other status\n"},
		{"counts of good and bad", "rows: counts\nof: { text: api }\nat: hour\nbad: errors\ntotal: all\n", "hour,all,errors\n2026-03-02T09:00:00Z,100,1\n2026-03-02T10:00:00Z,100,101\n2026-03-02T11:00:00Z,1e2,0\n2026-03-02T12:00:00Z,0,0\n",
			`{"counts":[{"of":"api","at":"2026-03-02T09:00:00Z","good":99,"total":100},{"of":"api","at":"2026-03-02T12:00:00Z","good":0,"total":0}]}`,
			"4 rows, 2 facts\nrow-unreadable: : export 1:3: the counts contradict one another\nrow-unreadable: : export 1:4 all: no whole number: 1e2\n"},
		{"samples keep their digits", "rows: samples\nof: question\nat: at\nvalue: score\n", "question,at,score\nnps,2026-03-02T09:00:00Z,9.50\nnps,2026-03-02T09:00:00Z,\nnps,2026-03-02T09:00:00Z,\"9,5\"\n",
			`{"samples":[{"at":"2026-03-02T09:00:00Z","of":"nps","value":"9.50"}]}`,
			"3 rows, 1 facts\nrow-unreadable: nps: export 1:3 score: value is empty\nrow-unreadable: nps: export 1:4 score: no number: 9,5\n"},
		{"exclusions of days, over a change of clocks", "rows: exclusions\nof: site\nday: d\nreason: why\nzone: Europe/Berlin\n", "site,d,why\nweb,2026-03-29,moved\nweb,2026-03-30T23:59,moved\n",
			`{"exclusions":[{"of":"web","from":"2026-03-28T23:00:00Z","to":"2026-03-29T22:00:00Z","reason":"moved"},{"of":"web","from":"2026-03-29T22:00:00Z","to":"2026-03-30T22:00:00Z","reason":"moved"}]}`, "2 rows, 2 facts\n"},
		{"charges", "rows: charges\nperiod: month\namount: net\nunit: currency\nattrs: { customer: c }\n", "month,net,currency,c\n2026-03,1200.00,EUR,A\nMarch,1,EUR,A\n",
			`{"charges":[{"amount":"1200.00","attrs":{"customer":"A"},"period":"2026-03","unit":"EUR"}]}`, "2 rows, 1 facts\nrow-unreadable: : export 1:3 month: no period: March\n"},
		{"JSON Lines, paths, and a line that is no JSON", "rows: tickets\nid: key\nattrs: { status: fields.status.name, literal: a.b }\nevents: { opened: fields.created }\n",
			"{\"key\":\"A\",\"a.b\":\"x\",\"fields\":{\"status\":{\"name\":\"\\u00c4rger\"},\"created\":\"2026-03-02T09:00:00.000+0100\"}}\nnothing\n{\"key\":\"B\" \"a\"}\n{\"key\":\"C\",\"fields\":{\"created\":\"2026-03-02T09:00:00Z\"}}\n",
			`{"tickets":[{"id":"A","attrs":{"literal":"x","status":"Ärger"},"events":[{"at":"2026-03-02T08:00:00Z","name":"opened"}]},{"id":"C","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]}]}`,
			"4 rows, 2 facts\nrow-unreadable: : export 1:2: no JSON: nothing\nrow-unreadable: : export 1:3: no JSON: {\"key\":\"B\" \"a\"}\n"},
		{"another encoding", opened + "attrs: { who: who }\n", "id,at,done,who,note\nA,2026-03-02T09:00:00Z,,J\xfcrgen,x\nB,2026-03-02T09:00:00Z,,x,J\xfcrgen\n",
			`{"tickets":[{"id":"B","attrs":{"who":"x"},"events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]}]}`,
			"2 rows, 1 facts\nrow-unreadable: A: export 1:2 who: not UTF-8: \"J\\xfcrgen\"\n"},
		{"a column twice, and a source that cuts", opened + "limit: 2\n", "id,at,done,at\nA,2026-03-02T09:00:00Z,,2030-01-01\nB,2026-03-02T09:00:00Z,,2030-01-01\n",
			`{"tickets":[{"id":"A","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]},{"id":"B","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"}]}]}`,
			"2 rows, 2 facts\ncolumn-unclear: : export 1:1 at: the header has the column twice\ntruncated: : export 1:3: the table has as many rows as its source exports at most: 2\n"},
		{"a page that says that there is more", opened + "records: rows\n", `{"rows":[{"id":"A","at":"2026-03-02T09:00:00Z","done":"2026-03-02T09:00:00Z"}],"total":2}`,
			`{"tickets":[{"id":"A","events":[{"at":"2026-03-02T09:00:00Z","name":"opened"},{"at":"2026-03-02T09:00:00Z","name":"closed"}]}]}`,
			"1 rows, 1 facts\ntruncated: : export 1: 1 of 2\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, s, err := read(t, c.mapping, c.table)
			if err != nil {
				t.Fatal(err)
			}
			if got := compact(t, f); got != c.facts {
				t.Errorf("facts\n%s\nwant\n%s", got, c.facts)
			}
			if got := told(s); got != c.summary {
				t.Errorf("summary\n%s\nwant\n%s", got, c.summary)
			}
		})
	}
}

// The pages of a table in several files hold all together.
func TestPagesInSeveralFiles(t *testing.T) {
	page := func(id, more string) string {
		return `{"rows":[{"id":"` + id + `","at":"2026-03-02T09:00:00Z","done":"2026-03-02T09:00:00Z"}],` + more + `}`
	}
	for _, c := range []struct {
		pages []string
		want  string
	}{
		{[]string{page("A", `"total":2`), page("B", `"total":2`)}, "2 rows, 2 facts\n"},
		{[]string{page("A", `"total":3`) + page("B", `"total":3`)}, "2 rows, 2 facts\ntruncated: : export 1: 2 of 3\n"},
		{[]string{page("A", `"nextPage":"x"`), page("B", `"nextPage":null`)}, "2 rows, 2 facts\n"},
		{[]string{page("A", `"hasMore":true`), page("B", `"hasMore":true`)}, "2 rows, 2 facts\ntruncated: : export 2: none is the last page\n"},
	} {
		if _, s, err := read(t, opened+"records: rows\n", c.pages...); err != nil || told(s) != c.want {
			t.Errorf("%v: %v\n%s\nwant\n%s", c.pages, err, told(s), c.want)
		}
	}
	if _, err := new(feeds.Mapping).Read(func(sla.Fact) {}, strings.NewReader("a")); err == nil {
		t.Error("the zero Mapping reads a table")
	}
}

// What no row can mend ends the reading, with its place.
func TestTablesThatCannotBeRead(t *testing.T) {
	for _, c := range []struct{ name, mapping, table, want string }{
		{"no offset and no zone", opened, "id,at,done\nA,2026-03-02 09:00,\n", `feeds: export 1:2: at: "2026-03-02 09:00": the time has no offset from UTC, and the mapping states no zone: write zone: UTC`},
		{"day or month", opened + "zone: UTC\n", "id,at,done\nA,03/04/2026 09:00,\n", `feeds: export 1:2: at: "03/04/2026 09:00": whether such dates begin with the day or the month is not guessed: write layouts:`},
		{"a misspelt column", opened, "id,att,done\nA,2026-03-02T09:00:00Z,\n", `feeds: export 1:1: missing: the table has no column "at": did you mean "att"?`},
		{"columns of another table", opened, "number;opened\nA;2026-03-02T09:00:00Z\n", `feeds: export 1:1: missing: the table has no column "id": one of number, opened`},
		{"a quote that does not end", opened, "id,at,done\nA,\"2026-03-02T09:00:00Z,\nB,2026-03-02T09:00:00Z,\n", `feeds: export 1:2: cannot be read: the file is cut, or a quote is missing`},
		{"cut JSON", opened, `[{"id":"A","at":"2026-03-02T09:00:00Z"},{"id":"B","at":"2026`, `feeds: export 1:1: cannot be read: the file is cut: it ends within a record`},
		{"a list that is cut between records", opened, `[{"id":"A","at":"2026-03-02T09:00:00Z"},`, `feeds: export 1:1: cannot be read: the file is cut`},
		{"an object that is cut", opened + "records: rows\n", `{"rows":[{"id":"A","at":"2026-03-02T09:00:00Z"}]`, `feeds: export 1:1: cannot be read: the file is cut`},
		{"UTF-16", opened, "\xff\xfei\x00d\x00", `feeds: export 1:1: cannot be read: the file is UTF-16; save it as UTF-8`},
		{"an object with a list that the mapping does not name", opened, `{"result":[{"id":"A"}]}`, `feeds: export 1:1: missing: the object has no column of the mapping; if its list "result" has the rows, write records: result`},
		{"other records", opened, `[{"number":"A"}]`, `feeds: export 1:1: missing: the table has no column "id"`},
		{"another list", opened + "records: rows\n", `{"items":[{"id":"A","at":"2026-03-02T09:00:00Z"}]}`, `missing: the object has no column of the mapping; if its list "items" has the rows, write records: items`},
		{"two tables with the same columns", "tables: [{ rows: tickets, id: id, events: { a: at } }, { rows: tickets, id: id, events: { b: at } }]", "id,at\n", `feeds: export 1:1: conflicts with another term: the columns fit tables[0] and tables[1] of the mapping`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := read(t, c.mapping, c.table)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	if _, s, err := read(t, opened, ""); err != nil || told(s) != "0 rows, 0 facts\nrow-unreadable: : export 1: the file is empty\n" {
		t.Errorf("an empty file: %v, %s", err, told(s))
	}
	// The facts before a cut have been handed over.
	f, _, err := read(t, opened, `[{"id":"A","at":"2026-03-02T09:00:00Z","done":null},{"id":`)
	if err == nil || len(f.Tickets) != 1 {
		t.Errorf("%v: %d tickets", err, len(f.Tickets))
	}
}

const changes = "rows: changes\nid: id\nat: at\nfield: field\nfrom: old\nto: new\n"

func TestChangesByMapping(t *testing.T) {
	const header = "id,at,field,old,new,seq,change\n"
	for _, c := range []struct{ name, mapping, table, facts, summary string }{
		{"the first value comes from the first change, whatever the order of the file", changes,
			header + "A,2026-03-02T10:00:00Z,state,open,done,,\nB,2026-03-02T10:00:00Z,state,,open,,\nA,2026-03-02T09:00:00Z,state,new,open,,\n",
			`{"tickets":[{"id":"A","attrs":{"state":"new"},"events":[{"at":"2026-03-02T09:00:00Z","name":"state","seq":3,"set":{"state":"open"}},{"at":"2026-03-02T10:00:00Z","name":"state","seq":1,"set":{"state":"done"}}]},{"id":"B","events":[{"at":"2026-03-02T10:00:00Z","name":"state","seq":2,"set":{"state":"open"}}]}]}`,
			"3 rows, 2 facts\n"},
		{"of equal instants the sequence decides, else the order of the file", changes + "seq: seq\n",
			header + "A,2026-03-02T09:00:00Z,state,b,c,2,\nA,2026-03-02T09:00:00Z,state,a,b,1,\nA,2026-03-02T09:00:00Z,prio,1,2,2,\nA,2026-03-02T09:00:00Z,prio,9,9,x,\n",
			`{"tickets":[{"id":"A","attrs":{"prio":"1","state":"a"},"events":[{"at":"2026-03-02T09:00:00Z","name":"state","seq":1,"set":{"state":"b"}},{"at":"2026-03-02T09:00:00Z","name":"state","seq":2,"set":{"state":"c"}},{"at":"2026-03-02T09:00:00Z","name":"prio","seq":2,"set":{"prio":"2"}}]}]}`,
			"4 rows, 1 facts\nrow-unreadable: A: export 1:5 seq: no whole number: x\n"},
		{"a correction: the later row of equal sequence, and both of others", changes + "seq: seq\nchange: change\n",
			header + "A,2026-03-02T09:00:00Z,state,a,b,1,x\nA,2026-03-02T09:30:00Z,state,a,c,1,x\nA,2026-03-02T11:00:00Z,state,c,d,2,y\nA,2026-03-02T12:00:00Z,state,c,d,3,y\n",
			`{"tickets":[{"id":"A","attrs":{"state":"a"},"events":[{"at":"2026-03-02T09:30:00Z","name":"state","id":"x","seq":1,"set":{"state":"c"}},{"at":"2026-03-02T11:00:00Z","name":"state","id":"y","seq":2,"set":{"state":"d"}},{"at":"2026-03-02T12:00:00Z","name":"state","id":"y","seq":3,"set":{"state":"d"}}]}]}`,
			"4 rows, 1 facts\nleft: 1 earlier rows of a change that comes again\n"},
		{"only some fields, under other names, with words of a field", changes + "only: { incident_state: state, prio: prio }\nwords: { incident_state: { \"1\": New, \"2\": Active } }\n",
			header + "A,2026-03-02T09:00:00Z,incident_state,1,2,,\nA,2026-03-02T09:00:00Z,notes,,x,,\nA,2026-03-02T09:00:00Z,prio,1,2,,\n",
			`{"tickets":[{"id":"A","attrs":{"prio":"1","state":"New"},"events":[{"at":"2026-03-02T09:00:00Z","name":"state","seq":1,"set":{"state":"Active"}},{"at":"2026-03-02T09:00:00Z","name":"prio","seq":3,"set":{"prio":"2"}}]}]}`,
			"3 rows, 1 facts\nleft: 1 changes of other fields\n"},
		{"a value that is taken away", changes, header + "A,2026-03-02T09:00:00Z,hold,waiting,,,\n",
			`{"tickets":[{"id":"A","attrs":{"hold":"waiting"},"events":[{"at":"2026-03-02T09:00:00Z","name":"hold","seq":1,"set":{"hold":""}}]}]}`, "1 rows, 1 facts\n"},
		{"a ticket whose rows are apart", changes + "grouped: true\n", header + "A,2026-03-02T09:00:00Z,s,,a,,\nB,2026-03-02T09:00:00Z,s,,b,,\nA,2026-03-02T10:00:00Z,s,a,c,,\n",
			`{"tickets":[{"id":"A","events":[{"at":"2026-03-02T09:00:00Z","name":"s","seq":1,"set":{"s":"a"}}]},{"id":"B","events":[{"at":"2026-03-02T09:00:00Z","name":"s","seq":2,"set":{"s":"b"}}]},{"id":"A","attrs":{"s":"a"},"events":[{"at":"2026-03-02T10:00:00Z","name":"s","seq":3,"set":{"s":"c"}}]}]}`,
			"3 rows, 3 facts\nrows-apart: A: export 1:4: A\n"},
		{"events that set attributes, and what the last row says of the ticket", "rows: events\nid: id\nat: at\nevent: { text: updated }\nseq: seq\nset: { state: field }\nattrs: { result: new }\nevents: { opened: { at: old, seq: first } }\n",
			header + "A,2026-03-02T10:00:00Z,Active,2026-03-02T08:00:00Z,true,2,\nA,2026-03-02T09:00:00Z,New,2026-03-02T08:00:00Z,true,1,\nA,2026-03-02T11:00:00Z,,2026-03-02T08:30:00Z,false,3,\n",
			`{"tickets":[{"id":"A","attrs":{"result":"false"},"events":[{"at":"2026-03-02T08:30:00Z","name":"opened","seq":-9223372036854775808},{"at":"2026-03-02T09:00:00Z","name":"updated","seq":1,"set":{"state":"New"}},{"at":"2026-03-02T10:00:00Z","name":"updated","seq":2,"set":{"state":"Active"}},{"at":"2026-03-02T11:00:00Z","name":"updated","seq":3}]}]}`,
			"3 rows, 1 facts\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, s, err := read(t, c.mapping, c.table)
			if err != nil {
				t.Fatal(err)
			}
			if got := compact(t, f); got != c.facts {
				t.Errorf("facts\n%s\nwant\n%s", got, c.facts)
			}
			if got := told(s); got != c.summary {
				t.Errorf("summary\n%s\nwant\n%s", got, c.summary)
			}
		})
	}
}

// The tables of one mapping make one ticket of each identifier, in any order of the
// files. The present state of the record is not the state before the first change.
func TestTablesOfOneMapping(t *testing.T) {
	const mapping = `
tables:
  - rows: tickets
    id: number
    attrs: { state: state, team: team }
    events: { opened: { at: opened, seq: first }, closed: { at: closed, seq: last } }
  - rows: changes
    id: number
    at: at
    field: field
    from: old
    to: new
`
	records := "number,opened,closed,state,team\nA,2026-03-02T09:00:00Z,2026-03-02T11:00:00Z,done,x\nB,2026-03-02T09:00:00Z,,new,y\n"
	history := "number;at;field;old;new\nA;2026-03-02T09:00:00Z;state;new;open\nA;2026-03-02T11:00:00Z;state;open;done\n"
	a := `{"id":"A","attrs":{"state":"new","team":"x"},"events":[{"at":"2026-03-02T09:00:00Z","name":"opened","seq":-9223372036854775808},{"at":"2026-03-02T09:00:00Z","name":"state","seq":%d,"set":{"state":"open"}},{"at":"2026-03-02T11:00:00Z","name":"state","seq":%d,"set":{"state":"done"}},{"at":"2026-03-02T11:00:00Z","name":"closed","seq":9223372036854775807}]}`
	b := `{"id":"B","attrs":{"state":"new","team":"y"},"events":[{"at":"2026-03-02T09:00:00Z","name":"opened","seq":-9223372036854775808}]}`
	for i, order := range [][]string{{records, history}, {history, records}} {
		f, s, err := read(t, mapping, order...)
		if err != nil {
			t.Fatal(err)
		}
		seq := 3 - 2*i
		if got, want := compact(t, f), `{"tickets":[`+fmt.Sprintf(a, seq, seq+1)+`,`+b+`]}`; got != want {
			t.Errorf("facts\n%s\nwant\n%s", got, want)
		}
		if got, want := told(s), "4 rows, 2 facts\n"; got != want {
			t.Errorf("summary %s, want %s", got, want)
		}
	}
}
