"""Japanese dates and times: 2026年11月25日, and 2026年11月25日 01:47 UTC."""

DATE_FORMAT = "Y年n月j日"
DATETIME_FORMAT = "Y年n月j日 H:i\N{NO-BREAK SPACE}T"
TIME_FORMAT = "H:i\N{NO-BREAK SPACE}T"
