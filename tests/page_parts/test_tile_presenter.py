from pathlib import Path

import pytest
from django.template.loader import render_to_string
from msgspec.structs import replace

from page_parts.tile import fields
from page_parts.tile.actions import InstallLink
from page_parts.tile.metrics import METRICS_PAGE
from page_parts.tile.presenter import present_tile
from tests.markup import compact
from tests.shared import SMALL, bundle_of_folder, listing_folders
from tilekit.core.choices import Choices
from tilekit.core.field import Choice
from tilekit.core.messages import Message
from tilekit.core.pictures import Picture
from tilekit.tile import TileContent, tile_of
from tilekit.tile.model import TileRelease
from tilekit.tile.serialisation import from_json, to_json
from tilekit.tile.tabs import DataTab, Link, Media, Metric, OverviewTab, PricingTab, ServiceCheck, TilePart

pytestmark = pytest.mark.sqlite_is_enough
PARTS = ("card", "head", "tabs", "side", "body")


class Files:
    """A folder with files of these names."""

    def __init__(self, *paths: str) -> None:
        self._paths = paths

    def address(self, path: str) -> str | None:
        return f"/files/{path}" if path in self._paths else None

    def large(self, path: str) -> Picture | None:
        address = self.address(path)
        return Picture(src=address, srcset=f"{address}?small 640w", width=16, height=9) if address else None

    small = large


def html(view: TileContent, *, tab: str = "", part: str = "body", **more: object) -> str:
    shown = present_tile(view, files=Files(), tab=tab, **more)  # type: ignore[arg-type]
    return compact(render_to_string(f"tile/{part}.html", {"presenter": shown}))


@pytest.mark.parametrize("folder", listing_folders(SMALL), ids=lambda folder: folder.name)
def test_every_part_of_a_real_tile_is_drawn(folder: Path) -> None:
    view = tile_of(bundle_of_folder(folder))

    for tab in (*view.tabs, "all"):
        shown = present_tile(view, files=Files(*view.pictures), tab=str(tab))
        markup = "".join(render_to_string(f"tile/{part}.html", {"presenter": shown}) for part in PARTS)
        assert view.title in markup


def test_an_empty_draft_is_drawn_without_its_hidden_tabs() -> None:
    view = TileContent()

    shown = present_tile(view, files=Files(), tab="pricing")

    assert [tab["label"] for tab in shown.tabs] == ["Overview", "Configuration", "Support", "Release Notes"]
    assert shown.tab == "overview"
    assert "Untitled" in html(view, part="card")


def test_an_unknown_tab_is_the_first_one() -> None:
    assert present_tile(TileContent(), files=Files(), tab="<script>").tab == "overview"


def test_tile_offers_its_platform_and_else_its_own_tabs() -> None:
    install = InstallLink(platform="Cloud", url="https://app.example/i/acme")
    sold = PricingTab(plan=Message(""), trial=Message(""), sales_email="sales@acme.example")
    service, integration = TileContent(), TileContent(data=DataTab(submitted=("Logs",)))

    assert labels_of(integration, None) == ["View setup steps"]
    assert labels_of(integration, install) == ["Install in Cloud", "View setup steps"]
    assert labels_of(service, install) == ["Open in Cloud", "View setup steps"]
    assert labels_of(TileContent(pricing=sold), None) == ["View pricing", "Contact sales"]
    assert labels_of(TileContent(pricing=sold), install) == ["Buy in Cloud", "View pricing"]


def labels_of(view: TileContent, install: InstallLink | None) -> list[object]:
    actions = present_tile(view, files=Files(), install=install).actions
    assert [action.get("kind") for action in actions] == ["primary", None][: len(actions)]
    return [action["label"] for action in actions]


def test_link_to_the_platform_is_closed_until_the_tile_is_live() -> None:
    link = InstallLink(platform="Cloud", url="https://app.example/i/acme", closed="Available once the tile is live.")

    markup = html(TileContent(), part="head", install=link)

    assert "app.example" not in markup
    assert "Available once the tile is live." in markup


def test_addresses_of_the_support_are_next_to_each_tab() -> None:
    support = TilePart(fields={"email": "help@acme.example", "text": "Write **first**."})

    side = html(TileContent(support=support), part="side", base="/catalogue/acme/")

    assert 'href="mailto:help@acme.example"' in side
    assert 'href="/catalogue/acme/?tab=support#tile-tabs"' in side
    assert "first" not in side
    assert "mailto:" not in html(TileContent(), part="side")


def test_tabs_lead_to_their_addresses() -> None:
    shown = present_tile(TileContent(), files=Files(), tab="support", base="/catalogue/acme/")

    assert [(tab["href"], tab["is_current"]) for tab in shown.tabs][2] == ("/catalogue/acme/?tab=support", True)
    assert shown.all_url == "/catalogue/acme/?tab=all"


def test_texts_are_sanitised() -> None:
    view = TileContent(
        overview=OverviewTab(fields={"text": "<script>alert(1)</script> [x](javascript:alert(1)) **bold**"})
    )

    markup = html(view)

    assert "<script" not in markup
    assert "javascript:" not in markup.replace("javascript:alert(1))", "")
    assert 'href="javascript' not in markup
    assert "<strong>bold</strong>" in markup


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "https:", "//x", "x"])
def test_stored_resource_that_is_no_web_address_becomes_no_link(url: str) -> None:
    safe_link = Link(kind="other", url="https://docs.acme.example/a")
    stored = to_json(
        TileContent(
            overview=OverviewTab(resources=(Link(kind="blog", url=url), safe_link)), vendor="Acme", vendor_url=url
        )
    )

    markup = html(from_json(TileContent, stored), tab="all") + html(from_json(TileContent, stored), part="head")

    assert markup.count("<a href=") == markup.count("https://docs.acme.example/a") == 1
    assert "docs.acme.example <" in markup


def test_addresses_that_are_no_web_addresses_become_no_links() -> None:
    view = TileContent(
        vendor="Acme", vendor_url="javascript:alert(1)", support=TilePart(fields={"url": "javascript:alert(2)"})
    )

    markup = html(view, part="head") + html(view, part="facts") + html(view, tab="support")

    assert "javascript" not in markup


@pytest.mark.parametrize("field", ["text", "email", "url"])
def test_support_tab_is_empty_only_without_any_details(field: str) -> None:
    value = {"text": "Call us.", "email": "help@acme.example", "url": "https://help.acme.example"}[field]

    empty, filled = (
        html(TileContent(support=TilePart(fields=fields)), tab="support") for fields in ({}, {field: value})
    )

    assert "There are no support details yet." in empty
    assert "There are no support details yet." not in filled


def test_headings_of_texts_stand_below_those_of_the_page() -> None:
    view = TileContent(overview=OverviewTab(fields={"text": "# Big\n\ntext"}))

    assert "<h3" in html(view, level=1)
    assert "<h4" in html(view, level=2)


def test_a_long_metrics_table_is_shown_in_pages() -> None:
    metrics = tuple(Metric(name=f"acme.metric_{number:03}") for number in range(METRICS_PAGE + 30))
    view = TileContent(data=DataTab(metrics=metrics, submitted=("Metrics",)))

    first, second = html(view, tab="data"), html(view, tab="data", metrics_from="100")

    assert "metric_<wbr>099" in first
    assert "metric_<wbr>100" not in first
    assert "1 to 100 of 130" in first
    assert "?tab=data&amp;start=100" in first
    assert "metric_<wbr>100" in second
    assert "101 to 130 of 130" in second
    assert "metric_<wbr>129" in html(view, tab="all")


def test_the_overview_begins_the_metrics_table() -> None:
    metrics = tuple(Metric(name=f"acme.metric_{number}", description="Counts `acme`.") for number in range(6))
    view = TileContent(data=DataTab(metrics=metrics, submitted=("Metrics",)))

    overview = html(view, tab="overview", base="/tile/")

    assert "metric_<wbr>3" in overview
    assert "<code>acme</code>" in overview
    assert "metric_<wbr>4" not in overview
    assert 'href="/tile/?tab=data#tile-tabs">View all 6 metrics</a>' in overview
    assert html(view, tab="all").count("metric_<wbr>3") == 1
    assert "Data Collected" not in html(TileContent(), tab="overview")


def test_many_metrics_are_counted_as_people_write_numbers() -> None:
    metrics = tuple(Metric(name=f"acme.metric_{number}") for number in range(1_200))
    view = TileContent(data=DataTab(metrics=metrics, submitted=("Metrics",)))

    assert [str(tab["count"]) for tab in present_tile(view, files=Files()).tabs if tab["key"] == "data"] == ["1,200"]
    assert '<span class="count">1,200</span>' in html(view, tab="data")


@pytest.mark.parametrize("start", ["-1", "9999", "x", "1e3"])
def test_a_broken_page_of_metrics_is_the_first(start: str) -> None:
    view = TileContent(data=DataTab(metrics=(Metric(name="acme.one"),)))

    assert "acme.<wbr>one" in html(view, tab="data", metrics_from=start)


def test_dates_are_shown_as_they_are_where_they_are_none() -> None:
    view = TileContent(
        releases=(TileRelease(version="2.0.0", date="soon"), TileRelease(version="1.0.0", date="2025-03-01"))
    )

    markup = html(view, tab="release-notes")

    assert "soon" in markup
    assert "1 Mar 2025" in markup


def test_service_checks_say_their_statuses() -> None:
    text = "Returns `CRITICAL` if it is not up, or a ` mark"
    check = ServiceCheck(name="Up", check="acme.up", description=text, statuses=("ok", "critical", "odd"))

    markup = html(TileContent(data=DataTab(service_checks=(check,))), tab="data")

    assert markup.count('class="pill"') == 3
    assert 'data-style="bad"' in markup
    assert "Returns <code>CRITICAL</code> if it is not up, or a ` mark" in markup


def test_a_paid_tile_says_price_trial_and_licence() -> None:
    pricing = PricingTab(
        plan=Message("${price} per month", {"price": "12"}),
        trial=Message("Starts with a free trial of {days} days.", {"days": 14}),
        has_private_offers=True,
        sales_email="sales@acme.example",
        eula="assets/eula.pdf",
    )
    view = TileContent(pricing=pricing)
    shown = present_tile(view, files=Files("assets/eula.pdf"), tab="pricing")

    markup = render_to_string("tile/body.html", {"presenter": shown})

    assert "$12 per month" in markup
    assert "14 days" in markup
    assert 'href="/files/assets/eula.pdf"' in markup
    assert "mailto:sales@acme.example" in markup


def test_media_without_a_stored_picture_are_left_out() -> None:
    media = (Media(path="images/a.png", caption="A"), Media(path="images/gone.png", caption="B"))
    view = TileContent(overview=OverviewTab(media=media, resources=(Link(kind="other", url="https://acme.example/x"),)))
    shown = present_tile(view, files=Files("images/a.png"))

    markup = compact(render_to_string("tile/body.html", {"presenter": shown}))

    assert markup.count("<figure>") == 1
    assert (
        'srcset="/files/images/a.png?small 640w" sizes="(min-width: 75rem) 60rem, 100vw" width="16" height="9" alt="A"'
        in markup
    )
    assert "acme.example" in markup


def test_alternative_text_is_read_out_and_the_caption_only_if_it_differs() -> None:
    described = Media(path="images/a.png", caption="A", alternative_text="A curve")
    view = TileContent(overview=OverviewTab(media=(described, Media(path="images/b.png", caption="B"))))
    shown = present_tile(view, files=Files("images/a.png", "images/b.png"))

    markup = compact(render_to_string("tile/body.html", {"presenter": shown}))

    assert 'alt="A curve"' in markup
    assert 'alt="B"' in markup
    assert '<span class="grow">A</span>' in markup
    assert '<span class="grow" aria-hidden="true">B</span>' in markup


def test_the_field_under_edit_is_outlined() -> None:
    view = replace(TileContent(), title="Acme", summary="What it does")

    assert 'class="live"' in html(view, part="card", live="description")
    assert 'class="live"' not in html(view, part="card")


def test_choices_on_a_tile_show_their_labels() -> None:
    field = Choices("Languages", options=(Choice("ja", "Japanese"), Choice("pl", "Polish")), example="Japanese")

    assert fields._fact(field, ("ja", "of old"))["values"] == ("Japanese", "of old")
