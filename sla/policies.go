package sla

// Policies are the choices on which systems, contracts and people differ. None
// has a hidden default: New reports each one that the agreement depends on and
// does not state, either alone or through a Profile.
type Policies struct {
	// Profile states all of them at once; single ones override it.
	Profile Profile `json:"profile,omitempty"`

	Reopen         Reopen         `json:"reopen,omitempty"`
	Retarget       Retarget       `json:"retarget,omitempty"`
	PauseBasis     PauseBasis     `json:"pause-basis,omitempty"`
	PastPauses     PastPauses     `json:"past-pauses,omitempty"`
	CalendarChange CalendarChange `json:"calendar-change,omitempty"`
	DayPauses      DayPauses      `json:"day-pauses,omitempty"`
	OpenNotDue     OpenNotDue     `json:"open-not-due,omitempty"`
	OpenPastDue    OpenPastDue    `json:"open-past-due,omitempty"`
	Backwards      Backwards      `json:"backwards,omitempty"`
	NoTarget       NoTarget       `json:"no-target,omitempty"`
	DueAtClosing   DueAtClosing   `json:"due-at-closing,omitempty"`
	// UnknownWords is of the whole agreement and no part of a clock. The last
	// revision that states it decides.
	UnknownWords UnknownWords `json:"unknown-words,omitempty"`
}

// Profile is a named set of policies.
type Profile string

// ProfileExact is the profile whose choices never change what has already happened:
// a reopened ticket starts a new cycle, a changed target carries what was used,
// a pause takes out the open time that it overlaps, pauses keep counting as
// pauses, a calendar counts as it was known at the start, days are not stretched
// by pauses, open items count only once they are overdue, a stop that comes
// before the start stops nothing, items without a target are in no count, an item
// that is due at closing is in time until the service opens again, and words of
// tickets near those of the agreement are findings.
const ProfileExact Profile = "exact"

// Reopen says what becomes of a cycle that was stopped when its stop condition
// no longer holds, or its start condition matches again.
type Reopen string

// The choices.
const (
	NewCycle          Reopen = "new-cycle"                 // a start that matches again opens a new cycle
	ContinueExcluding Reopen = "continue-excluding-closed" // the cycle goes on; the time it was stopped does not count
	ContinueIncluding Reopen = "continue-including-closed" // the cycle goes on as if it had never stopped
	Final             Reopen = "final"                     // a stopped clock never runs again
	// A start that matches again, and a reset, opens a new cycle. If the cycle
	// before it is not yet due, the time of the new cycle counts from that due
	// instant, as the revision that governs the new cycle gives it.
	NewCycleAfterDue Reopen = "new-cycle-after-due"
)

// Retarget says what becomes of the time already used when a change of the
// ticket chooses another target while a cycle is open.
type Retarget string

// The choices. Targets that are an instant (days, promises) have nothing to
// carry: they are computed from the start of the cycle, and so is a length that
// follows one of them, except that under Restart a length counts from the change.
const (
	FromStart       Retarget = "from-start"       // the new target applies to the whole cycle, an earlier breach included
	Restart         Retarget = "restart"          // the new target counts from the change
	CarryElapsed    Retarget = "carry-elapsed"    // what was used is used up of the new target
	CarryProportion Retarget = "carry-proportion" // the share that was used is used up of the new target
	KeepStricter    Retarget = "keep-stricter"    // whichever target is due first
	KeepFirst       Retarget = "keep-first"       // the target chosen at the start stays
)

// PauseBasis says what a pause gives back to a cycle whose calendar closes. The
// time between a stop and a reopening that does not count is such a pause too.
//
// When a paused cycle goes on, the due instant of a target with a length moves
// later: under "overlap" by the open time in the pause, under "wall" by its whole
// length. Under hours from 09:00 to 17:00 a pause from Friday 16:00 to Monday
// 10:00 gives back 2 hours or 66. A target in days moves as DayPauses says, and
// a promised instant does not move.
type PauseBasis string

// The choices. Under PauseWall a ticket's calendar stands still with its clock:
// after a night's pause the due instant is the same number of hours later, which
// may be outside the service hours, and openings and closings are as much later
// for this ticket. A change of target that restarts the time sets it right.
const (
	PauseOverlap PauseBasis = "overlap" // the open time that it overlaps
	PauseWall    PauseBasis = "wall"    // its whole length, open or not
)

// PastPauses says whether pauses before a change of target count as pauses
// under a target that is computed from the start.
type PastPauses string

// The choices.
const (
	KeepPauses PastPauses = "keep"
	DropPauses PastPauses = "drop"
)

// CalendarChange says which knowledge of a calendar counts for a cycle, when the
// calendar has versions.
type CalendarChange string

// The choices.
const (
	Frozen        CalendarChange = "frozen"         // what was known when the cycle started
	FromEffective CalendarChange = "from-effective" // each version from the instant it became known
	CalendarAnew  CalendarChange = "from-start"     // what is known at the end of the cycle, or as of the evaluation
)

// DayPauses says what a pause does to a target in business or calendar days.
type DayPauses string

// The choices.
const (
	PausesIgnored DayPauses = "ignored" // the due instant does not move
	PausesAdded   DayPauses = "added"   // the open time of the pauses is added to the due instant
)

// OpenNotDue says how an open item that is not overdue counts in a share.
type OpenNotDue string

// The choices.
const (
	NotDueExcluded OpenNotDue = "excluded"
	NotDueMet      OpenNotDue = "met"
)

// OpenPastDue says how an open item that is overdue counts in a share.
type OpenPastDue string

// The choices.
const (
	PastDueMissed   OpenPastDue = "missed"
	PastDueExcluded OpenPastDue = "excluded"
)

// Backwards says how a ticket counts whose clock is stopped before it starts,
// and not again since.
type Backwards string

// The choices. Either way it is a finding, which names the choice. A ticket that
// was closed before it was opened and a dialogue whose other side spoke first are
// the same data: state BackwardsZero for a source that has the first.
const (
	BackwardsZero     Backwards = "zero"     // counted, with no time elapsed
	BackwardsExcluded Backwards = "excluded" // in no count
	BackwardsIgnored  Backwards = "ignored"  // such a stop stops nothing: the clock runs
)

// NoTarget says how an item counts in a share that no target applies to, or one
// within none, when it ends or as far as it has come.
type NoTarget string

// The choices. A breach that happened under a target stays one under both. An item
// whose ticket names an instant or length that cannot be read is in no count.
const (
	NoTargetExcluded NoTarget = "excluded" // in no count, and a finding unless a target says none
	NoTargetMet      NoTarget = "met"      // in good and total; of its start where items count by due
)

// DueAtClosing says when an item is late whose time is used up just when its
// service hours end.
type DueAtClosing string

// The choices.
const (
	LastMoment   DueAtClosing = "last-moment"    // once more service time is used: after the next opening
	LateAfterDue DueAtClosing = "late-after-due" // after its due instant, open or not; so long with no time of overrun
)

// UnknownWords says whether words of tickets that the agreement does not name,
// and that are near a word that it names, are findings of a result.
type UnknownWords string

// The choices. Track gives no findings under either.
const (
	WordsReported UnknownWords = "report" // see FindingWord and FindingUnmatched
	WordsIgnored  UnknownWords = "ignore"
)

// exactPolicies is what the profile exact states.
func exactPolicies() Policies {
	return Policies{
		Reopen: NewCycle, Retarget: CarryElapsed, PauseBasis: PauseOverlap, PastPauses: KeepPauses,
		CalendarChange: Frozen, DayPauses: PausesIgnored,
		OpenNotDue: NotDueExcluded, OpenPastDue: PastDueMissed, Backwards: BackwardsIgnored,
		NoTarget: NoTargetExcluded, DueAtClosing: LastMoment,
		UnknownWords: WordsReported,
	}
}

// over gives p with what it does not state taken from below.
func (p Policies) over(below Policies) Policies {
	fill(&p.Reopen, below.Reopen)
	fill(&p.Retarget, below.Retarget)
	fill(&p.PauseBasis, below.PauseBasis)
	fill(&p.PastPauses, below.PastPauses)
	fill(&p.CalendarChange, below.CalendarChange)
	fill(&p.DayPauses, below.DayPauses)
	fill(&p.OpenNotDue, below.OpenNotDue)
	fill(&p.OpenPastDue, below.OpenPastDue)
	fill(&p.Backwards, below.Backwards)
	fill(&p.UnknownWords, below.UnknownWords)
	fill(&p.NoTarget, below.NoTarget)
	fill(&p.DueAtClosing, below.DueAtClosing)
	return p
}

func fill[T ~string](to *T, from T) {
	if *to == "" {
		*to = from
	}
}
