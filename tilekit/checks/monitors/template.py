"""MN-001, MN-002, MN-006 to MN-012 and MN-026 to MN-028: the template of the monitor."""

import re
from collections.abc import Iterator
from datetime import date

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, assets
from tilekit.checks.context import Context, Need, title_key
from tilekit.checks.finding import FixClass, RawFinding, Severity, Stage, finding
from tilekit.checks.identifiers import valid_integration_id
from tilekit.checks.manifest.manifest_file import manifest_of
from tilekit.checks.monitors.form import without_variables
from tilekit.checks.monitors.template_files import (
    MAX_DESCRIPTION,
    MAX_TEMPLATE_TITLE,
    MONITORS_FIELD,
    monitor_check,
    templates,
)
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.formats import DAY
from tilekit.core.messages import N_
from tilekit.parse.json import pointer_to
from tilekit.parse.json_values import elements, members, text
from tilekit.sections.content import Content

MIN_TEMPLATE_DESCRIPTION, MAX_TEMPLATES = 50, 10
_YEAR_FIRST = re.compile(r"\s*(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ].*)?", re.ASCII)
_VARIABLE = re.compile(r"\{\{.*?\}\}")
_DATES = ("created_at", "last_updated_at")
_EFFECT = re.compile(
    r"\b(?:could|can|may|might|lead(?:s|ing)?|impact\w*|affect\w*|caus\w+|result\w*|indicat\w+|degrad\w+|slow\w*|"
    r"fail\w*|loss|lose|prevent\w*|risk\w*|highlight\w*|unavailable|outage|"
    r"disrupt\w*|interrupt\w*|delay\w*|unable|ensur\w+|essential|necessary|"
    r"overload\w*|exhaust\w*|block\w*|unreachable|instab\w*|time ?outs?|crash\w*|"
    r"breach\w*|break(?:s|ing)?|broken|cannot|compromis\w+|corrupt\w*|drop\w*|expir\w+|expos\w+|have to|leak\w*|"
    r"losing|lost|miss(?:es|ed|ing)|must|never|no longer|out of|outdated|overflow\w*|refus\w+|reject\w*|spoil\w*|stale|"
    r"stall\w*|starv\w+|stolen|stop(?:s|ped)?|stuck|suffer\w*|undone|unnoticed|violat\w+|vulnerab\w+|"
    r"wast\w+|without|abus\w+|attack\w*|before|only for|until|otherwise|"
    r"shut ?down|switch(?:es)? off|too (?:late|long))\b|(?:^|[.!] )(?:If|When|Unless)\b[^.]*,",
    re.IGNORECASE,
)

# What a sentence is about that only says what is watched, or what a word means.
_ONLY_WATCHES = re.compile(
    r"\b(?:alerts?|monitor(?:s|ing)?|notif\w+|checks?|detects?|identif(?:y|ies)|track(?:s|ing)?|trigger\w*"
    r"|watch(?:es)?|measures?|means|refers? to|represents?|synchroni[sz]es"
    r"|(?:is|are) (?:a|an|the|above|below|higher|lower|more|less|greater|used|defined))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]\s+")


@monitor_check(
    "MN-006",
    Severity.BLOCKER,
    N_("Give the template a title."),
    name=N_("No template title, or too long"),
    applies_to="/title",
    expected=N_("Not empty, at most 80 characters"),
    bad='"title": ""',
    good="Queue depth is high",
)
def has_title(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    title = text(asset.value.get("title")).strip()
    if "title" in asset.value and not title:
        yield asset.finding("/title")
    elif len(title) > MAX_TEMPLATE_TITLE:
        message = N_("The title has {n} characters; the limit is 80. Shorten it.")
        yield asset.finding("/title", title, message=message, n=len(title))


@monitor_check(
    "MN-007",
    Severity.BLOCKER,
    N_("The title contains {value}. Remove the variable."),
    name=N_("Variable in a template title"),
    fix=FixClass.SUGGESTED,
    applies_to="/title",
    expected=N_("No template variables ({{...}})"),
    bad="{{host.name}} is slow",
    good="Broker is slow",
)
def has_plain_title(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    title = text(asset.value.get("title"))
    variable = _VARIABLE.search(title[:MAX_DESCRIPTION])
    if variable:
        plain = without_variables(title)
        fix = asset.setting("/title", plain, N_("Use “{plain}”"), plain=plain) if plain else None
        yield asset.finding("/title", variable.group(), fix=fix)


@monitor_check(
    "MN-009",
    Severity.BLOCKER,
    N_("The description has {n} characters; the limit is 300. Shorten it."),
    name=N_("No template description, or too long"),
    applies_to="/description",
    expected=N_("Not empty, at most 300 characters"),
    bad="a description of 400 characters",
    good="two sentences",
)
def has_description(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    description = text(asset.value.get("description")).strip()
    if "description" in asset.value and not description:
        yield asset.finding("/description", message=N_("Describe what the monitor watches and why it matters."))
    elif len(description) > MAX_DESCRIPTION:
        yield asset.finding("/description", len(description), n=len(description))


@monitor_check(
    "MN-010",
    Severity.ADVICE,
    N_("The description must say what the problem is and why it matters."),
    name=N_("Template description too short"),
    applies_to="/description",
    expected=N_("At least 50 characters, and different from the title"),
    bad="High",
    good="Messages arrive faster than they are read, which delays orders.",
)
def has_whole_description(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    description = text(asset.value.get("description")).strip()
    title = text(asset.value.get("title")).strip()
    if description and (
        len(description) < MIN_TEMPLATE_DESCRIPTION or description.rstrip(".").lower() == title.lower()
    ):
        yield asset.finding("/description", description)


@monitor_check(
    "MN-011",
    Severity.ADVICE,
    N_("The description does not mention the impact. Add what happens if nobody acts."),
    name=N_("Template description without the impact"),
    applies_to="/description",
    expected=N_('Mentions the impact, with words such as "could", "may", "leads to" or "impact"'),
    bad="The queue is deep.",
    good="A deep queue could delay every order.",
)
def names_effect(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The description mentions the effect on the system. Another check reports a short description."""
    description = text(asset.value.get("description")).strip()
    says_effect = _EFFECT.search(description) or not all(map(_ONLY_WATCHES.search, _SENTENCE_END.split(description)))
    if len(description) >= MIN_TEMPLATE_DESCRIPTION and not says_effect:
        yield asset.finding("/description", description)


@monitor_check(
    "MN-012",
    Severity.BLOCKER,
    N_("The template has no tag {tag}. Add this tag."),
    name=N_("Monitor template without the integration's tag"),
    fix=FixClass.SUGGESTED,
    applies_to="/tags",
    expected=N_("Has integration:{app_id}"),
    bad='"tags": []',
    good='"tags": ["integration:acme-queue"]',
)
def has_tag(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    yield from lacks_tag(asset, bundle, "/tags")


def lacks_tag(asset: Asset, bundle: Bundle, pointer: str) -> Iterator[RawFinding]:
    """A raw finding if the list of tags lacks the tag of the integration."""
    integration_id = valid_integration_id(bundle)
    tag_list, tag = asset.at(pointer), f"integration:{integration_id}"
    if integration_id and tag_list is not None and not (isinstance(tag_list, list) and tag in tag_list):
        other_tags = [one for one in elements(tag_list) if title_key(text(one)) != title_key(tag)]
        tags: list[Json] = [*other_tags, tag]
        yield asset.finding(pointer, tag, tag=tag, fix=asset.setting(pointer, tags, N_("Add {tag}"), tag=tag))


@check(
    code="MN-026",
    name=N_("Invalid date in a monitor template"),
    severity=Severity.WARNING,
    message=N_("This is not a valid date in the format YYYY-MM-DD. Example: 2026-01-31."),
    optional_needs=(Need.TODAY,),
    fix=FixClass.SUGGESTED,
    applies_to="/created_at, /last_updated_at",
    expected=N_("Dates in the format YYYY-MM-DD, not in the future, and last_updated_at not before created_at"),
    bad="31/01/2026",
    good="2026-01-31",
)
def has_dates(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    for asset in templates(bundle):
        days = {key: _day(text(asset.value.get(key))) for key in _DATES if key in asset.value}
        for key, day in days.items():
            date_text = text(asset.value.get(key))
            if day is None or not DAY.fullmatch(date_text):
                fix = asset.setting(f"/{key}", day.isoformat(), N_("Use {day}"), day=day.isoformat()) if day else None
                yield asset.finding(f"/{key}", asset.value.get(key), fix=fix)
            elif context.today and day > context.today:
                yield asset.finding(f"/{key}", date_text, message=N_("The date {value} is in the future. Correct it."))
        created, updated = (days.get(key) for key in _DATES)
        if created and updated and updated < created:
            fix = asset.setting("/last_updated_at", created.isoformat(), N_("Use {day}"), day=created.isoformat())
            yield asset.finding(
                "/last_updated_at",
                message=N_("The update date is before the creation date. Correct the dates."),
                fix=fix,
            )


def _day(date_text: str) -> date | None:
    """The date that a text certainly means: year first, with any separators; None if uncertain."""
    parts = _YEAR_FIRST.fullmatch(date_text[:40])
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None


@check(
    code="MN-027",
    name=N_("Two templates with the same title, or too many"),
    severity=Severity.BLOCKER,
    message=N_("Two templates have the title “{value}”. Rename one of them."),
    applies_to=N_("listing"),
    expected=N_("At most 10 templates, with titles that are unique in the listing"),
    bad="eleven templates",
    good="three",
)
def has_own_titles(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    monitors = list(assets(bundle, "monitors"))
    if len(monitors) > MAX_TEMPLATES:
        message = N_("The listing has {n} monitor templates; the limit is 10. Remove some.")
        yield finding(path=MONITORS_FIELD, value=len(monitors), message=message, n=len(monitors))
    seen = set[str]()
    for asset in monitors:
        title = text(asset.value.get("title")) or text(asset.value.get("name"))
        if title and title in seen:
            yield asset.finding("/title", title)
        seen.add(title)


@check(
    code="MN-028",
    name=N_("Short name of a template differs from its title"),
    severity=Severity.ADVICE,
    message=N_("The short name of a monitor template must be its title. Use “{title}”."),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    applies_to=N_("manifest key"),
    expected=N_("The key in /assets/monitors is the title, or has not changed since publication"),
    bad='"monitor1"',
    good='"Queue depth is high"',
)
def is_named_by_title(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The key of a new template is its title, ignoring letter case and punctuation.

    This is a deep check, because the published version is only loaded for deep runs.
    """
    before = {row.short_name for row in context.published.section(Content).monitors} if context.published else set()
    manifest = manifest_of(bundle)
    for key, file in members(manifest.at("/assets/monitors")).items():
        asset = next((one for one in assets(bundle, "monitors") if one.file == file), None)
        title = text(asset.value.get("title")).strip() if asset else ""
        if title and key not in before and title_key(key) != title_key(title):
            pointer = pointer_to("assets", "monitors", key)
            yield manifest.finding(pointer, value=key, title=title, fix=manifest.renaming(pointer, title))
