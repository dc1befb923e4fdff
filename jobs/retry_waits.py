"""The default waits between attempts of a job."""

from datetime import timedelta

# The first wait follows the first failed attempt, and so on. The attempt after the last wait is the last one.
DEFAULT_WAITS = (timedelta(seconds=2), timedelta(seconds=12), timedelta(seconds=72), timedelta(minutes=7))
