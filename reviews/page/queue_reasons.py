"""Why a review is in the queue, and which parts of the listing changed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.lists import joined_facts, joined_with_and, labelled
from listings.display.place_names import translate_message
from reviews.teams import REMITS
from tilekit.sections import SECTIONS

if TYPE_CHECKING:
    from reviews.queries.queue_facts import QueueReview

# The note to reviewers and what the partner confirms are not part of the listing.
_REVIEWED_SECTIONS = frozenset(path.partition(".")[0] for remit in REMITS for path in remit.reads)


def reason_of(review: "QueueReview") -> str:
    """Why the review is in the queue."""
    return joined_facts(_reasons(review))


def _reasons(review: "QueueReview") -> Iterator[str]:
    if review.is_replaced:
        yield _("Replaced by the partner")
    elif review.submission.submission_number > 1:
        yield _("Resubmission")
    elif not review.is_update:
        yield _("New attempt") if _has_base(review) else _("First submission")
    if review.is_update:
        yield _("Update of a live tile")
    if _is_transferred(review):
        yield _("Transferred from another organisation")


def changed_parts(review: "QueueReview") -> str:
    """What differs from the submission before; "" if there is none."""
    if not _has_base(review):
        return ""
    now, before = review.submission.section_digests, review.base_digests or {}
    changed = [
        translate_message(section.heading)
        for section in SECTIONS
        if section.key in _REVIEWED_SECTIONS and now.get(section.key) != before.get(section.key)
    ]
    if changed:
        return labelled(_("Changed"), joined_with_and(changed))
    has_other_files = review.submission.digest != review.base_digest
    return labelled(_("Changed"), _("other files")) if has_other_files else _("Nothing changed")


def _has_base(review: "QueueReview") -> bool:
    return review.base_id is not None


def _is_transferred(review: "QueueReview") -> bool:
    """Whether another organisation received the listing after the submission with which this one is compared."""
    transferred_at = review.revision.listing.transferred_at
    return transferred_at is not None and (not _has_base(review) or transferred_at > review.base_at)
