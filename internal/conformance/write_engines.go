package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

func writeErrorBudget(p *availabilityPage, data json.RawMessage) error {
	var c errorBudget
	if err := decode(data, &c); err != nil {
		return err
	}
	goal, err := number(c.Target)
	if err != nil {
		return err
	}
	v, promise := &verdict{}, percentOfShare(goal)
	if want, asked := c.Asked["allowed_minutes"]; asked && c.Days != "" {
		whole, allowed := v.length(c.Days, 86400), v.length(want, 60)
		p.row("allowance "+promise, exactLength(whole), exactLength(allowed))
	}
	if c.Events != nil {
		var facets []string
		for _, figure := range [][2]string{{"allowed_bad", "allowed"}, {"budget_share", "used"}} {
			if want, asked := c.Asked[figure[0]]; asked {
				facets = append(facets, figure[1]+" "+string(want))
			}
		}
		p.row("budget "+promise, fmt.Sprintf("%d of %d", *c.Events-c.OneOutage, *c.Events), strings.Join(facets, ", "))
	}
	if v.unsupported != "" {
		return errors.New(v.unsupported)
	}
	return nil
}
