"""Why a review is in the queue, and which parts of the listing changed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from common.lists import joined_facts, joined_with_and, labelled
from listings.display.place_names import translate_message
from reviews.models import Review
from reviews.teams import REMITS
from tilekit.sections import SECTIONS

# The note to reviewers and what the partner confirms are not part of the listing.
_REVIEWED_SECTIONS = frozenset(path.partition(".")[0] for remit in REMITS for path in remit.reads)


def reason_of(review: Review) -> str:
    """Why the review is in the queue. The review has the annotations of `with_row_facts`."""
    return joined_facts(_reasons(review))


def _reasons(review: Review) -> Iterator[str]:
    is_update: bool = review.is_update  # type: ignore[attr-defined]  # annotated
    if review.is_replaced:  # type: ignore[attr-defined]  # annotated
        yield _("Replaced by the partner")
    elif review.submission.round > 1:
        yield _("Resubmission")
    elif not is_update:
        yield _("New attempt") if _has_base(review) else _("First submission")
    if is_update:
        yield _("Update of a live tile")
    if _is_transferred(review):
        yield _("Transferred from another organisation")


def changed_parts(review: Review) -> str:
    """What differs from the submission before; "" if there is none. The review has annotations as in `reason_of`."""
    if not _has_base(review):
        return ""
    now, before = review.submission.section_digests, review.base_digests or {}  # type: ignore[attr-defined]  # annotated
    changed = [
        translate_message(section.heading)
        for section in SECTIONS
        if section.key in _REVIEWED_SECTIONS and now.get(section.key) != before.get(section.key)
    ]
    if changed:
        return labelled(_("Changed"), joined_with_and(changed))
    has_other_files = review.submission.digest != review.base_digest  # type: ignore[attr-defined]  # annotated
    return labelled(_("Changed"), _("other files")) if has_other_files else _("Nothing changed")


def _has_base(review: Review) -> bool:
    return review.base_id is not None  # type: ignore[attr-defined]  # annotated


def _is_transferred(review: Review) -> bool:
    """Whether another organisation received the listing after the submission with which this one is compared."""
    transferred_at = review.revision.listing.transferred_at
    return transferred_at is not None and (not _has_base(review) or transferred_at > review.base_at)  # type: ignore[attr-defined]  # annotated
