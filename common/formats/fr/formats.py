"""French dates and times, as short as the English ones: 25 nov. 2026, and 25 nov. 2026 à 01:47."""

DATE_FORMAT = "j N Y"
DATETIME_FORMAT = r"j N Y \à H:i"
TIME_FORMAT = "H:i"
