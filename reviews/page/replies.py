"""Prepares saved replies: which ones fit a place, and their texts with variables in the partner's language."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import get_language
from msgspec import Struct

from accounts.queries import language_of_organisation
from listings.display.place_names import place_name
from reviews.models import Review
from reviews.team_texts import TeamText, language_in
from reviews.text_variables import filled, values_of_review, variables_in
from tilekit.checks.registered_checks import all_checks
from tilekit.core.messages import render
from tilekit.sections import SECTIONS


class ReplyPlace(Struct, frozen=True, kw_only=True):
    """What a comment is about: a section, or "" for the whole listing, and the code of a check, or ""."""

    section: str = ""
    code: str = ""

    @property
    def check_name(self) -> str:
        """The name of the check, a message of tilekit; "" if there is no such check."""
        return next((check.name for check in all_checks() if check.code == self.code), "")

    @property
    def has_section(self) -> bool:
        return any(section.key == self.section for section in SECTIONS)


class ReplyOptions(Struct, frozen=True, kw_only=True):
    """The saved replies that fit a place: those that are about it come first."""

    suggested: Sequence[TeamText]
    others: Sequence[TeamText]


def reply_options(replies: Sequence[TeamText], place: ReplyPlace) -> ReplyOptions | None:
    """The replies whose variables have values at the place; None if there are none."""
    usable = [reply for reply in replies if _is_usable(reply, place)]
    if not usable:
        return None
    of_check = [reply for reply in usable if place.code in reply.codes]
    of_section = [reply for reply in usable if place.section in reply.sections and reply not in of_check]
    suggested = [*of_check, *of_section]
    return ReplyOptions(suggested=suggested, others=[reply for reply in usable if reply not in suggested])


def reply_text(reply: TeamText, review: Review, place: ReplyPlace, *, reviewer: str) -> str:
    """The text for the partner: in their language if there is one, else in the reviewer's. Listing must be loaded."""
    organisation_id = review.revision.listing.organisation_id
    language = language_in(reply.text, language_of_organisation(organisation_id), get_language() or "")
    with translation.override(language):
        values = {**values_of_review(review), "reviewer": reviewer}
        if place.has_section:
            values["section"] = place_name(place.section)
        if place.check_name:
            values["finding"] = render(place.check_name, language)
    return filled(reply.text[language], values)


def with_reply(body: str, text: str) -> str:
    """The typed text with a reply appended; unchanged if it contains the reply."""
    if not text or text in body:
        return body
    return f"{body.rstrip()}\n\n{text}" if body.strip() else text


def _is_usable(reply: TeamText, place: ReplyPlace) -> bool:
    names = {name for text in reply.text.values() for name in variables_in(text)}
    return ("section" not in names or place.has_section) and ("finding" not in names or bool(place.check_name))
