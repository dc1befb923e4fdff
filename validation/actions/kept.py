"""Stores and deletes cached findings that depend only on the content."""

from datetime import datetime, timedelta

from django.db.models import Q

from common.actions import action
from tilekit.checks.engine import Known
from tilekit.checks.version import catalogue_version
from validation.kept import row_of
from validation.models import KeptFindings
from validation.moves import keep_findings

KEPT_FOR = timedelta(days=30)


@action
def keep_pure_part(reading: str, known: Known, *, now: datetime) -> None:
    """Cache the findings under the digest of the content (`validation.kept.reading_of`)."""
    keep_findings(row_of(reading, known), now=now)


@action
def drop_kept_findings(*, now: datetime) -> int:
    """Delete findings of other versions of the checks and old ones. Returns the number."""
    is_another = ~Q(catalogue_version=catalogue_version())
    return KeptFindings.objects.filter(is_another | Q(at__lt=now - KEPT_FOR)).delete()[0]
