package review

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// keyMost is how many objectives the parties can look at first.
const keyMost = 7

// promises remarks on each objective by itself.
func (r *reviewer) promises() {
	key := 0
	if len(r.spec.Services) == 0 {
		r.remark("no-services", "", "services", "")
	}
	for i := range r.spec.Objectives {
		o := &r.spec.Objectives[i]
		path := "objectives." + o.ID
		if o.Attain == "" {
			r.remark("no-promise", o.ID, path+".attain", "")
		}
		if needsTarget(o) && !hasTarget(o) {
			r.remark("no-target", o.ID, path+".targets", "")
		}
		if o.Period == "" {
			r.remark("no-period", o.ID, path+".period", "")
		}
		if r.owner(o) == "" {
			r.remark("no-owner", o.ID, path+".owner", "")
		}
		if len(r.spec.Services) > 0 && o.Service == "" {
			r.remark("no-service", o.ID, path+".service", "")
		}
		if o.Class == "key" {
			if key++; !r.watched(o) {
				r.remark("key-without-ladder", o.ID, path+".escalate", "")
			}
		}
		r.notice(o, path)
		r.accountable(o, path)
	}
	if key > keyMost {
		r.remark("too-many-key", "", "objectives", strconv.Itoa(key))
	}
}

// needsTarget reports whether the figure of an objective counts items in time.
func needsTarget(o *sla.Objective) bool {
	if o.Clock == "" {
		return false
	}
	switch o.Metric.(type) {
	case nil, metrics.Share:
		return true
	}
	return false
}

func hasTarget(o *sla.Objective) bool {
	return slices.ContainsFunc(o.Targets, func(t sla.Target) bool { return t.Within != "" && t.Within != "none" })
}

// owner gives who answers for an objective: its owner, its service's, or the role that
// is accountable.
func (r *reviewer) owner(o *sla.Objective) string {
	switch service := r.spec.Services[o.Service]; {
	case o.Owner != "":
		return o.Owner
	case service.Owner != "":
		return service.Owner
	}
	return strings.Join(r.accountables(o.ID), ", ")
}

// watched reports whether an objective has a ladder: its own, or the ladder of a crisis
// if it is about outages. Objectives about counts and samples need no ladder.
func (r *reviewer) watched(o *sla.Objective) bool {
	switch m := o.Metric.(type) {
	case metrics.Availability:
		return r.crisisOf(m.Of)
	case metrics.Composed:
		return r.crisisOf(append(slices.Concat(m.Series, m.Parallel), slices.Collect(maps.Keys(m.Weighted))...)...)
	}
	return o.Escalate != "" || o.Clock == ""
}

// crisisOf reports whether a crisis of one of the services has a ladder.
func (r *reviewer) crisisOf(services ...string) bool {
	return slices.ContainsFunc(r.spec.Crises, func(c sla.Crisis) bool {
		about := len(c.Service) == 0 || slices.ContainsFunc(c.Service, func(s string) bool { return slices.Contains(services, s) })
		return c.Escalate != "" && c.Tickets == "" && about
	})
}

// ladders remarks on ladders that end with nobody.
func (r *reviewer) ladders() {
	for _, name := range slices.Sorted(maps.Keys(r.spec.Escalations)) {
		levels := r.spec.Escalations[name]
		if n := len(levels); n > 0 && len(levels[n-1].Tell) == 0 {
			r.remark("ladder-untold", "", fmt.Sprintf("escalations.%s[%d]", name, n-1), string(levels[n-1].At))
		}
	}
}

// accountables lists the roles that are accountable for an objective.
func (r *reviewer) accountables(id string) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(r.spec.Document.Roles)) {
		if strings.Contains(r.spec.Document.Roles[name].RACI[id], "A") {
			all = append(all, name)
		}
	}
	return all
}

// accountable asks for exactly one accountable role, in an agreement that says what
// roles are for.
func (r *reviewer) accountable(o *sla.Objective, path string) {
	for _, role := range r.spec.Document.Roles {
		if len(role.RACI) == 0 {
			continue
		}
		if all := r.accountables(o.ID); len(all) != 1 {
			r.remark("raci-accountable", o.ID, path, strings.Join(all, ", "))
		}
		return
	}
}

// notice remarks on maintenance that nobody could read of in a report.
func (r *reviewer) notice(o *sla.Objective, path string) {
	var notice metrics.Span
	key := ".availability"
	switch m := o.Metric.(type) {
	case metrics.Availability:
		notice = m.Notice
	case metrics.Composed:
		notice, key = m.Each.Notice, ".composed.each"
	}
	length, err := quantity.Span(string(notice))
	if err != nil {
		return
	}
	shortest, text := 0, ""
	for _, report := range r.spec.Document.Reports {
		if days := daysOf(report.Every); days > 0 && (shortest == 0 || days < shortest) {
			shortest, text = days, string(report.Every)
		}
	}
	if shortest > 0 && length < time.Duration(shortest)*24*time.Hour {
		r.remark("notice-short", o.ID, path+key+".notice", string(notice)+", "+text)
	}
}

// daysOf gives the least number of days of a period, 0 for any other text.
func daysOf(e sla.Every) int {
	word, _, _ := strings.Cut(string(e), " from ")
	switch word {
	case "day":
		return 1
	case "week":
		return 7
	case "month":
		return 28
	case "quarter":
		return 90
	case "year":
		return 365
	}
	number, unit, _ := strings.Cut(strings.TrimPrefix(word, "rolling "), " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return n * map[string]int{"day": 1, "week": 7, "month": 28, "year": 365}[strings.TrimSuffix(unit, "s")]
}

// priorities remarks on priorities without a target, and on those whose targets are in
// the wrong order.
func (r *reviewer) priorities() {
	for i := range r.spec.Objectives {
		o := &r.spec.Objectives[i]
		order := r.order(o)
		path := "objectives." + o.ID + ".targets"
		if !slices.ContainsFunc(o.Targets, func(t sla.Target) bool { return len(t.When["priority"].Values) > 0 }) {
			continue
		}
		for _, p := range order {
			if !narrowed(o.Where["priority"], p) {
				continue
			}
			if !slices.ContainsFunc(o.Targets, func(t sla.Target) bool { return narrowed(t.When["priority"], p) }) {
				r.remark("priority-without-target", o.ID, path, p)
			}
		}
		for at, p := range order {
			for _, q := range order[at+1:] {
				r.slower(o, path, p, q)
			}
		}
	}
}

// narrowed reports whether a condition on the priority leaves a priority in.
func narrowed(m sla.Match, priority string) bool {
	return len(m.Values) == 0 || slices.Contains(m.Values, priority) != m.Not
}

// order gives the priorities, the most pressing first: as the agreement orders them, or
// P1, P2, P3 by their numbers. It is empty if the agreement has no priorities.
func (r *reviewer) order(o *sla.Objective) []string {
	var all []string
	add := func(p string) {
		if p != "" && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	if m := r.spec.Priority; m != nil {
		if len(m.Order) > 0 {
			return m.Order
		}
		for _, row := range m.Impact {
			for _, p := range row.Priorities {
				add(p)
			}
		}
		for _, c := range m.Cutoffs {
			add(c.Priority)
		}
	}
	for _, t := range o.Targets {
		for _, p := range t.When["priority"].Values {
			add(p)
		}
	}
	prefix := ""
	for i, p := range all {
		head := strings.TrimRight(p, "0123456789")
		if i == 0 {
			prefix = head
		}
		if _, err := strconv.Atoi(p[len(head):]); err != nil || head != prefix {
			return all // in the order of the table, which compares nothing
		}
	}
	sort.Slice(all, func(i, j int) bool {
		m, _ := strconv.Atoi(all[i][len(prefix):])
		n, _ := strconv.Atoi(all[j][len(prefix):])
		return m < n
	})
	return all
}

// ordered reports whether the order of order is one of urgency.
func (r *reviewer) ordered(p, q string) bool {
	if r.spec.Priority != nil && len(r.spec.Priority.Order) > 0 {
		return true
	}
	a, b := strings.TrimRight(p, "0123456789"), strings.TrimRight(q, "0123456789")
	return a == b && len(a) < len(p) && len(b) < len(q)
}

// slower remarks on a target of priority p that is always due later than the target of
// the less pressing q, other conditions alike.
func (r *reviewer) slower(o *sla.Objective, path, p, q string) {
	if !r.ordered(p, q) || !narrowed(o.Where["priority"], p) || !narrowed(o.Where["priority"], q) {
		return
	}
	first, second := firstTarget(o.Targets, p), firstTarget(o.Targets, q)
	if first == nil || second == nil || !alike(first.When, second.When) || first.During != second.During {
		return
	}
	if alwaysLater(first, second) {
		r.remark("priorities-out-of-order", o.ID, path, fmt.Sprintf("%s %s, %s %s", p, inHours(first), q, inHours(second)))
	}
}

func firstTarget(all []sla.Target, priority string) *sla.Target {
	for i := range all {
		if narrowed(all[i].When["priority"], priority) {
			return &all[i]
		}
	}
	return nil
}

// alike reports whether two conditions differ in the priority alone.
func alike(a, b sla.Where) bool {
	a, b = maps.Clone(a), maps.Clone(b)
	delete(a, "priority")
	delete(b, "priority")
	return len(a) == len(b) && (len(a) == 0 || reflect.DeepEqual(a, b))
}

// alwaysLater reports whether the first target is due later than the second whenever a
// cycle starts. Open time is at least as long as elapsed time; of two calendars it knows
// nothing.
func alwaysLater(first, second *sla.Target) bool {
	if first.Within == "none" || first.Within == "" {
		return second.Within != "none" && second.Within != ""
	}
	a, unitA := lengthOf(first.Within)
	b, unitB := lengthOf(second.Within)
	if unitA == "" || unitB == "" || first.Grace != second.Grace || a <= b {
		return false
	}
	elapsed := func(t *sla.Target, unit string) bool { return unit == "wall" || unit == "open" && t.Calendar == "24x7" }
	return unitA == unitB && first.Calendar == second.Calendar ||
		elapsed(second, unitB) && (unitA == "open" || unitA == "wall")
}

// lengthOf reads a target of a single number and unit; unit is "" for other targets.
func lengthOf(w sla.Within) (n int64, unit string) {
	text := string(w)
	for _, end := range []string{" business days", " business day", " calendar days", " calendar day", " months", " month"} {
		if number, found := strings.CutSuffix(text, end); found {
			n, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				return 0, ""
			}
			return n, strings.TrimSuffix(end, "s")
		}
	}
	length, wall := strings.CutSuffix(text, " wall")
	d, err := quantity.Span(length)
	switch {
	case err != nil:
		return 0, ""
	case wall:
		return int64(d), "wall"
	}
	return int64(d), "open"
}

func inHours(t *sla.Target) string { return strings.TrimSpace(string(t.Within) + " " + t.Calendar) }

// credits remarks on promises without credits, and on credits without a promise.
func (r *reviewer) credits() {
	credited := map[string]bool{}
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Interface, reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			if term, is := v.Interface().(penalty.Term); is && term.Objective != "" {
				id, _, _ := strings.Cut(term.Objective, "@")
				credited[id] = true
			}
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(v.Field(i))
				}
			}
		}
	}
	walk(reflect.ValueOf(r.spec.Credits.Rules))
	for i := range r.spec.Objectives {
		o := &r.spec.Objectives[i]
		switch {
		case len(r.spec.Credits.Rules) == 0:
		case o.Attain != "" && !credited[o.ID]:
			r.remark("promise-without-credit", o.ID, "objectives."+o.ID, string(o.Attain))
		case o.Attain == "" && credited[o.ID] && !slices.ContainsFunc(o.Over, func(v sla.Over) bool { return v.Attain != "" }):
			r.remark("credit-without-promise", o.ID, "objectives."+o.ID+".attain", "")
		}
	}
	if len(r.spec.Credits.Rules) == 0 && len(r.spec.Document.Handling) == 0 && len(r.spec.Credits.Triggers) == 0 {
		r.remark("no-consequence", "", "credits", "")
	}
}

// document remarks on reports, reviews, definitions and the phase of life.
func (r *reviewer) document() {
	d := &r.spec.Document
	next, known := dateOf(d.Review.Next)
	switch {
	case d.Review.Next == "":
		r.remark("no-review-date", "", "document.review.next", "")
	case known && r.e.Today != 0 && next < r.e.Today:
		r.remark("review-passed", "", "document.review.next", string(d.Review.Next))
	}
	for i, report := range d.Reports {
		path := fmt.Sprintf("document.reports[%d]", i)
		if report.Due == "" {
			r.remark("report-without-due", report.Title, path, "")
		}
		if len(report.To) == 0 {
			r.remark("report-to-nobody", report.Title, path, "")
		}
	}
	if _, to, _ := strings.Cut(string(r.spec.Effective), "/"); d.Life == "retirement" && to == "" {
		r.remark("retirement-open", "", "effective", string(r.spec.Effective))
	}
	if len(d.Definitions) == 0 {
		return
	}
	said := r.spec
	said.Document.Definitions = nil
	texts := textsOf(reflect.ValueOf(said), nil)
	for _, word := range slices.Sorted(maps.Keys(d.Definitions)) {
		used := func(text string) bool { return contains(text, word) }
		if slices.ContainsFunc(texts, used) {
			continue
		}
		others := maps.Clone(d.Definitions)
		delete(others, word)
		if !slices.ContainsFunc(slices.Collect(maps.Values(others)), used) {
			r.remark("word-unused", "", "document.definitions."+word, d.Definitions[word])
		}
	}
}

// textsOf adds every text of a value, keys included.
func textsOf(v reflect.Value, all []string) []string {
	switch v.Kind() {
	case reflect.String:
		all = append(all, v.String())
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			all = textsOf(v.Elem(), all)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			all = textsOf(v.Index(i), all)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			all = textsOf(v.MapIndex(key), append(all, key.String()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				all = textsOf(v.Field(i), all)
			}
		}
	}
	return all
}

// contains reports whether a text has a word as a whole or in the plural, in any case of
// letters.
func contains(text, word string) bool {
	text, word = strings.ToLower(text), strings.ToLower(word)
	isLetter := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 || word == "" {
			return false
		}
		start, end := from+at, from+at+len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:start]) // no letter at an end
		after, _ := utf8.DecodeRuneInString(strings.TrimPrefix(text[end:], "s"))
		if !isLetter(before) && !isLetter(after) {
			return true
		}
		from = end
	}
}
