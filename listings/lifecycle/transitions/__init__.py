"""The transitions of a revision. Pages, API, notices, audit log and documentation all use this table."""

from listings.lifecycle.transitions import checks, closing, draft, hold, release, replacement, review, sandbox
from listings.lifecycle.types import Transition

TRANSITIONS: tuple[Transition, ...] = (
    *(*draft.ROWS, *checks.ROWS, *review.ROWS, *replacement.ROWS),
    *(*sandbox.ROWS, *release.ROWS, *closing.ROWS, *hold.ROWS),
)
