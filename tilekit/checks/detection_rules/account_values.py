"""SR-016, SR-021 and SR-025: values, sources and attributes of a rule that nobody else has."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context, Need
from tilekit.checks.dashboards.account_values import is_own_value
from tilekit.checks.detection_rules.reading import files, objects_of, rule, tags_of
from tilekit.checks.finding import Fix, FixClass, Severity, Spot, Stage
from tilekit.checks.logs.attributes import known_attributes
from tilekit.checks.logs.sources import own_sources, sure_source
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.dashboard import text
from tilekit.pipeline.sources import is_taken
from tilekit.queries.facts import Filter
from tilekit.queries.languages import Language, take

_TEST = re.compile(r"(?:^|[^a-z])tests?(?:[^a-z]|$)", re.IGNORECASE)
_PERSON = re.compile(
    r"(?:^|[._@-])(?:user|usr|customer|account|tenant|org|organization|client)[._-]?(?:id|uuid)$", re.IGNORECASE
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_DIGITS = re.compile(r"\d{3,}")


def _queries(asset: Asset) -> Iterator[tuple[str, str]]:
    """Pointer and text of every query."""
    return ((f"/queries/{at}/query", text(query.get("query"))) for at, query in objects_of(asset, "queries"))


@rule("SR-016", Severity.WARNING, N_("{value} exists only in your account. Remove it from the query."))
def filters_nothing_own(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """No query asks for a host or an account of your own, one user or customer by number or mail address, or a
    source of tests.
    """
    sources = own_sources(bundle)
    for pointer, query in _queries(asset):
        for found in take(Language.SEARCH, query).filters:
            if _is_own(found) and not is_taken(found.value, sources):
                yield asset.spot(pointer, f"{found.key}:{found.value}")


def _is_own(found: Filter) -> bool:
    is_fixed = "*" not in found.value and found.value[:1] not in "<>[$"
    is_person = _PERSON.search(found.key) is not None and _DIGITS.search(found.value) is not None
    is_test = found.key in ("source", "service", "env") and _TEST.search(found.value) is not None
    is_mail = _MAIL.fullmatch(found.value) is not None
    return is_own_value(found) or (is_fixed and found.value != "" and (is_person or is_mail or is_test))


@check(
    code="SR-021",
    severity=Severity.WARNING,
    message=N_("{value} is not a known log source. Use your own source."),
    stage=Stage.DEEP,
    needs=(Need.TAKEN,),
    fix=FixClass.SUGGESTED,
)
def knows_source(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """A source tag names the listing's own source, or the integration of another listing."""
    sources = own_sources(bundle)
    for asset in files(bundle):
        for at, tag in enumerate(tags_of(asset)):
            kind, _, value = tag.partition(":")
            is_known = is_taken(value, sources) or (context.taken and context.taken.owner("integration_id", value))
            if kind == "source" and not is_known:
                yield asset.spot(f"/tags/{at}", value, fix=_own_instead(asset, f"/tags/{at}", sure_source(bundle)))


def _own_instead(asset: Asset, pointer: str, source: str) -> Fix | None:
    """The fix that uses the listing's own source tag, or removes the tag if the listing's own is also there."""
    own = f"source:{source}"
    if source and own in tags_of(asset):
        return asset.removing(pointer, N_("Remove it"))
    return asset.setting(pointer, own, N_("Use {tag}"), tag=own) if source else None


@check(
    code="SR-025",
    severity=Severity.ADVICE,
    message=N_("@{value} is not in any result of your pipeline tests. Add a sample or correct the name."),
    stage=Stage.DEEP,
)
def asks_for_real_attributes(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Attributes of queries are in a result of the pipeline's tests; without results nothing is known."""
    known = known_attributes(bundle)
    for asset in files(bundle) if known.results else ():
        for pointer, query in _queries(asset):
            for field in take(Language.SEARCH, query).fields:
                if not known.has_result(field):
                    yield asset.spot(pointer, field)
