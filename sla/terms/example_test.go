package terms_test

import (
	"fmt"
	"log"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/terms"
)

// An amendment is made out of two agreements, here last year's and this year's. It turns
// one into the other.
func ExampleBetween() {
	last := sla.Spec{ID: "acme", Objectives: []sla.Objective{
		{ID: "portal", Attain: "99.5%"}, {ID: "calls", Attain: "80%", Warn: []sla.Level{{At: "80%"}}},
	}}
	this := sla.Spec{ID: "acme", Objectives: []sla.Objective{
		{ID: "portal", Attain: "99.9%"}, {ID: "calls", Attain: "80%"},
	}}
	amendment := terms.Between(last, this)
	fmt.Println(amendment.Removed, amendment.Objectives[0].ID, amendment.Objectives[0].Attain)
	amended, err := last.With(amendment)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(terms.Differences(amended, this)), "differences")
	// Output:
	// [objectives.calls.warn] portal 99.9%
	// 0 differences
}
