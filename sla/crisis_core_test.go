package sla_test

import (
	"testing"

	"github.com/upheld/upheld/sla"
)

// A crisis that names no service is about the core services and what their objectives
// measure; without a core service it is about every service.
func TestACrisisIsAboutCoreServices(t *testing.T) {
	facts := outagesOf("portal 10:00-11:00", "mail 10:00-11:00")
	const portal, mail = "down/portal/10:00:00Z/crisis.1 10:30:00", "down/mail/10:00:00Z/crisis.1 10:30:00"
	const portalNext, mailNext = ", [down/portal/10:00:00Z/crisis.2 11:00:00]", ", [down/mail/10:00:00Z/crisis.2 11:00:00]" // to come
	for _, c := range []struct {
		name     string
		services map[string]sla.Service
		want     string
	}{
		{"no service is core", map[string]sla.Service{"portal": {}, "mail": {}}, mail + ", " + portal + mailNext + portalNext},
		{"one is core", map[string]sla.Service{"portal": {Class: "core"}, "mail": {}}, portal + portalNext},
		{"both are", map[string]sla.Service{"portal": {Class: "core"}, "mail": {Class: "core"}}, mail + ", " + portal + mailNext + portalNext},
		{"another is", map[string]sla.Service{"desk": {Class: "core"}}, ""},
	} {
		spec := crisisSpec(sla.Crisis{ID: "down", Down: "over 30m"})
		spec.Services = c.services
		alarms, _ := must(sla.New(spec)).Crises(facts, clockTime("10:45"))
		if got := crisesText(alarms, clockTime("10:45")); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
}

// A service that no objective measures is known if the agreement lists it.
func TestServicesOfCrisesThatAreKnown(t *testing.T) {
	for service, known := range map[string]bool{"portal": true, "desk": true, "dsek": false} {
		spec := crisisSpec(sla.Crisis{ID: "down", Down: "over 2h", Service: []string{service}})
		spec.Services = map[string]sla.Service{"desk": {}, "portal": {}}
		found := false
		for _, f := range must(sla.New(spec)).Findings() {
			found = found || f.Code == sla.FindingUnknown && f.Subject == service
		}
		if found == known {
			t.Errorf("%s: known %v, a finding %v", service, known, found)
		}
	}
}

// Whoever a ladder tells is a role of the document, if the document names roles.
func TestLaddersTellRolesOfTheDocument(t *testing.T) {
	spec := crisisSpec(sla.Crisis{ID: "down", Down: "over 30m"})
	spec.Escalations = map[string][]sla.Level{"crisis": {{At: "crisis", Tell: []string{"crisis-lead", "crisis-led"}}}}
	for i := range spec.Objectives {
		spec.Objectives[i].Escalate = ""
	}
	if _, err := sla.New(spec); err != nil {
		t.Errorf("without roles: %v", err)
	}
	spec.Document.Roles = map[string]sla.Role{"crisis-lead": {Title: "Lead of the crisis team"}}
	_, err := sla.New(spec)
	if p := sla.Problems(err); len(p) != 1 || p[0].Path != "escalations.crisis[0].tell[1]" || p[0].Value != "crisis-led" {
		t.Errorf("a role that is not there: %v", err)
	}
}
