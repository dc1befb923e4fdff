"""MN-001, MN-002, MN-006 to MN-012 and MN-026 to MN-028: the template around the monitor."""

import re
from collections.abc import Iterator
from datetime import date

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, Registrar, assets
from tilekit.checks.context import Context
from tilekit.checks.finding import Severity, Spot, finding
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import text
from tilekit.sections.overview import Overview

READS = ("content", "overview", "data")
FIELD = "content.monitors"
MAX_TITLE, MAX_DESCRIPTION, MIN_DESCRIPTION, MAX_TEMPLATES = 80, 300, 50, 10
_NEEDED = ("title", "description", "tags", "definition", "version", "created_at", "last_updated_at")
_OLD = "recommended_monitor_metadata"
_VARIABLE = re.compile(r"\{\{.*?\}\}")
_EFFECT = re.compile(
    r"\b(?:could|can|may|might|lead(?:s|ing)?|impact\w*|affect\w*|caus\w+|result\w*|indicat\w+|degrad\w+|slow\w*|"
    r"fail\w*|loss|lose|prevent\w*|risk\w*|highlight\w*|unavailable|outage)\b",
    re.IGNORECASE,
)


def templates(bundle: Bundle) -> Iterator[Asset]:
    """The templates in the present form; old ones have one finding, MN-002."""
    return (asset for asset in assets(bundle, "monitors") if not is_old(asset))


def is_old(asset: Asset) -> bool:
    """True for the form that was exported before there were templates."""
    return _OLD in asset.value or ("definition" not in asset.value and "query" in asset.value)


rule = Registrar(templates, READS)
old_rule = Registrar(lambda bundle: assets(bundle, "monitors"), READS)


@rule("MN-001", Severity.BLOCKER, N_("The template has no {key}. Export it as a monitor template."))
def has_keys(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """All seven keys are there."""
    for key in _NEEDED:
        if key not in asset.value:
            yield asset.spot(value=key, key=key)


@old_rule("MN-002", Severity.WARNING, N_("This is the old form. We can convert it."))
def is_present_form(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The file has the form of templates."""
    if is_old(asset):
        yield asset.spot()


@rule("MN-006", Severity.BLOCKER, N_("Give the template a title."))
def has_title(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The title is not empty and at most 80 characters."""
    title = text(asset.value.get("title")).strip()
    if "title" in asset.value and not title:
        yield asset.spot("/title")
    elif len(title) > MAX_TITLE:
        message = N_("The title is {n} characters; the limit is 80.")
        yield asset.spot("/title", title, message=message, n=len(title))


@rule("MN-007", Severity.BLOCKER, N_("Leave {value} out of the title."), fixable=True)
def has_plain_title(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The title holds no template variable."""
    title = text(asset.value.get("title"))
    found = _VARIABLE.search(title[:MAX_DESCRIPTION])
    if found:
        plain = " ".join(_VARIABLE.sub("", title).split())
        fix = asset.setting("/title", plain, N_("Write “{plain}”"), plain=plain) if plain else None
        yield asset.spot("/title", found.group(), fix=fix)


@rule("MN-009", Severity.BLOCKER, N_("The description is {n} characters; the limit is 300."))
def has_description(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The description is not empty and at most 300 characters."""
    found = text(asset.value.get("description")).strip()
    if "description" in asset.value and not found:
        yield asset.spot("/description", message=N_("Describe what the monitor watches and why it matters."))
    elif len(found) > MAX_DESCRIPTION:
        yield asset.spot("/description", len(found), n=len(found))


@rule("MN-010", Severity.ADVICE, N_("Say what the problem is and why it matters."))
def has_whole_description(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The description has 50 characters and is not the title again."""
    found = text(asset.value.get("description")).strip()
    title = text(asset.value.get("title")).strip()
    if found and (len(found) < MIN_DESCRIPTION or found.rstrip(".").lower() == title.lower()):
        yield asset.spot("/description", found)


@rule("MN-011", Severity.ADVICE, N_("Add what happens if nobody acts."))
def names_effect(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """The description names the effect on the system; a short one has a finding of its own."""
    found = text(asset.value.get("description")).strip()
    if len(found) >= MIN_DESCRIPTION and not _EFFECT.search(found):
        yield asset.spot("/description", found)


@rule("MN-012", Severity.BLOCKER, N_("Add the tag {tag}."), fixable=True)
def has_tag(asset: Asset, bundle: Bundle) -> Iterator[Spot]:
    """The tags name the integration."""
    yield from lacks_tag(asset, bundle, "/tags")


def lacks_tag(asset: Asset, bundle: Bundle, pointer: str) -> Iterator[Spot]:
    """A spot where the list of tags lacks the one of the integration."""
    ident = bundle.section(Overview).integration_id
    found, tag = asset.at(pointer), f"integration:{ident}"
    if ident and found is not None and not (isinstance(found, list) and tag in found):
        tags: list[Json] = [*found, tag] if isinstance(found, list) else [tag]
        yield asset.spot(pointer, tag, tag=tag, fix=asset.setting(pointer, tags, N_("Add {tag}"), tag=tag))


@rule("MN-026", Severity.WARNING, N_("Write the date as 2026-01-31."))
def has_dates(asset: Asset, _: Bundle) -> Iterator[Spot]:
    """Dates are days of the calendar, and the update is not before the creation."""
    days: dict[str, date] = {}
    for key in ("created_at", "last_updated_at"):
        if key in asset.value:
            try:
                days[key] = date.fromisoformat(text(asset.value.get(key)))
            except ValueError:
                yield asset.spot(f"/{key}", asset.value.get(key))
    if len(days) == 2 and days["last_updated_at"] < days["created_at"]:
        yield asset.spot("/last_updated_at", message=N_("The template was updated before it was created."))


@check(
    code="MN-027",
    severity=Severity.BLOCKER,
    message=N_("Two templates are called “{value}”."),
    reads=READS,
)
def has_own_titles(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """At most ten templates, each with a title of its own."""
    found = list(assets(bundle, "monitors"))
    if len(found) > MAX_TEMPLATES:
        message = N_("A listing can hold ten monitor templates; you have {n}.")
        yield finding(path=FIELD, value=len(found), message=message, n=len(found))
    seen = set[str]()
    for asset in found:
        title = text(asset.value.get("title")) or text(asset.value.get("name"))
        if title and title in seen:
            yield asset.spot("/title", title)
        seen.add(title)
