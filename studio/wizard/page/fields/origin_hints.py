"""Hints for fields that an API client has set, or that have a default of the organisation."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.queries import names_of
from listings.content.bundles import values_by_section
from listings.writes.origins import FieldOrigin, origins_of
from tilekit.core.field import Json
from tilekit.core.section import SectionDocument


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


def _hint_text(origin: FieldOrigin, names: Mapping[UUID, str]) -> str:
    if not origin.is_in_force:
        return ""
    name = names.get(origin.by) if origin.by else None
    if name is None:
        return _("Set through the API. Imports leave this value as it is until you change it here.")
    return _("Set by {name} through the API. Imports leave this value as it is until you change it here.").format(
        name=name
    )
