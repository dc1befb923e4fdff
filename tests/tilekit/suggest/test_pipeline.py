"""Proposed pipelines: they match all their lines, pass all checks of pipelines, and publish no secret."""

import random
import string
from pathlib import Path

import pytest
import yaml

from tests.tilekit.checks.check_runs import findings_in, findings_with
from tests.tilekit.listing import listing
from tilekit.core.fields import Json
from tilekit.core.messages import render
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.notes import CompileNoteKind
from tilekit.pipeline.runner import run_samples
from tilekit.suggest.pipeline import MAX_LOGS, SuggestedPipeline, suggest_pipeline
from tilekit.suggest.raw_logs import logs_in
from tilekit.suggest.yaml_files import yaml_of

LOGS = {row["name"]: row for row in yaml.safe_load((Path(__file__).parent / "logs.yaml").read_text())}
TAGS = ["Category::Cloud", "Category::Metrics", "Category::Log Collection", "Submitted Data Type::Logs"]
UNSUITABLE = (CompileNoteKind.REFUSED, CompileNoteKind.UNSUPPORTED, CompileNoteKind.APPROXIMATED)


def suggested(text: str) -> SuggestedPipeline:
    suggestion = suggest_pipeline(text, source="acme-widget")
    assert suggestion is not None
    return suggestion


def findings_about(suggestion: SuggestedPipeline) -> list[str]:
    """The findings of all checks of pipelines, their tests and secrets."""
    pipeline, tests = yaml_of(suggestion)
    bundle = listing(
        manifest={"/assets/logs": {"source": "acme-widget"}, "/tile/classifier_tags": TAGS},
        files={"assets/logs/acme-widget.yaml": pipeline, "assets/logs/acme-widget_tests.yaml": tests},
    )
    findings = [finding for subject in ("LP", "LT") for finding in findings_in(bundle, subject)]
    return [f"{one.code} {render(one.message, 'en')}" for one in (*findings, *findings_with(bundle, "GEN-008"))]


def results_of(suggestion: SuggestedPipeline, lines: list[str]) -> list[Json]:
    tests: dict[str, Json] = {"tests": [{"sample": line} for line in lines]}
    return [sample.result for sample in run_samples(compile_pipeline(suggestion.pipeline), tests).samples]


def at(value: Json, path: str) -> Json:
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


@pytest.mark.parametrize("name", LOGS)
def test_suggestion_matches_every_line_and_passes_the_checks(name: str) -> None:
    row = LOGS[name]
    suggestion = suggested(row["logs"])
    compiled = compile_pipeline(suggestion.pipeline)

    (first, *_) = results_of(suggestion, logs_in(row["logs"]))

    assert suggestion.unmatched_logs == ()
    assert [note for note in compiled.notes if note.kind in UNSUITABLE] == []
    assert run_samples(compiled, suggestion.tests).equal
    assert {path: at(first, path) for path in row["first"]} == row["first"]
    assert len(compiled.rules) == row["rules"]
    assert findings_about(suggestion) == []


@pytest.mark.parametrize(
    "log, secret",
    [
        ("password=hunter2 user=bob", "hunter2"),
        ('{"level": "info", "db": {"Password": "my pass phrase"}, "n": 1}', "my pass phrase"),
        ('{"level": "info", "api_key": "0123456789abcdef0123456789abcdee"}', "0123456789abcdef0123456789abcdee"),
        ('{"session_id": 123456789, "level": "info"}', "123456789"),
        ("INFO Authorization: Bearer abcdefghijkl.mnop", "abcdefghijkl.mnop"),
        ("GET https://bob:s3cret@acme.example/ done", "s3cret"),
        ("INFO login eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJ done", "eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJ"),
        ("INFO key AKIAIOSFODNN7QUALITY used", "AKIAIOSFODNN7QUALITY"),
        ("INFO mail to jo.smith@gmail.com sent", "jo.smith@gmail.com"),
        ("INFO card 4111 1111 1111 1111 refused", "4111 1111 1111 1111"),
    ],
)
def test_secrets_and_personal_data_are_replaced_and_reported(log: str, secret: str) -> None:
    suggestion = suggested(f"INFO ready to start\n{log}")

    written = "".join(yaml_of(suggestion))
    assert secret not in written
    assert suggestion.masked_logs == (2,)
    assert suggestion.unmatched_logs == ()
    assert findings_about(suggestion) == []
    assert at(results_of(suggestion, [log])[0], "message")  # the rule also fits the log with its secret
    assert compile_pipeline(suggestion.pipeline).rules == () or all(
        sample.reached
        for sample in run_samples(compile_pipeline(suggestion.pipeline), {"tests": [{"sample": log}]}).samples
        if not log.startswith("{")
    )


@pytest.mark.parametrize(
    "text, logs",
    [
        ("one\n\n  two\nthree\n", ["one\n  two", "three"]),
        ('[{"a": 1}, {"a": 2}]', ['{"a": 1}', '{"a": 2}']),
        ('{\n  "a": {"b": 1}\n}\n{\n  "a": 2\n}\n', ['{"a": {"b": 1}}', '{"a": 2}']),
        ('{"a":1}\n{"a":2}\n', ['{"a":1}', '{"a":2}']),
        ("[1, 2]\n[3", ["[1, 2]", "[3"]),
        ("{\n" * 20_000, ["{"] * 20_000),
        ("2026-01-31 10:15:30 a\nb\nINFO c\nd=1 e=2\n2026-01-31 10:15:31 f", [
            "2026-01-31 10:15:30 a\nb", "INFO c", "d=1 e=2", "2026-01-31 10:15:31 f",
        ]),
        ("a\n2026-01-31 10:15:30 b\nc\n2026-01-31 10:15:31 d", [
            "a", "2026-01-31 10:15:30 b", "c", "2026-01-31 10:15:31 d",
        ]),
    ],
)  # fmt: skip
def test_text_is_split_into_logs(text: str, logs: list[str], must_end: None) -> None:
    assert logs_in(text) == logs


@pytest.mark.parametrize("log", ["token count: 12", "password: null", "the secret garden", "tokens=12 sent"])
def test_texts_about_secrets_are_not_replaced(log: str) -> None:
    assert suggested(log).masked_logs == ()


def test_many_forms_share_rules_by_their_headers() -> None:
    words = string.ascii_lowercase
    logs = [f"2024-01-02 03:04:05 INFO {word * 3} {word * 2}{'!' * at}" for at, word in enumerate(words)]

    suggestion = suggested("\n".join(logs))

    (rule,) = compile_pipeline(suggestion.pipeline).rules
    assert rule.name == "log"
    assert suggestion.unmatched_logs == ()
    assert at(results_of(suggestion, logs[:1])[0], "message") == "aaa aa"
    assert findings_about(suggestion) == []


def test_text_without_logs_has_no_suggestion_and_long_texts_are_cut() -> None:
    assert suggest_pipeline(" \n\n", source="acme") is None
    assert suggested("\n".join(["INFO a"] * (MAX_LOGS + 3))).omitted_count == 3


@pytest.mark.parametrize("seed", range(3))
def test_hostile_lines_end_with_a_valid_pipeline(seed: int, must_end: None) -> None:
    chance = random.Random(seed)
    parts = [
        "a=1 ",
        "{",
        "}",
        '"',
        "%{",
        "\\",
        "é ",
        "CEF:0|",
        "[",
        "12:30 ",
        "\x1b[0m",
        "🙂",
        "<1>",
        "\t",
        "' ",
        "x" * 3000,
        "%{data:a}",
        "(?",
        "$",
        "|",
    ]
    logs = ["".join(chance.choices(parts, k=chance.randint(1, 40))).strip() or "x" for _ in range(60)]

    suggestion = suggested("\n".join([*logs, "a=1 " * 2_000, "{" * 2_000, "1:" * 5_000]))

    compiled = compile_pipeline(suggestion.pipeline)
    assert [note for note in compiled.notes if note.kind is CompileNoteKind.REFUSED] == []
    assert [run_samples(compile_pipeline(yaml.safe_load(text)), None).notes for text in yaml_of(suggestion)[:1]] == [
        compiled.notes
    ]


@pytest.mark.parametrize(
    "log, is_yearless",
    [
        ("Jan  2 03:04:05 web1 acmed[17]: Started", True),
        ("Jan  2 2024 03:04:05 web1 acmed[17]: Started", False),
        ("2024-01-02T03:04:05Z Started", False),
        ("Started", False),
    ],
)
def test_dates_without_a_year_are_reported(log: str, is_yearless: bool) -> None:
    assert suggested(log).has_yearless_dates is is_yearless


def test_time_of_a_request_of_nginx_is_its_duration() -> None:
    log = '192.0.2.1 - - [10/Oct/2024:13:55:36 +0000] "GET /a HTTP/1.1" 200 23 "-" "curl/8" 0.125'

    (result,) = results_of(suggested(log), [log])

    assert (at(result, "custom.duration"), at(result, "custom.http.useragent")) == (125000000, "curl/8")


def test_new_messages_after_a_header_of_many_are_parsed() -> None:
    start = "2024-01-02 03:04:05,123 - acme.worker - ERROR - "
    messages = ["Order 12 refused", "Cache miss for key a7", "Lost 3 leases", "Queue is full", "Retrying job 9"]
    suggestion = suggested("\n".join(start + message for message in messages * 2))

    (result,) = results_of(suggestion, [f"{start}Nobody has seen this before"])

    assert (at(result, "status"), at(result, "message")) == ("error", "Nobody has seen this before")
    assert at(results_of(suggestion, [start + messages[0]])[0], "custom.order") == 12
    assert findings_about(suggestion) == []
