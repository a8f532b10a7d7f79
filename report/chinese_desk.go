package report

import "github.com/upheld/upheld/report/analysis"

func chineseDesk() deskWords {
	return deskWords{
		title: "服务台", titleOf: "%s：服务台",
		runsOutNext: "最先超时的是 %s，%s：%s。", noneRunsOut: "若无变化，没有时钟会超时。",
		losesTime: "%s正在损失时间；若不恢复，其承诺将于 %s 无法达成。",
		open:      counted{"%d 个未结束的时钟", "%d 个未结束的时钟"}, openAre: "%s：%s。",
		inState: [...]string{lateClock: "%d 个已超时", runningClock: "%d 个未超时", pausedClock: "%d 个已暂停", undatedClock: "%d 个没有到期时间"},
		states:  [...]string{lateClock: "已超时", runningClock: "未超时", pausedClock: "已暂停", undatedClock: "无到期时间"}, latePaused: "已超时，暂停中",
		next: "下次变化", nextAt: "%s（若此前无变化）",
		clocks: "未结束的时钟", noClocks: "没有未结束的时钟。",
		order: "已超时的在前，按超时时刻排列；其次是将要超时的，越早的越靠前；再次是已暂停的，按剩余时间排列；最后是没有到期时间的。剩余时间为服务时间，注明“自然时间”的除外。",

		ticket: "工单", objective: "目标", owner: "负责方", state: "状态", used: "已用", left: "剩余", due: "到期", lateAfter: "超时时刻",
		remark: "备注",

		wall: "%s（自然时间）", alarm: "下次预警：%s（%s）", alarmTells: "%s，通知 %s", ifResumed: "若立即恢复，%s 到期",

		ahead: "未来 %s，若无变化", by: "到 %s 为止：%s。",
		clocksRunOut:   counted{"%d 个时钟超时", "%d 个时钟超时"},
		promisesMissed: counted{"%d 项承诺无法达成", "%d 项承诺无法达成"},
		at:             "时刻", what: "事项", runsOut: "超时", promiseMissed: "承诺无法达成",
		picture: "各自何时超时", nowTick: "现在", hoursOf: "底色：%s 的服务时间。",

		outlook: "展望：%s",
		bounds:  "最差和最好按目前已知的情况精确计算：每张未结束的工单或按时、或超时，每项服务在余下的时间里或全部正常、或全部中断。尚未创建的工单、以后的除外时间和更正不在其中。",
		soFar:   "目前", possible: "仍可能", worst: "最差", best: "最好", room: "余量", stands: "目前状况",
		missedIfIdle: "若无人处理未结束的工单，%s将于 %s 无法达成。", missedIfLost: "若继续损失，%s将于 %s 无法达成。",
		between:      "%s：无论已知的情况如何发展，应抵扣 %s 至 %s。",
		betweenMaybe: "%s：按最好的数值应抵扣 %s，按最差的数值应抵扣 %s；也可能更多或更少，因为有的数值没有界限，有的规则看工单超时多久，有的规则在更差时抵扣更少。",
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
		burnUntil:  "%s：在计入的 %[3]s 中损失了 %[2]s。照此速率，余量可维持到 %[4]s。",
		burnLasts:  "%s：在计入的 %[3]s 中损失了 %[2]s。照此速率，余量可维持到周期结束。",
		arithmetic: "这是算术，不是预测：它假定损失今后均匀发生，而故障并不均匀。",
	}
}
