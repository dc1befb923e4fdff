"""The transitions of a revision. Pages, API, notices, audit log and documentation all use this table."""

from listings.lifecycle.transitions import closing, draft, hold, release, replacement, review
from listings.lifecycle.types import Transition

TRANSITIONS: tuple[Transition, ...] = (
    *(*draft.ROWS, *review.ROWS, *replacement.ROWS, *release.ROWS),
    *(*closing.ROWS, *hold.ROWS),
)
