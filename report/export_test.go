package report

import (
	"reflect"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// Tell puts a step into an English sentence.
func Tell(s penalty.Step) string {
	words := english()
	return words.tell(s)
}

// Say puts a term of an agreement into words.
func Say(l Language, term string) string { return wordsOf(l).say(term) }

// Quantity writes a number with its unit.
func Quantity(l Language, text string) string { return wordsOf(l).quantity(text) }

// PeriodOf writes a period in place of its text.
func PeriodOf(l Language, text string) string { return wordsOf(l).period(text) }

// Length writes a length of time.
func Length(l Language, d time.Duration) string { return wordsOf(l).duration(d) }

// Wrap breaks a text into lines.
func Wrap(text string, columns int) []string { return wrap(text, columns) }

// Phrases lists the forms of terms that a language puts into words.
func Phrases(l Language) (forms []string) {
	for _, p := range wordsOf(l).phrases {
		forms = append(forms, p.form.String()+" "+p.says)
	}
	return forms
}

// Labels are the words for fields, by key, or by type and key.
func Labels(l Language) map[string]string { return wordsOf(l).field().labels }

// Lexicon is the lexicon of a language.
func Lexicon(l Language) reflect.Value { return reflect.ValueOf(*wordsOf(l)) }

// Voice gives the words of a language that are made for pages, by the name of the page.
func Voice(l Language) map[string]reflect.Value {
	w := wordsOf(l)
	return map[string]reflect.Value{
		"score": reflect.ValueOf(*w.score()), "incident": reflect.ValueOf(*w.incident()), "ticket": reflect.ValueOf(*w.ticket()),
		"field": reflect.ValueOf(*w.field()), "term": reflect.ValueOf(*w.term()), "amendment": reflect.ValueOf(*w.amendment()), "comparison": reflect.ValueOf(*w.comparison()),
		"layer": reflect.ValueOf(*w.layer()), "contract": reflect.ValueOf(*w.contract()), "chain": reflect.ValueOf(*w.chain()),
		"review": reflect.ValueOf(*w.review()), "desk": reflect.ValueOf(*w.desk()), "years": reflect.ValueOf(*w.years()),
	}
}

// Voices gives the number of methods of a voice: a page that Voice leaves out is checked
// by no test.
func Voices() int { return reflect.TypeFor[voice]().NumMethod() }

// RisksWithWords lists the levels and rules of a risk that have a word.
func RisksWithWords() (all []string) {
	w := english().outlook
	for level := range w.levels {
		all = append(all, string(level))
	}
	for rule := range w.why {
		all = append(all, string(rule))
	}
	return all
}

// ContractOf is the page of a spec that New need not accept.
func ContractOf(spec sla.Spec) View {
	return viewOf(func(p *page) { p.contract(spec, nil) })
}

// WithoutIncident gives the figures of a result if the time that an incident lost had
// been up, by objective.
func WithoutIncident(r *sla.Result, id string, facts sla.Facts) map[string]metrics.Figure {
	s := summary{r: r}
	i := incident{summary: &s, id: id}
	i.find(facts)
	all := map[string]metrics.Figure{}
	for n := range i.hits {
		all[i.hits[n].o.Objective] = i.without(&i.hits[n])
	}
	return all
}

func wordsOf(l Language) *lexicon {
	w, err := View{}.In(l).lexicon()
	if err != nil {
		panic(err)
	}
	return w
}
