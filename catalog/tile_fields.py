"""Fields of a listing as the tile shows them, in the places that their declarations name."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tilekit.core.field import Field
from tilekit.core.formats import web_address
from tilekit.tile.model import FieldValue
from tilekit.tile.places import fields_of

Item = dict[str, object]
# Labels that are shorter on the tile than in the form, and texts for fields without a value.
_LABELS: Mapping[str, str | Promise] = {
    "post_purchase_md": _("After your purchase"),
    "setup_md": _("Setup"),
    "validation_md": _("Check that it works"),
    "uninstall_md": _("Uninstallation"),
    "support_email": _("E-mail"),
}
_EMPTY: Mapping[str, str | Promise] = {
    "setup_md": _("There are no setup instructions yet."),
    "uninstall_md": _("There are no uninstallation instructions yet."),
}


def items_by_place(
    part: str, values: Mapping[str, FieldValue], html: Callable[[str, str], SafeString]
) -> dict[str, list[Item]]:
    """{place: props of `tile_text` or items of `tile_facts`, one for each field}. html gets a text and its anchor."""
    found: dict[str, list[Item]] = {}
    for _section, field in fields_of(part):
        place, value = field.shows.partition(".")[2], values.get(field.shown_as, "")
        if field.kind == "markdown":
            item = _text(field, html(str(value), part if place == "text" else field.shown_as))
        else:
            item = _fact(field, value)
        # `tile_text` shows nothing if it is empty; the templates of the other places ask whether there are items.
        if item.get("html") or item.get("values") or place not in {"text", "facts"}:
            found.setdefault(place, []).append(item)
    return found


def _text(field: Field[object], html: SafeString) -> Item:
    return {"label": _LABELS.get(field.name, field.label), "html": html, "empty": _EMPTY.get(field.name, "")}


def _fact(field: Field[object], value: FieldValue) -> Item:
    values = (value,) if isinstance(value, str) else value
    if field.kind == "url":
        values = tuple(map(web_address, values))
    return {
        "label": _LABELS.get(field.name, field.label),
        "kind": field.kind,
        "values": tuple(each for each in values if each),
    }
