"""Combines the same finding on many rows into one."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tilekit.checks.finding import FindingPlace, Fix, LazyEdits, RawFinding
from tilekit.checks.registry import Check


def fold_findings(check: Check, raw_findings: Sequence[RawFinding]) -> Sequence[RawFinding]:
    """The raw findings; those of a foldable check with the same file, value and message become one.

    Its parameter n is their number. It has a fix only if all of them have one, because otherwise some would remain.
    """
    if not check.folded:
        return raw_findings
    groups: dict[tuple[str, str, str], list[RawFinding]] = {}
    for raw_finding in raw_findings:
        groups.setdefault(folding_key(raw_finding), []).append(raw_finding)
    return [_folded_finding(check, group) for group in groups.values()]


def folding_key(raw_finding: RawFinding) -> tuple[str, str, str]:
    """The values that raw findings of a foldable check must share to become one finding."""
    return raw_finding.file, raw_finding.value, raw_finding.message


def _folded_finding(check: Check, group: list[RawFinding]) -> RawFinding:
    first, others = group[0], tuple(_places_after_first(group))
    if not others:
        return first
    return replace(
        first,
        message=check.folded_variants.get(first.message, first.message or check.folded),
        fix=_joined_fix([raw_finding.fix for raw_finding in group if raw_finding.fix])
        if all(raw_finding.fix for raw_finding in group)
        else None,
        parameters={**first.parameters, "n": len(others) + 1},
        other_places=others,
    )


def _places_after_first(group: list[RawFinding]) -> Iterator[FindingPlace]:
    for at, raw_finding in enumerate(group):
        if at:
            yield FindingPlace(pointer=raw_finding.pointer, line=raw_finding.line, column=raw_finding.column)
        yield from raw_finding.other_places


def _joined_fix(fixes: list[Fix]) -> Fix:
    """All changes in one fix, without duplicates. They change different places because they come from
    different rows.
    """
    values = {path: value for fix in fixes for path, value in fix.values.items()}
    renditions = dict.fromkeys(rendition for fix in fixes for rendition in fix.renditions)
    removed = dict.fromkeys(path for fix in fixes for path in fix.removed)
    return Fix(
        title=fixes[0].title,
        edits=LazyEdits(lambda: dict.fromkeys(edit for fix in fixes for edit in fix.edits)),
        renditions=tuple(renditions),
        values=values,
        removed=tuple(removed),
    )
