"""When a job is tried again."""

from datetime import timedelta

# After the first failed attempt, the second, and so on; the attempt after the last of them is the last.
USUAL_WAITS = (timedelta(seconds=2), timedelta(seconds=12), timedelta(seconds=72), timedelta(minutes=7))
