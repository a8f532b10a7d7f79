package sla

import (
	"slices"
	"sort"
	"strconv"
	"strings"
)

// canonicalAttrs gives what attributes say, in one form: sorted by key, of a
// repeated key the last value, without what is empty, which is the same as
// absent.
func canonicalAttrs(attrs Attrs) Attrs {
	var all Attrs
	for i, pair := range attrs {
		if pair[1] == "" || slices.ContainsFunc(attrs[i+1:], func(later [2]string) bool { return later[0] == pair[0] }) {
			continue
		}
		all = append(all, [2]string{strings.Clone(pair[0]), strings.Clone(pair[1])})
	}
	sort.Slice(all, func(i, j int) bool { return all[i][0] < all[j][0] })
	return all
}

func compareAttrs(a, b Attrs) int {
	return slices.CompareFunc(a, b, func(x, y [2]string) int { return slices.Compare(x[:], y[:]) })
}

// attrs writes attributes in their canonical form.
func (w *writer) attrs(attrs Attrs) {
	w.count(len(attrs))
	for _, pair := range attrs {
		w.text(pair[0])
		w.text(pair[1])
	}
}

// attrs reads attributes; any other than the canonical form is bad.
func (r *reader) attrs() Attrs {
	var attrs Attrs
	for range r.Count(1) {
		attrs = append(attrs, [2]string{r.Text(), r.Text()})
		if n := len(attrs); r.Bad() || attrs[n-1][1] == "" || n > 1 && attrs[n-2][0] >= attrs[n-1][0] {
			r.Refuse()
			return nil
		}
	}
	return attrs
}

// groupName is the name of a group in statements, such as "unit=7" or
// "customer=Acme, region=EU": sorted by attribute, so that objectives grouped by
// the same attributes meet in one group, and quoted where it could be read
// in more than one way.
func groupName(group Attrs) string {
	pairs := make([]string, 0, 2)
	for _, pair := range group {
		pairs = append(pairs, quoted(pair[0])+"="+quoted(pair[1]))
	}
	sort.Strings(pairs)
	return strings.Join(pairs, ", ")
}

func quoted(text string) string {
	if text == "" || strings.ContainsAny(text, `",=`) || strings.TrimSpace(text) != text {
		return strconv.Quote(text)
	}
	return text
}

// billed gives the groups of an objective that a charge was billed for: it has a
// value of every attribute of a grouping.
func billed(attrs Attrs, groupings [][]string) []string {
	var names []string
	for _, keys := range groupings {
		group := make(Attrs, 0, len(keys))
		for _, key := range keys {
			if value := attrs.Get(key); value != "" {
				group = append(group, [2]string{key, value})
			}
		}
		if len(group) < len(keys) {
			continue
		}
		if name := groupName(group); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
