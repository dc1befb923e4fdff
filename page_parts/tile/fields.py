"""Prepares the fields of a listing for the places on the tile that their declarations name, and links to fields."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from msgspec import Struct

from tilekit.core.choices import Choices
from tilekit.core.field import Field
from tilekit.core.formats import web_address
from tilekit.core.messages import render
from tilekit.tile.places import fields_of
from tilekit.tile.tabs import FieldValue

Item = dict[str, object]


class FieldLink(Struct, frozen=True, kw_only=True):
    """A link from an element of the tile to its field: the id of the link, URL and label, and whether it is empty."""

    id: str
    href: str
    label: str | Promise
    is_empty: bool


FieldLinks = Mapping[str, FieldLink]


def items_by_place(
    part: str, values: Mapping[str, FieldValue], html: Callable[[str, str], SafeString], *, links: FieldLinks
) -> dict[str, list[Item]]:
    """{place: props of `tile_text` or items of `tile_facts`}, one for each field. html renders (text, anchor).

    links are by path of the field.
    """
    places: dict[str, list[Item]] = {}
    for section, field in fields_of(part):
        place, value = field.shows.partition(".")[2], values.get(field.shown_as, "")
        if field.kind == "markdown":
            item = _text(field, html(str(value), part if place == "text" else field.shown_as))
        else:
            item = _fact(field, value)
        item["links"] = links_of(links, f"{section.key}.{field.name}")
        # `tile_text` renders nothing for an empty text; the templates of other places test whether there are items.
        if item.get("html") or item.get("values") or item["links"] or place not in {"text", "facts"}:
            places.setdefault(place, []).append(item)
    return places


def facts_of(part: str, values: Mapping[str, FieldValue]) -> list[Item]:
    """Items of `tile_facts` for the short values of this part of the tile, without links to fields."""
    facts = (
        _fact(field, values.get(field.shown_as, "")) for _section, field in fields_of(part) if field.kind != "markdown"
    )
    return [fact for fact in facts if fact["values"]]


def links_of(links: FieldLinks, *paths: str) -> list[FieldLink]:
    """The links to these fields; [] on a page without links."""
    return [links[path] for path in paths if path in links] if links else []


def _text(field: Field[object], html: SafeString) -> Item:
    empty = render(field.shown_if_empty, get_language() or "en")
    return {"label": field.shown_label, "html": html, "empty": empty}


def _fact(field: Field[object], value: FieldValue) -> Item:
    values = (value,) if isinstance(value, str) else value
    if isinstance(field, Choices):
        labels = field.labels_in(get_language() or "en")
        values = tuple(labels.get(text, text) for text in values)
    if field.kind == "url":
        values = tuple(map(web_address, values))
    return {
        "label": field.shown_label,
        "kind": field.kind,
        "values": tuple(filter(None, values)),
    }
