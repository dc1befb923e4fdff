"""The words that the editor of a pipeline completes."""

from __future__ import annotations

from collections.abc import Mapping

from studio.pipelines.page import PipelineRun
from tilekit.checks.logs.pipeline_files import processors_in
from tilekit.parse.json_values import texts_in, value_at
from tilekit.pipeline.places import ATTRIBUTE_PLACES, place_name, places_in
from tilekit.pipeline.support import SUPPORT_TABLE
from tilekit.platform_lists import rows

_KINDS = {"processor": "processors", "matcher": "matchers", "filter": "filters"}
_MAX_ATTRIBUTES = 400


def completion_words(run: PipelineRun) -> Mapping[str, str]:
    """{kind: words with blanks between them}: processors, matchers, filters, and attributes of the logs and standard
    ones.
    """
    listed = {
        plural: " ".join(row["name"] for row in rows(SUPPORT_TABLE) if row["kind"] == kind)
        for kind, plural in _KINDS.items()
    }
    return {**listed, "attributes": " ".join(_attributes(run))}


def _attributes(run: PipelineRun) -> list[str]:
    """The attributes in the results and in the settings of the pipeline, then the standard ones, each once."""
    results = [shown.sample.result for shown in (*run.samples, *run.log_results)]
    in_logs = (
        place_name(place)[1:] for one in results for place, _ in places_in(one) if place.startswith(ATTRIBUTE_PLACES)
    )
    pipeline = run.files.pipeline.value if run.files.pipeline else None
    keys = ("/source", "/sources", "/target")
    in_settings = (
        text for one in processors_in(pipeline) for key in keys for text in texts_in(value_at(one.value, key))
    )
    standard = (row["path"] for row in rows("standard_attributes.csv"))
    names = dict.fromkeys(name for name in (*in_logs, *in_settings, *standard) if name and " " not in name)
    return list(names)[:_MAX_ATTRIBUTES]
