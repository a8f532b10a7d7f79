package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// pageWith gives the page of a month whose breaches are all of one ticket.
func pageWith(t testing.TB, ticket string, f report.Format) []byte {
	t.Helper()
	r := evaluated(t, sla.Month(2026, time.March), day(t, "31 23:59"))
	for i := range r.Outcomes {
		for j := range r.Outcomes[i].Breaches {
			r.Outcomes[i].Breaches[j].Ticket = ticket
		}
	}
	var page bytes.Buffer
	if err := report.Summary(r).Write(&page, f); err != nil {
		t.Fatal(err)
	}
	return page.Bytes()
}

// Long words are broken, with no character lost, and the page grows with the word
// and no faster.
func TestLongWordsAreBrokenAndWhole(t *testing.T) {
	breaches := 0
	for _, o := range evaluated(t, sla.Month(2026, time.March), day(t, "31 23:59")).Outcomes {
		if len(o.Group) == 0 {
			breaches += len(o.Breaches)
		}
	}
	for name, of := range map[string]string{
		"letters": "ж", "wide": "工", "letters with marks": "ж\u0301\u0302", "marks alone": "\u0301\u0302",
	} {
		word := strings.Repeat(of, 16<<10)
		for _, f := range []report.Format{report.Text, report.Markdown} {
			page := pageWith(t, word, f)
			if got, want := bytes.Count(page, []byte(of)), breaches*16<<10; got != want {
				t.Errorf("%s, %s: %d of %d characters", name, f, got, want)
			}
			if most := 12 * breaches * len(word); len(page) > most {
				t.Errorf("%s, %s: a page of %d bytes, want at most %d", name, f, len(page), most)
			}
			for line := range strings.Lines(string(page)) {
				if f == report.Text && of == "ж" && utf8.RuneCountInString(line) > 101 {
					t.Fatalf("%s: a line of %d characters", name, utf8.RuneCountInString(line))
				}
			}
		}
	}
}

// Words without width, such as marks alone, are kept beside others.
func TestWordsWithoutWidthAreKept(t *testing.T) {
	words := strings.TrimSpace(strings.Repeat("\u0301 \u0302 ", 200))
	page := string(pageWith(t, words, report.Text))
	if got := strings.Count(page, "\u0301"); got == 0 || got%200 != 0 || got != strings.Count(page, "\u0302") {
		t.Errorf("%d and %d of them", got, strings.Count(page, "\u0302"))
	}
}

// Twice the word takes twice the time: see the times for each byte.
func BenchmarkLongWord(b *testing.B) {
	for _, n := range []int{16 << 10, 256 << 10} {
		word := strings.Repeat("x", n)
		b.Run(fmt.Sprintf("bytes=%d", n), func(b *testing.B) {
			for b.Loop() {
				pageWith(b, word, report.Text)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/byte")
		})
	}
}
