package report

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// Contract is the page of an agreement for those who sign it: parties, services, every
// promise with its targets, the rules by which time counts, credits, and the changes
// agreed for later. Every term from which a figure is computed is on the page, as the
// agreement states it; prose stands only next to the terms, and never in place of them.
//
// If the agreement has the text of its clauses, as a Markdown document gives it, the
// page follows the document: each clause with its text and the terms that stand in it.
// A clause without a term is marked, and the terms without a clause stand at the end.
//
// The page has local dates and no instants, so that View.At has no effect; Rows has no
// effect either.
func Contract(a *sla.Agreement) View {
	return viewOf(func(p *page) {
		if a == nil || !a.IsValid() {
			p.heading(1, p.words.contract().titles["contract"])
			return
		}
		p.contract(a.Spec(), a.Clauses())
	})
}

// contract draws a spec.
func (p *page) contract(spec sla.Spec, clauses penalty.Clauses) {
	p.speak(spec.Names)
	c := contract{page: p, w: p.words.contract(), spec: spec, names: &spec, clauses: clauses}
	c.head()
	if len(spec.Document.Clauses) > 0 {
		c.literate()
		return
	}
	c.numbered = true
	c.terms(everywhere, 2)
	c.amendments(everywhere, 2)
}

func everywhere(string) bool { return true }

// contract draws an agreement.
type contract struct {
	*page
	w       *contractWords
	spec    sla.Spec
	clauses penalty.Clauses

	names    *sla.Spec // has the titles of roles, services and objectives
	numbered bool      // headings have numbers
	here     string    // the clause whose terms are drawn, on a literate page
	counts   [8]int    // the numbers of the last headings, by level
}

// within says which parts a section shows, by their paths.
type within func(path string) bool

// headed lists the fields of a Spec that the head of the page shows.
var headed = []string{"title", "id", "kind", "provider", "customer", "effective", "zone", "currency"}

func (c *contract) head() {
	s, d := &c.spec, &c.spec.Document
	c.entire = true
	c.heading(1, c.named("title", cmp.Or(s.Title, s.ID, c.w.titles["contract"])))
	var all pairs
	add := func(f specField) { all = append(all, pair{c.label(f), c.valueOf(f)}) }
	for _, f := range statedFields(reflect.ValueOf(*s)) {
		if slices.Contains(headed, f.key) && f.key != "title" {
			add(f)
		}
	}
	var state []string
	if d.Version != "" {
		state = append(state, fmt.Sprintf(c.w.version, d.Version))
	}
	if d.Status != "" {
		state = append(state, word(c.w.states, d.Status))
	}
	if d.Signed != "" {
		state = append(state, fmt.Sprintf(c.w.signed, c.say(string(d.Signed))))
	}
	if d.Life != "" {
		state = append(state, fmt.Sprintf(c.w.life, word(c.w.states, d.Life)))
	}
	if len(state) > 0 {
		all = append(all, pair{c.w.titles["state"], strings.Join(state, c.words.list)})
	}
	c.pairs(all)
	for _, text := range strings.Split(d.Purpose, "\n\n") {
		c.prose(text)
	}
}

// cited adds its clause to the name of a part, unless the part stands in that clause.
func (c *contract) cited(name, path string) string {
	if c.here != "" && c.clauses.Of(path) == c.here {
		return name
	}
	return c.clause(name, c.clauses, path)
}

// role names a role for a reader; a name that is no role stays.
func (c *contract) role(name string) string {
	return c.named("document.roles."+name, cmp.Or(c.names.Document.Roles[name].Title, name))
}

// service names a service for a reader.
func (c *contract) service(name string) string {
	return c.named("services."+name, cmp.Or(c.names.Services[name].Title, name))
}

func (c *contract) roles(names []string) string {
	var all []string
	for _, name := range names {
		all = append(all, c.role(name))
	}
	return strings.Join(all, c.words.list)
}

func (c *contract) objectiveTitle(id string) string {
	title, same := "", 0
	for i := range c.names.Objectives {
		if o := &c.names.Objectives[i]; o.ID == id && title == "" {
			title = o.Title
		}
	}
	for i := range c.names.Objectives {
		if c.names.Objectives[i].Title == title {
			same++
		}
	}
	title = c.named("objectives."+id, title)
	if same > 1 && title != "" {
		return fmt.Sprintf(c.words.aside, title, id)
	}
	return cmp.Or(title, id)
}

// part draws the heading of a section or part, with its number.
func (c *contract) part(level int, text string) {
	if c.numbered {
		at := min(level, len(c.counts)-1)
		c.counts[at]++
		clear(c.counts[at+1:])
		var number []string
		for _, n := range c.counts[2 : at+1] {
			number = append(number, strconv.Itoa(n))
		}
		text = strings.Join(number, ".") + " " + text
	}
	c.heading(min(level, 6), text)
}

// section draws a section whose title is the word of a key, if it has a part to show.
// On a literate page a clause is the title.
func (c *contract) section(level int, key string, draw func()) {
	before, counts := len(c.blocks), c.counts
	if c.numbered || level == 2 {
		c.part(level, cmp.Or(c.w.titles[key], c.label(specField{key: key})))
	}
	start := len(c.blocks)
	if draw(); len(c.blocks) == start {
		c.blocks, c.counts = c.blocks[:before], counts
	}
}

// terms draws the parts within, in the order in which a contract has them. Level is the
// level of section titles; deeper levels have no section titles.
func (c *contract) terms(in within, level int) {
	c.section(level, "parties", func() { c.people(in) })
	c.section(level, "definitions", func() {
		var all pairs
		for _, p := range mapPairs(c.spec.Document.Definitions) {
			if in("document.definitions." + p.name) {
				all = append(all, p)
			}
		}
		c.pairs(all)
	})
	c.section(level, "services", func() { c.services(in) })
	c.section(level, "objectives", func() { c.objectives(in, level+1) })
	c.section(level, "clocks", func() {
		for _, name := range slices.Sorted(maps.Keys(c.spec.Clocks)) {
			if path := "clocks." + name; in(path) {
				c.part(level+1, c.cited(c.named(path, name), path))
				c.pairs(c.stated(c.spec.Clocks[name], "clause"))
			}
		}
	})
	c.section(level, "calendars", func() {
		for _, name := range slices.Sorted(maps.Keys(c.spec.Calendars)) {
			if path := "calendars." + name; in(path) {
				c.part(level+1, c.cited(c.named(path, name), path))
				c.pairs(c.stated(c.spec.Calendars[name]))
			}
		}
	})
	if c.spec.Priority != nil && in("priorities") {
		c.section(level, "priorities", func() { c.matrix(c.spec.Priority) })
	}
	c.section(level, "policies", func() { c.policies(in) })
	c.section(level, "credits", func() { c.credits(in, level+1) })
	c.section(level, "escalations", func() { c.ladders(in, level+1) })
	c.section(level, "crises", func() { c.crises(in) })
	drawn := append([]string{"services", "objectives", "clocks", "calendars", "priorities", "policies", "credits", "escalations", "crises", "document", "revisions"}, headed...)
	for _, f := range statedFields(reflect.ValueOf(c.spec), drawn...) {
		c.section(level, f.key, func() { c.other(f, in) })
	}
	c.section(level, "together", func() { c.together(in, level+1) })
}

// other draws a part that has no section of its own: each entry with its fields.
func (c *contract) other(f specField, in within) {
	switch kind := f.value.Kind(); {
	case kind == reflect.Map:
		var all pairs
		for _, key := range sortedMapKeys(f.value) {
			if in(f.key + "." + key.String()) {
				all = append(all, pair{key.String(), c.value(f.value.MapIndex(key))})
			}
		}
		c.pairs(all)
	case !in(f.key):
	case kind == reflect.Slice && f.value.Type().Elem().Kind() == reflect.Struct:
		c.structTable(f.value.Interface(), func(specField) string { return "" })
	case kind == reflect.Slice:
		var all []string
		for i := range f.value.Len() {
			all = append(all, c.value(f.value.Index(i)))
		}
		c.bullets(all)
	case kind == reflect.Struct:
		c.pairs(c.stated(f.value.Interface()))
	default:
		c.paragraph(c.value(f.value))
	}
}

func mapPairs[V ~string](m map[string]V) (all pairs) {
	for _, key := range slices.Sorted(maps.Keys(m)) {
		all = append(all, pair{key, string(m[key])})
	}
	return all
}

// structTable draws a list of structs as a table with a column for each field. empty is
// the key of a field and what its empty cells say.
func (c *contract) structTable(list any, text func(f specField) string, empty ...string) {
	v := reflect.ValueOf(list)
	var t table
	var keys []string
	element := v.Type().Elem()
	for i := range element.NumField() {
		key, _, _ := strings.Cut(element.Field(i).Tag.Get("json"), ",")
		keys = append(keys, key)
		t.columns = append(t.columns, column{c.label(specField{key: key, owner: typeName(element)}), words})
	}
	for i := range v.Len() {
		var r row
		for j := range keys {
			f := specField{keys[j], typeName(element), v.Index(i).Field(j)}
			cell := ""
			if len(empty) > 1 && empty[0] == keys[j] {
				cell = empty[1]
			}
			if !silentValue(f.value) {
				if cell = text(f); cell == "" {
					cell = c.valueOf(f)
				}
			}
			r.cells = append(r.cells, cell)
		}
		t.rows = append(t.rows, r)
	}
	c.table(t)
}

// byRole writes the fields that name roles with the titles of the roles.
func (c *contract) byRole(keys ...string) func(f specField) string {
	return func(f specField) string {
		if !slices.Contains(keys, f.key) {
			return ""
		}
		if names, is := f.value.Interface().([]string); is {
			return c.roles(names)
		}
		return c.role(f.value.String())
	}
}

// byTitle writes an objective by its title.
func (c *contract) byTitle(f specField) string {
	if f.key == "objective" {
		return c.objectiveTitle(f.value.String())
	}
	return ""
}

// people draws parties and roles.
func (c *contract) people(in within) {
	d := &c.spec.Document
	if len(d.Parties) > 0 && in("document.parties") {
		c.structTable(d.Parties, c.byRole("signs"))
	}
	t := table{columns: []column{{c.w.role, words}, {c.label(specField{key: "of", owner: "sla.Role"}), words}, {c.label(specField{key: "duties"}), words}, {c.label(specField{key: "contact"}), words}}}
	for _, name := range slices.Sorted(maps.Keys(d.Roles)) {
		if role := d.Roles[name]; in("document.roles." + name) {
			t.rows = append(t.rows, row{cells: []string{c.named("document.roles."+name, cmp.Or(role.Title, name)), c.party(role.Of), strings.Join(role.Duties, c.w.also), strings.Join(role.Contact, c.w.also)}})
		}
	}
	c.table(t)
}

func (c *contract) services(in within) {
	t := table{columns: []column{{c.label(specField{key: "service"}), words}, {c.label(specField{key: "in", owner: "scope"}), words}, {c.label(specField{key: "out", owner: "scope"}), words}, {c.label(specField{key: "owner"}), words}}}
	for _, name := range slices.Sorted(maps.Keys(c.spec.Services)) {
		path := "services." + name
		if s := c.spec.Services[name]; in(path) {
			title := c.named(path, cmp.Or(s.Title, name))
			if s.Class != "" {
				title = fmt.Sprintf(c.words.aside, title, cmp.Or(c.w.meanings["class="+s.Class], s.Class))
			}
			t.rows = append(t.rows, row{cells: []string{c.cited(title, path), strings.Join(s.In, c.w.also), strings.Join(s.Out, c.w.also), c.role(s.Owner)}})
		}
	}
	c.table(t)
}

func (c *contract) objectives(in within, level int) {
	for i := range c.spec.Objectives {
		o := &c.spec.Objectives[i]
		path := "objectives." + o.ID
		if !in(path) {
			continue
		}
		c.part(level, c.cited(c.objectiveTitle(o.ID), path))
		c.paragraph(c.promise(o))
		rest := *o
		rest.Service, rest.Owner, rest.Clock = "", c.role(o.Owner), c.named("clocks."+o.Clock, o.Clock)
		if o.Service != "" {
			rest.Service = c.service(o.Service)
		}
		rest.Class = cmp.Or(c.w.meanings["class="+o.Class], o.Class)
		rest.Metric, rest.By = nil, nil
		for _, key := range o.By {
			rest.By = append(rest.By, c.named(key, key))
		}
		skip := []string{"title", "attain", "period", "targets", "clause"}
		if share := o.Metric == nil || kindWord(reflect.ValueOf(o.Metric)) == "share"; share && o.Attain != "" && c.w.share[string(o.Counts)] != "" {
			skip = append(skip, "counts")
		}
		all := c.stated(rest, skip...)
		if old := c.filled(&sla.Objective{ID: o.ID}); o.Title != "" && o.Title != old.Title {
			all = append(pairs{{c.label(specField{key: "title"}), o.Title}}, all...) // of a change
		}
		if o.Metric != nil {
			all = append(all, pair{c.w.metric, word(c.w.metrics, kindWord(reflect.ValueOf(o.Metric)))})
			all = append(all, c.stated(o.Metric)...)
		}
		c.pairs(all)
		c.targets(o.Targets)
	}
}

// promise writes what is promised as a sentence.
func (c *contract) promise(o *sla.Objective) string {
	if o.Attain == "" && o.Period == "" { // of a change
		return ""
	}
	if o.Period == "" || o.Counts == "" || o.Metric == nil {
		o = c.filled(o)
	}
	period := c.w.periods[string(o.Period)]
	if period == "" {
		period = fmt.Sprintf(c.w.eachOf, c.rangeText(sla.Range(o.Period)))
	}
	word := "share"
	if o.Metric != nil {
		word = kindWord(reflect.ValueOf(o.Metric))
	}
	bound := c.say(string(o.Attain))
	if text := string(o.Attain); text != "" && text[0] >= '0' && text[0] <= '9' && !strings.Contains(text, " to ") {
		bound = fmt.Sprintf(c.w.atLeast, bound)
	}
	switch form := c.w.share[string(o.Counts)]; {
	case o.Attain == "":
		return fmt.Sprintf(c.w.measured, period)
	case word == "share" && form != "":
		return fmt.Sprintf(form, bound, period)
	}
	subject := cmp.Or(c.w.subjects[word], word)
	if p, is := o.Metric.(metrics.Percentile); is {
		subject = fmt.Sprintf(subject, c.say(string(p.Rank)))
	}
	return fmt.Sprintf(c.w.promise, subject, bound, period)
}

// filled adds to an objective of a change what the agreement says of it.
func (c *contract) filled(o *sla.Objective) *sla.Objective {
	for i := range c.names.Objectives {
		if old := &c.names.Objectives[i]; old.ID == o.ID {
			full := *o
			full.Title, full.Period, full.Counts = cmp.Or(o.Title, old.Title), cmp.Or(o.Period, old.Period), cmp.Or(o.Counts, old.Counts)
			if o.Metric == nil && o.Clock == "" {
				full.Metric = old.Metric
			}
			return &full
		}
	}
	return o
}

// targets draws the table of targets.
func (c *contract) targets(targets []sla.Target) {
	if len(targets) == 0 {
		return
	}
	if len(targets) > 1 {
		c.paragraph(c.w.firstRow)
	}
	t := table{columns: []column{{c.w.forTickets, words}, {c.w.allowed, words}, {c.w.hours, words}, {c.label(specField{key: "grace"}), words}, {c.w.clause, words}}}
	for i := range targets {
		g := &targets[i]
		name := c.where(g.When)
		if name == "" {
			if name = c.w.all; i > 0 {
				name = c.w.others
			}
		}
		hours := c.named("calendars."+g.Calendar, g.Calendar)
		if hours == "24x7" {
			hours = fmt.Sprintf(c.words.aside, c.w.always, hours)
		}
		within := c.say(string(g.Within))
		if g.Within == "none" {
			within = fmt.Sprintf(c.words.aside, c.w.noLimit, "none")
		}
		r := row{cells: []string{name, within, hours, c.say(string(g.Grace)), g.Clause}}
		for _, p := range c.stated(*g, "when", "within", "calendar", "grace", "clause") {
			r.notes = append(r.notes, fmt.Sprintf(c.words.because, p.name, p.value))
			t.notes = c.words.contract().also
		}
		t.rows = append(t.rows, r)
	}
	if t.notes != "" {
		t.notes = c.label(specField{key: "further"})
	}
	c.table(t)
}

// matrix draws how a priority follows from impact and urgency, as a table.
func (c *contract) matrix(m *sla.Matrix) {
	if len(m.Urgency) == 0 {
		c.pairs(c.stated(*m))
		return
	}
	t := table{columns: []column{{c.w.impact, words}}}
	for _, urgency := range m.Urgency {
		t.columns = append(t.columns, column{fmt.Sprintf(c.w.urgency, c.valued("urgency", urgency)), words})
	}
	for _, r := range m.Impact {
		t.rows = append(t.rows, row{cells: append([]string{c.valued("impact", r.Impact)}, c.priorities(r.Priorities)...)})
	}
	c.table(t)
	c.pairs(c.stated(*m, "urgency", "impact"))
}

// priorities names priorities.
func (c *contract) priorities(values []string) (all []string) {
	for _, value := range values {
		all = append(all, c.valued("priority", value))
	}
	return all
}

// policies draws the rules of counting with what each means.
func (c *contract) policies(in within) {
	p := c.spec.Policies
	if p == (sla.Policies{}) {
		return
	}
	if p.Profile != "" && in("policies.profile") {
		c.pairs(pairs{{c.label(specField{key: "profile"}), c.value(reflect.ValueOf(p.Profile))}})
	}
	t := table{columns: []column{{c.w.policy, words}, {c.w.choice, words}}}
	for _, f := range statedFields(reflect.ValueOf(p.Stated()), "profile") {
		if in("policies." + f.key) {
			t.rows = append(t.rows, row{cells: []string{c.label(f), c.value(f.value)}})
		}
	}
	c.table(t)
	for _, clock := range c.names.Clocks {
		if clock.Policies != (sla.Policies{}) && len(t.rows) > 0 {
			c.paragraph(c.w.ownRule)
			return
		}
	}
}

// credits draws the credit terms.
func (c *contract) credits(in within, level int) {
	s := c.spec.Credits
	var scalars pairs
	for _, f := range statedFields(reflect.ValueOf(s), "rules", "caps", "triggers") {
		if in("credits." + f.key) {
			text := c.value(f.value)
			if currency := c.names.Currency; f.key == "base" && s.Unit == "" && currency != "" && text[0] >= '0' && text[0] <= '9' {
				text = c.words.quantity(text + " " + currency)
			}
			scalars = append(scalars, pair{c.label(f), text})
		}
	}
	c.pairs(scalars)
	for i, t := range s.Rules {
		if path := fmt.Sprintf("credits.rules[%d]", i); in(path) {
			name := c.objectiveTitle(t.Objective)
			if t.Name != "" && name != "" {
				name = fmt.Sprintf(c.words.because, name, t.Name)
			}
			c.part(level, c.cited(cmp.Or(name, t.Name, c.w.credit), path))
			c.rule(t)
		}
	}
	c.section(level, "caps", func() { c.caps(in) })
	if len(s.Triggers) > 0 && in("credits.triggers") {
		c.part(level, c.w.titles["triggers"])
		c.structTable(s.Triggers, c.byTitle, "objective", c.w.each)
	}
}

// rule draws a credit rule.
func (c *contract) rule(t penalty.Term) {
	skip := []string{"name", "clause", "objective"} // the heading has them
	tiers, is := t.Rule.(penalty.Tiers)
	if !is {
		c.pairs(c.stated(t, skip...))
		return
	}
	t.Rule = nil
	c.pairs(c.stated(t, skip...))
	rows := table{columns: []column{{c.w.attains, words}, {c.w.credit, words}}}
	for _, tier := range tiers {
		rows.rows = append(rows.rows, row{cells: []string{c.say(string(tier.When)), c.say(string(tier.Credit))}})
	}
	c.table(rows)
}

func (c *contract) caps(in within) {
	t := table{columns: []column{{c.w.per, words}, {c.w.atMost, words}, {c.w.onlyOf, words}, {c.w.of, words}, {c.w.clause, words}}}
	for i, cap := range c.spec.Credits.Caps {
		if cap.Clause == c.here {
			cap.Clause = ""
		}
		if in(fmt.Sprintf("credits.caps[%d]", i)) {
			t.rows = append(t.rows, row{cells: []string{c.word(reflect.ValueOf(cap.Per)), c.say(string(cap.At)), c.objectiveTitle(cap.Objective), c.say(string(cap.Base)), cap.Clause}})
		}
	}
	c.table(t)
}

// together draws how the parties work with the agreement.
func (c *contract) together(in within, level int) {
	d := &c.spec.Document
	part := func(key string, stated bool, draw func()) {
		if stated && in("document."+key) {
			c.part(level, cmp.Or(c.w.titles[key], key))
			draw()
		}
	}
	part("reports", len(d.Reports) > 0, func() { c.structTable(d.Reports, c.byRole("to")) })
	part("review", !silentValue(reflect.ValueOf(d.Review)), func() {
		review := d.Review
		review.By = []string{c.roles(review.By)}
		if review.By[0] == "" {
			review.By = nil
		}
		c.pairs(c.stated(review, "triggers"))
		if len(review.Triggers) > 0 {
			c.structTable(review.Triggers, c.byTitle, "objective", c.w.each)
		}
	})
	part("handling", len(d.Handling) > 0, func() { c.bullets(d.Handling) })
	part("shares", len(d.Shares) > 0, func() {
		t := table{columns: []column{{c.w.priority, words}, {c.w.share100, number}}}
		for _, p := range mapPairs(d.Shares) {
			t.rows = append(t.rows, row{cells: []string{c.valued("priority", p.name), p.value}})
		}
		c.table(t)
	})
	var charted []string
	for _, name := range slices.Sorted(maps.Keys(d.Roles)) {
		if len(d.Roles[name].RACI) > 0 && in("document.roles."+name) {
			charted = append(charted, name)
		}
	}
	if len(charted) > 0 {
		c.part(level, c.w.titles["raci"])
		c.raci(charted)
	}
	part("disputes", d.Disputes != "", func() { c.paragraph(d.Disputes) })
	part("keep", d.Keep != "", func() { c.pairs(pairs{{c.label(specField{key: "keep"}), c.say(d.Keep)}}) })
	part("history", len(d.History) > 0, func() { c.structTable(d.History, c.byRole("by")) })
}

// raci draws who is responsible, accountable, consulted and informed: a row for each
// objective and a column for each role.
func (c *contract) raci(names []string) {
	t := table{columns: []column{{c.w.objective, words}}}
	for _, name := range names {
		t.columns = append(t.columns, column{c.named("document.roles."+name, cmp.Or(c.spec.Document.Roles[name].Title, name)), words})
	}
	seen := map[string]bool{}
	var ids []string
	for i := range c.spec.Objectives {
		ids = append(ids, c.spec.Objectives[i].ID)
	}
	for _, name := range names { // objectives that a revision adds
		ids = append(ids, slices.Sorted(maps.Keys(c.spec.Document.Roles[name].RACI))...)
	}
	for _, id := range ids {
		r := row{cells: []string{c.objectiveTitle(id)}}
		some := false
		for _, name := range names {
			letters := c.spec.Document.Roles[name].RACI[id]
			some = some || letters != ""
			r.cells = append(r.cells, letters)
		}
		if some && !seen[id] {
			t.rows = append(t.rows, r)
		}
		seen[id] = true
	}
	c.table(t)
}

// amendments draws the revisions.
func (c *contract) amendments(in within, level int) {
	c.section(level, "revisions", func() {
		for i := range c.spec.Revisions {
			r, path := c.spec.Revisions[i], fmt.Sprintf("revisions[%d]", i)
			if !in(path) {
				continue
			}
			c.part(level+1, c.cited(fmt.Sprintf(c.w.fromRevision, c.say(string(r.From))), path))
			r.ApprovedBy = c.role(r.ApprovedBy)
			c.pairs(c.stated(r, "from", "change", "clause"))
			below := level + 1
			if c.numbered { // sections have headings
				below++
			}
			c.change(&r.Change, below)
		}
	})
}

// change draws what a revision states, in the order of the page.
func (c *contract) change(s *sla.Spec, level int) {
	var ends []string
	for _, part := range s.Removed {
		kind, name, _ := strings.Cut(part, ".")
		if kind == "objectives" {
			name = c.objectiveTitle(name)
		}
		ends = append(ends, fmt.Sprintf(c.w.ends, strings.TrimSpace(c.label(specField{key: kind})+" "+name)))
	}
	var all pairs
	for _, f := range statedFields(reflect.ValueOf(*s)) {
		if slices.Contains(headed, f.key) {
			all = append(all, pair{c.label(f), c.value(f.value)})
		}
	}
	d := reflect.ValueOf(s.Document)
	for _, f := range statedFields(d, "parties", "roles", "definitions", "reports", "review", "handling", "shares", "disputes", "keep", "history") {
		all = append(all, pair{c.label(f), c.value(f.value)})
	}
	c.pairs(all)
	c.bullets(ends)
	spec, clauses := c.spec, c.clauses
	c.spec, c.clauses = *s, nil
	c.spec.Removed, c.spec.Revisions = nil, nil
	c.terms(everywhere, level)
	c.spec, c.clauses = spec, clauses
}
