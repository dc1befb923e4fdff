"""Japanese dates and times: 2026年11月25日, and 2026年11月25日 01:47."""

DATE_FORMAT = "Y年n月j日"
DATETIME_FORMAT = "Y年n月j日 H:i"
TIME_FORMAT = "H:i"
