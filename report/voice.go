package report

import "sync"

// voice gives the words of those pages, or parts of pages, that many programs never
// print. A program holds a method of an interface only if it can call it: so a program
// that prints summaries does not hold the words of contracts.
type voice interface {
	score() *scoreWords
	incident() *incidentWords
	ticket() *ticketWords
	field() *fieldWords
	term() *termWords
	amendment() *amendmentWords
	comparison() *comparisonWords
	layer() *layerWords
	contract() *contractWords
	chain() *chainWords
	review() *reviewWords
	desk() *deskWords
	years() *yearWords
}

type (
	inEnglish struct{}
	inChinese struct{}
)

// spoken are the words that a language has made so far.
type spoken struct {
	score      once[scoreWords]
	incident   once[incidentWords]
	ticket     once[ticketWords]
	field      once[fieldWords]
	term       once[termWords]
	amendment  once[amendmentWords]
	comparison once[comparisonWords]
	layer      once[layerWords]
	contract   once[contractWords]
	chain      once[chainWords]
	review     once[reviewWords]
	desk       once[deskWords]
	years      once[yearWords]
}

// once holds words that are made when they are first asked for.
type once[W any] struct {
	sync.Once
	words W
}

func (o *once[W]) of(make func() W) *W {
	o.Do(func() { o.words = make() })
	return &o.words
}

var spokenEnglish, spokenChinese spoken

func (inEnglish) score() *scoreWords           { return spokenEnglish.score.of(englishScore) }
func (inEnglish) incident() *incidentWords     { return spokenEnglish.incident.of(englishIncident) }
func (inEnglish) ticket() *ticketWords         { return spokenEnglish.ticket.of(englishTicket) }
func (inEnglish) field() *fieldWords           { return spokenEnglish.field.of(englishField) }
func (inEnglish) term() *termWords             { return spokenEnglish.term.of(englishTerm) }
func (inEnglish) amendment() *amendmentWords   { return spokenEnglish.amendment.of(englishAmendment) }
func (inEnglish) comparison() *comparisonWords { return spokenEnglish.comparison.of(englishComparison) }
func (inEnglish) layer() *layerWords           { return spokenEnglish.layer.of(englishLayer) }
func (inEnglish) contract() *contractWords     { return spokenEnglish.contract.of(englishContract) }
func (inEnglish) chain() *chainWords           { return spokenEnglish.chain.of(englishChain) }
func (inEnglish) review() *reviewWords         { return spokenEnglish.review.of(englishReview) }
func (inEnglish) desk() *deskWords             { return spokenEnglish.desk.of(englishDesk) }
func (inEnglish) years() *yearWords            { return spokenEnglish.years.of(englishYear) }

func (inChinese) score() *scoreWords           { return spokenChinese.score.of(chineseScore) }
func (inChinese) incident() *incidentWords     { return spokenChinese.incident.of(chineseIncident) }
func (inChinese) ticket() *ticketWords         { return spokenChinese.ticket.of(chineseTicket) }
func (inChinese) field() *fieldWords           { return spokenChinese.field.of(chineseField) }
func (inChinese) term() *termWords             { return spokenChinese.term.of(chineseTerm) }
func (inChinese) amendment() *amendmentWords   { return spokenChinese.amendment.of(chineseAmendment) }
func (inChinese) comparison() *comparisonWords { return spokenChinese.comparison.of(chineseComparison) }
func (inChinese) layer() *layerWords           { return spokenChinese.layer.of(chineseLayer) }
func (inChinese) contract() *contractWords     { return spokenChinese.contract.of(chineseContract) }
func (inChinese) chain() *chainWords           { return spokenChinese.chain.of(chineseChain) }
func (inChinese) review() *reviewWords         { return spokenChinese.review.of(chineseReview) }
func (inChinese) desk() *deskWords             { return spokenChinese.desk.of(chineseDesk) }
func (inChinese) years() *yearWords            { return spokenChinese.years.of(chineseYear) }

// incomparable, as the first field, takes == from a struct of many texts, and with it the
// function that compares them all: several KB in every program for nothing.
type incomparable [0]func()
