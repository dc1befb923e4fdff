"""Limits the work that a partner's pipeline may cause.

No limit is a time: work is counted, so that two runs end the same way. A unit is about one step of an automaton or one
copied character; a core does some hundred million per second.
"""

from tilekit.core.messages import N_

MAX_FILE_BYTES = 2_000_000
MAX_PIPELINE_LEVELS = 64
MAX_TEXT = 1_000_000
MAX_WORK = 200_000_000
MAX_WORK_IN_ALL = 1_000_000_000
STEP, TERM, LOOK, NODE, SCAN, AGENT = 200, 100, 10, 100, 150, 30_000
"""The cost of work in Python: a processor, a term of a query, looking at a value, copying a value, a character that a
filter reads, a user agent."""

MAX_PROCESSORS = 5_000
MAX_EXPANSIONS = 20
MAX_PATTERN = 20_000
MAX_PATTERNS = 400_000
MAX_PROGRAM_BYTES = 2_000_000
MAX_QUERY = 20_000
MAX_SAMPLES = 1_000


class TooMuchWork(Exception):
    """A sample needs more work than one log may use. text is the message."""

    text = N_("this sample is too complex to process")


class WorkMeter:
    """Counts the work for one sample."""

    __slots__ = ("limit", "spent")

    def __init__(self, limit: int = MAX_WORK) -> None:
        self.spent, self.limit = 0, limit

    def spend(self, units: int) -> None:
        """Count this work. Raises TooMuchWork if the limit is exceeded."""
        self.spent += units
        if self.spent > self.limit:
            raise TooMuchWork
