package record_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla/record"
)

// months gives a chain of four months, as JSON texts.
func months(t testing.TB) (texts [][]byte, head record.Head) {
	t.Helper()
	var last record.Record
	for m := 1; m <= 4; m++ {
		next := record.Record{
			Made: time.Date(2026, time.Month(m)+1, 2, 9, 0, 0, 500_000_000*(m%2), time.UTC), By: "month close: Müller", Engine: "upheld 1",
			Period:    fmt.Sprintf("2026-%02d", m),
			Agreement: record.Of("agreement", []byte("a")), Facts: record.Of("facts", fmt.Append(nil, m)),
			Result: record.Of("result", fmt.Append(nil, "r", m)), Reason: "month \"closed\"\n\u001f\u2028<&",
		}
		if m == 4 {
			next.Corrects = 2
		}
		last = last.Next(next)
		text, err := json.Marshal(last)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	return texts, last.Head()
}

// verify reads records and verifies them.
func verify(after record.Head, texts [][]byte, at record.Head) error {
	records := make([]record.Record, len(texts))
	for i, text := range texts {
		if err := json.Unmarshal(text, &records[i]); err != nil {
			return err
		}
	}
	return record.Verify(after, records, at)
}

// headOf reads a record and gives its head.
func headOf(t testing.TB, text []byte) record.Head {
	t.Helper()
	var r record.Record
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r.Head()
}

// Every change of one byte of a record but the last is noticed, and with a head also
// every change of the last.
func TestEveryChangedByteIsNoticed(t *testing.T) {
	texts, head := months(t)
	records := make([]record.Record, len(texts))
	for i, text := range texts {
		if err := json.Unmarshal(text, &records[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := record.Verify(record.Head{}, records, head); err != nil {
		t.Fatal(err)
	}
	for i, whole := range texts {
		at := record.Head{}
		if i == len(texts)-1 {
			at = head
		}
		notices := func(changed []byte) bool {
			all := slices.Clone(records)
			return all[i].UnmarshalJSON(changed) != nil || record.Verify(record.Head{}, all, at) != nil
		}
		for b := range whole {
			for flip := 1; flip < 256; flip++ {
				if testing.Short() && flip != 1 && flip != 0x20 || flip&(flip-1) != 0 && (i != 2 || b%8 != 0) {
					continue // one bit only
				}
				changed := slices.Clone(whole)
				if changed[b] ^= byte(flip); !notices(changed) {
					t.Fatalf("record %d, byte %d: %q for %q is not noticed", i+1, b, changed[b], whole[b])
				}
			}
			if !notices(slices.Delete(slices.Clone(whole), b, b+1)) || !notices(slices.Insert(slices.Clone(whole), b, 'x')) {
				t.Fatalf("record %d, byte %d: a byte more or less is not noticed", i+1, b)
			}
		}
	}
}

// Without a head a changed last record passes: this is why a head is kept elsewhere.
func TestOnlyAHeadShowsAChangeOfTheLastRecord(t *testing.T) {
	texts, head := months(t)
	changed := slices.Clone(texts)
	changed[3] = []byte(strings.Replace(string(texts[3]), "Müller", "Maier", 1))
	if err := verify(record.Head{}, changed, record.Head{}); err != nil {
		t.Errorf("without a head: %v", err)
	}
	for _, c := range []struct {
		texts [][]byte
		want  string
	}{
		{changed, "record 4: is not the record that the head was taken of"},
		{texts[:3], "record 4: missing; the head is of record 4"},
		{nil, "record 1: missing; the head is of record 4"},
	} {
		if err := verify(record.Head{}, c.texts, head); err == nil || err.Error() != c.want {
			t.Errorf("%d records: %v, want %s", len(c.texts), err, c.want)
		}
	}
}

func TestDeletedSwappedAndRepeatedRecordsAreNoticed(t *testing.T) {
	texts, head := months(t)
	pick := func(numbers ...int) [][]byte {
		var all [][]byte
		for _, n := range numbers {
			all = append(all, texts[n-1])
		}
		return all
	}
	second := headOf(t, texts[1])
	for _, c := range []struct {
		after record.Head
		texts [][]byte
		at    record.Head
		want  string
	}{
		{record.Head{}, pick(1, 2, 3, 4), head, ""},
		{record.Head{}, pick(1, 2, 3, 4), second, ""}, // the head of February, after April
		{record.Head{}, pick(1, 2), second, ""},
		{second, pick(3, 4), head, ""}, // January and February were deleted
		{second, pick(3, 4), second, ""},
		{second, nil, second, ""},
		{record.Head{}, nil, record.Head{}, ""},
		{record.Head{}, pick(2, 3, 4), head, "record 2: stands where record 1 belongs"},
		{record.Head{}, pick(1, 3, 4), head, "record 3: stands where record 2 belongs"},
		{record.Head{}, pick(1, 2, 4), head, "record 4: stands where record 3 belongs"},
		{record.Head{}, pick(2, 1, 3, 4), head, "record 2: stands where record 1 belongs"},
		{record.Head{}, pick(1, 2, 4, 3), head, "record 4: stands where record 3 belongs"},
		{record.Head{}, pick(1, 1, 2, 3, 4), head, "record 1: stands where record 2 belongs"},
		{record.Head{}, pick(1, 2, 3, 4, 4), head, "record 4: stands where record 5 belongs"},
		{second, pick(1, 2, 3, 4), head, "record 1: stands where record 3 belongs"},
		{record.Head{Number: 2, Digest: head.Digest}, pick(3, 4), head, "record 3: does not follow record 2 as it is now"},
		{second, pick(3), headOf(t, texts[0]), "head 1 lies before the records, which follow record 2: hand over the records from 1 on"},
		{second, nil, record.Head{Number: 2, Digest: head.Digest}, "record 2: is not the record that the head was taken of"},
		{record.Head{Number: 0, Digest: head.Digest}, nil, head, "the head before the records: number 0: records are counted from 1"},
		{record.Head{Number: 1}, nil, head, "the head before the records: digest: a digest has 64 hexadecimal digits in lower case"},
		{record.Head{}, pick(1), record.Head{Number: 1, Digest: "ab"}, "the head to reach: digest: a digest has 64 hexadecimal digits in lower case"},
	} {
		got := ""
		if err := verify(c.after, c.texts, c.at); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("after %d, %d records, at %d: %q, want %q", c.after.Number, len(c.texts), c.at.Number, got, c.want)
		}
	}
}

// A record has one JSON form, and its digest is over these bytes: worked out here by
// another program, sha256sum.
func TestARecordHasOneForm(t *testing.T) {
	r := record.Record{}.Next(record.Record{
		Made: time.Date(2026, 4, 2, 11, 0, 0, 250, time.FixedZone("", 2*3600)), By: "close", Period: "2026-03", Engine: "upheld 1",
	})
	const want = `{"by":"close","engine":"upheld 1","made":"2026-04-02T09:00:00.00000025Z","number":1,"period":"2026-03"}`
	got, err := json.Marshal(r)
	if err != nil || string(got) != want {
		t.Fatalf("%s, %v, want %s", got, err, want)
	}
	const digest = "58eea74010225a89ee4deef63fb5f8000cc649d876b9746d448ab0afe793503c"
	if r.Digest() != digest {
		t.Errorf("digest %s, want %s", r.Digest(), digest)
	}
	// A database may put keys in another order and add white space.
	var again record.Record
	stored := `{ "number": 1, "made": "2026-04-02T09:00:00.00000025Z", "period": "2026-03", "engine": "upheld 1", "by": "close" }`
	if err := json.Unmarshal([]byte(stored), &again); err != nil || again.Head() != r.Head() {
		t.Errorf("%+v, %v", again, err)
	}
	if (record.Record{}).Head() != (record.Head{}) {
		t.Error("the zero Record has a head")
	}
}

func TestRecordsThatCannotBeRead(t *testing.T) {
	const rest = `"made":"2026-04-02T09:00:00Z","number":1}`
	digest := strings.Repeat("a", 64)
	for _, c := range []struct{ text, want string }{
		{`[]`, "an object is needed"},
		{`{"made":"2026-04-02T09:00:00Z","number":1,"number":1}`, "number: the key is repeated"},
		{`{"note":"x",` + rest, "note: a record has no such key"},
		{`{"By":"x",` + rest, "By: a record has no such key"},
		{`{"by":"",` + rest, "by: a text is needed"},
		{`{"by":null,` + rest, "by: a text is needed"},
		{`{"by":{},` + rest, "by: a text or a number is needed"},
		{`{"by":"M\u00fcller",` + rest, "by: the text has other escapes"},
		{`{"by":"a\/b",` + rest, "by: the text has other escapes"},
		{`{"by":7,` + rest, "by: a text is needed"},
		{`{"corrects":0,` + rest, "corrects: a whole number from 1 on is needed"},
		{`{"corrects":"1",` + rest, "corrects: a whole number from 1 on is needed"},
		{`{"corrects":1,` + rest, "corrects: 1 is no earlier record"},
		{`{"before":"` + digest + `",` + rest, "before: each record but the first"},
		{`{"made":"2026-04-02T09:00:00Z","number":2}`, "before: each record but the first"},
		{`{"facts":"` + strings.ToUpper(digest) + `",` + rest, "facts: a digest has 64"},
		{`{"facts":"` + digest[1:] + `",` + rest, "facts: a digest has 64"},
		{`{"number":1}`, "made: missing"},
		{`{"made":"2026-04-02T09:00:00Z"}`, "number: 0; records are counted from 1"},
		{`{"made":"2026-04-02T09:00:00,5Z","number":1}`, "is no instant in the form"},
		{`{"made":"2026-04-02T09:00:00.50Z","number":1}`, "is no instant in the form"},
		{`{"made":"2026-04-02T11:00:00+02:00","number":1}`, "is no instant in the form"},
		{"{\"by\":\"\xff\"," + rest, "the text is not UTF-8"},
	} {
		var r record.Record
		err := r.UnmarshalJSON([]byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.text, err, c.want)
		}
		if r != (record.Record{}) {
			t.Errorf("%s: changed the record", c.text)
		}
	}
	for _, bad := range []record.Record{
		{Number: 1}, {Number: 1, Made: time.Unix(0, 0), By: "\xff"}, {Number: 1, Made: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		if _, err := json.Marshal(bad); err == nil {
			t.Errorf("%+v is written", bad)
		}
		if record.Verify(record.Head{}, []record.Record{bad}, record.Head{}) == nil {
			t.Errorf("%+v passes", bad)
		}
	}
}

// The kind stands in front of the data and cannot run into it.
func TestDigestsOfKinds(t *testing.T) {
	seen := map[record.Digest]string{}
	for _, c := range [][2]string{
		{"agreement", "x"}, {"result", "x"}, {"result", ""}, {"", "result"}, {"a\" 1\nb", "c"}, {"a", "b\" 1\nc"}, {"a\n", ""}, {"a", "\n"},
	} {
		d := record.Of(c[0], []byte(c[1]))
		if other, twice := seen[d]; twice {
			t.Errorf("%q has the digest of %s", c, other)
		}
		seen[d] = fmt.Sprintf("%q", c)
	}
	// printf 'upheld "result" 1\nx' | sha256sum
	if got, want := record.Of("result", []byte("x")), record.Digest("a0238221b65e2bbaea33131e8a3298b59c8aa6583eefb82b991bef2604a0c383"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// The digest of many does not depend on their order, but on each of them and on how
// often it occurs. One ticket can be erased: its digest stands in for it.
func TestDigestOfAll(t *testing.T) {
	a, b, c := record.Of("ticket", []byte("a")), record.Of("ticket", []byte("b")), record.Of("ticket", []byte("c"))
	whole := record.OfAll("facts", a, b, c)
	if record.OfAll("facts", c, a, b) != whole {
		t.Error("the order matters")
	}
	for name, other := range map[string]record.Digest{
		"one less":    record.OfAll("facts", a, b),
		"one twice":   record.OfAll("facts", a, b, c, c),
		"another":     record.OfAll("facts", a, b, record.Of("ticket", []byte("d"))),
		"of a kind":   record.OfAll("tickets", a, b, c),
		"run into":    record.OfAll("facts", a, b+"\n"+c),
		"none":        record.OfAll("facts"),
		"no digest":   record.OfAll("facts", a, b, c, ""),
		"single data": record.Of("facts", []byte(a+b+c)),
	} {
		if other == whole {
			t.Errorf("%s: the same digest", name)
		}
	}
	// Its data are lines that sort(1) makes.
	lines := []string{string(a), string(b), string(c)}
	slices.Sort(lines)
	if record.Of("facts", []byte(strings.Join(lines, "\n")+"\n")) != whole {
		t.Error("the data are not the sorted lines")
	}
}

func TestHowLongARecordIsKept(t *testing.T) {
	for _, c := range []struct{ period, keep, want string }{
		{"2026-03", "5 years", "2031-04-01"}, // March 2026 until before 1 April 2031
		{"2026-12", "5 years", "2032-01-01"},
		{"2026-Q1", "5 years", "2031-04-01"},
		{"2026-Q4", "1 year", "2028-01-01"},
		{"2026", "10 years", "2037-01-01"},
		{"2028-02-28", "1 year", "2029-02-28"}, // the end is 29 February
		{"2028-02-29", "1 year", "2029-03-01"},
		{"2026-01-30", "1 month", "2026-02-28"}, // the end is 31 January
		{"2026-03-01/2026-03-15", "2 weeks", "2026-03-29"},
		{"2026-03", "90 days", "2026-06-30"},
		{"2026-03", "18 months", "2027-10-01"},
		{"", "5 years", "period: missing; the end of the period says how long to keep the record"},
		{"March", "5 years", `period: "March": a period is written`},
		{"2026-Q5", "5 years", `period: "2026-Q5": a period is written`},
		{"2026-02-30", "5 years", `period: "2026-02-30": a period is written`},
		{"2026-03-15/2026-03-15", "5 years", `period: "2026-03-15/2026-03-15": a stretch is written`},
		{"2026-03", "", `keep: "": write a number of days`},
		{"2026-03", "0 years", `keep: "0 years": write a number of days`},
		{"2026-03", "-1 years", `keep: "-1 years": write a number of days`},
		{"2026-03", "+5 years", `keep: "+5 years": write a number of days`},
		{"2026-03", "5", `keep: "5": write a number of days`},
		{"2026-03", "5 decades", `keep: "5 decades": write a number of days`},
		{"2026-03", "9000 years", `keep: "9000 years" ends after the year 9999`},
	} {
		got, err := record.Record{Period: c.period}.KeptUntil(c.keep)
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, c.want) || err == nil && got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.period, c.keep, got, c.want)
		}
	}
}
