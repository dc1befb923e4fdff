"""Waits between attempts of a job."""

from datetime import timedelta

# After the first failed attempt, the second, and so on. The attempt after the last wait is the last one.
DEFAULT_WAITS = (timedelta(seconds=2), timedelta(seconds=12), timedelta(seconds=72), timedelta(minutes=7))
