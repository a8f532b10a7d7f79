package main

// contractElsewhere lists the models that are about time and measurement, not
// about money, with the package that answers them.
var contractElsewhere = map[string]string{
	"businessDuration": "elapsed service time is a matter of calendar",
	"period":           "anchored periods are a matter of sla",
	"ratio":            "printing a share rounded is a matter of metrics",
	"average":          "the mean of samples is a matter of metrics",
	"pointwise":        "judging single points is a matter of metrics",
	"budget":           "error budgets are a matter of metrics",
	"burnRate":         "burn rates are a matter of metrics",
}
