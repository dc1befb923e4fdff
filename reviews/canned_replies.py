"""The saved replies that come with the portal. A team that saves its own replaces them (`reviews.team_texts`)."""

from collections.abc import Mapping, Sequence
from functools import cache

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText
from reviews.built_in_texts import translations
from reviews.team_texts import TeamText


class _Reply(Struct, frozen=True, kw_only=True):
    label: LazyText
    text: LazyText
    sections: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


_REPLIES: Mapping[str, _Reply] = {
    "shorter": _Reply(
        label=_("Make it shorter"),
        text=_("This is longer than most customers will read. Keep the sentence that explains what they get."),
        sections=("overview",),
    ),
    "numbered": _Reply(
        label=_("Number the steps"),
        text=_(
            "Write this as numbered steps, with one action per step. For each step, say where in the product to do it."
        ),
        sections=("setup",),
        codes=("RM-007",),
    ),
    "permissions": _Reply(
        label=_("List the permissions"),
        text=_("List the permissions that the account or key needs, and explain how to grant them."),
        sections=("setup", "configuration"),
    ),
    "picture": _Reply(
        label=_("Replace the image"),
        text=_("Use an image that shows data but no names of real customers or people."),
        sections=("overview",),
        codes=("IM-014", "IM-016"),
    ),
    "units": _Reply(
        label=_("Add the unit"),
        text=_("Add a unit to each metric so that graphs can show it."),
        sections=("data",),
        codes=("MD-022", "MD-024"),
    ),
    "why": _Reply(
        label=_("Ask for the reason"),
        text=_("Why do you need this? We might know a simpler way."),
    ),
    "thanks": _Reply(
        label=_("Thank the partner"),
        text=_("Thank you, this resolves the comment."),
    ),
}


@cache
def built_in_replies() -> Sequence[TeamText]:
    """Version 0 of the saved replies of every team, in all languages of the portal."""
    return tuple(
        TeamText(
            key=key,
            label=translations(reply.label),
            text=translations(reply.text),
            sections=reply.sections,
            codes=reply.codes,
        )
        for key, reply in _REPLIES.items()
    )
