# March 2026 in Berlin. 48 hours over the change of the clocks on the 29th end an hour
# later by the clock on the wall.
1 urgent=yes: 03-02 10:00 ordered; 03-04 10:00 scheduled => urgent-orders met
2 urgent=yes: 03-02 10:00 ordered; 03-04 10:00:01 scheduled => urgent-orders missed 1s
3 urgent=yes: 03-28 10:00 ordered; 03-30 11:00 scheduled => urgent-orders met
4 urgent=no: 03-02 10:00 ordered; 03-09 10:00 scheduled => urgent-orders -
5 equipment=key: 03-07 22:00 reported; 03-08 02:00 engineer-on-site => equipment met
6 equipment=key: 03-07 22:00 reported; 03-08 02:00:01 engineer-on-site => equipment missed 1s
7 equipment=other: 03-07 22:00 reported; 03-09 02:00 engineer-on-site => equipment -
# 1 defect in 1000 is allowed. The stock of 15, 15 and 15 days is just enough.
count parts 03-31 12:00 9990 10000
sample stock-days 03-05 06:00 15 x3
= urgent-orders missed 2 of 3
= equipment missed 1 of 2
= quality met
= stock met
---
# 19 of 20 are 95 %. 11 defects in 10,000 are too many. Stocks of 14 and 15.9 are 14.95 days on average.
repeat 19 urgent=yes: 03-02 10:00 ordered; 03-04 10:00 scheduled => urgent-orders met
8 urgent=yes: 03-02 10:00 ordered; 03-04 11:00 scheduled => urgent-orders missed 1h
repeat 19 equipment=key: 03-07 22:00 reported; 03-08 02:00 engineer-on-site => equipment met
9 equipment=key: 03-07 22:00 reported; 03-08 03:00 engineer-on-site => equipment missed 1h
count parts 03-31 12:00 9989 10000
sample stock-days 03-05 06:00 14 x1
sample stock-days 03-06 06:00 15.9 x1
= urgent-orders met 19 of 20
= equipment met 19 of 20
= quality missed
= stock missed
---
# 30 days are not too much; 30 and 30.1 are.
sample stock-days 03-05 06:00 30 x2
= stock met
---
sample stock-days 03-05 06:00 30 x1
sample stock-days 03-06 06:00 30.1 x1
= stock missed
