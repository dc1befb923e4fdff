"""SC-005 to SC-008 and SC-017: the names of service checks."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FixClass, RawFinding, Severity, Stage
from tilekit.checks.identifiers import valid_integration_id
from tilekit.checks.registry import check
from tilekit.checks.service_checks.file import (
    SERVICE_CHECKS_FIELD,
    file_check,
    files,
    is_filled_text,
    items_of,
    texts_under,
)
from tilekit.core.digest import exact_digest
from tilekit.core.messages import N_
from tilekit.scaffold.paths import SERVICE_CHECKS_FILE
from tilekit.sections.data import Data

_DOTTED_NAME = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)*")


def _named_once(asset: Asset, key: str) -> Iterator[RawFinding]:
    """The findings about items that have no value or repeat that of another. SC-005 reports items
    repeated as a whole.
    """
    seen, digests = set[str](), set[str]()
    for index, item in items_of(asset):
        value, pointer = item.get(key), f"/{index}/{key}"
        if key in item and not is_filled_text(value):
            text = N_("Service check {number} has no {key}. Add this key.")
            yield asset.finding(pointer, value, message=text, number=index + 1, key=key)
        elif isinstance(value, str) and value not in seen:
            seen.add(value)
        elif isinstance(value, str) and (key == "check" or exact_digest(item) not in digests):
            yield asset.finding(pointer, value)
        if key != "check":
            digests.add(exact_digest(item))


@file_check(
    "SC-005",
    Severity.BLOCKER,
    N_("Two service checks have the name {value}. Rename one of them."),
    name=N_("Two service checks with the same technical name"),
    applies_to="/{i}/check",
    expected=N_("A non-empty string that is unique in the file"),
    bad="the same service check twice",
    good="acme.queue.can_connect once",
)
def has_own_check(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    yield from _named_once(asset, "check")


@file_check(
    "SC-006",
    Severity.ADVICE,
    N_("The name must start with “{prefix}”."),
    name=N_("Service check name without the prefix or in upper case"),
    applies_to="/{i}/check",
    expected=N_("A lower-case name with dots that starts with the metric prefix or the ID"),
    bad="AcmeUp",
    good="acme.queue.can_connect",
)
def has_prefix(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    metric_prefix = bundle.section(Data).metric_prefix.rstrip(".")
    integration_id = valid_integration_id(bundle)
    allowed = tuple(f"{name}." for name in (metric_prefix, integration_id.replace("-", "_"), integration_id) if name)
    for index, value in texts_under(asset, "check"):
        if not _DOTTED_NAME.fullmatch(value):
            text = N_("{value} must be in lower case, with dots between its parts. Example: {prefix}can_connect.")
            yield asset.finding(f"/{index}/check", value, message=text, prefix=allowed[0] if allowed else "acme.")
        elif allowed and not value.startswith(allowed):
            yield asset.finding(f"/{index}/check", value, prefix=allowed[0])


@file_check(
    "SC-007",
    Severity.BLOCKER,
    N_("Two service checks have the name {value}. Rename one of them."),
    name=N_("Two service checks with the same display name"),
    applies_to="name",
    expected=N_("A non-empty string that is unique in the file"),
    bad='"name": ""',
    good='"name": "Acme Queue can connect"',
)
def has_own_name(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    yield from _named_once(asset, "name")


@check(
    code="SC-008",
    name=N_("Service check name of another listing"),
    severity=Severity.ADVICE,
    message=N_("Another integration has a service check called {value}. Add your product name to this name."),
    stage=Stage.DEEP,
    needs=(Need.TAKEN,),
    applies_to="name",
    expected=N_("Unique among all listings"),
    bad="Can Connect",
    good="Acme Queue can connect",
)
def is_unique_name(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    for asset in files(bundle):
        for index, value in texts_under(asset, "name"):
            if context.taken and context.taken.owner("service_check_name", value):
                yield asset.finding(f"/{index}/name", value)


@check(
    code="SC-017",
    name=N_("Missing published service check"),
    severity=Severity.WARNING,
    message=N_("{value} is already published, and customers' monitors might use it. Restore this service check."),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    applies_to="/{i}/check",
    expected=N_("A published service check is not removed or renamed"),
    bad="a published service check that was removed",
    good="all published service checks",
)
def keeps_published(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """Every published service check still exists under its name."""
    if context.published is None:
        return
    now = {value for asset in files(bundle) for _, value in texts_under(asset, "check")}
    file = next(files(bundle), None)
    for asset in files(context.published):
        for index, value in texts_under(asset, "check"):
            if value not in now:
                fix = file.adding("", asset.at(f"/{index}"), N_("Restore the service check")) if file else None
                path = file.file if file else SERVICE_CHECKS_FILE
                yield RawFinding(path=SERVICE_CHECKS_FIELD, file=path, value=value, fix=fix)
