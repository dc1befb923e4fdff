"""Days and times without a doubt for readers on either side of the Atlantic: 25 Nov 2026, 01:47."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
