"""The buttons of the listing on the page of a review."""

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse

from common.requests import ActorRequest
from listings.lifecycle.revisions import REVISION
from listings.lifecycle.types import Transition
from listings.models import Revision
from listings.pages.buttons import ButtonPage
from listings.pages.next_steps import StepAfterDecision
from reviews.closings import CLOSE


class ReviewButtons(ButtonPage[Revision]):
    """The buttons on the page of the review with this ID.

    next_step returns the link after a decision. The message about one that closes reviews has it.
    """

    lifecycle = REVISION
    placed = frozenset({"reject", "reopen"})

    def __init__(self, review_id: UUID, *, next_step: Callable[[], StepAfterDecision] | None = None) -> None:
        self._review_id, self._next_step = review_id, next_step

    def step_after(self, _request: ActorRequest, _subject: Revision, row: Transition) -> StepAfterDecision | None:
        return self._next_step() if CLOSE in row.effects and self._next_step else None

    def url(self, _subject: Revision, row: Transition) -> str:
        return reverse("reviews:review-act", args=[self._review_id, row.slug])

    def page_url(self, _subject: Revision) -> str:
        return reverse("reviews:review", args=[self._review_id])
