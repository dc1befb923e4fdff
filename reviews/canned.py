"""Replies that reviewers send often, in the language of the reviewer's pages; they may be edited before they go."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import Struct


class Canned(Struct, frozen=True, kw_only=True):
    label: str | Promise
    text: str | Promise


CANNED: Mapping[str, Canned] = {
    "shorter": Canned(
        label=_("Make it shorter"),
        text=_("This is longer than customers read here. Keep the sentence that says what they get."),
    ),
    "numbered": Canned(
        label=_("Number the steps"),
        text=_("Write this as numbered steps, one action in each, and say where in the product it happens."),
    ),
    "permissions": Canned(
        label=_("Name the permissions"),
        text=_("Say which permissions the account or key needs, and how to grant them."),
    ),
    "picture": Canned(
        label=_("Show another picture"),
        text=_("Show a picture with data in it, and without names of real customers or people."),
    ),
    "units": Canned(
        label=_("Give the unit"),
        text=_("Give each metric the unit in which it is measured, so that graphs can show it."),
    ),
    "why": Canned(
        label=_("Ask for the reason"),
        text=_("Tell us why this is needed; we may know a simpler way."),
    ),
    "thanks": Canned(
        label=_("Thanks, settled"),
        text=_("Thank you, this settles it."),
    ),
}


def with_canned(body: str, key: str) -> str:
    """The text with the canned reply after it; unchanged where there is no such reply or it is there already."""
    canned = CANNED.get(key)
    if canned is None or str(canned.text) in body:
        return body
    return f"{body.rstrip()}\n\n{canned.text}" if body.strip() else str(canned.text)
