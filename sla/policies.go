package sla

// Policies are the choices on which systems, contracts and people differ. None
// has a hidden default: New reports each one that the agreement depends on and
// does not state, either alone or through a Profile.
type Policies struct {
	// Profile states every policy at once; a policy that is given overrides it.
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
	// UnknownWords is about the whole agreement; a Clock cannot have it. The last
	// revision that states it decides.
	UnknownWords UnknownWords `json:"unknown-words,omitempty"`
}

// Profile is a named set of policies.
type Profile string

// ProfileExact is the profile whose choices never change what has already happened.
// A reopened ticket starts a new cycle. A changed target carries the time used. A
// pause takes out the open time in it, stays a pause, and does not move a target in
// days. A calendar counts as it was known at the start. Open items count only once
// they are overdue. A stop before the start stops nothing. Items without a target
// are in no count. An item due at closing is in time until the service opens again.
// Words of tickets that are near a word of the agreement are findings.
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

// The choices. A target that is an instant (days, promises) carries nothing: it is
// computed from the start of the cycle. So is a length that follows such a target,
// except under Restart, where the length counts from the change.
const (
	FromStart       Retarget = "from-start"       // the new target applies to the whole cycle, an earlier breach included
	Restart         Retarget = "restart"          // the new target counts from the change
	CarryElapsed    Retarget = "carry-elapsed"    // the time used so far counts as used of the new target
	CarryProportion Retarget = "carry-proportion" // the share used of the old target counts as used of the new target
	KeepStricter    Retarget = "keep-stricter"    // the target that is due first
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

// The choices. Under PauseWall a pause stops the ticket's calendar with its clock:
// the due instant and, for this ticket, all later openings and closings move by the
// length of the pause, so that the due instant may lie outside the service hours. A
// change of target that restarts the time undoes this.
const (
	PauseOverlap PauseBasis = "overlap" // the open time in the pause
	PauseWall    PauseBasis = "wall"    // the whole length of the pause, open or not
)

// PastPauses says whether pauses before a change of target count as pauses
// under a target that is computed from the start.
type PastPauses string

// The choices.
const (
	KeepPauses PastPauses = "keep" // they stay pauses
	DropPauses PastPauses = "drop" // the time in them counts
)

// CalendarChange says which knowledge of a calendar counts for a cycle, when the
// calendar has versions.
type CalendarChange string

// The choices.
const (
	Frozen        CalendarChange = "frozen"         // what was known when the cycle started
	FromEffective CalendarChange = "from-effective" // each version from the instant it became known
	CalendarAnew  CalendarChange = "from-start"     // what is known at the end of the cycle; for an open cycle, as of the evaluation
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
	NotDueExcluded OpenNotDue = "excluded" // in no count
	NotDueMet      OpenNotDue = "met"      // in good and total
)

// OpenPastDue says how an open item that is overdue counts in a share.
type OpenPastDue string

// The choices.
const (
	PastDueMissed   OpenPastDue = "missed"   // in total, not in good
	PastDueExcluded OpenPastDue = "excluded" // in no count
)

// Backwards says how a ticket counts if its clock was stopped before it started,
// and not again since.
type Backwards string

// The choices. Each gives a finding, which names the choice. A ticket that was
// closed before it was opened looks like a conversation that the agent began: state
// BackwardsZero for a source with tickets of the first kind.
const (
	BackwardsZero     Backwards = "zero"     // counted, with no time elapsed
	BackwardsExcluded Backwards = "excluded" // in no count
	BackwardsIgnored  Backwards = "ignored"  // such a stop stops nothing: the clock runs
)

// NoTarget says how an item counts in a share if no target applies to it, or only a
// target with the Within "none". The target at the end of the item decides; for an open item,
// its present target.
type NoTarget string

// The choices. A breach under an earlier target stays a breach under both. An item
// whose ticket names an instant or length that cannot be read is in no count.
const (
	NoTargetExcluded NoTarget = "excluded" // in no count, and a finding unless a target says none
	NoTargetMet      NoTarget = "met"      // in good and total; by its start if items count by due
)

// DueAtClosing says when an item is late if its time is used up exactly when its
// service hours end.
type DueAtClosing string

// The choices.
const (
	LastMoment   DueAtClosing = "last-moment"    // late after the next opening, when it uses more service time
	LateAfterDue DueAtClosing = "late-after-due" // late after its due instant, also while the service is closed; its overrun is 0 until the next opening
)

// UnknownWords says whether a word of a ticket that the agreement does not name,
// but that is near a word of the agreement, is a finding of a result.
type UnknownWords string

// The choices. Track gives no findings.
const (
	WordsReported UnknownWords = "report" // see FindingWord and FindingUnmatched
	WordsIgnored  UnknownWords = "ignore" // no such findings
)

// exactPolicies gives the policies that the profile exact states.
func exactPolicies() Policies {
	return Policies{
		Reopen: NewCycle, Retarget: CarryElapsed, PauseBasis: PauseOverlap, PastPauses: KeepPauses,
		CalendarChange: Frozen, DayPauses: PausesIgnored,
		OpenNotDue: NotDueExcluded, OpenPastDue: PastDueMissed, Backwards: BackwardsIgnored,
		NoTarget: NoTargetExcluded, DueAtClosing: LastMoment,
		UnknownWords: WordsReported,
	}
}

// known reports whether the profile is a word of the format, or is not stated.
func (p Profile) known() bool { return p == "" || p == ProfileExact }

// Stated gives the policies with those that the profile states, so that each policy
// in force has its word; the profile stays.
func (p Policies) Stated() Policies { return p.stated(Policies{}) }

// over gives p, with the policies that p does not state taken from below.
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
