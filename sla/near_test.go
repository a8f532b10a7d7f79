package sla_test

import (
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// nearSpec is an agreement of a help desk and a service, with credits of the fee of the
// service.
func nearSpec() sla.Spec {
	return sla.Spec{ID: "x", Zone: "UTC", Currency: "CNY", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"fix": {Start: sla.On("opened"), Stop: sla.On("replied", "resolved")}},
		Objectives: []sla.Objective{
			{ID: "api-up", Metric: metrics.Availability{Of: "api", NoData: metrics.NoDataGood}, Attain: "99.9%", Period: sla.Monthly},
			{ID: "fix", Clock: "fix", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart, Targets: []sla.Target{{Within: "4h wall"}}},
		},
		Services: map[string]sla.Service{"storage": {}},
		Credits: penalty.Spec{Round: "half-up", Rules: []penalty.Term{
			{Objective: "fix", Base: "1000.00", Rule: penalty.Flat{Credit: "1%"}},
			{Objective: "api-up", Base: "fee of api", Rule: penalty.Flat{Credit: "10%"}}}}}
}

// A word of the agreement that is near the word that was probably meant is a finding. A
// word that is near nothing may be meant as it is.
func TestWordsNearTheWordThatWasMeant(t *testing.T) {
	finding := func(word, path, meant string) []sla.Finding {
		return []sla.Finding{{Code: sla.FindingWord, Subject: word, Path: path, Value: meant}}
	}
	base := func(b penalty.Base) func(*sla.Spec) {
		return func(s *sla.Spec) { s.Credits.Rules[1].Base = b }
	}
	stop := func(names ...string) func(*sla.Spec) {
		return func(s *sla.Spec) { s.Clocks["fix"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On(names...)} }
	}
	names := func(languages ...string) func(*sla.Spec) {
		return func(s *sla.Spec) {
			s.Names = map[string]map[string]string{}
			for _, l := range languages {
				s.Names[l] = map[string]string{"title": "t"}
			}
		}
	}
	currency := func(code string) func(*sla.Spec) { return func(s *sla.Spec) { s.Currency = code } }
	for what, c := range map[string]struct {
		change func(*sla.Spec)
		want   []sla.Finding
		shown  bool // results have it too: figures depend on the word
	}{
		"as it should be":            {func(*sla.Spec) {}, nil, false},
		"a service that is near":     {base("fee of apis"), finding("apis", "credits.rules[1].base", "api"), true},
		"a service in another case":  {base("10% of fee of API"), finding("API", "credits.rules[1].base", "api"), true},
		"a service of the list":      {base("fee of storage"), nil, false},
		"near a service of the list": {base("whole fee of storrage"), finding("storrage", "credits.rules[1].base", "storage"), true},
		"the name of an objective":   {base("fee of api-up"), nil, false},
		"a fee of something else":    {base("fee of hosting"), nil, false},
		"the invoice":                {base("invoice"), nil, false},
		"the base of a cap": {func(s *sla.Spec) {
			s.Credits.Caps = []penalty.Cap{{Per: penalty.PerPeriod, At: "20%", Base: "fee of aip"}}
		}, finding("aip", "credits.caps[0].base", "api"), true},
		"the base of all": {func(s *sla.Spec) { s.Credits.Base, s.Credits.Rules[1].Base = "fee of apis", "" }, finding("apis", "credits.base", "api"), true},
		"an inner base": {func(s *sla.Spec) {
			s.Credits.Rules[1].Rule = penalty.FirstMatch{{Base: "fee of apis", Rule: penalty.Flat{Credit: "10%"}}}
		}, finding("apis", "credits.rules[1].first-match[0].base", "api"), true},
		"a list in one word":                 {stop("replied or resolved"), finding("replied or resolved", "clocks.fix.stop.event", "[replied, resolved]"), true},
		"a list with a comma":                {stop("replied, fixed by us"), finding("replied, fixed by us", "clocks.fix.stop.event", "[replied, fixed by us]"), true},
		"an event with spaces":               {stop("waiting for customer"), nil, false},
		"an event with or between its words": {stop("sent to us or them"), nil, false},
		"an event that ends in a comma":      {stop("replied,"), nil, false},
		"a language by country":              {names("zh-CN"), finding("zh-CN", "names.zh-CN", "zh-Hans"), false},
		"a language in another case":         {names("zh-hans"), finding("zh-hans", "names.zh-hans", "zh-Hans"), false},
		"a language without script":          {names("zh"), finding("zh", "names.zh", "zh-Hans"), false},
		"English of a country":               {names("en-GB"), finding("en-GB", "names.en-GB", "en"), false},
		"beside the language of pages":       {names("zh-Hans", "zh-CN", "en"), nil, false},
		"other languages":                    {names("de", "zh-Hant", "zh-TW"), nil, false},
		"a currency by its short form":       {currency("RMB"), finding("RMB", "currency", "CNY"), false},
		"another currency":                   {currency("CHF"), nil, false},
	} {
		spec := nearSpec()
		c.change(&spec)
		a, err := sla.New(spec)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if got := wordsOnly(a.Findings()); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", what, got, c.want)
		}
		r := must(a.Evaluate(sla.Month(2026, time.March), sla.Facts{}, time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)))
		if got := wordsOnly(r.Findings); c.shown != (len(got) > 0) {
			t.Errorf("%s: the result has %v", what, got)
		}
	}
}

// wordsOnly keeps the findings about words.
func wordsOnly(all []sla.Finding) []sla.Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f sla.Finding) bool { return f.Code != sla.FindingWord })
}

// A change is looked at as the first terms are, and says its own place.
func TestNearWordsOfAChange(t *testing.T) {
	spec := nearSpec()
	credits := spec.Credits
	credits.Rules = slices.Clone(credits.Rules)
	credits.Rules[1].Base = "fee of apis"
	spec.Revisions = []sla.Revision{{From: "2026-02-01", Pins: sla.PinOpened, Change: sla.Spec{Credits: credits, Currency: "RMB"}}}
	a := compile(t, spec)
	want := []sla.Finding{
		{Code: sla.FindingWord, Subject: "apis", Path: "revisions[0].change.credits.rules[1].base", Value: "api"},
		{Code: sla.FindingWord, Subject: "RMB", Path: "revisions[0].change.currency", Value: "CNY"},
	}
	if got := wordsOnly(a.Findings()); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
