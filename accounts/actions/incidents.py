"""Actions of operators after a key or a session was stolen."""

from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.models import ApplicationKey
from accounts.tokens import hash_of
from accounts.writes import record_application_change
from audit.writes import record_event
from common.actions import action
from common.actor import SYSTEM
from common.errors import NotFound


@action
def end_all_sessions(*, person_id: UUID | None = None, now: datetime) -> int:
    """Sign a person out everywhere; everybody without a person. Returns the number of sessions."""
    devices = UserSession.objects.filter(user_id=person_id) if person_id else UserSession.objects.all()
    sessions = Session.objects.filter(pk__in=devices.values("session_key")) if person_id else Session.objects.all()
    number = sessions.delete()[0]
    devices.delete()
    record_event("session.end-all", by=SYSTEM, objects={"person": person_id} if person_id else {}, now=now)
    return number


@action
def revoke_leaked_key(secret: str, *, now: datetime) -> ApplicationKey:
    """Revoke the key of an application by its secret; its access tokens stop working, too.

    A second call changes nothing. Raises NotFound.
    """
    key = ApplicationKey.objects.select_related("application__organisation").filter(hash=hash_of(secret)).first()
    if key is None:
        raise NotFound
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        record_application_change(
            "application.revoke-key", key.application, about=key.pk, by=SYSTEM, now=now, objects={"key": key.pk}
        )
    return key
