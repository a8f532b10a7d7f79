package specfile_test

import (
	"embed"
	"errors"
	"fmt"
	"testing/fstest"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed testdata
var files embed.FS

//go:embed doc.go
var documentation string

// berlin stands in for a source such as calendar/holidays: one day, each year.
type berlin struct{}

func (berlin) Year(year int) ([]calendar.Holiday, bool) {
	day := date.New(year, time.March, 8)
	return []calendar.Holiday{{Date: day, Observed: day, Name: "Frauentag"}}, true
}

var sources = sla.Sources{Holidays: func(country, region string) (calendar.HolidayList, error) {
	if country != "DE" || region != "BE" {
		return nil, fmt.Errorf("no such list: %s %s", country, region)
	}
	return berlin{}, nil
}}

func ExampleOpen() {
	agreement, err := specfile.Open(files, "testdata/acme.yaml", sources)
	if err != nil {
		fmt.Println(err)
		return
	}
	office, _ := agreement.Calendar("office")
	noon := time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)
	fmt.Println(agreement.Spec().Title, office.IsOpen(noon), agreement.Priority("moderate", "high", noon))
	// Output: Acme support agreement false P2
}

// Every problem has its place, whether of form or of meaning.
func ExampleOpen_problems() {
	folder := fstest.MapFS{"portal.yaml": {Data: []byte(`sla: v1
id: portal
zone: Europe/Brelin
objectives:
  - id: portal
    availability: { of: portal, no_data: exclude }
    attain: 99.9
    period: month
`)}}
	_, err := specfile.Open(folder, "portal.yaml", sla.Sources{})
	fmt.Println(err)
	fmt.Println(errors.Is(err, sla.ErrUnknown))
	// Output:
	// portal.yaml:3:7: zone: "Europe/Brelin": unknown: no such time zone
	// portal.yaml:6:33: objectives[0].availability.no_data: unknown: did you mean "no-data"?
	// portal.yaml:7:13: objectives[0].attain: "99.9": cannot be read: a share is written as 95%; of a number say at least or at most 99.9
	// true
}

func ExampleParse() {
	spec, err := specfile.Parse([]byte(`sla: v1
id: desk
clocks:
  response: { start: opened, stop: [replied, closed] }
objectives:
  - { id: first, clock: response, targets: { within: 4h, calendar: 24x7 }, attain: 95% }
`))
	fmt.Println(spec.Clocks["response"].Stop.Event, spec.Objectives[0].Targets[0].Within, err)
	// Output: [replied closed] 4h <nil>
}

func ExampleError() {
	_, err := specfile.Parse([]byte("sla: v1\nid: desk\nzome: UTC\n"))
	var problem *specfile.Error
	if errors.As(err, &problem) {
		fmt.Println(problem.Line, problem.Column, problem.Path, "-", problem.Err)
	}
	// Output: 3 1 zome - unknown: did you mean "zone"?
}

func ExampleYAML() {
	data, err := specfile.YAML(sla.Spec{
		ID: "portal", Zone: "UTC",
		Objectives: []sla.Objective{{
			ID: "portal", Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude},
			Attain: "99.90%", Period: sla.Monthly,
		}},
	})
	fmt.Print(string(data), err)
	// Output:
	// sla: v1
	// id: portal
	// zone: UTC
	// objectives:
	//   - id: portal
	//     availability: {of: portal, no-data: exclude}
	//     attain: 99.90%
	//     period: month
	// <nil>
}

func ExampleJSON() {
	data, err := specfile.JSON(sla.Spec{ID: "desk", Clocks: map[string]sla.Clock{"response": {Start: sla.On("opened")}}})
	fmt.Print(string(data), err)
	// Output:
	// {
	//   "sla": "v1",
	//   "id": "desk",
	//   "clocks": {
	//     "response": {
	//       "start": {
	//         "event": [
	//           "opened"
	//         ]
	//       }
	//     }
	//   }
	// }
	// <nil>
}
