"""French dates and times, as short as the English ones: 25 nov. 2026, and 25 nov. 2026 à 01:47."""

# A line never ends within a date or after *à*.
DATE_FORMAT = "j\N{NO-BREAK SPACE}N\N{NO-BREAK SPACE}Y"
DATETIME_FORMAT = DATE_FORMAT + " \\à\N{NO-BREAK SPACE}H:i"
TIME_FORMAT = "H:i"
