"""Detection rules in words: what they count, and in which cases they create a signal."""

from collections.abc import Iterator, Mapping

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.drawings.amounts import seconds_text
from tilekit.drawings.conditions import as_code, inline
from tilekit.drawings.model import PreviousStep, RuleCase, RuleQuery, RuleStep, RuleSummary
from tilekit.parse.json_values import elements, members, objects, text

MAX_PARTS, _MAX_NAMES = 20, 20
_MAX_CONDITION_CHARACTERS, _MAX_RULE_MESSAGE_CHARACTERS, _MAX_WINDOW_SECONDS = 1_000, 4_000, 10**9
_METHODS = {
    "threshold": N_("Threshold"),
    "new_value": N_("New value"),
    "anomaly_detection": N_("Anomaly"),
    "impossible_travel": N_("Impossible travel"),
    "third_party": N_("Third party"),
    "hardcoded": N_("Predefined"),
    "sequence_detection": N_("Sequence"),
    "signal_correlation": N_("Signal correlation"),
}
_AGGREGATIONS = {
    "count": N_("Number of logs"),
    "cardinality": N_("Number of different values of {fields}"),
    "sum": N_("Sum of {fields}"),
    "max": N_("Maximum of {fields}"),
    "new_value": N_("New values of {fields}"),
    "geo_data": N_("Locations in {fields}"),
}
_FILTERS = {
    "suppress": N_("Ignores logs that match `{query}`."),
    "require": N_("Reads only logs that match `{query}`."),
}
_SIGNALS = N_("Number of signals of the rule {rule}")


def rule_summary(detection_rule: Mapping[str, Json]) -> RuleSummary:
    """A detection rule in words, with at most 20 queries, steps and cases; more counts the other queries and cases."""
    options = members(detection_rule.get("options"))
    # Rules for signals of other products have keys of their own.
    others = members(options.get("thirdPartyRuleOptions"))
    queries = objects(detection_rule.get("queries")) or objects(others.get("rootQueries"))
    cases = objects(detection_rule.get("cases")) or objects(detection_rule.get("thirdPartyCases"))
    kind = text(detection_rule.get("type"))
    method = kind if kind == "signal_correlation" else text(options.get("detectionMethod"))
    return RuleSummary(
        method=Message(_METHODS.get(method, method[:_MAX_CONDITION_CHARACTERS])),
        window=_window_text(options.get("evaluationWindow")),
        filters=tuple(_filters(detection_rule)),
        queries=tuple(_query(at, query) for at, query in queries[:MAX_PARTS]),
        steps=tuple(_steps(members(options.get("sequenceDetectionOptions")))),
        cases=tuple(map(_case, (case for _, case in cases[:MAX_PARTS]))),
        message=text(detection_rule.get("message"))[:_MAX_RULE_MESSAGE_CHARACTERS],
        more=max(len(queries) - MAX_PARTS, 0) + max(len(cases) - MAX_PARTS, 0),
    )


def _window_text(seconds: Json) -> Message:
    if isinstance(seconds, int) and not isinstance(seconds, bool) and 0 < seconds <= _MAX_WINDOW_SECONDS:
        return seconds_text(seconds)
    return Message("")


def _filters(detection_rule: Mapping[str, Json]) -> Iterator[Message]:
    for _at, condition in objects(detection_rule.get("filters"))[:MAX_PARTS]:
        action, query = text(condition.get("action")), inline(text(condition.get("query")))
        if action in _FILTERS and query:
            yield Message(_FILTERS[action], {"query": query[:_MAX_CONDITION_CHARACTERS]})


def _query(at: int, query: Mapping[str, Json]) -> RuleQuery:
    """A query. Conditions name queries without a name a, b, c."""
    name = text(query.get("name")) or chr(ord("a") + min(at, 25))
    return RuleQuery(
        name=name[:_MAX_CONDITION_CHARACTERS],
        query=text(query.get("query")).strip()[:_MAX_CONDITION_CHARACTERS],
        aggregation=_aggregation(query),
        groups=tuple(_names(query.get("groupByFields") or query.get("correlatedByFields"))),
    )


def _aggregation(query: Mapping[str, Json]) -> Message:
    name = text(query.get("aggregation"))
    if rule := text(query.get("ruleId")) or text(query.get("defaultRuleId")):
        return Message(_SIGNALS, {"rule": as_code(rule[:_MAX_CONDITION_CHARACTERS])})
    fields = tuple(map(as_code, _names(query.get("distinctFields")) if name == "cardinality" else _measured(query)))
    if name in _AGGREGATIONS and (fields or name == "count"):
        return Message(_AGGREGATIONS[name], {"fields": fields})
    return Message("{value}", {"value": name[:_MAX_CONDITION_CHARACTERS]})


def _measured(query: Mapping[str, Json]) -> list[str]:
    names = list(_names(query.get("metrics")))
    metric = text(query.get("metric"))
    return names or ([metric[:_MAX_CONDITION_CHARACTERS]] if metric else [])


def _steps(sequence: Mapping[str, Json]) -> Iterator[RuleStep]:
    transitions = [transition for _, transition in objects(sequence.get("stepTransitions"))[:MAX_PARTS]]
    for _at, step in objects(sequence.get("steps"))[:MAX_PARTS]:
        name, condition = (text(step.get(key))[:_MAX_CONDITION_CHARACTERS] for key in ("name", "condition"))
        previous = tuple(
            PreviousStep(
                name=text(transition.get("parent"))[:_MAX_CONDITION_CHARACTERS],
                window=_window_text(transition.get("evaluationWindow")),
            )
            for transition in transitions
            if transition.get("child") == step.get("name")
        )
        window = _window_text(step.get("evaluationWindow"))
        yield RuleStep(name=name, condition=condition, window=window, previous=previous)


def _case(case: Mapping[str, Json]) -> RuleCase:
    name, severity, condition, query = (
        text(case.get(key))[:_MAX_CONDITION_CHARACTERS] for key in ("name", "status", "condition", "query")
    )
    return RuleCase(
        name=name, severity=severity, condition=condition or query, recipients=tuple(_names(case.get("notifications")))
    )


def _names(value: Json) -> Iterator[str]:
    return (name[:_MAX_CONDITION_CHARACTERS] for item in elements(value)[:_MAX_NAMES] if (name := text(item).strip()))
