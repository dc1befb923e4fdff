"""Prepares the page and the feed with the changes of checks."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Struct

from common.actor import Actor
from listings.models import Listing
from page_parts.badges import badge_of
from page_parts.times import format_time, utc_day
from page_parts.total_maps import total_map
from tilekit.checks.finding import Severity
from tilekit.checks.registered_checks import check_of
from tilekit.checks.registry import RETIRED_CODES
from tilekit.core.message_catalogues import ENGLISH
from tilekit.core.messages import translate
from validation.models import CheckChange, CheckChangeKind, RolloutMode
from validation.queries.affected import affected_listings

MOST_LISTINGS = 5


class ChangeRow(Struct, frozen=True, kw_only=True):
    """A change as the page shows it. name is that of the check, "" if it was removed.

    listings are the first of the reader's listings that it affects, and more counts the others.
    """

    change: CheckChange
    name: str
    text: str
    listings: Sequence[Listing] = ()
    more: int = 0


def change_rows(changes: Iterable[CheckChange], reader: Actor) -> list[ChangeRow]:
    """The rows for the page. Seven queries at most, none for visitors."""
    listed = list(changes)
    codes = {change.code for change in listed if change.kind != CheckChangeKind.REMOVED}
    affected = affected_listings(reader, codes)
    return [
        ChangeRow(
            change=change,
            name=name_of(change.code),
            text=text_of(change),
            listings=listings[:MOST_LISTINGS],
            more=max(len(listings) - MOST_LISTINGS, 0),
        )
        for change in listed
        for listings in [affected.get(change.code, []) if change.code in codes else []]
    ]


def name_of(code: str) -> str:
    """The name of the check in the reader's language; "" if it was removed."""
    try:
        return translate(check_of(code).name, get_language() or ENGLISH)
    except KeyError:
        return ""


def text_of(change: CheckChange) -> str:
    """The change in a sentence."""
    return _SENTENCE_OF_KIND[CheckChangeKind(change.kind)](change)


def _severity(value: str) -> str:
    return str(badge_of("severity", value).label)


def _added(change: CheckChange) -> str:
    return _("New check. Severity: {severity}.").format(severity=_severity(change.after))


def _removed(change: CheckChange) -> str:
    replaced_by = RETIRED_CODES.get(change.code, "")
    return _("Removed. {code} replaces it.").format(code=replaced_by) if replaced_by else _("Removed.")


def _changed_severity(change: CheckChange) -> str:
    text = _("The severity changed from {before} to {after}.")
    return text.format(before=_severity(change.before), after=_severity(change.after))


def _changed_mode(change: CheckChange) -> str:
    if change.starts_at:
        text = _("Enforced from {date}. Until then, findings are at most warnings.")
        return text.format(date=format_time(utc_day(change.starts_at)))
    return str(_MODES[RolloutMode(change.after)](change))


def _enforced(change: CheckChange) -> str:
    try:
        severity = check_of(change.code).submission_severity
    except KeyError:
        severity = Severity.ADVICE
    return _("Enforced. Severity: {severity}.").format(severity=_severity(severity))


_MODES: Mapping[RolloutMode, Callable[[CheckChange], str]] = total_map(
    RolloutMode,
    {
        RolloutMode.OBSERVE: lambda _change: _("Only observed: partners don't see the findings."),
        RolloutMode.WARN: lambda _change: _("Findings are now at most warnings."),
        RolloutMode.ENFORCE: _enforced,
    },
)
_SENTENCE_OF_KIND: Mapping[CheckChangeKind, Callable[[CheckChange], str]] = total_map(
    CheckChangeKind,
    {
        CheckChangeKind.ADDED: _added,
        CheckChangeKind.REMOVED: _removed,
        CheckChangeKind.SEVERITY: _changed_severity,
        CheckChangeKind.TEXTS: lambda _change: _("The texts changed."),
        CheckChangeKind.MODE: _changed_mode,
    },
)
