"""Japanese formats of dates and times."""
