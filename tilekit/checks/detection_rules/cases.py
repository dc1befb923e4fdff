"""SR-010 to SR-015: the cases and the queries of a rule."""

import re
from collections.abc import Iterator
from itertools import pairwise

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.detection_rules.rule_files import detection_rule_check, objects_of, queries_of
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.logs.sources import may_overlap, own_source, own_sources, sure_source
from tilekit.checks.similar_keys import at_similar_key
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import elements, objects, text
from tilekit.queries.brackets import excerpt_around
from tilekit.queries.edits import with_term
from tilekit.queries.languages import Language, parse_text

MAX_CONDITION = 2_000
LEVELS = ("critical", "high", "medium", "low", "info")
_QUERY_NAME = re.compile(r"(?<![\w.\"'])([a-z]\w*)(?=\s*(?:[<>=!]|&&|\|\||$|\)))")
# Characters that no attribute or tag contains.
_NO_NAME = re.compile(r"[(){}\"<>|]|^\s|\s$")
_AGGREGATIONS = (
    "count", "cardinality", "sum", "max", "new_value", "geo_data", "event_count", "none", "min", "avg", None,
)  # fmt: skip
# A single word after @ is an attribute.
_RECIPIENT = re.compile(
    r"(?<![\w.{@=+/&-])@(?:[A-Za-z][\w.+-]*@[\w-]+(?:\.[\w-]+)+"
    r"|(?:case|jira|oncall|opsgenie|pagerduty|servicenow|slack|team|teams|victorops|webhook|workflow)-[\w+-]+)"
)
_OPERAND = re.compile(r"\"[^\"]*\"|'[^']*'|[\w.@:-]*[\w.]")
_LOGICAL_WORD = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
# Each step replaces a smaller valid expression with one operand ("x").
_STEPS = re.compile(r"\(x\)|!x|x(?:<=|>=|==|!=|&&|\|\||[<>=+*/-])x")


def _is_condition(text: str) -> bool:
    """Whether the text is a valid expression of operands, operators and brackets: `a > 5 && (b >= 1)`."""
    expression = re.sub(r"\s+", "", _OPERAND.sub("x", _LOGICAL_WORD.sub("&&", text)))
    while (shorter := _STEPS.sub("x", expression)) != expression:
        expression = shorter
    return expression == "x"


@detection_rule_check(
    "SR-010",
    Severity.BLOCKER,
    N_("{value} is not a valid severity. Use critical, high, medium, low or info."),
    name=N_("No case, or a case with an unknown severity"),
    fix=FixClass.SUGGESTED,
    applies_to="/cases",
    expected=N_("At least one case, each with the status critical, high, medium, low or info"),
    bad="no case",
    good='"status": "medium"',
)
def has_known_severities(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    cases = objects_of(asset, "cases")
    if not cases and not objects_of(asset, "thirdPartyCases"):
        message = N_("Add a case that defines when to create a signal and with which severity.")
        yield at_similar_key(asset.finding("/cases", message=message), asset, "/cases")
    for at, case in cases:
        status, pointer = case.get("status"), f"/cases/{at}/status"
        if status not in LEVELS:
            lower = text(status).strip().lower()
            fix = asset.setting(pointer, lower, N_("Change the severity to lower case")) if lower in LEVELS else None
            message = "" if status else N_("Case {number} has no status. Use critical, high, medium, low or info.")
            yield asset.finding(pointer, text(status), message=message, number=at + 1, fix=fix)


@detection_rule_check(
    "SR-011",
    Severity.BLOCKER,
    N_("Sort the cases from the highest severity to the lowest: {value} must come before {above}."),
    name=N_("Cases in the wrong order"),
    fix=FixClass.SUGGESTED,
    follow_ups=("SR-028",),  # a condition that includes the one of the case after it
    applies_to="/cases",
    expected=N_("From the highest severity to the lowest"),
    bad="low before high",
    good="high before low",
)
def is_ordered(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    levels = [(at, text(case.get("status"))) for at, case in objects_of(asset, "cases") if case.get("status") in LEVELS]
    for (_above, above), (at, status) in pairwise(levels):
        if LEVELS.index(status) < LEVELS.index(above):
            yield asset.finding(f"/cases/{at}", status, above=above, fix=_fix_sorting_cases(asset, levels))


def _fix_sorting_cases(asset: Asset, levels: list[tuple[int, str]]) -> Fix | None:
    """The fix that sorts the cases; None if one of them has no known severity."""
    cases = asset.value.get("cases")
    if not isinstance(cases, list) or len(levels) != len(cases):
        return None
    order = [at for at, status in sorted(levels, key=lambda one: LEVELS.index(one[1]))]
    edits = asset.editor.reordering("/cases", order)
    return Fix(title=Message(N_("Sort the cases")), edits=edits)


@detection_rule_check(
    "SR-012",
    Severity.WARNING,
    N_("Case {number} has no name. Add one."),
    name=N_("Case without a name or with an unknown query"),
    applies_to="/cases",
    expected=N_(
        "Each case has a name and a valid condition, which refers to queries by their names or letters (a, b, …)"
    ),
    bad="z > 5, but no query z",
    good="a > 5",
)
def has_case_names(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Cases have names, and their conditions use existing queries or steps; SR-014 reports a rule without queries."""
    queries = objects_of(asset, "queries")
    names = {text(query.get("name")) for _, query in queries} | {chr(ord("a") + at) for at, _ in queries}
    names |= {text(step.get("name")) for _, step in objects(asset.at("/options/sequenceDetectionOptions/steps"))}
    for at, case in objects_of(asset, "cases"):
        if not text(case.get("name")).strip():
            yield asset.finding(f"/cases/{at}/name", number=at + 1)
        condition = text(case.get("condition"))[:MAX_CONDITION]
        if condition.strip() and not _is_condition(condition):
            message = N_("The condition of case {number} has a syntax error. Correct it.")
            yield asset.finding(f"/cases/{at}/condition", condition, message=message, number=at + 1)
        for used in _QUERY_NAME.findall(condition):
            if names and used not in names:
                message = N_(
                    "Case {number} uses {value}, but no query has this name. Correct the name or add the query."
                )
                yield asset.finding(f"/cases/{at}/condition", used, message=message, number=at + 1)


@detection_rule_check(
    "SR-013",
    Severity.BLOCKER,
    N_("Remove {value} from the notifications. Customers choose their own recipients."),
    name=N_("Recipient in a detection rule"),
    fix=FixClass.SUGGESTED,
    applies_to="/cases/{i}/notifications, /message",
    expected=N_("No recipients in the notifications of cases or in the message"),
    bad='["@slack-sec"]',
    good="[]",
)
def notifies_nobody(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Neither cases nor the message notify anybody."""
    for at, case in objects_of(asset, "cases"):
        if case.get("notifications"):
            pointer, notifications = f"/cases/{at}/notifications", case["notifications"]
            first = notifications[0] if isinstance(notifications, list) else notifications
            yield asset.finding(pointer, first, fix=asset.setting(pointer, [], N_("Remove the notifications")))
    pointer = "/options/thirdPartyRuleOptions/defaultNotifications"
    for recipient in elements(asset.at(pointer))[:1]:
        yield asset.finding(pointer, recipient, fix=asset.setting(pointer, [], N_("Remove the notifications")))
    for match in _RECIPIENT.finditer(text(asset.value.get("message"))[:MAX_CONDITION]):
        message = N_("Remove {value} from the message. Customers choose their own recipients.")
        yield asset.inside(asset.finding("/message", match[0], message=message), match.start())


@detection_rule_check(
    "SR-014",
    Severity.BLOCKER,
    N_("Query {number} has a syntax error near “{near}”. Correct it."),
    name=N_("Invalid query of a detection rule"),
    applies_to="/queries",
    expected=N_(
        "At least one query, each with matching brackets and quotation marks, a known aggregation, and attributes or "
        "tags as groupByFields"
    ),
    bad="source:acme-queue (",
    good="source:acme-queue @evt.outcome:failure",
)
def has_valid_queries(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """There is at least one query. Each can be parsed, has a known aggregation, and groups by attributes or tags."""
    queries = queries_of(asset)
    if not queries:
        yield asset.finding("/queries", message=N_("Add a query that selects the logs to analyse."))
    for at, (pointer, query) in enumerate(queries):
        query_text = text(query.get("query"))
        fault = parse_text(Language.SEARCH, query_text).fault
        if fault:
            excerpt = excerpt_around(query_text, fault.at)
            yield asset.inside(asset.finding(f"{pointer}/query", query_text, number=at + 1, near=excerpt), fault.at)
        if query.get("aggregation") not in _AGGREGATIONS:
            message = N_("{value} is not a valid aggregation. Choose another one.")
            yield asset.finding(f"{pointer}/aggregation", query.get("aggregation"), message=message)
        groups = query.get("groupByFields", [])
        if not isinstance(groups, list) or not all(map(_is_name, groups)):
            message = N_("groupByFields must be a list of attributes or tags.")
            yield asset.finding(f"{pointer}/groupByFields", message=message)


def _is_name(group: Json) -> bool:
    return isinstance(group, str) and group != "" and not _NO_NAME.search(group)


@detection_rule_check(
    "SR-015",
    Severity.WARNING,
    N_("Add source:{source} so that the rule reads only your logs."),
    name=N_("Detection rule that reads other logs"),
    fix=FixClass.SUGGESTED,
    applies_to="/queries",
    expected=N_("Each query filters on a log source of the listing"),
    bad="@evt.outcome:failure",
    good="source:acme-queue @evt.outcome:failure",
)
def reads_own_logs(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    source, sources = own_source(bundle), own_sources(bundle)
    for query_pointer, query in queries_of(asset) if source else ():
        query_text, pointer = text(query.get("query")), f"{query_pointer}/query"
        source_filters = [
            one for one in parse_text(Language.SEARCH, query_text).filters if one.key == "source" and not one.is_negated
        ]
        if not any(may_overlap(one.value, sources) for one in source_filters):
            message = (
                N_("The query reads source:{other} instead of your own logs. Use source:{source}.")
                if source_filters
                else ""
            )
            other = source_filters[0].value if source_filters else ""
            fix = _source_fix(asset, pointer, sure_source(bundle)) if not source_filters else None
            yield asset.finding(pointer, query_text, message=message, source=source, other=other, fix=fix)


def _source_fix(asset: Asset, pointer: str, source: str) -> Fix | None:
    """The fix that adds the source to a query without one; None if the source is uncertain."""
    query = asset.at(pointer)
    if not source or not isinstance(query, str):
        return None
    return asset.rewording(pointer, with_term(query, f"source:{source}"), N_("Add source:{source}"), source=source)
