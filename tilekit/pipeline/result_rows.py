"""A sample's result compared with the expected one, place by place, for a page."""

from __future__ import annotations

import json
from math import isfinite

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.pipeline.attribute_paths import MISSING, Missing
from tilekit.pipeline.notes import CompileNote
from tilekit.pipeline.places import ATTRIBUTE_PLACES, in_page_order, place_name, places_in
from tilekit.pipeline.report import SampleResult, differences_at

MAX_SHOWN = 2_000
"""The most characters of a value that are shown."""


class ResultRow(Struct, frozen=True, kw_only=True):
    """A row of the comparison. name is an attribute as in queries (`@a.b`), or a reserved value (`status`).

    result and declared are shown values, None if only one side has the place; is_equal is also True if nothing is
    declared. note is about the step that sets the attribute, if it is simulated or not run.
    """

    name: str
    is_attribute: bool
    result: str | None
    declared: str | None
    is_equal: bool
    note: CompileNote | None = None


def rows_of_sample(sample: SampleResult) -> list[ResultRow]:
    """The reserved values of a log, then its attributes, each in the order of the result.

    Last are the steps that are simulated or not run and whose attribute is in neither.
    """
    result = dict(places_in(sample.result))
    declared = dict(places_in(sample.declared)) if sample.declared is not None else result
    rows = [
        _row_of_place(place, (result.get(place, MISSING), declared.get(place, MISSING)), sample)
        for place in in_page_order({**result, **declared})
    ]
    shown = [row.note for row in rows]
    others = [note for note in sample.caveats if note not in shown]
    return rows + [
        ResultRow(name=note.name, is_attribute=bool(note.target), result=None, declared=None, is_equal=True, note=note)
        for note in others
    ]


def _row_of_place(place: str, values: tuple[Json | Missing, Json | Missing], sample: SampleResult) -> ResultRow:
    """The row of a place; values are those in the result and in the declared result."""
    result, declared = values
    name = place_name(place)
    return ResultRow(
        name=name,
        is_attribute=place.startswith(ATTRIBUTE_PLACES),
        result=shown_json(result),
        declared=shown_json(declared),
        is_equal=not any(differences_at(declared, result, place)),
        note=next((note for note in sample.caveats if note.target and f"{name}.".startswith(f"{note.name}.")), None),
    )


def json_text(value: Json) -> str:
    """The value as JSON, which distinguishes a number from a text of digits; lone surrogates are escaped."""
    text = json.dumps(_finite(value), ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _finite(value: Json) -> Json:
    """The value with infinite numbers as text, because YAML has them and JSON doesn't."""
    if isinstance(value, dict):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def shown_json(value: Json | Missing) -> str | None:
    """The value as JSON of at most MAX_SHOWN characters; None if it is missing."""
    text = None if isinstance(value, Missing) else json_text(value)
    return f"{text[:MAX_SHOWN]}…" if text and len(text) > MAX_SHOWN else text
