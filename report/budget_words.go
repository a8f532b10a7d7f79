package report

type budgetWords struct {
	title, note           string
	titleAlone, noteAlone string // without a budget
	allowed               string // a promise, what may be lost, what was lost
	ranOut                string // a sentence, an instant
	ranOutIn              string // a sentence, an instant, a cause
	all                   string // a length
	nothing               string
	lost                  string // heads the column of what each incident lost
	classes               map[partClass]string
}

func englishBudget() budgetWords {
	return budgetWords{
		title:      "Incidents and error budget",
		note:       "Above, the period; what lasts only a short time is drawn at least 4 pixels wide. Below, what is left of the time that may be lost; dashed, an even use of it.",
		titleAlone: "The time of the service",
		noteAlone:  "What lasts only a short time is drawn at least 4 pixels wide.",
		allowed:    "A promise of %[1]s allows %[2]s of loss; %[3]s were lost",
		ranOut:     "%s, and nothing was left after %s", ranOutIn: "%[1]s, and nothing was left after %[2]s (%[3]s)",
		all: "all of %s left", nothing: "nothing left", lost: "Lost",
		classes: map[partClass]string{
			partUp: "up", partReduced: "degraded", partDown: "down", partWaived: "excluded", partClosed: "outside service hours", partUnknown: "no data, or still to come",
		},
	}
}

func chineseBudget() budgetWords {
	return budgetWords{
		title:      "事件与错误预算",
		note:       "上方为整个周期，很短的时段至少画 4 像素宽。下方为剩余的允许损失时间；虚线表示均匀使用。",
		titleAlone: "服务的时间",
		noteAlone:  "很短的时段至少画 4 像素宽。",
		allowed:    "承诺 %[1]s 允许损失 %[2]s；实际损失 %[3]s",
		ranOut:     "%s，允许的时间已于 %s 用尽", ranOutIn: "%[1]s，允许的时间已于 %[2]s 用尽（%[3]s）",
		all: "剩余全部 %s", nothing: "无剩余", lost: "损失",
		classes: map[partClass]string{
			partUp: "正常", partReduced: "性能下降", partDown: "中断", partWaived: "除外", partClosed: "非服务时间", partUnknown: "没有数据或尚未到来",
		},
	}
}
