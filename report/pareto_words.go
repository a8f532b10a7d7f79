package report

type commonWords struct {
	title, order            string
	target, breaches, shape string
	together                string // heads the shares of all rows so far
	on                      string // within, calendar
	at                      string // an objective, within, path
}

func englishCommon() commonWords {
	return commonWords{
		title: "What the breaches have in common", order: "The most breaches first; Together is the share of a row and all rows above it, cut down to whole percents.",
		target: "Target", breaches: "Breaches", shape: "Share of the most", together: "Together",
		on: "%s on %s", at: "%s: %s (%s)",
	}
}

func chineseCommon() commonWords {
	return commonWords{
		title: "超时的共同点", order: "超时最多的在前；累计为本行及以上各行的占比，舍去小数。",
		target: "时限", breaches: "超时", shape: "与最多者相比", together: "累计",
		on: "%s，%s", at: "%s：%s（%s）",
	}
}
