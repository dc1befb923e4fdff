"""Processors that had nothing to do are listed, with the reason."""

import pytest

from tests.tilekit.pipeline.running import pipeline_of
from tilekit.core.fields import Json
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.log import log_of

GROK: dict[str, Json] = {
    "type": "grok-parser", "name": "Parse", "source": "message", "grok": {"matchRules": "r %{integer:n}"},
}  # fmt: skip


def idle(sample: str, *processors: dict[str, Json]) -> list[tuple[str, str]]:
    """Pointer (below the processors) and reason of each idle processor."""
    log = log_of(sample)
    compile_pipeline(pipeline_of(*processors), records_idle=True).run(log)
    return [(one.pointer.removeprefix("/pipeline/processors/"), one.reason.id) for one in log.idle]


@pytest.mark.parametrize(
    "processor,reason",
    [
        (GROK, "no rule matches"),
        ({**GROK, "source": "other"}, "the log has none of its source attributes"),
        ({"type": "date-remapper", "sources": ["t"]}, "the log has none of its source attributes"),
        ({"type": "date-remapper", "sources": ["a"]}, "none of its source attributes contains a readable date"),
        ({"type": "status-remapper", "sources": ["t", "u"]}, "the log has none of its source attributes"),
        ({"type": "category-processor", "target": "x", "categories": []}, "no category matches"),
        ({"type": "lookup-processor", "source": "a", "target": "x", "lookupTable": "b,c"},
         "its lookup table has no matching line"),
        ({"type": "attribute-remapper", "sources": ["x", "a"], "target": "b", "preserveSource": True},
         "it has no effect on this log"),
        ({"type": "pipeline", "filter": {"query": "@a:2"}, "processors": [GROK]}, "its filter does not match this log"),
    ],
)  # fmt: skip
def test_a_processor_without_effect_says_why(processor: dict[str, Json], reason: str) -> None:
    assert idle('{"a": "one", "b": 2}', processor) == [("0", reason)]


def test_what_does_something_is_not_named() -> None:
    assert idle("5", GROK, {"type": "status-remapper", "sources": ["n"]}) == []
    assert (
        idle('{"a": 7.0}', {"type": "attribute-remapper", "sources": ["a"], "target": "a", "targetFormat": "integer"})
        == []
    )


def test_in_a_pipeline_that_fits_the_processors_are_named_themselves() -> None:
    nested: dict[str, Json] = {"type": "pipeline", "filter": {"query": "*"}, "processors": [GROK]}

    assert idle("x", nested) == [("0/processors/0", "no rule matches")]


def test_processors_of_items_are_not_named() -> None:
    inner: Json = [{"type": "attribute-remapper", "sources": ["$sourceElem.b"], "target": "$targetElem.c"}]
    items: dict[str, Json] = {"type": "array-map-processor", "source": "a", "target": "a", "processors": inner}

    assert idle('{"a": [{}, {}]}', items) == [("0", "it has no effect on this log")]


def test_a_run_that_is_not_watched_names_nothing() -> None:
    log = log_of("x")
    compile_pipeline(pipeline_of(GROK)).run(log)

    assert log.idle == []
