"""The page of the preview: what its address chooses, its frame for phones, and the links to fields and back."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.utils.html import escape
from msgspec.structs import replace

from common.actor import Role
from listings.page_urls import control_id
from studio.wizard.page.step.tile_links import edit_links, element_id, first_place
from studio.wizard.page.wizard import Wizard
from tests.accounts.factories import make_member
from tests.catalog.factories import make_tile
from tests.markup import compact
from tests.sandboxes.scene import live_listing, partner
from tests.shared import SMALL
from tests.studio.scene import Scene, make_scene, ready_scene, signed_in
from tests.validation.test_fixes import draft_of
from tilekit.core.section import Tab
from tilekit.scaffold.read import read_folder
from tilekit.sections import SECTIONS
from tilekit.sections.content import Content
from tilekit.sections.overview import Overview
from tilekit.tile.places import shown_paths

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough, pytest.mark.usefixtures("data_dir")]


def response(scene: Scene, query: str = "", name: str = "preview") -> HttpResponse:
    shown = signed_in(scene.editor).get(scene.url(name) + query)
    assert shown.status_code == 200
    return shown  # type: ignore[no-any-return]  # the response of a test client


def page(scene: Scene, query: str = "", name: str = "preview") -> str:
    return compact(response(scene, query, name).content.decode())


def stage(html: str) -> str:
    """What customers would see, without the bar above it."""
    return html.partition('class="preview-window"')[2]


@pytest.mark.parametrize("tab", [*Tab, "all", "nonsense"])
def test_preview_is_a_page_with_every_tab(tab: str) -> None:
    scene = ready_scene()

    html = page(scene, f"?tab={tab}")

    assert "<html" in html
    assert 'id="tile-body"' in html
    assert scene.revision.listing.name in html


def test_address_keeps_what_other_links_change() -> None:
    scene = make_scene()

    html = page(scene, "?tab=support&theme=dark&language=ja&links=on&show=nonsense&width=watch")

    query = "tab=support&theme=dark&language=ja"
    assert f'href="{scene.url("preview")}?{escape(query)}#links"' in html  # switches the links off
    assert escape("?tab=support&width=phone&theme=dark&language=ja&links=on") in html
    assert escape("?theme=dark&language=ja&links=on&tab=configuration") in html  # a tab of the tile
    assert [name for name in ("Tile", "Desktop", "Dark") if f'aria-current="true">{name}<' not in html] == []


def test_only_the_words_around_the_texts_are_in_the_chosen_language() -> None:
    scene = ready_scene()

    html = page(scene, "?language=ja&theme=dark")

    assert '<html lang="en"' in html
    assert 'data-theme="dark" lang="ja"' in html
    assert "概要" in stage(html)
    assert "Monitor queue depth" in stage(html)
    assert '<html lang="ja" data-theme="dark"' in page(scene, "?language=ja&theme=dark", "preview-frame")


def test_only_the_portal_may_frame_the_preview_of_a_phone() -> None:
    scene = make_scene()
    address = scene.url("preview-frame") + "?tab=support&width=phone"

    shown, frame = response(scene, "?width=phone&tab=support"), response(scene, "?tab=support", "preview-frame")

    assert f'src="{escape(address)}" title="Preview on a phone"' in compact(shown.content.decode())
    assert shown.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in shown.headers["Content-Security-Policy"]
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]
    assert 'data-tab="support"' in frame.content.decode()


def test_card_is_between_its_neighbours_in_the_catalogue() -> None:
    scene = ready_scene()
    for title in ("Abacus", "Zebra"):
        make_tile(title)

    html = stage(page(scene, "?show=card"))

    assert re.findall(r"<h3><a [^>]*>([^<]*)</a></h3>", html) == ["Abacus", "Acme Widget", "Zebra"]
    assert "New" in html


@pytest.mark.parametrize(
    "words, is_shown",
    [("queue acm", True), ("metrics", True), ("", True), ("queue zebra", False), ("ueue", True)],  # one typo
)
def test_search_shows_whether_it_finds_the_tile(words: str, is_shown: bool) -> None:
    scene = ready_scene()
    make_tile("Zebra queue")

    html = stage(page(scene, f"?show=search&q={words}"))

    assert ("<article" in html and "Monitor" in html) == is_shown
    assert ("This search doesn" in html) != is_shown


def test_search_marks_its_words() -> None:
    html = stage(page(ready_scene(), "?show=search&q=cons wid"))

    assert re.findall("<mark>(.*?)</mark>", html) == ["Widget", "consumers", "Widget"]


def test_links_are_only_shown_if_chosen() -> None:
    scene = ready_scene()

    assert "field-links" not in page(scene, "?tab=all")
    assert "field-links" in page(scene, "?tab=all&links=on")


@pytest.mark.parametrize("route", ["integrations", "marketplace"])
def test_every_link_leads_to_its_field_in_the_wizard(route: str) -> None:
    scene = make_scene(route=route)
    links = edit_links(Wizard(revision=scene.revision, actor=scene.actor))
    html = page(scene, "?tab=all&links=on")
    steps = {link.href.partition("#")[0] for link in links.values()}
    forms = "".join(signed_in(scene.editor).get(step).content.decode() for step in steps)

    assert {"overview.title", "setup.setup_md", "release_notes.entries"} <= {*links} <= {*shown_paths()}
    for path, link in links.items():
        assert html.count(f'id="{element_id(path)}"') == 1, path
        assert f'href="{escape(link.href)}"' in html
        assert f'id="{urlsplit(link.href).fragment}"' in forms
        assert urlsplit(link.href).fragment == f"{control_id(path)}-field"
    assert ("pricing.unit_price" in links) == (route == "marketplace")


def test_images_and_assets_have_links_to_their_rows() -> None:
    scene = make_scene()
    scene = replace(scene, revision=draft_of(scene.actor, read_folder(SMALL / "launchdarkly")))
    bundle = Wizard(revision=scene.revision, actor=scene.actor).bundle
    (image, *_), (board, *_) = bundle.section(Overview).media, bundle.section(Content).dashboards

    overview, resources = page(scene, "?links=on"), page(scene, "?tab=resources&links=on")

    assert f'href="{scene.url("step", "overview")}#f-overview-media-{image.row_key}-field"' in overview
    assert f'href="{scene.url("step", "content")}#f-content-dashboards-{board.row_key}-field"' in resources


def test_gaps_are_named_with_links_only() -> None:
    scene = make_scene()

    assert "Nothing in “Media carousel” yet" in page(scene, "?links=on")
    assert "Nothing in" not in page(scene)
    assert "This tab will appear once it has content." in page(scene, "?tab=resources&links=on")


def test_sections_lead_to_their_place_in_the_preview(data_dir: Path) -> None:
    scene = make_scene(route="marketplace")
    wizard = Wizard(revision=scene.revision, actor=scene.actor)
    browser = signed_in(scene.editor)
    places = {section.key: first_place(wizard, section.key) for section in SECTIONS if section.key in wizard.documents}

    assert {key for key, place in places.items() if place is None} == {"submission", "api"}
    step = browser.get(scene.url("step", "setup")).content.decode()
    (address,) = re.findall(r'href="([^"]*)">See it in the preview', step)
    assert address.endswith(f"?tab=configuration&amp;links=on#{element_id('setup.setup_md')}")
    for place in filter(None, places.values()):
        tab, path = place
        assert f'id="{element_id(path)}"' in page(scene, f"?tab={tab}&links=on"), path


def test_used_field_leads_to_its_place_in_the_preview() -> None:
    scene = ready_scene()
    wizard = Wizard(revision=scene.revision, actor=scene.actor)
    image = f"overview.media[{wizard.bundle.section(Overview).media[0].row_key}]"
    places = {
        "f-support-support_url-field": ("support", "support.support_url"),
        f"{control_id(image)}-caption-field": ("overview", image),
        "f-overview-logo_dark-field": ("overview", "overview.logo_dark"),
        "f-support-maintainer_email-field": ("support", "support.support_md"),
    }

    for element, (tab, path) in places.items():
        redirect = signed_in(scene.editor).get(scene.url("preview"), {"at": element})
        assert redirect["Location"].endswith(f"?tab={tab}&links=on#{element_id(path)}"), element
    for element in ("f-nothing-x-field", "f", ""):
        assert signed_in(scene.editor).get(scene.url("preview"), {"at": element}).status_code == 200


def test_a_live_tile_is_not_its_own_neighbour() -> None:
    organisation = partner("Northquay")
    listing = live_listing(organisation, folder=SMALL / "octoprint")
    scene = Scene(
        organisation=organisation, editor=make_member(organisation, Role.EDITOR), revision=listing.revisions.get()
    )

    html = stage(page(scene, "?show=card"))

    assert html.count("<article") == 1
    assert "OctoPrint" in html
