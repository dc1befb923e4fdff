"""Pipelines whose results the pages of the platform's public documentation show or state."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tilekit.pipeline.running import pipeline_of
from tilekit.core.fields import Json
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.runner import run_samples

_FILE = Path(__file__).parent / "samples" / "documented_pipelines.yaml"
ROWS: list[dict[str, Any]] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)


def enabled(processor: dict[str, Any]) -> dict[str, Json]:
    """The processor with the settings that the file leaves out."""
    inner = {"processors": [enabled(one) for one in processor["processors"]]} if "processors" in processor else {}
    return {"enabled": True, **processor, **inner}


def declared(sample: str, custom: Json, official: dict[str, Any] | None = None) -> Json:
    values = dict(official or {})
    tags = ["source:LOGS_SOURCE", *values.pop("tags", [])]
    return {"sample": sample, "result": {"custom": custom, "message": sample.strip(), "tags": tags, **values}}


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_results_are_as_documented(row: dict[str, Any]) -> None:
    pipeline = compile_pipeline(pipeline_of(*map(enabled, row["processors"])))
    report = run_samples(pipeline, {"tests": [declared(*result) for result in row["results"]]})

    assert [(one.sample, one.differences) for one in report.samples if not one.equal] == []
