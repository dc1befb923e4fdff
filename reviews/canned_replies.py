"""Saved replies for reviewers, in the reader's language. Reviewers can edit them before they send them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText


class CannedReply(Struct, frozen=True, kw_only=True):
    label: LazyText
    text: LazyText


CANNED_REPLIES: Mapping[str, CannedReply] = {
    "shorter": CannedReply(
        label=_("Make it shorter"),
        text=_("This is longer than most customers will read. Keep the sentence that explains what they get."),
    ),
    "numbered": CannedReply(
        label=_("Number the steps"),
        text=_(
            "Write this as numbered steps, with one action per step. For each step, say where in the product to do it."
        ),
    ),
    "permissions": CannedReply(
        label=_("List the permissions"),
        text=_("List the permissions that the account or key needs, and explain how to grant them."),
    ),
    "picture": CannedReply(
        label=_("Replace the image"),
        text=_("Use an image that shows data but no names of real customers or people."),
    ),
    "units": CannedReply(
        label=_("Add the unit"),
        text=_("Add a unit to each metric so that graphs can show it."),
    ),
    "why": CannedReply(
        label=_("Ask for the reason"),
        text=_("Why do you need this? We might know a simpler way."),
    ),
    "thanks": CannedReply(
        label=_("Thank the partner"),
        text=_("Thank you, this resolves the comment."),
    ),
}


def with_canned_reply(body: str, key: str) -> str:
    """The text with the saved reply appended; unchanged if the key is unknown or the text contains the reply."""
    canned = CANNED_REPLIES.get(key)
    if canned is None or str(canned.text) in body:
        return body
    return f"{body.rstrip()}\n\n{canned.text}" if body.strip() else str(canned.text)
