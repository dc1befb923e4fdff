"""French dates and times, as short as the English ones: 25 nov. 2026, and 25 nov. 2026 à 01:47 UTC."""

# A line never ends within a date, after *à* or before the time zone.
DATE_FORMAT = "j\N{NO-BREAK SPACE}N\N{NO-BREAK SPACE}Y"
DATETIME_FORMAT = DATE_FORMAT + " \\à\N{NO-BREAK SPACE}H:i\N{NO-BREAK SPACE}T"
TIME_FORMAT = "H:i\N{NO-BREAK SPACE}T"
