package report

import "github.com/upheld/upheld/sla"

func chineseTerm() termWords {
	return termWords{
		agreement: "协议本身",
		parts:     map[string]string{"calendars": "日历 %s", "clocks": "时钟 %s", "objectives": "目标 %s", "services": "服务 %s", "roles": "角色 %s"},
		measured:  "衡量方法",
		row:       "%s，第 %d 行",
		none:      "未规定",
		becomes:   "%s → %s",
	}
}

func chineseAmendment() amendmentWords {
	return amendmentWords{
		title: "变更说明：%s", same: "两份协议相同。",
		changed: counted{"%d 个条款改变", "%d 个条款改变"},
		added:   counted{"新增 %d 个部分", "新增 %d 个部分"}, removed: counted{"终止 %d 个部分", "终止 %d 个部分"},
		revisions: counted{"新增或终止 %d 项以后的变更", "新增或终止 %d 项以后的变更"},
		term:      "条款", before: "变更前", after: "变更后",
		isNew: "%s：新增", isRemoved: "%s：终止", from: "自%s起", withdrawn: "不再自%s起",
	}
}

func chineseComparison() comparisonWords {
	return comparisonWords{
		title: "比较：%s", same: "没有差别。",
		verdicts: counted{"%d 个判定不同", "%d 个判定不同"},
		more:     counted{"多 %d 次超时", "多 %d 次超时"}, fewer: counted{"少 %d 次超时", "少 %d 次超时"},
		other:   counted{"%d 次超时的时长不同", "%d 次超时的时长不同"},
		owed:    "应抵扣 %s → %s",
		figures: counted{"%d 个数值不变。", "%d 个数值不变。"}, breaches: counted{"%d 次超时不变。", "%d 次超时不变。"},
		lines:  counted{"%d 项不变。", "%d 项不变。"},
		breach: "%s %s：%s", join: "；", met: "达成", noBreach: "没有超时", missed: "未达成", missedBy: "超时 %s",
		fields: map[string]string{
			"within": "时限 %s → %s", "calendar": "日历 %s → %s", "started": "开始 %s → %s", "due": "到期 %s → %s",
			"stopped": "停止 %s → %s", "elapsed": "已用时间 %s → %s", "waived": "豁免 %s → %s",
		},
		several: "多项目标", before: "之前", after: "之后",
	}
}

func chineseLayer() layerWords {
	return layerWords{
		title:  "分层：%s",
		fields: counted{"%d 个条款", "%d 个条款"}, hiding: counted{"其中 %d 个覆盖了其他值", "其中 %d 个覆盖了其他值"},
		findings: counted{"%d 处疑点", "%d 处疑点"},
		layers:   "各层，自下而上", layer: "层", stated: "有效条款", overOthers: "覆盖其他值",
		over: "覆盖其他值的条款", line: "%s %s，由 %s 规定，覆盖 %s", hidden: "%s 的 %s", nothing: "无",
		findingsTitle: "疑点",
		codes: map[sla.FindingCode]string{
			"locked":          "%[1]s 改变了下层锁定的 %[2]s：%[3]s",
			"loosened":        "%[1]s 在 %[2]s 的承诺低于锁定它的下层：%[3]s",
			"not-comparable":  "%[1]s 改变了只可收紧的 %[2]s，而没有规则说明哪个更严：%[3]s",
			"lock-unused":     "%[1]s 锁定了条款，但其上没有更高的层。",
			"revision-hidden": "%[1]s 的以后变更无效，因为上层自己规定了 %[2]s。自 %[3]s",
		},
		changes: "以后的变更", revision: "自%s起：%s",
	}
}
