package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// Breaches are counted by objective, attribute and target, the most first; the shares of
// a list add up, cut down. Fewer than three breaches, and a list of one value, say
// nothing.
func TestWhatBreachesHaveInCommon(t *testing.T) {
	outcome := func(objective string, teams ...string) sla.Outcome {
		o := sla.Outcome{Objective: objective, Verdict: sla.Missed}
		for i, team := range teams {
			o.Breaches = append(o.Breaches, sla.Breach{
				Objective: objective, Ticket: fmt.Sprintf("T%d", i), Within: "4h", Calendar: "office", Target: "objectives[0].targets[0]", Group: sla.Attrs{{"team", team}},
			})
		}
		return o
	}
	page := func(outcomes ...sla.Outcome) string {
		return strings.Join(strings.Fields(written(t, report.Summary(&sla.Result{Outcomes: outcomes}), report.Markdown)), " ")
	}
	got := page(outcome("a", "red", "blue", "red"), outcome("b", "green", "red", "blue", "blue"))
	for _, want := range []string{
		"| Objective | Breaches | Together | | --- | ---: | ---: | | b | 4 | 57% | | a | 3 | 100% |",
		"| team | Breaches | Together | | --- | ---: | ---: | | team=blue | 3 | 42% | | team=red | 3 | 85% | | team=green | 1 | 100% |",
		"| Target | Breaches | Together | | --- | ---: | ---: | | b: 4h on office (objectives\\[0\\].targets\\[0\\]) | 4 | 57% |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in:\n%s", want, got)
		}
	}
	for name, without := range map[string]string{
		"two breaches": page(outcome("a", "red", "blue")),
		"one value":    page(outcome("a", "red", "red", "red")),
	} {
		if strings.Contains(without, "in common") {
			t.Errorf("%s: %s", name, without)
		}
	}
}
