"""DB-079: colours that call many errors good, or many successes bad."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import RawFinding, Severity
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import objects, text

_BAD = re.compile(
    r"\b(?:errors?|fail(?:ed|ures?|ing)|dropped|rejected|denied|lag|latency|time-?outs?|unhealthy|unavailable"
    r"|not ready|critical|vulnerabilities|violations|restarts|crashes|lost|stale|expired)\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"(?<!\bnot )(?<!\bno )(?<!\bnon-)"
    r"\b(?:success(?:ful)?|succeeded|availab(?:le|ility)|uptime|healthy|hit (?:rate|ratio)|ready|up to date|online)\b",
    re.IGNORECASE,
)
_ABOVE, _BELOW = (">", ">="), ("<", "<=")


@dashboard_check(
    "DB-079",
    Severity.WARNING,
    N_("“{value}” is green where it is bad. Swap the colours of the formats."),
    name=N_("Colours that mean the opposite"),
    starts_observed=True,
    applies_to="conditional_formats",
    expected=N_("High numbers of errors are not green, and high numbers of successes not red"),
    bad="“Failed messages” with green for > 10 and red for < 10",
    good="red for > 10",
)
def colours_bad_values_red(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """Green is at the good end of a range, if the title shows which one this is. Both ends have a colour."""
    for widget in board.leaves:
        is_bad, is_good = _BAD.search(widget.title), _GOOD.search(widget.title)
        for pointer, request in widget.requests if (is_bad is None) != (is_good is None) else ():
            colours = {(kind, end): at for at, kind, end in _ends(objects(request.get("conditional_formats")))}
            bad_end = "above" if is_bad else "below"
            good_end = "below" if is_bad else "above"
            is_swapped = ("green", bad_end) in colours and ("red", good_end) in colours
            is_right = ("green", good_end) in colours or ("red", bad_end) in colours
            if is_swapped and not is_right:
                place = f"{pointer}/conditional_formats/{colours['green', bad_end]}/palette"
                yield board.asset.finding(place, widget.title)


def _ends(formats: list[tuple[int, dict[str, Json]]]) -> Iterator[tuple[int, str, str]]:
    """(index, "red" or "green", "above" or "below") of the formats with a plain condition."""
    for at, one in formats:
        palette, comparator = text(one.get("palette")), text(one.get("comparator"))
        kind = next(
            (name for name in ("red", "green") if palette.endswith(f"_on_{name}") or palette.startswith(name)), ""
        )
        end = "above" if comparator in _ABOVE else "below" if comparator in _BELOW else ""
        if kind and end:
            yield at, kind, end
