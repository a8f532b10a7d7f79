package casefile

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// facet is one thing that the library says. It takes what stands after its word, and
// gives how it would be written, and whether what stands there means the same.
type facet func(rest []word) (got string, same bool, err error)

// facets are the facets of an answer by their words. The word "" is for what is
// written without a word.
type facets map[string]facet

// oneOf sets the words of which one holds. more is what may follow the word.
func (f facets) oneOf(holds, more string, words ...string) {
	for _, w := range append(words, holds) {
		other := f[w]
		f[w] = func(rest []word) (string, bool, error) {
			if len(rest) > 0 && other != nil {
				return other(rest)
			}
			got := strings.TrimSpace(holds + " " + more)
			return got, w == holds && (len(rest) == 0 || textOf(rest) == more), nil
		}
	}
}

func text(value string) facet {
	return func(rest []word) (string, bool, error) { return value, textOf(rest) == value, nil }
}

func whole(n int64) facet {
	return func(rest []word) (string, bool, error) {
		got := strconv.FormatInt(n, 10)
		return got, textOf(rest) == got, nil
	}
}

func length(d time.Duration) facet {
	return func(rest []word) (string, bool, error) {
		want, err := span.ParseSigned(textOf(rest))
		return span.Format(d), err == nil && want == d, nil
	}
}

func amount(a penalty.Amount) facet {
	return func(rest []word) (string, bool, error) {
		var want penalty.Amount
		err := want.UnmarshalText([]byte(textOf(rest)))
		if err == nil && want.Unit() == "" && a.Unit() != "" {
			return "", false, fmt.Errorf("the unit is missing: write %s %s", textOf(rest), a.Unit())
		}
		return a.String(), err == nil && want.Equal(a), nil
	}
}

// instant is a time; the zero Time is written none. Times are read as seen from now.
func instant(t, now time.Time, zone *time.Location) facet {
	return func(rest []word) (string, bool, error) {
		got := written(t, now, zone)
		if len(rest) == 1 && rest[0].is("none") {
			return got, t.IsZero(), nil
		}
		if len(rest) == 0 {
			return got, false, nil
		}
		want, err := readTime(rest, now, zone)
		if err == nil && want.words != len(rest) {
			err = fmt.Errorf("%q is no time", textOf(rest))
		}
		return got, err == nil && want.at.Equal(t), err
	}
}

// figure is a share to as many places as are written, by the rule that never prints a
// miss as met; a length or a number exactly.
func figure(f metrics.Figure, promised metrics.Limit) facet {
	return func(rest []word) (string, bool, error) {
		want := textOf(rest)
		switch d, whole := f.Duration(); {
		case !f.IsValid():
			return "none", want == "none", nil
		case f.Kind() == metrics.ShareFigure:
			places := 2
			if number, percent := strings.CutSuffix(want, "%"); percent {
				_, fraction, _ := strings.Cut(number, ".")
				places = min(len(fraction), 18)
			} else if good, total, ok := strings.Cut(want, " of "); ok {
				g, err := partOf(good)
				t, err2 := partOf(total)
				return f.String(), err == nil && err2 == nil && t.Sign() > 0 && new(big.Rat).Quo(g, t).Cmp(f.Rat()) == 0, nil
			}
			got := f.Percent(places)
			if promised.IsValid() && promised.Speaks(f) {
				got = promised.Percent(f, places)
			}
			return got, want == got, nil
		case f.Kind() == metrics.LengthFigure && whole && metrics.LengthOf(d).Equal(f):
			t, err := span.ParseSigned(want)
			return span.Format(d), err == nil && t == d, nil
		case f.Kind() == metrics.LengthFigure: // finer than a nanosecond
			r, ok := new(big.Rat).SetString(strings.TrimSuffix(want, "s"))
			return f.Rat().RatString() + "s", ok && strings.HasSuffix(want, "s") && r.Cmp(f.Rat()) == 0, nil
		}
		r, ok := new(big.Rat).SetString(want)
		return f.String(), want == f.String() || ok && f.Kind() != metrics.LengthFigure && r.Cmp(f.Rat()) == 0, nil
	}
}

// partOf reads a count or a length. The parts of a composed share may be long.
func partOf(text string) (*big.Rat, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return big.NewRat(n, 1), nil
	}
	if n, ok := new(big.Int).SetString(text, 10); ok && len(text) <= 1000 {
		return new(big.Rat).SetInt(n), nil
	}
	d, err := span.Parse(text, span.Clock)
	return big.NewRat(int64(d), 1), err
}

// ratio is N of M, or a length of a length.
func ratio(good, total string) facet {
	return func(rest []word) (string, bool, error) {
		got := good + " of " + total
		left, right, ok := strings.Cut(textOf(rest), " of ")
		if !ok {
			return got, false, nil
		}
		a, err := partOf(left)
		b, err2 := partOf(right)
		x, _ := partOf(good)
		y, _ := partOf(total)
		return got, err == nil && err2 == nil && a.Cmp(x) == 0 && b.Cmp(y) == 0, nil
	}
}

// match says how a facet would be written, and whether what is written means the same.
func (f facets) match(want string) (got string, same bool, err error) {
	words, err := wordsOf(want)
	if err != nil {
		return "", false, err
	}
	if len(words) == 0 {
		return "", false, fmt.Errorf("a comma without a facet")
	}
	key, rest := words[0].text, words[1:]
	if f[key] == nil || words[0].quoted {
		if key, rest = "", words; f[""] == nil {
			return "", false, wordOf(words[0].text, slices.DeleteFunc(slices.Sorted(maps.Keys(f)), func(s string) bool { return s == "" })...)
		}
	}
	got, same, err = f[key](rest)
	if first, _, _ := strings.Cut(got, " "); key != "" && f[first] == nil {
		got = key + " " + got
	}
	return strings.TrimSpace(got), same, err
}

// wordOf is the problem of a word outside a set, with the word.
func wordOf(word string, all ...string) error {
	return fmt.Errorf("%q: %w", word, fault.NotOneOf(word, all...))
}

// compare holds the facets of one answer against the library. Without facets it
// fails and says those of otherwise.
func (w *world) compare(l *line, subject, wanted string, f facets, otherwise []string, why func() string) {
	w.answers++
	w.export(l, subject, parted(wanted, ","))
	for _, k := range l.below {
		if isAnswer(l.text) {
			w.fail(k, "nothing stands below the answer %q", subject)
			return
		}
	}
	list, fresh := parted(wanted, ","), wanted == ""
	if fresh {
		list = otherwise
	}
	var got, wrong []string
	for _, want := range list {
		text, same, err := f.match(want)
		if err != nil && (!fresh || text == "") { // nothing is written yet that could be read
			w.fail(l, "%s: %v", subject, err)
			return
		}
		if same && !fresh {
			text = want
		} else {
			wrong = append(wrong, "    want "+want, "    got  "+text)
		}
		got = append(got, text)
	}
	if fresh {
		wrong = []string{"    nothing is expected yet", "    got  " + strings.Join(got, ", ")}
	}
	if len(wrong) == 0 {
		return
	}
	if why != nil && len(w.fails) == 0 { // after another mistake the page may be about its consequences
		wrong = append(wrong, indented(why()))
	}
	w.rewrite(l, subject, got)
	w.fail(l, "%s\n%s", orNothing(subject, l.text), strings.Join(wrong, "\n"))
}

func orNothing(subject, otherwise string) string {
	if subject == "" {
		return otherwise
	}
	return subject
}

// indented puts a page below a failure.
func indented(page string) string {
	page = strings.TrimRight(page, "\n ")
	if page == "" {
		return ""
	}
	return "  " + strings.ReplaceAll(page, "\n", "\n  ")
}

// row is a line that the library says. Its cause is compared only if the case writes it.
type row struct{ text, cause string }

// compareLines holds the lines below an answer against rows, as text with runs of
// spaces as one.
func (w *world) compareLines(l *line, subject string, texts []string, why func() string) {
	rows := make([]row, len(texts))
	for i, text := range texts {
		rows[i].text = text
	}
	w.compareRows(l, subject, rows, why)
}

func (w *world) compareRows(l *line, subject string, rows []row, why func() string) {
	w.answers++
	_, wanted, _ := cut(l.text, "=>")
	_, wanted, _ = cut(wanted, ":")
	wanted = strings.TrimSpace(wanted)
	if wanted != "" && (wanted != "none" || len(l.below) > 0) {
		w.fail(l, "%s: write the lines below, or none", subject)
		return
	}
	same := len(rows) > 0 || wanted == "none"
	var want, said []string
	for _, k := range l.below {
		want = append(want, spaced(k.text))
	}
	w.exportLines(l, subject, want)
	got := make([]string, len(rows))
	for i, r := range rows {
		got[i] = spaced(r.text + " " + r.cause)
	}
	var sides []string
	for _, p := range paired(len(want), len(rows), func(i, j int) bool { return want[i] == got[j] || want[i] == spaced(rows[j].text) }) {
		switch {
		case p[1] < 0: // sides are named: plus and minus are taken for either
			sides, same = append(sides, "    want "+want[p[0]]), false
		case p[0] < 0:
			sides, same, said = append(sides, "    got  "+got[p[1]]), false, append(said, got[p[1]])
		default:
			sides, said = append(sides, "         "+want[p[0]]), append(said, want[p[0]])
		}
	}
	if same {
		return
	}
	if len(l.below) == 0 && wanted == "" {
		sides = append([]string{"    nothing is expected yet"}, sides...)
	}
	if len(rows) == 0 {
		sides = append(sides, "    got  none")
	}
	if why != nil && len(w.fails) == 0 { // after another mistake the page may be about its consequences
		sides = append(sides, indented(why()))
	}
	w.rewriteLines(l, subject, said)
	w.fail(l, "%s\n%s", subject, strings.Join(sides, "\n"))
}

// paired puts two lists side by side: the longest run of lines that they share, and
// the lines that only one has, with -1 for the other. Very long lists are compared line
// by line.
func paired(n, m int, equal func(i, j int) bool) (pairs [][2]int) {
	start := 0
	for start < min(n, m) && equal(start, start) {
		pairs = append(pairs, [2]int{start, start})
		start++
	}
	if (n-start)*(m-start) > 1<<20 {
		for i := start; i < max(n, m); i++ {
			if i < min(n, m) && equal(i, i) {
				pairs = append(pairs, [2]int{i, i})
				continue
			}
			if i < n {
				pairs = append(pairs, [2]int{i, -1})
			}
			if i < m {
				pairs = append(pairs, [2]int{-1, i})
			}
		}
		return pairs
	}
	shared := make([][]int, n-start+1) // of the rests from i and j on
	for i := n - start; i >= 0; i-- {
		shared[i] = make([]int, m-start+1)
		for j := m - start - 1; i < n-start && j >= 0; j-- {
			if equal(start+i, start+j) {
				shared[i][j] = shared[i+1][j+1] + 1
			} else {
				shared[i][j] = max(shared[i+1][j], shared[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < n-start || j < m-start; {
		switch {
		case i < n-start && j < m-start && equal(start+i, start+j):
			pairs = append(pairs, [2]int{start + i, start + j})
			i, j = i+1, j+1
		case j == m-start || i < n-start && shared[i+1][j] >= shared[i][j+1]:
			pairs = append(pairs, [2]int{start + i, -1})
			i++
		default:
			pairs = append(pairs, [2]int{-1, start + j})
			j++
		}
	}
	return pairs
}

func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// edit replaces the lines [from, to] of the file.
type edit struct {
	from, to int
	lines    []string
}

// rewrite replaces the facets after =>. What stands around them stays: the subject,
// spaces, a comment.
func (r *run) rewrite(l *line, subject string, facets []string) {
	raw := r.page.lines[l.number-1]
	content := uncommented(raw)
	left, right, _ := cut(content, "=>")
	front := left + "=>"
	if subject != "" {
		written, facets, _ := cut(right, ":")
		front, right = front+written+":", facets
	}
	parts := rawParts(right)
	if strings.TrimSpace(right) == "" {
		front, parts = strings.TrimRight(front, " "), []string{" " + strings.Join(facets, ", ") + right}
	} else {
		for i, part := range parts {
			text := strings.TrimSpace(part)
			parts[i] = strings.Replace(part, text, facets[i], 1)
		}
	}
	r.edits = append(r.edits, edit{l.number, l.number, []string{front + strings.Join(parts, ",") + raw[len(content):]}})
}

func (r *run) rewriteLines(l *line, subject string, said []string) {
	raw := r.page.lines[l.number-1]
	left, _, _ := cut(raw, "=>")
	head := left + "=> " + strings.TrimSpace(subject) + ":"
	if len(said) == 0 {
		head += " none"
	}
	indent := l.indent + 4
	if len(l.below) > 0 {
		indent = l.below[0].indent
	}
	lines := []string{head + raw[len(uncommented(raw)):]}
	for _, s := range said {
		lines = append(lines, strings.Repeat(" ", indent)+s)
	}
	r.edits = append(r.edits, edit{l.number, l.last, lines})
}

// updated is the file with its edits.
func (r *run) updated() []byte {
	lines := slices.Clone(r.page.lines)
	edits := slices.Clone(r.edits)
	slices.SortStableFunc(edits, func(a, b edit) int { return b.from - a.from })
	for i, e := range edits {
		if i > 0 && edits[i-1].from == e.from {
			continue // a shared answer, asked by several cases; the first decides
		}
		lines = slices.Replace(lines, e.from-1, e.to, e.lines...)
	}
	return []byte(r.page.start + strings.Join(lines, r.page.end) + r.page.end)
}
