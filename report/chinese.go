package report

import (
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// The words of pages in simplified Chinese. Chinese has no plural, so that both forms of
// a counted text are alike unless the number is left out.

func chinese() *lexicon {
	return &lexicon{
		voice:      inChinese{},
		tag:        SimplifiedChinese,
		months:     [12]string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"},
		weekdays:   [7]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"},
		dateLayout: "2006年1月2日",
		onWeekday:  "%[2]s %[1]s",
		moment:     "%s %s",
		units: map[string]string{
			"d": "%s 天", "h": "%s 小时", "m": "%s 分钟", "s": "%s 秒", "ms": "%s 毫秒", "us": "%s 微秒", "ns": "%s 纳秒",
		},
		minus:   "−",
		year:    "%d年",
		month:   "%d年%d月",
		quarter: "%d年第%d季度",
		dates:   "%[1]s至%[3]s",
		unitNames: map[string]string{
			"CNY": "人民币元", "EUR": "欧元", "USD": "美元", "GBP": "英镑", "JPY": "日元",
			"point": "分", "points": "分", "service day": "个服务日", "service days": "个服务日",
		},
		thousands:   ",",
		aroundClock: "全天候",
		attribute:   "%s %s",
		phrases:     chinesePhrases(),

		endOfDay:  "24:00",
		more:      "另有 %d 条未列出",
		sum:       "合计",
		ofTotal:   "%s / %s",
		ofAll:     "共 %s",
		nearly:    "约 %s",
		cycle:     "%s，第 %d 轮计时",
		list:      "、",
		comma:     "，",
		stop:      "。",
		sentences: "%s%s",
		brackets:  "（%s）",
		because:   "%s：%s",
		aside:     "%s（%s）",
		clauseOf:  "%s（条款 %s）",
		clauseAt:  "条款 %s，%s",

		page:         pageWords{skip: "跳到正文", contents: "章节", figures: "以表格显示数值", dayLayout: "1月2日", monthLayout: "2006年1月"},
		light:        chineseLight(),
		head:         chineseHead(),
		outcome:      chineseOutcome(),
		outlook:      chineseOutlook(),
		breach:       chineseBreach(),
		common:       chineseCommon(),
		availability: chineseAvailability(),
		budget:       chineseBudget(),
		credit:       chineseCredit(),
		finding:      chineseFinding(),
		cut:          chineseCut(),
	}
}

// chinesePhrases are the forms in which agreements write terms. A form that is part of
// another form stands after it.
func chinesePhrases() []phrase {
	const date = `\d{4}-\d\d-\d\d`
	return phrasesOf(
		// Names of periods.
		"month", "月", "quarter", "季度", "year", "年", "calendar year", "自然年", "week", "周", "day", "日", "period", "周期",
		"lifetime", "协议期", "invoice", "账单总额", "crisis", "危机发生时", "breach", "超时",

		// Days of the week: mon-fri 08:00-12:00.
		"mon", "周一", "tue", "周二", "wed", "周三", "thu", "周四", "fri", "周五", "sat", "周六", "sun", "周日",
		"holidays?", "节假日", "closed", "关闭",
		`([a-z]{3})-([a-z]{3})`, "{1}至{2}", `([a-z]{3}(?:-[a-z]{3})?) (\d\d:\d\d.*|closed)`, "{1} {2}", `(.+); (.+)`, "{1}；{2}",

		// Dates and periods: 6 months from 2026-01-01.
		`(\d\d)-(\d\d)/(\d\d)-(\d\d)`, "{=1}月{=2}日至{=3}月{=4}日",
		`(.+) from (`+date+`)`, "{1}（自{2}起）", `(.+) from ([a-z]+)`, "{1}（从 {=2} 起）", `rolling (.+)`, "滚动 {1}",
		`(`+date+`)/`, "自{1}起", `/(`+date+`)`, "{1}之前",

		// Targets: 2 business days by 16:00.
		"none", "无期限",
		`promised (\S+)`, "约定时间（{=1}）", `attribute (\S+) wall`, "{=1} 规定的时长（自然时间）", `attribute (\S+)`, "{=1} 规定的时长",
		`0 (?:business|calendar) days by (\d\d:\d\d)`, "当日 {=1} 前", `0 (?:business|calendar) days end of day`, "当日结束前",
		`(.+) by (\d\d:\d\d)`, "{1}，{=2} 前", `(.+) end of day`, "{1}，当日结束前",
		`(`+date+`): (.+)`, "{1}：{2}",
		`0s then (.+) wall`, "自首个服务时刻起 {1}（自然时间）", `(.+) then (.+) wall`, "先 {1}，再 {2}（自然时间）",
		`(.+) then (.+)`, "先 {1}，再 {2}", `(.+) plus (.+) out of hours`, "{1}（在非服务时间开始的另加 {2}）", `(\S+) wall`, "{1}（自然时间）", `(\d+[hms]) ([a-z][a-z0-9-]*)`, "{1} {=2}",
		`-(\d\S*)`, "到期前 {1}", `\+(\d.*)`, "到期后 {1}",

		// Claim windows, and bounds with a base.
		`(.+) after month end`, "月末后 {1}内", `(.+) after period end`, "周期结束后 {1}内", `(.+) after failure`, "故障后 {1}内",
		`(\d+) business days? of (.+)`, "{=1} 个工作日（按 {=2}）",
		`over (\S+) of the allowance`, "超过允许差错的 {1}", `(\S+) of the allowance`, "允许差错的 {1}", `(.+) within (\S+)`, "{2}内{1}",

		// Bounds: over 2% to 3%.
		`over (.+) to below (.+)`, "超过 {1} 且低于 {2}", `over (.+) to (.+)`, "超过 {1} 且不超过 {2}",
		`(\S+|\d\S* \S+) to below (.+)`, "不低于 {1} 且低于 {2}", `(\S+|\d\S* \S+) to (.+)`, "{1} 至 {2}",
		`at least (.+)`, "不低于 {1}", `at most (.+)`, "不超过 {1}", `below (.+)`, "低于 {1}", `over (.+)`, "超过 {1}", `exactly (.+)`, "等于 {1}",

		// Bases and rates: 10% of invoice, 12.00 per kg.
		`fee of (.+)`, "{=1} 的费用", `whole (invoice|fee of .+)`, "全部{1}", `(\S+%) of (.+)`, "{2}的 {1}", `(\S+) per (.+)`, "每{2} {1}",
		`(\d\S*) in (\d\S*)`, "{=1}/{=2}",

		// Numbers of days.
		`(\d+) business days?`, "{=1} 个工作日", `(\d+) calendar days?`, "{=1} 个自然日", `(\d+) days?`, "{=1} 天", `(\d+) weeks?`, "{=1} 周",
		`(\d+) months?`, "{=1} 个月", `(\d+) quarters?`, "{=1} 个季度", `(\d+) years?`, "{=1} 年", `(\d+) periods?`, "{=1} 个周期", `(\S+) percentage points`, "{=1} 个百分点",

		`(\S.*) \((\S.*)\)`, "{1}（{2}）",
	)
}

func chineseLight() lightWords {
	return lightWords{
		title: "信号灯规则。",
		rule: "红色，方形带叉：承诺未达成，无论差距多小，或已不可能达成。" +
			"橙色，三角形：已达成或目前达成，但允许的差错已用去 %[1]s 或更多；或取决于未结束的部分。" +
			"绿色，圆形带勾：其他已达成或目前达成的情形。灰色，圆环：无法衡量或不考核。" +
			"任何数字都不会向承诺值进位。",
		met: "达成", metTight: "达成，余量不多", missed: "未达成", keptTight: "目前达成，有风险",
		used: "预算已用 %s", shape: "与承诺相比",
		against: "%[1]s：%[2]s，承诺 %[3]s", withoutTarget: "%[1]s：%[2]s",
	}
}

func chineseHead() headWords {
	return headWords{
		title: "服务水平报告", agreement: "协议", parties: "双方", period: "周期", asOf: "截至", zone: "时区", periodOf: "%s：%s",
		stretch:       "%s 至 %s",
		otherZone:     "%s；协议的时区为 %s",
		final:         "%s，已定：只有更正数据才会改变",
		provisional:   "%s，暂定：数字仍可能变化",
		digest:        "所有数字均根据协议、事实和上述时刻计算得出，没有任何估算。结果摘要值 %x",
		allObjectives: counted{"唯一一项目标", "%d 项目标全部"}, someObjectives: "%[2]d 项目标中 %[1]d 项",
		allPeriods: counted{"%d 个目标周期", "%d 个目标周期全部"}, somePeriods: "%[2]d 个目标周期中 %[1]d 个",
		are:  [4]counted{{"达成", "达成"}, {"未达成", "未达成"}, {"未定", "未定"}, {"无法衡量", "无法衡量"}},
		says: "%s%s", further: "%d 项%s",
		breaches: counted{"%d 次超时", "%d 次超时"},
		findings: counted{"%d 处疑点", "%d 处疑点"},
		owed:     "应抵扣 %s", owes: "%[1]s 应向 %[2]s 抵扣 %[3]s", claimBy: "%s，申请截止 %s", claimFirstBy: "%s，其中最早的申请截止 %s",
		nothingOwed: "无需抵扣",
		toOwe:       "未结束部分预计应抵扣 %s", toOweBetween: "未结束部分预计应抵扣 %s 至 %s",
		toOweUnknown: "未结束部分的应抵扣金额尚无法计算",
		undetermined: counted{"%d 项服务抵扣无法确定", "%d 项服务抵扣无法确定"},

		tileMet: "项目标达成", tilePeriodsMet: "个目标周期达成", tileOpen: "未定", tileOwed: "应抵扣", tileToOwe: "未结束部分预计应抵扣",
		tileOf: "%d / %d", tileBreaches: counted{"次超时，涉及 %d 张工单", "次超时，涉及 %d 张工单"},
		tileLate: counted{"张工单未结束且已超时", "张工单未结束且已超时"},
	}
}

func chineseScore() scoreWords {
	return scoreWords{
		title: "记分卡", list: "最差在前", nothing: "没有结果。",
		agreement: "协议", provider: "服务提供方", customer: "客户",
		promises: "承诺", strip: "各项承诺", stripTitle: "方格的含义。",
		stripKey: "每项承诺或其每个周期一格。带叉：未达成。填充部分：预算已用多少。仅一条线：无判定。",
		first:    "优先关注", owed: "应抵扣", claimBy: "申请截止",
		missed: "%[2]d 份协议中 %[1]d 份有承诺未达成", noneMissed: "%d 份协议均无未达成的承诺",
		risk:       counted{"另有 %d 份有风险", "另有 %d 份有风险"},
		open:       counted{"%d 份未定", "%d 份未定"},
		owing:      counted{"%d 份需要抵扣", "%d 份需要抵扣"},
		ofMissed:   "%[2]d 项中 %[1]d 项未达成",
		ofRisk:     "%[2]d 项中 %[1]d 项有风险",
		ofOpen:     "%[2]d 项中 %[1]d 项未定",
		ofKept:     "%[2]d 项中 %[1]d 项目前达成",
		ofMet:      "%[2]d 项中 %[1]d 项达成",
		moreRisk:   "%d 项有风险",
		moreOpen:   "%d 项未定",
		ofTight:    "%[2]d 项中 %[1]d 项达成但余量不多",
		moreTight:  "%d 项达成但余量不多",
		noneJudged: "均无判定", asOf: "截至 %s",
		more: "另有 %d 行", moreMissed: "另有 %d 行，其中 %d 行有未达成",
	}
}

func chineseOutcome() outcomeWords {
	return outcomeWords{
		title: "服务水平目标", objective: "目标", promised: "承诺", attained: "实际值",
		goodOfTotal: "达标 / 总数", open: "未结束", margin: "余量", verdict: "判定",
		verdicts: map[sla.Verdict]string{sla.Met: "达成", sla.Missed: "未达成", sla.NotMeasurable: "无法衡量"},
		stands:   map[sla.Stands]string{sla.StandsKept: "目前达成", sla.StandsOpen: "未定", sla.StandsMissed: "目前未达成"},
		reasons: map[sla.Reason]string{
			sla.NothingJudged: "仅衡量，不考核", sla.SumOfPeriods: "各周期合计", sla.Undecided: "尚未定论",
			metrics.NoItems: "没有计入的项目", metrics.BelowLeast: "项目过少", metrics.BelowCoverage: "衡量的时间过少",
			metrics.NothingInHours: "没有服务时间", metrics.NothingMeasured: "没有数据", metrics.AllExcluded: "全部除外",
			metrics.NoFailures: "没有故障", metrics.MoreRemoved: "撤回的多于加入的",
			metrics.MoreGoodThanAll: "达标数超过总数", metrics.NotYet: "尚未开始", metrics.OutOfScale: "有样本超出刻度",
			metrics.PartNotMeasured: "有一部分未衡量", metrics.NothingPromised: "各部分权重为零",
		},
		mayMiss:     counted{"余 %d 件", "余 %d 件"},
		tooMany:     counted{"超出 %d 件", "超出 %d 件"},
		noneMayMiss: "余 0 件",
		judges: map[sla.Judge]string{
			sla.JudgePooled: "%[1]s（合并计算）", sla.JudgeMean: "%[1]s（各周期平均）",
			sla.JudgeEvery: "%[1]s（每个周期）", sla.JudgeSome: "%[1]s（%[2]d 个周期）",
		},
		leftOut:    "不含%s",
		moreInTime: counted{"还需 %d 件", "还需 %d 件"},
		oneMayMiss: "后续 %d 件容许 1 件",
		left:       "余 %s", over: "超出 %s", short: "差 %s", toSpare: "余 %s",
		moreGroups: "另有 %d 组", moreMissed: "另有 %d 组，其中 %d 组未达成",
	}
}

func chineseBreach() breachWords {
	return breachWords{
		title: "超时明细", ticket: "工单", due: "到期", stopped: "停止", overrun: "超时", why: "原因",
		grade: "等级", heading: "%s：%s", count: counted{"%d 次超时", "%d 次超时"}, stillOpen: "尚未结束",
		target: "时限 %s（%s）", targetOn: "时限 %s，%s（%s）", allowed: "合计允许 %s",
		started: "%s 开始", ran: "历时 %s", ranCounted: "历时 %s，其中计时 %s",
		clock: "计时过程",
		parts: map[partClass]string{
			partRuns: "计时", partLate: "到期后计时", partPaused: "暂停", partClosed: "非服务时间", partWaived: "豁免",
		},
		stretches: map[sla.SegmentKind]counted{
			sla.Paused:    {"暂停 1 次，%s", "暂停 %[2]d 次，共 %[1]s"},
			sla.Stopped:   {"重新打开前停止 %s", "重新打开前停止 %[2]d 次，共 %[1]s"},
			sla.Closed:    {"非服务时间 %s", "非服务时间 %[2]d 段，共 %[1]s"},
			sla.OnHoliday: {"节假日 %s", "节假日 %[2]d 段，共 %[1]s"},
			sla.Moved:     {"服务时间调整 %s", "服务时间调整 %[2]d 段，共 %[1]s"},
			sla.Waived:    {"豁免 %s", "豁免 %[2]d 段，共 %[1]s"},
		},
		exclusions:    "除外原因：%s",
		forgivenTitle: "已豁免",
		forgivenSays:  "以下工单仅因除外时间而不计为超时。所列时间均为不扣除除外时间时的情形。",
		forgiven:      counted{"%d 次已豁免", "%d 次已豁免"},
	}
}

func chineseAvailability() availabilityWords {
	return availabilityWords{
		title: "可用性", time: "时间分布", length: "时长", counted: "计入", yes: "是", no: "否",
		buckets: map[metrics.Bucket]string{
			metrics.Up: "正常", metrics.Degraded: "性能下降", metrics.Down: "中断", metrics.Ignored: "损失时间过短，不计",
			metrics.Forgiven: "除外，视为正常", metrics.Excluded: "除外", metrics.NoData: "没有数据",
			metrics.NotMonitored: "未监控", metrics.OutsideHours: "非服务时间", metrics.Future: "尚未到来",
		},
		attained: "可用 %[2]s，即 %[1]s", before: "除外前为 %s",
		from: "从", to: "到", what: "状态", cause: "原因", degraded: "%s %s", held: "%s（沿用上一状态）", during: "%s（原状态：%s）",
	}
}

func chineseCredit() creditWords {
	return creditWords{
		steps: chineseWorking(),
		title: "服务抵扣", period: "周期", from: "%s至%s", corrects: "更正",
		line: "抵扣项目", amount: "金额", state: "状态", claimBy: "申请截止", working: "计算过程",
		states: map[penalty.LineState]string{
			penalty.Disputed: "有争议", penalty.Lowered: "应少出具", penalty.Reversed: "应收回",
			penalty.Accrued: "已计提", penalty.Claimable: "可申请", penalty.Issued: "已出具", penalty.Expired: "已过期",
			penalty.EarnedBack: "已挽回", penalty.Earned: "已获得", penalty.NothingOwed: "无需抵扣",
			penalty.BelowMinimum: "低于起付额", penalty.NotMeasured: "未衡量", penalty.Undetermined: "无法确定",
		},
		several: "多项目标（%s）", group: "%s，%s", refers: "%s（属 %s）",
		about: "%s：%s", claim: "%s，%s",
		shared: "各项先向下舍入；余数最大的各项末位加一，直至各项之和等于合计",
		whole:  "上限与取整", total: "合计", returned: "挽回的抵扣", bonuses: "奖励",
		bonus: "奖励", payable: "应付", balance: "结转余额",
		triggers: "其他后果", trigger: "%s：%s，计数 %s", triggerAlone: "%s：计数 %s",
		problems: "无法计算的部分",
		anomalies: map[penalty.FindingCode]string{
			penalty.MissingCharge:      "未提供规则所需的费用",
			penalty.MissingQuantity:    "未提供规则所需的数量",
			penalty.UnreadableCharge:   "费用数字过长，无法计算",
			penalty.CalculatorFailed:   "计算函数没有给出金额",
			penalty.CalculatorUnit:     "计算函数给出了其他单位的金额",
			penalty.CalculatorNegative: "计算函数给出了负数金额",
			penalty.MissingDays:        "规则按天计算，但天数未知：每次违规逾期几天，或哪些天是工作日",
			penalty.BreachUndated:      "该目标的违规没有时刻，跨天的触发条件可能少计",
			penalty.ChargePeriod:       "费用涉及周期以外的日期，未使用；请在服务抵扣中写明 charges: whole、by-months 或 by-days",

			penalty.StatementUnit:      "此前的抵扣单使用其他单位，未使用",
			penalty.StatementBackwards: "此前的抵扣单结束早于开始，未使用",
			penalty.StatementState:     "此前的抵扣单中有状态未知的项目，未使用",
			penalty.StatementRepeated:  "此前的周期已有抵扣单，这一份未使用",
		},
		nothing: "没有适用的规则：无需抵扣。", bothTerms: "过渡期", oldNew: "旧条款 %s，新条款 %s；%s",
		pays: map[penalty.Pays]string{
			penalty.PaysOld: "按旧条款支付", penalty.PaysNew: "按新条款支付", penalty.PaysHigher: "按两者中较高者支付",
			penalty.PaysLower: "按两者中较低者支付", penalty.PaysNone: "均不支付",
		},
	}
}

func chineseFinding() findingWords {
	return findingWords{
		title: "疑点", finding: "疑点", count: "次数", about: "涉及", meaning: "含义", agreement: "协议本身",
		tooLate:     "公告晚于协议要求的提前时间；不影响结果。",
		noExclusion: "该目标没有约定除外，因此不除外任何时间；不影响结果。",
		codes: map[sla.FindingCode]meaning{
			sla.FindingInstant:            {"时刻超出范围", "早于 1900 年或晚于 2189 年，未参与计算。"},
			sla.FindingInterval:           {"结束早于开始", "结束不晚于开始，未参与计算。"},
			sla.FindingUnreadable:         {"无法读取", "比例或状态无法读取，该事实未参与计算。"},
			sla.FindingUnknownState:       {"未知状态", "协议没有给出该状态的权重，这段时间视为没有数据。"},
			sla.FindingWindow:             {"除外未获接受", "公告过晚，或协议不允许除外；不影响结果。"},
			sla.FindingUnseen:             {"不可见字符", "编号含有不可见字符，与看上去的编号不同。"},
			sla.FindingNoEvents:           {"没有事件的工单", "没有发生任何可计入的事件。"},
			sla.FindingDuplicateEvent:     {"事件重复", "编号相同的事件视为同一事件，以最后版本为准。"},
			sla.FindingPaidHistory:        {"采用支付条款的历史", "按另一套条款计算的抵扣，参照的是按支付条款出具的抵扣单。"},
			sla.FindingDuplicateTicket:    {"工单重复", "每一份都会计入；请删除多余的副本。"},
			sla.FindingNotStarted:         {"已停止但从未开始", "时钟没有计时，该工单对它不计入。"},
			sla.FindingBackwards:          {"停止早于开始", "按协议的策略计算。"},
			sla.FindingNoTarget:           {"没有适用的时限", "协议对它没有承诺，不计入。"},
			sla.FindingScale:              {"超出评分范围", "答案不在评分范围之内，未使用。"},
			sla.FindingPoint:              {"缺少起算点", "该中断没有可据以计算修复时间的时点，不计入。"},
			sla.FindingOverride:           {"改变优先级未说明理由", "以工单设定的优先级为准，但无从说明理由。"},
			sla.FindingPauseEnd:           {"暂停的结束无法读取", "既不是时刻也不是日期，因此不结束暂停。"},
			sla.FindingPromiseReason:      {"约定时间未说明理由", "以工单约定的时间为准，但无从说明理由。"},
			sla.FindingHours:              {"未知日历", "工单指定的不是协议中的日历，改用时限规定的备用日历。"},
			sla.FindingPromise:            {"约定时间无法读取", "约定的内容不是时刻或日期，该工单不计入。"},
			sla.FindingOutside:            {"协议有效期之外", "发生时协议尚未生效或已失效，未参与计算。"},
			sla.FindingUnknown:            {"未知对象", "协议没有提到该事实所涉及的对象。"},
			sla.FindingReason:             {"除外未说明理由", "已计入，但无从说明理由。"},
			sla.FindingCount:              {"计数不可能", "达标数超过总数、小于零或超过一万亿，未参与计算。"},
			sla.FindingCurrency:           {"单位不同", "金额的单位与协议不同，未使用。"},
			sla.FindingDuplicateStatement: {"抵扣单重复", "该周期已有抵扣单，这一份未使用。"},
			sla.FindingAmount:             {"金额超出范围", "金额位数过多，未使用。"},
			sla.FindingUnreachable:        {"不可能达到", "没有任何数值能达到承诺，或服务时间没有那么长；仍按原文执行。"},
			sla.FindingCredits:            {"可疑的抵扣规则", "规则按原文执行，但很可能并非本意。"},

			sla.FindingOverlap:    {"未规定重叠的处理", "只影响部分用户的中断相互重叠，而协议没有规定合计损失多少；以最严重的中断为准。"},
			sla.FindingGrain:      {"取整粒度可能改变判定", "时长按某一粒度进位，而该粒度可能改变判定；仍按原文执行。"},
			sla.FindingWord:       {"不匹配的词", "工单中的词与协议中的词相近，或协议中的词与可能想写的词相近：两者之一可能拼写有误，或写错了位置。"},
			sla.FindingAffected:   {"受影响人数未知", "危机条件要求受影响人数，而中断没有说明；请以计数给出比例，例如 137 in 3000。"},
			sla.FindingCrises:     {"危机未全部列出", "危机多于可列出的数量，只列出最近的。"},
			sla.FindingGrades:     {"违规等级", "违规等级之间有空隙，或同一超时幅度重复出现；仍按原文执行。"},
			sla.FindingUngraded:   {"没有等级", "时限不给出时长，而各等级都是允许时长的比例，因此违规没有等级；请增加以时长表示的等级，例如 over 8h。"},
			sla.FindingLadder:     {"升级阶梯未使用", "没有目标也没有危机引用该升级阶梯，它不会发出告警。"},
			sla.FindingLastMinute: {"最后一分钟关闭", "服务时间在 23:59 结束，当天最后一分钟因而关闭；当日结束请写 24:00。仍按原文执行。"},
			sla.FindingUnmatched:  {"从未匹配", "没有任何工单具有该条件所要求的事件或属性。"},
		},
		oddity: "%s：%s，%s",
		oddities: map[penalty.FindingCode]string{
			penalty.GapFound: "没有一行规定此时抵扣多少", penalty.OverlapFound: "两行包含相同的数值",
			penalty.CreditWhileMet: "达到承诺的数值也会抵扣", penalty.WrongDirection: "数值越好抵扣越多",
			penalty.NotMonotone: "数值更差反而抵扣更少", penalty.UnreachableRow: "该行不适用于任何数值",
			penalty.UnreachableUnderCap: "上限允许的更少", penalty.UnlikeFigures: "与所承诺的数值种类不同",
			penalty.OverAtRisk: "各池合计超过风险金额", penalty.IdleCap: "该上限从不起作用",
			penalty.AlwaysCapped: "该上限总是起作用", penalty.WeightsSum: "权重之和与规定不符",
			penalty.WeightOutside: "有权重超出范围", penalty.NeverIssued: "起付额高于上限",
			penalty.AmountForShare: "写的是金额，可能本意是带 % 的比例", penalty.NeverTriggered: "没有上限会起作用，因此永不成立",
			penalty.UnboundedCredit: "没有上限约束",
		},
	}
}

func chineseTicket() ticketWords {
	return ticketWords{
		title: "%s：%s", ticket: "工单", clock: "时钟", target: "时限", started: "开始", due: "到期",
		breached: "超时起于", stopped: "停止", asOf: "截至", elapsed: "已用时间", wall: "总历时", zone: "时区",
		phases: map[sla.Phase]string{
			sla.PhaseWaiting: "未开始", sla.PhaseRunning: "计时中", sla.PhasePaused: "已暂停", sla.PhaseStopped: "已停止",
			sla.PhaseCancelled: "已取消：不计入", sla.PhaseNotApplicable: "不适用",
		},
		met: "达成", missed: "未达成", bornBreached: "一开始即已超时",
		within: "%s（%s）", withinOn: "%s，%s（%s）",
		withinNone: "无期限，%s（%s）",
		metWith:    "达成，余 %s", metBefore: "达成，比到期早 %s", dueIn: "%s 后到期", missedBy: "未达成，超时 %s", remaining: "余 %s",
		dueNone: "暂停期间无到期时间", dueIfResumed: "暂停期间无到期时间；若立即恢复，则为 %s",
		reasons: "依据",
		notes: map[sla.NoteCode]string{
			sla.NoteUnknownObjective: `协议中没有带时钟的目标“{value}”。`,
			sla.NoteNotStarted:       "时钟尚未开始：没有事件符合 {path}。",
			sla.NoteStarted:          "时钟由 {value} 开始，依据 {path}。",
			sla.NoteStopped:          "由 {value} 停止。",
			sla.NoteRevision:         "适用自{value}起的修订（{path}）。",
			sla.NoteScope:            "该目标不涉及此工单（{path}）。",
			sla.NoteOutside:          "开始时不在协议有效期内：{value}（{path}）。",
			sla.NotePriority:         "根据 {path}，优先级为 {value}。",
			sla.NoteOverride:         "工单另行设定：{path} 为 {value}。",
			sla.NoteOverrideReason:   "理由（{path}）：{value}。",
			sla.NoteOverrideBy:       "决定人（{path}）：{value}。",
			sla.NoteAttribute:        "属性“{key}”为 {value}（{path}）。",
			sla.NoteTarget:           "适用 {path}：{value}。",
			sla.NoteNoTarget:         "{path} 中没有适用的时限。",
			sla.NotePromise:          "属性 {path} 中的约定时间无法读取：{value}。",
			sla.NoteOtherwise:        "所指定的不是日历，改用 {value}（{path}）。",
			sla.NoteGrace:            "超时前另有宽限 {value}（{path}）。",
			sla.NoteSurcharge:        "在非服务时间开始，另加 {value}（{path}）。",
			sla.NoteRolled:           "在非服务时间开始；天数自 {value} 起算（{path}）。",
			sla.NoteReceived:         "在截止时间之后或非工作日开始；视为 {value} 收到（{path}）。",
			sla.NoteClosed:           "{value} 当天关闭，改在工作日到期（{path}）。",
			sla.NoteNextDay:          "当日关闭，或到 {value} 已结束；改计次日（{path}）。",
			sla.NoteKnown:            "按 {value} 所知的日历计算（{path}）。",
			sla.NoteCarried:          "在此前的时限下已用 {value}，在此一并计入（{path}）。",
			sla.NoteCountsFrom:       "时限已改变；自 {value} 起计时（{path}）。",
			sla.NoteKept:             "在此前的时限下自 {value} 起已超时；仍然有效（{path}）。",
			sla.NoteLeft:             "自 {value} 起对它没有承诺；此前的未达成仍然有效（{path}）。",
			sla.NoteCorrected:        "停止它的事件更正了时限：{value}（{path}）。",
			sla.NoteLateAfterDue:     "时间在服务结束时用尽；自到期起已超时 {value}（{path}）。",
			sla.NotePromiseReason:    "工单自行约定的理由（{path}）：{value}。",
			sla.NotePromiseBy:        "决定人（{path}）：{value}。",
			sla.NotePausesNothing:    "曾暂停，但不改变到期时间（{path}）。",
			sla.NotePauseEnds:        "暂停在 {value} 自动结束（{path}）。",
			sla.NoteContinued:        "停止后因重新打开而继续：{value}（{path}）。",
			sla.NoteBackwards:        "停止早于开始；此类工单的处理：{value}（{path}）。",
			sla.NoteWaived:           "部分时间获豁免：{value}。",
			sla.NoteWaivedBy:         "批准人：{value}。",
		},
		policies: map[string]string{
			"zero": "用时计为零", "excluded": "不计入", "ignored": "忽略该停止",
			"final": "停止后不再计时", "new-cycle": "新一轮计时", "new-cycle-after-due": "到期后新一轮计时",
			"continue-excluding-closed": "继续计时，不含关闭期间", "continue-including-closed": "继续计时，含关闭期间",
			"from-start": "新时限从头适用", "restart": "自变更时重新计时", "carry-elapsed": "结转已用时间", "carry-proportion": "结转已用比例",
			"keep-stricter": "取较早到期者", "keep-first": "保持最初时限",
		},
		nothing: "无",
		trace:   "计时过程",
		from:    "从", to: "到", length: "时长", what: "状态", counts: "计入", soFar: "累计", why: "原因",
		segments: map[sla.SegmentKind]string{
			sla.Running: "计时", sla.Paused: "暂停", sla.Stopped: "停止", sla.Closed: "非服务时间", sla.OnHoliday: "节假日", sla.Moved: "服务时间调整",
			sla.Waived: "豁免", sla.Carried: "结转",
		},
		figure: "从开始到结束的计时", figureOf: "总计 %s，其中计时 %s。", dueAt: "到期 %s",
		outside:       "“%s”之外",
		holiday:       "%s",
		addsUp:        "各段合计等于总历时 %s；其中计入的合计等于已用时间 %s。",
		countsDiffer:  "各段合计等于总历时 %s；其中计入 %s，时钟因上述依据显示 %s。",
		lengthsDiffer: "各段合计 %s，时钟显示总历时 %s。",
		alarms:        "告警", at: "时间", mark: "告警点", alarmState: "状态", level: "级别", tells: "通知",
		passed: "已过", ahead: "未到", withheld: "未发出：一开始即已超时",
		marks: map[sla.Warning]string{sla.MarkBreach: "超时"},
	}
}

func chineseChain() chainWords {
	return chainWords{
		title: "承诺链", none: "未发现缺口：下级承诺足够。",
		pauses: "比较时间时不计暂停。",
		gaps:   counted{"%d 处缺口：下级承诺不足以支撑本级承诺，或无法比较。", "%d 处缺口：下级承诺不足以支撑本级承诺，或无法比较。"},
		days:   counted{"%d 天", "%d 天"},

		objective: "目标", tickets: "工单", gap: "缺口", restsOn: "依赖", why: "原因",
		codes: map[sla.FindingCode]string{
			"late": "过晚", "shortfall": "不足", "period-wider": "周期过宽", "claim-too-late": "申请过晚",
			"unsupported": "没有下级承诺", "pauses": "单独暂停", "not-compared": "未比较",
		},
		not: "非 %s", at: "%s ", justAfter: "紧接 %s 之后",
		late:    "%s开始的工单，若下列各步都用满所允许的时间，将超时 %s：%s。",
		certain: "自%[2]s起的周期内，只有 %[1]s 有保证", lost: "自%[2]s起的周期内，最多可能损失 %[1]s",
		wider: "，因为下级的某一周期超出其范围", independent: "%s；若各部分独立且均匀地发生故障，则为 %s",
		shares:    "只有 %s 的工单有保证按时完成。",
		allAtOnce: "下级的某一周期超出目标的周期，其全部超时工单可能都落在这一周期内。",
		leftOut:   "%s，且无从知道有多少。",
		keys: map[string]string{
			"maintenance":   "组成部分不计维护时间，而整体计入",
			"notice":        "组成部分不计对整体而言公告过晚的维护",
			"quota":         "组成部分可以除外的维护多于整体",
			"no-data":       "没有数据的时间对整体算损失，对组成部分不算",
			"not-monitored": "未监控的时间对整体算损失，对组成部分不算",
			"ignore-under":  "组成部分不计短时中断，而整体计入",
			"weights":       "性能下降时，组成部分的损失小于整体",
		},
		claim:       "对于%s的故障，下级的申请截止比客户的早 %s：%s。",
		missing:     "没有提供含有 %s 的协议。",
		unsupported: "%s 对 %s开始的工单没有承诺。",
		pausesAlone: "在目标的时钟计时时，时钟 %s 暂停。",
		reasons: map[string]string{
			"event":    "某一步的起算事件不是上一步的结束事件。",
			"metric":   "两者衡量的内容不同。",
			"period":   "滚动周期只与相同的周期比较。",
			"calendar": "某次修订改变了服务时间。",
			"ticket":   "时限由工单自行设定。",
			"parts":    "组成部分与下级承诺不一致。",
			"cases":    "属性值的组合超过 10,000 种。",
		},
		balances: "应付与可追偿", unit: "单位", owed: "应付客户", recoverable: "可向供应商追偿", left: "余额",
	}
}

func chineseCut() cutWords {
	return cutWords{
		title: "细分", about: "这些分组只是报告所需，协议没有为它们作出承诺，因此没有判定。",
		keys: map[string]string{"@weekday": "星期", "@hour": "小时", "@month": "月份", "@target": "目标", "@owner": "负责方", "@used": "已用时间", "@cause": "原因"},
		none: "（无）", by: "按%s", items: "项数", inTime: "按时",
		usedTitle: "已用时间占时限的比例", usedNote: "时限处的竖线右边是超时的项。未结束的项按目前已用时间计算。",
		usedShare: "占时限的比例", target: "时限", usedSays: "%[2]d 项中 %[1]d 项超时",
		beyond: "与整体之差（百分点）", beyondNote: "按开始的时间，以协议的时区为准。",
		tintShares: "单位为百分比。颜色越深越差：低于 95、85、70、50。圆点：少于五项。",
		tintTimes:  "单位为百分比。颜色越深越差：差错超过允许值，或超过其 2 倍、4 倍、8 倍。圆点：少于五项。",
	}
}

func chineseYear() yearWords {
	return yearWords{
		whole: "整个周期", periods: "各周期", losses: "差错分布",
		few: "在%[5]s中，%[2]s 个分组里的 %[1]s 个（按%[3]s）占全部差错的 %[4]s。",
		met: "整个周期的 %[2]d 项承诺中 %[1]d 项达成", missed: "%d 项未达成", open: "%d 项未定", notMeasured: "%d 项无法衡量", periodsMet: "%[2]d 个周期中 %[1]d 个达成", period: "周期", last: "最近 %d 个周期合并",
		slope: "平均每个周期变化 %s（%d 个周期，最小二乘法）。", pooled: "全部周期合并计算为 %s；各周期数值的平均值为 %s。",
		noTrend: "数值不足三个，没有趋势。", ofPoints: "%s 个百分点", noResult: "没有结果", promiseLine: "横线为承诺值：%s。",
		lossesNote: "差错多的在前。“累计”是到该行为止占全部差错的比例，只舍不入。", lossesBy: "%s，按%s",
		share: "与最多者相比", wrong: "差错", together: "累计", samePeriods: "上述分组在各周期的情况（按%s）",
		causes:       "%s：各周期按原因统计的损失分钟数（向上取整）",
		causesTimes:  "颜色越深越差：超过承诺对该周期计入时间所允许的损失，或超过其 2 倍、4 倍、8 倍。圆点：没有损失。",
		causesShares: "颜色越深越差：损失超过该周期计入时间的 5%、15%、30%、50%。圆点：没有损失。",
		trend:        "趋势", trendNote: "每个周期的权重相同。这是对过去的计算，不是预测。",
		trendLead: "%[3]s 个周期中，%[1]s 个目标变好，%[2]s 个变差。", trendMoves: "%[3]s 个周期中，%[1]s 个指标上升，%[2]s 个下降；没有承诺说明哪个方向更好。", first: "最早", latest: "最近", perPeriod: "每周期变化", direction: "方向",
		directions: map[string]string{toBetter: "变好", toWorse: "变差", toMore: "上升", toLess: "下降", toSame: "不变"},
		highest:    "%s：%s，高于此前十二个周期中最高的 %s。", lowest: "%s：%s，低于此前十二个周期中最低的 %s。",
		changes: "从最早到最近的变化", changesNote: "单位为百分点。“自身”是分组自己变好或变差，“构成”是分组所占比重的变化；两者之和就是全部变化。",
		own: "自身", mix: "构成",
	}
}
