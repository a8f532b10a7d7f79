// Package exchange reads service levels as other systems define and export them, and
// writes OpenSLO.
//
//   - [OpenSLO] reads documents of openslo/v1, in YAML or JSON; [ToOpenSLO] writes them.
//   - [Zendesk] reads the SLA policies of its API.
//   - [JiraServiceManagement] reads the SLA metrics of a project.
//   - [ServiceNow] reads records of the table contract_sla.
//
// Each gives an [Import]: an agreement as far as it could be read, and notes. The notes
// come in the order in which a person has to look at them:
//
//   - undecided: the source leaves something open, or has more than one counterpart.
//     What stands in the agreement is a proposal, or the part is left out.
//   - assumed: the source says it in other words or concepts. The note says
//     what was made of it.
//   - not-read: nothing in the agreement comes from this place of the source.
//
// Each key of the source is used, or it or a key around it has a note. Path is the
// place in the source, such as sla_policies[0].filter.all[1]; Subject is the place in
// the agreement, if there is one. Value is what the source has there, and after a
// colon what was made of it.
//
// # Policies
//
// An import states no policy, so New asks for each policy that the agreement depends
// on. For the policies on which the system has a choice of its own, a note with the
// Subject "policies.retarget" or "clocks.NAME.reopen" has this choice as its Value. An
// import has no ID either, and a Zone only if the source has one.
//
//	in, err := exchange.Zendesk(data, exchange.Calendars{"business": {Hours: "mon-fri 09:00-17:00"}})
//	spec, err := in.Spec.With(sla.Spec{ID: "support", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.ProfileExact}})
//	agreement, err := sla.New(spec)
//
// # Zendesk
//
// The first policy whose filter matches a ticket is its policy, as a whole: a metric
// without a target there has none. So the targets of an objective have a row for each
// priority of each policy, in the order of the policies, and after the rows of a
// policy a row with within none. Targets in business hours count in the calendar
// "business"; if there are more calendars, in the calendar that the ticket's attribute
// "schedule" names.
//
// Events are opened, message (a public comment of the requester) and replied (a public
// comment of an agent). The attribute status has Zendesk's words; tag:vip is "yes" on
// a ticket with the tag vip.
//
// # Jira Service Management
//
// A condition that happens becomes a change of an attribute (resolution, assignee,
// status) or an event named like it: issue-created-hit-condition is the event
// issue-created. A condition that lasts asks for an attribute. Goals are tried in
// order, the default goal last. A goal is read if its JQL asks for fields with = or
// in, joined by AND.
//
// # ServiceNow
//
// A definition becomes a clock and an objective. Its conditions are read if they use
// =, !=, IN, NOT IN, ISEMPTY and ISNOTEMPTY, joined by ^, ^NQ, and by ^OR between
// values of one field. Attributes have the names of the columns.
//
// # OpenSLO
//
// An objective of an SLO becomes an objective about counts, samples or slices of the
// indicator of that name. Queries are not read: who collects the facts knows them.
package exchange
