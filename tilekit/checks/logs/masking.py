"""Replaces personal data in a sample and its result with made-up data."""

import re
from collections.abc import Mapping

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import fix_of, text_edit
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import compiled_pipeline, pipeline_report
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import value_at

MAIL, PHONE, CARD = N_("e-mail address"), N_("phone number"), N_("card number")
_FICTION = "+120255501"  # reserved for fiction
_CARD = "1234567890123456"  # its check digit is wrong


def masking_fix(change: PipelineEdits, at: int, kinds: Mapping[str, str]) -> Fix | None:
    """The fix that replaces each text (text -> kind) wherever it is in the sample and the result.

    None if the result would no longer match the sample, or if a text spans several lines.
    """
    place = change.text.places.get(f"/tests/{at}") if change.text else None
    if change.text is None or place is None:
        return None
    source, edits, test = change.text.source, list[Edit](), value_at(change.pipeline.value, f"/tests/{at}")
    for number, (old, kind) in enumerate(kinds.items(), start=1):
        pattern, new = re.compile(rf"(?<![\w.+@-]){re.escape(old)}(?![\w@-])"), made_up_value(old, kind, number)
        matches = list(pattern.finditer(source.text, place.start, place.end))
        test, count = _replace_text(test, pattern, new)
        if count != len(matches):
            return None
        edits += [text_edit(change.text.file, source, match.span(), new=new) for match in matches]
    is_same = isinstance(test, dict) and _is_same(change.bundle, at, test)
    return fix_of(*edits, title=N_("Replace the data with made-up values")) if is_same else None


def _replace_text(value: Json, pattern: re.Pattern[str], new: str) -> tuple[Json, int]:
    """The value with the text replaced, and the number of replacements."""
    if isinstance(value, str):
        return pattern.subn(new, value)
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    changes = {key: _replace_text(item, pattern, new) for key, item in pairs}
    count, items = sum(times for _, times in changes.values()), {key: item for key, (item, _) in changes.items()}
    if isinstance(value, dict):
        return {str(key): item for key, item in items.items()}, count
    return (list(items.values()), count) if isinstance(value, list) else (value, 0)


def made_up_value(old: str, kind: str, number: int) -> str:
    """A value of this kind that belongs to nobody. number tells several values of a text apart."""
    if kind == MAIL:
        return f"user{number}@example.com"
    if kind == PHONE:
        return f"{_FICTION}{number % 100:02}"
    digits = iter(_CARD)
    return "".join(next(digits) if character.isdecimal() else character for character in old)


def _is_same(bundle: Bundle, at: int, test: dict[str, Json]) -> bool:
    """Whether the declared result matches the new sample as well as it matched the old one."""
    from tilekit.pipeline.runner import run_samples  # slow import

    before, compiled = pipeline_report(bundle), compiled_pipeline(bundle)
    old = next((sample for sample in before.samples if sample.at == at), None) if before else None
    if compiled is None or old is None:
        return True
    return len(run_samples(compiled, {"tests": [test]}).samples[0].differences) <= len(old.differences)
