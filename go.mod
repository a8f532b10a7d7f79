module github.com/upheld/upheld

go 1.25.0

require (
	github.com/emersion/go-ical v0.0.0-20250329121855-f41e73efc392
	github.com/leanovate/gopter v0.2.9
	github.com/rickar/cal/v2 v2.1.28
	github.com/rickb777/date/v2 v2.2.0
	github.com/shopspring/decimal v1.6.0
	github.com/teambition/rrule-go v1.8.2
	go.yaml.in/yaml/v3 v3.0.6
	golang.org/x/exp v0.0.0-20260112195511-716be5621a96
)

require (
	github.com/govalues/decimal v0.1.36 // indirect
	github.com/rickb777/period v1.0.22 // indirect
	github.com/rickb777/plural v1.4.7 // indirect
)
