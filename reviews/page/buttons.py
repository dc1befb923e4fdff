"""The buttons of the listing on the page of a review."""

from uuid import UUID

from django.urls import reverse

from listings.lifecycle.revisions import REVISION
from listings.lifecycle.types import Transition
from listings.models import Revision
from listings.pages.buttons import ButtonPage


class ReviewButtons(ButtonPage[Revision]):
    """The buttons on the page of the review with this ID."""

    lifecycle = REVISION
    placed = frozenset({"reject", "reopen"})

    def __init__(self, review_id: UUID) -> None:
        self._review_id = review_id

    def url(self, _subject: Revision, row: Transition) -> str:
        return reverse("reviews:review-act", args=[self._review_id, row.slug])

    def page_url(self, _subject: Revision) -> str:
        return reverse("reviews:review", args=[self._review_id])
