package report

func chineseField() fieldWords {
	return fieldWords{
		labels: map[string]string{
			"escalate": "升级阶梯", "does": "后果", "sla.Level.does": "措施", "sla.Crisis.id": "危机", "sla.Crisis.level": "级别", "sla.Crisis.service": "服务", "sla.Crisis.response": "响应人",
			"sla.Grade.overrun": "超出允许时长", "sla.Lock.path": "部分", "sla.Lock.may": "上层可以",
			"transition": "新旧条款并行", "sla.Transition.pays": "支付依据", "relies-on": "依赖", "locked": "上层可以改变的内容",
			"scope.in": "包括", "scope.out": "不包括", "further": "其他",
			"id": "结果中的标识", "attain": "承诺", "where": "仅适用于", "abandoned": "视为放弃", "sla.Objective.by": "另按分组", "sla.Review.by": "参加者", "sla.Override.by": "决定人", "sla.Override.reason": "理由属性", "sla.Objective.least": "最少项目数",
			"sla.Objective.over": "合并考核", "sla.Objective.counts": "归期依据", "warn": "预警", "owner": "负责人", "class": "重要性", "clause": "条款",
			"service": "服务", "method": "衡量方式", "clock": "时钟", "sla.Target.when": "适用工单", "sla.Target.within": "允许时长",
			"received-by": "当日受理截止", "if-closed": "若在停服日到期", "roll": "天数起算", "override": "若工单自行设定",
			"sla.Target.during": "若开始于", "sla.Clock.after": "不早于以下时钟停止", "sla.Clock.hide": "不显示到期时间的条件", "sla.Clock.owner": "责任方",
			"sla.Clock.cancel": "取消", "sla.Clock.start": "开始", "sla.Clock.stop": "停止", "sla.Clock.pause": "暂停", "sla.Clock.resume": "恢复", "sla.Clock.reset": "重新开始",
			"provider": "服务提供方", "customer": "客户", "kind": "种类", "zone": "日期与时间的时区", "currency": "金额货币", "effective": "有效期", "title": "名称",
			"pins": "对工单的适用依据", "approved-by": "批准人", "life": "生命周期阶段", "removed": "终止", "change": "变更",
			"calendar.Spec.union": "另按以下日历开放", "calendar.Spec.intersect": "仅当以下日历也开放", "calendar.Spec.except": "以下日历开放时关闭", "eves": "节假日前一天",
			"of": "对象", "sla.Role.of": "所属", "metrics.Availability.of": "衡量的服务", "sla.Review.every": "频率", "sla.Review.next": "下次",
			"reopen": "工单重新打开", "retarget": "时限改变", "pause-basis": "暂停的计算", "past-pauses": "时限改变前的暂停", "calendar-change": "服务时间改变",
			"day-pauses": "按天时限的暂停", "open-not-due": "未结束且未到期", "open-past-due": "未结束且已超时", "backwards": "解决早于打开", "no-target": "没有时限",
			"due-at-closing": "停服时刻到期", "unknown-words": "拼写可疑的词", "profile": "策略集", "penalty.Spec.unit": "单位", "scale": "小数位数", "minimum": "出具条件", "minimum-of": "出具条件比较的金额", "round": "取整", "claim": "申请期限",
			"charges": "跨周期的费用", "weights": "目标权重", "penalty.Spec.base": "比例的基数", "penalty.Term.base": "基数", "penalty.Cap.base": "基数",
			"sla.Over.of": "须达成的周期数", "sla.Over.attain": "承诺", "judge": "合并方式", "penalty.Term.when": "条件",
			"in": "范围", "matrix": "优先级", "raci": "责任分工", "keep": "记录保存期", "to": "收件人", "shows": "内容", "signs": "签署人", "sla.Edition.by": "经办人", "as": "身份",
			"no-data": "没有数据的时间", "maintenance": "公告的维护", "notice": "提前公告时间", "ignore-under": "短于此的中断不计",

			"address": "地址", "affected": "受影响", "after": "起", "agreement": "协议", "align": "对齐", "allocation": "分配", "amount": "金额", "any": "或", "at": "时间", "at-least": "至少", "at-risk": "风险金额", "attribute": "属性", "average": "平均",
			"bad": "不合格", "base": "基数", "by": "方式", "calendar": "日历", "calendars": "日历", "cancel": "取消", "caps": "上限", "category": "类别", "changed-to": "变为", "clauses": "合同正文", "clocks": "时钟", "closed": "停服日", "contact": "联系方式", "counted": "计数", "counts": "计入", "country": "国家", "coverage": "覆盖率", "credit": "抵扣", "credits": "服务抵扣", "crises": "危机", "cutoffs": "分界",
			"days": "特殊日", "definitions": "定义", "description": "说明", "deviation": "偏差", "disputes": "争议", "document": "文件", "down": "中断", "due": "提交期限", "during": "期间", "duties": "职责",
			"each": "每项", "empty": "空时间片", "escalations": "升级阶梯", "event": "事件", "every": "频率", "excess": "超出处理", "except": "除外", "factors": "因素", "file": "文件", "free": "免计", "from": "自", "gap": "空隙", "good": "合格", "grace": "宽限", "grade": "等级", "grades": "违规等级", "grain": "粒度",
			"handling": "违规后的处理", "hide": "隐藏", "history": "历史版本", "holidays": "节假日", "hours": "服务时间", "ignore": "忽略", "impact": "影响范围", "initial": "初始状态", "intersect": "同时开放", "is": "取值", "known": "获知日期", "least": "最少", "less": "提前", "level": "级别",
			"market": "市场", "may": "可以", "measure": "数值", "metric": "衡量方法", "min-run": "最少连续", "min-samples": "最少样本", "minutes": "分钟计法", "most": "最多", "multiple": "倍数", "name": "名称", "names": "其他语言的名称", "nearest": "取近", "next": "下次", "not-monitored": "未监控的时间",
			"objective": "目标", "objectives": "目标", "on": "日期", "only": "仅限", "order": "顺序", "out": "不包括", "over": "超过", "overlap": "重叠", "overrun": "超时", "parallel": "并联", "part-days": "非全天事件", "partial": "不完整时间片", "parties": "各方", "path": "部分", "pause": "暂停", "pays": "支付", "per": "每", "period": "考核周期", "periods": "周期数", "point": "点", "points": "分值", "policies": "策略", "priorities": "优先级", "priority": "优先级", "property": "属性", "purpose": "目的",
			"quota": "额度", "quota-per": "额度周期", "rank": "百分位", "reads": "读取", "reason": "理由", "region": "地区", "reports": "报告", "reset": "重新开始", "response": "响应", "resume": "恢复", "returns": "挽回", "review": "审核", "revisions": "以后的变更", "roles": "角色", "rotas": "轮班", "rows": "行", "rules": "规则",
			"series": "串联", "services": "服务", "share": "比例", "shares": "预留资源", "shifts": "跨午夜的班次", "short": "短于", "signed": "签署日期", "since": "起算点", "start": "开始", "statistic": "统计量", "status": "状态", "steps": "各档", "stop": "停止", "sum": "合计", "summary": "摘要", "targets": "时限", "tell": "通知", "terms": "条款", "text": "正文", "tickets": "工单数", "top": "高分段", "triggers": "触发条件",
			"union": "合并", "unit": "单位", "until": "至", "urgency": "紧急程度", "use": "用途", "value": "值", "version": "版本", "versions": "版本", "weeks": "各周", "weight": "权重", "weighted": "加权", "when": "条件", "while": "期间", "with": "参数", "within": "时限", "without": "排除", "workdays": "工作日", "abandons": "放弃的处理", "kind.share": "按时完成率",

			"tiers": "分档", "table": "表", "graduated": "累进", "flat": "固定抵扣", "per-breach": "每次违规", "per-unit-late": "每单位逾期", "per-point-below": "每低一个单位", "per-point-above": "每高一个单位",
			"pro-rata": "按比例", "pool": "风险池", "named": "计算函数", "highest": "最高者", "first-match": "首个适用者", "choice": "由客户选择", "capped": "封顶", "floor": "保底", "repeat": "连续违规", "worth": "折算", "earn-back": "挽回", "bonus": "奖励",
			"kind.overrun": "按超时幅度", "kind.points": "按分值", "kind.sum": "合计", "kind.minimum": "起付",
			"mean": "平均", "max": "最大", "percentile": "百分位数", "time-in": "状态时长", "repair": "修复时间", "availability": "可用性", "slices": "时间片", "composed": "组合", "ratio": "比率", "score": "评分", "total": "总量", "custom": "自定义",

			"penalty.Spec.triggers": "其他后果", "sla.Service.in": "包括", "sla.Service.out": "不包括", "penalty.Spec.caps": "上限", "sla.Document.status": "状态", "sla.Objective.period": "考核周期", "sla.Transition.until": "至",
		},
	}
}
