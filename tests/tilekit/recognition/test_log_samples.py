"""Raw logs that are sent with a pipeline become the samples of its tests."""

import json

from tilekit.bundle import Files
from tilekit.parse.yaml import parse_yaml
from tilekit.recognition.gathered import GatheredListing, gather

PIPELINE = b"""\
id: acme
pipeline:
  name: Acme
  filter:
    query: source:acme
  processors:
    - type: grok-parser
      name: Read the line
      enabled: true
      source: message
      samples: []
      grok:
        supportRules: ''
        matchRules: 'line %{date("yyyy-MM-dd HH:mm:ss"):date} %{word:acme.state}'
"""
LOGS = b"2026-03-02 08:15:01 up\n2026-03-02 08:15:02 down\n2026-03-02 08:15:01 up\n"
TESTS = b"id: acme\ntests:\n- sample: one\n"
PATH = "assets/logs/acme_tests.yaml"


def gathered(**files: bytes) -> GatheredListing:
    return gather(Files.of({name.replace("_", "."): data for name, data in files.items()}), "")


def samples_in(listing: GatheredListing) -> list[object]:
    value = parse_yaml(listing.package.files[PATH]).value
    assert isinstance(value, dict)
    return [test["sample"] for test in value["tests"]]  # type: ignore[index,call-overload,union-attr]  # a list


def test_lines_are_samples_with_the_results_of_the_pipeline() -> None:
    listing = gathered(p_yaml=PIPELINE, depot_log=LOGS)

    logs = next(file for file in listing.files if file.sent == "depot.log")
    assert (logs.kind, logs.place, logs.path, logs.reason) == ("log-samples", "data.log_tests_yaml", PATH, None)
    assert samples_in(listing) == ["2026-03-02 08:15:01 up", "2026-03-02 08:15:02 down"]
    assert b"state: down" in listing.package.files[PATH]


def test_lines_in_a_folder_are_samples_unless_its_package_needs_them() -> None:
    files = {"tests/fixture.log": LOGS, "exports/depot.log": LOGS, "exports/p.yaml": PIPELINE}

    placed = {file.sent: file.path for file in gather(Files.of(files), "acme").files}

    assert placed == {"tests/fixture.log": "tests/fixture.log", "exports/depot.log": PATH,
                      "exports/p.yaml": "assets/logs/acme.yaml"}  # fmt: skip


def test_pipeline_from_the_api_gets_the_keys_of_an_export() -> None:
    parser = {
        "type": "grok-parser", "name": "Read", "is_enabled": True, "source": "message",
        "grok": {"support_rules": "", "match_rules": 'line %{date("yyyy-MM-dd HH:mm:ss"):date} %{word:acme.state}'},
    }  # fmt: skip
    remapper = {"type": "attribute-remapper", "target_type": "tag", "preserve_source": False}
    nested = {"type": "pipeline", "is_enabled": False, "filter": {"query": "*"}, "processors": [remapper]}
    bare = {"name": "Acme", "is_enabled": True, "filter": {"query": "source:acme"}, "processors": [parser, nested]}

    listing = gathered(p_json=json.dumps(bare).encode(), depot_log=LOGS)

    text = listing.package.files["assets/logs/acme.yaml"].decode()
    assert {key for key in ("matchRules:", "preserveSource:", "targetType:", "enabled: false") if key in text} == {
        "matchRules:", "preserveSource:", "targetType:", "enabled: false"}  # fmt: skip
    assert "_" not in text.replace("metric_id", "").replace("backend_only", "")
    assert b"state: down" in listing.package.files[PATH]


def test_secrets_in_lines_are_replaced() -> None:
    logs = b"2026-03-02 08:15:01 password=hunter22\n2026-03-02 08:15:02 mail to ada@queues.net\n"

    data = gathered(p_yaml=PIPELINE, depot_log=logs).package.files[PATH]

    assert b"hunter22" not in data
    assert b"ada@queues.net" not in data


def test_lines_are_left_out_without_a_pipeline_or_with_its_tests() -> None:
    for files in ({"depot_log": LOGS}, {"p_yaml": PIPELINE, "t_yaml": TESTS, "depot_log": LOGS}):
        logs = next(file for file in gathered(**files).files if file.sent == "depot.log")

        assert (logs.kind, logs.path) == ("log-file", "")
        assert logs.reason
