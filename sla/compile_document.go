package sla

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
)

// namedParts holds the names that a document may use, of the agreement and of all its
// revisions.
type namedParts struct{ services, objectives, roles, parties nameSet }

type nameSet struct {
	noun   string
	known  map[string]bool
	sorted []string // when first needed
}

func newNameSet(noun string) nameSet { return nameSet{noun: noun, known: map[string]bool{}} }

func (n *namedParts) add(s *Spec) {
	for name := range s.Services {
		n.services.known[name] = true
	}
	for i := range s.Objectives {
		n.objectives.known[s.Objectives[i].ID] = true
	}
	for name := range s.Document.Roles {
		n.roles.known[name] = true
	}
	for _, p := range s.Document.Parties {
		n.parties.known[p.Name] = true
	}
	for _, name := range []string{s.Provider, s.Customer} {
		if name != "" {
			n.parties.known[name] = true
		}
	}
}

// clausesMax bounds the clauses of a document: a page looks at every part for each.
const clausesMax = 2_000

// document checks the parts from which nothing is computed.
func (c *compiler) document(spec *Spec) {
	names := namedParts{newNameSet("services"), newNameSet("objectives"), newNameSet("roles"), newNameSet("parties")}
	names.add(spec)
	for i := range spec.Revisions {
		names.add(&spec.Revisions[i].Change)
	}
	c.described(spec, "", &names)
	for i := range spec.Revisions {
		r, path := &spec.Revisions[i], fmt.Sprintf("revisions[%d]", i)
		c.lifeWord(path, r.Life)
		c.described(&r.Change, path+".change", &names)
	}
}

func (c *compiler) lifeWord(path, life string) {
	word(c, path, "life", life, "launch", "growth", "maturity", "retirement")
}

// names checks that a name is known; an empty name is no name.
func (c *compiler) names(path, key, name string, in *nameSet) {
	if name == "" || in.known[name] {
		return
	}
	path = fault.Join(path, key)
	if len(in.known) == 0 || c.faults.Full() {
		c.faults.Addf(path, name, fault.ErrUnknown, "the agreement has no such name among its %s", in.noun)
		return
	}
	c.faults.Add(path, name, fault.NotOneOf(name, once(&in.sorted, func() []string { return sortedKeys(in.known) })...))
}

func (c *compiler) needsText(path, key, text, why string) {
	if text == "" {
		c.faults.Addf(fault.Join(path, key), "", fault.ErrMissing, "%s", why)
	}
}

// described checks the services, objectives and document of the agreement or of one
// change.
func (c *compiler) described(s *Spec, prefix string, names *namedParts) {
	roles := func(path, key string, all []string) {
		for i, name := range all {
			c.names(path, fmt.Sprintf("%s[%d]", key, i), name, &names.roles)
		}
	}
	for _, name := range sortedKeys(s.Services) {
		service, path := s.Services[name], fault.Join(prefix, "services."+name)
		word(c, path, "class", service.Class, "core")
		c.names(path, "owner", service.Owner, &names.roles)
	}
	for i := range s.Objectives {
		o := &s.Objectives[i]
		if o.Service == "" && o.Owner == "" && o.Class == "" {
			continue
		}
		path := fault.Join(prefix, fmt.Sprintf("objectives[%d]", i))
		word(c, path, "class", o.Class, "key")
		c.names(path, "service", o.Service, &names.services)
		c.names(path, "owner", o.Owner, &names.roles)
	}
	d, path := &s.Document, fault.Join(prefix, "document")
	clauses := map[string]bool{}
	if len(d.Clauses) > clausesMax {
		c.faults.Addf(path+".clauses", "", fault.ErrRange, "at most %d clauses", clausesMax)
		return
	}
	for i := range d.Clauses {
		clause, at := &d.Clauses[i], fmt.Sprintf("%s.clauses[%d]", path, i)
		c.needsText(at, "clause", clause.Clause, "a clause needs a number, or a title in place of a number")
		if clauses[clause.Clause] && clause.Clause != "" {
			c.faults.Addf(at+".clause", clause.Clause, fault.ErrConflict, "an earlier clause has this number")
		}
		clauses[clause.Clause] = true
		for j, term := range clause.Terms {
			c.term(fmt.Sprintf("%s.terms[%d]", at, j), term, names)
		}
	}
	word(c, path, "status", d.Status, "draft", "agreed", "retired")
	c.lifeWord(path, d.Life)
	if d.Signed != "" {
		c.local(path+".signed", d.Signed)
	}
	for i, p := range d.Parties {
		at := fmt.Sprintf("%s.parties[%d]", path, i)
		c.needsText(at, "name", p.Name, "a party needs a name")
		c.names(at, "signs", p.Signs, &names.roles)
	}
	for _, name := range sortedKeys(d.Roles) {
		role, at := d.Roles[name], path+".roles."+name
		if len(names.parties.known) > 0 {
			c.names(at, "of", role.Of, &names.parties)
		}
		for _, objective := range sortedKeys(role.RACI) {
			letters := role.RACI[objective]
			c.names(at, "raci."+objective, objective, &names.objectives)
			if letters == "" || strings.Trim(letters, "RACI") != "" {
				c.faults.Addf(at+".raci."+objective, letters, fault.ErrSyntax, "write R, A, C or I, or several of these, such as AR")
			}
		}
	}
	for i, r := range d.Reports {
		at := fmt.Sprintf("%s.reports[%d]", path, i)
		c.needsText(at, "title", r.Title, "a report needs a title")
		c.needsText(at, "every", string(r.Every), "say which period the report is about: month")
		c.period(at+".every", r.Every)
		if due, err := r.Due.parse(); err != nil {
			c.faults.Add(at+".due", string(r.Due), err)
		} else if r.Due != "" && (due.kind == withinNone || due.ofTicket()) {
			c.faults.Addf(at+".due", string(r.Due), fault.ErrConflict, "a report is due after a length of time: 5 business days")
		}
		roles(at, "to", r.To)
	}
	c.period(path+".review.every", d.Review.Every)
	if d.Review.Next != "" {
		c.local(path+".review.next", d.Review.Next)
	}
	roles(path, "review.by", d.Review.By)
	for i, t := range d.Review.Triggers {
		at := fmt.Sprintf("%s.review.triggers[%d]", path, i)
		c.names(at, "objective", t.Objective, &names.objectives)
		if err := checkDeviation(t.Deviation); err != nil {
			c.faults.Add(at+".deviation", t.Deviation, err)
		}
		if t.Periods < 0 {
			c.faults.Addf(at+".periods", fmt.Sprint(t.Periods), fault.ErrRange, "a number of periods, from 1")
		}
	}
	c.shares(path+".shares", d)
	if _, ok := steps(d.Keep); d.Keep != "" && !ok {
		c.faults.Addf(path+".keep", d.Keep, fault.ErrSyntax, "a length of time is written 5 years, 18 months, 12 weeks or 90 days")
	}
	for i, e := range d.History {
		at := fmt.Sprintf("%s.history[%d]", path, i)
		c.needsText(at, "version", e.Version, "which version it was")
		if e.On != "" {
			c.local(at+".on", e.On)
		}
	}
}

// term checks the path of a part that a clause states.
func (c *compiler) term(path, term string, names *namedParts) {
	kind, name, _ := strings.Cut(term, ".")
	kind, _, _ = strings.Cut(kind, "[")
	name, _, _ = strings.Cut(name, ".")
	keys := fieldsOf(reflect.TypeFor[Spec]())
	switch {
	case kind == "objectives" && name != "":
		c.names(path, "", name, &names.objectives)
	case kind == "services" && name != "":
		c.names(path, "", name, &names.services)
	case !slices.ContainsFunc(keys, func(f field) bool { return f.key == kind }):
		c.faults.Addf(path, term, fault.ErrUnknown, "a part of the agreement is needed, such as calendars.office or credits.claim")
	}
}

// period checks a period, unless it is empty.
func (c *compiler) period(path string, e Every) {
	if e == "" {
		return
	}
	if _, err := e.parse(); err != nil {
		c.faults.Add(path, string(e), err)
	}
}

// checkDeviation checks the text of ReviewTrigger.Deviation.
func checkDeviation(text string) error {
	band, ofAllowance := strings.CutSuffix(text, " of the allowance")
	read, err := quantity.Parse(band)
	points := strings.HasSuffix(band, " points") || strings.HasSuffix(band, " point")
	switch {
	case err != nil:
		return err
	case read.Low == nil || read.High != nil || read.Kind == quantity.Length || read.Kind == quantity.Number && (ofAllowance || !points):
		return fault.Because(fault.ErrSyntax, "write over 10%% of the promise as over 10%%, or over 10 points, or over 200%% of the allowance")
	}
	return nil
}

// shares checks that the shares of resources are shares and at most the whole.
func (c *compiler) shares(path string, d *Document) {
	sum, whole := new(big.Rat), big.NewRat(1, 1)
	for _, priority := range sortedKeys(d.Shares) {
		share, err := quantity.ReadShare(string(d.Shares[priority]))
		if err != nil {
			c.faults.Add(path+"."+priority, string(d.Shares[priority]), err)
			return
		}
		sum.Add(sum, share)
	}
	if sum.Cmp(whole) > 0 {
		c.faults.Addf(path, "", fault.ErrRange, "together the shares are more than 100%%")
	}
}
