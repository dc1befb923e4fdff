"""Which logs a detection rule reads: those of the pipeline, whatever the integration's ID is."""

from collections.abc import Mapping

import pytest

from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.files.log_files import CASES, FILE, PIPELINE, TESTS
from tests.tilekit.checks.files.test_detection_rules import GOOD
from tests.tilekit.checks.json_files import REMOVED, changed
from tilekit.bundle import Bundle
from tilekit.checks.context import Context, TakenIdentities

QUERY, TAG = "/queries/0/query", "/tags/0"
NOBODY = Context(taken=TakenIdentities(values={}))


def source_findings(source: str, changes: Mapping[str, object]) -> list[tuple[str, Mapping[str, object]]]:
    """The findings about the rule's source, with a pipeline that matches this source."""
    pipeline = PIPELINE.replace("query: source:acme-widget", f"query: source:{source}")
    bundle: Bundle = listing_with("detection_rules", changed(GOOD, changes), files={FILE: pipeline, TESTS: CASES})
    findings = findings_in(bundle, "SR", context=NOBODY)
    return [(one.code, one.message.parameters) for one in findings if one.code != "SR-025"]


@pytest.mark.parametrize("source", ["acme", "(acme OR acme-widget)", "acme-test"])
def test_source_that_the_pipeline_takes_is_the_rules_own(source: str) -> None:
    asked = source.strip("(").partition(" ")[0]

    assert source_findings(source, {QUERY: f"source:{asked} @evt.name:login", TAG: f"source:{asked}"}) == []


def test_source_that_a_rule_lacks_is_the_one_of_the_pipeline() -> None:
    assert source_findings("acme", {QUERY: "@evt.name:login", TAG: REMOVED}) == [
        ("SR-015", {"source": "acme"}),
        ("SR-017", {"tag": "source:acme"}),
    ]


def test_source_of_nobody_is_still_told() -> None:
    assert source_findings("acme", {QUERY: "source:other @evt.name:login", TAG: "source:other"}) == [
        ("SR-015", {"source": "acme", "other": "other"}),
        ("SR-017", {"tag": "source:acme"}),
        ("SR-021", {"value": "other"}),
    ]
