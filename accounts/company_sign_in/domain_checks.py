"""Looks up the TXT records of verified domains again, because a domain can get another owner.

Nothing else changes if a record is missing: people could be locked out because a name server is down.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from accounts.announcer import announce
from accounts.company_sign_in.domains import has_record
from accounts.models import SignInDomain
from accounts.queries import admin_ids, member_ids
from common.actions import action, in_transaction
from common.actor import Role

RECORD_MISSING = "organisation.domain-record-missing"
_REPORTED_AFTER = timedelta(days=3)


def check_domains(*, clock: Callable[[], datetime], on_domain: Callable[[], None]) -> None:
    """Look up the records of all verified domains."""
    for row in SignInDomain.objects.filter(verified_at__isnull=False).order_by("pk"):
        record_look_up(domain_id=row.pk, was_found=has_record(row.domain, row.token), now=clock())
        on_domain()


@action
def record_look_up(*, domain_id: UUID, was_found: bool, now: datetime) -> None:
    """Store since when the record is missing. After three days, notify owners and admins once."""
    rows = SignInDomain.objects.select_for_update(of=("self",)).select_related("organisation")
    row = rows.filter(pk=domain_id, verified_at__isnull=False).first()
    if row is None:
        return
    row.missing_since = None if was_found else row.missing_since or now
    row.save(update_fields=["missing_since"])
    if row.missing_since and now - row.missing_since >= _REPORTED_AFTER:
        _notify(row, missing_since=row.missing_since, now=now)


@in_transaction
def _notify(row: SignInDomain, *, missing_since: datetime, now: datetime) -> None:
    """The key makes sure that each person gets one notice."""
    organisation = row.organisation
    recipients = {
        "accounts:company-sign-in": member_ids(organisation.pk, min_role=Role.OWNER),
        "accounts:organisation-admin": admin_ids(),
    }
    for page, people in recipients.items():
        announce(
            RECORD_MISSING,
            recipients=people,
            parameters={"organisation": organisation.name, "domain": row.domain},
            url=reverse(page, args=[organisation.slug]),
            key=f"{RECORD_MISSING}:{row.pk}:{missing_since.isoformat()}",
            now=now,
        )
