"""What a reviewer would send back, and texts that look like it: a table of edits of the test listing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tilekit.checks.agent.package import CHECK, EXAMPLE, PACKAGE, SPEC_TEXT, with_source, with_timeout, with_wheel
from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import FIRST
from tests.tilekit.checks.dashboards.boards import board_listing
from tests.tilekit.checks.files.test_detection_rules import GOOD as RULE
from tests.tilekit.checks.files.test_detection_rules import with_rules
from tests.tilekit.checks.files.test_monitors import GOOD as MONITOR
from tests.tilekit.checks.files.test_oauth import FILE as OAUTH
from tests.tilekit.checks.files.test_oauth import GOOD as CLIENT
from tests.tilekit.checks.files.test_oauth import with_client
from tests.tilekit.checks.files.test_paid import COUNTED, PLAN, paid
from tests.tilekit.checks.files.test_saved_views import GOOD as VIEW
from tests.tilekit.checks.json_files import changed, text_of
from tests.tilekit.checks.readme.cases import in_setup
from tests.tilekit.checks.service_checks.test_service_checks import GOOD as SERVICE_CHECK
from tests.tilekit.checks.service_checks.test_service_checks import listing_with as service_checks
from tests.tilekit.listing import CHANGELOG, MANIFEST, METADATA, listing
from tilekit.bundle import Bundle
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding

CASES = yaml.safe_load(Path(__file__).with_name("reviewer_cases.yaml").read_text("utf-8"))
PIPELINE = {"assets/logs/acme-widget.yaml": "id: acme-widget\npipeline:\n  filter: {query: 'source:acme-widget'}\n"}
TESTED_PIPELINE = {
    **PIPELINE,
    "assets/logs/acme-widget_tests.yaml": (
        "tests:\n- sample: a\n  result:\n    custom: {acme: {known: 1, kind: login, tags: [a]}}\n"
    ),
}
FLOW = {"id": "acme-widget-metrics", "data_type": "metrics", "direction": "inbound"}
WAIT = "acme_widget.queue.wait"
INSTALLED = in_setup("Run `datadog-agent integration install -t datadog-acme-widget==1.0.0`.")
UNINSTALL = (
    "Select **Uninstall Integration** in the tile. Access is revoked, and you disable the API keys that belong to it."
)


def with_scopes(scopes: list[str], *, queried: Sequence[str] = (), readme: str = "") -> Bundle:
    """The test listing with an OAuth client, queried data types and another text in the README."""
    tags = [*MANIFEST["tile"]["classifier_tags"], *(f"Queried Data Type::{kind}" for kind in queried)]  # type: ignore[index]
    return listing(
        manifest={"/assets/oauth": OAUTH, "/tile/classifier_tags": tags},
        files={OAUTH: text_of(changed(CLIENT, {"/integration/scopes": scopes}))},
        readme=in_setup(readme),
    )


MAKERS: dict[str, Callable[[Any], Bundle]] = {
    "setup": lambda text: listing(readme=in_setup(text)),
    "agent": lambda text: with_source({"README.md": in_setup(text)}),
    "agent-steps": lambda text: with_source({"README.md": in_setup(text).replace("**Connect Accounts**", "it")}),
    "uninstallation": lambda steps: with_source({"README.md": INSTALLED.replace(UNINSTALL, steps)}),
    "setup-and-removal": lambda texts: with_source({"README.md": in_setup(texts[0]).replace(UNINSTALL, texts[1])}),
    "caption": lambda caption: listing(
        manifest={"/tile/media/0/caption": caption}, readme=in_setup("Connect.").replace("logs", "data")
    ),
    "agent-spec": lambda edit: with_source(spec=SPEC_TEXT.replace(*next(iter(edit.items())))),
    "defaults": lambda edit: with_timeout(**edit),
    "package": with_source,
    "check.py": lambda text: with_source({f"{PACKAGE}/check.py": text}),
    "conf.yaml.example": lambda text: with_source({f"{PACKAGE}/data/conf.yaml.example": text}),
    "product": lambda changes: paid({**PLAN, **changes}, **{"/author/vendor_id": "acme"}),
    "row": lambda row: listing(files={"metadata.csv": f"{METADATA}{row}\n"}),
    "monitor": lambda changes: listing_with("monitors", changed(MONITOR, changes)),
    "wait-monitor": lambda changes: listing_with(
        "monitors",
        changed(MONITOR, {"/definition/query": f"avg(last_5m):avg:{WAIT}{{*}} by {{queue}} > 1000", **changes}),
        files={"metadata.csv": f"{METADATA}{WAIT},gauge,,second,,Time of waiting.,-1,acme_widget,wait,,queue\n"},
    ),
    "log-monitor": lambda query: listing_with(
        "monitors",
        changed(MONITOR, {"/definition/type": "log alert", "/definition/query": query}),
        files=TESTED_PIPELINE,
    ),
    "code": lambda call: with_source(
        {f"{PACKAGE}/check.py": CHECK.replace('self.gauge("queue.depth", answer["depth"])', call)}
    ),
    "tested-rule": lambda changes: listing_with("detection_rules", changed(RULE, changes), files=TESTED_PIPELINE),
    "rules": lambda changes: with_rules(RULE, changed(RULE, changes)),
    "rule": lambda changes: with_rules(changed(RULE, changes)),
    "board": board_listing,
    "client": lambda changes: with_client(changed(CLIENT, changes)),
    "scopes": lambda edit: with_scopes(**edit),
    "manifest": lambda changes: listing(manifest=changes),
    "paid-readme": lambda texts: paid(
        {**(COUNTED if texts.get("unit") else PLAN), **texts.get("plan", {})}, readme=in_setup(texts["text"])
    ),
    "file": lambda path: listing(files={path: "-----BEGIN PRIVATE KEY-----\n"}),
    "plan": lambda changes: paid({**PLAN, **changes}),
    "paid-setup": lambda text: listing(manifest={"/pricing": [PLAN]}, readme=in_setup(text)),
    "views": lambda changes: listing_with("saved_views", VIEW, changed(VIEW, changes)),
    "tested-view": lambda changes: listing_with("saved_views", changed(VIEW, changes), files=TESTED_PIPELINE),
    "view": lambda changes: listing_with("saved_views", changed(VIEW, changes)),
    "metering": lambda call: with_source(
        {f"{PACKAGE}/check.py": CHECK.replace('self.gauge("queue.depth", answer["depth"])', call)},
        manifest={"/pricing": [COUNTED]},
    ),
    "pipeline": lambda processor: listing(
        files={
            "assets/logs/acme-widget.yaml": yaml.safe_dump(
                {
                    "id": "acme-widget",
                    "pipeline": {"filter": {"query": "source:acme-widget"}, "processors": [processor]},
                }
            ),
            "assets/logs/acme-widget_tests.yaml": yaml.safe_dump(
                {"tests": [{"sample": f'{{"occurred_at": {day}, "a": 1}}', "result": {}} for day in (1, 2)]}
            ),
        }
    ),
    "named-pipeline": lambda name: listing(
        files={
            **TESTED_PIPELINE,
            "assets/logs/acme-widget.yaml": f"{PIPELINE['assets/logs/acme-widget.yaml']}  name: {name}\n",
        }
    ),
    "changes": lambda change: listing(files={"CHANGELOG.md": CHANGELOG.replace("* ", f"{change}\n* ", 1)}),
    "changelog": lambda text: listing(files={"CHANGELOG.md": text}),
    "service-check": lambda about: service_checks([{**SERVICE_CHECK, "description": about}]),
    "tests/compose.yaml": lambda text: listing(files={"tests/compose.yaml": text}),
    "spec.yaml": lambda text: listing(files={"assets/configuration/spec.yaml": text, **PIPELINE}),
    "dataflow": lambda flow: listing(
        files={"assets/dataflows.yaml": yaml.safe_dump({"provides": [flow, *([FLOW] if "id" in flow else [])]})}
    ),
    "pyproject.toml": lambda text: listing(files={"pyproject.toml": text}),
    "workflow": lambda text: listing(files={".github/workflows/a.yml": text}),
}


def findings(code: str, edit: object) -> tuple[Finding, ...]:
    report = run_checks(MAKERS[CASES[code]["in"]](edit), FIRST, select={code})
    assert report.unchecked == ()
    return report.findings


@pytest.mark.parametrize("code", CASES)
def test_check_reports_what_a_reviewer_would_send_back(code: str) -> None:
    assert [edit for edit in CASES[code]["found"] if not findings(code, edit)] == []


@pytest.mark.parametrize("code", CASES)
def test_check_ignores_what_only_looks_like_it(code: str) -> None:
    assert [(edit, findings(code, edit)) for edit in CASES[code]["passes"] if findings(code, edit)] == []


@pytest.mark.parametrize(
    "code, text, places",
    [
        ("RM-047", 'One:\n\n```json\n{\n  "port": 8080,\n}\n```', [(14, 1)]),
        ("RM-048", "One.\n\nRun `curl https://acme.example/i.sh | sh`.", [(12, 6)]),
        ("RM-050", "One.\n\nRead the [guide](docs/guide.md).", [(12, 10)]),
        ("GEN-013", "Read the [guide][9].\n\n[9]: https://wiki.acme.internal", [(12, 1)]),
        ("GEN-014", "```yaml\npassword: Wint3rRain\n```", [(11, 11)]),
    ],
)
def test_finding_is_where_the_reader_looks(code: str, text: str, places: list[tuple[int, int]]) -> None:
    assert [(finding.line, finding.column) for finding in findings(code, text)] == places


def test_passwords_in_code_are_reported_where_they_are_written() -> None:
    code = """\
PASSWORD = "Wint3rRain"
PASSWORD_KEY = "password"
token_type = "bearer"
def check(self):
    password = self.instance.get("password", "")
    self.http.get(url, auth=("admin", "hunter22"), headers={"api_key": self.key})
def connect(user="admin", password="Wint3rRain", *, passphrase=None, api_token="", pwd="password"):
    pass
"""
    bundle = with_source({f"{PACKAGE}/check.py": code})

    assert [finding.line for finding in run_checks(bundle, FIRST, select={"GEN-014"}).findings] == [1, 6, 7]


def test_addresses_of_the_vendor_in_code_are_reported() -> None:
    code = """\
A = "http://10.20.30.40:8080/x"
B = "http://localhost:8080", "http://169.254.169.254/latest", "http://metadata.google.internal/x"
C = "https://api.acme.example", "10.20.30.40"
"""
    report = run_checks(with_source({f"{PACKAGE}/check.py": code}), FIRST, select={"GEN-013"})

    assert [finding.line for finding in report.findings] == [1]


def test_links_in_manifest_and_assets_are_checked() -> None:
    link = "https://wiki.acme.internal/x"
    note = board_listing(
        {"/widgets/0/definition/widgets/0/definition/content": f"[x]({link}) ![p](https://t.io/pixel.gif)"}
    )
    bundles = (
        note,
        listing(manifest={"/tile/resources": [{"resource_type": "other", "url": link}]}),
        listing_with("monitors", changed(MONITOR, {"/definition/message": f"Read {link}, not `{link}`."})),
        with_rules(changed(RULE, {"/message": f"Read {link}"})),
        service_checks([{**SERVICE_CHECK, "description": f"Returns CRITICAL if it fails. See {link}."}]),
        with_source(spec=SPEC_TEXT.replace("description: ", f"description: See {link}. ", 1)),
        with_source(spec=SPEC_TEXT.replace("description: ", "description: Example. http://acme.internal:80. ", 1)),
    )

    reported = [[item.value for item in run_checks(one, FIRST, select={"GEN-013"}).findings] for one in bundles]
    assert reported == [["https://t.io/pixel.gif", link], [link], [link], [link], [link], [link], []]


@pytest.mark.parametrize(
    "name, value, reported",
    [
        ("api_token", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", ["GEN-014"]),
        ("api_key", "9f86d081884c7d659a2feaa0c55ad015", ["GEN-014"]),
        ("image_sha1", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", []),
        ("api_token", "0123456789abcdef0123456789abcdef", []),
        ("api_token", "<API_TOKEN>", []),
    ],
)
def test_example_of_a_secret_option_is_a_placeholder(name: str, value: str, reported: list[str]) -> None:
    spec = SPEC_TEXT.replace("name: url", f"name: {name}").replace("http://localhost:8080", value)

    report = run_checks(with_source(spec=spec), FIRST, select={"GEN-008", "GEN-014"})

    assert [(finding.code, finding.line) for finding in report.findings] == [(code, 15) for code in reported]


@pytest.mark.parametrize("file, text", [("data/conf.yaml.example", EXAMPLE), ("check.py", CHECK)])
@pytest.mark.parametrize("in_wheel", [False, True])
def test_key_in_an_agent_check_is_reported_once(*, in_wheel: bool, file: str, text: str) -> None:
    changes = {f"{PACKAGE}/{file}": f"{text}    # access_key: AKIAQ3EGUZ7PLMN2XKWT\n"}
    bundle = with_wheel(changes) if in_wheel else with_source(changes)

    report = run_checks(bundle, FIRST, select={"GEN-008"})

    assert [finding.value for finding in report.findings] == ["AKIAQ3EGUZ7PLMN2XKWT"]


def test_options_of_templates_are_not_in_each_example_file() -> None:
    readme = in_setup(
        "```yaml\ninstances:\n  - url: http://acme\n    password: <PASSWORD>\n    auth_token: {}\n    pasword: x\n```"
    )

    report = run_checks(with_source({"README.md": readme}), FIRST, select={"XC-036"})

    assert [finding.value for finding in report.findings] == ["pasword"]


def test_example_file_and_setup_are_compared_too() -> None:
    spec = SPEC_TEXT.replace("/http", "/default")
    example = EXAMPLE.replace("- url:", "- uri: x\n    url:")
    setup = "setup(install_requires=[BASE, 'requests'], extras_require={'deps': ['simplejson==3.19.1']})\n"
    changes = {f"{PACKAGE}/data/conf.yaml.example": example, "setup.py": setup}
    report = run_checks(with_source(changes, spec=spec), FIRST, select={"XC-036", "AC-033"})

    assert {(finding.code, finding.value, finding.line) for finding in report.findings} == {
        ("XC-036", "uri", 8),
        ("XC-036", "timeout", 11),
        ("AC-033", "requests", 1),
    }


def test_examples_that_replace_those_of_templates_are_compared() -> None:
    example = EXAMPLE.replace("url", "openmetrics_endpoint").replace("required", "optional")
    spec = SPEC_TEXT.partition("    - name: url")[0] + (
        "    - template: instances/openmetrics\n      overrides:\n        openmetrics_endpoint.required: true\n"
        "        openmetrics_endpoint.value.example: http://localhost:9090\n"
    )
    bundle = with_source({f"{PACKAGE}/data/conf.yaml.example": example}, spec=spec)
    report = run_checks(bundle, FIRST, select={"XC-041", "AC-039"})

    assert {(one.code, one.file.rpartition("/")[2], one.line) for one in report.findings} == {
        ("AC-039", "conf.yaml.example", 5),
        ("XC-041", "spec.yaml", 13),
    }


def test_listed_service_checks_can_come_from_the_code() -> None:
    names = ("acme_widget.licence.valid", "acme_widget.can_connect", "acme_widget.queue.up")
    rows = text_of([{**SERVICE_CHECK, "check": name, "name": name} for name in names])
    calls = (
        'self.service_check("queue.up", self.OK)',
        "self.service_check(UP, self.OK)",
        "self.service_check(f'{a}', 0)",
    )
    codes = [CHECK.replace('self.gauge("queue.depth", answer["depth"])', f"{call}; 'queue.up'") for call in calls]
    bundles = [with_source({f"{PACKAGE}/check.py": code, "assets/service_checks.json": rows}) for code in codes]

    reported = [[one.value for one in run_checks(bundle, FIRST, select={"XC-054"}).findings] for bundle in bundles]
    assert reported == [["acme_widget.licence.valid"], ["acme_widget.licence.valid"], []]


def test_steps_for_the_agent_need_something_that_runs_in_it() -> None:
    texts = ("Delete `acme.d/conf.yaml` and restart the Agent.", "Open the data.d folder.", "Choose an agent.")

    reported = [run_checks(with_scopes(["api_keys_write"], readme=text), FIRST, select={"XC-053"}) for text in texts]
    assert [len(report.findings) for report in reported] == [1, 0, 0]


def test_readme_reads_what_scopes_allow() -> None:
    texts = ("It reads your Datadog monitors and dashboards.", "It reads your monitors.", "It sends your Datadog logs.")
    cases = [(text, ["api_keys_write"]) for text in texts] + [(texts[0], ["monitors_read", "dashboards_read"])]

    reported = [run_checks(with_scopes(scopes, readme=text), FIRST, select={"OA-028"}) for text, scopes in cases]
    assert [[item.value for item in report.findings] for report in reported] == [["dashboards", "monitors"], [], [], []]


@pytest.mark.parametrize("language, code", [("yaml", "["), ("json", "["), ("python", "("), ("xml", "<a>"), ("sh", "'")])
def test_deeply_nested_example_takes_no_long_time(language: str, code: str) -> None:
    findings("RM-047", f"```{language}\n{code * 80_000}\n```")


def test_claims_in_notes_are_reported() -> None:
    at = "/widgets/0/definition/widgets/0/definition/content"
    texts = ("The world-class queue", "Read the best practices.", "The most recent queues", "Best of 3 runs")

    reported = [run_checks(board_listing({at: text}), FIRST, select={"GEN-015"}).findings for text in texts]
    assert [[finding.pointer for finding in findings] for findings in reported] == [[at], [], [], []]


def test_source_in_the_address_of_the_log_intake_is_checked() -> None:
    lines = ("other", "acme-widget", "acme-widget&service=x", "<SOURCE>", "{{source}}")
    readmes = [in_setup(f"Send them to `https://logs.example/v1/input/<KEY>?ddsource={line}`.") for line in lines]
    bundles = [listing(readme=readme, files=PIPELINE) for readme in readmes]

    assert [len(run_checks(one, FIRST, select={"XC-035"}).findings) for one in bundles] == [1, 0, 0, 0, 0]


def test_links_to_files_in_notes_are_reported() -> None:
    at = "/widgets/0/definition/widgets/0/definition/content"
    links = ("docs/setup.html", "../README.md", "/logs", "https://acme.org/x", "mailto:a@acme.org", "$page", "#top")
    notes = [board_listing({at: f"Read the [guide]({link})."}) for link in links]

    assert [len(run_checks(note, FIRST, select={"GEN-013"}).findings) for note in notes] == [1, 1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "title, code",
    [
        ("New title", "GEN-021"),
        ("Test widget 2", "GEN-021"),
        ("Copy of waiting messages", "GEN-021"),
        ("Screenshot 2026-03-02 at 11.24", "GEN-021"),
        ("ログの多いサービス", "GEN-020"),
        ("New titles", ""),
        ("Waiting messages (copy)", "GEN-021"),
        ("Waiting messages (by copy)", ""),
        ("Waiting messages (old queues)", ""),
        ("Test results", ""),
        ("Messages (copies)", ""),
    ],
)
def test_titles_of_widgets_are_written_for_customers(title: str, code: str) -> None:
    bundle = board_listing({"/widgets/0/definition/title": title})

    reported = run_checks(bundle, FIRST, select={"GEN-020", "GEN-021"}).findings
    assert [finding.code for finding in reported] == ([code] if code else [])


def test_title_that_is_not_shown_may_be_a_default() -> None:
    bundle = board_listing({"/widgets/0/definition/title": "New group", "/widgets/0/definition/show_title": False})

    assert not run_checks(bundle, FIRST, select={"GEN-021"}).findings


def test_example_configuration_contains_no_todo_but_placeholders() -> None:
    texts = ("## TODO: which address?\n", "# password: <YOUR_PASSWORD>\n# name: <INSERT NAME>\n")
    bundles = [with_source({f"{PACKAGE}/data/conf.yaml.example": text}) for text in texts]

    assert [len(run_checks(one, FIRST, select={"GEN-009"}).findings) for one in bundles] == [1, 0]


@pytest.mark.parametrize(
    "text, codes",
    [
        ("The check reads `http://localhost:9099/stats`.", ["XC-041"]),
        ("The check reads `http://localhost:8080/stats`, and `http://localhost:9099/other` is for people.", []),
        ("Logs have the source `other`.", ["XC-035"]),
        ("Logs have the source `acme-widget`. Logs of its proxy have the source `other`.", []),
    ],
)
def test_sentences_agree_with_the_examples(text: str, codes: list[str]) -> None:
    example = "instances:\n  - url: http://localhost:8080/stats\n"
    files = {"README.md": in_setup(text), f"{PACKAGE}/data/conf.yaml.example": example, **PIPELINE}

    report = run_checks(with_source(files), FIRST, select={"XC-035", "XC-041"})
    assert [finding.code for finding in report.findings] == codes


def test_links_to_examples_are_reported_in_the_readme() -> None:
    links = ("https://support.example.com/x", "https://support.acme.example/x", "mailto:no-reply@acme.example")
    bundles = [listing(readme=in_setup(f"Read the [help page]({link}).")) for link in links]

    reported = [
        [one.value for one in run_checks(one_listing, FIRST, select={"GEN-022"}).findings] for one_listing in bundles
    ]
    assert reported == [[links[0]], [], [links[2]]]


def test_version_in_the_project_file_is_the_newest() -> None:
    project = '[project]\nname = "datadog-acme-widget"\nversion = "{}"\n'
    bundles = [with_source({"pyproject.toml": project.format(version)}) for version in ("1.1.0", "1.0.0")]

    reported = [
        [one.line for one in run_checks(one_listing, FIRST, select={"XC-026"}).findings] for one_listing in bundles
    ]
    assert reported == [[3], []]


@pytest.mark.parametrize(
    "text, is_reported",
    [
        ("Send us your Datadog API key so that we finish the setup.", True),
        ("E-mail the API key to our team.", True),
        ("Never send your API key by e-mail.", False),
        ("The agent uses the API key to send us no data.", False),
    ],
)
def test_keys_are_not_sent_to_the_vendor(text: str, *, is_reported: bool) -> None:
    report = run_checks(listing(readme=in_setup(text)), FIRST, select={"RM-043"})

    assert bool(report.findings) is is_reported


@pytest.mark.parametrize(
    "options, reported",
    [
        ("- url: http://acme\n  queue: a\n  quue_depth: 3", [13]),
        ("url: http://acme\nqueue: a\nserver: b", [13]),
        ("- url: http://acme\n  queue: a\n  tags: [b]", []),
        ("- queue: a\n  url: http://acme\n  <OPTION>: 3", []),
        ("services:\n  url: a\n  queue: b\n  image: c", []),
        ("url: a\nqueue: b\nname: c\nport: 1\nhost: d", []),
    ],
)
def test_example_may_contain_only_the_options_of_an_instance(options: str, reported: list[int]) -> None:
    spec = SPEC_TEXT.replace("    - template: instances/http\n", "    - name: queue\n      value: {type: string}\n")
    spec += "    - template: instances/default\n"
    files = {"README.md": in_setup(f"```yaml\n{options}\n```"), f"{PACKAGE}/data/conf.yaml.example": None}

    report = run_checks(with_source(files, spec=spec), FIRST, select={"XC-036"})

    assert [finding.line for finding in report.findings] == reported
