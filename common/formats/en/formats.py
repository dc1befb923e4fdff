"""Dates and times that are unambiguous in British and American English: 25 Nov 2026, 01:47."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
