# March 2026 in Berlin. Eight hours are one office day: a question of Friday 13:00 has 4h
# on Friday and 4h on Monday.
1: 03-06 13:00 asked; 03-09 13:00 answered => questions met
2: 03-06 13:00 asked; 03-09 13:00:01 answered => questions missed 1s
# It waits for the employee from Friday 15:00 to Monday 15:00: 2h, then 6h.
3: 03-06 13:00 asked; 03-06 15:00 status=waiting; 03-09 15:00 status=open; 03-10 13:00 answered => questions met
# A certificate asked for on Sunday counts from Monday: by Wednesday at 17:00.
4: 03-08 12:00 requested; 03-11 17:00 issued => certificates met
5: 03-08 12:00 requested; 03-11 17:00:01 issued => certificates missed 1s
# Four of five were hired in 45 days, which are 1080 hours; the fifth does not matter.
repeat 4: 01-20 09:00 approved; 03-06 09:00 accepted => hiring -
10: 01-05 09:00 approved; 03-20 09:00 accepted => hiring -
sample satisfaction 03-20 12:00 4 x20
= questions missed 2 of 3
= certificates missed 1 of 2
= hiring met
= satisfaction met
---
# 9 of 10 questions are 90 %, 19 of 20 certificates 95 %. Three of five hired in 45 days are too few: the fourth
# took a second longer. 3.95 is below 4.
repeat 9: 03-06 13:00 asked; 03-09 13:00 answered => questions met
12: 03-06 13:00 asked; 03-09 13:30 answered => questions missed 30m
repeat 19: 03-08 12:00 requested; 03-11 17:00 issued => certificates met
13: 03-08 12:00 requested; 03-11 17:00:01 issued => certificates missed 1s
repeat 3: 01-20 09:00 approved; 03-06 09:00 accepted => hiring -
10: 01-20 09:00 approved; 03-06 09:00:01 accepted => hiring -
11: 01-05 09:00 approved; 03-20 09:00 accepted => hiring -
sample satisfaction 03-20 12:00 4 x19
sample satisfaction 03-21 12:00 3 x1
= questions met 9 of 10
= certificates met 19 of 20
= hiring missed
= satisfaction missed
---
sample satisfaction 03-20 12:00 5 x19
= satisfaction not-measurable
