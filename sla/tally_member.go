package sla

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/upheld/upheld/internal/wire"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// memberLine is what is known of those members of a service that have some values
// of the attributes by which objectives group it: of all that have the values that
// are not empty.
type memberLine struct {
	values []string // of Agreement.memberKeys
	line   *metrics.Timeline
}

// memberAttributes lists, for each service that objectives group, the attributes
// by which they do so.
func (a *Agreement) memberAttributes() {
	a.memberKeys = map[string][]string{}
	for i := range a.promises {
		p := &a.promises[i]
		if !p.fleet() {
			continue
		}
		for _, of := range p.subjects {
			keys := a.memberKeys[of]
			for _, grouping := range p.groups {
				keys = append(keys, grouping...)
			}
			slices.Sort(keys)
			a.memberKeys[of] = slices.Compact(keys)
		}
		p.bills = a.billsOf(p)
	}
}

// bills are the charges that name members of the services of a promise: those of
// the services, and those that credits of the promise are shares of.
type bills struct {
	of  map[string]bool
	all bool // a base is the invoice
}

func (b *bills) have(of string) bool { return b.all || b.of[of] }

func (a *Agreement) billsOf(p *promise) bills {
	b := bills{of: map[string]bool{}}
	for _, of := range p.subjects {
		b.of[of] = true
	}
	read := func(credits penalty.Spec) {
		for _, rule := range credits.Rules {
			if rule.Objective != p.ID {
				continue
			}
			base := string(cmp.Or(rule.Base, credits.Base))
			if at := strings.LastIndex(base, "fee of "); at >= 0 {
				b.of[base[at+len("fee of "):]] = true
			} else if strings.HasSuffix(base, "invoice") {
				b.all = true
			}
		}
	}
	read(a.spec.Credits)
	for i := range a.spec.Revisions {
		read(a.spec.Revisions[i].Change.Credits)
	}
	return b
}

// fleet reports whether a promise gives the time of each member of a service.
func (p *promise) fleet() bool { return p.source == fromTime && len(p.groups) > 0 }

// lineOf gives what is known of the members that a fact is about.
func (t *Tally) lineOf(of string, keys []string, attrs Attrs) *metrics.Timeline {
	t.key = memberKey(t.key[:0], keys, attrs)
	lines := t.fleets[of]
	if m, ok := lines[string(t.key)]; ok {
		return m.line
	}
	values := make([]string, len(keys))
	for i, key := range keys {
		values[i] = strings.Clone(attrs.Get(key))
	}
	return t.addLine(of, values)
}

// addLine makes room for what is known of some members.
func (t *Tally) addLine(of string, values []string) *metrics.Timeline {
	if t.fleets == nil {
		t.fleets = map[string]map[string]memberLine{}
	}
	if t.fleets[of] == nil {
		t.fleets[strings.Clone(of)] = map[string]memberLine{}
	}
	key := string(memberValues(values))
	if m, known := t.fleets[of][key]; known {
		return m.line
	}
	m := memberLine{values, &metrics.Timeline{}}
	t.fleets[of][key] = m
	return m.line
}

func memberKey(out []byte, keys []string, attrs Attrs) []byte {
	for _, key := range keys {
		out = wire.AppendText(out, attrs.Get(key))
	}
	return out
}

func memberValues(values []string) (out []byte) {
	for _, value := range values {
		out = wire.AppendText(out, value)
	}
	return out
}

// mergeFleets adds the facts that another tally knows of members.
func (t *Tally) mergeFleets(other *Tally) {
	for of, lines := range other.fleets {
		for _, m := range lines {
			t.addLine(of, m.values).Merge(m.line)
		}
	}
}

// writeFleets writes what is known of members, in the order of their values.
func (t *Tally) writeFleets(w *writer) error {
	type one struct {
		of, key string
		memberLine
	}
	var all []one
	for of, lines := range t.fleets {
		for key, m := range lines {
			if !m.line.IsEmpty() {
				all = append(all, one{of, key, m})
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].of != all[j].of {
			return all[i].of < all[j].of
		}
		return all[i].key < all[j].key
	})
	w.count(len(all))
	for _, m := range all {
		w.text(m.of)
		w.texts(m.values)
		line, err := m.line.MarshalBinary()
		if err != nil {
			return err
		}
		w.text(string(line))
	}
	return nil
}

// readFleets reads what writeFleets wrote.
func (t *Tally) readFleets(r *reader) {
	for range r.Count(1) {
		of, values, line := r.Text(), r.texts(), &metrics.Timeline{}
		if keys := t.a.memberKeys[of]; r.Bad() || len(keys) == 0 || len(values) != len(keys) ||
			line.UnmarshalBinary([]byte(r.Text())) != nil {
			r.Refuse()
			return
		}
		t.addLine(of, values).Merge(line)
	}
}

// projected gives the values of a grouping among the values of a member line.
func projected(keys, values, grouping []string) []string {
	out := make([]string, len(grouping))
	for i, key := range grouping {
		if at, known := slices.BinarySearch(keys, key); known {
			out[i] = values[at]
		}
	}
	return out
}

// fleetIndex puts the lines of a service in the order of a grouping, for one
// result.
type fleetIndex struct {
	byValues map[string][]*metrics.Timeline
	shapes   [][]bool // which values are given, of the lines there are
	merged   map[string]*metrics.Timeline
}

type fleetKey struct{ of, grouping string }

func (t *Tally) fleetIndex(of string, grouping []string) *fleetIndex {
	key := fleetKey{of, strings.Join(grouping, "+")}
	if x, known := t.indexed[key]; known {
		return x
	}
	x := &fleetIndex{byValues: map[string][]*metrics.Timeline{}, merged: map[string]*metrics.Timeline{}}
	for _, m := range t.fleets[of] {
		values := projected(t.a.memberKeys[of], m.values, grouping)
		shape := givenOf(values)
		if !slices.ContainsFunc(x.shapes, func(s []bool) bool { return slices.Equal(s, shape) }) {
			x.shapes = append(x.shapes, shape)
		}
		at := string(memberValues(values))
		x.byValues[at] = append(x.byValues[at], m.line)
	}
	if t.indexed == nil {
		t.indexed = map[fleetKey]*fleetIndex{}
	}
	t.indexed[key] = x
	return x
}

// of gives one timeline of all that is known of a member.
func (x *fleetIndex) of(member []string) *metrics.Timeline {
	key := string(memberValues(member))
	line, known := x.merged[key]
	if !known {
		line = x.merge(member)
		x.merged[key] = line
	}
	return line
}

func (x *fleetIndex) merge(member []string) *metrics.Timeline {
	var all []*metrics.Timeline
	values := make([]string, len(member))
	for _, shape := range x.shapes {
		for i := range values {
			if values[i] = ""; shape[i] {
				values[i] = member[i]
			}
		}
		if giveSame(values, shape) {
			all = append(all, x.byValues[string(memberValues(values))]...)
		}
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	line := &metrics.Timeline{}
	for _, l := range all {
		line.Merge(l)
	}
	return line
}

// giveSame reports whether a member has all values that a shape gives.
func giveSame(values []string, shape []bool) bool {
	for i := range shape {
		if shape[i] && values[i] == "" {
			return false
		}
	}
	return true
}

// lines gives what is known of the subjects of a promise: as a whole, or of one
// member.
func (t *Tally) lines(p *promise, g groupKey) []*metrics.Timeline {
	lines := make([]*metrics.Timeline, len(p.subjects))
	for i, of := range p.subjects {
		switch {
		case len(t.a.memberKeys[of]) == 0:
			lines[i] = t.services[of]
		case g.grouping == 0:
			lines[i] = t.fleetIndex(of, nil).of(nil)
		default:
			lines[i] = t.fleetIndex(of, p.groups[g.grouping-1]).of(t.groups[g.group])
		}
	}
	return lines
}

// members lists the members of a grouping: the members that an outage, a state or a
// charge for the service names, at any time. A fact with some values is about all
// members that have these values; if no member has them, the fact names one. So the
// members follow from the facts and not from the period that is asked for.
func (t *Tally) members(p *promise, grouping []string) [][]string {
	known := map[string][]string{}
	add := func(values []string) {
		if slices.ContainsFunc(values, func(v string) bool { return v != "" }) {
			known[string(memberValues(values))] = values
		}
	}
	for _, of := range p.subjects {
		for _, m := range t.fleets[of] {
			if m.line.HasStates() {
				add(projected(t.a.memberKeys[of], m.values, grouping))
			}
		}
	}
	for i := range t.charges.items {
		if !p.bills.have(t.charges.items[i].item.Of) {
			continue
		}
		values := make([]string, len(grouping))
		for n, key := range grouping {
			values[n] = t.charges.items[i].item.Attrs.Get(key)
		}
		if !slices.Contains(values, "") {
			add(values)
		}
	}
	var members, wide [][]string
	for _, values := range known {
		if slices.Contains(values, "") {
			wide = append(wide, values)
		} else {
			members = append(members, values)
		}
	}
	sort.Slice(wide, func(i, j int) bool { return slices.Compare(wide[i], wide[j]) > 0 })
	shapes := map[string]*shape{} // of what gives some values only
	for _, values := range wide {
		given := givenOf(values)
		same := shapes[fmt.Sprint(given)]
		if same == nil {
			same = &shape{given, map[string]bool{}}
			shapes[fmt.Sprint(given)] = same
			for _, m := range members {
				same.add(m)
			}
		}
		if same.known[string(memberValues(values))] {
			continue
		}
		members = append(members, values)
		for _, s := range shapes {
			s.add(values)
		}
	}
	return members
}

// shape says which values are given, and lists the values of the members that have
// them.
type shape struct {
	given []bool
	known map[string]bool
}

func givenOf(values []string) []bool {
	given := make([]bool, len(values))
	for i := range values {
		given[i] = values[i] != ""
	}
	return given
}

// add adds a member, seen as what gives the values of the shape.
func (s *shape) add(member []string) {
	values := make([]string, len(member))
	for i := range member {
		if s.given[i] {
			values[i] = member[i]
		}
	}
	s.known[string(memberValues(values))] = true
}

// gatherMembers gives the parts of promises about members a group for each.
func (t *Tally) gatherMembers(parts []part) {
	known := make([][][]groupKey, len(t.a.promises)) // of each promise and grouping
	for i := range parts {
		part := &parts[i]
		p := &t.a.promises[part.promise]
		if !p.fleet() {
			continue
		}
		if max(t.a.start(part.period.from), p.from, t.a.from) >= min(t.a.start(part.period.to), p.to, t.a.to) {
			continue
		}
		if known[part.promise] == nil {
			for g, grouping := range p.groups {
				var keys []groupKey
				for _, values := range t.members(p, grouping) {
					keys = append(keys, groupKey{int32(g + 1), t.group(values)})
				}
				known[part.promise] = append(known[part.promise], keys)
			}
		}
		for _, keys := range known[part.promise] {
			for _, key := range keys {
				part.sum(key)
			}
		}
	}
}

// unwatched reports whether nobody was meant to look at a member in a period, such
// as before it existed: it is then none of that period.
func (o *shown) unwatched() bool {
	return o.promise.fleet() && len(o.Group) > 0 && len(o.now.up.Ledger) > 0 && !slices.ContainsFunc(o.now.up.Ledger, func(e metrics.Entry) bool {
		return e.Counted || e.State != string(metrics.NotMonitored) && e.Bucket != metrics.Future
	})
}

// ofMembers is the whole of a fleet: the time of all members together, what all
// lost of what was due of all. ok is false if no member is known.
func (t *Tally) ofMembers(p *promise, of *part, from, to, at int64, rest metrics.Rest) (whole reading, ok bool) {
	var all []reading
	for _, g := range t.sortedGroups(p, of.sums) {
		if g.grouping != 1 {
			continue
		}
		if r, ok := t.look(p, g, of.sums[g], of, from, to, at, rest); ok {
			all = append(all, r)
		}
	}
	if len(all) == 0 {
		return reading{}, false
	}
	whole = p.pool(all)
	for i := range all {
		whole.failures = append(whole.failures, all[i].failures...)
		if d := all[i].repairs; d != nil {
			if whole.repairs == nil {
				whole.repairs = &metrics.LengthTally{}
			}
			whole.repairs.Merge(d)
		}
	}
	return whole, true
}
