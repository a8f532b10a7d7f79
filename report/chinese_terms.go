package report

import "github.com/upheld/upheld/sla"

func chineseTerm() termWords {
	return termWords{
		agreement: "协议本身",
		parts:     map[string]string{"calendars": "日历 %s", "clocks": "时钟 %s", "objectives": "目标 %s", "services": "服务 %s", "roles": "角色 %s"},
		fields: map[string]string{
			"id": "标识", "title": "名称", "kind": "种类", "provider": "服务提供方", "customer": "客户",
			"zone": "时区", "currency": "货币", "effective": "有效期", "priorities": "优先级",
			"policies": "策略", "credits": "服务抵扣", "locked": "锁定的条款", "revisions": "以后的变更",
			"removed": "删除", "calendars": "日历", "clocks": "时钟", "objectives": "目标",

			"hours": "服务时间", "rotas": "轮班", "closed": "停服日", "days": "特殊日", "holidays": "节假日", "eves": "节假日前一天",
			"shifts": "调休日", "union": "任一开放即开放", "intersect": "全部开放才开放", "except": "除外", "versions": "版本",

			"profile": "策略集", "reopen": "重新打开时", "retarget": "时限改变时", "pause-basis": "暂停的计算",
			"past-pauses": "此前的暂停", "calendar-change": "日历改变时", "day-pauses": "按天时限的暂停",
			"open-not-due": "未结束且未到期", "open-past-due": "未结束且已超时", "backwards": "停止早于开始",
			"no-target": "没有时限", "due-at-closing": "停服时刻到期", "unknown-words": "未知的词",

			"start": "开始", "pause": "暂停", "resume": "恢复", "stop": "停止", "reset": "重新开始", "cancel": "取消",
			"after": "在此之后开始", "hide": "不显示到期时间", "owner": "负责人",

			"where": "适用范围", "clock": "时钟", "abandoned": "放弃", "relies-on": "依赖", "targets": "时限", "attain": "承诺", "period": "考核周期",
			"over": "合并考核", "counts": "归期依据", "by": "另行分组", "least": "最少数量", "warn": "预警", "escalate": "升级阶梯", "at": "时间", "tell": "通知", "does": "措施", "when": "适用于",
			"escalations": "升级阶梯", "crises": "危机", "grades": "违规等级", "names": "其他语言的名称",
			"share": "衡量方法", "mean": "衡量方法", "max": "衡量方法", "sum": "衡量方法", "percentile": "衡量方法",
			"time-in": "衡量方法", "repair": "衡量方法", "availability": "衡量方法", "slices": "衡量方法",
			"composed": "衡量方法", "ratio": "衡量方法", "score": "衡量方法", "total": "衡量方法", "custom": "衡量方法",

			"unit": "抵扣单位", "scale": "金额小数位数", "base": "比例的基数", "charges": "费用的分摊", "rules": "规则",
			"weights": "权重", "caps": "上限", "minimum": "起付条件", "minimum-of": "起付比较的金额", "round": "取整", "claim": "申请期限",
			"triggers": "其他后果", "within": "时限",

			"services": "服务", "service": "服务", "class": "重要性", "method": "衡量方式", "clause": "条款",
			"in": "包括", "out": "不包括",
			"document": "文件", "status": "状态", "version": "版本", "life": "生命周期阶段", "signed": "签署日期", "purpose": "目的",
			"clauses": "合同正文", "parties": "各方", "roles": "角色", "of": "所属", "duties": "职责", "contact": "联系方式", "raci": "责任分工",
			"definitions": "定义", "reports": "报告", "review": "审核", "every": "频率", "next": "下次", "handling": "违规后的处理",
			"shares": "预留资源", "disputes": "争议", "keep": "记录保存期", "history": "历史版本",

			"from": "自", "reason": "理由", "approved-by": "批准人", "pins": "适用依据",
			"transition": "并行", "until": "至", "pays": "支付依据",
		},
		measured: "衡量方法",
		row:      "%s，第 %d 行",
		none:     "未规定",
		becomes:  "%s → %s",
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
