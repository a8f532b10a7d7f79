package metrics_test

import (
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/upheld/upheld/metrics"
)

// A form shows each problem next to the field that it is about.
func ExampleFieldError() {
	err := metrics.Check(metrics.Availability{Of: "portal", NoData: "ignore"})
	var field *metrics.FieldError
	if errors.As(err, &field) {
		fmt.Println(field.Path, "|", field.Value, "|", errors.Is(field, metrics.ErrUnknown))
	}
	// Output:
	// no-data | ignore | true
}

// Three ways to say what a chain of services can promise.
func ExampleAddShortfalls() {
	zone := metrics.ShareOf(995, 1000)
	third := metrics.ShareOfRat(big.NewRat(1, 3))
	added, _ := metrics.AddShortfalls(metrics.Weighted{Part: zone}, metrics.Weighted{Part: zone, Weight: big.NewRat(1, 2)})
	two, _ := metrics.DesignAtLeast(2, zone, zone, zone)
	all, _ := metrics.DesignSeries(zone, third)
	fmt.Println(added.Percent(2), two.Percent(4), all.Rat())
	// Output:
	// 99.25% 99.9925% 199/600
}

// A part that was not measured is left out of the mean, with its weight.
func ExampleWeightedMean() {
	mean, _ := metrics.WeightedMean(
		metrics.Weighted{Part: metrics.ShareOf(95, 100)},
		metrics.Weighted{Weight: big.NewRat(5, 1)},
		metrics.Weighted{Part: metrics.ShareOf(99, 100), Weight: big.NewRat(3, 1)},
	)
	fmt.Println(mean.Percent(0))
	// Output:
	// 98%
}

// A burn rate of 14.4 uses 2 % of the budget of 30 days in an hour.
func ExampleBurnFactor() {
	month := 30 * 24 * time.Hour
	rate := metrics.BurnFactor(big.NewRat(2, 100), time.Hour, month)
	fmt.Println(rate, metrics.BudgetEaten(rate, time.Hour, month))
	// Output:
	// 14.4 0.02
}
