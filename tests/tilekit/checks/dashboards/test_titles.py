"""Titles as people write them: names, abbreviations and verbs keep their form, a unit goes where it shows anyway."""

import pytest

from tests.tilekit.checks.dashboards.boards import GRAPH, QUERY, board_listing, found_in
from tests.tilekit.checks.json_files import REMOVED
from tests.tilekit.listing import METADATA
from tilekit.checks.dashboards.titles import in_sentence_case, title_case, without_span

TITLE = f"{GRAPH}/definition/title"
DEPTH = next(line for line in METADATA.splitlines(keepends=True) if line.startswith("acme_widget.queue.depth,"))


@pytest.mark.parametrize(
    "title",
    ["Users Who Log In", "How-To Guides", "Sign-In Activity", "Errors via API", "Errors Via API", "What Is This?",
     "Broker-level Metrics", "Kafka Consumers", "概要", "Top 10 Hosts"],
)  # fmt: skip
def test_group_titles_are_in_title_case(title: str) -> None:
    assert title_case(title) == title


@pytest.mark.parametrize(
    "title,better",
    [
        ("Errors on Kubernetes", "Errors on Kubernetes"),
        ("Lag of Kafka", "Lag of Kafka"),
        ("Bandwidth (Mbps)", "Bandwidth (Mbps)"),
        ("Logins by Okta Group", "Logins by Okta group"),
        ("Recommended Cluster - Azure", "Recommended cluster - Azure"),
        ("http requests", "HTTP requests"),
        ("TOP DNS ERRORS", "Top DNS errors"),
        ("Kafka Consumer Lag", "Kafka consumer lag"),
        ("Errors by Host", "Errors by host"),
    ],
)
def test_names_and_abbreviations_keep_their_capitals(title: str, better: str) -> None:
    assert in_sentence_case(title, frozenset()) == better


def test_what_belongs_to_a_span_is_no_span() -> None:
    assert without_span("Last week’s trend") == "Last week’s trend"


@pytest.mark.parametrize(
    "title,unit,is_told",
    [
        ("Delay (ms)", "second", True),
        ("Delay (seconds)", "second", True),
        ("Waiting [messages]", "message", True),
        ("Heat (°C)", "degree celsius", True),
        ("Waiting (users)", "message", False),
        ("Share (%)", "message", False),
        ("Load (CPU)", "message", False),
        ("Delay (min)", "second", False),
        ("Visits (US)", "second", False),
    ],
)  # fmt: skip
def test_a_unit_is_left_out_where_it_shows_by_itself(title: str, unit: str, *, is_told: bool) -> None:
    one = {f"{GRAPH}/definition/requests/0/{name}/1": REMOVED for name in ("queries", "formulas")}
    rows = METADATA.replace(DEPTH, DEPTH.replace(",message,", f",{unit},"))
    found = found_in(
        board_listing({**one, TITLE: title, QUERY: "avg:acme_widget.queue.depth{*}"}, {"metadata.csv": rows})
    )

    assert [one.pointer for one in found if one.code == "DB-037"] == ([TITLE] if is_told else [])


def test_a_size_shows_by_itself_where_no_metric_is_listed() -> None:
    request = {"queries": [{"data_source": "logs", "name": "q", "search": {"query": "a"}}], "formulas": []}
    drawn = {TITLE: "Reply (bytes)", f"{GRAPH}/definition/requests/0": request}

    assert "DB-037" in {one.code for one in found_in(board_listing(drawn))}
    assert "DB-037" not in {one.code for one in found_in(board_listing({**drawn, TITLE: "Reply (errors)"}))}
