"""The fields that the tile shows, and the links from its elements to them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from msgspec.structs import replace

from guides.samples import SAMPLES
from page_parts.tile.fields import FieldLink
from page_parts.tile.folder_pictures import FolderPictures
from page_parts.tile.metrics import ALL
from page_parts.tile.presenter import present_tile
from tests.shared import SMALL, bundle_of_folder
from tilekit.bundle import Bundle
from tilekit.core.fields import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import SectionDocument
from tilekit.sections import SECTIONS
from tilekit.tile import TileContent, tile_of
from tilekit.tile.places import shown_paths

pytestmark = pytest.mark.sqlite_is_enough
SAMPLE_FOLDERS = (
    SMALL / "launchdarkly",
    SMALL / "stardog",
    SMALL / "vercel",
    SAMPLES / "acme_deploy",
    SAMPLES / "acme_printer",
)
# Values that the samples don't have.
PAID: Mapping[str, Mapping[str, Json]] = {
    "overview": {"title": "Acme Vault", "sales_email": "sales@acme.example"},
    "configuration": {
        "code_type": "agent",
        "package_name": "acme-vault",
        "package_version": "1.2.0",
        "min_agent_version": "7.50.0",
        "oauth_name": "Acme",
        "oauth_scopes": [{"key": "a", "scope": "metrics_read"}],
    },
    "setup": {"post_purchase_md": "We call you."},
    "data": {"queried_data_types": ["Metrics"]},
    "pricing": {
        "billing_type": "tag_count",
        "unit_price": "5",
        "unit_label": "host",
        "trial_days": 30,
        "private_offers": True,
    },
    "support": {"support_url": "https://acme.example/help"},
}


def paid_bundle(folder: Path) -> Bundle:
    """A listing of the Marketplace with the values above."""
    free = bundle_of_folder(folder)
    eula = FileRef.of("manifest.json", free.files["manifest.json"]).as_json()
    values = {**PAID, "legal": {"eula": eula}}
    documents = {
        section.key: section({**free.section(section).values, **values.get(section.key, {})}) for section in SECTIONS
    }
    return replace(free, basics=replace(free.basics, route="marketplace"), documents=documents, parsed={})


def html(bundle: Bundle, links: Mapping[str, FieldLink] | None = None) -> str:
    """All parts of the page of a tile."""
    files = FolderPictures(bundle.files, lambda path: f"/files/{path}")
    presenter = present_tile(tile_of(bundle), files=files, tab=ALL, edit_links=links)
    return "".join(
        render_to_string(f"tile/{part}.html", {"presenter": presenter}) for part in ("head", "facts", "body")
    )


def without(bundle: Bundle, section: type[SectionDocument], name: str) -> Bundle:
    values = {**bundle.section(section).values, name: None}
    return replace(bundle, documents={**bundle.documents, section.key: section(values)}, parsed={})


def paths_shown(bundle: Bundle) -> Iterator[str]:
    """The fields without which the page would be different."""
    whole = html(bundle)
    for section in SECTIONS:
        for name, field in section.fields.items():
            is_filled = not field.is_empty(bundle.section(section).values.get(name))
            if is_filled and html(without(bundle, section, name)) != whole:
                yield f"{section.key}.{name}"


def test_table_has_exactly_the_fields_that_the_tile_shows() -> None:
    bundles = [*map(bundle_of_folder, SAMPLE_FOLDERS), paid_bundle(SMALL / "octoprint")]

    shown = {path for bundle in bundles for path in paths_shown(bundle)}

    assert shown == {*shown_paths()}


def links(*, are_empty: bool) -> dict[str, FieldLink]:
    return {path: FieldLink(id=path, href=f"/{path}", label=path, is_empty=are_empty) for path in shown_paths()}


@pytest.mark.parametrize("are_empty", [False, True])
def test_each_field_has_one_link_at_its_element(are_empty: bool) -> None:
    page = html(paid_bundle(SMALL / "octoprint"), links(are_empty=are_empty))

    assert sorted(re.findall(r'href="/([a-z_]+\.[a-z_]+)"', page)) == sorted(shown_paths())
    assert page.count("Nothing in") == (len(shown_paths()) if are_empty else 0)


def test_empty_tabs_have_links_but_customers_see_neither() -> None:
    nothing = TileContent()
    for_customers = present_tile(nothing, files=FolderPictures({}, str))
    with_links = present_tile(nothing, files=FolderPictures({}, str), tab="resources", edit_links=links(are_empty=True))

    assert "resources" not in for_customers.shown_tabs
    assert with_links.is_hidden_tab
    markup = render_to_string("tile/body.html", {"presenter": with_links})
    assert "Nothing in “content.monitors” yet" in markup
    assert "<ul" not in markup
