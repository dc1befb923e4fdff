"""LT-006: what a declared result holds in any case."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import Fix, FixClass, Severity, Spot
from tilekit.checks.logs.changing import Changing, fix_of, place_for
from tilekit.checks.logs.reading import Pipeline, pipelines, report, tests_rule
from tilekit.checks.reading import value_at
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import text

_SOURCE = "source:"
_ALWAYS = ("custom", "message", "tags")
_BY_REMAPPER = {"date-remapper": "timestamp", "status-remapper": "status"}


@tests_rule("LT-006", Severity.WARNING, N_("The result has no {key}."), fix=FixClass.SUGGESTED)
def has_whole_result(tests: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """A result holds what the platform gives: attributes, message, tags with the source, time and status if mapped."""
    needed, change = [*_ALWAYS, *_mapped(bundle)], Changing(bundle, tests)
    for at, test in tests.tests:
        result = test.get("result")
        held = result if isinstance(result, dict) else {}
        for key in needed if held else ():
            if key not in held and (key != "status" or "status" in _computed(bundle, at)):
                yield tests.spot(f"/tests/{at}/result", key, key=key, fix=_filled(change, at, key))
        tags = held.get("tags")
        if isinstance(tags, list) and not any(text(tag).startswith(_SOURCE) for tag in tags):
            message = N_("The tags of the result hold no source.")
            yield tests.spot(f"/tests/{at}/result/tags", at, message=message, fix=_tagged(change, at))


def _mapped(bundle: Bundle) -> list[str]:
    """What remappers that are switched on set; those of nested pipelines only work on some logs."""
    active = {
        processor.type
        for pipeline in pipelines(bundle)
        for processor in pipeline.processors
        if not processor.level and processor.value.get("enabled") is not False
    }
    return [key for kind, key in _BY_REMAPPER.items() if kind in active]


def _computed(bundle: Bundle, at: int) -> dict[str, Json]:
    """What our engine gives; a status only where a sample has one."""
    run = report(bundle)
    samples = run.samples if run else ()
    found = next((sample.result for sample in samples if sample.at == at and not sample.problem), None)
    return found if isinstance(found, dict) else {}


def _filled(change: Changing, at: int, key: str) -> Fix | None:
    """The key with what our engine gives for it."""
    new, pointer = _computed(change.bundle, at).get(key), f"/tests/{at}/result"
    held = value_at(change.pipeline.value, pointer)
    if new is None or change.text is None or not isinstance(held, dict):
        return None
    edit = change.text.inserting(f"{pointer}/{key}", new, before=place_for(key, list(held)))
    return fix_of(edit, title=N_("Add {key} as the sample gives it now"), key=key)


def _tagged(change: Changing, at: int) -> Fix | None:
    """The source as our engine gives it, in front of the other tags."""
    tags = _computed(change.bundle, at).get("tags")
    found = next((text(tag) for tag in tags if text(tag).startswith(_SOURCE)), "") if isinstance(tags, list) else ""
    edit = change.text.adding(f"/tests/{at}/result/tags", found, at=0) if change.text and found else None
    return fix_of(edit, title=N_("Add {key} as the sample gives it now"), key="tags")
