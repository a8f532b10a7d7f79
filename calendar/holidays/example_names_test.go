package holidays_test

import (
	"fmt"
	"slices"

	"github.com/upheld/upheld/calendar/holidays"
)

// What a form can offer before a list is chosen.
func ExampleRegions() {
	fmt.Println(slices.Contains(holidays.Countries(), "CH"))
	fmt.Println(holidays.Regions("AU"))
	// Output:
	// true
	// [ACT NSW NT QLD SA TAS VIC WA]
}

// Where an auditor can look the dates up.
func ExampleChinaSources() {
	for _, source := range holidays.ChinaSources(2016) {
		fmt.Println(source)
	}
	// Output:
	// https://www.gov.cn/zhengce/content/2015-12/10/content_10394.htm
}
