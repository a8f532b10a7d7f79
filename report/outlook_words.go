package report

type outlookWords struct {
	title                                    string // a period
	bounds                                   string
	soFar, worst, best, room, missAt, stands string
	missedIfIdle, missedIfLost               string // an objective, an instant
	between, betweenMaybe                    string // a period, the least, the most
	row, after, owed                         string
	moreThan, from                           string // a length
	moreMissed                               counted
	burnUntil                                string // an objective, what was lost, of how much, an instant
	burnLasts                                string // an objective, what was lost, of how much
	arithmetic                               string
}

func englishOutlook() outlookWords {
	return outlookWords{
		title:  "Outlook for %s",
		bounds: "Worst and best are exact for what is known now: each open ticket ends in time or late, and each service is up or down for all of the rest. Tickets to be opened, further exclusions and corrections are not in them.",
		soFar:  "So far", worst: "Worst", best: "Best", room: "Room", missAt: "Missed at", stands: "Stands",
		missedIfIdle: "%s is missed on %s if nobody works on what is open.", missedIfLost: "%s is missed on %s if the loss goes on.",
		between:      "For %s between %s and %s will be owed, whatever becomes of what is known now.",
		betweenMaybe: "For %s %s will be owed at the best and %s at the worst figures; it may also be more or less, because a figure has no bound, a rule asks how late tickets are, or a rule pays less for worse.",
		row:          "Row of the credits", after: "Reached after", owed: "Owed then",
		moreThan: "more than %s of loss", from: "%s of loss", moreMissed: counted{"%d more missed", "%d more missed"},
		burnUntil:  "%s: %s were lost in %s that count. At this rate its room lasts until %s.",
		burnLasts:  "%s: %s were lost in %s that count. At this rate its room lasts to the end of the period.",
		arithmetic: "That is arithmetic, not a forecast: it carries the loss so far on evenly, and incidents do not come evenly.",
	}
}

func chineseOutlook() outlookWords {
	return outlookWords{
		title:  "%s展望",
		bounds: "最差与最好数值对目前已知的情况是准确的：每张未结束的工单或按时或超时，每项服务在剩余时间内或可用或中断。尚未开启的工单、今后的除外时间和更正不在其中。",
		soFar:  "目前", worst: "最差", best: "最好", room: "余量", missAt: "未达成时刻", stands: "状况",
		missedIfIdle: "如果无人处理未结束的工单，%s 将于 %s 未达成。", missedIfLost: "如果中断持续，%s 将于 %s 未达成。",
		between:      "无论目前已知的情况如何发展，%s应抵扣 %s 至 %s。",
		betweenMaybe: "%s按最好数值应抵扣 %s，按最差数值应抵扣 %s；也可能更多或更少，因为某个数值没有界限，或某条规则取决于超时多久，或更差的数值抵扣更少。",
		row:          "抵扣档次", after: "达到条件", owed: "届时应抵扣",
		moreThan: "再损失超过 %s", from: "再损失 %s", moreMissed: counted{"再有 %d 次超时", "再有 %d 次超时"},
		burnUntil:  "%s：在 %[3]s 计入时间中损失了 %[2]s。按此速度，余量可维持到 %[4]s。",
		burnLasts:  "%s：在 %[3]s 计入时间中损失了 %[2]s。按此速度，余量可维持到周期结束。",
		arithmetic: "这是算术，不是预测：假定今后的损失与至今一样均匀，而事件并不均匀发生。",
	}
}
