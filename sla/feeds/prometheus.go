package feeds

import (
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/sla"
)

// Prometheus reads answers of range queries (a matrix) of metrics that are 1 or 0,
// such as up and probe_success, as states of services.
//
// The value of a sample holds for one step. A series that has no sample for more than
// one and a half steps has no data from one step after its last sample on, and so has
// NaN. Values other than 0 and 1 are findings and no data: compare in the query, as in
// probe_duration_seconds < bool 2.
type Prometheus struct {
	// Of is the service of a series, with labels in braces. Empty: {job}/{instance}.
	Of string
	// Services translates what Of gives into services of the agreement; others are left
	// out. nil: all are read, as Of calls them.
	Services map[string]string
	// Step is the step of the query. It is needed: the answer does not tell it.
	Step time.Duration
	// Samples counts the samples in place of the time: each is a count of one, good if
	// it is 1. NaN and missing samples count nowhere.
	Samples bool
}

var matrix = []string{"data.result"}

// series reads the series of exports.
func (p Prometheus) series(r *run, exports []io.Reader, each func(of string, v raw)) error {
	return r.each(exports, func(s *stream) error {
		e := envelope{run: r, lists: matrix}
		refused := ""
		e.note = func(path string, v raw) {
			if path == "data.resultType" && v.text() != "matrix" {
				refused = "a " + v.text() + ", no matrix; ask for a range"
			}
		}
		e.each = func(path, _ string, v raw) error {
			if text := v.get("error"); path == "" && text != nil {
				return fault.Because(fault.ErrSyntax, "the server answered with an error: %s", plain(text.text()))
			}
			if v.get("metric") == nil {
				r.bad("", "", "no series")
				return nil
			}
			of, missing := expand(p.Of, func(label string) string { return v.get("metric", label).text() })
			if missing != "" {
				r.bad(of, "metric", "the series has no label "+missing)
				return nil
			}
			service, ok := called(p.Services, of)
			if !ok {
				r.leave("series of other services")
				return nil
			}
			each(service, v)
			return nil
		}
		err := e.read(s)
		if refused != "" {
			return fault.Because(fault.ErrSyntax, "the server answered with %s", fault.Shorten(refused))
		}
		return err
	})
}

// Read reads answers of range queries, and hands each fact to add.
func (p Prometheus) Read(add func(sla.Fact), exports ...io.Reader) (Intake, error) {
	if p.Of == "" {
		p.Of = "{job}/{instance}"
	}
	r := newRun(add)
	if p.Step <= 0 {
		return r.sum, fmt.Errorf("feeds: %w", fault.Because(fault.ErrMissing, "the Step of the query is needed: a series that ends cannot be told from a longer step"))
	}
	err := p.series(r, exports, func(of string, v raw) {
		state := sla.State{Of: of}
		last, is := time.Time{}, ""
		tell := func(at time.Time, word string, seq int64) {
			if word == is {
				return
			}
			if is = word; !p.Samples {
				state.At, state.Is, state.Seq = at, word, seq
				r.give(&state)
			}
		}
		v.get("values").items(func(pair raw) bool {
			at, value, ok := sampleOf(pair)
			if !ok {
				r.bad(of, "values", "no sample: "+string(pair[:min(len(pair), 60)]))
				return true
			}
			if !last.IsZero() && !at.After(last) {
				r.bad(of, "values", "the samples do not rise: "+string(pair[:min(len(pair), 60)]))
				return true
			}
			if !last.IsZero() && at.Sub(last) > p.Step+p.Step/2 {
				tell(last.Add(p.Step), "no-data", 0)
			}
			last = at
			word := "no-data"
			switch value {
			case "1":
				word = "up"
			case "0":
				word = "down"
			case "NaN":
			default:
				r.find(FindingValue, of, r.at("values"), value)
			}
			if p.Samples && word != "no-data" {
				good := int64(0)
				if word == "up" {
					good = 1
				}
				r.give(&sla.Count{Of: of, At: at, Good: good, Total: 1})
			}
			tell(at, word, 1)
			return true
		})
		for _, h := range v.get("histograms").list() {
			_ = h
			r.leave("native histograms")
		}
		if !last.IsZero() {
			tell(last.Add(p.Step), "no-data", 0)
		}
	})
	return r.sum, err
}

// sampleOf reads a pair of seconds and a value. The seconds are read as decimal text,
// so that no digit is lost.
func sampleOf(pair raw) (at time.Time, value string, ok bool) {
	items := pair.list()
	if len(items) != 2 {
		return at, "", false
	}
	at, ok = epoch(items[0].text(), 0)
	value = items[1].text()
	if rest, is := strings.CutPrefix(value, "1."); is && strings.Trim(rest, "0") == "" {
		value = "1"
	}
	return at, value, ok && value != ""
}

// Ratio reads two matrices, such as increase(good[1h]) and increase(total[1h]), as
// counts: each sample of the total is a count at its instant, whose good part is the
// sample of the same labels and instant in good. Step is not needed. Range functions
// extrapolate, so that their values are no whole numbers: these are rounded, which is
// a finding for each series.
func (p Prometheus) Ratio(add func(sla.Fact), good, total io.Reader) (Intake, error) {
	if p.Of == "" {
		p.Of = "{job}/{instance}"
	}
	r := newRun(add)
	type instantOf struct {
		of string
		at int64
	}
	found := map[instantOf]int64{}
	read := func(export io.Reader, take func(of string, at time.Time, n int64)) error {
		return p.series(r, []io.Reader{export}, func(of string, v raw) {
			rounded := ""
			v.get("values").items(func(pair raw) bool {
				at, value, ok := sampleOf(pair)
				if ok && value == "NaN" {
					return true
				}
				n, whole, known := rounding(value)
				if !ok || !known {
					r.bad(of, "values", "no count: "+string(pair[:min(len(pair), 60)]))
					return true
				}
				if !whole && rounded == "" {
					rounded = value
				}
				take(of, at, n)
				return true
			})
			if rounded != "" {
				r.find(FindingRounded, of, r.at("values"), rounded)
			}
		})
	}
	err := read(good, func(of string, at time.Time, n int64) { found[instantOf{of, at.UnixNano()}] += n })
	if err != nil {
		return r.sum, err
	}
	sums := map[instantOf]int64{}
	var order []instantOf
	err = read(total, func(of string, at time.Time, n int64) {
		key := instantOf{of, at.UnixNano()}
		if _, before := sums[key]; !before {
			order = append(order, key)
		}
		sums[key] += n
	})
	r.line = 0
	for _, key := range order {
		c := sla.Count{Of: key.of, At: time.Unix(0, key.at).UTC(), Good: found[key], Total: sums[key]}
		delete(found, key)
		if c.Good > c.Total {
			r.find(FindingValue, key.of, "", fmt.Sprintf("%d good of %d at %s: all are taken as good", c.Good, c.Total, c.At.Format(time.RFC3339)))
			c.Good = c.Total
		}
		if c.Total > 0 {
			r.give(&c)
		}
	}
	if len(found) > 0 {
		alone := make([]string, 0, len(found))
		for key := range found {
			alone = append(alone, key.of+" at "+time.Unix(0, key.at).UTC().Format(time.RFC3339))
		}
		slices.Sort(alone)
		for _, one := range alone {
			r.bad("", "", "a good count without its total: "+one)
		}
	}
	return r.sum, err
}

// rounding reads a number that is not negative and rounds it to a whole one.
func rounding(text string) (n int64, whole, ok bool) {
	if len(text) > 40 || strings.ContainsAny(text, "/xX_pP") {
		return 0, false, false
	}
	if _, power, is := strings.Cut(strings.ToLower(text), "e"); is && len(power) > 3 {
		return 0, false, false
	}
	v, ok := new(big.Rat).SetString(text)
	if !ok || v.Sign() < 0 {
		return 0, false, false
	}
	whole = v.IsInt()
	v.Add(v, big.NewRat(1, 2))
	q := new(big.Int).Quo(v.Num(), v.Denom())
	return q.Int64(), whole, q.IsInt64()
}
