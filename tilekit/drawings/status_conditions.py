"""Conditions of monitors of service checks and SLOs, and of those that combine other monitors."""

import re
from collections.abc import Mapping

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.drawings.amounts import amount, duration
from tilekit.drawings.conditions import Condition, as_code, for_groups, inline
from tilekit.drawings.query_chains import ChainedCall, links_of
from tilekit.queries.monitors import Comparison

_CHECK = re.compile(r'\s*"([^"]+)"\s*(\..+)', re.DOTALL)
_ONCE = (
    N_("Alerts when the service check `{check}` is critical."),
    N_("Alerts when the service check `{check}` is critical, for each {groups}."),
)
_REPEATED = (
    N_("Alerts when the service check `{check}` is critical {n} times in a row."),
    N_("Alerts when the service check `{check}` is critical {n} times in a row, for each {groups}."),
)
_ONLY = N_("Reads only results with {names}.")
_EXCEPT = N_("Ignores results with {names}.")
_COMBINED = N_("Alerts when this combination of other monitors alerts: `{query}`")
_MONITOR_IDS = re.compile(r"[\d\s()!]+(?:(?:&&|\|\|)[\d\s()!]+)*")
_BUDGET = N_("Alerts when more than {share} of the error budget for {window} is used.")
_BURN_RATE = N_(
    "Alerts when the error budget for {window} is used more than {factor} times as fast as planned, over {long} and "
    "over {short}."
)
_MAX_CHECK_NAME_CHARACTERS = 200


def check_condition(query: str, thresholds: Mapping[str, Json]) -> Condition | None:
    """The condition of `"a.can_connect".over("*").by("host").last(2).count_by_status()`; None for other texts."""
    match = _CHECK.fullmatch(query)
    links = links_of(match[2]) if match and len(match[1]) <= _MAX_CHECK_NAME_CHARACTERS else None
    chain = {link.name: link for link in links} if links else {}
    times = thresholds.get("critical")
    is_read = (
        links and len(chain) == len(links) and chain.keys() <= {"over", "exclude", "by", "last", "count_by_status"}
    )
    is_count = isinstance(times, int) and not isinstance(times, bool) and times >= 1
    if not match or not is_read or "count_by_status" not in chain or not is_count:
        return None
    texts = _ONCE if times == 1 else _REPEATED
    sentence = for_groups(texts, _names(chain, "by"), check=inline(match[1]), n=times)
    only, excluded = [name for name in _names(chain, "over") if name != "*"], _names(chain, "exclude")
    notes = [Message(_ONLY, {"names": tuple(map(as_code, only))})] if only else []
    notes += [Message(_EXCEPT, {"names": tuple(map(as_code, excluded))})] if excluded else []
    return Condition(sentence=sentence, notes=tuple(notes))


def composite_condition(query: str) -> Condition | None:
    """The condition of `123 && !456`; None for other texts."""
    is_combined = len(query) <= _MAX_CHECK_NAME_CHARACTERS and _MONITOR_IDS.fullmatch(query) and re.search(r"\d", query)
    return Condition(sentence=Message(_COMBINED, {"query": inline(query)})) if is_combined else None


def slo_condition(text: str, comparison: Comparison) -> Condition | None:
    """The condition of `error_budget("id").over("7d")` or `burn_rate(...)`; None for other texts."""
    links = links_of(text) or (ChainedCall(""),)
    windows = {link.name: duration(link.first) for link in links[1:]}
    if comparison.operator != ">" or None in windows.values() or len(windows) != len(links) - 1:
        return None
    if links[0].name == "error_budget" and windows.keys() == {"over"}:
        values = {"share": amount(comparison.number, "percent"), "window": windows["over"]}
        return Condition(sentence=Message(_BUDGET, values), unit="percent")
    if links[0].name == "burn_rate" and windows.keys() == {"over", "long_window", "short_window"}:
        values = {
            "factor": amount(comparison.number),
            "window": windows["over"],
            "long": windows["long_window"],
            "short": windows["short_window"],
        }
        return Condition(sentence=Message(_BURN_RATE, values))
    return None


def _names(chain: Mapping[str, ChainedCall], name: str) -> tuple[str, ...]:
    return chain[name].arguments if name in chain else ()
