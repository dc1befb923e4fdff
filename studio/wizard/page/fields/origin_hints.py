"""Hints where the value of a field comes from: an API client, a default of the organisation, a file or other fields."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.queries import names_of
from common.lists import joined_with_and
from listings.content.bundles import values_by_section
from listings.content.filled_fields import Notes, filled_from
from listings.display.place_names import translate_message
from listings.writes.origins import FieldOrigin, origins_of
from tilekit.core.field import Json
from tilekit.core.section import SectionDocument, Values
from tilekit.sections.prefilled import UNINSTALL_TEXT, prefill_note

_SHOWN_NAMES = 3


def origin_hints(documents: Mapping[str, SectionDocument], key: str) -> Mapping[str, str]:
    """{path: hint} for the fields of a section that a client set.

    The hint is "" if somebody else changed the field later. At most two queries, none if no client set a field.
    """
    origins = {
        path: origin for path, origin in origins_of(values_by_section(documents)).items() if path.startswith(f"{key}.")
    }
    names = names_of(origin.by for origin in origins.values()) if origins else {}
    return {path: _hint_text(origin, names) for path, origin in origins.items()}


def default_hints(
    documents: Mapping[str, SectionDocument], key: str, defaults: Mapping[str, Json]
) -> Mapping[str, str]:
    """{path: hint} for the fields of a section that have a default; "" if the field has another value."""
    text = _("From your organisation's defaults.")
    return {
        path: text if documents[key].values.get(path.partition(".")[2]) == value else ""
        for path, value in defaults.items()
        if path.startswith(f"{key}.")
    }


def filled_hints(key: str, values: Values, notes: Notes) -> Mapping[str, str]:
    """{path: hint} for the values of a section that were filled in; "" if a person has changed the value since."""
    in_force = filled_from(key, values, notes)
    return {path: _filled_text(path, in_force[path]) if path in in_force else "" for path in notes}


def _filled_text(path: str, names: Sequence[str]) -> str:
    if not names:
        return translate_message(prefill_note(path))
    return _("Taken from {files}.").format(files=joined_with_and(names[:_SHOWN_NAMES]))


def awaited_hints(documents: Mapping[str, SectionDocument], key: str) -> Mapping[str, str]:
    """{path: hint} for the empty text that the support e-mail fills in."""
    email = documents["support"].values.get("support_email")
    is_awaited = key == "setup" and not email and not documents[key].values.get("uninstall_md")
    return {UNINSTALL_TEXT: _("Filled in once you have entered the support e-mail.") if is_awaited else ""}


def _hint_text(origin: FieldOrigin, names: Mapping[UUID, str]) -> str:
    if not origin.is_in_force:
        return ""
    name = names.get(origin.by) if origin.by else None
    if name is None:
        return _("Set through the API. Imports leave this value as it is until you change it here.")
    return _("Set by {name} through the API. Imports leave this value as it is until you change it here.").format(
        name=name
    )
