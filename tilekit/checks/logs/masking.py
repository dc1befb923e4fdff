"""Data of people in a sample and its result, replaced by what belongs to no one."""

import re
from collections.abc import Mapping

from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import applied
from tilekit.checks.logs.changing import Changing, fix_of, ran
from tilekit.checks.logs.reading import pipelines, report
from tilekit.core.messages import N_
from tilekit.parse.positions import Unparsable
from tilekit.parse.yaml import parse_yaml

MAIL, PHONE, CARD = N_("mail address"), N_("phone number"), N_("card number")
_FICTION = "+120255501"  # set aside for stories
_CARD = "1234567890123456"  # its check digit does not fit


def masking(change: Changing, at: int, found: Mapping[str, str]) -> Fix | None:
    """The fix that replaces each text (-> its kind) wherever the test has it, sample and result alike.

    None where the result would not be that of the new sample any more, or a text is broken over lines.
    """
    place = change.text.places.get(f"/tests/{at}") if change.text else None
    if change.text is None or place is None:
        return None
    source, edits = change.text.source, list[Edit]()
    for number, (old, kind) in enumerate(found.items(), start=1):
        pattern = re.compile(rf"(?<![\w.+@-]){re.escape(old)}(?![\w@-])")
        for match in pattern.finditer(source.text, place.start, place.end):
            start, end = source.byte_offset(match.start()), source.byte_offset(match.end())
            edits.append(Edit(file=change.text.file, start=start, end=end, replacement=_mask(old, kind, number)))
    fix = fix_of(*edits, title=N_("Put made-up values in their place"))
    return fix if fix and _is_same(change, fix, at) else None


def _mask(old: str, kind: str, number: int) -> str:
    if kind == MAIL:
        return f"user{number}@example.com"
    if kind == PHONE:
        return f"{_FICTION}{number % 100:02}"
    digits = iter(_CARD)
    return "".join(next(digits) if sign.isdecimal() else sign for sign in old)


def _is_same(change: Changing, fix: Fix, at: int) -> bool:
    """Whether the declared result fits the new sample as well as it fitted the old one."""
    try:
        after = parse_yaml(applied(change.bundle.files[change.pipeline.file], fix.edits)).value
    except Unparsable:
        return False
    before, pipeline = report(change.bundle), next(pipelines(change.bundle), None)
    if before is None or pipeline is None:
        return True
    run = ran(pipeline.value, after if isinstance(after, dict) else {})
    old, new = (next((one for one in each.samples if one.at == at), None) for each in (before, run))
    return bool(old and new and len(new.differences) <= len(old.differences))
