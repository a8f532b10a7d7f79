package main

import "time"

type intervalCase struct {
	Rule string `json:"rule"`

	Published       any
	PublishedDown   word `json:"published_downtime_percent"`
	PublishedAs     word `json:"published_percent"`
	PublishedCredit word `json:"published_credit_percent"` // money: the credit cases have it

	Runs      []word `json:"runs_minutes"`
	MinRun    word   `json:"min_run"`
	Month     word   `json:"month_minutes"`
	Down      word   `json:"downtime_minutes"`
	Available word   `json:"max_available"`
	Downtime  word   `json:"downtime"`

	Requests    int64 `json:"requests"`
	Errors      int64 `json:"errors"`
	Threshold   word  `json:"threshold"`
	MinRequests int64 `json:"min_requests"`
	CountsDown  *bool `json:"counts_as_downtime"`
	A           word  `json:"A"`
	B           word  `json:"B"`
	C           word  `json:"C"`
	DaysUsed    int64 `json:"days_used"`
	BadPeriods  int64 `json:"unavailable_periods"`
	Intervals   int64 `json:"intervals"`
	Existed     int64 `json:"existed_intervals"`
	BadExisted  int64 `json:"unavailable_intervals"`
	Triggered   int64 `json:"triggered"`
	Unavailable int64 `json:"unavailable"`
	Counts      []struct {
		Requests int64 `json:"requests"`
		Errors   int64 `json:"errors"`
	} `json:"interval_counts"`
	BadIntervals []struct {
		Count int64 `json:"count"`
		Rate  word  `json:"error_rate"`
	} `json:"bad_intervals"` // this many have this rate, the others have none
	Weights map[string]word `json:"weights"` // by state; each state has its own field of minutes

	Outage    word `json:"outage_minutes"`
	Minutes   word `json:"minutes"`
	Affected  word `json:"affected_ratio"`
	Customers word `json:"affected_customer_ratio"`
	Ratio     word `json:"ratio"`
	Schedule  word `json:"scheduled_minutes"`
	asked
}

const fiveMinutes = 5 * time.Minute
