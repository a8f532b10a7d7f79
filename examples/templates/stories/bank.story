# March 2026 in Shanghai, on both sides of each limit.
1 risk=low: 03-02 10:00 received; 03-02 10:00:30 done => transactions met; transfers -
2 risk=low: 03-02 10:00 received; 03-02 10:00:31 done => transactions missed 1s
3 risk=medium: 03-02 10:00 received; 03-02 10:05 refused => transactions met
4 risk=medium: 03-02 10:00 received; 03-02 10:05:01 done => transactions missed 1s
5 risk=high: 03-02 23:45 received; 03-03 00:15 done => transactions met
6 risk=high: 03-02 10:00 received; 03-02 10:30:01 done => transactions missed 1s
# A transaction that is found to be of medium risk after 20 seconds has 5 minutes in all.
7 risk=low: 03-04 10:00 received; 03-04 10:00:20 assessed risk=medium; 03-04 10:05 done => transactions met
8 risk=low: 03-04 10:00 received; 03-04 10:00:20 assessed risk=medium; 03-04 10:05:01 done => transactions missed 1s
11 kind=transfer: 03-05 10:00 received; 03-05 10:15 done => transfers met; transactions -
12 kind=transfer: 03-05 10:00 received; 03-05 10:15:01 done => transfers missed 1s
21: 03-06 03:00 suspected; 03-06 03:00:30 frozen => alerts met
31: 03-06 10:00 applied; 03-06 12:00 reviewed => accounts met
32: 03-06 10:00 applied; 03-06 12:00:01 reviewed => accounts missed 1s
# 31 days have 2,678,400 seconds: 0.01 % is 267.84 seconds.
state trading 03-01 00:00 up
outage trading 03-10 10:00 4m27s
= transactions missed 4 of 8
= transfers missed 1 of 2
= alerts met 1 of 1
= accounts missed 1 of 2
= trading met
---
# 99 of 100 transactions of low risk in time are 99 %. One alert of a hundred a second late is a miss, since all were promised; 99 of 100
# transfers are 99 %; 19 of 20 accounts are 95 %; the outage is a second longer.
repeat 99 risk=low: 03-05 10:00 received; 03-05 10:00:30 done => transactions met
103 risk=low: 03-05 10:00 received; 03-05 10:00:31 done => transactions missed 1s
repeat 99 kind=transfer: 03-05 10:00 received; 03-05 10:15 done => transfers met
100 kind=transfer: 03-05 10:00 received; 03-05 10:16 done => transfers missed 1m
repeat 99: 03-06 03:00 suspected; 03-06 03:00:30 frozen => alerts met
101: 03-06 03:00 suspected; 03-06 03:00:31 frozen => alerts missed 1s
repeat 19: 03-06 10:00 applied; 03-06 12:00 reviewed => accounts met
102: 03-06 10:00 applied; 03-06 12:30 reviewed => accounts missed 30m
state trading 03-01 00:00 up
outage trading 03-10 10:00 4m28s
= transactions met 99 of 100
= transfers met 99 of 100
= alerts missed 99 of 100
= accounts met 19 of 20
= trading missed
