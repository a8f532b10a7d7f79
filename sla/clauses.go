package sla

import (
	"fmt"

	"github.com/upheld/upheld/penalty"
)

// cited notes the clause of a part, unless an earlier note has one.
func (c *compiler) cited(path, clause string) {
	if clause == "" {
		return
	}
	if c.cites == nil {
		c.cites = map[string]string{}
	}
	if c.cites[path] == "" {
		c.cites[path] = clause
	}
}

// cite makes the index of clauses. credits has noted the clauses of credit rules.
func (c *compiler) cite(spec *Spec) {
	c.citeParts(spec, "", true)
	for i := range spec.Revisions {
		r, path := &spec.Revisions[i], fmt.Sprintf("revisions[%d]", i)
		c.cited(path, r.Clause)
		c.citeParts(&r.Change, path+".change.", r.Clause == "")
	}
	for i := range spec.Document.Clauses {
		clause := &spec.Document.Clauses[i]
		for _, path := range clause.Terms {
			c.cited(path, clause.Clause)
		}
	}
	c.a.clauses = sortedClauses(c.cites)
}

// citeParts notes the clauses of the agreement or of a change. A part of a change that
// cites no clause keeps the clause that it had, if keeps says so.
func (c *compiler) citeParts(s *Spec, prefix string, keeps bool) {
	put := func(at, name, clause string) {
		c.cited(name, clause)
		if clause == "" && keeps {
			clause = c.cites[name]
		}
		c.cited(prefix+at, clause)
	}
	for name, of := range s.Services {
		put("services."+name, "services."+name, of.Clause)
	}
	for name, of := range s.Clocks {
		put("clocks."+name, "clocks."+name, of.Clause)
	}
	for i := range s.Objectives {
		o, at := &s.Objectives[i], fmt.Sprintf("objectives[%d]", i)
		put(at, "objectives."+o.ID, o.Clause)
		for j := range o.Targets {
			c.cited(fmt.Sprintf("%s%s.targets[%d]", prefix, at, j), o.Targets[j].Clause)
		}
	}
}

// sortedClauses gives an index in the order of its paths; nil if it is empty.
func sortedClauses(index map[string]string) penalty.Clauses {
	var all penalty.Clauses
	for _, path := range sortedKeys(index) {
		all = append(all, [2]string{path, index[path]})
	}
	return all
}

// citing gathers the clauses of the paths that a result shows.
type citing struct {
	index penalty.Clauses
	found map[string]string
}

func citingFrom(index penalty.Clauses) citing { return citing{index, map[string]string{}} }

func (c *citing) add(path string) {
	if c.found[path] == "" {
		if clause := c.index.Of(path); clause != "" {
			c.found[path] = clause
		}
	}
}

// cite gathers the clauses of a result.
func (r *Result) cite(index penalty.Clauses) {
	c := citingFrom(index)
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		c.add("objectives." + o.Objective)
		for _, breaches := range [][]Breach{o.Breaches, o.Forgiven} {
			for j := range breaches {
				c.add(breaches[j].Target)
			}
		}
	}
	for i := range r.Findings {
		c.add(r.Findings[i].Path)
	}
	r.Clauses = sortedClauses(c.found)
}

// cite gathers the clauses of an explanation.
func (e *Explanation) cite(index penalty.Clauses) {
	c := citingFrom(index)
	if e.Reading.Objective != "" {
		c.add("objectives." + e.Reading.Objective)
	}
	c.add(e.Reading.Target)
	for i := range e.Because {
		c.add(e.Because[i].Path)
	}
	e.Clauses = sortedClauses(c.found)
}
