package report_test

import (
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// desk is an agreement with one promise.
func desk() *sla.Agreement {
	a, err := sla.New(sla.Spec{
		ID: "desk", Title: "Service desk", Provider: "Northwind", Customer: "Acme", Zone: "UTC",
		Calendars: map[string]calendar.Spec{"office": {Zone: "UTC", Hours: "mon-fri 09:00-17:00"}},
		Policies:  sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"resolution": {
			Start: sla.On("opened"), Pause: sla.While("status", "waiting"), Stop: sla.While("status", "resolved"),
		}},
		Objectives: []sla.Objective{{
			ID: "resolution", Title: "Resolution", Clock: "resolution", Attain: "90%", Period: "month", Counts: sla.ByStart,
			Targets: []sla.Target{{Within: "8h", Calendar: "office"}},
		}},
	})
	if err != nil {
		panic(err)
	}
	return a
}

// printer is a ticket of the desk that took too long.
var printer = sla.Ticket{ID: "INC-7", Events: []sla.Event{
	{At: time.Date(2026, time.March, 5, 15, 0, 0, 0, time.UTC), Name: "opened"},
	{At: time.Date(2026, time.March, 6, 9, 30, 0, 0, time.UTC), Name: "asked", Set: sla.Attrs{{"status", "waiting"}}},
	{At: time.Date(2026, time.March, 6, 11, 30, 0, 0, time.UTC), Name: "answered", Set: sla.Attrs{{"status", "open"}}},
	{At: time.Date(2026, time.March, 9, 10, 15, 0, 0, time.UTC), Name: "solved", Set: sla.Attrs{{"status", "resolved"}}},
}}

// Three months for a spreadsheet: each table is a file.
func ExampleTables() {
	facts := sla.Facts{Tickets: []sla.Ticket{printer}}
	var months []*sla.Result
	for m := time.January; m <= time.March; m++ {
		month, err := desk().Evaluate(sla.Month(2026, m), facts, time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			fmt.Println(err)
			return
		}
		months = append(months, month)
	}
	for table := range report.Tables(months...) {
		if table.Name != "dim_period" {
			continue // or a file of that name
		}
		if err := table.CSV(os.Stdout, report.Spreadsheet{Guard: true}); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// period,first_date,last_date,days
	// 2026-01,2026-01-01,2026-01-31,31
	// 2026-02,2026-02-01,2026-02-28,28
	// 2026-03,2026-03-01,2026-03-31,31
}

// Two customers of one agreement. The facts of each make a result of their own.
func ExampleScorecard() {
	var results []*sla.Result
	for i, customer := range []string{"Merlion", "Acme"} {
		facts := sla.Facts{Tickets: []sla.Ticket{printer}[:i]} // the ticket is Acme's
		r, err := desk().Evaluate(sla.Month(2026, time.March), facts, time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			fmt.Println(err)
			return
		}
		r.Title, r.Customer = "Service desk of "+customer, customer
		results = append(results, r)
	}
	if err := report.Scorecard(results...).Write(os.Stdout, report.Text); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Scorecard
	// =========
	//
	// 1 of 2 agreements missed a promise.
	//
	// Provider  Northwind
	// Period    2026-03
	// As of     Wed 2026-04-01 00:00
	// Times in  UTC
	//
	// Worst first
	// -----------
	//
	// Agreement                Parties  Promises
	// -----------------------  -------  -------------
	// Service desk of Acme     Acme     1 of 1 missed
	//   Resolution: 0.00%, promised 90%, 1 too many
	// Service desk of Merlion  Merlion  none judged
	//   Resolution: not measurable: nothing counted
}

// The business days of a month: a sum in a database or a pivot table does the same.
func ExampleCalendarTable() {
	a := desk()
	march, err := a.Evaluate(sla.Month(2026, time.March), sla.Facts{}, time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	table := report.CalendarTable(a, march)
	date, business := slices.Index(table.Columns, "date"), slices.Index(table.Columns, "business_days")
	days := 0
	for row := range table.Rows {
		if strings.HasPrefix(row[date], "2026-03-") && row[business] == "1" {
			days++
		}
	}
	fmt.Println(days, "business days")
	// Output: 22 business days
}

// A month in which one ticket was opened, and solved too late.
func ExampleSummary() {
	facts := sla.Facts{Tickets: []sla.Ticket{printer}}
	result, err := desk().Evaluate(sla.Month(2026, time.March), facts, time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := report.Summary(result).Write(os.Stdout, report.Text); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Service desk
	// ============
	//
	// The only objective is missed, with 1 breach.
	//
	// Agreement  desk
	// Parties    Northwind → Acme
	// Period     2026-03: Sun 2026-03-01 00:00 to Wed 2026-04-01 00:00
	// As of      Wed 2026-04-01 00:00, final: only corrections can change it
	// Times in   UTC
	//
	//
	// Objectives
	// ----------
	//
	// Objective   Promised  Attained  Good of total  Margin      Verdict
	// ----------  --------  --------  -------------  ----------  -------
	// Resolution  90%          0.00%         0 of 1  1 too many  MISSED
	//
	//
	// Breaches
	// --------
	//
	// Resolution: 1 breach
	//
	// Ticket  Due                   Stopped               Overrun
	// ------  --------------------  --------------------  -------
	// INC-7   Fri 2026-03-06 17:00  Mon 2026-03-09 10:15   1h 15m
	//   target 8h on office (objectives[0].targets[0])
	//   started Thu 2026-03-05 15:00, ran 89h 15m of which 9h 15m counted, paused 2h in 1 pause
	//
	// Every figure follows from the agreement, the facts and the instant named above; nothing was
	// estimated. Result 10f95d1ba6704f11dca1ca7fff8020412e4149729715e9144ec44f9c8fbd0815
}

// Where the time of that ticket went, for somebody in Tokyo.
func ExampleTicket() {
	tokyo := time.FixedZone("Asia/Tokyo", 9*60*60)
	explanation := desk().Explain(&printer, "resolution", time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
	if err := report.Ticket(explanation).At(tokyo).Write(os.Stdout, report.Text); err != nil {
		fmt.Println(err)
	}
	// Output:
	// INC-7: Resolution
	// =================
	//
	// MISSED by 1h 15m.
	//
	// Clock         resolution
	// Target        8h on office (objectives[0].targets[0])
	// Started       Fri 2026-03-06 00:00
	// Due           Sat 2026-03-07 02:00
	// Overdue from  Mon 2026-03-09 18:00
	// Stopped       Mon 2026-03-09 19:15
	// As of         Wed 2026-04-01 09:00
	// Counted       9h 15m
	// In all        91h 15m
	// Times in      Asia/Tokyo; the agreement's zone is UTC
	//
	//
	// Why
	// ---
	//
	// - The clock was started by opened, as clocks.resolution.start says.
	// - objectives[0].targets[0] applies: 8h.
	// - It was stopped by solved (status=resolved).
	//
	//
	// Where the time went
	// -------------------
	//
	// From                  To                     Length  What     Counts  So far  Since
	// --------------------  --------------------  -------  -------  ------  ------  ----------------------
	// Fri 2026-03-06 00:00  02:00                      2h  running      2h      2h  opened
	// Fri 2026-03-06 02:00  18:00                     16h  closed               2h  outside office
	// Fri 2026-03-06 18:00  18:30                     30m  running     30m  2h 30m  opened
	// Fri 2026-03-06 18:30  20:30                      2h  paused           2h 30m  asked (status=waiting)
	// Fri 2026-03-06 20:30  Sat 2026-03-07 02:00   5h 30m  running  5h 30m      8h  answered (status=open)
	// Sat 2026-03-07 02:00  Mon 2026-03-09 18:00      64h  closed               8h  outside office
	// Mon 2026-03-09 18:00  19:15                  1h 15m  running  1h 15m  9h 15m  answered (status=open)
	// --------------------  --------------------  -------  -------  ------  ------  ----------------------
	// Sum                                         91h 15m           9h 15m
	//
	// The stretches add up to the 91h 15m in all; what counts of them adds up to the 9h 15m counted.
	//
	//
	// Alarms
	// ------
	//
	// At                    Mark     State
	// --------------------  -------  ------
	// Mon 2026-03-09 18:00  overdue  passed
}

// What a month costs, as a table for a ticket or a wiki.
func ExampleCredits() {
	schedule, err := penalty.New(penalty.Spec{
		Round: penalty.HalfUp,
		Unit:  "USD", Base: "12000.00",
		Rules: []penalty.Term{{Objective: "portal", Rule: penalty.Tiers{
			{When: "below 99.9%", Credit: "10%"}, {When: "below 99.0%", Credit: "25%"},
		}}},
		Claim: "30 days after month end",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	statement := schedule.Statement(penalty.Case{
		ID: "March 2026", From: date.New(2026, time.March, 1), To: date.New(2026, time.April, 1),
		Shortfalls: []penalty.Shortfall{{Objective: "portal", Attained: big.NewRat(9871, 10000), Promised: big.NewRat(999, 1000)}},
	})
	if err := report.Credits(statement).Write(os.Stdout, report.Markdown); err != nil {
		fmt.Println(err)
	}
	// Output:
	// # Credits: March 2026
	//
	// 3000.00 USD is owed, to be claimed by 2026-04-30.
	//
	// - **Period:** 2026-03-01 to 2026-03-31
	//
	// | Credit for | Amount | State | Claim by | Working |
	// | --- | ---: | --- | --- | --- |
	// | portal | 3000.00 USD | claimable | 2026-04-30 | attained 98.71% is below 99.0%: 25% of 12000.00 USD = 3000.00 USD (rules\[0\].tiers\[1\]) |
	//
	// - **Total:** 3000.00 USD
	// - **Claim by:** 2026-04-30, 30 days after month end
}

// One page for readers in two places: At gives a copy.
func ExampleView_At() {
	r := &sla.Result{Title: "Service desk", Period: sla.Month(2026, time.March), Zone: "UTC",
		From: time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)}
	page := report.Summary(r)
	for _, v := range []report.View{page, page.At(time.FixedZone("Asia/Tokyo", 9*60*60))} {
		if err := v.Write(os.Stdout, report.Text); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// Service desk
	// ============
	//
	// Period    2026-03: Sun 2026-03-01 00:00 to Wed 2026-04-01 00:00
	// Times in  UTC
	// Service desk
	// ============
	//
	// Period    2026-03: Sun 2026-03-01 09:00 to Wed 2026-04-01 09:00
	// Times in  Asia/Tokyo; the agreement's zone is UTC
}

// A page in Chinese shows the parts of the agreement by the names that it states in
// Chinese.
func ExampleView_In() {
	agreement, err := sla.New(sla.Spec{
		ID: "desk", Title: "Service desk", Zone: "Asia/Shanghai",
		Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks:   map[string]sla.Clock{"response": {Start: sla.On("opened"), Stop: sla.On("replied")}},
		Objectives: []sla.Objective{{ID: "first-response", Title: "First response", Clock: "response", Period: sla.Monthly, Counts: sla.ByDue,
			Attain: "95%", Targets: []sla.Target{{Within: "4h wall"}}}},
		Names: map[string]map[string]string{"zh-Hans": {"title": "服务台", "objectives.first-response": "首次响应"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	at := func(day, hour int) time.Time {
		return time.Date(2026, time.March, day, hour, 0, 0, 0, agreement.Location())
	}
	ticket := sla.Ticket{ID: "INC-1", Events: []sla.Event{{At: at(20, 11), Name: "opened"}, {At: at(20, 15), Name: "replied"}}}
	page := report.Ticket(agreement.Explain(&ticket, "first-response", at(21, 0))).At(agreement.Location())
	if err := page.In(report.SimplifiedChinese).Write(os.Stdout, report.Text); err != nil {
		fmt.Println(err)
	}
	// Output:
	// INC-1：首次响应
	// ===============
	//
	// 达成。
	//
	// 时钟      response
	// 时限      4 小时（自然时间）（objectives[0].targets[0]）
	// 开始      2026年3月20日 周五 11:00
	// 到期      2026年3月20日 周五 15:00
	// 停止      2026年3月20日 周五 15:00
	// 截至      2026年3月21日 周六 00:00
	// 已用时间  4 小时
	// 总历时    4 小时
	// 时区      Asia/Shanghai
	//
	// 依据
	// ----
	//
	// - 时钟由 opened 开始，依据 clocks.response.start。
	// - 适用 objectives[0].targets[0]：4 小时（自然时间）。
	// - 由 replied 停止。
	//
	// 计时过程
	// --------
	//
	// 从                        到       时长  状态    计入    累计  原因
	// ------------------------  -----  ------  ----  ------  ------  ------
	// 2026年3月20日 周五 11:00  15:00  4 小时  计时  4 小时  4 小时  opened
	// ------------------------  -----  ------  ----  ------  ------  ------
	// 合计                             4 小时        4 小时
	//
	// 各段合计等于总历时 4 小时；其中计入的合计等于已用时间 4 小时。
}

// Friday afternoon: INC-7 is late, and INC-9 runs out on Monday.
func ExampleDesk() {
	now := time.Date(2026, time.March, 6, 16, 45, 0, 0, time.UTC)
	tickets := []sla.Ticket{
		{ID: "INC-7", Attrs: sla.Attrs{{"team", "field"}}, Events: []sla.Event{{At: now.Add(-32 * time.Hour), Name: "opened"}}},
		{ID: "INC-9", Attrs: sla.Attrs{{"team", "office"}}, Events: []sla.Event{{At: now.Add(-7 * time.Hour), Name: "opened"}}},
	}
	agreement := desk()
	result, err := agreement.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: tickets}, now)
	if err != nil {
		fmt.Println(err)
		return
	}
	each := func(yield func(*sla.Ticket) bool) {
		for i := range tickets {
			if !yield(&tickets[i]) {
				return
			}
		}
	}
	view := report.Desk(agreement, each, result, 72*time.Hour).Show("team")
	if err := view.Write(os.Stdout, report.Text); err != nil {
		fmt.Println(err)
	}
	fmt.Println("\nMake it anew on", view.Next())
	// Output:
	// Service desk: desk
	// ==================
	//
	// INC-9, Resolution (office), runs out next: Mon 2026-03-09 09:45.
	//
	// 2 open clocks: 1 late, 1 in time.
	//
	// Agreement     desk
	// Parties       Northwind → Acme
	// As of         Fri 2026-03-06 16:45
	// Changes next  Mon 2026-03-09 09:45, if nothing happens before
	// Times in      UTC
	//
	// Open clocks
	// -----------
	//
	// Late clocks first, by the instant of the breach; then those that run out, the soonest first; then
	// paused clocks, by the time left; last those without a due time. Time left is service time unless it
	// says wall.
	//
	// Ticket  Objective   team    State    Used         Left  Due                   Late after
	// ------  ----------  ------  -------  ----  -----------  --------------------  --------------------
	// INC-7   Resolution  field   LATE     196%  7h 45m over  Thu 2026-03-05 17:00  Fri 2026-03-06 09:00
	// INC-9   Resolution  office  in time   87%           1h  Mon 2026-03-09 09:45
	//
	// The next 72h, if nothing happens
	// --------------------------------
	//
	// By Mon 2026-03-09 16:45: 1 clock runs out.
	//
	// At                    Ticket  Objective   team    What
	// --------------------  ------  ----------  ------  --------
	// Mon 2026-03-09 09:45  INC-9   Resolution  office  runs out
	//
	// Outlook for 2026-03
	// -------------------
	//
	// Worst and best are exact for what is known now: each open ticket ends in time or late, and each
	// service is up or down for all of the rest. Tickets to be opened, further exclusions and corrections
	// are not in them.
	//
	// Objective   Promised  So far  Worst    Best  Room                   Stands         Risk
	// ----------  --------  ------  -----  ------  ---------------------  -------------  -----------------
	// Resolution  90%        0.00%  0.00%  50.00%  met after 8 more in    missed so far  critical (missed)
	//                                              time
	//
	// Risk is critical if the promise is missed, or will be within 24 hours if a service goes on losing
	// time; high if it will be within 72 hours if nothing happens, or 80% of what may go wrong has gone
	// wrong, or 50% and the rest goes at the rate so far; medium if 50% has gone wrong, or the rest goes
	// at the rate so far; else low.
	//
	// Every figure follows from the agreement, the facts and the instant named above; nothing was
	// estimated. Result 3d8262d5dd3a1d52bc46abb9b82cfceba2c8fa2979821666986c1cf075d6767e
	//
	// Make it anew on 2026-03-09 09:45:00 +0000 UTC
}

// The page of an incident takes the instants of its life and what the review found from
// the facts, and what it cost from the result.
func ExampleIncident() {
	a, err := sla.New(sla.Spec{
		ID: "hosting", Title: "Hosting", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Objectives: []sla.Objective{{
			ID: "shop", Title: "Shop", Attain: "99.9%", Period: "month",
			Metric: metrics.Availability{Of: "shop", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove},
		}},
	})
	if err != nil {
		panic(err)
	}
	began := time.Date(2026, time.June, 9, 8, 0, 0, 0, time.UTC)
	facts := sla.Facts{Outages: []sla.Outage{{
		Of: "shop", ID: "OUT-5", From: began, To: began.Add(30 * time.Minute), Detected: began.Add(4 * time.Minute),
		Attrs: sla.Attrs{{"cause", "an expired certificate"}, {"measure", "certificates renew themselves"}},
	}}}
	june, err := a.Evaluate(sla.Month(2026, time.June), facts, time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		panic(err)
	}
	var page strings.Builder
	if err := report.Incident(june, "OUT-5", facts).Write(&page, report.Text); err != nil {
		panic(err)
	}
	lines := strings.Split(page.String(), "\n")
	fmt.Println(strings.Join(lines[:4], "\n"))
	fmt.Println(report.Incident(june, "OUT-6", facts).Write(os.Stdout, report.Text))
	// Output:
	// Incident OUT-5
	// ==============
	//
	// Shop lost 30m, which is 69.45% of what may be lost. The promise is met all the same.
	// report: incident "OUT-6": unknown: did you mean "OUT-5"?
}
