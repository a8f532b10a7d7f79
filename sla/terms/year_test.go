package terms_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
	"github.com/upheld/upheld/sla/terms"
)

// sheet is a layer as a file says it: nested maps. The oracle below knows nothing else of
// agreements, and none of the code that lays them.
type sheet map[string]any

// sheetWords are the values that a drawn sheet may state, by path; a number after the path
// chooses one of them.
var sheetWords = [][]string{
	{"title", `"A"`, `"B"`}, {"currency", `"EUR"`, `"SGD"`},
	{"calendars.office.hours", `"mon-fri 09:00-17:00"`, `"mon-sun 08:00-20:00"`}, {"calendars.office.closed", `["2026-05-01"]`, `["2026-05-01","2026-12-25"]`},
	{"calendars.night.hours", `"mon-fri 00:00-06:00"`},
	{"policies.reopen", `"final"`, `"from-start"`}, {"policies.backwards", `"zero"`, `"ignored"`},
	{"clocks.response.start", `"opened"`, `"queued"`}, {"clocks.response.owner", `"desk"`}, {"clocks.repair.stop", `"solved"`},
	{"objectives.a.attain", `"90%"`, `"95%"`, `"99%"`}, {"objectives.a.targets", `[{"within":"4h","calendar":"24x7"}]`, `[{"within":"2h","calendar":"24x7"},{"within":"3h","calendar":"office"}]`},
	{"objectives.b.attain", `"80%"`, `"85%"`}, {"objectives.b.warn", `["50%"]`, `["80%","-10m"]`},
	{"credits.base", `"100.00"`, `"200.00"`}, {"credits.claim", `"30 days after month end"`},
}

// instants are those at which drawn layers change. Two of them are written in two ways.
var instants = []string{"2026-02-01", "2026-05-15T13:00", "2026-07-01", "2026-07-01T00:00", "2026-07-01T00:01", "2026-11-30T23:59:59"}

// revision is a change of a sheet.
type revision struct {
	from   string
	change sheet
}

// drawnLayer is a sheet with its revisions in time order.
type drawnLayer struct {
	base      sheet
	revisions []revision
}

// drawSheet draws a sheet that states something and may take out one of the paths that
// sheets before it state. It adds to them.
func drawSheet(r *tape.Reader, most int, stated *[]string) sheet {
	s := sheet{}
	before := *stated
	for range 1 + r.Int(most) {
		words := sheetWords[r.Int(len(sheetWords))]
		*stated = append(*stated, words[0])
		var value any
		if err := json.Unmarshal([]byte(words[1+r.Int(len(words)-1)]), &value); err != nil {
			panic(err)
		}
		s.put(strings.Split(words[0], "."), value)
	}
	if len(before) > 0 && r.Int(5) == 4 {
		path := strings.Split(tape.Pick(r, before...), ".")
		if len(path) > 1 && r.Bool() && path[0] != "policies" && path[0] != "credits" {
			path = path[:2]
		}
		s["removed"] = []any{strings.Join(path, ".")}
	}
	return s
}

func (s sheet) put(path []string, value any) {
	at := map[string]any(s)
	for _, step := range path[:len(path)-1] {
		next, ok := at[step].(map[string]any)
		if !ok {
			next = map[string]any{}
			at[step] = next
		}
		at = next
	}
	at[path[len(path)-1]] = value
}

// laid gives a sheet with another laid over it; ok is false if that takes out what is not
// there.
func (s sheet) laid(over sheet) (next sheet, ok bool) {
	next = copied(map[string]any(s)).(map[string]any)
	for _, path := range list(over["removed"]) {
		steps := strings.Split(path.(string), ".")
		at := map[string]any(next)
		for _, step := range steps[:len(steps)-1] {
			at, _ = at[step].(map[string]any)
		}
		if _, ok := at[steps[len(steps)-1]]; !ok {
			return nil, false
		}
		delete(at, steps[len(steps)-1])
	}
	var lay func(to, from map[string]any, depth int)
	lay = func(to, from map[string]any, depth int) {
		for key, value := range from {
			old, was := to[key].(map[string]any)
			part, is := value.(map[string]any)
			if was && is && depth < 3 {
				lay(old, part, depth+1)
				continue
			}
			if key != "removed" {
				to[key] = copied(value)
			}
		}
	}
	lay(next, over, 1)
	return next, true
}

func list(v any) []any {
	all, _ := v.([]any)
	return all
}

func copied(v any) any {
	of, ok := v.(map[string]any)
	if !ok {
		return v
	}
	all := map[string]any{}
	for key, value := range of {
		all[key] = copied(value)
	}
	return all
}

// spec reads a sheet as a file.
func (s sheet) spec() (sla.Spec, error) {
	file := copied(map[string]any(s)).(map[string]any)
	file["sla"] = "v1"
	if by, ok := file["objectives"].(map[string]any); ok {
		var all []any
		for _, id := range slices.Sorted(maps.Keys(by)) {
			o := by[id].(map[string]any)
			o["id"] = id
			all = append(all, o)
		}
		file["objectives"] = all
		if len(all) == 0 {
			delete(file, "objectives")
		}
	}
	data, err := json.Marshal(file)
	if err != nil {
		return sla.Spec{}, err
	}
	return specfile.Parse(data)
}

func (l drawnLayer) layer(name string) (terms.Layer, error) {
	spec, err := l.base.spec()
	if err != nil {
		return terms.Layer{}, err
	}
	for _, r := range l.revisions {
		change, err := r.change.spec()
		if err != nil {
			return terms.Layer{}, err
		}
		spec.Revisions = append(spec.Revisions, sla.Revision{From: calendar.Local(r.from), Pins: sla.PinOpened, Change: change})
	}
	return terms.Layer{Name: name, Spec: spec}, nil
}

func local(text string) time.Time {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at
		}
	}
	panic(text)
}

// at lays the layers as of an instant, slowly: each base, then those of its revisions that
// have begun.
func at(layers []drawnLayer, now time.Time) (sheet, bool) {
	flat := sheet{}
	for _, l := range layers {
		all := []sheet{l.base}
		for _, r := range l.revisions {
			if !local(r.from).After(now) {
				all = append(all, r.change)
			}
		}
		for _, s := range all {
			next, ok := flat.laid(s)
			if !ok {
				return nil, false
			}
			flat = next
		}
	}
	return flat, true
}

// For every hour of a year, and at the instant of each change and the second before, the
// terms of the flat agreement are those of the layers laid as of then. If the layers do
// not fit at some instant, resolving them is an error.
func TestTheTermsOfEveryInstantOfAYear(t *testing.T) {
	fits, changes := 0, 0
	t.Cleanup(func() {
		if fits == 0 || changes < fits/2 {
			t.Errorf("%d of the drawn layers fit, with %d changes in all: too few to mean something", fits, changes)
		}
	})
	tape.CheckDear(t, func(r *tape.Reader) error {
		layers := make([]drawnLayer, 1+r.Int(3))
		var given []terms.Layer
		var stated []string
		var hours []time.Time
		for i := range layers {
			l := &layers[i]
			l.base = drawSheet(r, 3, &stated)
			var seen time.Time
			for _, from := range instants {
				if r.Bool() && local(from).After(seen) {
					seen = local(from)
					hours = append(hours, seen, seen.Add(-time.Second))
					l.revisions = append(l.revisions, revision{from, drawSheet(r, 2, &stated)})
				}
			}
			layer, err := l.layer(fmt.Sprint("layer ", i))
			if err != nil {
				return err
			}
			given = append(given, layer)
		}
		for h := range 365 * 24 {
			hours = append(hours, time.Date(2026, 1, 1, h, 0, 0, 0, time.UTC))
		}
		sort.Slice(hours, func(i, j int) bool { return hours[i].Before(hours[j]) })
		resolved, err := terms.Resolve(given...)
		var starts []time.Time // of all revisions, given and flat
		for _, l := range layers {
			for _, v := range l.revisions {
				starts = append(starts, local(v.from))
			}
		}
		for _, v := range resolved.Spec.Revisions {
			starts = append(starts, local(string(v.From)))
		}
		begun := func(now time.Time) (n int) {
			for _, from := range starts {
				if !from.After(now) {
					n++
				}
			}
			return n
		}
		last := -1
		for _, now := range hours {
			n := begun(now)
			if n == last { // neither has changed
				continue
			}
			last = n
			want, ok := at(layers, now)
			if !ok {
				if err == nil {
					return fmt.Errorf("at %s a layer takes out what is not there, and Resolve gives no error", now)
				}
				return nil
			}
			if err != nil {
				continue // at a later instant
			}
			oracle, err := want.spec()
			if err != nil {
				return err
			}
			flat := resolved.Spec
			flat.Revisions = nil
			for _, v := range resolved.Spec.Revisions {
				if !local(string(v.From)).After(now) {
					if flat, err = flat.With(v.Change); err != nil {
						return err
					}
				}
			}
			if !same(flat, oracle) {
				return fmt.Errorf("at %s:\n%s\nwant\n%s", now, written(flat), written(oracle))
			}
		}
		if err != nil {
			return fmt.Errorf("the layers fit at every instant, and yet: %w", err)
		}
		fits++
		changes += len(resolved.Spec.Revisions)
		return nil
	})
}
