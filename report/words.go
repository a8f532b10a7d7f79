package report

import (
	"fmt"
	"strings"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// lexicon holds all the words of pages that do not come from results, by part of the
// page. A text with % is a format; another language may use its values in another order
// with %[2]s. If a value of an enumeration has no word, the value itself is shown.
type lexicon struct {
	voice

	tag         Language
	weekdays    [7]string         // from Sunday
	dateLayout  string            // of time.Format
	onWeekday   string            // a weekday, a date
	moment      string            // a day, a time of day
	units       map[string]string // of lengths of time: formats of a number
	minus       string            // before a length
	year        string            // a year
	month       string            // a year, a month from 1
	quarter     string            // a year, a quarter
	months      [12]string        // short, for axes
	dates       string            // the first date, the date after the last, the last date
	unitNames   map[string]string // the names of currencies and units; the unit stays if it has no name
	thousands   string            // between the thousands of an amount
	aroundClock string            // the calendar 24x7
	attribute   string            // an attribute, its value
	phrases     []phrase          // forms of terms that are not printed as agreements write them
	endOfDay    string
	more        string // a number of rows left out
	sum         string
	ofTotal     string // good, total
	ofAll       string // total
	nearly      string // of a length that was rounded
	cycle       string // a ticket, a number
	list        string // joins the items of a list
	comma       string // joins the parts of a sentence or name
	stop        string // ends a sentence
	sentences   string // some sentences, the sentence after them
	brackets    string // around a text within a text
	because     string // a verdict, its reason
	aside       string // a subject, a remark on it
	clauseOf    string // a part, its clause
	clauseAt    string // a clause, the path of a part

	page         pageWords
	light        lightWords
	head         headWords
	outcome      outcomeWords
	outlook      outlookWords
	breach       breachWords
	common       commonWords
	availability availabilityWords
	budget       budgetWords
	credit       creditWords
	finding      findingWords
	cut          cutWords
}

// pageWords are the words of HTML itself.
type pageWords struct {
	skip                   string // leads to the content
	contents               string // names the list of sections
	figures                string // opens the table of a figure
	dayLayout, monthLayout string // of time.Format, for axes
}

type lightWords struct {
	title, rule            string // amber share
	met, metTight, missed  string
	keptTight              string
	used                   string // a step
	shape                  string // heads the column of dots
	against, withoutTarget string // an objective, a figure, a promise; the first two
}

type headWords struct {
	_ incomparable

	title, agreement, parties   string
	period, asOf                string
	periodOf                    string // a period, its stretch
	stretch                     string // from, to
	zone                        string
	otherZone                   string     // the zone shown, the agreement's
	final, provisional          string     // as of; as of
	digest                      string     // a digest
	allObjectives, allPeriods   counted    // the subjects of a sentence
	someObjectives, somePeriods string     // a number of a number
	are                         [4]counted // verbs without numbers: met, missed, open, not measurable
	says                        string     // a subject, a verb
	further                     string     // a number of objectives, a verb
	breaches, findings          counted
	owed                        string // an amount
	owes                        string // a provider, a customer, an amount
	claimBy, claimFirstBy       string // a sentence, a day
	nothingOwed                 string
	toOwe, toOweBetween         string // an amount; two
	toOweUnknown                string
	undetermined                counted // credits

	// The names of tiles.
	tileMet, tilePeriodsMet, tileOpen, tileOwed, tileToOwe string
	tileOf                                                 string  // a number of a number
	tileBreaches                                           counted // tickets
	tileLate                                               counted // without the number
}

type outcomeWords struct {
	title                              string
	objective, promised, attained      string
	goodOfTotal, open, margin, verdict string
	verdicts                           map[sla.Verdict]string
	stands                             map[sla.Stands]string
	reasons                            map[sla.Reason]string
	mayMiss, tooMany                   counted
	noneMayMiss                        string
	judges                             map[sla.Judge]string // a promise, how many periods
	leftOut                            string               // periods
	moreInTime                         counted
	oneMayMiss                         string // a number of further items
	left, over, short, toSpare         string // lengths, numbers
	moreGroups                         string // a number left out
	moreMissed                         string // a number left out, of them missed
}

// scoreWords are the words of a scorecard.
type scoreWords struct {
	_ incomparable

	title, list, nothing     string
	agreement                string
	provider, customer       string
	promises, strip          string
	stripTitle, stripKey     string
	first, owed, claimBy     string
	missed                   string // a number of agreements, of all
	noneMissed               string // the number of all
	risk, open, owing        counted
	ofMissed, ofRisk, ofOpen string // a number of promises, of all
	moreRisk, moreOpen       string // a number of promises, after another number
	ofTight, moreTight       string // alike: promises met with little of the budget left
	ofKept, ofMet            string // alike
	noneJudged               string
	asOf                     string // an instant
	more                     string // a number left out
	moreMissed               string // a number left out, of them missed
}

type breachWords struct {
	title, ticket, due, stopped, overrun, why string
	grade                                     string
	heading                                   string // objective, count
	count                                     counted
	stillOpen                                 string
	target                                    string               // within, path
	targetOn                                  string               // within, calendar, path
	allowed                                   string               // a length
	started                                   string               // an instant
	clock                                     string               // heads the column of pictures
	parts                                     map[partClass]string // of the pictures of clocks
	ran                                       string               // a length
	ranCounted                                string               // a length, what of it counted
	stretches                                 map[sla.SegmentKind]counted
	exclusions                                string // reasons
	forgivenTitle, forgivenSays               string
	forgiven                                  counted
}

type availabilityWords struct {
	title, time, length, counted, yes, no string
	buckets                               map[metrics.Bucket]string
	attained                              string // a share, up, counted
	before                                string // a share before exclusions
	from, to, what, cause                 string
	degraded                              string // bucket, weight
	held                                  string // bucket
	during                                string // bucket, state
}

type creditWords struct {
	steps                                                    workingWords
	title, period, line, amount, state, claimBy, working     string
	from                                                     string // first day, last day
	states                                                   map[penalty.LineState]string
	several                                                  string
	group                                                    string // objective, group
	refers                                                   string // subject, statement
	about                                                    string // objective, step
	claim                                                    string // day, rule
	shared                                                   string
	whole, total, returned, bonuses, bonus, payable, balance string
	corrects                                                 string
	triggers, problems                                       string
	trigger                                                  string // name, subject, value
	triggerAlone                                             string // name, value
	anomalies                                                map[penalty.FindingCode]string
	nothing                                                  string
	bothTerms                                                string
	oldNew                                                   string // old total, new total, who pays
	pays                                                     map[penalty.Pays]string
}

type findingWords struct {
	title, finding, count, about, meaning string
	codes                                 map[sla.FindingCode]meaning
	tooLate, noExclusion                  string                         // of a refused exclusion
	oddities                              map[penalty.FindingCode]string // of a credit rule
	oddity                                string                         // a place, what is odd there, what it concerns
	agreement                             string
}

type chainWords struct {
	title, none, pauses                     string
	gaps, days                              counted
	objective, tickets, gap, restsOn, why   string
	codes                                   map[sla.FindingCode]string
	not                                     string // values
	at, justAfter                           string // an instant
	late                                    string // a start, a length, the steps below
	certain                                 string // a share, the start of a period
	lost                                    string // a length, the start of a period
	wider                                   string // after either
	independent                             string // all of this, the share if parts fail independently
	shares                                  string // a share of tickets
	allAtOnce                               string
	leftOut                                 string // what is left out
	keys                                    map[string]string
	claim                                   string // the day of a failure, days, a claim window
	missing                                 string // an agreement and objective
	unsupported                             string // an agreement and objective, an instant
	pausesAlone                             string // a clock
	reasons                                 map[string]string
	balances, unit, owed, recoverable, left string
}

// meaning is a short name and its explanation.
type meaning struct{ name, means string }

type ticketWords struct {
	title                                          string // ticket, objective
	ticket, clock, target, started, due            string
	breached, stopped, asOf, elapsed, wall, zone   string
	phases                                         map[sla.Phase]string
	met, missed, bornBreached                      string
	metWith, metBefore, missedBy, remaining, dueIn string // a length
	within                                         string // within, path
	withinOn                                       string // within, calendar, path
	withinNone                                     string // calendar, path
	dueNone                                        string
	dueIfResumed                                   string // an instant
	reasons                                        string
	notes                                          map[sla.NoteCode]string // with {value}, {path} and {key}, the last name of the path
	policies                                       map[string]string       // a policy that a reason names
	nothing                                        string
	trace                                          string
	from, to, length, what, counts, soFar, why     string
	segments                                       map[sla.SegmentKind]string
	figure                                         string
	figureOf                                       string // wall, elapsed
	dueAt                                          string // an instant
	outside                                        string // a calendar
	holiday                                        string // a date, with its name if it has a name
	addsUp                                         string // wall, elapsed
	countsDiffer                                   string // wall, counted, elapsed
	lengthsDiffer                                  string // length, wall
	alarms, at, mark, alarmState, level, tells     string
	passed, ahead, withheld                        string
	marks                                          map[sla.Warning]string
}

// counted is a format of a number in its singular and plural form. The singular may leave
// the number out.
type counted struct{ one, many string }

func (c counted) of(n int64) string {
	if n == 1 && !strings.Contains(c.one, "%") {
		return c.one
	}
	return fmt.Sprintf(c.form(n), n)
}

// form is the form for a number that it does not say.
func (c counted) form(n int64) string {
	if n == 1 {
		return c.one
	}
	return c.many
}

// word looks up the word for a key; without a word it gives the key.
func word[K ~string](all map[K]string, key K) string {
	if text, ok := all[key]; ok {
		return text
	}
	return string(key)
}

// cutWords are the words of groups that only a report asked for.
type cutWords struct {
	title, about                string
	keys                        map[string]string // of groups, that begin with @
	none                        string            // a group without a value
	by                          string            // the keys of groups
	items, inTime               string
	usedTitle, usedNote         string
	usedShare, target, usedSays string // usedSays: late items, all items
	beyond, beyondNote          string
	tintShares, tintTimes       string
}

// yearWords are the words of the pages over several periods.
type yearWords struct {
	whole, periods, losses string
	few                    string // the groups shown, all groups, the key, their share, the objective
	met, periodsMet        string // met, judged
	missed, open           string // a number of promises
	notMeasured            string // a number of promises
	period, last           string // how many periods are pooled
	slope                  string // the change per period, the number of figures
	pooled                 string // the pooled share, the mean of the shares
	noTrend, ofPoints      string // a number of percentage points
	noResult               string // a period between others
	promiseLine            string // a promise
	lossesNote, lossesBy   string // an objective, a key
	share, wrong, together string
	samePeriods            string // a key
	causes                 string // an objective
	causesTimes            string // tints of lost time by the promise
	causesShares           string // tints of lost time without a promise
	trend, trendNote       string
	trendLead              string // better, worse, periods
	trendMoves             string // rose, fell, periods
	first, latest          string
	perPeriod, direction   string
	directions             map[string]string
	highest, lowest        string // a period, its figure, the figure that it passes
	changes, changesNote   string
	own, mix               string
}
