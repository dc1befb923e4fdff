"""The tile of a listing: the source of every tab, no errors for an incomplete draft, and storage as JSON."""

import json
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from tests.shared import CORPUS, bundle_of_folder
from tests.tilekit.listing import base_files
from tilekit.bundle import Bundle, Files
from tilekit.core.basics import Basics
from tilekit.core.fields import Json
from tilekit.core.fileref import FileRef
from tilekit.core.messages import Message, render
from tilekit.core.section import SectionDocument, Tab
from tilekit.drawings.model import MonitorSummary, RuleSummary
from tilekit.scaffold.read import package_of_files
from tilekit.sections import SECTIONS
from tilekit.sections.configuration import Configuration
from tilekit.sections.content import Content
from tilekit.sections.data import Data
from tilekit.sections.legal import Legal
from tilekit.sections.overview import Overview
from tilekit.sections.pricing import Pricing
from tilekit.sections.release_notes import ReleaseNotes
from tilekit.sections.setup import Setup
from tilekit.sections.support import Support
from tilekit.tile import TileContent, tile_of
from tilekit.tile.model import Changes
from tilekit.tile.places import TILE_PLACES, fields_of
from tilekit.tile.pricing import example_bill
from tilekit.tile.tabs import AgentInstall, Link, Media, Metric, MonitoringResource, OAuth, PricingTab, ServiceCheck

PAID = Basics(name="Acme", route="marketplace")


def bundle_with(
    *sections: SectionDocument, files: Mapping[str, bytes] | None = None, basics: Basics | None = None
) -> Bundle:
    documents = {section.key: section for section in sections}
    return Bundle(basics=basics or Basics(name="Acme"), documents=documents, files=Files.of(files or {}))


def ref(name: str, data: bytes) -> Json:
    return FileRef.of(name, data).as_json()  # type: ignore[return-value]  # a reference is JSON


def full_bundle() -> Bundle:
    files = Files.of(base_files())
    package = package_of_files(files, "acme_widget")
    return Bundle(basics=package.basics, documents=package.documents, files=files, folder="acme_widget")


def test_tile_of_shows_what_a_listing_says() -> None:
    tile = tile_of(full_bundle())

    assert (tile.title, tile.vendor, tile.integration_id) == ("Acme Widget", "Acme", "acme-widget")
    assert tile.summary == "Monitor queue depth and consumers of Acme Widget"
    assert tile.logo.light == "assets/logos/acme_widget.svg"
    assert tile.overview.media == (Media(path="images/overview.png", caption="The Acme Widget overview dashboard"),)
    assert str(tile.overview.fields["text"]).startswith("[Acme Widget][1] moves messages")
    assert "[1]: https://acme.example.org" in tile.overview.fields["text"]
    assert str(tile.configuration.fields["setup"]).startswith("Connect your account")
    assert tile.data.metrics[1] == Metric(
        name="acme_widget.queue.depth", type="gauge", unit="message", description="Messages that wait in the queue."
    )
    assert (tile.version, tile.released_on) == ("1.0.0", "2025-03-01")
    assert tile.releases[0].changes == (Changes(kind="Added", lines=("Initial release",)),)
    assert render(tile.price) == "Free"
    assert tile.tabs == (
        Tab.OVERVIEW,
        Tab.CONFIGURATION,
        Tab.DATA,
        Tab.RESOURCES,
        Tab.SUPPORT,
        Tab.RELEASE_NOTES,
    )


def test_facets_and_search_text_come_from_the_listing() -> None:
    tile = tile_of(full_bundle())

    assert tile.facets == {
        "category": ("Cloud", "Metrics"),
        "os": ("Linux",),
        "submitted": ("Metrics",),
        "queried": (),
        "offering": ("integration",),
        "route": ("integrations",),
        "vendor": ("Acme",),
    }
    assert {"acme", "widget", "cloud", "consumers", "depth"} <= set(tile.search_text.split())


NO_QUERY = MonitorSummary(sentence=Message("This monitor has no query."))


def test_a_dashboard_has_boxes_on_a_grid_of_twelve() -> None:
    (dashboard,) = tile_of(full_bundle()).resources

    assert (dashboard.kind, dashboard.name) == ("dashboard", "Acme Widget Overview")
    assert [(box.kind, box.x, box.y, box.width, box.height, box.level) for box in dashboard.boxes[:3]] == [
        ("group", 0, 0, 6, 6, 0),
        ("note", 0, 1, 6, 5, 1),
        ("group", 6, 0, 6, 6, 0),
    ]
    assert max(box.x + box.width for box in dashboard.boxes) == 12


@pytest.mark.parametrize(
    "widgets,boxes",
    [
        ([{"layout": {"x": 0, "y": 0, "width": 96, "height": 8}, "definition": {"type": "timeseries"}}],
         [("line", 0, 0, 12, 1.5)]),
        ([{"definition": {"type": "note"}}] * 4,
         [("note", 0, 0, 4, 2), ("note", 4, 0, 4, 2), ("note", 8, 0, 4, 2), ("note", 0, 2, 4, 2)]),
        ([{"layout": {"x": -1, "y": 0, "width": 0, "height": 2}, "definition": {"type": "hologram"}}],
         [("shape", 0, 0, 4, 2)]),
        ("broken", []),
    ],
)  # fmt: skip
def test_boxes_of_odd_boards_stay_on_the_grid(widgets: Json, boxes: list[tuple[object, ...]]) -> None:
    data = json.dumps({"title": "Acme", "widgets": widgets}).encode()
    row: Json = {"key": "a", "short_name": "acme", "file": ref("assets/dashboards/a.json", data)}
    tile = tile_of(bundle_with(Content({"dashboards": [row]}), files={"assets/dashboards/a.json": data}))

    tile_boxes = [(box.kind, box.x, box.y, box.width, box.height) for box in tile.resources[0].boxes]
    assert tile_boxes == boxes


def test_monitors_rules_and_views_are_listed_after_dashboards() -> None:
    files = {
        "assets/monitors/m.json": b'{"title": "Depth is high", "description": "Queues fill."}',
        "assets/monitors/o.json": b'{"name": "Old", "recommended_monitor_metadata": {"description": "Old text."}}',
        "assets/security/r.json": b'{"name": "Many log-ins"}',
        "assets/saved_views/v.json": b"[broken",
    }
    rows = {
        kind: [{"key": path, "short_name": path[-6:-5], "file": ref(path, files[path])} for path in files if at in path]
        for kind, at in (("monitors", "monitors"), ("detection_rules", "security"), ("saved_views", "saved_views"))
    }

    assert tile_of(bundle_with(Content(rows), files=files)).resources == (  # type: ignore[arg-type]  # JSON rows
        MonitoringResource(kind="monitor", name="Depth is high", description="Queues fill.", monitor=NO_QUERY),
        MonitoringResource(kind="monitor", name="Old", description="Old text.", monitor=replace(NO_QUERY, title="Old")),
        MonitoringResource(kind="rule", name="Many log-ins", rule=RuleSummary()),
        MonitoringResource(kind="view", name="v"),
    )


def test_service_checks_events_and_logs_are_told() -> None:
    checks = json.dumps([{"name": "Can connect", "check": "a.b", "statuses": ["ok", "critical"]}, 7]).encode()
    data = Data(
        {
            "service_checks_json": ref("assets/service_checks.json", checks),
            "creates_events": True,
            "logs_source": "acme",
            "submitted_data_types": ["Logs", "Events"],
        }
    )
    tab = tile_of(bundle_with(data, files={"assets/service_checks.json": checks})).data

    assert tab.service_checks == (ServiceCheck(name="Can connect", check="a.b", statuses=("ok", "critical")),)
    assert render(tab.events) == "Acme sends events."
    assert render(tab.logs) == "Acme sends logs with the source acme."


def test_units_are_one_text() -> None:
    csv = b"metric_name,unit_name,per_unit_name\na.b,byte,second\na.c,,second\na.d,,\n,x,\n"
    tile = tile_of(bundle_with(Data({"metadata_csv": ref("metadata.csv", csv)}), files={"metadata.csv": csv}))

    assert [(metric.name, metric.unit) for metric in tile.data.metrics] == [
        ("a.b", "byte per second"),
        ("a.c", "per second"),
        ("a.d", ""),
    ]


def test_an_agent_check_shows_how_to_install_it() -> None:
    tile = tile_of(
        bundle_with(
            Overview({"integration_id": "acme-queue"}),
            Configuration({"code_type": "agent", "min_agent_version": "7.50.0"}),
            ReleaseNotes({"entries": [{"version": "1.2.0"}, {"version": "1.1.0"}]}),
        )
    )

    assert tile.configuration.agent == AgentInstall(
        host="datadog-agent integration install -t datadog-acme_queue==1.2.0",
        container="agent integration install -r -t datadog-acme_queue==1.2.0",
        min_agent_version="7.50.0",
    )


def test_an_oauth_client_shows_what_it_asks_for() -> None:
    scopes: list[Json] = [{"key": "a", "scope": "metrics_read"}, {"key": "b", "scope": "unheard_of"}]
    values: dict[str, Json] = {
        "oauth_name": "Acme",
        "oauth_onboarding_url": "https://a.example",
        "oauth_scopes": scopes,
    }
    oauth = tile_of(bundle_with(Configuration({"code_type": "api_oauth", **values}))).configuration.oauth

    assert isinstance(oauth, OAuth)
    assert (oauth.name, oauth.onboarding_url) == ("Acme", "https://a.example")
    assert oauth.scopes[0][1] != ""
    assert oauth.scopes[1] == ("unheard_of", "")


@pytest.mark.parametrize(
    "values,line",
    [
        ({"billing_type": "one_time", "unit_price": "25.00"}, "$25 one-time fee"),
        ({"billing_type": "flat_fee", "unit_price": "99"}, "$99 per month"),
        ({"billing_type": "tag_count", "unit_price": "12.5", "unit_label": "host"}, "$12.50 per host per month"),
        ({"billing_type": "tag_count", "unit_price": "0.0075"}, "$0.0075 per unit per month"),
        ({"billing_type": "flat_fee"}, ""),
        ({"billing_type": "flat_fee", "unit_price": "12,5 €"}, ""),
        ({"billing_type": "flat_fee", "unit_price": "￥1200"}, ""),
        ({"billing_type": "flat_fee", "unit_price": "1,200"}, ""),
        ({"billing_type": "flat_fee", "unit_price": "1.200"}, ""),
        ({"billing_type": "flat_fee", "unit_price": "1200"}, "$1,200 per month"),
        ({}, ""),
    ],
)
def test_a_paid_listing_shows_its_price(values: dict[str, Json], line: str) -> None:
    legal = Legal({"eula": ref("assets/eula.pdf", b"%PDF")})
    tile = tile_of(bundle_with(Pricing(values), legal, files={"assets/eula.pdf": b"%PDF"}, basics=PAID))

    assert render(tile.price) == line
    assert Tab.PRICING in tile.tabs
    assert tile.pricing is not None
    assert (tile.pricing.eula, render(tile.pricing.trial)) == (
        "assets/eula.pdf",
        "Starts with a free trial of 14 days.",
    )
    assert tile.badges == (Message("Marketplace"),)


@pytest.mark.parametrize(
    "values, language, bill",
    [
        ({}, "en", []),
        ({"billing_type": "flat_fee", "unit_price": "1.250"}, "en", []),
        ({"billing_type": "one_time", "unit_price": "2500"}, "en", [("Once", "$2,500")]),
        ({"billing_type": "flat_fee", "unit_price": "99.5"}, "en", [("Every month", "$99.50")]),
        (
            {"billing_type": "tag_count", "unit_price": "12.50", "unit_label": "broker"},
            "fr",
            [
                ("1 × broker", "12,50\xa0$ par mois"),
                ("10 × broker", "125\xa0$ par mois"),
                ("100 × broker", "1\u202f250\xa0$ par mois"),
            ],
        ),
        (
            {"billing_type": "tag_count", "unit_price": "0.0075"},
            "en",
            [
                ("1 × unit", "$0.0075 per month"),
                ("10 × unit", "$0.075 per month"),
                ("100 × unit", "$0.75 per month"),
            ],
        ),
        (
            {"billing_type": "tag_count", "unit_price": "1.2345", "unit_label": "host"},
            "en",
            [("1 × host", "$1.2345 per month"), ("10 × host", "$12.35 per month"), ("100 × host", "$123.45 per month")],
        ),
        ({"billing_type": "flat_fee", "unit_price": "0"}, "en", []),
        ({"billing_type": "flat_fee", "unit_price": "1000000000"}, "en", []),
    ],
)
def test_example_says_what_customers_pay(values: dict[str, Json], language: str, bill: list[tuple[str, str]]) -> None:
    lines = example_bill(Pricing(values))

    assert [(render(what, language), render(price, language)) for what, price in lines] == bill


@pytest.mark.parametrize(
    "days, note",
    [
        (30, "Starts with a free trial of 30 days."),
        (0, "There is no free trial."),
        (None, "Starts with a free trial of 14 days."),
        (5, ""),
        ("30", ""),
    ],
)
def test_a_paid_listing_shows_its_trial(days: Json, note: str) -> None:
    pricing = tile_of(bundle_with(Pricing({"trial_days": days}), basics=PAID)).pricing

    assert pricing is not None
    assert render(pricing.trial) == note


def test_links_that_are_no_web_addresses_are_left_out() -> None:
    rows: list[Json] = [
        {"key": "a", "resource_type": "blog", "url": "https://acme.example/blog"},
        {"key": "b", "resource_type": "other", "url": "javascript:alert(1)"},
    ]

    assert tile_of(bundle_with(Overview({"resources": rows}))).overview.resources == (
        Link(kind="blog", url="https://acme.example/blog"),
    )


def test_pictures_of_texts_are_known_by_their_digest() -> None:
    setup = Setup(
        {"setup_md": "See ![a](images/step.png), ![b](images/gone.png) and ![c](images/%C3%A9t%C3%A9%201.png)."}
    )
    names = ("images/step.png", "images/été 1.png")
    tile = tile_of(bundle_with(setup, files=dict.fromkeys((*names, "images/unnamed.png"), b"png")))

    assert tile.pictures == dict.fromkeys(names, FileRef.of("a", b"png").sha256)


def test_support_shows_troubleshooting_too() -> None:
    tile = tile_of(
        bundle_with(
            Support({"support_md": "Write to us.", "support_email": "a@b.example", "support_url": "https://b.example"}),
            Setup({"troubleshooting_md": "Restart it."}),
        )
    )

    assert list(tile.support.fields.items()) == [
        ("text", "Write to us."),
        ("troubleshooting", "Restart it."),
        ("email", "a@b.example"),
        ("url", "https://b.example"),
    ]
    assert tile.as_json()["support"] == tile.support.fields


def test_every_shown_field_names_a_place_that_can_show_it() -> None:
    shown = [(section, field) for section in SECTIONS for field in section.fields.values() if field.shows]

    assert shown
    for _section, field in shown:
        assert field.kind in TILE_PLACES[field.shows], f"{field.name} cannot be shown at {field.shows}"


@pytest.mark.parametrize("part", sorted({place.partition(".")[0] for place in TILE_PLACES}))
def test_names_in_a_part_of_a_stored_tile_are_unique(part: str) -> None:
    kind = {"pricing": PricingTab}.get(part) or type(getattr(TileContent(), part))
    names = [*kind.__struct_fields__, *(field.shown_as for _section, field in fields_of(part))]

    assert len(names) == len(set(names))


def test_an_empty_draft_has_a_tile() -> None:
    tile = tile_of(bundle_with())

    assert (tile.title, tile.tabs) == (
        "Acme",
        (Tab.OVERVIEW, Tab.CONFIGURATION, Tab.SUPPORT, Tab.RELEASE_NOTES),
    )
    assert TileContent.from_json(json.loads(json.dumps(tile.as_json()))) == tile


@pytest.mark.parametrize("odd", [None, 7, "text", ["a", None], {"a": 1}, [{"key": 1, "file": 7, "image": "x"}], True])
def test_odd_values_in_every_field_raise_nothing(odd: Json) -> None:
    documents = {section.key: section(dict.fromkeys(section.fields, odd)) for section in SECTIONS}
    bundle = Bundle(basics=Basics(route="marketplace"), documents=documents, files=Files.of({}))

    tile = tile_of(bundle)

    assert TileContent.from_json(json.loads(json.dumps(tile.as_json()))) == tile


def test_an_older_stored_tile_is_read_with_defaults() -> None:
    assert TileContent.from_json({"title": "Acme", "was_there_once": 1}) == TileContent(title="Acme")


@pytest.mark.skipif(CORPUS is None, reason="the corpus is not beside the tree")
def test_every_real_listing_has_a_tile_that_survives_storage() -> None:
    assert CORPUS
    bundles = [bundle_of_folder(path) for path in sorted(CORPUS.iterdir()) if path.is_dir()]

    tiles = [tile_of(bundle) for bundle in bundles]

    for tile in tiles:
        assert tile.title
        assert tile.overview.fields["text"]
        assert tile.search_text
        assert TileContent.from_json(json.loads(json.dumps(tile.as_json()))) == tile
