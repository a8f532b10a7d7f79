package casefile

import (
	"fmt"
	"slices"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// checkCodes are the codes that a check of an agreement may give. A code that is no
// finding of the agreement has to be one of them, because a misspelt code would say that
// nothing is found.
var checkCodes = []string{
	string(penalty.GapFound), string(penalty.OverlapFound), string(penalty.CreditWhileMet), string(penalty.WrongDirection),
	string(penalty.NotMonotone), string(penalty.UnreachableRow), string(penalty.UnreachableUnderCap), string(penalty.UnlikeFigures),
	string(penalty.OverAtRisk), string(penalty.IdleCap), string(penalty.AlwaysCapped), string(penalty.WeightsSum),
	string(penalty.WeightOutside), string(penalty.NeverIssued), string(penalty.AmountForShare), string(penalty.NeverTriggered),
	string(penalty.UnboundedCredit),
	string(sla.FindingGrain), string(sla.FindingGrades), string(sla.FindingLadder), string(sla.FindingUnknown), string(sla.FindingUnreachable),
}

// knownCodes refuses codes that no check gives.
func knownCodes(list []sla.Finding, codes ...string) error {
	for _, code := range codes {
		found := slices.ContainsFunc(list, func(f sla.Finding) bool { return codeOf(f) == code })
		if !found && !slices.Contains(checkCodes, code) {
			return fmt.Errorf("finding %q: %v", code, fault.NotOneOf(code, checkCodes...))
		}
	}
	return nil
}
