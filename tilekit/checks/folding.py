"""One finding for what is the same on many rows."""

from collections.abc import Sequence

from msgspec.structs import replace

from tilekit.checks.finding import Fix, LaterEdits, Spot
from tilekit.checks.registry import Check


def folded(check: Check, spots: Sequence[Spot]) -> Sequence[Spot]:
    """The spots; those of a foldable check that share file and value as one, with the number of their places as n.

    It has a fix if all of them have: one that leaves some would not do away with it.
    """
    if not check.folded:
        return spots
    groups: dict[tuple[str, str, str], list[Spot]] = {}
    for spot in spots:
        groups.setdefault(group_of(spot), []).append(spot)
    return [_joined(check, group) for group in groups.values()]


def group_of(spot: Spot) -> tuple[str, str, str]:
    """What spots of a foldable check have in common that become one finding."""
    return spot.file, spot.value, spot.message


def _joined(check: Check, group: list[Spot]) -> Spot:
    first, n = group[0], sum(spot.places for spot in group)
    if n == 1:
        return first
    return replace(
        first,
        message=check.folded,
        fix=_joined_fix([spot.fix for spot in group if spot.fix]) if all(spot.fix for spot in group) else None,
        parameters={**first.parameters, "n": n},
    )


def _joined_fix(fixes: list[Fix]) -> Fix:
    """All changes in one, each once; they touch different places because they come from different rows."""
    values = {path: value for fix in fixes for path, value in fix.values.items()}
    renditions = dict.fromkeys(each for fix in fixes for each in fix.renditions)
    removed = dict.fromkeys(path for fix in fixes for path in fix.removed)
    return Fix(
        title=fixes[0].title,
        edits=LaterEdits(lambda: dict.fromkeys(edit for fix in fixes for edit in fix.edits)),
        renditions=tuple(renditions),
        values=values,
        removed=tuple(removed),
    )
