package report

import (
	"github.com/upheld/upheld/penalty"
)

// workingWords are the sentences that tell the steps of a credit. A name in
// braces stands for a number, a band or a shorter text; a language may put them in
// another order.
type workingWords struct {
	// Figures that rules read: {saw}.
	looked   map[penalty.Measure]counted
	points   counted // of points without a unit
	unknown  string
	because  string // {why}
	verdicts map[penalty.Label]string
	absent   string // of a number

	// Bands: {bound}; {low}, {high}.
	atLeast, over, atMost, below, exactly, both string

	// Tables: {looked}, {band}, {pays}, {low}, {high}, {saw}, {step}, {mode}, {gives}.
	row, noRow, near, between, nearest, holds, fails string
	modes                                            map[penalty.Label]string

	// Results: {text}, {gives}; {pays} is a rate and what it came to.
	gives, pays, nothing, unpaid string
	product, sum, and            string // join factors, terms, and the items of a list
	less                         string // {more}, {less}
	bracket                      string // {saw}, {band}
	inAll                        string // {looked}, {gives}

	// Rates: {rate}, {of}, {base}, {share}, {whole}.
	rate, base, baseShare, notGiven string

	// Figures: {saw}, {of}, {share}, {gives}, {less}.
	lost, lostTo, overrun string

	// Units: {looked}, {free}, {rest}, {units}; {n} of {unit}; {saw}, {of}, {gap}.
	late, lateBeyond, lateFree string
	units                      map[penalty.Label]counted
	distance                   string
	notAbove, notBelow         string

	// Breaches: {looked}, {earlier}, {window}, {free}, {every}.
	earlierBreaches, free, lots string

	// Terms: {all}; points before: {saw}, {window}.
	highest, first, noTerm, chosen, unchosen, earlierPoints string

	// Limits: {limit}, {window}, {name}, {of}, {gives}, {times}.
	capped, floor, capPer, capObjective, capEachObjective, capGroup, capEachGroup string
	stays, becomes, eachLine                                                      string
	earlier                                                                       string // {limit}, {saw}, {window}, {gives}
	minimum, belowMinimum                                                         string // {of}, {band}

	// Repeated misses: {n}, {window}; {missed}, {of}, {saw}, {gives}.
	notMissed              string
	missedInARow, missedIn counted
	repeat                 string

	// The whole: {of}, {saw}, {mode}, {gives}.
	round, share, setOff, corrected string

	// Earning back: {n}, {window}; {why}, {saw}, {of}, {gives}.
	metInARow                               counted
	average, earnedBack                     string
	returned, returnedRounded, returnedLess string

	// A charge for other days: {base}, {from}, {to}, {way}, {of}, {times}, {gives}.
	charge  string
	spreads map[penalty.Label]string
}

func englishWorking() workingWords {
	looked := func(text string) counted { return counted{text, text} }
	return workingWords{
		looked: map[penalty.Measure]counted{
			penalty.Attained: looked("attained {saw}"), penalty.Overran: looked("overrun {saw}"),
			penalty.Below: looked("{saw} below the promise"), penalty.Breached: {"{saw} breach", "{saw} breaches"},
			penalty.Scored: looked("{saw}"), penalty.Lateness: looked("late {saw}"),
			penalty.LostTime: looked("lost {saw}"), penalty.LostShare: looked("lost {saw}"),
			penalty.Streak: {"{saw} period missed in a row", "{saw} periods missed in a row"},
		},
		points:  counted{"{saw} point", "{saw} points"},
		unknown: "not measurable", because: "not measurable ({why})", absent: "not measured",
		verdicts: map[penalty.Label]string{penalty.Label(penalty.Met): "met", penalty.Label(penalty.Missed): "missed"},

		atLeast: "at least {bound}", over: "over {bound}", atMost: "at most {bound}", below: "below {bound}",
		exactly: "exactly {bound}", both: "{low} and {high}",

		row: "{looked} is {band}: {pays}", noRow: "{looked} is in no row: nothing",
		near:    "{looked} is in no row, and counts as {band}: {pays}",
		between: "{looked} is {band}, between {low} and {high}; in proportion {pays}",
		nearest: "{saw} to the nearest {step}, {mode}, is {gives}",
		holds:   "{looked} is {band}", fails: "{looked} is not {band}: nothing",
		modes: map[penalty.Label]string{
			penalty.Label(penalty.HalfUp): "half-up", penalty.Label(penalty.HalfEven): "half-even",
			penalty.Label(penalty.RoundDown): "down", penalty.Label(penalty.RoundUp): "up",
			penalty.LabelWithinCap: "down, to stay within its cap,",
		},

		gives: "{text} = {gives}", pays: "{text}: {pays}", nothing: "{text}: nothing", unpaid: "{text}: no credit can be worked out",
		product: " × ", sum: " + ", and: ", ", less: "{more} − {less}", bracket: "{saw} ({band})", inAll: "{looked} in all = {gives}",
		rate: "{rate} of {of}", base: "{of} ({base})", baseShare: "{of} ({share} of {whole}, {base})",
		notGiven: "{rate} of {base}, which was not given,",

		lost: "{saw} of {of} lost = {gives}", lostTo: "{saw} of {of} lost, to {share} of the users = {gives}",
		overrun: "({less}) / {of} = {gives}",

		late: "{looked}: {units}", lateBeyond: "{looked} − {free} free = {rest}: {units}",
		lateFree: "{looked}, of which {free} are free: nothing",
		units: map[penalty.Label]counted{
			penalty.Label(penalty.Started): {"{n} started unit of {unit}", "{n} started units of {unit}"},
			penalty.Label(penalty.Full):    {"{n} full unit of {unit}", "{n} full units of {unit}"},
			penalty.Label(penalty.InPart):  {"{n} unit of {unit}", "{n} units of {unit}"},
		},
		distance: "{less} = {gap}: {units}", notAbove: "{saw} is not above {of}: nothing", notBelow: "{saw} is not below {of}: nothing",

		earlierBreaches: "{looked} and {earlier} before in the same {window}",
		free:            "{looked}, {free} of them free", lots: "{looked}, in lots of {every}, newly complete",

		highest: "the highest of {all}", first: "the first that applies of {all}", noTerm: "no term applies",
		chosen: "the customer's choice of {all}", unchosen: "as long as the customer has not chosen, the highest of {all}",
		earlierPoints: "{saw} before in the same {window}",

		capped: "cap {limit}", floor: "at least {limit}", capPer: "cap per {window} {limit}",
		capObjective: "cap of objective {name} {limit}", capEachObjective: "cap per objective {limit}",
		capGroup: "cap of group {name} {limit}", capEachGroup: "cap per group {limit}",
		stays: "{limit}: {of} stays", becomes: "{limit}: {of} becomes {gives}", eachLine: "{text}, each line × {times}",
		earlier: "{limit} less {saw} credited earlier in the same {window} = {gives}",
		minimum: "{of} is {band}: it stays", belowMinimum: "{of} is not {band}: nothing is issued",

		notMissed:    "not missed before",
		missedInARow: counted{"missed once before in a row", "missed {n} times before in a row"},
		missedIn:     counted{"missed once before in the same {window}", "missed {n} times before in the same {window}"},
		repeat:       "{missed}: {of} × {saw} = {gives}",

		round: "{of} rounded {mode} = {gives}", share: "{of} after caps and rounding = {gives}",
		setOff: "{of} − {saw} set off = {gives}", corrected: "{of} less {saw} before the correction = {gives}",

		metInARow:  counted{"{n} period met in a row", "{n} periods met in a row"},
		average:    "average of the {window} reached",
		earnedBack: "{why}: {saw} of {of} earned back = {gives}",
		returned:   "{of}", returnedRounded: "{text} rounded {mode}", returnedLess: "{text} less {saw} earned back before",

		charge: "{base} from {from} to {to}, {way}: {of} × {times} = {gives}",
		spreads: map[penalty.Label]string{
			penalty.Label(penalty.ByMonths): "by months", penalty.Label(penalty.ByDays): "by days",
		},
	}
}
