package report

import (
	"math/big"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Figures is a page with a figure of each kind.
func Figures() View {
	return viewOf(func(p *page) {
		at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) }
		month := timeScale{at(1, 0), at(32, 0)}
		limit, _ := metrics.Bound("95%").Parse()
		p.heading(1, "Figures")
		p.lead("One of each kind.")
		p.tiles(tiles{{"promises kept", "1 of 4", red}, {"credit", "1200.00 EUR", amber}, {"breaches", "8", ""}, {"kept", "3", green}, {"not judged", "1", grey}})
		p.heading(2, "In tables")
		cells := table{columns: []column{{"Name", words}, {"Picture", pictures}, {"Light", lights}}}
		for _, c := range []struct {
			name string
			of   picture
			l    light
		}{
			{"dot, missed", dotPicture{named{"dot", ""}, metrics.ShareOf(9499, 10000), limit, true, red}, light{red, "missed", ""}},
			{"dot, met on the edge", dotPicture{named{"dot", ""}, metrics.ShareOf(95, 100), limit, false, amber}, light{amber, "met, little left", "all used"}},
			{"dot, not judged", dotPicture{named{"dot", ""}, metrics.ShareOf(99, 100), metrics.Limit{}, false, grey}, light{grey, "measured only", ""}},
			{"range", rangePicture{named{"range", ""}, metrics.ShareOf(94, 100), metrics.ShareOf(97, 100), metrics.ShareOf(90, 100), limit, false, amber}, light{amber, "open", ""}},
			{"range without a bound", rangePicture{named{"range", ""}, metrics.ShareOf(94, 100), metrics.ShareOf(97, 100), metrics.Figure{}, limit, false, amber}, light{amber, "open", ""}},
			{"bar", barPicture{named{"bar", ""}, 3, 7, ""}, light{}},
			{"trace", tracePicture([]sla.Segment{
				{From: at(2, 9), To: at(2, 17), Kind: sla.Running, Counted: 8 * time.Hour}, {From: at(2, 17), To: at(3, 9), Kind: sla.Closed},
				{From: at(3, 9), To: at(3, 10), Kind: sla.Paused}, {From: at(3, 10), To: at(3, 15), Kind: sla.Running},
			}, at(3, 12), true), light{}},
			{"strip", stripPicture{named{"strip", ""}, []stripBox{{green, nil}, {green, big.NewRat(1, 2)}, {red, nil}, {grey, nil}, {amber, big.NewRat(9, 10)}}, "Jan", "May"}, light{}},
		} {
			if s, ok := c.of.(stretchPicture); ok {
				s.named = named{"trace", ""}
				c.of = s
			}
			cells.rows = append(cells.rows, row{cells: []string{c.name, "", c.l.word}, picture: c.of, light: c.l})
		}
		p.table(cells)
		p.heading(2, "By itself")
		values := table{columns: []column{{"Month", words}, {"Figure", number}}}
		line := linePicture{named: named{"line", "the figure by month"}, kind: metrics.ShareFigure, limit: limit}
		for i, good := range []int64{960, 949, 951, 0, 990, 940} {
			point := linePoint{label: time.Month(i + 1).String()[:3]}
			if good > 0 {
				point.figure = metrics.ShareOf(good, 1000)
				point.missed = !limit.Meets(point.figure)
				point.light = map[bool]colour{true: red, false: green}[point.missed]
				point.text = point.figure.Percent(1)
			}
			line.points = append(line.points, point)
			values.rows = append(values.rows, row{cells: []string{point.label, point.text}})
		}
		p.figure(figure{title: "Line", note: "By month.", picture: line, table: values})
		budget := budgetPicture{named: named{"budget", "what is left"}, timeScale: month, allowed: big.NewRat(3600, 1),
			parts: []timePart{{at(1, 0), at(32, 0), partUp, ""}, {at(5, 21), at(5, 22), partDown, "OUT-1"}, {at(14, 2), at(14, 4), partWaived, ""}, {at(29, 1), at(29, 2), partReduced, "OUT-2"}},
			ticks: []instantTick{{at(1, 0), "03-01"}, {at(15, 0), "03-15"}, {at(29, 0), "03-29"}},
			lost:  []lossPart{{at(5, 21), at(5, 22), big.NewRat(3600, 1)}, {at(29, 1), at(29, 2), big.NewRat(900, 1)}},
		}
		budget.texts.all, budget.texts.nothing, budget.texts.end = "all of 1h left", "nothing left", "15m over"
		p.figure(figure{title: "Budget", picture: budget})
		p.figure(figure{title: "Bands", picture: histogramPicture{named{"bands", ""}, []band{{"≤¼", 19, false}, {"≤½", 15, false}, {"≤1", 0, false}, {"≤2", 1, true}, {">2", 1, true}}, "target"}})
		p.figure(figure{title: "What lies ahead", picture: aheadPicture{named{"ahead", ""}, timeScale{at(20, 16), at(23, 16)},
			[]timePart{{from: at(20, 16), to: at(20, 18)}, {from: at(23, 8), to: at(23, 16)}},
			[]aheadMark{{at(20, 18), "INC-4148", red}, {at(23, 0), "INC-4140", red}}, []instantTick{{at(21, 0), "Sat"}, {at(22, 0), "Sun"}}}})
		long := tracePicture([]sla.Segment{{From: at(2, 9), To: at(2, 17), Kind: sla.Running}, {From: at(2, 17), To: at(3, 9), Kind: sla.Waived}}, at(2, 12), false)
		long.named, long.texts.from, long.texts.to, long.texts.due = named{"trace", ""}, "Mon 09:00", "Tue 09:00", "due Mon 12:00"
		p.figure(figure{title: "Trace", picture: long})
		p.heatMap(heatMap{"Heat map", "Darker is worse.", []string{"Type", "Jan", "Feb", "Mar", "Apr", "May", "Jun"}, []heatRow{
			{"Street light", []heatCell{{"100", 1}, {"90", 2}, {"80", 3}, {"60", 4}, {"20", 5}, {"·", 0}}},
		}})
		p.lightRule()
		p.closing("The end.")
	})
}

// BudgetOf gives the page of a budget of which so many times as much was lost, in a month
// of two losses.
func BudgetOf(times int64) View {
	return viewOf(func(p *page) {
		from := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
		at := func(day int) time.Time { return from.AddDate(0, 0, day) }
		budget := budgetPicture{named: named{"budget", ""}, timeScale: timeScale{from, at(31)}, allowed: big.NewRat(1339, 1),
			lost: []lossPart{{at(5), at(6), big.NewRat(670*times, 1)}, {at(20), at(21), big.NewRat(669*times, 1)}}}
		budget.texts.all, budget.texts.nothing, budget.texts.end = "all left", "nothing left", "over"
		p.figure(figure{title: "Budget", picture: budget})
	})
}
