# March 2026 in Shanghai. An invoice of Monday the 2nd is due at the end of Monday the 9th,
# when the office closes at 18:00. One that comes on Saturday the 7th counts from Monday, so
# that it is due on the 16th.
1: 03-02 10:00 received; 03-09 18:00:01 paid => invoices missed 1s
2: 03-02 10:00 received; 03-09 18:00 paid => invoices met
3: 03-07 10:00 received; 03-16 18:00 paid => invoices met
# Sent back for two business days, from Tuesday to Thursday, it is due on the 11th.
4: 03-02 10:00 received; 03-03 10:00 status=returned; 03-05 10:00 status=received; 03-11 18:00 paid => invoices met
# February ends on Saturday the 28th: day 1 is Monday, the closing is due on Wednesday the
# 4th at 18:00, the reports on Friday the 6th.
5: 02-28 23:59 month-ended; 03-04 18:00 closed; 03-06 18:00 published => closing met; reports met
6: 02-28 23:59 month-ended; 03-04 18:00:01 closed; 03-06 18:00:01 published => closing missed 1s; reports missed 1s
# 99.5 % has to be exceeded. The system is needed for 22 days of 9 hours, 198 hours: 0.1 %
# is 11m 52.8s. Three hours at night do not count.
count postings 03-31 12:00 9951 10000
outage accounting 03-10 10:00 11m52s
outage accounting 03-11 01:00 3h
= invoices missed 3 of 4
= closing missed 1 of 2
= reports missed 1 of 2
= accuracy met
= system met
---
# 19 of 20 invoices are 95 %; exactly 99.5 % is not over 99.5 %; one second more of outage.
repeat 19: 03-02 10:00 received; 03-09 12:00 paid => invoices met
20: 03-02 10:00 received; 03-09 18:30 paid => invoices missed 30m
21: 02-28 23:59 month-ended; 03-04 18:00 closed; 03-06 18:00 published => closing met; reports met
count postings 03-31 12:00 9950 10000
outage accounting 03-10 10:00 11m53s
= invoices met 19 of 20
= closing met 1 of 1
= reports met 1 of 1
= accuracy missed
= system missed
