"""The transitions of a revision. Pages, API, buttons, guards, notices, audit and the state diagram all use them."""

from listings.lifecycles.revision import closing, draft, release, review
from listings.lifecycles.types import Transition

TRANSITIONS: tuple[Transition, ...] = (*draft.ROWS, *review.ROWS, *release.ROWS, *closing.ROWS)
