package report

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

		wall: "%s（自然时间）", alarm: "下次告警：%s（%s）", alarmTells: "%s，通知 %s", ifResumed: "若立即恢复，%s 到期",

		ahead: "未来 %s，若无变化", by: "截至 %s：%s。",
		clocksRunOut:   counted{"%d 个时钟超时", "%d 个时钟超时"},
		promisesMissed: counted{"%d 项承诺无法达成", "%d 项承诺无法达成"},
		at:             "时刻", what: "事项", runsOut: "超时", promiseMissed: "承诺无法达成",
		picture: "各自何时超时", nowTick: "现在", hoursOf: "底色：%s 的服务时间。",
		lostTime: "未结束周期内的损失时间",
	}
}
