"""Links from the elements of a draft's tile to the fields of the wizard, and from the wizard's forms to the tile."""

from collections import Counter
from collections.abc import Iterator

from django.utils.functional import lazy

from listings.display.place_names import place_name
from listings.page_urls import control_id
from page_parts.tile.fields import FieldLink
from page_parts.tile.parts import RESOURCE_FIELDS, asset_place
from studio.page_urls import step_of_section, step_url
from studio.wizard.page.fields.shown_fields import shown_fields
from studio.wizard.page.wizard import Wizard
from tilekit.core.field import Field
from tilekit.core.kind import on_marketplace
from tilekit.core.section import Tab
from tilekit.sections.overview import Overview
from tilekit.tile.places import shown_paths
from tilekit.tile.resources import ASSET_KINDS, rows_with_file

_lazy_place_name = lazy(place_name, str)  # in the language of the preview, not of the page


def edit_links(wizard: Wizard) -> dict[str, FieldLink]:
    """{path of a field that the tile shows, or name of a row on the tile: the link to it}. See `_row_paths`.

    Fields that this listing doesn't have are left out.
    """
    fields = {path: _link(wizard, path, field) for path, field in _fields_on_tile(wizard)}
    return {**_row_links(wizard), **fields}


def element_id(path: str) -> str:
    """The HTML id of the link to a field."""
    return f"tile-{control_id(path)}"


def first_place(wizard: Wizard, section: str) -> tuple[Tab, str] | None:
    """(tab, path) of the first field of the section that the tile shows; None if it shows none of them."""
    paths = (path for path, _field in _fields_on_tile(wizard) if path.partition(".")[0] == section)
    return next(((_tab_of(wizard, path), path) for path in paths), None)


def place_of_element(wizard: Wizard, html_id: str) -> tuple[Tab, str] | None:
    """(tab, path) of the field that this element of a form belongs to; None if the tile doesn't show it.

    The cells of an image or an asset belong to the link of its row.
    """
    paths = [*_row_paths(wizard).values(), *(path for path, _field in _fields_on_tile(wizard))]
    path = next((path for path in paths if f"{html_id}-".startswith(f"{control_id(path)}-")), None)
    return (_tab_of(wizard, path), path) if path else None


def _tab_of(wizard: Wizard, path: str) -> Tab:
    part = shown_paths().get(path, "")
    return Tab(part) if part in {*Tab} else wizard.documents[path.partition(".")[0]].tab


def _fields_on_tile(wizard: Wizard) -> Iterator[tuple[str, Field[object]]]:
    """(path, field) of each field that both the tile and the wizard show, in the order of the tile."""
    for path, part in shown_paths().items():
        key, _, name = path.partition(".")
        document = wizard.documents.get(key)
        if document is None or (part == Tab.PRICING and not on_marketplace(wizard.kind)):
            continue
        field = document.fields[name]
        if type(document).applies(wizard.kind) and field in shown_fields(document, wizard.kind):
            yield path, field


def _link(wizard: Wizard, path: str, field: Field[object]) -> FieldLink:
    key, _, name = path.partition(".")
    return FieldLink(
        id=element_id(path),
        href=step_url(wizard.revision, step_of_section(key), path),
        label=field.label,
        is_empty=field.is_empty(wizard.documents[key].values.get(name)),
    )


def _row_links(wizard: Wizard) -> dict[str, FieldLink]:
    documents = {key: document.values for key, document in wizard.documents.items()}
    return {
        name: FieldLink(
            id=element_id(path),
            href=step_url(wizard.revision, step_of_section(path.partition(".")[0]), path),
            label=_lazy_place_name(path, documents=documents),
            is_empty=False,
        )
        for name, path in _row_paths(wizard).items()
    }


def _row_paths(wizard: Wizard) -> dict[str, str]:
    """{file of an image of the carousel, or `asset_place` of an asset: the path of its row}."""
    media = reversed(wizard.bundle.section(Overview).media)
    paths = {row.image.name: f"{Overview.key}.media[{row.row_key}]" for row in media if row.image}
    numbers = Counter[str]()
    for row in rows_with_file(wizard.bundle):
        kind = ASSET_KINDS[type(row)]
        paths[asset_place(kind, numbers[kind])] = f"{RESOURCE_FIELDS[kind]}[{row.row_key}]"
        numbers[kind] += 1
    return paths
