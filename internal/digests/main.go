// Command digests prints a digest of each result that the repository can compute from
// its own files:
//
//   - the periods of the cases of sla/slatest/corpus and sla/slatest/testdata, whose
//     answers it checks as well,
//   - the months of the examples, with the pages of both languages,
//   - months of drawn load, learned by as many workers as there are processors, with their
//     pages and the tally as it is stored.
//
// Each line has the file, the line or the page, the period and the digest, with tabs
// between them:
//
//	go run ./internal/digests
//	go run ./internal/digests -same LISTING
//
// -same compares with a listing that was printed before, tells each line that differs,
// and ends with status 1 if there is any. .ci/cells runs the command under two versions
// of Go, on two processors, in three zones and two locales, and compares.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/internal/load"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
	"github.com/upheld/upheld/sla/parallel"
	"github.com/upheld/upheld/sla/specfile"
)

func main() {
	same := flag.String("same", "", "a listing to compare with, a `file`")
	root := flag.String("root", ".", "the `folder` of the repository")
	flag.Parse()
	if err := run(os.DirFS(*root), *same, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(files fs.FS, same string, out io.Writer) error {
	listing, err := list(files)
	if err != nil {
		return err
	}
	if same == "" {
		_, err := out.Write(listing)
		return err
	}
	want, err := os.ReadFile(same)
	if err != nil {
		return err
	}
	if different := differences(want, listing); len(different) > 0 {
		return errors.New(strings.Join(different, "\n"))
	}
	_, err = fmt.Fprintf(out, "%d digests are the same\n", bytes.Count(listing, []byte("\n")))
	return err
}

// differences tells what of a listing is not what another has.
func differences(want, got []byte) (all []string) {
	wanted, found := digests(want), digests(got)
	if len(wanted) == 0 {
		return []string{"the listing to compare with is empty"}
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if found[name] != wanted[name] {
			all = append(all, fmt.Sprintf("%s: digest %s, want %s", name, cmp.Or(found[name], "missing"), wanted[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if wanted[name] == "" {
			all = append(all, fmt.Sprintf("%s: digest %s, want none", name, found[name]))
		}
	}
	return all
}

// digests reads a listing.
func digests(listing []byte) map[string]string {
	all := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(listing)); lines.Scan(); {
		if i := strings.LastIndexByte(lines.Text(), '\t'); i > 0 {
			all[lines.Text()[:i]] = lines.Text()[i+1:]
		}
	}
	return all
}

// lister writes a listing.
type lister struct {
	files fs.FS
	out   bytes.Buffer
	seen  map[string]bool
}

func list(files fs.FS) ([]byte, error) {
	l := lister{files: files, seen: map[string]bool{}}
	for _, folder := range []string{"sla/slatest/corpus", "sla/slatest/testdata"} {
		if err := l.cases(folder); err != nil {
			return nil, err
		}
	}
	all, err := l.months()
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if err := l.month(m); err != nil {
			return nil, fmt.Errorf("%s: %w", m.agreement, err)
		}
	}
	for n := range 5 {
		if err := l.load(n); err != nil {
			return nil, fmt.Errorf("load %d: %w", n, err)
		}
	}
	return l.out.Bytes(), nil
}

// line writes one line. Two lines of one name would hide each other.
func (l *lister) line(file, what string, p sla.Period, digest [32]byte) error {
	name := fmt.Sprint(file, "\t", what, "\t", p)
	if l.seen[name] {
		return fmt.Errorf("%s: two digests have this name", name)
	}
	l.seen[name] = true
	fmt.Fprintf(&l.out, "%s\t%x\n", name, digest)
	return nil
}

// cases lists the results that the cases of a folder ask about.
func (l *lister) cases(folder string) error {
	files, err := fs.Sub(l.files, folder)
	if err != nil {
		return err
	}
	suite := casefile.Suite{Files: files}
	names, err := suite.Names()
	if err != nil {
		return fmt.Errorf("%s: %w", folder, err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		var broken []error
		asked := map[int]int{} // a line above all cases is asked once for each case
		suite.Saw = func(line int, r *sla.Result) {
			asked[line]++
			what := fmt.Sprint("line ", line)
			if asked[line] > 1 {
				what = fmt.Sprint(what, " again ", asked[line])
			}
			broken = append(broken, l.line(path.Join(folder, name), what, r.Period, r.Digest()))
		}
		ran, err := suite.Run(name, data)
		if err != nil {
			return fmt.Errorf("%s/%s:%w", folder, name, err)
		}
		for _, c := range ran.Cases {
			for _, m := range c.Mistakes {
				broken = append(broken, fmt.Errorf("%s/%s:%w", folder, name, m))
			}
		}
		if err := errors.Join(broken...); err != nil {
			return err
		}
	}
	return nil
}

// month is what an example computes.
type month struct {
	agreement string
	facts     string   // JSON; empty: the tables are read
	mapping   string   // of the tables
	tables    []string // files
	periods   []string
}

// months gives the months of the examples.
func (l *lister) months() ([]month, error) {
	all := []month{
		{agreement: "helpdesk/acme.yaml", facts: "helpdesk/march.json", periods: []string{"2026-03", "2026-Q1"}},
		{agreement: "dashboard/acme.yaml", facts: "dashboard/march.json", periods: []string{"2026-03"}},
		{agreement: "contract/contract.md", facts: "contract/facts.json", periods: []string{"2026-03"}},
		{agreement: "credits/agreement.yaml", facts: "credits/facts.json", periods: []string{"2026-01", "2026-02", "2026-03", "2026-Q1"}},
		{agreement: "first/agreement.yaml", facts: "first/facts.json", periods: []string{"2026-02"}},
		{agreement: "review/desk/agreement.yaml", facts: "review/desk/facts.json", periods: []string{"2025-01", "2025-06", "2025", "2026-Q1"}},
		{agreement: "book/customers/acme.yaml", facts: "book/march.json", periods: []string{"2026-03"}},
		{agreement: "book/customers/acme.yaml", facts: "book/july.json", periods: []string{"2026-07"}},
		{agreement: "book/customers/merlion.yaml", facts: "book/march.json", periods: []string{"2026-03", "2026-07"}},
		{agreement: "boston311/agreement.yaml", mapping: "boston311/requests.map.yaml", tables: []string{"boston311/sample/boston311_2015.csv"}, periods: []string{"2015-01", "2015"}},
		{agreement: "delivery/agreement.yaml", mapping: "delivery/orders.map.yaml", tables: []string{"delivery/sample/orders.csv"}, periods: []string{"2024-01", "2024-02"}},
		{agreement: "servicenow/servicenow.yaml", mapping: "servicenow/servicenow.map.yaml",
			tables: []string{"servicenow/sample/servicenow/incidents.csv", "servicenow/sample/servicenow/events.csv"}, periods: []string{"2016"}},
		{agreement: "servicenow/helpdesk.yaml", mapping: "servicenow/helpdesk.map.yaml", tables: []string{"servicenow/sample/helpdesk/events.csv"}, periods: []string{"2012"}},
		{agreement: "uptime/agreement.yaml", mapping: "uptime/checks.map.yaml",
			tables: []string{"uptime/sample/sites.csv", "uptime/sample/checks.csv", "uptime/sample/daily_down.csv"}, periods: []string{"2026-03"}},
	}
	for _, name := range []string{"incidents", "csat", "nps"} {
		all = append(all, month{agreement: "feeds/ready/" + name + ".yaml", mapping: "feeds/ready/" + name + ".map.yaml",
			tables: []string{"feeds/samples/" + name + ".csv"}, periods: []string{"2026-01", "2026-03"}})
	}
	published, err := fs.Glob(l.files, "examples/published/agreements/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range published {
		id := strings.TrimSuffix(path.Base(name), ".yaml")
		all = append(all, month{agreement: "published/agreements/" + id + ".yaml", facts: "published/facts/" + id + ".json", periods: []string{"2026-06", "2026-Q2"}})
	}
	return all, nil
}

// month lists the results of an example, and their pages.
func (l *lister) month(m month) error {
	examples, err := fs.Sub(l.files, "examples")
	if err != nil {
		return err
	}
	folder, name := path.Split(m.agreement)
	if first, rest, deep := strings.Cut(m.agreement, "/"); deep && first == "book" { // its agreements stand on others
		folder, name = first, rest
	}
	files, err := fs.Sub(examples, path.Clean(folder))
	if err != nil {
		return err
	}
	a, err := specfile.Open(files, name, sla.Sources{Holidays: holidays.Official})
	if err != nil {
		return err
	}
	var facts sla.Facts
	if m.facts != "" {
		data, err := fs.ReadFile(examples, m.facts)
		if err == nil {
			err = json.Unmarshal(data, &facts)
		}
		if err != nil {
			return err
		}
	} else if facts, err = tables(examples, m); err != nil {
		return err
	}
	measured := false
	for _, text := range m.periods {
		p, err := sla.ParsePeriod(text)
		if err != nil {
			return err
		}
		_, end := a.Bounds(p)
		r, err := a.Evaluate(p, facts, end)
		if err != nil {
			return err
		}
		measured = measured || slices.ContainsFunc(r.Outcomes, func(o sla.Outcome) bool { return o.Verdict != sla.NotMeasurable })
		if err := l.result(path.Join("examples", m.agreement), a, r); err != nil {
			return err
		}
	}
	if !measured {
		return fmt.Errorf("%v: nothing is measured, so the digests compare nothing", m.periods)
	}
	return nil
}

// tables reads the tables of an example.
func tables(files fs.FS, m month) (facts sla.Facts, err error) {
	mapping, err := feeds.OpenMapping(files, m.mapping)
	if err != nil {
		return facts, err
	}
	var exports []io.Reader
	for _, name := range m.tables {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return facts, err
		}
		exports = append(exports, bytes.NewReader(data))
	}
	_, err = mapping.Read(feeds.Into(&facts), exports...)
	return facts, err
}

// result lists a result and its pages.
func (l *lister) result(file string, a *sla.Agreement, r *sla.Result) error {
	if err := l.line(file, "result", r.Period, r.Digest()); err != nil {
		return err
	}
	for _, language := range []report.Language{report.English, report.SimplifiedChinese} {
		sum := sha256.New()
		if err := report.Summary(r).At(a.Location()).In(language).Write(sum, report.HTML); err != nil {
			return err
		}
		if err := l.line(file, "page "+string(language), r.Period, [32]byte(sum.Sum(nil))); err != nil {
			return err
		}
	}
	return nil
}

// load lists months of drawn load.
func (l *lister) load(number int) error {
	draw := load.Load{Seed: 1, Tickets: 2000, Outages: 60, Requests: 200, Late: 60, Open: 20}
	a, err := sla.New(draw.Spec(number))
	if err != nil {
		return err
	}
	stream := func(yield func(sla.Fact, error) bool) {
		for f := range draw.Stream(number) {
			if !yield(f, nil) {
				return
			}
		}
	}
	tally, err := parallel.Tally(context.Background(), a, parallel.Options{}, stream)
	if err != nil {
		return err
	}
	for _, text := range []string{"2026-03", "2026-10", "2026-Q2"} {
		p, err := sla.ParsePeriod(text)
		if err != nil {
			return err
		}
		_, end := a.Bounds(p)
		r, err := tally.Result(p, end)
		if err != nil {
			return err
		}
		if err := l.result(fmt.Sprint("load ", number), a, r); err != nil {
			return err
		}
	}
	stored, err := tally.MarshalBinary()
	if err != nil {
		return err
	}
	return l.line(fmt.Sprint("load ", number), "stored tally", sla.Year(2026), sha256.Sum256(stored))
}
