package specfile_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

const (
	globalFile = `sla: v1
title: Support
policies: { profile: exact }
clocks: { response: { start: opened, stop: answered } }
objectives:
  - id: first
    clock: response
    targets: [{ within: 4h, calendar: office }]
    attain: 90%
    period: month
    counts: due
locked: { policies: not-change, objectives.*.attain: tighten }
revisions:
  - { from: 2026-07-01, pins: opened, change: { objectives: [{ id: first, targets: [{ within: 3h, calendar: office }] }] } }
`
	regionFile = `sla: v1
include: [holidays.yaml]
zone: Europe/Berlin
currency: EUR
`
	holidaysFile = `sla: v1
calendars: { office: { hours: mon-fri 09:00-17:00, closed: [2026-05-01] } }
`
	planFile = `sla: v1
title: Gold
objectives: [{ id: first, attain: 95%, warn: [80%] }]
`
	acmeFile = `sla: v1
extends: [../global.yaml, ../regions/emea.yaml, ../plans/gold.yaml]
id: acme
customer: Acme GmbH
`
)

func book(change ...string) fstest.MapFS {
	files := folder("global.yaml", globalFile, "regions/emea.yaml", regionFile, "regions/holidays.yaml", holidaysFile,
		"plans/gold.yaml", planFile, "customers/acme.yaml", acmeFile)
	for i := 0; i+2 < len(change); i += 3 {
		old := string(files[change[i]].Data)
		if !strings.Contains(old, change[i+1]) {
			panic(change[i] + " has no " + change[i+1])
		}
		files[change[i]].Data = []byte(strings.Replace(old, change[i+1], change[i+2], 1))
	}
	return files
}

func TestOpenLaysTheLayersThatAFileExtends(t *testing.T) {
	a, err := specfile.Open(book(), "customers/acme.yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at     time.Time
		within sla.Within
	}{{time.Date(2026, 6, 30, 21, 59, 59, 0, time.UTC), "4h"}, {time.Date(2026, 6, 30, 22, 0, 0, 0, time.UTC), "3h"}} {
		for o := range a.Objectives(c.at) {
			if o.Attain != "95%" || len(o.Warn) != 1 || o.Targets[0].Within != c.within {
				t.Errorf("%s: %+v", c.at, o)
			}
		}
	}
	r, err := specfile.Resolve(book(), "customers/acme.yaml")
	if err != nil || r.Spec.Title != "Gold" || r.Spec.ID != "acme" || len(r.Findings) != 0 {
		t.Error(err, r.Spec.Title, r.Findings)
	}
	alone, err := specfile.Resolve(book(), "plans/gold.yaml")
	if err != nil || alone.Spec.Title != "Gold" || len(alone.Spec.Clocks) != 0 {
		t.Error(err, alone.Spec)
	}
	loose, err := specfile.Resolve(book("plans/gold.yaml", "95%", "85%"), "customers/acme.yaml")
	if err != nil || len(loose.Findings) != 1 || loose.Findings[0].Code != "loosened" || loose.Findings[0].Subject != "plans/gold.yaml" {
		t.Error(err, loose.Findings)
	}
}

func TestErrorsThroughLayers(t *testing.T) {
	many := book()
	var names []string
	for i := range 20 {
		name := fmt.Sprintf("l%d.yaml", i)
		names = append(names, "../"+name)
		many[name] = &fstest.MapFile{Data: []byte("sla: v1\n")}
	}
	many["customers/acme.yaml"].Data = []byte("sla: v1\nextends: [" + strings.Join(names, ", ") + "]\nid: acme\n")
	for _, c := range []struct {
		name string
		fs   fstest.MapFS
		want string
	}{
		{"a misspelt word in each file", book("global.yaml", "within: 4h", "wihtin: 4h", "regions/holidays.yaml", "closed:", "clozed:", "plans/gold.yaml", "warn:", "wran:", "customers/acme.yaml", "customer:", "custmer:"),
			`customers/acme.yaml:4:1: custmer: unknown: did you mean "customer"?
plans/gold.yaml:3:40: objectives[0].wran: unknown: did you mean "warn"?
regions/holidays.yaml:2:52: calendars.office.clozed: unknown: did you mean "closed"?
global.yaml:8:17: objectives[0].targets[0].wihtin: unknown: did you mean "within"?`},
		{"a value that cannot be read in each file", book("global.yaml", "within: 4h", "within: 4hs", "regions/emea.yaml", "EUR", "euro", "plans/gold.yaml", "80%", "80", "customers/acme.yaml", "id: acme", "id: acme\nkind: slo"),
			`customers/acme.yaml:4:7: kind: "slo": unknown: did you mean "sla"?
plans/gold.yaml:3:47: objectives[0].warn[0].at: "80": cannot be read: an alarm is written 80%, -10m, +1h, +1h wall, -2 business days or breach
regions/emea.yaml:4:11: currency: "euro": cannot be read: a currency is three capital letters, such as EUR
global.yaml:8:25: objectives[0].targets[0].within: "4hs": cannot be read: a length of time is written 4h, 1h30m, 90s`},
		{"in a revision of a lower layer", book("global.yaml", "within: 3h, calendar: office", "within: 3h, calendar: offce"),
			`global.yaml:14:109: revisions[0].change.objectives[0].targets[0].calendar: "offce": unknown: did you mean "office"?`},
		{"the word that a lower layer lacks", book("global.yaml", "    counts: due\n", ""),
			`plans/gold.yaml:3:14: objectives[0].counts: missing: say which instant of a cycle puts it into a period: started, due or stopped`},
		{"nothing to remove", book("plans/gold.yaml", "title: Gold", "title: Gold\nremoved: [clocks.repair]"),
			`plans/gold.yaml:3:11: removed[0]: "clocks.repair": unknown: name a part or field that the agreement has, such as objectives.portal, objectives.portal.warn or calendars.office`},
		{"a layer that extends", book("plans/gold.yaml", "title: Gold", "extends: [silver.yaml]\ntitle: Gold"),
			`plans/gold.yaml:2:10: extends: conflicts with another term: only the file that is opened extends others; name the layers there, the lowest first`},
		{"an included file that extends", book("regions/holidays.yaml", "sla: v1", "sla: v1\nextends: [x.yaml]"),
			`regions/holidays.yaml:2:10: extends: conflicts with another term: only the file that is opened extends others; name the layers there, the lowest first`},
		{"a layer twice", book("customers/acme.yaml", "../plans/gold.yaml", "../global.yaml"),
			`customers/acme.yaml:2:49: extends[2]: "global.yaml": conflicts with another term: the file is a layer already`},
		{"itself", book("customers/acme.yaml", "../plans/gold.yaml", "acme.yaml"),
			`customers/acme.yaml:2:49: extends[2]: "customers/acme.yaml": conflicts with another term: the file is a layer already`},
		{"a file that is not there", book("customers/acme.yaml", "gold", "silver"),
			`customers/acme.yaml:2:49: extends[2]: "plans/silver.yaml": file does not exist`},
		{"a file outside", book("customers/acme.yaml", "../plans/gold.yaml", "../../gold.yaml"),
			`customers/acme.yaml:2:49: extends[2]: "../gold.yaml": cannot be read: a path in this folder is needed, such as shared/calendars.yaml, without / or ./ in front and without ..`},
		{"21 files", many, `customers/acme.yaml:2:248: extends[19]: "l19.yaml": out of range: at most 20 files make an agreement`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := specfile.Open(c.fs, "customers/acme.yaml", sla.Sources{})
			if err == nil || err.Error() != c.want {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
	if _, err := specfile.Parse([]byte(acmeFile)); err == nil || err.Error() != "2:10: extends: conflicts with another term: only Open and Resolve read other files" {
		t.Error(err)
	}
}
