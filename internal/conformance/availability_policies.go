package main

import "github.com/upheld/upheld/metrics"

// policies are the policies of other engines as metrics of this library. The cases
// are run with them, and a test compares the table in metrics/ENGINES.md with them.
// The runners add the subject, and the states that only a case names.
var policies = map[string]metrics.Metric{
	"Icinga DB, services": metrics.Availability{
		NoData: metrics.NoDataExclude, Maintenance: metrics.Forgive,
		Weights: map[string]metrics.Percent{"0": "0%", "1": "0%", "2": "100%", "3": "100%", "99": "0%"},
	},
	"Icinga DB, hosts": metrics.Availability{
		NoData: metrics.NoDataExclude, Maintenance: metrics.Forgive,
		Weights: map[string]metrics.Percent{"0": "0%", "1": "100%", "99": "0%"},
	},
	"Zabbix": metrics.Availability{NoData: metrics.NoDataExclude, Maintenance: metrics.Remove},
	"Nagios, Thruk": metrics.Availability{
		Initial: string(metrics.NoData), NoData: metrics.NoDataExclude, Maintenance: metrics.Remove,
		Weights: map[string]metrics.Percent{
			"ok": "0%", "warning": "100%", "unknown": "100%", "critical": "100%", "unreachable": "100%",
		},
	},
	"Google Cloud":                   metrics.Availability{NoData: metrics.NoDataExclude, IgnoreUnder: "1m", Minutes: metrics.WholeMinutes},
	"Google Cloud, by requests":      metrics.Slices{Every: "1m", Bad: "over 10%", MinSamples: 2000, Empty: metrics.NoDataGood},
	"Atlassian, GitHub":              metrics.Slices{Every: "1m", Bad: "over 5%", Empty: metrics.NoDataGood},
	"AWS S3, Azure Storage":          metrics.Slices{Every: "5m", Empty: metrics.NoDataGood},
	"EC2 of 2008":                    metrics.Slices{Every: "5m", Bad: "at least 100%", Empty: metrics.NoDataGood},
	"DigitalOcean":                   metrics.Slices{Every: "5m", Bad: "at least 100%", Empty: metrics.NoDataExclude},
	"Twilio":                         metrics.Availability{NoData: metrics.NoDataExclude, Maintenance: metrics.AddBack},
	"Harness, status pages":          metrics.Availability{NoData: metrics.NoDataExclude, Weights: map[string]metrics.Percent{"major": "100%", "partial": "30%", "degraded": "0%"}},
	"Cloudflare":                     metrics.Availability{NoData: metrics.NoDataExclude},
	"Azure virtual machines":         metrics.Availability{NoData: metrics.NoDataExclude},
	"OpenSLO, occurrences":           metrics.Ratio{},
	"OpenSLO, time slices":           metrics.Slices{Every: "1m", Good: "at least 95%", Empty: metrics.NoDataExclude},
	"OpenSLO, ratios of time slices": metrics.Slices{Every: "1m", Empty: metrics.NoDataExclude},
	"slo-generator":                  metrics.Ratio{},
	"Kibana, occurrences":            metrics.Ratio{Excess: metrics.ExcessClamp},
	"Kibana, time slices":            metrics.Slices{Every: "5m", Good: "at least 95%", Empty: metrics.NoDataGood},
	"Cisco ICM, simple":              metrics.Share{Abandons: metrics.AnsweredOnly},
	"Cisco ICM, ignored":             metrics.Share{Abandons: metrics.IgnoreWithin},
	"Cisco ICM, positive":            metrics.Share{Abandons: metrics.WithinMet},
	"Cisco ICM, negative":            metrics.Share{Abandons: metrics.AllAgainst},
	"ICMI, formula 1":                metrics.Share{Abandons: metrics.WithinMet},
	"ICMI, formula 5":                metrics.Share{Abandons: metrics.ShortMet, Short: "5s"},
	"spreadsheets, PERCENTILE.INC":   metrics.Percentile{Rank: "95%", Method: metrics.Inclusive},
	"spreadsheets, PERCENTILE.EXC":   metrics.Percentile{Rank: "95%", Method: metrics.Exclusive},
	"customer satisfaction, top two": metrics.Score{Kind: metrics.TopBox, Top: "4 to 5", Scale: "1 to 5"},
	"speech quality, G.107":          metrics.Score{Kind: metrics.Opinion},
	"net promoter score":             metrics.Score{Kind: metrics.NetPromoter},
	"Upptime":                        metrics.Availability{NoData: metrics.NoDataExclude, Minutes: metrics.NearestTotal},
}

// availability gives an engine's policy for a subject.
func availability(engine string) metrics.Availability {
	a := policies[engine].(metrics.Availability)
	a.Of = "service"
	return a
}

// slicing gives an engine's policy for a subject.
func slicing(engine string) metrics.Slices {
	s := policies[engine].(metrics.Slices)
	s.Of = "service"
	return s
}

// ratioOf gives an engine's policy for counts of a subject.
func ratioOf(engine string) metrics.Ratio {
	r := policies[engine].(metrics.Ratio)
	r.Of = "service"
	return r
}

// scoring gives a way to score a survey.
func scoring(name string) metrics.Score {
	s := policies[name].(metrics.Score)
	s.Of = "survey"
	return s
}
