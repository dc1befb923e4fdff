"""The Pricing step explains why the metric that is billed can't be picked."""

import json
from pathlib import Path

import pytest

from studio.wizard.page.fields.offered_choices import without_billed_metrics
from tests.markup import compact
from tests.studio.scene import Scene, ready_scene, signed_in
from tests.tilekit.listing import base_files

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
BILLED = "datadog.marketplace.acme.hosts"
PLAN = {"billing_type": "tag_count", "unit_label": "broker", "product_id": "widget", "includes_assets": True}


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Scene:
    manifest = json.loads(base_files()["manifest.json"]) | {"pricing": [PLAN]}
    return ready_scene(**{"manifest.json": json.dumps(manifest).encode()})  # type: ignore[arg-type]


def test_reason_and_link_are_where_the_picker_would_be(scene: Scene) -> None:
    page = compact(signed_in(scene.editor).get(scene.url("step", "pricing")).content.decode())

    field = page.partition('id="f-pricing-metric-field"')[2].partition('id="f-pricing-tag-field"')[0]

    assert "There is no metric to choose: the names of metrics for billing start with" in field
    assert f'href="{scene.url("step", "data")}' in field
    assert "picker" not in field


@pytest.mark.parametrize("names, words", [([BILLED], ""), ([], "no metric to choose"), ([BILLED] * 301, "too many")])
def test_reason_depends_on_the_metrics(names: list[str], words: str) -> None:
    reason = str(without_billed_metrics(names))

    assert words in reason
    assert bool(words) == bool(reason)
