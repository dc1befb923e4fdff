"""SR-016, SR-021 and SR-025: values, sources and attributes in a rule that only one account has."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context, Need
from tilekit.checks.dashboards.account_values import is_account_value
from tilekit.checks.detection_rules.rule_files import detection_rule_check, files, queries_of, rule_tags
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity, Stage
from tilekit.checks.logs.attribute_values import impossible_values
from tilekit.checks.logs.attributes import LACKS_AT, known_attributes
from tilekit.checks.logs.single_persons import is_single_person
from tilekit.checks.logs.sources import own_sources, sure_source
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text
from tilekit.pipeline.sources import matches_source
from tilekit.queries.languages import Language, parse_text
from tilekit.queries.query_parts import QueryFilter

_ONE_ENVIRONMENT = N_("{value} matches only your environment. Remove it from the query.")
_TEST = re.compile(r"(?:^|[^a-z])tests?(?:[^a-z]|$)", re.IGNORECASE)


def _queries_by_pointer(asset: Asset) -> Iterator[tuple[str, str]]:
    """Pointer and text of every query."""
    return ((f"{pointer}/query", text(query.get("query"))) for pointer, query in queries_of(asset))


@detection_rule_check(
    "SR-016",
    Severity.WARNING,
    N_("{value} exists only in your account. Remove it from the query."),
    name=N_("Account-specific filter in a detection rule"),
    applies_to="/queries",
    expected=N_(
        "No filter on a fixed host, account, user or customer, on an e-mail address, or on a source, service or env "
        "whose name contains test"
    ),
    bad="@usr.id:jo",
    good="@usr.id:*",
)
def has_no_account_filter(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """No query filters by a value of the author's own account.

    Such values are hosts, accounts, single users or customers (by number or e-mail address), and test sources.
    """
    sources = own_sources(bundle)
    for pointer, query in _queries_by_pointer(asset):
        for query_filter in parse_text(Language.SEARCH, query).filters:
            shown = f"{query_filter.key}:{query_filter.value}"
            if _is_account_value(query_filter) and not matches_source(query_filter.value, sources):
                yield asset.finding(pointer, shown)
            elif _is_environment(query_filter):
                yield asset.finding(pointer, shown, message=_ONE_ENVIRONMENT)


def _is_environment(query_filter: QueryFilter) -> bool:
    """Whether the filter selects one environment, which customers call something else."""
    is_fixed = query_filter.value[:1] not in ("", "<", "[", "$", "*", "{")
    return query_filter.key == "env" and is_fixed and not query_filter.is_negated


def _is_account_value(query_filter: QueryFilter) -> bool:
    is_fixed = "*" not in query_filter.value and query_filter.value[:1] not in "<>[$"
    is_test = query_filter.key in ("source", "service", "env") and _TEST.search(query_filter.value) is not None
    # Whoever excludes their tests by a common name excludes nothing else.
    is_wrong_test = is_test and not (query_filter.is_negated and query_filter.key == "env")
    return is_account_value(query_filter) or (
        is_fixed and query_filter.value != "" and (is_single_person(query_filter) or is_wrong_test)
    )


@check(
    code="SR-021",
    name=N_("Unknown log source in a tag"),
    severity=Severity.WARNING,
    message=N_("{value} is not a known log source. Use your own source."),
    stage=Stage.DEEP,
    needs=(Need.TAKEN,),
    fix=FixClass.SUGGESTED,
    applies_to="/tags",
    expected=N_("Each source tag names the listing's own log source or another listing"),
    bad="source:unknown-thing",
    good="source:acme-queue",
)
def has_known_source(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    sources = own_sources(bundle)
    for asset in files(bundle):
        for at, tag in enumerate(rule_tags(asset)):
            kind, _, value = tag.partition(":")
            is_known = matches_source(value, sources) or (
                context.taken and context.taken.owner("integration_id", value)
            )
            if kind == "source" and not is_known:
                yield asset.finding(
                    f"/tags/{at}", value, fix=_fix_using_own_tag(asset, f"/tags/{at}", sure_source(bundle))
                )


def _fix_using_own_tag(asset: Asset, pointer: str, source: str) -> Fix | None:
    """The fix that uses the listing's own source tag, or removes the tag if the listing's own is already there."""
    own_tag = f"source:{source}"
    if source and own_tag in rule_tags(asset):
        return asset.removing(pointer, N_("Remove it"))
    return asset.setting(pointer, own_tag, N_("Use {tag}"), tag=own_tag) if source else None


@check(
    code="SR-025",
    name=N_("Rule attribute missing from the test results"),
    severity=Severity.ADVICE,
    message=N_("@{value} is not in any result of your pipeline tests. Add a sample or correct the name."),
    stage=Stage.DEEP,
    applies_to="queries",
    expected=N_("The attributes that queries filter on, group by or count are in a result of the pipeline tests"),
    bad="@user.name, which is in no log",
    good="@usr.id",
)
def queries_existing_attributes(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Attributes that queries filter on, group by or count are in a result of the pipeline's tests. Not checked without
    results.
    """
    attributes = known_attributes(bundle)
    for asset in files(bundle) if attributes.results else ():
        for pointer, query in _queries_by_pointer(asset):
            parts = parse_text(Language.SEARCH, query)
            for one in impossible_values(bundle, parts.filters):
                yield asset.finding(pointer, one.value, message=one.message, **one.parameters)
            for field in parts.fields:
                if not attributes.has_result(field):
                    yield asset.finding(pointer, field)
            for tag in filter(attributes.lacks_at, parts.tags):
                yield asset.finding(pointer, tag, message=LACKS_AT)
        for pointer, name in _named_attributes(asset):
            if name.startswith("@") and not attributes.has_result(name[1:]):
                yield asset.finding(pointer, name[1:])
            elif attributes.lacks_at(name):
                yield asset.finding(pointer, name, message=LACKS_AT)


def _named_attributes(asset: Asset) -> Iterator[tuple[str, str]]:
    """Pointer and name of every attribute or tag that queries group by, count or add up."""
    for pointer, query in queries_of(asset):
        values = [(f"{pointer}/metric", query.get("metric"))]
        for key in ("groupByFields", "distinctFields", "metrics"):
            values += ((f"{pointer}/{key}/{index}", name) for index, name in enumerate(elements(query.get(key))))
        yield from ((place, text(name)) for place, name in values)
