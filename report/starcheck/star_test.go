package starcheck

import (
	"bytes"
	"cmp"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	_ "modernc.org/sqlite"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
	"github.com/upheld/upheld/sla/specfile"
)

const examples = "../../examples/"

// world is the results of the examples, with their agreements.
type world struct {
	results    []*sla.Result
	agreements []*sla.Agreement
}

func (w *world) open(t *testing.T, folder, file string) *sla.Agreement {
	t.Helper()
	a, err := specfile.Open(os.DirFS(examples+folder), file, sla.Sources{Holidays: holidays.Official})
	if err != nil {
		t.Fatal(err)
	}
	w.agreements = append(w.agreements, a)
	return a
}

func (w *world) evaluate(t *testing.T, a *sla.Agreement, p sla.Period, facts sla.Facts, asOf time.Time) *sla.Result {
	t.Helper()
	r, err := a.Evaluate(p, facts, asOf)
	if err != nil {
		t.Fatal(err)
	}
	w.results = append(w.results, r)
	return r
}

func read[T any](t *testing.T, file string) (x T) {
	t.Helper()
	data, err := os.ReadFile(examples + file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &x); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return x
}

// fed reads exports by a mapping.
func fed(t *testing.T, folder, mapping string, files ...string) (facts sla.Facts) {
	t.Helper()
	m, err := feeds.OpenMapping(os.DirFS(examples+folder), mapping)
	if err != nil {
		t.Fatal(err)
	}
	var exports []io.Reader
	for _, name := range files {
		data, err := os.ReadFile(examples + folder + "/sample/" + name)
		if err != nil {
			t.Fatal(err)
		}
		exports = append(exports, bytes.NewReader(data))
	}
	if _, err := m.Read(feeds.Into(&facts), exports...); err != nil {
		t.Fatal(err)
	}
	return facts
}

func everything(t *testing.T) *world {
	w := &world{}

	desk := w.open(t, "helpdesk", "acme.yaml")
	march := read[sla.Facts](t, "helpdesk/march.json")
	_, end := desk.Bounds(sla.Month(2026, time.March))
	w.evaluate(t, desk, sla.Month(2026, time.March), march, end)
	w.evaluate(t, desk, sla.Quarter(2026, 1), march, end) // says March again
	waived := march
	for _, b := range w.results[0].Outcomes[0].Breaches { // of March; all other tickets are in time
		waived.Exclusions = append(slices.Clone(waived.Exclusions), sla.Exclusion{
			Ticket: b.Ticket, From: b.StartedAt, To: end, Reason: "the office was flooded", Approved: "M. Weber"})
	}
	w.evaluate(t, desk, sla.Month(2026, time.March), waived, end).Agreement += " waived"

	city := w.open(t, "boston311", "agreement.yaml")
	shot := read[struct {
		Period sla.Period     `json:"period"`
		AsOf   calendar.Local `json:"as-of"`
	}](t, "boston311/snapshot.json")
	asOf, err := shot.AsOf.In(city.Location())
	if err != nil {
		t.Fatal(err)
	}
	w.evaluate(t, city, shot.Period, fed(t, "boston311", "requests.map.yaml", "boston311_2015.csv"), asOf)

	sites := w.open(t, "uptime", "agreement.yaml")
	checks := fed(t, "uptime", "checks.map.yaml", "sites.csv", "checks.csv", "daily_down.csv")
	for _, site := range checks.Tickets {
		facts := sla.Facts{States: []sla.State{{Of: "site", At: site.Events[0].At, Is: "no-data"}}}
		for _, s := range checks.States {
			if s.Of == site.ID {
				s.Of, s.Seq = "site", 0
				facts.States = append(facts.States, s)
			}
		}
		last := site.Events[1].At
		facts.Counts = []sla.Count{{Of: "monitored-time", At: site.Events[0].At, Good: 3, Total: 4}}
		first, err := sites.PeriodAt(sla.Daily, site.Events[0].At)
		if err != nil {
			t.Fatal(err)
		}
		end, err := sites.PeriodAt(sla.Daily, last)
		if err != nil {
			t.Fatal(err)
		}
		r := w.evaluate(t, sites, sla.Dates(first.From(), end.To()), facts, last)
		r.Agreement, r.Title = "upptime/"+site.ID, site.ID
	}

	files, err := filepath.Glob(examples + "published/agreements/*.yaml")
	if err != nil || len(files) < 20 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		a := w.open(t, "published", "agreements/"+name+".yaml")
		_, end := a.Bounds(sla.Month(2026, time.June))
		w.evaluate(t, a, sla.Month(2026, time.June), read[sla.Facts](t, "published/facts/"+name+".json"), end)
	}

	for _, name := range []string{"acme", "merlion"} {
		a := w.open(t, "book", "customers/"+name+".yaml")
		for month, file := range map[time.Month]string{time.March: "march", time.July: "july"} {
			p := sla.Month(2026, month)
			_, end := a.Bounds(p)
			r := w.evaluate(t, a, p, read[sla.Facts](t, "book/"+file+".json"), end)
			r.Agreement = "book/" + r.Agreement // helpdesk has an agreement of that name
			if r.Other != nil {
				r.Other.Agreement = r.Agreement + " under the terms that do not pay"
				w.results = append(w.results, r.Other)
			}
		}
	}
	return w
}

// block gives the n-th block of SQL of TABLES.md.
func block(t *testing.T, n int) string {
	t.Helper()
	page, err := os.ReadFile("../TABLES.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(page), "```sql\n")
	if len(parts) <= n+1 {
		t.Fatalf("TABLES.md has %d blocks of SQL", len(parts)-1)
	}
	text, _, _ := strings.Cut(parts[n+1], "```")
	return text
}

// load loads the tables into an empty database, with foreign keys.
func load(t *testing.T, w *world) (*sql.DB, map[string][][]string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "star.db")+"?_pragma=foreign_keys(1)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(block(t, 2)); err != nil {
		t.Fatal(err)
	}
	tables := slices.Collect(report.Tables(w.results...))
	calendars := map[string]bool{}
	for _, a := range w.agreements {
		if slices.ContainsFunc(w.results, func(r *sla.Result) bool { return r.Agreement == a.Spec().ID }) && !calendars[a.Spec().ID] {
			calendars[a.Spec().ID] = true
			tables = append(tables, report.CalendarTable(a, w.results...))
		}
	}
	rows := map[string][][]string{}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		var file bytes.Buffer
		if err := table.CSV(&file, report.Spreadsheet{}); err != nil {
			t.Fatal(err)
		}
		all, err := csv.NewReader(&file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		insert, err := tx.Prepare("INSERT INTO " + table.Name + " (" + strings.Join(all[0], ", ") + ") VALUES (?" + strings.Repeat(", ?", len(all[0])-1) + ")")
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range all[1:] {
			cells := make([]any, len(row))
			for i, cell := range row {
				if cell != "" {
					cells[i] = cell
				}
			}
			if _, err := insert.Exec(cells...); err != nil {
				t.Fatalf("%s: %v\n%q", table.Name, err, row)
			}
		}
		rows[table.Name] = append(rows[table.Name], all[1:]...)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	return db, rows
}

// outcomeKey names an outcome as the database does.
func outcomeKey(r *sla.Result, o *sla.Outcome) string {
	escape := strings.NewReplacer(`\`, `\\`, `/`, `\/`)
	return strings.Join([]string{escape.Replace(r.Agreement) + "/" + escape.Replace(o.Objective), o.Period.String(), o.From.UTC().Format("2006-01-02 15:04:05.999999999")}, "|")
}

// The documented query gives the attainment of every outcome, and of no other.
func TestTheMeasureGivesEveryAttainment(t *testing.T) {
	w := everything(t)
	db, rows := load(t, w)
	want := map[string]sla.Outcome{}
	for _, r := range w.results {
		for _, o := range r.Outcomes {
			if len(o.Group) == 0 && o.Judge == "" {
				want[outcomeKey(r, &o)] = o
			}
		}
	}
	found, err := db.Query(block(t, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	n, shares := 0, 0
	for found.Next() {
		var key, period, from string
		var got sql.NullFloat64
		if err := found.Scan(&key, &period, &from, &got); err != nil {
			t.Fatal(err)
		}
		n++
		o, known := want[key+"|"+period+"|"+from]
		if !known {
			t.Errorf("%s %s %s is no outcome", key, period, from)
			continue
		}
		if o.Attained.Kind() != metrics.ShareFigure {
			if got.Valid && o.Attained.IsValid() {
				t.Errorf("%s %s: %v, though %s is no share", key, period, got.Float64, o.Attained)
			}
			continue
		}
		shares++
		exact := o.Attained.Rat()
		difference := new(big.Rat).Sub(exact, new(big.Rat).SetFloat64(got.Float64))
		if !got.Valid || difference.Abs(difference).Cmp(big.NewRat(1, 1_000_000_000_000)) > 0 {
			t.Errorf("%s %s: %v, and %s was attained", key, period, got, exact.FloatString(15))
		}
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	if n != len(want) || n != len(rows["fact_outcome"]) {
		t.Errorf("%d rows, %d in the table, of %d outcomes", n, len(rows["fact_outcome"]), len(want))
	}
	if shares < 90 {
		t.Errorf("only %d shares", shares)
	}
}

// Each thing of the results is in its table once, and sums in the database are those of
// the results.
func TestEachRowIsCountedOnce(t *testing.T) {
	w := everything(t)
	db, rows := load(t, w)
	type key struct{ outcome, judge string }
	seen, names := map[key]bool{}, map[key]bool{}
	statements := map[string]bool{}
	want := map[string]int{}
	for _, r := range w.results {
		for i := range r.Outcomes {
			o := &r.Outcomes[i]
			sums := map[bool]string{true: "fact_sum", false: "fact_outcome"}[o.Judge != ""]
			group := ""
			if len(o.Group) > 0 {
				sums = map[bool]string{true: "fact_sum_group", false: "fact_group"}[o.Judge != ""]
				text, err := json.Marshal(o.Group)
				if err != nil {
					t.Fatal(err)
				}
				group = string(text)
			}
			k := key{outcomeKey(r, o) + group, string(o.Judge)}
			if seen[k] {
				continue
			}
			seen[k] = true
			want[sums]++
			if o.Judge == "" {
				want["fact_stretch"] += len(o.Ledger)
			}
			if sums == "fact_outcome" {
				want["fact_breach"] += len(o.Breaches)
				want["fact_forgiven"] += len(o.Forgiven)
			}
		}
		if r.Other != nil {
			for i := range r.Other.Outcomes {
				if o := &r.Other.Outcomes[i]; len(o.Group) == 0 && o.Judge == "" {
					want["fact_other"]++
				}
			}
		}
		for language, all := range r.Names {
			for path := range all {
				if k := (key{r.Agreement + "|" + language, path}); !names[k] {
					names[k] = true
					want["dim_name"]++
				}
			}
		}
		for _, s := range r.Statements {
			if id := r.Agreement + "|" + s.ID; !statements[id] {
				statements[id] = true
				want["dim_statement"]++
				want["fact_credit"] += len(s.Lines) + len(s.Returned) + len(s.Bonuses)
				want["fact_credit_step"] += len(s.Steps)
				for _, l := range slices.Concat(s.Lines, s.Returned, s.Bonuses) {
					want["fact_credit_step"] += len(l.Steps())
				}
			}
		}
		want["fact_finding"] += len(r.Findings)
	}
	for table, n := range want {
		var got int
		if err := db.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != n || got != len(rows[table]) || n == 0 {
			t.Errorf("%s has %d rows, want %d", table, got, n)
		}
	}
	for what, query := range map[string]string{
		"a broken key":                               "PRAGMA foreign_key_check",
		"forgiven cycles that are not counted":       "SELECT objective_key, period, SUM(forgiven) FROM fact_outcome o GROUP BY objective_key, period HAVING SUM(forgiven) <> (SELECT COUNT(*) FROM fact_forgiven f WHERE f.objective_key = o.objective_key AND f.period = o.period)",
		"a cycle that is overdue and forgiven":       "SELECT ticket, cycle FROM fact_forgiven JOIN fact_breach USING (objective_key, period, ticket, cycle)",
		"other terms of a period that nobody pays":   "SELECT objective_key, period FROM fact_other o WHERE NOT EXISTS (SELECT 1 FROM fact_outcome p WHERE p.objective_key = o.objective_key AND p.period = o.period)",
		"a credit that is not in its total":          "SELECT statement_key, total FROM dim_statement s WHERE ROUND(total - (SELECT COALESCE(SUM(amount), 0) FROM fact_credit c WHERE c.statement_key = s.statement_key AND kind = 'credit'), 6) <> 0",
		"a day without a date before it":             "SELECT date FROM dim_date d WHERE date NOT LIKE '%-01-01' AND NOT EXISTS (SELECT 1 FROM dim_date e WHERE e.date = DATE(d.date, '-1 day'))",
		"an outcome whose stretches are not whole":   "SELECT o.objective_key, o.period FROM fact_outcome o WHERE unit = 's' AND figure IS NULL AND EXISTS (SELECT 1 FROM fact_stretch s WHERE s.objective_key = o.objective_key AND s.period = o.period AND group_key IS NULL) AND ROUND((JULIANDAY(to_utc) - JULIANDAY(from_utc)) * 86400 - (SELECT SUM(length_s) FROM fact_stretch s WHERE s.objective_key = o.objective_key AND s.period = o.period AND s.from_utc >= o.from_utc AND s.from_utc < o.to_utc), 1) <> 0",
		"a pooled sum that is not that of its parts": "SELECT s.objective_key, s.period, s.total FROM fact_sum s WHERE judge = 'pooled' AND total IS NOT NULL AND ROUND(s.total - (SELECT SUM(o.total) FROM fact_outcome o JOIN dim_period p ON p.period = o.period JOIN dim_period q ON q.period = s.period WHERE o.objective_key = s.objective_key AND p.last_date >= q.first_date AND p.first_date <= q.last_date), 6) <> 0",
	} {
		found, err := db.Query(query)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for found.Next() {
			columns, _ := found.Columns()
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(any)
			}
			if err := found.Scan(cells...); err != nil {
				t.Fatal(err)
			}
			var row []any
			for _, c := range cells {
				row = append(row, *c.(*any))
			}
			t.Errorf("%s: %v", what, row)
		}
		if err := found.Err(); err != nil {
			t.Fatal(err)
		}
		found.Close()
	}
}

// The documented query gives the title of each objective in another language, and its own
// where the language has none.
func TestTheDatabaseTranslates(t *testing.T) {
	w := everything(t)
	db, _ := load(t, w)
	found, err := db.Query(block(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	got := map[string]string{}
	for found.Next() {
		var key, title string
		if err := found.Scan(&key, &title); err != nil {
			t.Fatal(err)
		}
		if _, twice := got[key]; twice {
			t.Errorf("%s is there twice", key)
		}
		got[key] = title
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	translated := 0
	for _, r := range w.results {
		for _, o := range r.Outcomes {
			key, _, _ := strings.Cut(outcomeKey(r, &o), "|")
			want := cmp.Or(r.Names["zh-Hans"]["objectives."+o.Objective], o.Title, o.Objective)
			if want != o.Title {
				translated++
			}
			if got[key] != want {
				t.Errorf("%s is called %q, want %q", key, got[key], want)
			}
		}
	}
	if translated == 0 {
		t.Error("no title is in another language")
	}
}

// A sum in the database adds up the business days of a month: March 2026 has 26 dates from
// Monday to Saturday.
func TestTheDatabaseCountsBusinessDays(t *testing.T) {
	w := &world{}
	desk := w.open(t, "helpdesk", "acme.yaml")
	_, end := desk.Bounds(sla.Month(2026, time.March))
	w.evaluate(t, desk, sla.Month(2026, time.March), read[sla.Facts](t, "helpdesk/march.json"), end)
	db, _ := load(t, w)
	var days, open int
	if err := db.QueryRow("SELECT SUM(business_days), SUM(open_s) FROM fact_calendar JOIN dim_date USING (date) WHERE month = '2026-03' AND calendar = 'office'").Scan(&days, &open); err != nil {
		t.Fatal(err)
	}
	if days != 26 || open != (22*9+4*3)*3600 {
		t.Errorf("%d business days, %d s", days, open)
	}
}
