"""Property tests draw the same examples each time and are not timed: the machine may be busy."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")
