"""Titles as people write them: names, abbreviations and verbs stay unchanged, and a unit is removed if it is shown
anyway.
"""

import pytest

from tests.tilekit.checks.dashboards.boards import (
    GRAPH,
    NOTE,
    NUMBER,
    QUERY,
    board_listing,
    board_of,
    fixed_listing,
    found_in,
)
from tests.tilekit.checks.json_files import REMOVED
from tests.tilekit.listing import METADATA
from tilekit.checks.dashboards.title_text import says_name, without_leftover, without_number_of, without_span
from tilekit.checks.title_case import in_sentence_case, in_title_case
from tilekit.parse.json_values import value_at

TITLE = f"{GRAPH}/definition/title"
DEPTH = next(line for line in METADATA.splitlines(keepends=True) if line.startswith("acme_widget.queue.depth,"))


@pytest.mark.parametrize(
    "title",
    ["Users Who Log In", "How-To Guides", "Sign-In Activity", "Errors via API", "Errors Via API", "What Is This?",
     "Broker-level Metrics", "Kafka Consumers", "概要", "Top 10 Hosts"],
)  # fmt: skip
def test_group_titles_are_in_title_case(title: str) -> None:
    assert in_title_case(title) == title


@pytest.mark.parametrize(
    "title,better",
    [
        ("queue details", "Queue Details"), ("Cost Management By Team", "Cost Management by Team"),
        ("errors in $env", "Errors in $env"), ("About <integration>", "About <integration>"),
        ("dbt run details", "dbt Run Details"), ("nginx requests", "nginx Requests"),
        ("Requests (formerly hits)",) * 2, ("monday.com items", "monday.com Items"), ("api errors", "API Errors"),
        ("{{team.name}} hosts", "{{team.name}} Hosts"), ("eBPF programs", "eBPF programs"),
        ("Internet Of Things", "Internet Of Things"),
    ],
)  # fmt: skip
def test_only_ordinary_words_of_a_group_title_change(title: str, better: str) -> None:
    assert in_title_case(title) == better


@pytest.mark.parametrize(
    "title,better",
    [
        ("Logins by Okta Group", "Logins by Okta group"), ("http requests", "HTTP requests"),
        ("TOP DNS ERRORS", "Top DNS errors"), ("Kafka Consumer Lag", "Kafka consumer lag"),
        ("Errors by Host", "Errors by host"), ("Requests by ${Env} Host", "Requests by ${Env} host"),
        ("CPU of {{host.name}} Nodes", "CPU of {{host.name}} nodes"),
        ("Errors [[Env]] by Host", "Errors [[Env]] by host"),
        ("Top 10 Source IPs by Source Port", "Top 10 source IPs by source port"),
        ("# of Collections", "# of collections"), ("dbt Run Errors", "dbt run errors"),
        ("gRPC Requests", "gRPC requests"), ("Average REST Response Duration", "Average REST response duration"),
        ("Time Since Last Backup", "Time since last backup"), ("Read/Write Latency", "Read/Write latency"),
        ('Log Count by "Source Name"', 'Log count by "Source Name"'),
        ("Users of iOS by Region", "Users of iOS by region"),
        ("Disk Read/Write Bytes by Host", "Disk Read/Write bytes by host"),
        ("Requests [Per Second] by Host", "Requests [Per Second] by host"),
        ("Errors by “Source Name", "Errors by “Source name"),
    ],
)  # fmt: skip
def test_only_ordinary_words_of_a_title_change(title: str, better: str) -> None:
    assert in_sentence_case(title, frozenset({"acme"})) == better


@pytest.mark.parametrize(
    "title",
    [
        "Errors on Kubernetes", "Lag of Kafka", "Bandwidth (Mbps)", "Requests in $Env", "$Env errors",
        "Queue depth", "Raspberry Pi Core Temp", "Google Cloud Storage Requests", "AWS Lambda Invocations",
        "GitHub Actions Minutes", "MongoDB Atlas Clusters", "Aqua Enforcers", "App Service Requests", "dbt runs",
        "etcd leader changes", "vSphere hosts", "iOS users", "eBPF programs", "macOS hosts", "PostgreSQL queries",
        "Queries to PostgreSQL", "monday.com items", "Federator.ai clusters", "n8n runs", "CPU usage - Average",
        "Alert status: Ended", "Requests by `Team Name`", "CPU RAM", "DB connections", "2xx responses",
        "p95 latency", "Errors by <Team>", "概要", "", "$__interval", "Depth of queue_Name",
        "Requests to Artifactory", "Acme hosts", "Requests by Google Cloud Region", "Total (Serverless Functions)",
        "Memory Used/Total", "CPU Used / Total", "Cache Hits|Misses", "Heap Non-Fresh", "Load: Average",
    ],
)  # fmt: skip
def test_what_may_be_a_name_keeps_its_form(title: str) -> None:
    assert in_sentence_case(title, frozenset({"acme", "aqua"})) == title


@pytest.mark.parametrize(
    "title",
    ["Recommended Cluster by Azure Region", "Acme Errors by Host", "QPS RATE OF FROBS",
     "Top Frobnicated Errors by Host", "Total ExternalSecret Errors by Host"],
)  # fmt: skip
def test_a_title_with_ordinary_words_and_names_is_left_to_the_partner(title: str) -> None:
    assert in_sentence_case(title, frozenset({"acme"})) is None


def test_a_safe_fix_of_case_keeps_variables_and_names() -> None:
    titles = {f"{GRAPH}/definition/title": "Errors Of $Env by Host", f"{NUMBER}/definition/title": "Top Frobs by Host"}
    findings_by_pointer = {one.pointer: one for one in found_in(board_listing(titles), ("DB",)) if one.code == "DB-039"}

    assert findings_by_pointer[f"{NUMBER}/definition/title"].fix is None
    fix = findings_by_pointer[f"{GRAPH}/definition/title"].fix
    assert fix is not None
    assert (
        value_at(board_of(fixed_listing(board_listing(titles), fix)), f"{GRAPH}/definition/title")
        == "Errors of $Env by host"
    )


@pytest.mark.parametrize(
    "title,better",
    [
        ("Number of messages", "Messages"), ("Total number of gRPC calls", "gRPC calls"),
        ("Count of $env hosts", "$env hosts"), ("number of dbt runs", "dbt runs"),
        ("Number of times a host failed",) * 2, ("Numbers of hosts",) * 2,
    ],
)  # fmt: skip
def test_what_is_counted_keeps_its_form(title: str, better: str) -> None:
    assert without_number_of(title) == better


@pytest.mark.parametrize(
    "title",
    ["Last 24 hours", "Past week", "Over the last hour", "Last 7 days ($env)", "[Last 30 days]", "Last Minute Bookings",
     "Past Month Overview", "Lag against last week"],
)  # fmt: skip
def test_a_title_that_is_a_span_keeps_it(title: str) -> None:
    assert without_span(title) == title


@pytest.mark.parametrize(
    "title",
    ["Errors in the last hour", "Errors - Last Hour", "Errors (last 7 days)", "Last 24 hours of errors in $env"],
)
def test_a_span_beside_other_words_is_told(title: str) -> None:
    assert without_span(title) != title


@pytest.mark.parametrize(
    "name,is_told", [("queue.depth", True), ("queue.depth_24h", False), ("queue.daily_depth", False)]
)
def test_a_span_of_the_metric_is_left_in_the_title(name: str, *, is_told: bool) -> None:
    one = {f"{GRAPH}/definition/requests/0/{part}/1": REMOVED for part in ("queries", "formulas")}
    query = {QUERY: f"avg:acme_widget.{name}{{$queue}} by {{queue}}", TITLE: "Waiting in the last 24 hours"}
    rows = (
        METADATA + DEPTH.replace("queue.depth", "queue.depth_24h") + DEPTH.replace("queue.depth", "queue.daily_depth")
    )
    findings = [
        one for one in found_in(board_listing({**one, **query}, {"metadata.csv": rows})) if one.code == "DB-038"
    ]

    assert [finding.fix for finding in findings] == ([None] if is_told else [])


@pytest.mark.parametrize(
    "title,plain",
    [
        ("Acme (cloned)", "Acme"), ("Acme Overview copy", "Acme Overview"), ("Copy of Acme", "Acme"),
        ("WIP: Acme", "Acme"), ("[DRAFT] Acme", "Acme"), ("Acme - Test", "Acme"), ("Acme copy 2", "Acme"),
        ("tmp Acme", "Acme"), ("Untitled", ""), ("Load Test Results",) * 2, ("Backup Copy",) * 2,
        ("Draft Pull Requests",) * 2, ("Copy Activity",) * 2, ("Synthetic Test",) * 2, ("Testing Overview",) * 2,
        ("Acme Copy Jobs",) * 2,
    ],
)  # fmt: skip
def test_a_leftover_is_told_from_a_name(title: str, plain: str) -> None:
    assert without_leftover(title) == plain


@pytest.mark.parametrize(
    "title,is_said",
    [
        ("Acme Status", True), ("CPU of Acme hosts", True), ("Acme", False), ("Is it acme?", False),
        ('Logs by "source:Acme"', False), ("Acme.io hosts", False), ("Hosts of @Acme", False),
        ("Acme-like errors", False), ("Macme errors", False),
    ],
)  # fmt: skip
def test_a_name_is_said_as_it_is_written(title: str, *, is_said: bool) -> None:
    assert says_name(title, "Acme") is is_said


def test_what_belongs_to_a_span_is_no_span() -> None:
    assert without_span("Last week’s trend") == "Last week’s trend"


@pytest.mark.parametrize(
    "title,unit,is_told",
    [
        ("Delay (ms)", "second", True), ("Delay (seconds)", "second", True), ("Waiting [messages]", "message", True),
        ("Heat (°C)", "degree celsius", True), ("Waiting (users)", "message", False), ("Share (%)", "message", False),
        ("Load (CPU)", "message", False), ("Delay (min)", "second", False), ("Delay (s)", "", False),
        ("Heat (°F)", "degree celsius", False), ("Visits (US)", "second", False),
    ],
)  # fmt: skip
def test_a_unit_is_left_out_where_it_shows_by_itself(title: str, unit: str, *, is_told: bool) -> None:
    one = {f"{GRAPH}/definition/requests/0/{name}/1": REMOVED for name in ("queries", "formulas")}
    rows = METADATA.replace(DEPTH, DEPTH.replace(",message,", f",{unit},"))
    findings = found_in(
        board_listing({**one, TITLE: title, QUERY: "avg:acme_widget.queue.depth{*}"}, {"metadata.csv": rows})
    )

    assert [one.pointer for one in findings if one.code == "DB-037"] == ([TITLE] if is_told else [])


@pytest.mark.parametrize(
    "title,per,query,is_told",
    [
        ("Read (bytes/s)", "second", "avg:acme_widget.queue.depth{*}", True),
        ("Read (bytes per second)", "second", "avg:acme_widget.queue.depth{*}", True),
        ("Read (MB/s)", "second", "avg:acme_widget.queue.depth{*}", True),
        ("Read (bytes)", "second", "avg:acme_widget.queue.depth{*}", False),
        ("Read (bytes/s)", "", "avg:acme_widget.queue.depth{*}", False),
        ("Read (MB)", "", "avg:acme_widget.queue.depth{*}/1024", False),
        ("Read (MB)", "", "per_second(avg:acme_widget.queue.depth{*})", False),
    ],
)
def test_a_unit_with_a_per_unit_is_understood(title: str, per: str, query: str, *, is_told: bool) -> None:
    one = {f"{GRAPH}/definition/requests/0/{name}/1": REMOVED for name in ("queries", "formulas")}
    rows = METADATA.replace(DEPTH, DEPTH.replace(",message,", f",byte,{per}", 1).replace(f"{per},", f"{per},", 1))
    findings = found_in(board_listing({**one, TITLE: title, QUERY: query}, {"metadata.csv": rows}), ("DB",))

    assert [one.pointer for one in findings if one.code == "DB-037"] == ([TITLE] if is_told else [])


def test_a_unit_of_what_is_not_listed_is_left_in_the_title() -> None:
    request = {"queries": [{"data_source": "logs", "name": "q", "search": {"query": "a"}}], "formulas": []}
    changes = {TITLE: "Reply (bytes)", f"{GRAPH}/definition/requests/0": request}

    assert "DB-037" not in {one.code for one in found_in(board_listing(changes))}


@pytest.mark.parametrize("other,is_told", [(f"{GRAPH}", True), (f"{NOTE}", False)])
def test_titles_differ_inside_a_group(other: str, *, is_told: bool) -> None:
    twin = {"type": "query_value", "title": "Waiting", "requests": [], "timeseries_background": {"type": "bars"}}
    changes = {f"{NUMBER}/definition/title": "Waiting", f"{other}/definition": twin}
    findings = [one for one in found_in(board_listing(changes), ("DB",)) if one.code == "DB-040"]

    assert bool(findings) is is_told


@pytest.mark.parametrize(
    "title,repeats",
    [("Queue Details depth", True), ("Queue details by host", False), ("Queue Details per queue", False)],
)
def test_a_group_title_is_only_removed_from_what_is_a_title_without_it(title: str, repeats: bool) -> None:
    group = NUMBER.rpartition("/definition/widgets")[0]
    board = {f"{group}/definition/title": "Queue Details", f"{NUMBER}/definition/title": title}

    assert ("DB-036" in {finding.code for finding in found_in(board_listing(board))}) == repeats
