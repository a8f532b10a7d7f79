# Calls of March 2026 in Berlin, on both sides of 30 seconds and, on the priority line, 20.
repeat 8 line=other: 03-02 10:00 queued; 03-02 10:00:30 answered => answered met
9 line=priority: 03-02 10:00 queued; 03-02 10:00:20 answered => answered met
10 line=priority: 03-02 10:00 queued; 03-02 10:00:21 answered => answered missed 1s
# Who hangs up after 5 seconds does not count; a second later it does, but in time it is good.
11 line=other: 03-03 10:00 queued; 03-03 10:00:04 abandoned outcome=abandoned => answered -
# 800 of 1000 solved at the first contact; 21 of 30 recommend, 3 do not: 70 % - 10 % = 60.
count first-contact 03-10 12:00 800 1000
sample recommend 03-10 12:00 9 x21
sample recommend 03-11 12:00 8 x6
sample recommend 03-12 12:00 6 x3
= answered met 9 of 10
= first-contact met
= recommend met
---
# One call more is late: 9 of 11 are 81.8 %. One contact fewer is 79.9 %. One promoter
# fewer: (20 - 3) / 30 = 56.67.
repeat 8 line=other: 03-02 10:00 queued; 03-02 10:00:30 answered => answered met
9 line=priority: 03-02 10:00 queued; 03-02 10:00:20 answered => answered met
10 line=priority: 03-02 10:00 queued; 03-02 10:00:21 answered => answered missed 1s
11 line=other: 03-02 10:00 queued; 03-02 10:00:31 answered => answered missed 1s
count first-contact 03-10 12:00 799 1000
sample recommend 03-10 12:00 9 x20
sample recommend 03-11 12:00 7 x7
sample recommend 03-12 12:00 0 x3
= answered missed 9 of 11
= first-contact missed
= recommend missed
---
# 29 answers are too few for a score.
sample recommend 03-10 12:00 10 x29
= recommend not-measurable
