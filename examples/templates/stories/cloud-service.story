# March 2026 in UTC: 744 hours are 44,640 minutes; 0.05 % is 22.32 minutes, 22m 19.2s.
1 severity=urgent: 03-07 23:30 opened; 03-08 00:30 replied => response met
2 severity=low: 03-07 23:30 opened; 03-09 00:30 replied => response -
outage service 03-10 10:00 22m19s
count requests 03-31 12:00 99900 100000
charge 1000.00
= uptime met
= requests met
= response met 1 of 1
= owed 0.00 USD
---
# One second more of outage is 10 % of the invoice, and one request more another 10 %.
1 severity=urgent: 03-07 23:30 opened; 03-08 00:30:01 replied => response missed 1s
outage service 03-10 10:00 22m20s
count requests 03-31 12:00 99899 100000
charge 1000.00
= uptime missed
= requests missed
= response missed 0 of 1
= owed 200.00 USD
---
# 1 % of 44,640 minutes is 446.4: 99.0 % exactly is still the first row, 10 %.
outage service 03-10 10:00 7h26m24s
charge 1000.00
= uptime missed
= owed 100.00 USD
---
# A second more is 25 %.
outage service 03-10 10:00 7h26m25s
charge 1000.00
= owed 250.00 USD
---
# 5 % is 2232 minutes, 37h 12m: a second more is all of the invoice, and no more than all
# with the failed requests.
outage service 03-10 10:00 37h12m1s
count requests 03-31 12:00 1 2
charge 1000.00
= owed 1000.00 USD
---
# Maintenance announced 72 hours before does not count; a second later it does.
outage service 03-10 10:00 8h
exclusion service 03-10 10:00 8h 03-07 10:00
charge 1000.00
= uptime met
= owed 0.00 USD
---
outage service 03-10 10:00 8h
exclusion service 03-10 10:00 8h 03-07 10:00:01
finding exclusion-refused
charge 1000.00
= uptime missed
= owed 250.00 USD
