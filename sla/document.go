package sla

import (
	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
)

// Service is a service of the agreement: what belongs to it and what does not. The
// texts are for readers; no figure depends on a Service.
//
//	services:
//	  portal: { title: Customer portal, class: core, owner: service-manager, in: [sign-in, orders], out: [the customer's own network] }
type Service struct {
	Title string `json:"title,omitempty"` // its name on pages
	// Class is "core" for a service without which the customer cannot work; "" says
	// nothing.
	Class string   `json:"class,omitempty"`
	Owner string   `json:"owner,omitempty"` // the role that answers for it, of Document.Roles
	In    []string `json:"in,omitempty"`    // what belongs to the service
	Out   []string `json:"out,omitempty"`   // what does not belong to it
	// Clause is the clause of the contract that states the service, such as "4.1".
	Clause string `json:"clause,omitempty" plain:"-"`
}

// Document is what an agreement says in addition to the terms that figures come from:
// who the parties are, who is called when, how the agreement is reviewed. New checks
// that the services, objectives, roles and parties that it names exist, in the
// agreement or in a revision of it. No figure depends on it, and Agreement.Fingerprint
// does not change with it. The zero Document says nothing.
type Document struct {
	Status  string         `json:"status,omitempty"`  // "draft", "agreed" or "retired"
	Version string         `json:"version,omitempty"` // as the parties count versions, such as "3.1"
	Life    string         `json:"life,omitempty"`    // of the service: "launch", "growth", "maturity" or "retirement"
	Signed  calendar.Local `json:"signed,omitempty"`  // when the last party signed
	Purpose string         `json:"purpose,omitempty"` // why the agreement exists, in a sentence
	// Clauses are the text of the contract, in its order. A Markdown document gives
	// them: see package specfile.
	Clauses []Clause `json:"clauses,omitempty"`

	Parties []Party `json:"parties,omitempty"`
	// Roles are the functions that people have, by a name that other parts use.
	Roles       map[string]Role   `json:"roles,omitempty" part:"by name"`
	Definitions map[string]string `json:"definitions,omitempty" part:"by name"` // what words of the agreement mean
	Reports     []Reporting       `json:"reports,omitempty"`
	Review      Review            `json:"review,omitzero" part:"by field"`
	Handling    []string          `json:"handling,omitempty"` // what follows a breach, in order
	// Shares say which part of its people or machines the provider keeps for each
	// priority: { P1: 40%, P2: 30% }. Together they are at most 100%.
	Shares   map[string]metrics.Percent `json:"shares,omitempty" part:"by name"`
	Disputes string                     `json:"disputes,omitempty"` // how the parties settle what they disagree about
	// Keep is how long records are kept after the end of their period: "5 years", or
	// days, weeks or months.
	Keep    string    `json:"keep,omitempty"`
	History []Edition `json:"history,omitempty"`
}

// Clause is a clause of the contract: its text and the terms that stand in it.
type Clause struct {
	// Clause is the number of the clause, such as "7.2", or its title if it has no
	// number. Other parts cite it by this text; no two clauses share it.
	Clause string `json:"clause"`
	Title  string `json:"title,omitempty"` // its heading, without the number
	// Text holds the paragraphs. A paragraph whose lines begin with "- " or with "| "
	// is a list or a table.
	Text []string `json:"text,omitempty"`
	// Terms are the paths of parts that stand in the clause and have no key clause of
	// their own: "calendars.office", "policies", "credits.claim".
	Terms []string `json:"terms,omitempty"`
}

// Party signs the agreement or has a part in it.
type Party struct {
	Name    string `json:"name"`
	As      string `json:"as,omitempty"`      // provider, customer, supplier, or any other word
	Address string `json:"address,omitempty"` // where letters to it go
	Signs   string `json:"signs,omitempty"`   // the role that signs for it
}

// Role is a function that somebody has, and how to reach that person.
type Role struct {
	Title   string   `json:"title,omitempty"`   // its name on pages
	Of      string   `json:"of,omitempty"`      // its party: a name of Document.Parties, the Provider or the Customer
	Duties  []string `json:"duties,omitempty"`  // what the role has to do
	Contact []string `json:"contact,omitempty"` // telephone numbers, addresses of mail
	// RACI says by objective what the role is for it: R responsible, A accountable,
	// C consulted, I informed, or several of these, such as AR.
	RACI map[string]string `json:"raci,omitempty"`
}

// Reporting is a report that the provider owes.
type Reporting struct {
	Title string   `json:"title"`
	Every Every    `json:"every"`           // the period that the report is about
	Due   Within   `json:"due,omitempty"`   // how long after the end of the period, such as "5 business days"
	To    []string `json:"to,omitempty"`    // roles
	Shows []string `json:"shows,omitempty"` // what the report has to contain
}

// Review says when the parties look at the agreement again, and what makes them.
type Review struct {
	Every    Every           `json:"every,omitempty"` // in which steps, such as "6 months from 2026-01-01"
	Next     calendar.Local  `json:"next,omitempty"`  // the date of the next review
	By       []string        `json:"by,omitempty"`    // roles
	Triggers []ReviewTrigger `json:"triggers,omitempty"`
}

// ReviewTrigger asks for a review if a figure stays behind its promise by so much, in
// so many periods in a row.
type ReviewTrigger struct {
	Objective string `json:"objective,omitempty"` // "" is each objective by itself
	// Deviation is how far the figure stays behind the promise, and only to the bad
	// side: "over 10%" of the promise, "over 10 points" of a promise in per cent, or
	// "over 200% of the allowance". The allowance of 99.9% is 0.1 points. "over" is
	// strict; "at least 10%" holds at 10% too.
	Deviation string `json:"deviation"`
	Periods   int64  `json:"periods,omitempty"` // in a row; zero and one are the same
}

// Edition is a version of the document in its history.
type Edition struct {
	Version string         `json:"version"`
	On      calendar.Local `json:"on,omitempty"`     // the date of the version
	By      string         `json:"by,omitempty"`     // a role, or any other name
	Reason  string         `json:"reason,omitempty"` // what the version changed, and why
}
