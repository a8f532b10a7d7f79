package feeds_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

// requests writes rows of service requests, as an open-data portal has them.
func requests(rows int, write func(id int, typ, opened, target, closed, status string)) {
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	types := []string{"Missed Trash", "Pothole Repair", "Street Light Outage", "Graffiti Removal", "Rodent Activity"}
	for i := range rows {
		opened := at.Add(time.Duration(i) * 37 * time.Second)
		closed, status := "", "open"
		if i%5 > 0 {
			closed, status = opened.Add(time.Duration(i%977)*time.Minute).Format("2006-01-02T15:04:05"), "closed"
		}
		write(101_000_000+i, types[i%len(types)], opened.Format("2006-01-02T15:04:05"), opened.Add(48*time.Hour).Format("2006-01-02T15:04:05"), closed, status)
	}
}

const requestColumns = "case_id,type,reason,subject,department,queue,source,opened_local,target_local,closed_local,status,on_time\n"

func requestsCSV(rows int) []byte {
	b := bytes.NewBufferString(requestColumns)
	requests(rows, func(id int, typ, opened, target, closed, status string) {
		fmt.Fprintf(b, "%d,%s,Sanitation,Public Works Department,PWDx,PWDx_Missed Trash,Citizens Connect App,%s,%s,%s,%s,ONTIME\n", id, typ, opened, target, closed, status)
	})
	return b.Bytes()
}

func requestsJSON(rows int) []byte {
	b := &bytes.Buffer{}
	requests(rows, func(id int, typ, opened, target, closed, status string) {
		fmt.Fprintf(b, `{"case_id":%d,"type":%q,"reason":"Sanitation","subject":"Public Works Department","department":"PWDx","queue":"PWDx_Missed Trash","source":"Citizens Connect App","opened_local":%q,"target_local":%q,"closed_local":%q,"status":%q,"on_time":"ONTIME"}`+"\n", id, typ, opened, target, closed, status)
	})
	return b.Bytes()
}

const requestsMapping = `
feed: v1
rows: tickets
id: case_id
zone: America/New_York
attrs: { type: type, status: status, label: on_time, target: target_local }
events: { opened: opened_local, closed: closed_local }
`

func benchmarkMapping(b *testing.B, data []byte) {
	m := parsed(b, requestsMapping)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Read(func(sla.Fact) {}, bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCSV reads a table of 20,000 rows. Its floor is the standard library, which
// only splits the cells.
func BenchmarkCSV(b *testing.B) {
	data := requestsCSV(20_000)
	b.Run("mapping", func(b *testing.B) { benchmarkMapping(b, data) })
	b.Run("floor", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			r := csv.NewReader(bytes.NewReader(data))
			r.ReuseRecord = true
			for {
				if _, err := r.Read(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// BenchmarkJSONLines reads 20,000 records. Its floor is the standard library, which
// decodes the members that the mapping names.
func BenchmarkJSONLines(b *testing.B) {
	data := requestsJSON(20_000)
	b.Run("mapping", func(b *testing.B) { benchmarkMapping(b, data) })
	b.Run("floor", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			d := json.NewDecoder(bytes.NewReader(data))
			for {
				var record struct {
					ID     int64  `json:"case_id"`
					Type   string `json:"type"`
					Status string `json:"status"`
					Label  string `json:"on_time"`
					Target string `json:"target_local"`
					Opened string `json:"opened_local"`
					Closed string `json:"closed_local"`
				}
				if err := d.Decode(&record); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// repeat gives a text again and again, numbered, without holding it.
type repeat struct {
	row  func(i int) string
	rows int
	i    int
	left []byte
}

func (r *repeat) Read(into []byte) (int, error) {
	for len(r.left) == 0 {
		if r.i == r.rows {
			return 0, io.EOF
		}
		r.left = append(r.left[:0], r.row(r.i)...)
		r.i++
	}
	n := copy(into, r.left)
	r.left = r.left[n:]
	return n, nil
}

// held gives the most bytes that were in use at the end of a hundredth of the facts.
func held(t *testing.T, m *feeds.Mapping, rows int, row func(i int) string) uint64 {
	t.Helper()
	in := &repeat{row: row, rows: rows}
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	most, every := uint64(0), max(1, rows/20)
	n := 0
	look := func() {
		runtime.GC()
		if runtime.ReadMemStats(&now); now.HeapAlloc > before.HeapAlloc {
			most = max(most, now.HeapAlloc-before.HeapAlloc)
		}
	}
	watched := &watch{in, func(i int) {
		if i > 0 && i%every == 0 && i != n {
			n = i
			look()
		}
	}}
	summary, err := m.Read(func(sla.Fact) {}, watched)
	if err != nil || len(summary.Findings) > 0 {
		t.Fatal(err, summary)
	}
	runtime.KeepAlive(in)
	return most
}

type watch struct {
	*repeat
	at func(i int)
}

func (w *watch) Read(into []byte) (int, error) {
	w.at(w.i)
	return w.repeat.Read(into)
}

// The memory of a reading does not grow with the rows, except for changes: they take
// at most 120 bytes each in addition to their texts, and nothing if they are grouped.
func TestMemoryOfReadings(t *testing.T) {
	rows := 1_000_000
	if testing.Short() {
		rows = 50_000
	}
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	stamp := func(i int) string { return at.Add(time.Duration(i) * time.Second).Format(time.RFC3339) }
	flat := uint64(1 << 20)
	for _, c := range []struct {
		name, mapping string
		header        string
		row           func(i int) string
		most          uint64
	}{
		{"tickets", "rows: tickets\nid: id\nevents: { opened: at }", "id,at\n", func(i int) string { return fmt.Sprintf("T-%d,%s\n", i, stamp(i)) }, flat},
		{"outages", "rows: outages\nof: of\nfrom: at\nid: id", "id,of,at\n", func(i int) string { return fmt.Sprintf("O-%d,shop,%s\n", i, stamp(i)) }, flat},
		{"states as JSON", "rows: states\nof: of\nat: at\nis: is", "", func(i int) string { return fmt.Sprintf("{\"of\":\"shop\",\"at\":%q,\"is\":\"up\"}\n", stamp(i)) }, flat},
		{"a list in JSON", "rows: counts\nrecords: data.list\nof: { text: web }\nat: at\ngood: good\ntotal: total", `{"data":{"list":[{"at":"2026-01-01T00:00:00Z","good":1,"total":1}`, func(i int) string {
			if i == rows {
				return "]}}"
			}
			return fmt.Sprintf(",{\"at\":%q,\"good\":1,\"total\":2}\n", stamp(i))
		}, 6 << 20},
		{"changes, grouped", "rows: changes\nid: id\nat: at\nfield: field\nto: to\ngrouped: true", "id,at,field,to\n", func(i int) string { return fmt.Sprintf("T-%d,%s,status,%d\n", i/10, stamp(i), i%7) }, 4<<20 + uint64(rows/10)*24},
		{"changes", "rows: changes\nid: id\nat: at\nfield: field\nfrom: from\nto: to", "id,at,field,from,to\n", func(i int) string {
			return fmt.Sprintf("T-%d,%s,status,%d,%d\n", i%(rows/10), stamp(i), i%7, i%5)
		}, flat + uint64(rows)*120},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := held(t, parsed(t, "feed: v1\n"+c.mapping), rows+1, func(i int) string {
				if i == 0 {
					return c.header + c.row(0)
				}
				return c.row(i)
			})
			t.Logf("%d bytes at %d rows", got, rows)
			if got > c.most {
				t.Errorf("%d bytes, at most %d", got, c.most)
			}
		})
	}
}
