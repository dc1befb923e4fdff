"""The daily digest: when it is sent, and its notices by listing."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from msgspec import Struct

from accounts.queries import names_of
from common.names import without_links
from notices.kind_registry import notice_kind_or_none
from notices.models import DigestEntry
from notices.policies import DIGEST_HOUR
from notices.recipients import concerns, is_for_staff, staff_rights
from notices.texts import NoticeText, actor_id, mail_text


class DigestGroup(Struct, frozen=True, kw_only=True):
    """The notices about one listing, or those about no listing, whose name is empty."""

    listing: str
    texts: list[NoticeText]


def latest_digest_time(now: datetime) -> datetime:
    """The latest time at or before now at which digests are due: DIGEST_HOUR in the portal's time zone."""
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    due = local.replace(hour=DIGEST_HOUR.value, minute=0, second=0, microsecond=0)
    return (due if due <= local else due - timedelta(days=1)).astimezone(now.tzinfo)


def digest_groups(entries: Iterable[DigestEntry]) -> list[DigestGroup]:
    """The notices of a person by listing in the active language. Those about no listing come last.

    Outdated notices are left out, those about teams that the person has left, and those that later ones replace.
    """
    rows = _without_replaced(_concerning(list(entries)))
    names = names_of(actor_id(row.parameters) for row in rows)
    texts: dict[object, list[NoticeText]] = {}
    listings: dict[object, str] = {}
    for row in rows:
        text = mail_text(notice_kind_or_none(row.kind), row.parameters, url=row.url, names=names)
        if text:
            texts.setdefault(row.listing_id, []).append(text)
            listing = str(row.parameters.get("listing", "")) if row.listing_id else ""
            listings[row.listing_id] = without_links(listing)
    groups = [DigestGroup(listing=listings[listing_id], texts=texts[listing_id]) for listing_id in texts]
    return sorted(groups, key=lambda group: not group.listing)


def _without_replaced(rows: Sequence[DigestEntry]) -> list[DigestEntry]:
    """The entries, oldest first, without those whose topics all occur in later ones."""
    left: list[DigestEntry] = []
    later: set[str] = set()
    for row in reversed(rows):
        kind = notice_kind_or_none(row.kind)
        topics = set(kind.topics(row.parameters)) if kind and kind.topics else set()
        if not topics or topics - later:
            left.append(row)
        later |= topics
    return left[::-1]


def _concerning(rows: Sequence[DigestEntry]) -> list[DigestEntry]:
    """Those of a person's entries that still concern the person, and those of kinds that no longer exist."""
    rights = staff_rights({row.person_id for row in rows})
    kinds = [(row, notice_kind_or_none(row.kind)) for row in rows]
    return [
        row
        for row, kind in kinds
        if kind is None or not is_for_staff(kind) or concerns(kind, row.parameters, rights.get(row.person_id))
    ]
