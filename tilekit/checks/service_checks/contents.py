"""SC-010, SC-013, SC-016 and SC-018: descriptions, integration and statuses."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.identifiers import valid_source_name
from tilekit.checks.negation import is_negated
from tilekit.checks.service_checks.file import STATUSES_LIST, file_check, items_of, texts_under
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements
from tilekit.platform_lists import lines

_STATUS_WORDS = re.compile(
    r"\b(?:critical|warning|unknown|otherwise|returns?|fail\w*|down|unable|cannot|not|error\w*)\b", re.IGNORECASE
)

_CLAUSE = (
    r"\b%s`?(?: status)? (?:if|when) (?P<clause>[^,.;]+?)(?= otherwise|,|;|\.|$| and (?:returns )?`?(?:OK|CRITICAL)\b)"
)
# “OK if the Agent cannot connect”, “CRITICAL if the Agent can connect”.
_OK_CLAUSE, _CRITICAL_CLAUSE = re.compile(_CLAUSE % "OK"), re.compile(_CLAUSE % "CRITICAL")
_FAILS = re.compile(
    r"\b(?:cannot|can't|can not|unable|fails|failed|is down|unreachable|unavailable|an error|refuses)\b"
)
_WORKS = re.compile(
    r"\b(?:can (?:connect|reach)|is (?:able|up|reachable|healthy|running|available|valid)"
    r"|are (?:up|healthy|running)|succeeds|was successful)\b"
)
_OTHER_CASES = re.compile(r"\b(?:zero|unless|fewer|less|below|only|than|but|or|too|any more)\b|\d")
_CANNOT = re.compile(r"can(?:'t| ?not)")
_OPPOSITE = N_("The description gives {value} a meaning that is the opposite of the status. Correct it.")
_NAMED_STATUS = re.compile(r"(?<![Nn]ever )(?<![Nn]ot )(?<![Nn]o )\b(OK|WARNING|CRITICAL|UNKNOWN)\b")


@file_check(
    "SC-010",
    Severity.ADVICE,
    N_("The description does not explain when the service check is critical. Add this."),
    name=N_("Vague service check description"),
    fix=FixClass.SUGGESTED,
    applies_to="description",
    expected=N_("Ends with a full stop and describes when the service check is critical"),
    bad="Checks the broker",
    good="Returns CRITICAL if no broker responds.",
)
def has_whole_description(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    for index, value in texts_under(asset, "description"):
        pointer, has_stop = f"/{index}/description", value.rstrip().endswith(".")
        says_when = _STATUS_WORDS.search(value) is not None
        if not has_stop or not says_when:
            fix = asset.setting(pointer, f"{value.rstrip()}.", N_("Add the full stop")) if says_when else None
            message = N_("The description does not end with a full stop. Add it.") if says_when else ""
            yield asset.finding(pointer, value, message=message, fix=fix)


@file_check(
    "SC-013",
    Severity.BLOCKER,
    N_("The value of “integration” in a service check must be {expected}."),
    name=N_("Wrong integration of a service check"),
    fix=FixClass.SUGGESTED,
    applies_to="integration",
    expected=N_("The same as source_type_name, including upper and lower case"),
    bad='"integration": "acme_queue"',
    good='"integration": "Acme Queue"',
)
def has_integration(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    expected = valid_source_name(bundle)
    for index, item in items_of(asset):
        value, pointer = item.get("integration"), f"/{index}/integration"
        if expected and "integration" in item and value != expected:
            fix = asset.setting(pointer, expected, N_("Set the integration"))
            yield asset.finding(pointer, value, fix=fix, expected=expected)


@file_check(
    "SC-016",
    Severity.ADVICE,
    N_("A service check needs at least one good and one bad status, for example ok and critical."),
    name=N_("Service check without a good or a bad status"),
    applies_to="statuses",
    expected=N_("Has ok and at least one other status, without duplicates"),
    bad='"statuses": ["ok"]',
    good='"statuses": ["ok", "critical"]',
)
def has_good_and_bad(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    for index, item in items_of(asset):
        statuses = elements(item.get("statuses"))
        if not statuses or any(value not in lines(STATUSES_LIST) for value in statuses):
            continue
        if len(set(map(str, statuses))) < len(statuses):
            yield asset.finding(f"/{index}/statuses", message=N_("A status is listed twice. Remove one."))
        elif "ok" not in statuses or statuses == ["ok"]:
            yield asset.finding(f"/{index}/statuses")


@file_check(
    "SC-018",
    Severity.ADVICE,
    N_("The description mentions {value}, but the statuses do not contain it. Correct one of them."),
    name=N_("Status in a service check description that is not listed"),
    applies_to="description, statuses",
    expected=N_("A status that the description mentions in capitals is listed, and has its usual meaning"),
    bad="“WARNING if slow”, but only ok and critical",
    good="ok, warning and critical",
)
def lists_described_statuses(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Statuses in capitals are those that the service check has. “Never WARNING” is no mention.

    SC-015 and SC-016 report other faults of the statuses.
    """
    for index, item in items_of(asset):
        listed = {str(one).lower() for one in elements(item.get("statuses"))}
        for match in _NAMED_STATUS.finditer(str(item.get("description", ""))) if _has_good_and_bad(listed) else ():
            if match[1].lower() not in listed:
                yield asset.finding(f"/{index}/description", match[1])
                break
        if status := _swapped_status(str(item.get("description", ""))):
            yield asset.finding(f"/{index}/description", status, message=_OPPOSITE)


def _swapped_status(description: str) -> str:
    """“OK” if the description promises it for a failure, “CRITICAL” if for a success, "" otherwise."""
    for status, pattern, opposite in (("OK", _OK_CLAUSE, _FAILS), ("CRITICAL", _CRITICAL_CLAUSE, _WORKS)):
        for match in pattern.finditer(description):
            is_clear = not is_negated(_CANNOT.sub("", match["clause"])) and not _OTHER_CASES.search(match["clause"])
            if is_clear and opposite.search(match["clause"]):
                return status
    return ""


def _has_good_and_bad(statuses: set[str]) -> bool:
    return "ok" in statuses and bool(statuses - {"ok"}) and statuses <= {"ok", "warning", "critical", "unknown"}
