package holidays

import (
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

// china is the holidays of mainland China, from the notices in which the General
// Office of the State Council announces each year's holidays in the autumn before.
type china struct{}

// notice is one year's announcement. Dates are month*100+day. Days off may lie in
// the year before (New Year's Eve).
type notice struct {
	year    int
	sources []string
	off     []rest
	work    []int // Saturdays and Sundays worked in exchange
}

type rest struct {
	name     string
	from, to int
}

const (
	newYear      = "元旦"
	springFest   = "春节"
	tombSweeping = "清明节"
	labourDay    = "劳动节"
	dragonBoat   = "端午节"
	midAutumn    = "中秋节"
	nationalDay  = "国庆节"
	victoryDay   = "抗战胜利纪念日"
	nationalMoon = "国庆节、中秋节"
	yearBefore   = -10_000 // marks a date in the year before
)

// notices lists the notices with their amendments: 2015 adds the seventieth
// anniversary of the victory, 2019 lengthens Labour Day, and 2020 prolongs the
// Spring Festival during the epidemic and drops its make-up workday of 1 February.
var notices = []notice{
	{2015, []string{
		"https://www.gov.cn/zhengce/content/2014-12/16/content_9302.htm",
		"https://www.gov.cn/zhengce/content/2015-05/13/content_9742.htm",
	}, []rest{
		{newYear, 101, 103}, {springFest, 218, 224}, {tombSweeping, 405, 406}, {labourDay, 501, 501},
		{dragonBoat, 620, 620}, {dragonBoat, 622, 622}, {victoryDay, 903, 904}, {midAutumn, 927, 927}, {nationalDay, 1001, 1007},
	}, []int{104, 215, 228, 906, 1010}},
	{2016, []string{"https://www.gov.cn/zhengce/content/2015-12/10/content_10394.htm"}, []rest{
		{newYear, 101, 101}, {springFest, 207, 213}, {tombSweeping, 404, 404}, {labourDay, 501, 502},
		{dragonBoat, 609, 611}, {midAutumn, 915, 917}, {nationalDay, 1001, 1007},
	}, []int{206, 214, 612, 918, 1008, 1009}},
	{2017, []string{"https://www.gov.cn/zhengce/content/2016-12/01/content_5141603.htm"}, []rest{
		{newYear, 101, 102}, {springFest, 127, 202}, {tombSweeping, 402, 404}, {labourDay, 501, 501},
		{dragonBoat, 528, 530}, {nationalMoon, 1001, 1008},
	}, []int{122, 204, 401, 527, 930}},
	{2018, []string{"https://www.gov.cn/zhengce/content/2017-11/30/content_5243579.htm"}, []rest{
		{newYear, 101, 101}, {springFest, 215, 221}, {tombSweeping, 405, 407}, {labourDay, 429, 501},
		{dragonBoat, 618, 618}, {midAutumn, 924, 924}, {nationalDay, 1001, 1007},
	}, []int{211, 224, 408, 428, 929, 930}},
	{2019, []string{
		"https://www.gov.cn/xinwen/2018-12/06/content_5346287.htm",
		"https://www.gov.cn/zhengce/content/2019-03/22/content_5375877.htm",
	}, []rest{
		{newYear, yearBefore + 1230, yearBefore + 1231}, {newYear, 101, 101}, {springFest, 204, 210}, {tombSweeping, 405, 405},
		{labourDay, 501, 504}, {dragonBoat, 607, 607}, {midAutumn, 913, 913}, {nationalDay, 1001, 1007},
	}, []int{yearBefore + 1229, 202, 203, 428, 505, 929, 1012}},
	{2020, []string{
		"https://www.gov.cn/zhengce/content/2019-11/21/content_5454164.htm",
		"https://www.gov.cn/zhengce/content/2020-01/27/content_5472352.htm",
	}, []rest{
		{newYear, 101, 101}, {springFest, 124, 202}, {tombSweeping, 404, 406}, {labourDay, 501, 505},
		{dragonBoat, 625, 627}, {nationalMoon, 1001, 1008},
	}, []int{119, 426, 509, 628, 927, 1010}},
	{2021, []string{"https://www.gov.cn/zhengce/content/2020-11/25/content_5564127.htm"}, []rest{
		{newYear, 101, 103}, {springFest, 211, 217}, {tombSweeping, 403, 405}, {labourDay, 501, 505},
		{dragonBoat, 612, 614}, {midAutumn, 919, 921}, {nationalDay, 1001, 1007},
	}, []int{207, 220, 425, 508, 918, 926, 1009}},
	{2022, []string{"https://www.gov.cn/zhengce/content/2021-10/25/content_5644835.htm"}, []rest{
		{newYear, 101, 103}, {springFest, 131, 206}, {tombSweeping, 403, 405}, {labourDay, 430, 504},
		{dragonBoat, 603, 605}, {midAutumn, 910, 912}, {nationalDay, 1001, 1007},
	}, []int{129, 130, 402, 424, 507, 1008, 1009}},
	{2023, []string{"https://www.gov.cn/zhengce/content/2022-12/08/content_5730844.htm"}, []rest{
		{newYear, yearBefore + 1231, yearBefore + 1231}, {newYear, 101, 102}, {springFest, 121, 127}, {tombSweeping, 405, 405},
		{labourDay, 429, 503}, {dragonBoat, 622, 624}, {nationalMoon, 929, 1006},
	}, []int{128, 129, 423, 506, 625, 1007, 1008}},
	{2024, []string{"https://www.gov.cn/zhengce/content/202310/content_6911527.htm"}, []rest{
		{newYear, 101, 101}, {springFest, 210, 217}, {tombSweeping, 404, 406}, {labourDay, 501, 505},
		{dragonBoat, 610, 610}, {midAutumn, 915, 917}, {nationalDay, 1001, 1007},
	}, []int{204, 218, 407, 428, 511, 914, 929, 1012}},
	{2025, []string{"https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm"}, []rest{
		{newYear, 101, 101}, {springFest, 128, 204}, {tombSweeping, 404, 406}, {labourDay, 501, 505},
		{dragonBoat, 531, 602}, {nationalMoon, 1001, 1008},
	}, []int{126, 208, 427, 928, 1011}},
	{2026, []string{"https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm"}, []rest{
		{newYear, 101, 103}, {springFest, 215, 223}, {tombSweeping, 404, 406}, {labourDay, 501, 505},
		{dragonBoat, 619, 621}, {midAutumn, 925, 927}, {nationalDay, 1001, 1007},
	}, []int{104, 214, 228, 509, 920, 1010}},
}

// Year implements calendar.HolidayList. The notice of the next year may still
// change the last days of December.
func (china) Year(year int) (holidays []calendar.Holiday, announced bool) {
	for _, n := range notices {
		announced = announced || n.year == year
		if n.year != year && n.year != year+1 {
			continue
		}
		for _, r := range n.off {
			for d := n.on(r.from); d <= n.on(r.to); d++ {
				if d.Year() == year {
					holidays = append(holidays, calendar.Holiday{Date: d, Observed: d, Name: r.name})
				}
			}
		}
		for _, day := range n.work {
			if d := n.on(day); d.Year() == year {
				holidays = append(holidays, calendar.Holiday{Date: d, Observed: d, Name: "调休上班", Workday: true})
			}
		}
	}
	return holidays, announced
}

// on gives the date of a day as written in the notice.
func (n notice) on(day int) date.Date {
	year := n.year
	if day < 0 {
		year, day = year-1, day-yearBefore
	}
	return date.New(year, time.Month(day/100), day%100)
}

// ChinaSources gives the addresses at which the State Council announced a year's
// holidays of mainland China: first the notice, then its amendments. The list is
// empty for a year that is not known.
func ChinaSources(year int) []string {
	for _, n := range notices {
		if n.year == year {
			return append([]string(nil), n.sources...)
		}
	}
	return nil
}
