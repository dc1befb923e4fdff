"""What a revision counts. A source is a function from a history to tallies; a new one is a line of `SOURCES`."""

from collections.abc import Callable, Iterator

from insights.history import RevisionHistory
from insights.sources.load import arrivals, decisions, fast_lane
from insights.sources.reasons import findings, prevented_returns, reasons_of_returns
from insights.sources.tallies import Tally
from insights.sources.times import approval_times, live_times, response_times

SOURCES: tuple[Callable[[RevisionHistory], Iterator[Tally]], ...] = (
    response_times,
    approval_times,
    live_times,
    decisions,
    arrivals,
    fast_lane,
    findings,
    reasons_of_returns,
    prevented_returns,
)


def tallies_of(history: RevisionHistory) -> Iterator[Tally]:
    """Everything that the revision counts."""
    for source in SOURCES:
        yield from source(history)
