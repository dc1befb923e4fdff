"""The texts of checks and tiles are in the catalogues, including the words that are inserted into sentences."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogues import texts
from tests.shared import LISTINGS, bundle_of_folder, listing_folders
from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.listing import listing
from tests.tilekit.tile.test_tile import PAID, bundle_with
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope
from tilekit.core.messages import Message, render
from tilekit.sections.pricing import Pricing
from tilekit.tile.pricing import price_line

_CLIENT, _PIPELINE = "assets/oauth_clients/acme_widget.json", "assets/logs/acme-widget.yaml"


def _nested_messages(message: Message) -> Iterator[Message]:
    yield message
    for value in message.parameters.values():
        if isinstance(value, Message):
            yield from _nested_messages(value)


@pytest.mark.parametrize("folder", listing_folders(LISTINGS)[::8], ids=lambda folder: folder.name)
def test_every_message_about_a_listing_is_in_the_catalogue(folder: Path) -> None:
    translations = texts("fr")
    findings = run_checks(bundle_of_folder(folder), Context(scope=Scope.SUBMISSION)).findings
    messages = [message for one in findings for message in (one.message, *([one.fix.title] if one.fix else ()))]

    assert {part.id for message in messages for part in _nested_messages(message)} - translations - {""} == set()


def test_reasons_in_a_finding_are_translated() -> None:
    oauth = {"integration": {"redirect_uris": ["https://app.acme.example/#x"]}}
    grok = {"type": "grok-parser", "name": "Read", "source": "message", "grok": {"matchRules": "a %{word:x"}}
    pipeline = {"id": "acme-widget", "pipeline": {"type": "pipeline", "processors": [grok]}}
    bundles = (
        (listing(manifest={"/assets/oauth": _CLIENT}, files={_CLIENT: json.dumps(oauth)}), "OA", "フラグメント"),
        (listing(files={_PIPELINE: json.dumps(pipeline)}), "LP", "括弧で閉じられていません"),
    )

    for bundle, subject, words in bundles:
        assert any(words in render(one.message, "ja") for one in findings_in(bundle, subject))


def test_the_unit_of_a_price_is_translated_unless_it_is_the_partners() -> None:
    values = {"billing_type": "tag_count", "unit_price": "2"}

    assert render(price_line(bundle_with(Pricing({**values}), basics=PAID)), "ja") == "単位あたり月額$2"
    assert render(price_line(bundle_with(Pricing({**values, "unit_label": "unit"}), basics=PAID)), "ja") == (
        "unitあたり月額$2"
    )
