"""What closed a review, for people."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from common.lazy_text import LazyText
from listings.lifecycle.transitions import TRANSITIONS
from page_parts.total_maps import total_map

CLOSE, NOT_NEEDED, ORGANISATION_DELETED = "close-reviews", "not-needed", "organisation-deleted"
# Review.close_reason is the verb of the transition with this effect, or one of the others.
CLOSE_REASONS = (
    *dict.fromkeys(row.verb for row in TRANSITIONS if CLOSE in row.effects),
    NOT_NEEDED,
    ORGANISATION_DELETED,
)
_SENTENCES: Mapping[str, LazyText] = total_map(
    CLOSE_REASONS,
    {
        "withdraw": _("The partner withdrew this submission, so the review is closed."),
        "reject": _("A lead rejected the listing, so the review is closed."),
        "publish": _("The listing was published, so the review is closed."),
        "archive": _("The listing was archived because nobody worked on it, so the review is closed."),
        "delete": _("The partner deleted the listing, so the review is closed."),
        ORGANISATION_DELETED: _("An admin deleted the organisation, so the review is closed."),
        NOT_NEEDED: _("A later submission no longer changes anything that this team reviews, so the review is closed."),
    },
)


def why_closed(reason: str) -> LazyText:
    """The sentence for the close reason of a review. Earlier versions stored other reasons."""
    return _SENTENCES.get(reason, _("This review is closed."))
