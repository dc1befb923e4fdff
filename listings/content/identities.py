"""Queries about the names that listings claim permanently."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from uuid import UUID

from django.db.models import Q

from listings.models import Identity, IdentityKind, Listing
from tilekit.bundle import Bundle
from tilekit.checks.context import ANOTHER_LISTING, short_name_key
from tilekit.core.messages import Message
from tilekit.parse.json import parse_json
from tilekit.parse.positions import Unparsable
from tilekit.platform_lists import line_set
from tilekit.sections.content import Content
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

Values = Mapping[str, Iterable[str]]
TITLE_KIND, _MAX_NAME_LENGTH = "title", 300


def identities_of(bundle: Bundle) -> dict[str, frozenset[str]]:
    """{kind: names} that the listing would claim, without empty names."""
    overview, data, content = bundle.section(Overview), bundle.section(Data), bundle.section(Content)
    names = [row.short_name for row in content.dashboards]
    names += [row.short_name for row in content.monitors]
    names += [row.short_name for row in content.saved_views]
    shorts = [short_name_key(overview.integration_id, name) for name in names if name]
    values = {
        IdentityKind.INTEGRATION_ID: [overview.integration_id],
        IdentityKind.APP_UUID: [bundle.basics.app_uuid],
        IdentityKind.SOURCE_TYPE_NAME: [overview.source_type_name],
        IdentityKind.METRIC_PREFIX: [data.metric_prefix] if data.metric_prefix not in shared_prefixes() else [],
        IdentityKind.SHORT_NAME: shorts,
        IdentityKind.RULE_ID: list(_rule_ids(bundle)),
        IdentityKind.SERVICE_CHECK_NAME: list(_service_check_names(bundle)),
    }
    return {kind.value: frozenset(value for value in values if value) for kind, values in values.items()}


@cache
def shared_prefixes() -> frozenset[str]:
    """Metric prefixes that any listing may use."""
    return frozenset(line_set("shared_metric_prefixes.txt"))


def _rule_ids(bundle: Bundle) -> Iterator[str]:
    for row in bundle.section(Content).detection_rules:
        if row.file is None or row.file.name not in bundle.files:
            continue
        try:
            value = bundle.parse(row.file.name, parse_json).value
        except Unparsable:
            continue
        rule_id = value.get("partnerRuleId") if isinstance(value, dict) else None
        if isinstance(rule_id, str):
            yield rule_id


def _service_check_names(bundle: Bundle) -> Iterator[str]:
    path = bundle.file_of(bundle.section(Data).service_checks_json)
    try:
        rows = bundle.parse(path, parse_json).value if path else []
    except Unparsable:
        return
    for row in rows if isinstance(rows, list) else []:
        name = row.get("name") if isinstance(row, dict) else None
        if isinstance(name, str) and len(name) <= _MAX_NAME_LENGTH:
            yield name


def taken_by_others(listing_id: UUID | None, values: Values) -> dict[str, dict[str, str | Message]]:
    """{kind: {value: name of the listing that owns it}} for values that other listings own. Two queries.

    Listings that are not live are not named, because the plans of other partners are private. Metric prefixes that
    start with one of the values are included. The kind `title` finds live listings by their `title_key`.
    """
    own_id = listing_id or UUID(int=0)
    values_by_kind = {kind: set(texts) for kind, texts in values.items()}
    prefixes = tuple(values_by_kind.get(IdentityKind.METRIC_PREFIX, ()))
    condition = Q(kind__in=values_by_kind, value__in=set[str]().union(*values_by_kind.values()))
    for prefix in prefixes:
        condition |= Q(kind=IdentityKind.METRIC_PREFIX, value__startswith=prefix)
    taken: dict[str, dict[str, str | Message]] = {kind: {} for kind in values_by_kind}
    for row in Identity.objects.filter(condition).exclude(listing=own_id).select_related("listing"):
        is_longer = row.kind == IdentityKind.METRIC_PREFIX and row.value.startswith(prefixes)
        if is_longer or row.value in values_by_kind[row.kind]:  # the value may belong to another kind
            taken[row.kind][row.value] = row.listing.name if row.listing.live_release_id else ANOTHER_LISTING
    if titles := values_by_kind.get(TITLE_KIND):
        live = Listing.objects.filter(name_key__in=titles, live_release__isnull=False).exclude(pk=own_id)
        taken[TITLE_KIND] = dict(live.values_list("name_key", "name"))
    return taken


def is_taken(listing_id: UUID | None, kind: str, value: str) -> bool:
    """Whether another listing owns the name, to validate it while somebody types. One query."""
    return Identity.objects.filter(kind=kind, value=value).exclude(listing=listing_id).exists()
