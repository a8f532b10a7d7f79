package specfile_test

import (
	"embed"
	"fmt"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed testdata
var files embed.FS

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
