"""Dates and times that are unambiguous in British and American English: 25 Nov 2026, 01:47 UTC."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i\N{NO-BREAK SPACE}T"
TIME_FORMAT = "H:i\N{NO-BREAK SPACE}T"
