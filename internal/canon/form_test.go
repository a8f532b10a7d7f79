package canon_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/canon"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/tape"
)

// record has a field of every kind.
type record struct {
	Text   string   `json:"text"`
	Number int64    `json:"number"`
	Holds  bool     `json:"holds"`
	At     stamp    `json:"at"`
	Word   word     `json:"word"`
	Pairs  pairs    `json:"pairs"`
	Inner  []record `json:"inner"`
}

func (x *record) fields(f *canon.Form) {
	f.Text("text", &x.Text)
	f.Int("number", &x.Number)
	f.Bool("holds", &x.Holds)
	f.Time("at", (*time.Time)(&x.At))
	f.Value("word", &x.Word)
	f.Pairs("pairs", (*[][2]string)(&x.Pairs))
	canon.Objects(f, "inner", &x.Inner, (*record).fields)
}

// stamp is an instant that the standard reader reads by its text, too: its own
// reader of instants takes no escapes.
type stamp time.Time

func (s *stamp) UnmarshalText(text []byte) error { return (*time.Time)(s).UnmarshalText(text) }

// word refuses some texts.
type word string

func (w word) MarshalText() ([]byte, error) { return []byte(w), nil }

func (w *word) UnmarshalText(text []byte) error {
	if strings.Contains(string(text), "x") {
		return fault.Because(fault.ErrRange, "no x")
	}
	*w = word(text)
	return nil
}

// pairs are read by the standard tokens in the order written.
type pairs [][2]string

func (p *pairs) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	switch open, _ := d.Token(); open {
	case nil:
		*p = nil
		return nil
	case json.Delim('{'):
	default:
		return errors.New("no object")
	}
	*p = pairs{}
	for d.More() {
		key, _ := d.Token()
		value, _ := d.Token()
		text, ok := value.(string)
		if !ok {
			return errors.New("no text")
		}
		*p = append(*p, [2]string{key.(string), text})
	}
	return nil
}

// exactly reports whether all keys of a valid document are of a record, to the
// letter, and none stands twice in one object. The standard reader takes TEXT
// for text and the last of two.
func exactly(data []byte) bool {
	d := json.NewDecoder(bytes.NewReader(data))
	var value func(known bool) bool
	value = func(known bool) bool {
		token, _ := d.Token()
		ok, seen := true, map[any]bool{}
		switch token {
		case json.Delim('{'):
			for d.More() {
				key, _ := d.Token()
				ok = ok && !seen[key] && (!known || strings.Contains(",text,number,holds,at,word,pairs,inner,", ","+key.(string)+","))
				seen[key] = true
				ok = value(known && key != "pairs") && ok
			}
			_, _ = d.Token()
		case json.Delim('['):
			for d.More() {
				ok = value(known) && ok
			}
			_, _ = d.Token()
		}
		return ok
	}
	return value(true)
}

// agrees holds the strict reader against the standard one: it takes what that
// takes, unless keys are misspelt or repeated, and reads the same.
func agrees(data []byte) error {
	var got, want record
	err := canon.Read(data, &got, (*record).fields)
	standard := json.NewDecoder(bytes.NewReader(data))
	standard.DisallowUnknownFields()
	wantErr := json.Unmarshal(data, new(any)) // that nothing follows
	if wantErr == nil {
		wantErr = standard.Decode(&want)
	}
	switch {
	case err == nil && wantErr != nil:
		return fmt.Errorf("%q is read, but: %w", data, wantErr)
	case err != nil && wantErr == nil && exactly(data):
		return fmt.Errorf("%q is not read: %w", data, err)
	case err == nil && !exactly(data):
		return fmt.Errorf("%q is read, with keys that are not those of a record", data)
	case err == nil && !reflect.DeepEqual(got, want):
		return fmt.Errorf("%q is read as %v, not %v", data, got, want)
	case err != nil && !reflect.DeepEqual(got, record{}):
		return fmt.Errorf("%q is no record, but left %v", data, got)
	}
	if all := (*fault.FieldError)(nil); err != nil && !errors.As(err, &all) {
		return fmt.Errorf("%q: the error says no place: %w", data, err)
	}
	return nil
}

// drawJSON draws a document that is mostly a record.
func drawJSON(r *tape.Reader, b *bytes.Buffer, depth int) {
	text := func() string {
		return tape.Pick(r, `""`, `"a"`, `"é\n"`, `"\u00e9\ud83d\ude00\ud83d"`, `"\/\b\f\t\r\"\\"`, "\"\xff\xc3(\"", `"x"`, `"\x"`, "\"\n\"", `"\u12g4"`, `"2026-03-01T09:00:00Z"`)
	}
	space := func() { b.WriteString(tape.Pick(r, "", "", "", " ", "\n\t\r ", ",")) }
	value := func(kind string) {
		if r.Int(12) == 11 {
			kind = tape.Pick(r, "text", "number", "holds", "at", "pairs")
		}
		switch kind {
		case "number":
			b.WriteString(tape.Pick(r, "0", "-0", "7", "-9223372036854775808", "9223372036854775808", "1.0", "1e2", "01", "+1", "-", ".5", "5.", "null"))
		case "holds":
			b.WriteString(tape.Pick(r, "true", "false", "null", "nul", "True"))
		case "at":
			b.WriteString(tape.Pick(r, `"2026-03-01T09:00:00Z"`, `"2026-03-01T09:00:00.123456789+01:00"`, `"\u0032026-03-01T09:00:00Z"`, `"2026-03-01"`, `"2026-02-30T09:00:00Z"`, "null"))
		case "pairs":
			b.WriteString("{")
			for i := range r.Int(40) {
				if i > 0 {
					b.WriteString(",")
				}
				fmt.Fprintf(b, `"%d":%s`, r.Int(200), text())
			}
			b.WriteString("}")
		default:
			b.WriteString(text())
		}
	}
	b.WriteString("{")
	for i := range r.Int(5) {
		if i > 0 {
			b.WriteString(",")
		}
		space()
		key := tape.Pick(r, "text", "number", "holds", "at", "word", "pairs", "inner", "Text", "wrod", "\\u0074ext")
		fmt.Fprintf(b, `"%s"`, key)
		space()
		b.WriteString(":")
		space()
		if key != "inner" || depth > 3 {
			value(key)
			continue
		}
		b.WriteString("[")
		for j := range r.Int(3) {
			if j > 0 {
				b.WriteString(",")
			}
			drawJSON(r, b, depth+1)
		}
		b.WriteString("]")
	}
	b.WriteString(tape.Pick(r, "}", "}", "}", "} ", "", "}}", "},"))
}

func readersAgree(r *tape.Reader) error {
	var b bytes.Buffer
	drawJSON(r, &b, 0)
	return agrees(b.Bytes())
}

func TestTheStrictReaderAgreesWithTheStandardOne(t *testing.T) { tape.Check(t, readersAgree) }

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"text":"a","number":1,"holds":true,"at":"2026-03-01T09:00:00Z","word":"w","pairs":{"a":"b"},"inner":[{},null]}`,
		"null", "[]", `{"pairs":null}`, `{"inner":[{"inner":[{"inner":null}]}]}`, `{"text":"\ud83d\ude00"}`, `{"text":"a","text":"b"}`, "\xef\xbb\xbf{}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := agrees(data); err != nil {
			t.Error(err)
		}
		if err := readersAgree(tape.FromBytes(data).Reader()); err != nil {
			t.Error(err)
		}
	})
}

func TestErrorsSayWhere(t *testing.T) {
	for text, want := range map[string]string{
		`{"text":1}`:                              `text: cannot be read: a text in quotes is needed, in line 1, column 9`,
		"{\n \"text\": \"a\"\n \"holds\": true}":  `cannot be read: a comma or } is needed, in line 3, column 2`,
		`{"inner":[{},{"number":1.5}]}`:           `inner[1].number: "1.5": out of range: a whole number of 64 bits is needed`,
		`{"inner":[{},{"nubmer":1}]}`:             `inner[1].nubmer: unknown: did you mean "number"?`,
		`{"qqqqqqqqqqqqqqqqqqq":1}`:               `qqqqqqqqqqqqqqqqqqq: unknown: one of text, number, holds, at, word, pairs, inner`,
		`{"Text":""}`:                             `Text: unknown: did you mean "text"?`,
		`{"text":"a","holds":true,"text":"b"}`:    `text: conflicts with another term: the key is repeated`,
		`{"inner":[{"pairs":{"a":"1","a":"2"}}]}`: `inner[0].pairs.a: conflicts with another term: the key is repeated`,
		`{"pairs":{"a":1}}`:                       `pairs.a: cannot be read: a text in quotes is needed, in line 1, column 15`,
		`{"word":"axe"}`:                          `word: "axe": out of range: no x`,
		`{"at":"yesterday"}`:                      `at: "yesterday": cannot be read: an instant is written 2026-03-31T09:00:00Z`,
		`{"holds":1}`:                             `holds: cannot be read: true or false is needed, in line 1, column 10`,
		`{"inner":{}}`:                            `inner: cannot be read: a list is needed, in line 1, column 10`,
		`[]`:                                      `cannot be read: an object is needed, in line 1, column 1`,
		`{}{}`:                                    `cannot be read: nothing may follow, in line 1, column 3`,
		"{}\x00":                                  `cannot be read: nothing may follow, in line 1, column 3`,
		`{"text":"a`:                              `text: cannot be read: a text in quotes is needed, in line 1, column 11`,
		``:                                        `cannot be read: an object is needed, in line 1, column 1`,
	} {
		x := record{Text: "as it was"}
		err := canon.Read([]byte(text), &x, (*record).fields)
		if err == nil || err.Error() != want {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
		if x.Text != "as it was" {
			t.Errorf("%s changed the value", text)
		}
	}
}

func TestRepeatedPairsAreFoundAmongMany(t *testing.T) {
	for n := range 40 {
		text := `{"pairs":{`
		for i := range n {
			text += fmt.Sprintf(`"%d":"",`, i)
		}
		var x record
		if err := canon.Read([]byte(text+`"n":""}}`), &x, (*record).fields); err != nil || len(x.Pairs) != n+1 {
			t.Errorf("%d: %v, %v", n, err, x.Pairs)
		}
		if err := canon.Read([]byte(text+`"0":""}}`), &x, (*record).fields); n > 0 && !errors.Is(err, fault.ErrConflict) {
			t.Errorf("%d: %v", n, err)
		}
	}
}

func TestListsOfPairsDoNotShareRoom(t *testing.T) {
	text := `{"inner":[`
	for i := range 3000 {
		text += fmt.Sprintf(`{"pairs":{"a":"%d","b":"%d"}},`, i, i)
	}
	var x record
	if err := canon.Read([]byte(text+`{}]}`), &x, (*record).fields); err != nil {
		t.Fatal(err)
	}
	for i := range 3000 {
		_ = append(x.Inner[i].Pairs, [2]string{"c", "another"})
	}
	for i := range 3000 {
		if want := fmt.Sprint(i); len(x.Inner[i].Pairs) != 2 || x.Inner[i].Pairs[0] != [2]string{"a", want} || x.Inner[i].Pairs[1] != [2]string{"b", want} {
			t.Fatal(i, x.Inner[i].Pairs)
		}
	}
}

func TestWriteAndReadAreInverse(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 5, time.UTC)
	x := record{Text: "é\"\n", Number: -1 << 63, Holds: true, At: stamp(at), Word: "w", Pairs: pairs{{"b", "1"}, {"a", "2"}},
		Inner: []record{{Pairs: pairs{}, Inner: []record{}}, {Number: 1, Pairs: pairs{}}}}
	zero := `"at":"0001-01-01T00:00:00Z","holds":false,"inner":`
	want := `{"at":"2026-03-01T09:00:00.000000005Z","holds":true,"inner":[{` + zero + `[],"number":0,"pairs":{},"text":"","word":""},{` +
		zero + `null,"number":1,"pairs":{},"text":"","word":""}],"number":-9223372036854775808,"pairs":{"a":"2","b":"1"},"text":"é\"\u000a","word":"w"}`
	got := canon.Write(&x, (*record).fields)
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var back record
	if err := canon.Read(got, &back, (*record).fields); err != nil {
		t.Fatal(err)
	}
	if again := canon.Write(&back, (*record).fields); !bytes.Equal(again, got) {
		t.Errorf("got  %s\nwant %s", again, got)
	}
	if string(canon.Append(nil, canon.List{canon.Raw(`{"a":1}`), 1})) != `[{"a":1},1]` {
		t.Error("a raw value is not written as it is")
	}
}

// rawJSON keeps what it is given.
type rawJSON string

func (j *rawJSON) UnmarshalJSON(data []byte) error {
	if *j = rawJSON(data); *j == "0" {
		return fault.Because(fault.ErrRange, "not 0")
	}
	return nil
}

func TestRawValuesAreCutOut(t *testing.T) {
	read := func(text string) (all []rawJSON, err error) {
		type list struct{ All []rawJSON }
		var into list
		err = canon.Read([]byte(text), &into, func(l *list, f *canon.Form) {
			f.Each("all", func() {
				l.All = append(l.All, "")
				f.Raw(&l.All[len(l.All)-1])
			})
		})
		return into.All, err
	}
	all, err := read(`{"all": [ {"a":[1,"}"]} , null,-1.5e3 , "\"]" , [], true]}`)
	if want := []rawJSON{`{"a":[1,"}"]}`, "null", "-1.5e3", `"\"]"`, "[]", "true"}; err != nil || !reflect.DeepEqual(all, want) {
		t.Errorf("%v: %q", err, all)
	}
	deep := func(n int) string { return `{"all":[` + strings.Repeat("[", n) + strings.Repeat("]", n) + `]}` }
	if _, err := read(deep(100)); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{deep(101), `{"all":[}`, `{"all":[[}`, `{"all":[:]}`, `{"all":[nul]}`, `{"all":["]}`, `{"all":[1`, `{"all":[[`, `{"all":[]]}`} {
		if _, err := read(bad); !errors.Is(err, fault.ErrSyntax) {
			t.Errorf("%.30s: %v", bad, err)
		}
	}
	if _, err := read(`{"all":[1,0]}`); err == nil || err.Error() != "all[1]: out of range: not 0" {
		t.Error(err)
	}
}

func TestReadPairs(t *testing.T) {
	for text, want := range map[string][][2]string{"null": nil, " {} ": {}, `{"b":"1","a":""}`: {{"b", "1"}, {"a", ""}}} {
		if got, err := canon.ReadPairs([]byte(text)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"", "[]", `{"a"}`, `{"a":null}`, `{"a":"1",}`, `{} 1`} {
		if got, err := canon.ReadPairs([]byte(bad)); !errors.Is(err, fault.ErrSyntax) {
			t.Errorf("%s: %v, %v", bad, got, err)
		}
	}
}

// Each is read or refused as the standard reader does.
func TestGrammar(t *testing.T) {
	read := 0
	for _, value := range []string{
		`"number":0`, `"number":-0`, `"number":01`, `"number":-01`, `"number":00`, `"number":+1`, `"number":-`, `"number":1.`, `"number":.5`,
		`"number":1e5`, `"number":1e`, `"number":1e+`, `"number":0x1`, `"number":1_0`, `"number":9223372036854775807`, `"number":NaN`, `"number":"1"`,
		"\"text\":\"\n\"", "\"text\":\"\t\"", "\"text\":\"\x00\"", "\"text\":\"\x1f\"", "\"text\":\"\x7f\"", "\"text\":\"\u2028\"",
		"\"text\":\"é\n\"", "\"text\":\"\\n\n\"", "\"text\":\"\xff\"", "\"text\":\"a\xc3\"", "\"text\":\"\xed\xa0\x80b\"", "\"text\":\"é\xffé\xfe\"",
		`"text":"\u0000"`, `"text":"\uD83D\uDE00"`, `"text":"\ud83d"`, `"text":"\ud83dx"`, `"text":"\ud83d\u0041"`, `"text":"\ude00\ud83d"`,
		`"text":"\u00E9\u00e9"`, `"text":"\u00g9"`, `"text":"\u00"`, `"text":"\`, `"text":"\"`, `"text":"\a"`, `"text":"\'"`, `"text":'a'`,
		`"text":"\"\\\/\b\f\n\r\t"`, `"text":nul`, `"text":nulll`, `"text":null`, `"holds":truefalse`, `"holds":TRUE`, `"holds":false`,
		`"pairs":{"\u0061":"1","a":"2"}`, `"pairs":{"a":"1",}`, `"pairs":{,}`, `"pairs":{"a":"1" "b":"2"}`, `"pairs":[]`, `"pairs":null`, `"pairs":{}`,
		`"inner":[,]`, `"inner":[{},]`, `"inner":[{} {}]`, `"inner":[[]]`, `"inner":[1]`, `"inner":[null,{}]`, `"inner":[]`, `"inner":`,
		`"t\u0065xt":"a"`, `"text" : "a" , "number" :1`, "\v\"text\":\"a\"", "\u00a0\"text\":\"a\"", `text:"a"`, `"text"`, `"text":"a",`, `//`,
	} {
		if err := agrees([]byte("{" + value + "}")); err != nil {
			t.Error(err)
		}
		if canon.Read([]byte("{"+value+"}"), new(record), (*record).fields) == nil {
			read++
		}
	}
	if read != 25 {
		t.Errorf("%d are read", read)
	}
}

// Groups reads what it writes, and refuses a language or name that is repeated.
func TestGroups(t *testing.T) {
	type named struct{ names map[string]map[string]string }
	fields := func(n *named, f *canon.Form) { f.If(len(n.names) > 0).Groups("names", &n.names) }
	for _, c := range []struct{ text, path string }{
		{`{}`, ""},
		{`{"names":{}}`, ""},
		{`{"names":{"de":{},"zh-Hans":{"objectives.portal":"门户","title":"协议"}}}`, ""},
		{`{"names":{"de":{"title":"a"},"de":{"title":"b"}}}`, "names.de"},
		{`{"names":{"de":{"title":"a","title":"b"}}}`, "names.de.title"},
		{`{"names":{"de":{"title":null}}}`, "names.de.title"},
		{`{"names":{"de":7}}`, "names.de"},
		{`{"names":["de"]}`, "names"},
		{`{"names":{"de":{"title":"a"}`, "names"},
	} {
		var n named
		err := canon.Read([]byte(c.text), &n, fields)
		switch {
		case c.path == "" && err != nil:
			t.Errorf("%s: %v", c.text, err)
		case c.path == "" && len(n.names) > 0 && string(canon.Write(&n, fields)) != c.text:
			t.Errorf("%s is written as %s", c.text, canon.Write(&n, fields))
		case c.path != "" && (err == nil || !strings.HasPrefix(err.Error(), c.path)):
			t.Errorf("%s: %v, want a path %s", c.text, err, c.path)
		}
	}
}

// Texts end, and are no longer plain, at each place among the eight bytes that are
// looked at together.
func TestTextsOfEachLength(t *testing.T) {
	for n := range 20 {
		for at := range n + 1 {
			for _, odd := range []string{"", `\"`, `\\`, "\n", "\x1f", "\x7f", "é", "\x80", "\xff", " ", "!", "#", "[", "]", "\\u0022"} {
				text := strings.Repeat("a", at) + odd + strings.Repeat("z", n-at)
				for _, data := range []string{`{"text":"` + text + `"}`, `{"text":"` + text + `","number":7}`} {
					if err := agrees([]byte(data)); err != nil {
						t.Error(err)
					}
				}
			}
		}
	}
}

// Keys are read in any order: those that stand in the order of the fields in one round,
// the others in further rounds.
func TestKeysInAnyOrder(t *testing.T) {
	keys := []string{`"text":"a"`, `"number":7`, `"holds":true`, `"pairs":{"k":"v"}`, `"inner":[{"holds":true,"text":"b"}]`}
	var order func(chosen, left []string)
	order = func(chosen, left []string) {
		if err := agrees([]byte("{" + strings.Join(chosen, ",") + "}")); err != nil {
			t.Error(err)
		}
		for i := range left {
			rest := append(append([]string{}, left[:i]...), left[i+1:]...)
			order(append(chosen[:len(chosen):len(chosen)], left[i]), rest)
		}
	}
	order(nil, keys)
}
