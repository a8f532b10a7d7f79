# March 2026 in Shanghai, on both sides of each limit: confirmed in 5 minutes, delivered in
# the city in 24 hours.
1 area=city: 03-02 10:00 ordered; 03-02 10:05 confirmed; 03-03 10:05 delivered => confirmed met; same-city met; on-time -
2 area=city: 03-02 10:00 ordered; 03-02 10:05:01 confirmed; 03-03 10:05:02 delivered => confirmed missed 1s; same-city missed 1s
# By the promised date, which lasts until its last nanosecond.
3 area=land,promised_on=2026-03-06: 03-02 10:00 ordered; 03-02 10:01 confirmed; 03-06 23:59:59 delivered => confirmed met; on-time met; same-city -
4 area=land,promised_on=2026-03-06: 03-02 10:00 ordered; 03-02 10:01 confirmed; 03-07 00:00:01 delivered => confirmed met; on-time missed 1.000000001s
# A refund asked for on Thursday the 5th is due on Tuesday the 10th at 18:00.
5: 03-05 15:00 returned; 03-10 18:00 refunded => refunds met
6: 03-05 15:00 returned; 03-10 18:00:01 refunded => refunds missed 1s
# The carrier has 2 hours of the depot's: handed over on Saturday at 21:00 it is an hour on
# Saturday and an hour from Monday 06:00.
7: 03-07 21:00 handed-over; 03-09 07:00 accepted => accepted met
8: 03-07 21:00 handed-over; 03-09 07:00:01 accepted => accepted missed 1s
count parcels 03-31 12:00 9991 10000
count stock-count 03-31 12:00 980 1000
= confirmed missed 3 of 4
= same-city missed 1 of 2
= on-time missed 1 of 2
= refunds missed 1 of 2
= accepted missed 1 of 2
= intact met
= stock met
---
# 19 of 20 are 95 %, and 49 of 50 parcels by the promised date are 98 %; damage of exactly 0.1 % is not under it;
# 979 of 1000 is below 98 %.
repeat 49 area=land,promised_on=2026-03-06: 03-02 10:00 ordered; 03-02 10:01 confirmed; 03-06 12:00 delivered => on-time met
50 area=land,promised_on=2026-03-06: 03-02 10:00 ordered; 03-02 10:01 confirmed; 03-07 12:00 delivered => on-time missed 12h0.000000001s
repeat 19 area=city: 03-02 10:00 ordered; 03-02 10:05 confirmed; 03-03 10:05 delivered => same-city met
51 area=city: 03-02 10:00 ordered; 03-02 10:05 confirmed; 03-03 10:06 delivered => same-city missed 1m
repeat 19: 03-05 15:00 returned; 03-10 18:00 refunded => refunds met
52: 03-05 15:00 returned; 03-10 18:30 refunded => refunds missed 30m
repeat 19: 03-07 21:00 handed-over; 03-09 07:00 accepted => accepted met
53: 03-07 21:00 handed-over; 03-09 07:30 accepted => accepted missed 30m
count parcels 03-31 12:00 9990 10000
count stock-count 03-31 12:00 979 1000
= confirmed met 70 of 70
= same-city met 19 of 20
= refunds met 19 of 20
= accepted met 19 of 20
= on-time met 49 of 50
= intact missed
= stock missed
