package report

import "github.com/upheld/upheld/report/analysis"

type outlookWords struct {
	title                                              string // a period
	bounds                                             string
	soFar, possible, worst, best, room, missAt, stands string
	missedIfIdle, missedIfLost                         string // an objective, an instant
	between, betweenMaybe                              string // a period, the least, the most
	willOwe                                            string // a period, an amount
	notWorkedOut                                       string // a period
	row, after, owed                                   string
	moreThan, from                                     string // a length
	moreMissed                                         counted
	risk                                               string
	levels                                             map[analysis.RiskLevel]string
	why                                                map[analysis.RiskRule]string // except used
	shareUsed                                          string                       // a share
	risks                                              string
	burnUntil                                          string // an objective, what was lost, of how much, an instant
	burnLasts                                          string // an objective, what was lost, of how much
	arithmetic                                         string
}

func englishOutlook() outlookWords {
	return outlookWords{
		title:  "Outlook for %s",
		bounds: "Worst and best are exact for what is known now: each open ticket ends in time or late, and each service is up or down for all of the rest. Tickets to be opened, further exclusions and corrections are not in them.",
		soFar:  "So far", possible: "Still possible", worst: "Worst", best: "Best", room: "Room", missAt: "Missed at", stands: "Stands",
		missedIfIdle: "%s is missed on %s if nobody works on what is open.", missedIfLost: "%s is missed on %s if the loss goes on.",
		between:      "For %s between %s and %s will be owed, whatever becomes of what is known now.",
		betweenMaybe: "For %s %s will be owed at the best and %s at the worst figures; it may also be more or less, because a figure has no bound, a rule asks how late tickets are, or a rule pays less for worse.",
		willOwe:      "For %s %s will be owed, whatever becomes of what is known now.",
		notWorkedOut: "What will be owed for %s cannot be worked out yet",
		row:          "Row of the credits", after: "Reached after", owed: "Owed then",
		moreThan: "more than %s of loss", from: "%s of loss", moreMissed: counted{"%d more missed", "%d more missed"},
		risk:   "Risk",
		levels: map[analysis.RiskLevel]string{analysis.RiskCritical: "critical", analysis.RiskHigh: "high", analysis.RiskMedium: "medium", analysis.RiskLow: "low"},
		why: map[analysis.RiskRule]string{
			analysis.RiskMissed: "missed", analysis.RiskDown: "if the loss goes on", analysis.RiskWaiting: "if nobody works on them",
			analysis.RiskBurn: "the rest goes at the rate so far",
		},
		shareUsed:  "%s used",
		risks:      "Risk is critical if the promise is missed, or will be within 24 hours if a service goes on losing time; high if it will be within 72 hours if nothing happens, or 80% of what may go wrong has gone wrong, or 50% and the rest goes at the rate so far; medium if 50% has gone wrong, or the rest goes at the rate so far; else low.",
		burnUntil:  "%s: %s were lost in %s that count. At this rate its room lasts until %s.",
		burnLasts:  "%s: %s were lost in %s that count. At this rate its room lasts to the end of the period.",
		arithmetic: "That is arithmetic, not a forecast: it carries the loss so far on evenly, and incidents do not come evenly.",
	}
}

func chineseOutlook() outlookWords {
	return outlookWords{
		title:  "展望：%s",
		bounds: "最差和最好按目前已知的情况精确计算：每张未结束的工单要么按时、要么超时；每项服务在余下的时间里要么一直正常、要么一直中断。尚未创建的工单、以后的除外时间和更正不在其中。",
		soFar:  "目前", possible: "仍可能", worst: "最差", best: "最好", room: "余量", missAt: "未达成时刻", stands: "目前状况",
		missedIfIdle: "若无人处理未结束的工单，%s将于 %s 无法达成。", missedIfLost: "若继续损失，%s将于 %s 无法达成。",
		between:      "%s：无论已知的情况如何发展，应抵扣 %s 至 %s。",
		betweenMaybe: "%s：按最好的数值应抵扣 %s，按最差的数值应抵扣 %s；也可能更多或更少，因为有的数值没有界限，有的规则看工单超时多久，有的规则在更差时抵扣更少。",
		willOwe:      "%s：无论已知的情况如何发展，应抵扣 %s。",
		notWorkedOut: "%s的应抵扣金额尚无法计算",
		row:          "抵扣档位", after: "达到条件", owed: "届时应抵扣",
		moreThan: "再损失超过 %s", from: "再损失 %s", moreMissed: counted{"再有 %d 项未达成", "再有 %d 项未达成"},
		risk:   "风险",
		levels: map[analysis.RiskLevel]string{analysis.RiskCritical: "紧急", analysis.RiskHigh: "高", analysis.RiskMedium: "中", analysis.RiskLow: "低"},
		why: map[analysis.RiskRule]string{
			analysis.RiskMissed: "无法达成", analysis.RiskDown: "若继续损失", analysis.RiskWaiting: "若无人处理",
			analysis.RiskBurn: "照目前速率将用完",
		},
		shareUsed:  "已用 %s",
		risks:      "风险：承诺已无法达成，或服务继续损失时间而在 24 小时内无法达成，为紧急；若无变化在 72 小时内无法达成，或允许的差错已用 80%，或已用 50% 且照目前速率将用完，为高；已用 50%，或照目前速率将用完，为中；其余为低。",
		burnUntil:  "%s：在计入的 %[3]s中损失了 %[2]s。照此速率，余量可维持到 %[4]s。",
		burnLasts:  "%s：在计入的 %[3]s中损失了 %[2]s。照此速率，余量可维持到周期结束。",
		arithmetic: "这只是按目前速率推算，不是预测：它假定损失今后均匀发生，而故障并不均匀。",
	}
}
