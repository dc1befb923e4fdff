"""Adds a proposed pipeline or samples to existing files. Everything else in the files stays byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from msgspec import Struct

from tilekit.checks.finding import Edit
from tilekit.checks.fixes import apply_edits
from tilekit.checks.yaml_edits import YamlText, editable_yaml
from tilekit.core.fields import Json
from tilekit.parse.json_values import elements, members, objects, text, value_at
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.json_text import object_in
from tilekit.pipeline.limits import WorkMeter
from tilekit.pipeline.runner import run_sample
from tilekit.suggest.pipeline import SuggestedPipeline
from tilekit.suggest.remappers import OFFICIAL_REMAPPERS
from tilekit.suggest.yaml_files import written_yaml

_PROCESSORS, _TESTS = "/pipeline/processors", "/tests"
_LAST = (*OFFICIAL_REMAPPERS, "url-parser", "user-agent-parser")
_SHARED = (*OFFICIAL_REMAPPERS, "attribute-remapper")


class PipelineTexts(Struct, frozen=True, kw_only=True):
    """The content of the pipeline file and of its tests file; b"" for a file that does not exist."""

    pipeline: bytes
    tests: bytes


def unread_logs(pipeline: Json, logs: Iterable[str]) -> list[str]:
    """The logs that no grok rule of the pipeline matches; JSON needs none, but may need remappers."""
    compiled = compile_pipeline(pipeline)
    return [
        log
        for log in logs
        if object_in(log) is not None or not run_sample(compiled, {"sample": log}, at=0, meter=WorkMeter()).reached
    ]


def with_suggestion(texts: PipelineTexts, suggestion: SuggestedPipeline) -> PipelineTexts | None:
    """The files with the processors and samples of a proposal; None if a file can't be edited safely.

    New parsers follow the parsers of the file, remappers come last. A remapper that exists gets the new sources.
    """
    data = texts.pipeline
    for processor in objects(value_at(suggestion.pipeline, _PROCESSORS)):
        changed = _with_processor(data, processor[1])
        if changed is None:
            return None
        data = changed
    samples = [text(test.get("sample")) for _, test in objects(suggestion.tests.get("tests"))]
    tests = with_samples(PipelineTexts(pipeline=data, tests=texts.tests), samples)
    return PipelineTexts(pipeline=data, tests=tests) if tests is not None else None


def with_samples(texts: PipelineTexts, samples: Sequence[str]) -> bytes | None:
    """The tests file with these samples and the results of the pipeline; None if a file can't be edited safely.

    Samples that it already contains are not added again.
    """
    pipeline = editable_yaml(texts.pipeline)
    if pipeline is None:
        return None
    compiled = compile_pipeline(pipeline.value)
    results = (run_sample(compiled, {"sample": log}, at=0, meter=WorkMeter()) for log in samples)
    new: list[dict[str, Json]] = [{"sample": one.sample, "result": one.result} for one in results if not one.problem]
    if not texts.tests.strip():
        return written_yaml({"id": value_at(pipeline.value, "/id"), "tests": [*new]}).encode()
    data: bytes | None = texts.tests
    for test in new:
        data = _edited(data, partial(_with_test, test=test)) if data is not None else None
    return data


def with_enabled(data: bytes, pointer: str, *, is_enabled: bool) -> bytes | None:
    """The pipeline with a processor turned on or off; None if the file can't be edited safely."""

    def edit(file: YamlText) -> Edit | None:
        place = f"{pointer}/enabled"
        if place in file.places:
            return file.replacing(place, is_enabled)
        after_name = [key for key in members(value_at(file.value, pointer)) if key not in ("type", "name")]
        return file.inserting(place, is_enabled, before=after_name[0] if after_name else "")

    return _edited(data, edit)


def _edited(data: bytes, edit_of: Callable[[YamlText], Edit | tuple[()] | None]) -> bytes | None:
    """The content with an edit, () for none; None if it can't be edited."""
    file = editable_yaml(data)
    edit = edit_of(file) if file else None
    if edit is None:
        return None
    return apply_edits(data, (edit,)) if isinstance(edit, Edit) else data


def _with_test(tests: YamlText, *, test: dict[str, Json]) -> Edit | tuple[()] | None:
    existing = value_at(tests.value, _TESTS)
    if any(text(other.get("sample")).strip() == test["sample"] for _, other in objects(existing)):
        return ()
    return tests.adding(_TESTS, test)


def _with_processor(data: bytes, new: dict[str, Json]) -> bytes | None:
    """The pipeline with the processor, or with its sources in the processor of this type and target."""
    file = editable_yaml(data)
    same = _same_processor(file.value, new) if file else None
    if file is None or same is None:
        return _edited(data, lambda file: file.adding(_PROCESSORS, new, at=_index_for(file.value, new)))
    place = f"{_PROCESSORS}/{same}/sources"
    missing = [source for source in elements(new.get("sources")) if source not in elements(value_at(file.value, place))]
    changed: bytes | None = data
    for source in missing:
        if changed is not None:
            changed = _edited(changed, partial(_with_item, pointer=place, item=source))
    return changed


def _with_item(file: YamlText, *, pointer: str, item: Json) -> Edit | None:
    return file.adding(pointer, item)


def _same_processor(pipeline: Json, new: dict[str, Json]) -> int | None:
    """The index of the processor that can read the sources of the new one; None if there is none."""
    kind, target = new["type"], new.get("target")
    existing = objects(value_at(pipeline, _PROCESSORS))
    alike = [(at, one) for at, one in existing if one.get("type") == kind and one.get("target") == target]
    if kind in _SHARED:
        return next((at for at, one in alike if isinstance(one.get("sources"), list)), None)
    return next((at for at, one in alike if kind in _LAST and one.get("sources") == new.get("sources")), None)


def _index_for(pipeline: Json, new: dict[str, Json]) -> int | None:
    """The index at which to insert a processor: behind the last parser, or None for the end."""
    existing = objects(value_at(pipeline, _PROCESSORS))
    if new["type"] in _LAST:
        return None
    first = ("grok-parser",) if new["type"] == "grok-parser" else ("grok-parser", "attribute-remapper", new["type"])
    at = max((at + 1 for at, one in existing if one.get("type") in first), default=0)
    return at if at < len(existing) else None
