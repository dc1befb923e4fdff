"""Pairs of listings that look alike: the first has nothing to report, the second has the fault of the check."""

from collections.abc import Mapping

import pytest

from tests.tilekit.checks.check_runs import findings_with
from tests.tilekit.checks.dashboards.boards import FILE as BOARD
from tests.tilekit.checks.dashboards.boards import NOTE, QUERY
from tests.tilekit.checks.files.log_files import CASES, PIPELINE, TESTS
from tests.tilekit.checks.files.log_files import FILE as PIPELINE_FILE
from tests.tilekit.checks.files.test_detection_rules import FILE as RULE_FILE
from tests.tilekit.checks.files.test_detection_rules import GOOD as RULE
from tests.tilekit.checks.json_files import REMOVED, changed, text_of
from tests.tilekit.listing import DASHBOARD, MANIFEST, METADATA, README, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context

LOGS, CATEGORY = "Submitted Data Type::Logs", "Category::Log Collection"
TAGS, EVENTS = "/tile/classifier_tags", "/assets/integration/events/creates_events"
AGENT = {"/assets/integration/configuration": {"spec": "assets/configuration/spec.yaml"}}
SPEC = {"assets/configuration/spec.yaml": "name: a\n"}
OAUTH = {"/assets/oauth": "assets/oauth_clients.json"}
EVENTS_SENT = README.replace("does not include any events", "sends events")
NEW = {"/assets/integration/source_type_id": REMOVED}
ZETA = {"/assets/integration/source_type_name": "Zeta Stream"}
BARE_SETUP = README.replace("Connect your account in three steps.", "Three steps.").replace(
    "2. Select **Connect Accounts** and log in to Acme Widget.\n", "2. Wait.\n"
)


def tagged(*tags: str) -> dict[str, object]:
    """Changes that add tags to the manifest."""
    return {TAGS: [*MANIFEST["tile"]["classifier_tags"], *tags]}  # type: ignore[index]


def saying(sentence: str, above: str = "## Setup") -> str:
    """The README with a sentence at the end of Overview, or above another heading."""
    return README.replace(above, f"{sentence}\n\n{above}", 1)


def board(changes: Mapping[str, object], manifest: Mapping[str, object] | None = None) -> Bundle:
    return listing(manifest=manifest, files={BOARD: text_of(changed(DASHBOARD, changes))})


def group(title: str, *widgets: object, y: int = 0) -> dict[str, object]:
    definition = {"type": "group", "layout_type": "ordered", "title": title, "widgets": list(widgets)}
    return {"layout": {"x": 0, "y": y, "width": 12, "height": 1}, "definition": definition}


def with_top(definition: Mapping[str, object]) -> Bundle:
    """The test listing with a group above About and Overview."""
    top = group("Welcome", {"layout": {"x": 0, "y": 0, "width": 12, "height": 1}, "definition": definition})
    return board({"/widgets/0/layout/y": 1, "/widgets/1/layout/y": 1, "/widgets/-": top})


def showing_events(query: str) -> Bundle:
    stream = {"layout": {"x": 0, "y": 5, "width": 6, "height": 3},
              "definition": {"type": "event_stream", "title": "Events", "query": query}}  # fmt: skip
    return board({"/widgets/1/definition/widgets/-": stream}, manifest={EVENTS: True})


def with_image(url: str) -> Bundle:
    return board({f"{NOTE}/definition": {"type": "image", "url": url}})


def with_pipeline(pipeline: str, tests: str = CASES) -> Bundle:
    return listing(manifest={"/assets/logs": {"source": "acme-widget"}}, files={PIPELINE_FILE: pipeline, TESTS: tests})


def remapping(source: str, target: str, *before: str) -> Bundle:
    """A pipeline that maps an attribute after other processors, each given in YAML."""
    remapper = (
        f"    - {{type: attribute-remapper, name: Map, enabled: true, sources: [{source}], sourceType: attribute, "
        f"target: {target}, targetType: attribute, preserveSource: false, overrideOnConflict: false}}\n"
    )
    return with_pipeline(PIPELINE + "".join(f"    - {text}\n" for text in before) + remapper)


def with_sample_of(value: str) -> Bundle:
    """A facet on acme.parts, and a sample in which it has this value."""
    facet = "  - {groups: [Acme Widget], name: Parts, path: acme.parts, source: log}\npipeline:\n"
    sample = CASES.replace(
        '"addr":', f'"acme": {{{{"parts": {value}}}}}, "addr":'.replace("{{", "{").replace("}}", "}")
    )
    return with_pipeline(PIPELINE.replace("pipeline:\n", facet, 1), sample)


def with_units(unit: str, per: str) -> Bundle:
    return listing(files={"metadata.csv": METADATA.replace(",worker,,", f",{unit},{per},")})


def with_rule(changes: Mapping[str, object]) -> Bundle:
    return listing(files={RULE_FILE: text_of(changed(RULE, changes))}, manifest={
        "/assets/logs": {"source": "acme-widget"}})  # fmt: skip


def third_party(query: str) -> Bundle:
    roots = {"rootQueries": [{"query": query}]}
    options = {"/options/detectionMethod": "third_party", "/options/thirdPartyRuleOptions": roots}
    return with_rule({**options, "/queries/0/query": "@evt.name:login"})


def without_events(query: str, readme: str) -> Bundle:
    bundle = showing_events(query)
    return listing(manifest={EVENTS: False}, readme=readme, files={BOARD: bundle.files[BOARD]})


def with_group_title(*, show: bool) -> Bundle:
    return board({"/widgets/1/definition/title": "Overview of queues", "/widgets/1/definition/show_title": show})


def about_queries(title: str) -> Bundle:
    return board({"/widgets/1/definition/title": "About Acme queries"}, manifest={"/tile/title": title})


def with_ratio(unit: str) -> Bundle:
    table = METADATA.replace(",worker,,", f",{unit},{unit},").replace("queue.consumers", "queue.retry_ratio")
    return listing(files={"metadata.csv": table})


def in_steps(sentence: str) -> Bundle:
    return listing(readme=saying(sentence, "## Uninstallation"))


PAIRS: list[tuple[str, Bundle, Bundle]] = [
    (
        "XC-009",
        listing(manifest=tagged(CATEGORY), readme=saying("It forwards your logs to Datadog.")),
        listing(manifest=tagged(CATEGORY), readme=saying("It does not forward logs.")),
    ),
    (
        "XC-010",
        listing(manifest=tagged(LOGS), readme=saying("Logs are sent as JSON to the API.")),
        listing(manifest=tagged(LOGS), readme=saying("Logs are sent with Syslog.")),
    ),
    (
        "RM-044",
        listing(manifest=AGENT, files=SPEC, readme=saying("The check is included in the Datadog Agent.")),
        listing(manifest=AGENT, files=SPEC, readme=saying("The check runs in the Agent.")),
    ),
    (
        "RM-044",
        listing(manifest=AGENT, files=SPEC),
        listing(manifest=AGENT, files=SPEC, readme=saying("Use the Agent.")),
    ),
    (
        "XC-027",
        listing(
            manifest={**AGENT, "/assets/integration/metrics": {}},
            files={**SPEC, "metadata.csv": None},
            readme=saying("Acme sends metrics to DogStatsD in the Agent."),
        ),
        listing(
            manifest={**AGENT, "/assets/integration/metrics": {}},
            files={**SPEC, "metadata.csv": None},
            readme=saying("The check runs in the Agent."),
        ),
    ),
    (
        "RM-003",
        listing(readme=README.replace("## Overview\n", "## Overview\n\n### What it does\n")),
        listing(readme=README.replace("[Acme Widget][1] moves", "* [Acme Widget][1] moves")),
    ),
    (
        "XC-025",
        listing(manifest=OAUTH, readme=BARE_SETUP.replace("## Uninst", "## Install\n\nLog in.\n\n## Uninst")),
        listing(manifest=OAUTH, readme=BARE_SETUP.replace("## Support", "## Support\n\nLog in.\n")),
    ),
    ("XC-002", board({QUERY: "avg:aw.depth{$queue} by {queue}"}), board({QUERY: "avg:kafka.lag{$queue} by {queue}"})),
    (
        "XC-002",
        board({QUERY: "avg:acmewidget.depth{$queue} by {queue}"}),
        board({QUERY: "avg:widget.depth{$queue} by {queue}"}),
    ),
    ("DB-060", showing_events("source:(acme-widget OR acme)"), showing_events("priority:all")),
    ("DB-060", showing_events("tags:source:acme-widget"), showing_events("tags:team:a")),
    (
        "DB-020",
        with_top({"type": "note", "content": "Welcome."}),
        with_top({"type": "query_value", "title": "Depth", "requests": []}),
    ),
    ("DB-049", with_image(" https://acme.example/a.png"), with_image(" http://acme.example/a.png")),
    ("LP-042", with_sample_of('["a", "b"]'), with_sample_of('[{"a": 1}]')),
    (
        "LP-022",
        remapping(
            "acme.userId",
            "acme.person",
            "{type: string-builder-processor, name: Build, enabled: true, "
            "template: '%{acme.state}', target: acme.userId, replaceMissing: false}",
        ),
        remapping("acme.userId", "acme.person"),
    ),
    ("LP-022", remapping("acme.client_ip", "acme.other"), remapping("acme.userId", "acme.person")),
    ("MD-023", with_units("document", "document"), with_units("byte", "byte")),
    ("DB-060", without_events("sources:acme-widget", EVENTS_SENT), without_events("sources:acme-widget", README)),
    ("DB-023", with_group_title(show=False), with_group_title(show=True)),
    ("DB-023", about_queries("Acme queries"), about_queries("Acme Widget")),
    ("DB-008", board({"/title": "Acme Overview"}), board({"/title": "Queues"})),
    ("MD-023", with_units("request", "request"), with_ratio("request")),
    ("RM-029", in_steps("<pre><code>curl https://acme.org/api</code></pre>"), in_steps("See https://acme.org/api")),
    ("RM-029", in_steps("Post to https://acme.org/v1/{KEY}."), in_steps("Post to https://acme.org/v1/KEY.")),
    ("RM-042", in_steps("Generate a metric `acme_widget.logs` from the logs."), in_steps("Watch `acme_widget.logs`.")),
    (
        "RM-046",
        listing(readme=README.replace("This integration shows", "It gives easy access and shows")),
        in_steps("Simply wait."),
    ),
    (
        "SR-019",
        with_rule({"/tags/3": "technique:T1110.001-password-guessing"}),
        with_rule({"/tags/3": "technique:T9999.001-password-guessing"}),
    ),
    ("MF-008", listing(folder="widgets"), listing(folder="widgets", manifest=NEW)),
    (
        "MF-008",
        listing(folder="widgets", manifest=NEW, files={".github/workflows/check.yml": "on: push\n"}),
        listing(folder="widgets", manifest=NEW),
    ),
    ("MF-040", listing(manifest=ZETA), listing(manifest={**ZETA, **NEW})),
    (
        "XC-009",
        listing(manifest=tagged(CATEGORY), readme=saying("Logs are sent to Datadog.")),
        listing(manifest=tagged(CATEGORY), readme=saying("It sends logs from Datadog to Acme.")),
    ),
    ("SR-015", third_party("source:acme-widget"), third_party("@evt.name:login")),
]


@pytest.mark.parametrize("code,lookalike,fault", PAIRS, ids=[f"{code}-{at}" for at, (code, *_) in enumerate(PAIRS)])
def test_only_the_fault_is_reported(code: str, lookalike: Bundle, fault: Bundle) -> None:
    assert findings_with(lookalike, code, context=Context()) == []
    assert findings_with(fault, code, context=Context()) != []


@pytest.mark.parametrize("name,has_fix", [("acme_widget.queue.depth_total", False), ("acme_widget.zone", True)])
def test_no_variant_of_a_listed_metric_is_added(name: str, *, has_fix: bool) -> None:
    (finding,) = findings_with(board({QUERY: f"avg:{name}{{$queue}} by {{queue}}"}), "XC-001")

    assert (finding.fix is not None) == has_fix
