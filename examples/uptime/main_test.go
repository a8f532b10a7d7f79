package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// data gives the folder of the real data: UPHELD_DATA/availability.
func data(t *testing.T) fs.FS {
	t.Helper()
	root := os.Getenv("UPHELD_DATA")
	if root == "" {
		t.Skip("UPHELD_DATA does not say where the data are")
	}
	return os.DirFS(filepath.Join(root, "availability"))
}

func open(t *testing.T) *sla.Agreement {
	t.Helper()
	agreement, err := specfile.Open(files, "agreement.yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	return agreement
}

// judged gives the figures of a folder as a reader of the JSON sees them.
func judged(t *testing.T, folder fs.FS) (*figures, map[string]any) {
	t.Helper()
	agreement := open(t)
	sites, err := read(folder)
	if err != nil {
		t.Fatal(err)
	}
	f, err := judge(agreement, sites)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return f, decode(t, text)
}

func decode(t *testing.T, text []byte) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Each day on which the official count and the checks agree has the official
// minutes; each day that is not counted stands in the ledgers with that reason.
func TestUptimeOfEveryDayEqualsTheOfficial(t *testing.T) {
	folder := data(t)
	f, _ := judged(t, folder)
	compared := 0
	err := rows(folder, "daily_down.csv", func(value func(string) string) error {
		site, day := value("site"), value("day_utc")
		switch minutes, down := f.Days[site][day]; value("agreement") {
		case "match":
			if want, err := strconv.ParseInt(value("official_minutes_down"), 10, 64); err != nil || minutes != want {
				t.Errorf("%s %s: %d minutes, want %d (%v)", site, day, minutes, want, err)
			}
		case notCounted:
			if down {
				t.Errorf("%s %s: %d minutes count", site, day, minutes)
			}
			checkNotCounted(t, f, site, day, value("minutes_from_checks"))
		}
		compared++
		return nil
	}, "site", "day_utc", "official_minutes_down", "minutes_from_checks", "agreement")
	if err != nil || compared == 0 {
		t.Errorf("%d days were compared: %v", compared, err)
	}
	t.Logf("%d days were compared", compared)
}

// checkNotCounted holds the outages of a day that the ledger shows as excluded
// against the length of that day's outages in the data.
func checkNotCounted(t *testing.T, f *figures, site, day, minutes string) {
	t.Helper()
	from, to, err := bounds(t, day)
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, o := range f.NotCounted[site] {
		start, end := max(o.From.Unix(), from), min(o.To.Unix(), to)
		if start < end {
			sum += end - start
			if o.Reason != notCounted {
				t.Errorf("%s %s: the reason is %q", site, day, o.Reason)
			}
		}
	}
	if got := big.NewRat(sum, 60).FloatString(4); got != minutes {
		t.Errorf("%s %s: %s minutes are excluded, want %s", site, day, got, minutes)
	}
}

func bounds(t *testing.T, text string) (from, to int64, err error) {
	a, b, err := day(open(t), text)
	return a.Unix(), b.Unix(), err
}

// The figures of each site equal those that were worked out independently.
func TestUptimeOfEverySiteEqualsTheExpected(t *testing.T) {
	folder := data(t)
	text, err := fs.ReadFile(folder, "expected.json")
	if err != nil {
		t.Skip(err)
	}
	_, got := judged(t, folder)
	compared := 0
	for site, want := range decode(t, text)["sites"].(map[string]any) {
		ours, ok := got["sites"].(map[string]any)[site].(map[string]any)
		if !ok {
			t.Errorf("%s is missing", site)
			continue
		}
		for _, member := range []string{"official_minutes_down", "period_minutes", "uptime_pct_from_official_minutes"} {
			a, okA := new(big.Rat).SetString(ours[member].(json.Number).String())
			b, okB := new(big.Rat).SetString(want.(map[string]any)[member].(json.Number).String())
			if !okA || !okB || a.Cmp(b) != 0 {
				t.Errorf("%s: %s is %v, want %v", site, member, ours[member], want.(map[string]any)[member])
			}
			compared++
		}
	}
	if compared == 0 {
		t.Error("no figure was compared")
	}
	t.Logf("%d figures are equal", compared)
}

// A small folder whose answers can be worked out by hand: an outage from before
// midnight to after it, of which the second day does not count; degraded checks;
// and an outage of 90 s, which a day rounds up to two minutes.
func small() fstest.MapFS {
	return fstest.MapFS{
		"sites.csv": {Data: []byte("site,start_utc,last_updated_utc,official_uptime_pct,official_minutes_down\n" +
			"a,2026-03-01T12:00:00Z,2026-03-04T12:00:00.500Z,99.88,5\n")},
		"checks.csv": {Data: []byte("site,at_utc,state,http_code,latency_ms\n" +
			"a,2026-03-01T12:00:05Z,up,200,1\n" +
			"a,2026-03-01T23:57:00Z,down,0,0\n" +
			"a,2026-03-01T23:58:00Z,down,0,0\n" +
			"a,2026-03-02T00:10:00Z,degraded,200,1\n" +
			"a,2026-03-02T00:20:00Z,up,200,1\n" +
			"a,2026-03-03T08:00:00Z,down,0,0\n" +
			"a,2026-03-03T08:01:30Z,up,200,1\n")},
		"daily_down.csv": {Data: []byte("site,day_utc,official_minutes_down,minutes_from_checks,agreement\n" +
			"a,2026-03-01,3,3.0000,match\na,2026-03-02,,10.0000,not_counted\na,2026-03-03,2,1.5000,match\n")},
	}
}

func TestUptimeWorkedOutByHand(t *testing.T) {
	f, got := judged(t, small())
	if days := f.Days["a"]; len(days) != 2 || days["2026-03-01"] != 3 || days["2026-03-03"] != 2 {
		t.Errorf("days: %v", days)
	}
	checkNotCounted(t, f, "a", "2026-03-02", "10.0000")
	want := map[string]string{
		"period_minutes":                            "4320.008", // 4320 min 0.5 s
		"uptime_pct_from_official_minutes":          "99.8843",  // 1 − 5 / 4320.0083…
		"uptime_pct_from_checks":                    "99.8958",  // 1 − 4.5 / 4320.0083…
		"uptime_pct_from_checks_without_exclusions": "99.6644",  // 1 − 14.5 / 4320.0083…
	}
	for member, w := range want {
		if g := got["sites"].(map[string]any)["a"].(map[string]any)[member].(json.Number).String(); g != w {
			t.Errorf("%s is %s, want %s", member, g, w)
		}
	}
}

func TestUptimePage(t *testing.T) {
	agreement := open(t)
	sites, err := read(small())
	if err != nil {
		t.Fatal(err)
	}
	f, err := judge(agreement, sites)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	page(&out, agreement.Spec().Title, sites, f)
	for _, line := range []string{
		"Uptime of public web sites\n",
		"a      2026-03-01 to 2026-03-04   5              99.8843   99.8958              10m0s\n",
		"2026-03-03   2         a\n",
		"2026-03-02 00:00:00   10m      not_counted   a\n",
	} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q is not on the page:\n%s", line, out.String())
		}
	}
}

func TestUptimeOfFilesThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct{ file, content, want string }{
		"a site of no list":     {"checks.csv", "site,at_utc,state\nb,2026-03-01T12:00:05Z,up\n", "checks.csv: site b is not in sites.csv"},
		"no column":             {"checks.csv", "site,at,state\n", `feeds: checks.csv:1: missing: the table has no column "at_utc"`},
		"an instant that isn't": {"sites.csv", "site,start_utc,last_updated_utc,official_minutes_down\na,today,today,1\n", "sites.csv:2 start_utc: no time: today"},
		"a day that isn't":      {"daily_down.csv", "site,day_utc,agreement\na,2026-02-30,not_counted\n", "daily_down.csv:2 day_utc: no date: 2026-02-30"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := small()
			folder[c.file] = &fstest.MapFile{Data: []byte(c.content)}
			if _, err := read(folder); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

// day gives the bounds of a date in the agreement's zone.
func day(agreement *sla.Agreement, text string) (from, to time.Time, err error) {
	p, err := sla.ParsePeriod(text)
	if err != nil {
		return from, to, err
	}
	from, to = agreement.Bounds(p)
	return from, to, nil
}

// rows calls row for each row of a file. The file must have the columns.
func rows(folder fs.FS, name string, row func(value func(column string) string) error, columns ...string) error {
	file, err := folder.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	table := csv.NewReader(file)
	header, err := table.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, c := range columns {
		if !slices.Contains(header, c) {
			return fmt.Errorf("%s: there is no column %s", name, c)
		}
	}
	for {
		record, err := table.Read()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = row(func(column string) string { return strings.TrimSpace(record[slices.Index(header, column)]) })
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}

// The scorecard of the sample leads to the page of each site. March is open everywhere, so
// the site that has used most of its 0.1 % stands first: blog lost 31 minutes of 43, shop
// some of its 44, docs nothing.
func TestTheScorecard(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := run([]string{"-format", "html", "-out", dir}, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		page, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(page)
	}
	card := read("scorecard.html")
	at := -1
	for _, site := range []struct{ name, page string }{{"sample/blog", "site-2.html"}, {"sample/shop", "site-1.html"}, {"sample/docs", "site-3.html"}} {
		next := strings.Index(card, fmt.Sprintf(`<a href="%s"><bdi>%s</bdi></a>`, site.page, site.name))
		if next <= at || !strings.Contains(read(site.page), "<h1><bdi>"+site.name+"</bdi></h1>") {
			t.Errorf("%s is not there in its place, or has no page:\n%s", site.name, card)
		}
		at = next
	}
	if n := strings.Count(card, "1 of 1 open"); n < 3 {
		t.Error(card)
	}
	if err := run([]string{"-format", "html", "-lang", "zh-Hans", "-out", dir}, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	if card := read("scorecard.html"); !strings.Contains(card, "每月可用率（以 99.9% 为参照）") || !strings.Contains(card, "1 项中 1 项未定") {
		t.Errorf("not in Chinese:\n%s", card)
	}
	for _, args := range [][]string{{"-format", "html"}, {"-format", "pdf"}, {"-format", "html", "-out", dir, "-lang", "xx"}} {
		if err := run(args, io.Discard, io.Discard); err == nil {
			t.Errorf("%q is no error", args)
		}
	}
}
