package report_test

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/review"
	"github.com/upheld/upheld/sla/specfile"
)

const zh = report.SimplifiedChinese

func TestLanguages(t *testing.T) {
	view := report.Summary(evaluated(t, sla.Month(2026, time.March), day(t, "31 23:00"))).At(berlin(t))
	page := written(t, view, report.Text)
	for l, want := range map[report.Language]string{"": page, report.English: page, zh: ""} {
		got := written(t, view.In(l), report.Text)
		if want != "" && got != want {
			t.Errorf("In(%q) changes the page", l)
		}
		if want == "" && !strings.Contains(got, "服务水平目标") {
			t.Errorf("In(%q):\n%s", l, got)
		}
	}
	if written(t, view.In(zh).In(report.English), report.Text) != page {
		t.Error("the last language counts")
	}
	for _, l := range []report.Language{"de", "zh", "zh-hans", "EN", "zh-Hant"} {
		var out bytes.Buffer
		if err := view.In(l).Write(&out, report.Text); err == nil || out.Len() > 0 || !strings.Contains(err.Error(), "zh-Hans") || !strings.Contains(err.Error(), string(l)) {
			t.Errorf("In(%q) wrote %d bytes and %v", l, out.Len(), err)
		}
	}
	if err := (report.View{}).In(zh).Write(io.Discard, report.Markdown); err != nil {
		t.Errorf("an empty page: %v", err)
	}
}

// Terms as agreements write them, in Chinese. English prints them as they are.
func TestTermsInChinese(t *testing.T) {
	for term, want := range map[string]string{
		"95%": "95%", "at least 95%": "不低于 95%", "at most 8h": "不超过 8 小时", "below 99.9%": "低于 99.9%", "over 30 points": "超过 30 分", "exactly 80%": "等于 80%",
		"99% to below 99.9%": "不低于 99% 且低于 99.9%", "over 2% to 3%": "超过 2% 且不超过 3%", "over 1 to below 2": "超过 1 且低于 2", "15 to 30": "15 至 30", "98.0 to 98.9%": "98.0 至 98.9%", "15 points to 30 points": "15 分 至 30 分",
		"3.5 in 1000": "3.5/1000",

		"4h": "4 小时", "1h30m": "1 小时 30 分钟", "250ms": "250 毫秒", "2d": "2 天", "0s": "0 秒", "90m wall": "90 分钟（自然时间）",
		"2h then 24h wall": "先 2 小时，再 24 小时（自然时间）", "0s then 24h wall": "自首个服务时刻起 24 小时（自然时间）", "4h plus 30m out of hours": "4 小时（在非服务时间开始的另加 30 分钟）",
		"2 business days": "2 个工作日", "2 business days by 16:00": "2 个工作日，16:00 前", "1 business day": "1 个工作日", "10 calendar days end of day": "10 个自然日，当日结束前", "0 business days by 18:00": "当日 18:00 前",
		"3 months": "3 个月", "1 year": "1 年", "3 months end of day": "3 个月，当日结束前", "promised due_at": "约定时间（due_at）", "attribute response_limit": "response_limit 规定的时长", "attribute response_limit wall": "response_limit 规定的时长（自然时间）", "none": "无期限",

		"-10m": "到期前 10 分钟", "+4h": "到期后 4 小时", "+24h wall": "到期后 24 小时（自然时间）", "80%": "80%",
		"30 days after month end": "月末后 30 天内", "5 business days of office after period end": "周期结束后 5 个工作日（按 office）内", "2 months after failure": "故障后 2 个月内",
		"month": "月", "rolling 30 days": "滚动 30 天", "6 months from 2026-01-01": "6 个月（自2026年1月1日起）", "quarter from february": "季度（从 february 起）",
		"2026-03-20": "2026年3月20日", "2026-01-01/2026-07-01": "2026年1月1日至2026年6月30日", "2026-01-01/": "自2026年1月1日起", "/2026-07-01": "2026年7月1日之前", "11-20/01-07": "11月20日至01月07日",
		"mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00": "周一至周五 08:00-12:00,13:00-18:00；周六 09:00-12:00", "closed": "关闭",
		"invoice": "账单总额", "fee of portal": "portal 的费用", "10% of invoice": "账单总额的 10%", "whole fee of portal": "全部portal 的费用", "12.00 per kg": "每kg 12.00", "500.00": "500.00", "1200.00 EUR": "1,200.00 欧元",
		"over 200% of the allowance": "超过允许差错的 200%", "over 20 within 1h": "1 小时内超过 20",

		"": "", "P1": "P1", "to": "to", "red team": "red team", "at least": "at least", "2026": "2026", "16:00": "16:00", "24x7": "24x7", "1.5": "1.5", "-": "-", "2026-13-01": "2026-13-01",
	} {
		if got := report.Say(zh, term); got != want {
			t.Errorf("%q is said as %q, want %q", term, got, want)
		}
		if got := report.Say(report.English, term); got != term {
			t.Errorf("English says %q in place of %q", got, term)
		}
	}
}

// Putting a term into words ends, also for a text that is made to match again and again,
// and each group of a form is shorter than its text.
func TestTermsEnd(t *testing.T) {
	for _, part := range []string{"over ", "x to ", "(x) ", "1 per ", "a; ", "10% of ", "by 16:00 ", "fee of ", "0s then ", "mon-", "+", "-", "from 2026-01-01 ", "after failure "} {
		for _, text := range []string{strings.Repeat(part, 60), strings.Repeat(part, 60) + "1h", "1h " + strings.Repeat(part, 60), strings.Repeat(part, 10_000), strings.TrimSpace(strings.Repeat(part, 20))} {
			if got := report.Say(zh, text); len(text) > 200 && got != text {
				t.Errorf("%.40q… of %d bytes is changed", text, len(text))
			}
		}
	}
	for _, form := range report.Phrases(zh) {
		if pattern, _, _ := strings.Cut(form, " "); strings.HasPrefix(pattern, "^(?:(") && strings.HasSuffix(pattern, "))$") && !strings.Contains(form, "-") {
			t.Errorf("a group of %s is its whole text", form)
		}
	}
}

func TestAmountsAndLengthsInChinese(t *testing.T) {
	for text, want := range map[string]string{
		"1200.00 EUR": "1,200.00 欧元", "0.00 EUR": "0.00 欧元", "999.99 CNY": "999.99 人民币元", "1000 JPY": "1,000 日元", "1234567.89 USD": "1,234,567.89 美元", "-1200.00 GBP": "-1,200.00 英镑",
		"1200.00 CHF": "1200.00 CHF", "3 points": "3 分", "1 point": "1 分", "1200 points": "1200 分", "2 service days": "2 个服务日", "12 kg": "12 kg",
		"333.333… EUR (1000/3)": "333.333… 欧元（1000/3）", "1333.333… EUR (4000/3)": "1,333.333… 欧元（4000/3）", "94.3396…% (50/53)": "94.3396…%（50/53）", "1h 30m": "1 小时 30 分钟", "45s": "45 秒", "99.9%": "99.9%", "7": "7",
	} {
		if got := report.Quantity(zh, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if got := report.Quantity(report.English, text); got != text {
			t.Errorf("English: %q in place of %q", got, text)
		}
	}
	for d, want := range map[time.Duration][2]string{
		0: {"0s", "0 秒"}, 3*time.Hour + 10*time.Minute: {"3h 10m", "3 小时 10 分钟"}, -45 * time.Second: {"-45s", "−45 秒"},
		26*time.Hour + 400*time.Millisecond: {"26h 400ms", "26 小时 400 毫秒"}, 1500: {"1us 500ns", "1 微秒 500 纳秒"}, math.MinInt64: {report.Length(report.English, math.MinInt64), report.Length(zh, math.MinInt64)},
	} {
		if got := [2]string{report.Length(report.English, d), report.Length(zh, d)}; got != want {
			t.Errorf("%d: %q, want %q", d, got, want)
		}
	}
	for text, want := range map[string]string{
		"2026-03": "2026年3月", "2026-Q1": "2026年第1季度", "2026": "2026年", "2026-03-09": "2026年3月9日", "2026-03-01/2026-03-15": "2026年3月1日至2026年3月14日", "": "", "March": "March",
	} {
		if got := report.PeriodOf(zh, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if got := report.PeriodOf(report.English, text); got != text {
			t.Errorf("English: %q in place of %q", got, text)
		}
	}
}

// Chinese has no spaces, so that a line ends between two characters: not before a mark
// that closes, not after a mark that opens, and not between a number and its unit.
func TestLinesOfChinese(t *testing.T) {
	for _, c := range []struct {
		text    string
		columns int
		want    string
	}{
		{"达成目标", 8, "达成目标"}, {"达成目标", 7, "达成目|标"}, {"达成目标", 6, "达成目|标"}, {"达成目标", 2, "达|成|目|标"},
		{"达成，未达成", 6, "达成，|未达成"}, {"达成，未达成", 5, "达|成，|未达|成"}, {"目标（达成）", 6, "目标|（达|成）"},
		{"允许 8 小时", 9, "允许|8 小时"}, {"允许 8 小时 30 分钟", 11, "允许 8 小时|30 分钟"}, {"共 12 件未达标", 10, "共 12 件未|达标"},
		{"2026年3月20日 周五", 14, "2026年3月20日|周五"}, {"office（办公时间）", 8, "office|（办公时|间）"},
		{"red team", 4, "red|team"}, {"a longword b", 4, "a|long|word|b"}, {"Acme 日本支社", 9, "Acme 日本|支社"},
		{"é́é́é́", 2, "é́é́|é́"},
	} {
		if got := strings.Join(report.Wrap(c.text, c.columns), "|"); got != c.want {
			t.Errorf("%q in %d columns: %s, want %s", c.text, c.columns, got, c.want)
		}
	}
}

// The pages of the book of the agreement, in Chinese, with the names of the agreement.
func TestChinesePages(t *testing.T) {
	s := spec()
	s.Names = map[string]map[string]string{"zh-Hans": {
		"title": "Acme 支持服务协议", "calendars.office": "办公时间", "clocks.resolution": "解决时钟", "clocks.response": "响应时钟", "objectives.first-response": "首次响应",
		"objectives.resolution": "解决", "objectives.resolution-mean": "平均解决时间", "objectives.portal": "门户可用性", "objectives.api": "接口请求", "priority": "优先级", "customer": "客户", "customer=Acme Nord": "Acme 北方",
		"provider=Northwind Hosting": "北风托管", "customer=Acme GmbH": "艾克美公司",
	}, "de": {"title": "Supportvertrag"}}
	a, err := sla.New(s)
	if err != nil {
		t.Fatal(err)
	}
	closed, err := a.Evaluate(sla.Month(2026, time.March), facts(t), day(t, "31 23:00").Add(2*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	open, err := a.Evaluate(sla.Month(2026, time.March), facts(t), day(t, "26 12:00"))
	if err != nil {
		t.Fatal(err)
	}
	read, err := sla.ReadResult(closed.JSON())
	if err != nil {
		t.Fatal(err)
	}
	k := waiting(t)
	contract := agreementOf(t, "acme.yaml").Spec()
	contract.Names = map[string]map[string]string{"zh-Hans": {
		"title": "金牌支持协议", "calendars.office": "办公时间", "clocks.response": "响应时钟", "clocks.resolution": "解决时钟", "objectives.first-response": "首次响应", "objectives.resolution": "解决", "objectives.portal": "客户门户",
		"objectives.time-to-resolve": "解决时长（第 90 百分位）", "services.portal": "客户门户", "priority": "优先级", "kind": "类别", "team": "团队",
		"provider=Northwind Hosting": "北风托管", "customer=Acme GmbH": "艾克美公司",
	}}
	signed, err := sla.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	zone := berlin(t)
	for name, v := range map[string]report.View{
		"month": report.Summary(closed).At(zone), "open-month": report.Summary(open).At(zone), "ticket": report.Ticket(a.Explain(&k, "resolution", closed.AsOf)).At(zone),
		"ticket-paused": report.Ticket(a.Explain(&k, "resolution", day(t, "10 11:30"))).At(zone), "credits": report.Credits(closed.Statement()), "contract": report.Contract(signed),
	} {
		golden(t, name+".zh-Hans.txt", []byte(written(t, v.In(zh), report.Text)))
	}
	page := written(t, report.Summary(closed).At(zone).In(zh), report.HTML)
	golden(t, "month.zh-Hans.html", []byte(page))
	if !strings.Contains(page, `<html lang="zh-Hans">`) {
		t.Error("HTML does not name its language")
	}
	if written(t, report.Summary(read).At(zone).In(zh), report.Text) != written(t, report.Summary(closed).At(zone).In(zh), report.Text) {
		t.Error("a result that was read back has another page")
	}
	if page := written(t, report.Summary(closed).At(zone), report.Text); strings.Contains(page, "门户") || strings.Contains(page, "Supportvertrag") {
		t.Errorf("names of another language on an English page:\n%s", page)
	}
}

// An agreement in Chinese may have names in English.
func TestNamesInEnglish(t *testing.T) {
	s := spec()
	s.Title, s.Names = "支持服务协议", map[string]map[string]string{"en": {"title": "Support agreement", "calendars.office": "Office hours", "customer": "Customer", "customer=Acme Nord": "Acme North"}}
	a, err := sla.New(s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Evaluate(sla.Month(2026, time.March), facts(t), day(t, "31 23:00"))
	if err != nil {
		t.Fatal(err)
	}
	page := written(t, report.Summary(r), report.Text)
	for _, want := range []string{"Support agreement\n====", "on Office hours (", "  Acme North ", "Customer=Acme Süd"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if page := written(t, report.Summary(r).In(zh), report.Text); !strings.HasPrefix(page, "支持服务协议\n") {
		t.Errorf("the agreement's own title:\n%s", page)
	}
}

// Every field, metric and rule of an agreement has a label in Chinese.
func TestEveryFieldHasALabelInChinese(t *testing.T) {
	labels := report.Labels(zh)
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(x reflect.Type) {
		switch x.Kind() {
		case reflect.Slice, reflect.Pointer, reflect.Map:
			walk(x.Elem())
		case reflect.Struct:
			if seen[x] || !strings.Contains(x.PkgPath(), "upheld") {
				return
			}
			seen[x] = true
			for i := range x.NumField() {
				f := x.Field(i)
				key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if f.IsExported() && key != "" && key != "-" && labels[key] == "" && labels[path.Base(x.PkgPath())+"."+x.Name()+"."+key] == "" {
					t.Errorf("%s.%s has no label", x, key)
				}
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeFor[sla.Spec]())
	words := report.Voice(zh)["contract"].FieldByName("metrics")
	for _, m := range metricKinds {
		key := m.(interface{ Key() string }).Key()
		if walk(reflect.TypeOf(m)); !words.MapIndex(reflect.ValueOf(key)).IsValid() {
			t.Errorf("the metric %s has no word", key)
		}
	}
	for _, r := range ruleKinds {
		name := reflect.TypeOf(r).Name()
		var key strings.Builder
		for i, c := range name {
			if i > 0 && c >= 'A' && c <= 'Z' {
				key.WriteByte('-')
			}
			key.WriteString(strings.ToLower(string(c)))
		}
		if walk(reflect.TypeOf(r)); labels["kind."+key.String()] == "" && labels[key.String()] == "" {
			t.Errorf("the rule %s has no label", key.String())
		}
	}
}

// Every word of an enumeration that a page shows has a Chinese word.
func TestEveryEnumerationIsPutIntoChinese(t *testing.T) {
	texts := textsOf(zh)
	for _, c := range []struct{ folder, name, path string }{
		{"penalty", "Verdict", "outcome.verdicts."}, {"sla", "Reason", "outcome.reasons."}, {"metrics", "Reason", "outcome.reasons."}, {"sla", "Stands", "outcome.stands."}, {"sla", "Judge", "outcome.judges."},
		{"metrics", "Bucket", "availability.buckets."}, {"sla", "FindingCode", "finding.codes."}, {"sla", "NoteCode", "ticket.notes."}, {"sla", "Phase", "ticket.phases."}, {"sla", "SegmentKind", "ticket.segments."},
		{"penalty", "LineState", "credit.states."}, {"penalty", "Pays", "credit.pays."}, {"penalty", "Measure", "credit.steps.looked."},
		{"sla", "Reopen", "ticket.policies."}, {"sla", "Retarget", "ticket.policies."}, {"sla", "Backwards", "ticket.policies."},
	} {
		for _, w := range constants(t, c.folder, c.name) {
			if texts[c.path+w] == "" && texts[c.path+w+".name"] == "" && texts[c.path+w+".one"] == "" {
				t.Errorf("%s.%s %q has no Chinese word", c.folder, c.name, w)
			}
		}
	}
	for _, c := range [][2]string{
		{"sla", "Kind"}, {"sla", "Profile"}, {"sla", "Reopen"}, {"sla", "Retarget"}, {"sla", "PauseBasis"}, {"sla", "PastPauses"}, {"sla", "CalendarChange"}, {"sla", "DayPauses"}, {"sla", "OpenNotDue"}, {"sla", "OpenPastDue"},
		{"sla", "Backwards"}, {"sla", "NoTarget"}, {"sla", "DueAtClosing"}, {"sla", "UnknownWords"}, {"sla", "May"}, {"sla", "Counts"}, {"sla", "Pin"}, {"sla", "Judge"}, {"sla", "StartRoll"},
		{"calendar", "Roll"}, {"calendar", "Shifts"}, {"calendar", "PartDays"}, {"calendar", "Observance"},
		{"metrics", "NoDataPolicy"}, {"metrics", "Maintenance"}, {"metrics", "Overlap"}, {"metrics", "Abandons"}, {"metrics", "Minutes"}, {"metrics", "Align"}, {"metrics", "Partial"}, {"metrics", "Excess"}, {"metrics", "ScoreKind"},
		{"metrics", "TotalStatistic"}, {"metrics", "RepairStatistic"}, {"metrics", "TimeStatistic"}, {"metrics", "Point"}, {"metrics", "Method"},
		{"penalty", "Spread"}, {"penalty", "RoundingMode"}, {"penalty", "Counted"}, {"penalty", "Scope"}, {"penalty", "Tested"}, {"penalty", "Pays"}, {"penalty", "Use"}, {"penalty", "Measure"}, {"penalty", "Precedence"}, {"penalty", "Gap"}, {"penalty", "TriggerCounts"},
	} {
		for _, w := range constants(t, c[0], c[1]) {
			if texts["contract.meanings."+c[0]+"."+c[1]+"="+w] == "" {
				t.Errorf("%s.%s %q has no meaning in Chinese", c[0], c[1], w)
			}
		}
	}
}

// english are forms of terms that no page in Chinese prints as they are, except where it
// quotes a file.
var english = regexp.MustCompile(`\b(at least|at most|(below|over|exactly) [0-9]|end of day|after month end|not measurable|out of hours)`)

// What a reader sees of a page of HTML: its texts, and the attributes that say something.
var (
	style       = regexp.MustCompile(`(?s)<style>.*?</style>`)
	shownInHTML = regexp.MustCompile(`>([^<>]+)<|(?:aria-label|data-k)="([^"]*)"`)
	digest      = regexp.MustCompile(`[0-9a-f]{64}`)
)

// No English on pages in Chinese: what has Latin letters stands in the agreement or in
// the facts, in an id or a path.
func TestPagesInChineseHaveNoEnglish(t *testing.T) {
	check := func(name string, v report.View, quotes bool, sources ...string) {
		t.Helper()
		known := map[string]bool{"UTC": true, "openings": true} // of facts and findings
		for _, text := range append(sources, keysOfAgreements()) {
			for _, w := range letters.FindAllString(text, -1) {
				known[w] = true
			}
		}
		page := written(t, v.In(zh), report.Markdown)
		if strings.Contains(name, "march.json") { // what a reader sees of HTML
			for _, text := range shownInHTML.FindAllStringSubmatch(style.ReplaceAllString(written(t, v.In(zh), report.HTML), ""), -1) {
				page += html.UnescapeString(text[1]+text[2]) + "\n"
			}
		}
		for line := range strings.Lines(digest.ReplaceAllString(page, "")) {
			for _, w := range letters.FindAllString(strings.ReplaceAll(line, "<br>", " "), -1) {
				if !known[w] {
					t.Errorf("%s: %q in %s", name, w, line)
				}
			}
			if term := english.FindString(line); term != "" && !quotes {
				t.Errorf("%s: %q in %s", name, term, line)
			}
		}
	}
	opened := 0
	err := filepath.WalkDir("../examples", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".yaml" {
			return err
		}
		a, err := specfile.Open(os.DirFS(filepath.Dir(file)), filepath.Base(file), sla.Sources{Holidays: holidays.Official})
		if err != nil { // a mapping, a layer, a draft with errors
			return nil
		}
		whole := a.Spec()
		whole.Policies = whole.Policies.Stated()
		text, err := json.Marshal(whole)
		if err != nil {
			return err
		}
		words := string(text)
		// The files that it extends are in the book, or in its folder.
		for _, from := range []string{file, "../examples/book/*.yaml", "../examples/book/*/*.yaml", filepath.Join(filepath.Dir(file), "agreement.yaml")} {
			names, err := filepath.Glob(from)
			if err != nil {
				return err
			}
			for _, name := range names {
				if text, err := os.ReadFile(name); err == nil && (name == file || strings.Contains(file, "/book/") || strings.Contains(words, "agreement.yaml")) {
					words += string(text)
				}
			}
		}
		opened++
		check(file, report.Contract(a), false, words)
		check(file, report.Amendment(sla.Spec{}, a.Spec()), true, words)
		var e review.Evidence
		_, maturity := review.Maturity(a.Spec(), e)
		check(file, report.Review(a.Spec(), review.Of(a.Spec(), e), append(review.Smart(a.Spec(), e), maturity...)...), true, words)
		for _, beside := range []string{"march.json", "facts.json"} {
			data, err := os.ReadFile(filepath.Join(filepath.Dir(file), beside))
			if err != nil {
				continue
			}
			var facts sla.Facts
			if err := json.Unmarshal(data, &facts); err != nil {
				return err
			}
			from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			r, err := a.Evaluate(sla.Year(2026), facts, from.AddDate(0, 3, 0))
			if err != nil {
				return err
			}
			check(file+" "+beside, report.Summary(r), false, words, string(data))
			for _, at := range []time.Time{r.AsOf, time.Date(2026, 3, 20, 15, 0, 0, 0, time.UTC), time.Date(2026, 3, 21, 9, 7, 0, 0, time.UTC)} {
				open, err := a.Evaluate(sla.Month(2026, time.March), facts, at)
				if err != nil {
					return err
				}
				check(file+" "+beside, report.Desk(a, ticketsOf(facts.Tickets), open, 72*time.Hour).Show("team"), false, words, string(data))
			}
			for _, s := range r.Statements {
				check(file+" "+beside, report.Credits(s), false, words, string(data))
			}
			for i := range min(len(facts.Tickets), 20) {
				for o := range a.Objectives(r.AsOf) {
					if o.Clock != "" {
						check(file+" "+beside, report.Ticket(a.Explain(&facts.Tickets[i], o.ID, r.AsOf)), false, words, string(data))
					}
				}
			}
		}
		return nil
	})
	if err != nil || opened < 20 {
		t.Errorf("%d agreements, %v", opened, err)
	}
}

// keysOfAgreements are the keys of agreements, of which paths are made.
func keysOfAgreements() string {
	var all []string
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(x reflect.Type) {
		switch x.Kind() {
		case reflect.Slice, reflect.Pointer, reflect.Map:
			walk(x.Elem())
		case reflect.Struct:
			if seen[x] || !strings.Contains(x.PkgPath(), "upheld") {
				return
			}
			seen[x] = true
			for i := range x.NumField() {
				all = append(all, x.Field(i).Tag.Get("json"))
				walk(x.Field(i).Type)
			}
		}
	}
	walk(reflect.TypeFor[sla.Spec]())
	for _, m := range metricKinds {
		walk(reflect.TypeOf(m))
	}
	for _, r := range ruleKinds {
		walk(reflect.TypeOf(r))
	}
	return strings.Join(all, " ")
}

// Points of a deviation are percentage points, and points of a score are points. A group of
// a credit has the names of the attribute and its value as far as the agreement states them.
func TestPointsAndGroupsInChinese(t *testing.T) {
	spec := spec()
	spec.Document.Review = sla.Review{Next: "2026-07-01", Triggers: []sla.ReviewTrigger{
		{Objective: "portal", Deviation: "over 3 points"}, {Objective: "portal", Deviation: "over 1 point"}, {Objective: "portal", Deviation: "over 10%"}}}
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	page := written(t, report.Contract(a).In(zh), report.Text)
	for _, want := range []string{"超过 3 个百分点", "超过 1 个百分点", "超过 10%"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on\n%s", want, page)
		}
	}
	statement := penalty.Statement{ID: "s", Lines: []penalty.Line{
		{Objective: "portal", Group: "team=red"}, {Objective: "portal", Group: "team=blue"}, {Objective: "portal", Group: "a=b, team=c"}, {Objective: "portal", Group: "all"}}}
	r := &sla.Result{Agreement: "a", Zone: "UTC", Statements: []penalty.Statement{statement},
		Names: map[string]map[string]string{"zh-Hans": {"team": "小组", "team=red": "红队"}}}
	page = written(t, report.Summary(r).In(zh), report.Text)
	for _, want := range []string{"portal，红队 ", "portal，小组=blue ", "portal，a=b, team=c ", "portal，all "} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on\n%s", want, page)
		}
	}
}
