package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// Summary is the page of a period: promised and attained figures, each breach with its
// reason, each cycle that exclusions kept in time, how the time of services was spent,
// the credits with their working, and the findings. A nil or zero Result gives a page
// with only a title. Write reads the Result, so do not change it before.
func Summary(r *sla.Result) View {
	if r == nil {
		r = &sla.Result{}
	}
	return viewOf(func(p *page) {
		p.speak(r.Names)
		s := summaryOf(p, r)
		s.head(s.headline())
		s.tiles()
		s.objectives()
		s.outlook(false)
		s.cuts(false)
		s.credits()
		s.availability()
		s.breaches()
		s.forgiven()
		s.findings()
		s.digest()
	})
}

// digest is the last line: the digest of the JSON of the result, by which a reader can
// check that a page and a file show the same result.
func (s *summary) digest() {
	if s.r.Agreement == "" {
		return
	}
	s.closing(fmt.Sprintf(s.words.head.digest, s.r.Digest()))
}

// summary draws a Result.
type summary struct {
	*page
	r      *sla.Result
	titles map[string]string // by objective
	parts  map[part]int      // the number of outcomes of each part
}

// part is a period of an objective.
type part struct {
	objective string
	period    sla.Period
}

// summaryOf prepares a page of a result.
func summaryOf(p *page, r *sla.Result) summary {
	s := summary{page: p, r: r, titles: map[string]string{}, parts: map[part]int{}}
	s.index()
	return s
}

func (s *summary) index() {
	for i := range s.r.Outcomes {
		o := &s.r.Outcomes[i]
		if s.titles[o.Objective] == "" {
			s.titles[o.Objective] = o.Title
		}
		if whole(o) {
			s.parts[part{o.Objective, o.Period}]++
		}
	}
}

// whole reports whether an outcome is of neither a group nor a sum of several periods.
func whole(o *sla.Outcome) bool { return len(o.Group) == 0 && o.Judge == "" }

// title names an objective for a reader.
func (s *summary) title(objective string) string {
	return s.named("objectives."+objective, cmp.Or(s.titles[objective], objective))
}

// head is the title of the page, its leading sentence, and the lines that name the
// agreement, the period and the zone.
func (s *summary) head(leading string) {
	w, r := &s.words.head, s.r
	s.heading(1, s.named("title", cmp.Or(r.Title, r.Agreement, w.title)))
	s.lead(leading)
	agreement := r.Agreement
	if s.named("title", r.Title) == "" {
		agreement = "" // the heading has it
	}
	all := s.names(agreement, "", r.Provider, r.Customer)
	add := func(name, value string) {
		if value != "" {
			all = append(all, pair{name, value})
		}
	}
	if r.From.Before(r.To) {
		stretch := fmt.Sprintf(w.stretch, s.instant(r.From), s.instant(r.To))
		add(w.period, fmt.Sprintf(w.periodOf, s.words.period(r.Period.String()), stretch))
	}
	if !r.AsOf.IsZero() {
		form := w.provisional
		if s.final() {
			form = w.final
		}
		add(w.asOf, fmt.Sprintf(form, s.instant(r.AsOf)))
	}
	if len(all) > 0 {
		add(w.zone, s.zoneBeside(r.Zone))
	}
	s.pairs(all)
}

// place writes the path of a part, with its clause of the contract if it cites one.
func (p *page) place(clauses penalty.Clauses, path string) string {
	if clause := clauses.Of(path); clause != "" {
		return fmt.Sprintf(p.words.clauseAt, clause, path)
	}
	return path
}

// clause adds the clause of a part to its name on a page.
func (p *page) clause(name string, clauses penalty.Clauses, path string) string {
	if clause := clauses.Of(path); clause != "" {
		return fmt.Sprintf(p.words.clauseOf, name, clause)
	}
	return name
}

// names gives the lines that name an agreement and its parties.
func (p *page) names(agreement, title, provider, customer string) (all pairs) {
	w := &p.words.head
	if title != "" {
		title = p.named("title", title)
	}
	switch {
	case agreement != "" && title != "":
		all = append(all, pair{w.agreement, fmt.Sprintf(p.words.aside, title, agreement)})
	case agreement+title != "":
		all = append(all, pair{w.agreement, agreement + title})
	}
	return append(all, p.parties(provider, customer)...)
}

// parties names who promises whom.
func (p *page) parties(provider, customer string) pairs {
	both := between(p.party(provider), p.party(customer))
	if both == "" {
		return nil
	}
	return pairs{{p.words.head.parties, both}}
}

// between writes the provider and the customer; if only one of them is known, that party.
func between(provider, customer string) string {
	if provider != "" && customer != "" {
		return provider + " → " + customer
	}
	return provider + customer
}

// final reports whether only corrections can change the result.
func (s *summary) final() bool {
	return !s.r.AsOf.Before(s.r.To) && !slices.ContainsFunc(s.r.Outcomes, func(o sla.Outcome) bool { return !o.Final })
}
