package specfile_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// contractText is a contract with its terms; ` stands as ' in it.
const contractText = `# Support agreement of Acme

Words before the first clause.

'''sla
sla: v1
id: acme
zone: Europe/Berlin
currency: EUR
policies: { profile: exact }
'''

## 1. Definitions

**Business hours** are the hours below.

- Monday to Friday
- from eight to six

'''sla
calendars:
  office: { hours: mon-fri 08:00-18:00 }
'''

2 Services
----------

### 2.1 The desk

'''sla
services:
  desk: { title: Service desk }
'''

## 3 Service levels
### 3.1 First response ###

Somebody answers.

~~~~ sla
clocks:
  response: { start: opened, stop: replied }
objectives:
  - id: first-response
    service: desk
    clock: response
    targets:
      - { when: { priority: P1 }, within: 1h, calendar: office, clause: 3.1(a) }
      - { within: 4h, calendar: office }
    attain: 95%
    period: month
    counts: due
~~~~

### 3.2 A reopened ticket

  '''sla
  policies: { reopen: final }
  '''

## 4 Credits

'''sla
credits:
  base: 1000.00
  round: half-even
  rules: [{ objective: first-response, flat: { credit: 5% } }]
'''

### 4.1 Limit

'''sla
credits: { caps: { month: 30% } }
'''

### 4.2 Another limit

'''sla
credits: { caps: { year: 20% }, claim: 30 days after month end }
'''

## Governing law

German law.
`

func openContract(text string, more ...string) (*sla.Agreement, error) {
	files := fstest.MapFS{"contract.md": {Data: []byte(strings.ReplaceAll(text, "'''", "```"))}}
	for i := 0; i+1 < len(more); i += 2 {
		files[more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
	}
	return specfile.Open(files, "contract.md", sla.Sources{})
}

func TestAContractWithItsTerms(t *testing.T) {
	for _, ends := range []string{"\n", "\r\n", "\r"} {
		a, err := openContract(strings.ReplaceAll(contractText, "\n", ends))
		if err != nil {
			t.Fatalf("%q: %v", ends, err)
		}
		spec := a.Spec()
		want := []sla.Clause{
			{Clause: "1", Title: "Definitions", Text: []string{"**Business hours** are the hours below.", "- Monday to Friday\n- from eight to six"}, Terms: []string{"calendars.office"}},
			{Clause: "2", Title: "Services"},
			{Clause: "2.1", Title: "The desk"},
			{Clause: "3", Title: "Service levels"},
			{Clause: "3.1", Title: "First response", Text: []string{"Somebody answers."}},
			{Clause: "3.2", Title: "A reopened ticket", Terms: []string{"policies.reopen"}},
			{Clause: "4", Title: "Credits", Terms: []string{"credits.base", "credits.round"}},
			{Clause: "4.1", Title: "Limit"},
			{Clause: "4.2", Title: "Another limit", Terms: []string{"credits.claim"}},
			{Clause: "Governing law", Text: []string{"German law."}},
		}
		if !reflect.DeepEqual(spec.Document.Clauses, want) {
			t.Errorf("%q: %+v", ends, spec.Document.Clauses)
		}
		if spec.Document.Purpose != "Words before the first clause." || spec.Title != "Support agreement of Acme" || spec.Policies.Reopen != sla.Final || spec.Policies.Profile != sla.ProfileExact {
			t.Error(spec.Title, spec.Policies)
		}
		for path, clause := range map[string]string{
			"objectives.first-response": "3.1", "objectives[0].targets[0].within": "3.1(a)", "objectives[0].targets[1]": "3.1", "clocks.response": "3.1", "services.desk": "2.1",
			"calendars.office": "1", "policies.reopen": "3.2", "policies.retarget": "", "credits.rules[0]": "4", "credits.caps[0]": "4.1", "credits.caps[1]": "4.2", "credits.claim": "4.2", "credits.round": "4",
		} {
			if got := a.Clauses().Of(path); got != clause {
				t.Errorf("%s: clause %q, not %q", path, got, clause)
			}
		}
		// The document and its terms in one file are the same agreement.
		text, err := specfile.YAML(spec)
		if err != nil {
			t.Fatal(err)
		}
		again, err := specfile.Open(fstest.MapFS{"a.yaml": {Data: text}}, "a.yaml", sla.Sources{})
		if err != nil || again.Fingerprint() != a.Fingerprint() || !reflect.DeepEqual(again.Spec(), spec) || !reflect.DeepEqual(again.Clauses(), a.Clauses()) {
			t.Errorf("%v\n%s", err, text)
		}
	}
}

// Every problem has the line and column of the document.
func TestProblemsOfADocumentHaveTheirPlaces(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"a word", "counts: due", "counts: deu", `contract.md:52:13: objectives[0].counts: "deu": unknown: did you mean "due"?`},
		{"a calendar", "within: 4h, calendar: office", "within: 4h, calendar: offce", `contract.md:49:33: objectives[0].targets[1].calendar: "offce": unknown: did you mean "office"?`},
		{"a key", "attain: 95%", "atain: 95%", `contract.md:50:5: objectives[0].atain: unknown: did you mean "attain"?`},
		{"in an indented block", "  policies: { reopen: final }", "  policies: { reopen: fnial }", `contract.md:58:23: policies.reopen: "fnial": unknown: did you mean "final"?`},
		{"no YAML", "calendars:\n  office: {", "calendars:\n  office: }", "contract.md:22:3: cannot be read"},
		{"a tab", "services:\n  desk", "services:\n\tdesk", "contract.md:32:1: cannot be read: a tab does not indent"},
		{"twice", "credits: { caps: { year: 20% }, claim", "credits: { round: half-up, caps: { year: 20% }, claim", "contract.md:79:12: credits.round: conflicts with another term: it is stated already, at contract.md:66:3"},
		{"a policy twice", "policies: { reopen: final }", "policies: { profile: exact, reopen: final }", "contract.md:58:15: policies.profile: conflicts with another term: it is stated already, at contract.md:10:13"},
		{"a calendar twice", "services:\n", "calendars: { office: { hours: 24x7 } }\nservices:\n", "contract.md:31:14: calendars.office: conflicts with another term: it is stated already, at contract.md:22:3"},
		{"an objective twice", "credits: { caps: { month", "objectives: [{ id: first-response }]\ncredits: { caps: { month", "contract.md:73:20: objectives[1].id: \"first-response\": conflicts with another term: an objective has this name already, at contract.md:44:9"},
		{"the zone twice", "services:\n", "zone: UTC\nservices:\n", "contract.md:31:1: zone: conflicts with another term: it is stated already, at contract.md:8:1"},
		{"no version", "sla: v1\n", "", "contract.md:6:1: sla: missing: a file starts with the version of its format, sla: v1"},
		{"another version", "services:\n", "sla: v2\nservices:\n", `contract.md:31:6: sla: "v2": unknown: this library reads the format v1`},
		{"a clause twice", "### 4.2 Another", "### 4.1 Another", `contract.md:76:1: document.clauses[8].clause: "4.1": conflicts with another term: an earlier clause has this number`},
		{"no end", "credits: { caps: { year: 20% }, claim: 30 days after month end }\n'''", "credits: {}", "contract.md:78:1: cannot be read: the block does not end: close it with a line ```"},
		{"in a list", "### 4.2 Another limit\n", "### 4.2 Another limit\n\n-   '''sla\n    zone: UTC\n    '''\n", "contract.md:78:5: cannot be read: terms are read only from a block at the margin"},
		{"in a quotation", "### 4.2 Another limit\n", "### 4.2 Another limit\n\n> '''sla\n> zone: UTC\n> '''\n", "contract.md:78:3: cannot be read: terms are read only from a block at the margin"},
		{"indented", "### 4.2 Another limit\n", "### 4.2 Another limit\n\n    '''sla\n    zone: UTC\n    '''\n", "contract.md:78:5: cannot be read: terms are read only from a block at the margin"},
		{"in braces", "~~~~ sla", "~~~~ {.sla}", "contract.md:40:5: cannot be read: write ~~~~sla"},
		{"a byte", "Somebody answers.", "Some\xffbody answers.", "contract.md:38:5: cannot be read: byte 0xff is not UTF-8"},
	} {
		_, err := openContract(strings.Replace(contractText, c.old, c.new, 1))
		var at *specfile.Error
		if err == nil || !errors.As(err, &at) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: no %q in\n%v", c.name, c.want, err)
		}
	}
}

// What is no block of terms states nothing: blocks within blocks, comments, examples,
// headings within blocks.
func TestWhatIsNoTerm(t *testing.T) {
	a, err := openContract(contractText + `
## 5 Examples

` + "````" + ` md
'''sla
zone: UTC
'''
## 9 No heading
` + "````" + `

~~~
'''sla
zone: UTC
'''
~~~

<!-- withdrawn
'''sla
zone: UTC
'''
## 8 No heading
-->

<pre>
'''sla
zone: UTC
'''
</pre>

'''yaml
zone: UTC
'''

- a list item
---

| a table | of two |
|---------|--------|
| 1 | 2 |

#No heading, and ` + "`code`" + `

` + "``` not a fence ` ```" + `
`)
	if err != nil {
		t.Fatal(err)
	}
	clauses := a.Spec().Document.Clauses
	last := clauses[len(clauses)-1]
	if last.Clause != "5" || len(clauses) != 11 || len(last.Terms) > 0 || a.Spec().Zone != "Europe/Berlin" {
		t.Errorf("%+v", clauses)
	}
	for _, want := range []string{"## 9 No heading", "- a list item", "| a table | of two |\n|---------|--------|\n| 1 | 2 |"} {
		found := false
		for _, text := range last.Text {
			found = found || text == want
		}
		if !found {
			t.Errorf("no %q in %q", want, last.Text)
		}
	}
}

// The number of a clause is read from the headings that contracts have.
func TestNumbersOfClauses(t *testing.T) {
	for heading, want := range map[string][2]string{
		"7.2 Availability": {"7.2", "Availability"}, "7.2. Availability": {"7.2", "Availability"}, "7) Availability": {"7", "Availability"}, "7": {"7", ""},
		"12a Fees": {"12a", "Fees"}, "Article 7 – Availability": {"Article 7", "Availability"}, "ARTICLE IV. Fees": {"ARTICLE IV", "Fees"}, "Schedule A: Prices": {"Schedule A", "Prices"},
		"§ 7 Verfügbarkeit": {"§ 7", "Verfügbarkeit"}, "§7": {"§7", ""}, "第七条 可用性": {"第七条", "可用性"}, "第7条、可用性": {"第7条", "可用性"}, "三、服务": {"三", "服务"},
		"A. Definitions": {"A", "Definitions"}, "IV. Fees": {"IV", "Fees"}, "Part of the service": {"Part of the service", ""}, "24x7 support": {"24x7 support", ""},
		"99.9% availability": {"99.9% availability", ""}, "Governing law": {"Governing law", ""}, "**7.2** `Availability` {#avail}": {"7.2", "Availability"}, "[7.2 Availability](#a)": {"7.2", "Availability"},
		"Clause 3.1.2 Response": {"Clause 3.1.2", "Response"}, "7.2 - Availability": {"7.2", "Availability"},
	} {
		a, err := openContract(strings.Replace(contractText, "## Governing law", "## "+heading, 1))
		if err != nil {
			if heading == "7" || !errors.Is(err, sla.ErrConflict) {
				t.Errorf("%s: %v", heading, err)
			}
			continue
		}
		clauses := a.Spec().Document.Clauses
		if got := clauses[len(clauses)-1]; [2]string{got.Clause, got.Title} != want {
			t.Errorf("%s: %q %q", heading, got.Clause, got.Title)
		}
	}
	// A lettered part belongs to the clause around it, and a title that occurs again is
	// told from the first by the clause around it.
	a, err := openContract(contractText + "## 6 Exceptions\n### (a) Force\n### Notice\n## 7 Term\n### Notice\n### 7.1 End\n#### Notice\n")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range a.Spec().Document.Clauses[10:] {
		got = append(got, c.Clause)
	}
	if want := "6|6(a)|Notice|7|7, Notice|7.1|7.1, Notice"; strings.Join(got, "|") != want {
		t.Errorf("%s, not %s", strings.Join(got, "|"), want)
	}
}

// A document includes files, and a file includes a document; what both state is an
// error. The front matter of a document may hold terms.
func TestDocumentsAndFilesTogether(t *testing.T) {
	calendars := "sla: v1\ncalendars: { night: { hours: mon-fri 20:00-22:00 } }\n"
	text := strings.Replace(contractText, "sla: v1\n", "sla: v1\ninclude: shared.yaml\n", 1)
	a, err := openContract(text, "shared.yaml", calendars)
	if err != nil || len(a.Spec().Calendars) != 2 || a.Clauses().Of("calendars.night") != "" {
		t.Error(err)
	}
	_, err = openContract(text, "shared.yaml", "sla: v1\ncredits: { minimum: over 1.00 }\n")
	if err == nil || !strings.Contains(err.Error(), "shared.yaml:2:1: credits: conflicts with another term: it is stated already, at contract.md:") {
		t.Error(err)
	}
	_, err = openContract(text, "shared.yaml", "sla: v2\n")
	if err == nil || !strings.Contains(err.Error(), "shared.yaml:1:6: sla") {
		t.Error(err)
	}
	_, err = openContract(text)
	if err == nil || !strings.Contains(err.Error(), `contract.md:7:10: include[0]: "shared.yaml"`) {
		t.Error(err)
	}
	front := "---\nsla: v1\nid: acme\nzone: Europe/Berlin\ncurrency: EUR\npolicies: { profile: exact }\n---\n" + contractText[strings.Index(contractText, "## 1."):]
	if b, err := openContract(front); err != nil || b.Fingerprint() != a.Fingerprint() && b.Spec().ID != "acme" {
		t.Error(err)
	}
	_, err = openContract(strings.Replace(front, "id: acme", "di: acme", 1))
	if err == nil || !strings.Contains(err.Error(), "contract.md:3:1: di: unknown") {
		t.Error(err)
	}
	if _, err := openContract("---\nauthor: Jo\n---\n" + contractText); err != nil {
		t.Error(err)
	}
	for _, text := range []string{"", "# Words\n\nNothing else.\n", "'''yaml\nsla: v1\n'''\n"} {
		if _, err := openContract(text); !errors.Is(err, sla.ErrMissing) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzMarkdown reads any document without a panic, and every problem lies within it.
func FuzzMarkdown(f *testing.F) {
	f.Add(strings.ReplaceAll(contractText, "'''", "```"))
	f.Add("---\nsla: v1\n---\n```sla\n")
	f.Add("<!--\n```sla\n")
	f.Add("a\n===\n~~~sla\n~~~\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := specfile.Open(fstest.MapFS{"a.md": {Data: []byte(text)}}, "a.md", sla.Sources{})
		lines := strings.Count(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n") + 2
		for _, e := range allErrors(err) {
			if e.Line < 0 || e.Line > lines || e.Line > 0 && e.Column < 1 {
				t.Errorf("%v in %q", e, text)
			}
		}
	})
}

func allErrors(err error) (all []*specfile.Error) {
	if joined, is := err.(interface{ Unwrap() []error }); is {
		for _, e := range joined.Unwrap() {
			all = append(all, allErrors(e)...)
		}
		return all
	}
	var one *specfile.Error
	if errors.As(err, &one) {
		all = append(all, one)
	}
	return all
}

func ExampleOpen_markdown() {
	contract := "# Support agreement\n\n" +
		"```sla\nsla: v1\nid: support\nzone: UTC\npolicies: { profile: exact }\nclocks: { response: { start: opened, stop: replied } }\n```\n\n" +
		"## 7.2 First response\n\nSomebody answers within an hour.\n\n" +
		"```sla\nobjectives:\n  - { id: first-response, clock: response, targets: { within: 1h wall }, attain: 95%, period: month, counts: due }\n```\n"
	agreement, err := specfile.Open(fstest.MapFS{"contract.md": {Data: []byte(contract)}}, "contract.md", sla.Sources{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(agreement.Spec().Title)
	fmt.Println(agreement.Clauses().Of("objectives.first-response"))
	// Output:
	// Support agreement
	// 7.2
}

// Documents that repeat one line very often are refused or read.
func TestHostileDocuments(t *testing.T) {
	terms := "```sla\nsla: v1\nid: a\nzone: UTC\n```\n"
	size := 1 << 18
	if testing.Short() {
		size = 1 << 15
	}
	for _, line := range []string{"# a\n", "## 1 a\n", "a\n", "- a\n", "```\n", "```sla\n", "```sla\n```\n", "<!--\n", "> ", "**", "_", "[", "| a ", "a\n=\n", "<pre\n", "    ", "(a) ", "## (a) b\n", "`", "~~~", "### a\n## b\n"} {
		_, err := openContract(terms + strings.Repeat(line, size/len(line)))
		if clauses := strings.Contains(line, "# a") || strings.Contains(line, "# (a)") || line == "a\n=\n"; clauses && err == nil {
			t.Errorf("%q: so many clauses were accepted", line)
		}
	}
}
