"""Actions that record the checks of a version of the catalogue of checks."""

from collections.abc import Sequence
from datetime import datetime

from common.actions import action
from common.actor import SYSTEM
from tilekit.checks.registered_checks import check_of
from tilekit.checks.version import catalogue_version
from validation.check_changes import changes_between, current_details
from validation.mode_writes import write_mode
from validation.models import CheckCatalogue, CheckChange, CheckRollout, RolloutMode
from validation.queries.live import live_listings


def record_catalogue(*, now: datetime) -> CheckCatalogue:
    """The catalogue row of the current version of the checks, which is created if necessary. One query if it exists.

    If there are live listings, new checks are only observed until an admin changes their mode, because nobody knows
    yet which listings would fail. Security checks are enforced at once. Without live listings, as on a new portal,
    every check is enforced.
    """
    catalogue = CheckCatalogue.objects.filter(pk=catalogue_version()).first()
    return catalogue or _create_catalogue(now=now)


@action
def _create_catalogue(*, now: datetime) -> CheckCatalogue:
    details, earlier = current_details(), list(CheckCatalogue.objects.exclude(pk=catalogue_version()))
    former = {code for row in earlier for code in row.codes}
    row, is_made = CheckCatalogue.objects.get_or_create(
        version=catalogue_version(), defaults={"codes": sorted(details), "details": details, "noted_at": now}
    )
    if is_made and former:
        newest = max(earlier, key=lambda row: row.noted_at)
        CheckChange.objects.bulk_create(changes_between(newest, row, former=former, now=now))
        if live_listings().exists():
            _observe([code for code in row.codes if code not in former and not check_of(code).is_security], now=now)
    return row


def _observe(codes: Sequence[str], *, now: datetime) -> None:
    moved = set(CheckRollout.objects.filter(code__in=codes).values_list("code", flat=True))
    for code in codes:
        if code not in moved:
            write_mode(CheckRollout(code=code, mode=RolloutMode.ENFORCE), RolloutMode.OBSERVE, by=SYSTEM, now=now)
