package sla

import (
	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// Spec is an agreement as written: plain data that a file holds or a program
// builds literally. New turns it into an Agreement and reports every mistake in
// it at once. Quantities are text in the grammar of the file, so that Go, YAML
// and JSON look alike and no digit is lost.
//
// A Revision has a Spec too, which states only what changes: see With.
type Spec struct {
	ID       string `json:"id,omitempty"`       // names the agreement in results and files; needed
	Title    string `json:"title,omitempty"`    // heads its pages
	Kind     Kind   `json:"kind,omitempty"`     // changes no figure
	Provider string `json:"provider,omitempty"` // who promises
	Customer string `json:"customer,omitempty"` // who is promised

	// Zone names the time zone of dates, periods and promised dates, such as
	// "Europe/Berlin". It is needed; "UTC" is a zone.
	Zone string `json:"zone,omitempty"`
	// Currency is the three-letter code of amounts. It is needed once the
	// agreement has credits in money.
	Currency string `json:"currency,omitempty"`
	// Effective is when the agreement is in force; the zero Range is always.
	Effective Range `json:"effective,omitempty"`

	// Calendars are the service hours by name. "24x7" always exists.
	Calendars map[string]calendar.Spec `json:"calendars,omitempty" part:"by name"`
	// Priority derives the attribute "priority" of tickets that do not set it
	// themselves. Without it nothing is derived.
	Priority *Matrix `json:"priorities,omitempty"`
	// Policies hold for every clock that does not state its own.
	Policies   Policies         `json:"policies,omitempty" part:"by field"`
	Clocks     map[string]Clock `json:"clocks,omitempty" part:"by name"`
	Objectives []Objective      `json:"objectives,omitempty" part:"by id"`
	Credits    penalty.Spec     `json:"credits,omitempty" part:"by field"`

	// Escalations are ladders of alarms by name, at most 100 of at most 20 levels. An
	// objective names the ladder of its cycles in Escalate. Two levels of a ladder may
	// have the same At. A revision replaces a ladder as a whole.
	Escalations map[string][]Level `json:"escalations,omitempty" part:"by name"`
	// Crises say when outages or tickets are more than incidents, at most 100; see
	// Agreement.Crises. A revision replaces all of them together.
	Crises []Crisis `json:"crises,omitempty"`
	// Grades say how grave the breaches of all objectives are. Without rows breaches have
	// no grade. A revision replaces all rows together.
	Grades []Grade `json:"grades,omitempty"`

	// Names are the names of parts in other languages, by language and by what they name:
	//
	//	names:
	//	  zh-Hans: { title: 支持服务协议, objectives.portal: 客户门户, team=red: 红队 }
	//
	// A language is a tag such as "de" or "zh-Hans". A key is "title", a part such as
	// "objectives.portal" or "calendars.office", an attribute such as "team", a value of an
	// attribute, or a party such as "provider=Northwind" or "customer=Acme GmbH". The
	// agreement, or one of its revisions, has the part or uses the attribute. Nothing is
	// computed from Names.
	Names map[string]map[string]string `json:"names,omitempty" part:"by name" plain:"-"`

	// Locked says what layers above this agreement may do with its terms; see package
	// terms. Nothing is computed from it.
	Locked []Lock `json:"locked,omitempty"`

	// Services are what the agreement is about, by name.
	Services map[string]Service `json:"services,omitempty" part:"by name" plain:"-"`
	// Document is what the agreement says in addition to its terms.
	Document Document `json:"document,omitzero" part:"by field" plain:"-"`

	// Revisions change the agreement from an instant on, in time order.
	Revisions []Revision `json:"revisions,omitempty"`
	// Removed is for a Spec that is a change. It lists the parts and fields that end, as
	// paths: "objectives.portal", "objectives.portal.warn", "calendars.night". See With.
	Removed []string `json:"removed,omitempty"`
}

// Kind is the role of an agreement between provider and customer. It is for
// readers; nothing is computed from it.
type Kind string

// The kinds, in the words of ITIL. The zero Kind says nothing.
const (
	SLA          Kind = "sla"          // with a customer
	OLA          Kind = "ola"          // operational level agreement, within the provider
	Underpinning Kind = "underpinning" // contract with a supplier
)

// Range is a half-open stretch of local dates or date-times, "from/to", in the
// agreement's zone: "2026-01-01/2027-01-01" ends with the last instant of 2026.
// An empty side has no bound; the zero Range is always. Target.During takes more.
type Range string

// Clock says when the time of a ticket counts. Each condition is asked at each
// event, with the ticket's attributes as the event leaves them.
//
// With no cycle open, Start opens one, unless Stop or Cancel matches the same
// event; if Pause matches too, the cycle begins paused. With a cycle open, the
// first of Stop, Reset, Cancel, Pause and Resume that matches acts, alone. A
// clock without Resume resumes at the first event that Pause no longer matches.
// Only Reset or Cancel ends a clock without Stop; one of the three is needed.
//
// Events and attributes have the names that the host gives them, and New cannot know
// which names exist. A ticket whose events neither start nor stop a clock counts
// nowhere and gives no finding. Explain then tells that nothing started the clock;
// see also Policies.UnknownWords.
type Clock struct {
	Start  Condition `json:"start,omitzero"`  // opens a cycle
	Pause  Condition `json:"pause,omitzero"`  // pauses the cycle
	Resume Condition `json:"resume,omitzero"` // ends a pause; absent: a pause ends when Pause no longer matches
	Stop   Condition `json:"stop,omitzero"`   // ends the cycle, which then counts
	Reset  Condition `json:"reset,omitzero"`  // ends the cycle and opens a new one
	Cancel Condition `json:"cancel,omitzero"` // ends the cycle; it does not count

	// After names another clock of the agreement, such as the first response. This
	// clock cannot start before an earlier event has stopped the other clock.
	After string `json:"after,omitempty"`
	// Hide withholds the due instant from readings while a ticket's attributes
	// match. Time still counts, and alarms are still raised.
	Hide Where `json:"hide,omitempty"`

	// Owner names the team or supplier whose clock this is: see Readings.Owners.
	Owner string `json:"owner,omitempty"`
	// Clause is the clause of the contract that states the clock, such as "5.2".
	Clause string `json:"clause,omitempty" plain:"-"`
	// Policies of this clock alone; absent policies are taken from Spec.Policies.
	Policies
}

// Objective is one promise: what is measured, what was promised, and over which
// period it is judged.
type Objective struct {
	ID    string `json:"id,omitempty"`    // names the objective in results, credits and changes; needed
	Title string `json:"title,omitempty"` // heads its lines on pages
	// Where narrows what counts: tickets by their attributes at the end of the
	// cycle, counts and samples by their Attrs. The zero Where narrows nothing.
	Where Where `json:"where,omitempty"`
	// Clock names the clock that is measured. It is empty for objectives about
	// outages, states, counts and samples.
	Clock string `json:"clock,omitempty"`
	// Abandoned tells which stopped cycles of a metrics.Share were given up
	// unanswered, such as calls, by the ticket's attributes at the end of the
	// cycle. The metric's policy of abandons says how they count.
	Abandoned Where `json:"abandoned,omitempty"`
	// Targets are tried in order when a cycle opens; the first whose conditions
	// hold applies. If no target applies, Policies.NoTarget says how the cycle counts in a
	// share; other metrics leave it out.
	Targets []Target `json:"targets,omitempty"`
	// Metric is what is computed. nil with a Clock is metrics.Share: the share
	// of cycles within their target.
	Metric metrics.Metric `json:"-"`
	// Attain is the promised value, such as "95%" (at least) or "at most 8h".
	// Under the zero Bound the objective is measured and not judged.
	Attain metrics.Bound `json:"attain,omitempty"`
	// Period is the stretch over which the objective is judged. It is needed.
	Period Every `json:"period,omitempty"`
	// Over also judges the periods within a longer period together. A Result has this
	// judgement if its Period contains the longer period.
	Over []Over `json:"over,omitempty"`
	// Counts says which instant of a cycle puts it into a period. For a
	// metrics.Repair it is the start or the end of the time to repair.
	Counts Counts `json:"counts,omitempty"`
	// By lists attributes for which the objective is also given separately:
	// "customer", or "customer+region" for each pair.
	//
	// Credits are then owed to each group by its own figure, as a share of what was
	// billed for it (see Charge.Attrs), and not for the whole as well. An objective
	// with credits has one grouping. A credit rule on several objectives looks at
	// their figures for one group: group them alike.
	//
	// If the objective is about time, such as an availability, the groups are the
	// members of the service, and each has its own time. Outages, states, exclusions
	// and charges for the service name members by their Attrs; a fact without a value
	// is about all members. A member exists in every period and is up unless facts say
	// otherwise. Its states can say when it existed: "up" with Was "not-monitored" at
	// its first instant, "not-monitored" at its last. The whole is the time of all
	// members together.
	By []string `json:"by,omitempty"`
	// Least is the number of items below which the objective is not
	// measurable. Zero and one are the same.
	Least int64 `json:"least,omitempty"`
	// Warn lists alarms in addition to the alarm at the breach. No two have the
	// same At.
	Warn []Level `json:"warn,omitempty"`
	// Escalate names a ladder of Spec.Escalations. Its levels raise alarms of the cycles
	// in addition to Warn. A level at breach stands in for the alarm at the breach.
	Escalate string `json:"escalate,omitempty"`

	// Service names the service of Spec.Services that the objective is about. This and
	// the following fields are for readers; no figure depends on them.
	Service string `json:"service,omitempty" plain:"-"`
	Owner   string `json:"owner,omitempty" plain:"-"` // the role that answers for it, of Document.Roles
	// Class is "key" for an objective that the parties look at first; "" says nothing.
	Class  string `json:"class,omitempty" plain:"-"`
	Method string `json:"method,omitempty" plain:"-"` // how it is measured, as far as the terms do not say
	// Clause is the clause of the contract that states the objective, such as "7.2".
	Clause string `json:"clause,omitempty" plain:"-"`
	// Relies lists the promises of other agreements on which this promise rests. If the
	// objective has a clock, they follow each other in this order: each begins when the
	// one before it ends. Otherwise all of them are needed at once. Package chain checks
	// whether they suffice; no result depends on them.
	Relies []Reliance `json:"relies-on,omitempty"`
}

// Reliance names a promise of another agreement, such as an operational level agreement
// or the contract with a supplier.
//
//	relies-on:
//	  - { agreement: network-ola, objective: diagnosis, when: { priority: P1 } }
//	  - { agreement: telco-uc, objective: line }
type Reliance struct {
	Agreement string `json:"agreement"` // the ID of the agreement; needed
	Objective string `json:"objective"` // the ID of its objective; needed
	// When narrows the tickets that need the promise, by their attributes. The zero
	// Where means all. Only an objective with a clock may have it.
	When Where `json:"when,omitempty"`
}

// Over judges the periods of an objective within a longer period together.
//
//	over:
//	  - { period: year, judge: pooled, attain: 99.95% }
//	  - { period: quarter, judge: some, of: 2 }
//
// Credit rules name it by the objective and the period: portal@year.
type Over struct {
	// Period is the longer period. It is made of whole periods of the objective.
	Period Every `json:"period"`
	// Judge says how the periods are put together. It is needed.
	Judge Judge `json:"judge"`
	// Attain is the promised value: of the pooled or mean figure, or of each period
	// that is counted. The zero Bound takes Objective.Attain. Attain is needed if a
	// revision changes Objective.Attain and Judge is pooled or mean.
	Attain metrics.Bound `json:"attain,omitempty"`
	// Of is how many periods have to be met, at least 1; only JudgeSome has it. If
	// fewer were in force or could be measured, all of these have to be met.
	Of int `json:"of,omitempty"`
}

// Judge says how the periods within a longer period are put together. Only
// JudgePooled keeps periods that could not be measured.
type Judge string

// The ways to put periods together. There is no default: months have different
// lengths, so that their mean differs from the figure of the year.
const (
	JudgePooled Judge = "pooled" // one figure over all items or all time together
	JudgeMean   Judge = "mean"   // the plain mean of the figures of the periods
	JudgeEvery  Judge = "every"  // each period is met
	JudgeSome   Judge = "some"   // at least Over.Of periods are met
)

// Target is how long a cycle may take, for the tickets it applies to.
type Target struct {
	// When narrows the tickets, by their attributes. The zero Where narrows nothing.
	When Where `json:"when,omitempty"`
	// During narrows the cycles, by their start. The zero Range is always. A target may
	// also write a season, "11-20/01-07", which recurs every year: half-open local dates
	// in the agreement's zone, which may pass New Year. 02-29 is an error; write 03-01. Or
	// it names a calendar, such as "peak", that must be open when the cycle starts, as known
	// then.
	During Range `json:"during,omitempty"`
	// Within is the time allowed. The zero Within is "none" if the metric needs no
	// target; otherwise it is an error.
	Within Within `json:"within,omitempty"`
	// Grace is added to the target before comparison and shown apart. Empty adds
	// nothing.
	Grace metrics.Span `json:"grace,omitempty"`
	// Calendar names the service hours in which time counts and days are
	// stepped. It may be empty only if the target needs no service hours.
	//
	// "attribute hours otherwise office", in a file { attribute: hours, otherwise:
	// office }, takes the calendar that the ticket's attribute "hours" names. If the
	// attribute is empty, "office" counts. "office" also counts, with a finding, if the
	// attribute names no calendar, or a calendar that never opens while the terms are in
	// force. A change of the attribute while a cycle is open is a change of target, see
	// Retarget.
	Calendar string `json:"calendar,omitempty"`
	// Roll says from where a target in business days is stepped if the cycle starts
	// outside the service hours.
	Roll StartRoll `json:"roll,omitempty"`
	// ReceivedBy is a cut-off: a time of day in the zone of the calendar, from "00:00"
	// to "24:00". Empty means no cut-off. A cycle that starts after the cut-off of its
	// date, or on a date that is no business day, counts as of the first opening of the
	// next business day: no time counts before this opening, and days and months are
	// counted from it. A cycle that starts at the cut-off itself counts from its start,
	// and so does a cycle that starts on a business day before the opening; see Roll.
	// If no business day follows, the target is never due. "24:00" moves only the
	// starts on dates that are no business day.
	//
	// The cut-off applies to the start of a cycle, also after a reset and in a new cycle
	// of a reopened ticket. It does not apply to a change of target or to a cycle that
	// goes on. If the target changes before any time counts, the cut-off of the new
	// target decides. "Out of hours" in Within looks at the start itself.
	ReceivedBy string `json:"received-by,omitempty"`
	// IfClosed moves the date on which a target in calendar days, months or years
	// ends if this date is no business day of Calendar. Calendar is needed then. The
	// time of day stays; end of day is midnight. Pauses and a grace then move the due
	// instant on. Empty moves nothing.
	//
	// If the due instant would not lie after the instant from which the days are
	// counted, it moves to the next business day instead. If no business day follows,
	// the target is never due.
	IfClosed calendar.Roll `json:"if-closed,omitempty"`
	// Override names the attributes of a ticket that explain a due instant or
	// length that the ticket itself sets. Only a Within that names an attribute may
	// have it. The attributes are read at the end of the cycle; for an open cycle, as
	// they are now. A ticket that leaves the reason empty is a finding.
	Override Override `json:"override,omitzero"`
	// Clause is the clause of the contract that states the target, if that is another
	// clause than the objective's.
	Clause string `json:"clause,omitempty" plain:"-"`
}

// StartRoll says from where business days are stepped when a cycle starts outside
// the service hours.
type StartRoll string

// The choices. The zero StartRoll is Stay.
const (
	Stay    StartRoll = "stay"    // from the start itself
	Opening StartRoll = "opening" // from the next opening
)

// Revision is a change of the agreement from an instant on.
type Revision struct {
	// From is when the change takes effect, a local date or date-time in the
	// agreement's zone: "2026-07-01" or "2026-07-01T13:00".
	From       calendar.Local `json:"from"`
	Reason     string         `json:"reason,omitempty"`      // why the agreement changes
	ApprovedBy string         `json:"approved-by,omitempty"` // who agreed to the change
	// Pins says which instant decides whether a ticket falls under this
	// revision or the earlier terms. It is needed.
	Pins Pin `json:"pins,omitempty"`
	// Life is the phase of life that the service enters: see Document.Life. No figure
	// depends on it.
	Life string `json:"life,omitempty" plain:"-"`
	// Clause is the clause of the contract, or the amendment, that states the change.
	Clause string `json:"clause,omitempty" plain:"-"`
	// Transition lets the old and the new terms run side by side from From on. The zero
	// Transition changes the terms at once.
	Transition Transition `json:"transition,omitzero"`
	// Change states what changes, field by field: see Spec.With. It cannot change id,
	// zone, kind and effective.
	Change Spec `json:"change"`
}

// Transition is a stretch in which old and new terms run side by side, and one of them
// pays. Outcomes, readings and statements follow the terms that pay: under
// penalty.PaysNew the revision takes effect at Revision.From, else at Until. What the
// other terms come to is Result.Other. A statement belongs to the transition if its
// period begins in it. Under penalty.PaysHigher, PaysLower and PaysNone outcomes and
// readings follow the old terms.
type Transition struct {
	// Until ends the transition, which does not contain this instant. It lies after
	// Revision.From and before the next revision.
	Until calendar.Local `json:"until"`
	// Pays says which terms pay; needed.
	Pays penalty.Pays `json:"pays"`
}

// Lock binds the layers above an agreement.
type Lock struct {
	// Path is the part or field that is locked, with * for any name:
	// "policies", "objectives.*.attain".
	Path string `json:"path"`
	// May is what a layer above may do with it; needed.
	May May `json:"may"`
}

// May is what a layer above may do with a locked term.
type May string

// The choices. There is no default.
const (
	NotChange May = "not-change" // nothing
	Tighten   May = "tighten"    // promise more: a bound within the old bound, targets that are never due later
)

// Pin names the instant that decides under which revision a ticket falls.
type Pin string

// The pins. There is no default.
const (
	PinOpened  Pin = "opened"  // the first start of a clock of the ticket, else its first event
	PinDue     Pin = "due"     // the due instant under the earlier revision
	PinStopped Pin = "stopped" // the end of the cycle; open cycles fall under the later revision
)

// Counts names the instant of a cycle that puts it into a period.
type Counts string

// The choices. There is no default for objectives with a clock.
const (
	ByStart Counts = "started" // its start
	ByDue   Counts = "due"     // its due instant without exclusions, so that an exclusion moves no cycle to another period
	ByStop  Counts = "stopped" // its end
)

// Matrix derives a priority, either from impact and urgency or from weighted
// factors. Every combination of the listed words has a priority. A ticket that sets
// "priority" itself overrides it, see Override. A ticket with a word that is not
// listed has no priority.
type Matrix struct {
	// Urgency lists the urgencies, the most urgent first. They are the columns of
	// Impact.
	Urgency []string `json:"urgency,omitempty"`
	// Impact has a row of priorities for each impact, the gravest first.
	Impact []MatrixRow `json:"impact,omitempty"`

	// Factors give points for attributes of a ticket, in place of Urgency and
	// Impact. Cutoffs turn the sum of the points into a priority.
	Factors []PriorityFactor `json:"factors,omitempty"`
	// Cutoffs stand from the most points down; the first that the points reach
	// gives the priority.
	Cutoffs []Cutoff `json:"cutoffs,omitempty"`

	// Order lists the priorities, the most pressing first. With it, New reports a
	// graver impact, a higher urgency or more points that would give a less pressing
	// priority. Without it any table is taken as written.
	Order []string `json:"order,omitempty"`

	// Override names the attributes that explain why a ticket sets another priority.
	Override Override `json:"override,omitzero"`
}

// Override names the attributes of a ticket that explain why it sets its priority,
// due instant or length itself. The ticket's own value counts in any case.
type Override struct {
	// Reason names the attribute with the reason; a ticket that overrides and
	// leaves it empty is a finding. Without it no reason is asked for.
	Reason string `json:"reason,omitempty"`
	// By names the attribute with the person who decided. By may be empty.
	By string `json:"by,omitempty"`
}

// PriorityFactor is an attribute that weighs in a priority.
type PriorityFactor struct {
	Attribute string `json:"attribute"`
	// Weight multiplies the points; zero and one are the same.
	Weight int64 `json:"weight,omitempty"`
	// Points has the points of each value, at least 0.
	Points map[string]int64 `json:"points"`
}

// Cutoff is the priority of tickets with at least AtLeast points.
type Cutoff struct {
	AtLeast  int64  `json:"at-least"`
	Priority string `json:"priority"`
}

// MatrixRow is the row of one impact.
type MatrixRow struct {
	Impact     string   `json:"impact"`
	Priorities []string `json:"priorities"` // one for each of Matrix.Urgency, in its order
}
