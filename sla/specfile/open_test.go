package specfile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

func acme(t testing.TB) string {
	t.Helper()
	data, err := files.ReadFile("testdata/acme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// folder makes a file system of names and texts.
func folder(pairs ...string) fstest.MapFS {
	made := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		made[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return made
}

func TestBadFiles(t *testing.T) {
	good := acme(t)
	for _, c := range bad {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(good, c.old) == 0 {
				t.Fatalf("%q is not in the file", c.old)
			}
			text := strings.Replace(good, c.old, c.new, 1)
			agreement, err := specfile.Open(folder("acme.yaml", text), "acme.yaml", sources)
			if err == nil || agreement != nil {
				t.Fatalf("no error")
			}
			if got := strings.ReplaceAll(err.Error(), "acme.yaml:", ""); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
				var placed *specfile.Error
				var field *sla.FieldError
				if !errors.As(e, &placed) || placed.File != "acme.yaml" || !errors.As(e, &field) || field.Path != placed.Path {
					t.Errorf("%#v is not placed", e)
				}
			}
			crlf := strings.ReplaceAll(text, "\n", "\r\n")
			if _, err := specfile.Open(folder("acme.yaml", crlf), "acme.yaml", sources); err == nil {
				t.Error("no error with the line ends of Windows")
			} else if got := strings.ReplaceAll(err.Error(), "acme.yaml:", ""); got != c.want {
				t.Errorf("with the line ends of Windows\n%s", got)
			}
		})
	}
}

func TestKindsAndPlacesCanBeAskedFor(t *testing.T) {
	_, err := specfile.Open(folder("a.yaml", strings.Replace(acme(t), "within: 4h", "within: 4hs", 1)), "a.yaml", sources)
	var placed *specfile.Error
	if !errors.Is(err, sla.ErrSyntax) || !errors.As(err, &placed) {
		t.Fatal(err)
	}
	if placed.Line != 41 || placed.Column != 19 || placed.Value != "4hs" || placed.Path != "objectives[0].targets[2].within" {
		t.Errorf("%+v", placed)
	}
	if _, err := specfile.Open(folder(), "acme.yaml", sources); !errors.Is(err, fs.ErrNotExist) || err.Error() != "acme.yaml: file does not exist" {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestBounds(t *testing.T) {
	const top = "sla: v1\nid: a\n"
	deep := func(n int) string {
		return top + "credits: { rules: { " + strings.Repeat("capped: { at: 1%, of: { ", n) + "flat: { credit: 1% }" + strings.Repeat(" } }", n) + " } }\n"
	}
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "1:1: missing: the file is empty; an agreement starts with sla: v1"},
		{"a comment only", "# soon\n", "1:1: missing: the file is empty; an agreement starts with sla: v1"},
		{"a list", "- sla: v1\n", "1:1: cannot be read: a mapping of keys and values is needed, not a list"},
		{"a text", "sla", `1:1: "sla": cannot be read: a mapping of keys and values is needed, not a single value`},
		{"a megabyte of digits", top + "title: " + strings.Repeat("7", 1<<20-len(top)-8) + "\n",
			`3:8: title: "` + strings.Repeat("7", 60) + `… (1048554 bytes)": out of range: a text has at most 10000 bytes`},
		{"a longest text and one more", top + "title: " + strings.Repeat("7", 10_001),
			`3:8: title: "` + strings.Repeat("7", 60) + `… (10001 bytes)": out of range: a text has at most 10000 bytes`},
		{"more than a megabyte", top + strings.Repeat("# digits\n", 1<<17), "out of range: the files of an agreement have at most 1048576 bytes"},
		{"a key too long", top + "clocks: { " + strings.Repeat("k", 201) + ": {} }",
			`3:11: clocks: "` + strings.Repeat("k", 60) + `… (201 bytes)": out of range: a key has at most 200 bytes`},
		{"brackets only", strings.Repeat("[", 20_000), "1:1: cannot be read: the text is not YAML from here on: exceeded max depth of 10000"},
		{"too many values", top + "removed: [" + strings.Repeat("a,", 100_000) + "]", "3:199997: removed[99993]: \"a\": out of range: at most 100000 values"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := specfile.Parse([]byte(c.text))
			if err == nil || err.Error() != c.want {
				t.Errorf("got\n%.400v\nwant\n%s", err, c.want)
			}
		})
	}
	if _, err := specfile.Parse([]byte(top + "title: " + strings.Repeat("7", 10_000))); err != nil {
		t.Errorf("a longest text: %v", err)
	}
	if _, err := specfile.Parse([]byte(top + "clocks: { " + strings.Repeat("k", 200) + ": {} }")); err != nil {
		t.Errorf("a longest key: %v", err)
	}
	if _, err := specfile.Parse([]byte(deep(30))); err != nil {
		t.Errorf("as deep as rules may be: %v", err)
	}
	if _, err := specfile.Parse([]byte(deep(70))); err == nil || !strings.Contains(err.Error(), "out of range: at most 128 levels within one another") {
		t.Errorf("deeper: %.300v", err)
	}
	if _, err := specfile.Parse([]byte(deep(3_000))); err == nil || len(err.Error()) > 10_000 {
		t.Errorf("much deeper: %.300v", err)
	}
	if _, err := specfile.Parse([]byte(top + strings.Repeat("x-: 1\n", 1_500))); err == nil || !strings.HasSuffix(err.Error(), "out of range: 500 more problems") {
		t.Errorf("%.300v", err)
	}
}

// Lists and texts over several lines do not draw a mistake behind them to
// where they start.
func TestSyntaxIsPlacedBehindLongLists(t *testing.T) {
	for lines := range 12 {
		text := "sla: v1\nremoved: [\n" + strings.Repeat("  a,\n", 30) + "]\ntitle: >\n  long\n" +
			strings.Repeat("reason: b\n", lines) + "zone: [UTC\nid: a\n" + strings.Repeat("kind: sla\n", 3)
		_, err := specfile.Parse([]byte(text))
		want := fmt.Sprintf("%d:1: cannot be read: the text is not YAML from here on: did not find expected ',' or ']'", 36+lines)
		if err == nil || err.Error() != want {
			t.Errorf("%d lines between\ngot  %v\nwant %s", lines, err, want)
		}
	}
}

// What an unquoted word means to other readers is not what it says.
func TestWordsAndDigitsStayAsTheyAre(t *testing.T) {
	for _, text := range []string{
		"0.12345678901234567890123", "12000.00", "0123", "1_000", "1e400", ".inf", ".nan", "0x1F", "0o17", "1:30", "2026-12-24",
		"2026-12-24T10:00:00Z", "no", "yes", "On", "TRUE", "95%", "-10m", "+1h", "1,5", "10 000",
	} {
		for _, quoted := range []string{text, `"` + text + `"`, "'" + text + "'", ">-\n  " + text} {
			spec, err := specfile.Parse([]byte("sla: v1\nid: a\ntitle: " + quoted + "\n"))
			if err != nil || spec.Title != text {
				t.Errorf("%q is read as %q, %v", quoted, spec.Title, err)
			}
		}
	}
}

const calendars = `sla: v1
calendars: { office: { zone: UTC, hours: mon-fri 09:00-17:00 } }
`

const main = `sla: v1
include: [shared/calendars.yaml, shared/portal.yaml]
id: main
zone: UTC
policies: { profile: exact }
clocks: { response: { start: opened, stop: replied } }
objectives:
  - { id: first, clock: response, targets: { within: 4h, calendar: office }, period: month, counts: due }
`

const portal = `sla: v1
include: calendars.yaml
objectives:
  - { id: portal, availability: { of: portal, no-data: exclude }, period: month }
`

func TestIncludedFiles(t *testing.T) {
	good := folder("main.yaml", main, "shared/calendars.yaml", calendars, "shared/portal.yaml", portal)
	agreement, err := specfile.Open(good, "main.yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	spec := agreement.Spec()
	if len(spec.Objectives) != 2 || spec.Objectives[0].ID != "first" || spec.Objectives[1].ID != "portal" || len(spec.Calendars) != 1 {
		t.Errorf("%+v", spec)
	}
	if _, ok := agreement.Calendar("office"); !ok {
		t.Error("the calendar of the included file is not there")
	}

	many := folder("main.yaml", "sla: v1\ninclude: f0.yaml\nid: a\nzone: UTC\n")
	for i := range 20 {
		many[fmt.Sprintf("f%d.yaml", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "sla: v1\ninclude: f%d.yaml\n", i+1)}
	}
	half := strings.Repeat("# digits\n", 1<<16)
	for _, c := range []struct {
		name string
		fs   fstest.MapFS
		want string
	}{
		{"meaning in an included file", folder("main.yaml", main, "shared/calendars.yaml", calendars, "shared/portal.yaml", strings.Replace(portal, "exclude }", "excluded }", 1)),
			`shared/portal.yaml:4:56: objectives[1].availability.no-data: "excluded": unknown: did you mean "exclude"?`},
		{"form and meaning in several files", folder("main.yaml", strings.Replace(main, "4h", "4hs", 1), "shared/calendars.yaml", strings.Replace(calendars, "hours", "huors", 1), "shared/portal.yaml", portal),
			`main.yaml:8:54: objectives[0].targets[0].within: "4hs": cannot be read: a length of time is written 4h, 1h30m, 90s
shared/calendars.yaml:2:35: calendars.office.huors: unknown: did you mean "hours"?`},
		{"a calendar in two files", folder("main.yaml", strings.Replace(main, "zone: UTC", "calendars: { office: { hours: 24x7 } }\nzone: UTC", 1), "shared/calendars.yaml", calendars, "shared/portal.yaml", portal),
			`shared/calendars.yaml:2:14: calendars.office: conflicts with another term: it is stated already, at main.yaml:4:14`},
		{"a word in two files", folder("main.yaml", main, "shared/calendars.yaml", calendars+"zone: UTC\n", "shared/portal.yaml", portal),
			`shared/calendars.yaml:3:1: zone: conflicts with another term: it is stated already, at main.yaml:4:1`},
		{"an objective in two files", folder("main.yaml", main, "shared/calendars.yaml", calendars, "shared/portal.yaml", strings.Replace(portal, "id: portal", "id: first", 1)),
			`shared/portal.yaml:4:11: objectives[1].id: "first": conflicts with another term: an objective has this name already, at main.yaml:8:11`},
		{"a circle", folder("main.yaml", main, "shared/calendars.yaml", strings.Replace(calendars, "v1", "v1\ninclude: ../main.yaml", 1), "shared/portal.yaml", portal),
			`shared/calendars.yaml:2:10: include[0]: "main.yaml": conflicts with another term: a circle: main.yaml includes shared/calendars.yaml includes main.yaml`},
		{"itself", folder("main.yaml", "sla: v1\ninclude: ./main.yaml\n"),
			`main.yaml:2:10: include[0]: "main.yaml": conflicts with another term: a circle: main.yaml includes main.yaml`},
		{"a file that is not there", folder("main.yaml", main, "shared/calendars.yaml", calendars),
			`main.yaml:2:34: include[1]: "shared/portal.yaml": file does not exist`},
		{"a file outside", folder("main.yaml", "sla: v1\ninclude: [ok.yaml, ../secret.yaml]\n", "ok.yaml", "sla: v1\n"),
			`main.yaml:2:20: include[1]: "../secret.yaml": cannot be read: a path in this folder is needed, such as shared/calendars.yaml, without / or ./ in front and without ..`},
		{"a file by its path from the root", folder("main.yaml", "sla: v1\ninclude: /etc/secret.yaml\n"),
			`main.yaml:2:10: include[0]: "/etc/secret.yaml": cannot be read: a path in this folder is needed, such as shared/calendars.yaml, without / or ./ in front and without ..`},
		{"too many", many, `f18.yaml:2:10: include[0]: "f19.yaml": out of range: at most 20 files make an agreement`},
		{"too large together", folder("main.yaml", "sla: v1\ninclude: b.yaml\n"+half, "b.yaml", half),
			`main.yaml:2:10: include[0]: "b.yaml": out of range: the files of an agreement have at most 1048576 bytes`},
		{"an included file without a version", folder("main.yaml", "sla: v1\ninclude: b.yaml\nid: a\nzone: UTC\n", "b.yaml", "currency: EUR\n"),
			`b.yaml:1:1: sla: missing: a file starts with the version of its format, sla: v1`},
		{"an included file that is no YAML", folder("main.yaml", "sla: v1\ninclude: b.yaml\n", "b.yaml", "sla: v1\nid: [a\n"),
			`b.yaml:2:1: cannot be read: the text is not YAML from here on: did not find expected ',' or ']'`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := specfile.Open(c.fs, "main.yaml", sla.Sources{})
			if err == nil {
				t.Fatal("no error")
			}
			if err.Error() != c.want {
				t.Errorf("got\n%s\nwant\n%s", err, c.want)
			}
		})
	}

	if _, err := specfile.Parse([]byte(main)); err == nil || err.Error() != "2:10: include: conflicts with another term: only Open reads other files" {
		t.Errorf("Parse has no other files: %v", err)
	}
}

func TestJSONIsReadByTheSameReader(t *testing.T) {
	spec, err := specfile.Parse([]byte(acme(t)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := specfile.JSON(spec)
	if err != nil {
		t.Fatal(err)
	}
	agreement, err := specfile.Open(folder("acme.json", string(data)), "acme.json", sources)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(agreement.Spec(), spec) {
		t.Error("the agreement read from JSON differs")
	}
	for _, c := range []struct{ text, want string }{
		{"{\t\"sla\":\"v1\",\n\t\"id\":\"a\",\n\t\t\"zone\":\"Nowhere\" }", `a.json:3:10: zone: "Nowhere": unknown: no such time zone`},
		{`{"id":"a","sla":"v1","zone":"UTC","id":"b"}`, `a.json:1:35: id: conflicts with another term: the key stands in line 1 already`},
		{`{"sla":"v1","id":"a","zone":"UTC","title":null}`, `a.json:1:43: title: "null": missing: a value is needed; leave out what is not stated, and write "" for an empty text`},
		{`{"sla":"v1","id":"\ud83d\ude00 \ud83d\ude00","zone":"Nowhere"}`, `a.json:1:53: zone: "Nowhere": unknown: no such time zone`},
		{`{"sla":"v1","id":"\\ud83d\ude00"}`, `a.json:1:1: cannot be read: the text is not YAML from here on: found invalid Unicode character escape code`},
		{`{"sla":"v1","id":"a","zone":"UTC"} {}`, `a.json:1:1: cannot be read: the text is not YAML from here on: did not find expected <document start>`},
	} {
		if _, err := specfile.Open(folder("a.json", c.text), "a.json", sla.Sources{}); err == nil || err.Error() != c.want {
			t.Errorf("%s\ngot  %v\nwant %s", c.text, err, c.want)
		}
	}
	spec, err = specfile.Parse([]byte(`{"zone":"UTC","sla":"v1","id":"\ud83d\ude00\\ud83d\\ude00\u00e4","title":"\ud83d\ude00"}`))
	if err != nil || spec.ID != `😀\ud83d\ude00ä` || spec.Title != "😀" {
		t.Errorf("%q %q %v", spec.ID, spec.Title, err)
	}
	if _, err := specfile.Parse([]byte("\ufeff" + acme(t))); err != nil {
		t.Errorf("with a byte order mark: %v", err)
	}
}
