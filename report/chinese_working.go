package report

import (
	"github.com/upheld/upheld/penalty"
)

func chineseWorking() workingWords {
	both := func(text string) counted { return counted{text, text} }
	return workingWords{
		looked: map[penalty.Measure]counted{
			penalty.Attained: both("实际值 {saw}"), penalty.Overran: both("超出 {saw}"),
			penalty.Below: both("比承诺低 {saw}"), penalty.Breached: both("{saw} 次违规"),
			penalty.Scored: both("{saw}"), penalty.Lateness: both("逾期 {saw}"),
			penalty.LostTime: both("损失 {saw}"), penalty.LostShare: both("损失 {saw}"),
			penalty.Streak: both("连续 {saw} 个周期未达成"),
		},
		points:  both("{saw} 分"),
		unknown: "无法衡量", because: "无法衡量（{why}）", absent: "未衡量",
		verdicts: map[penalty.Label]string{penalty.Label(penalty.Met): "达成", penalty.Label(penalty.Missed): "未达成"},

		atLeast: "不低于 {bound}", over: "超过 {bound}", atMost: "不超过 {bound}", below: "低于 {bound}",
		exactly: "等于 {bound}", both: "{low} 且{high}",

		row: "{looked}，{band}：{pays}", noRow: "{looked}，不在任何一行内：不抵扣",
		near:    "{looked}，不在任何一行内，按“{band}”计：{pays}",
		between: "{looked}，{band}，介于 {low} 与 {high} 之间；按比例 {pays}",
		nearest: "{saw} 取最接近的 {step} 的倍数（{mode}），为 {gives}",
		holds:   "{looked}，{band}", fails: "{looked}，不符合“{band}”：不抵扣",
		modes: map[penalty.Label]string{
			penalty.Label(penalty.HalfUp): "四舍五入", penalty.Label(penalty.HalfEven): "四舍六入五成双",
			penalty.Label(penalty.RoundDown): "舍去尾数", penalty.Label(penalty.RoundUp): "进位",
			penalty.LabelWithinCap: "舍去尾数以不超过上限",
		},

		gives: "{text} = {gives}", pays: "{text}：{pays}", nothing: "{text}：不抵扣", unpaid: "{text}：无法计算服务抵扣",
		product: " × ", sum: " + ", and: "、", less: "{more} − {less}", bracket: "{saw}（{band}）", inAll: "{looked}，合计 = {gives}",
		rate: "{of}的 {rate}", base: "{of}（{base}）", baseShare: "{of}（{base} {whole}的 {share}）",
		notGiven: "{base}的 {rate}（未提供{base}）",

		lost: "{of}中损失 {saw} = {gives}", lostTo: "{of}中损失 {saw}，影响 {share} 的用户 = {gives}",
		overrun: "（{less}）/ {of} = {gives}",

		late: "{looked}：{units}", lateBeyond: "{looked} − 免计的 {free} = {rest}：{units}",
		lateFree: "{looked}，其中免计 {free}：不抵扣",
		units: map[penalty.Label]counted{
			penalty.Label(penalty.Started): both("{n} 个已开始的 {unit}"),
			penalty.Label(penalty.Full):    both("{n} 个完整的 {unit}"),
			penalty.Label(penalty.InPart):  both("{n} 个 {unit}"),
		},
		distance: "{less} = {gap}：{units}", notAbove: "{saw} 未超过 {of}：不抵扣", notBelow: "{saw} 不低于 {of}：不抵扣",

		earlierBreaches: "{looked}，同一{window}内此前 {earlier} 次",
		free:            "{looked}，其中 {free} 次免计", lots: "{looked}，每满 {every} 次计一份，新满份数",

		highest: "{all} 中最高者", first: "{all} 中首个适用者", noTerm: "没有适用的条款",
		chosen: "客户在 {all} 中的选择", unchosen: "客户尚未选择，取 {all} 中最高者",
		earlierPoints: "同一{window}内此前 {saw}",

		capped: "上限 {limit}", floor: "下限 {limit}", capPer: "每{window}上限 {limit}",
		capObjective: "目标 {name} 的上限 {limit}", capEachObjective: "每项目标的上限 {limit}",
		capGroup: "组 {name} 的上限 {limit}", capEachGroup: "每组的上限 {limit}",
		stays: "{limit}：{of}不变", becomes: "{limit}：{of}改为 {gives}", eachLine: "{text}，各项 × {times}",
		earlier: "{limit} − 同一{window}内已抵扣的 {saw} = {gives}",
		minimum: "{of}，{band}：保留", belowMinimum: "{of}，不符合“{band}”：不出具",

		notMissed:    "此前没有未达成",
		missedInARow: both("此前连续未达成 {n} 次"),
		missedIn:     both("同一{window}内此前未达成 {n} 次"),
		repeat:       "{missed}：{of} × {saw} = {gives}",

		round: "{of}，{mode} = {gives}", share: "{of}，经上限和取整后 = {gives}",
		setOff: "{of} − 冲抵的 {saw} = {gives}", corrected: "{of} − 更正前的 {saw} = {gives}",

		metInARow:  both("连续 {n} 个周期达成"),
		average:    "达到{window}的平均值",
		earnedBack: "{why}：{of}中挽回 {saw} = {gives}",
		returned:   "{of}", returnedRounded: "{text}，{mode}", returnedLess: "{text} − 此前挽回的 {saw}",

		charge: "{from}至{to}的{base}，{way}：{of} × {times} = {gives}",
		spreads: map[penalty.Label]string{
			penalty.Label(penalty.ByMonths): "按月分摊", penalty.Label(penalty.ByDays): "按日分摊",
		},
	}
}
