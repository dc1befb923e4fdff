"""Actions on sessions of browsers."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from common.actions import action

_SESSIONS_AT_ONCE = 500
# The row of a device may be written before its session is stored.
_DEVICE_RETENTION = timedelta(days=1)


@action
def delete_expired_sessions(*, now: datetime) -> int:
    """Delete a batch of expired sessions. Returns their number."""
    expired = (
        Session.objects.filter(expire_date__lt=now)
        .order_by("expire_date")
        .values_list("pk", flat=True)[:_SESSIONS_AT_ONCE]
    )
    return Session.objects.filter(pk__in=list(expired)).delete()[0]


@action
def delete_devices_without_session(*, now: datetime) -> int:
    """Delete a batch of the addresses and browsers of people whose session has ended. Returns their number."""
    has_session = Exists(Session.objects.filter(pk=OuterRef("session_key")))
    ended = UserSession.objects.filter(~has_session, last_seen_at__lt=now - _DEVICE_RETENTION)
    return UserSession.objects.filter(pk__in=list(ended.values_list("pk", flat=True)[:_SESSIONS_AT_ONCE])).delete()[0]
