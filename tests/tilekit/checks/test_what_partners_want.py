"""Fixes of real listings that did more, or something else, than the partner wanted."""

import json

import pytest

from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import findings_in, findings_with, fixed_text
from tests.tilekit.checks.dashboards.boards import board_listing
from tests.tilekit.checks.files.log_files import CASES, FILE, PIPELINE, TESTS
from tests.tilekit.checks.files.test_detection_rules import GOOD as RULE
from tests.tilekit.checks.json_files import changed
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.fix_application import FixApplication, only_removes


def with_query(query: str, source: str) -> Bundle:
    """A rule with a query, and a pipeline that matches the source."""
    logs = {FILE: PIPELINE.replace("query: source:acme-widget", f"query: source:{source}"), TESTS: CASES}
    return listing_with("detection_rules", changed(RULE, {"/queries/0/query": query}), files=logs)


@pytest.mark.parametrize("query", ["source:old @evt.name:login", "source:old* a", "source:(old OR older)"])
def test_a_rule_keeps_the_source_that_it_asks_for(query: str) -> None:
    (finding,) = findings_with(with_query(query, "acme-widget"), "SR-015")

    assert finding.fix is None
    assert finding.message.parameters["other"] == query.partition(":")[2].strip("(").split()[0]


def test_files_are_not_removed_among_other_things() -> None:
    bundle = listing(files={"notes.bin": "mine\n"})
    codes = frozenset({"GEN-005"})
    without_removals, with_removals = (
        FixApplication(bundle, Context(), codes, is_excluded=only_removes),
        FixApplication(bundle, Context(), codes),
    )
    without_removals.run()
    with_removals.run()

    assert "notes.bin" in without_removals.bundle.files
    assert "notes.bin" not in with_removals.bundle.files


@pytest.mark.parametrize("title", ["Queues of a widget", "Q" * 75])
def test_a_title_that_may_have_another_name_of_the_product_is_for_the_partner(title: str) -> None:
    assert [one.fix for one in findings_in(board_listing({"/title": title}), "DB") if one.code == "DB-008"] == [None]


@pytest.mark.parametrize(
    "title,plain", [("Acme Widget - Queues", "Acme Widget: Queues"), ("Acme Widget Multi-Cloud", "")]
)
def test_a_word_with_a_hyphen_may_be_a_name(title: str, plain: str) -> None:
    bundle = board_listing({"/title": title})
    (finding,) = findings_with(bundle, "DB-009")

    assert (f'"{plain}"' in fixed_text(bundle, finding)) if plain else finding.fix is None


def test_a_hyphen_of_the_product_s_name_stays() -> None:
    name = "Acme Widget (Self-hosted)"
    bundle = board_listing({"/title": f"{name} Overview"}, manifest={"/tile/title": name})

    assert "DB-009" not in {one.code for one in findings_in(bundle, "DB")}


def test_a_scope_that_is_there_already_is_not_written_twice() -> None:
    client = {"name": "Acme Widget", "scopes": ["api_key_write", "api_keys_write"]}
    bundle = listing(files={"assets/oauth_clients.json": json.dumps({"integration": client})})
    finding = next(one for one in findings_in(bundle, "OA") if one.code == "OA-010")

    assert json.loads(fixed_text(bundle, finding))["integration"]["scopes"] == ["api_keys_write"]


def test_a_kind_of_change_without_text_is_for_the_partner_to_fill() -> None:
    for text in ("***Added***:\n", "Nothing yet.\n"):
        bundle = listing(files={"CHANGELOG.md": f"# CHANGELOG - Acme Widget\n\n## 1.0.0 / 2025-03-01\n\n{text}"})
        reported = [one for one in findings_in(bundle, "RN") if one.code in ("RN-006", "RN-008")]

        assert [one.fix for one in reported] == [None]
