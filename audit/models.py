"""The audit log. It has no foreign keys, because events outlive the rows that they name."""

from typing import Any, NoReturn

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.db.models.sql.compiler import SQLCompiler

from audit.errors import EventIsFinal
from common.actor import ActorKind
from common.ids import uuid7


class EventQuerySet(models.QuerySet["Event"]):
    """Refuses changes. The triggers of migration 0002 refuse them in the database too."""

    def update(self, **_: Any) -> NoReturn:
        raise EventIsFinal

    def delete(self) -> NoReturn:
        raise EventIsFinal


class ObjectId(models.Func):
    """The value of a key in object_ids, such as "listing". The key is part of the SQL text, not a parameter.

    SQLite only uses an index on an expression if the query repeats it without parameters. Django's own key transforms
    use parameters.
    """

    template = "(%(expressions)s ->> '%(noun)s')"
    output_field = models.CharField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="JSON_EXTRACT(%(expressions)s, '$.%(noun)s')", **extra)


class Event(models.Model):
    """An entry of the audit log: the actor, the action, its objects and its time.

    object_ids has the IDs of the affected objects ({"revision": id}), digests those of the content that the actor saw
    ({"content": "d1:..."}). Neither contains field values or addresses.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor_kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)
    object_ids = models.JSONField(default=dict)
    digests = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_index=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(ObjectId("object_ids", noun="listing"), F("at"), name="audit_event_about_listing"),
            models.Index(ObjectId("object_ids", noun="revision"), F("at"), name="audit_event_about_revision"),
            models.Index(
                ObjectId("object_ids", noun="organisation"), F("at"), F("id"), name="audit_event_about_organisation"
            ),
            models.Index(ObjectId("object_ids", noun="person"), F("at"), F("id"), name="audit_event_about_person"),
            models.Index(fields=["actor_id", "at", "id"], name="audit_event_by_actor"),
            models.Index(Lower("verb"), F("at"), F("id"), name="audit_event_by_verb"),  # see `events_with_verb`
        ]
        constraints = [
            models.CheckConstraint(condition=Q(actor_kind__in=list(ActorKind)), name="audit_event_actor_known"),
            models.CheckConstraint(
                condition=Q(actor_kind=ActorKind.SYSTEM) | Q(actor_id__isnull=False), name="audit_event_somebody_acted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} at {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise EventIsFinal
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise EventIsFinal


class EventAddress(models.Model):
    """The IP address of the request that caused an event. It is removed after AUDIT_ADDRESS_DAYS.

    It is not part of the event, which is final. address is an IPv4 address or the /64 network of an IPv6 address.
    """

    event_id = models.UUIDField(primary_key=True)
    address = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.address


class UnsealedEvent(models.Model):
    """The ID of an event that no seal contains. A trigger adds it in the transaction that records the event.

    Events from before the trigger have none. They are sealed in the order of their IDs.
    """

    event_id = models.UUIDField(primary_key=True)

    def __str__(self) -> str:
        return str(self.event_id)


class Seal(models.Model):
    """A link of the hash chain over the events. Triggers refuse to change or delete it.

    Numbers start at 1 and have no gaps. first_event and last_event are the lowest and the highest ID of its events.
    members lists all of them (`audit.seals`), which shows later which event was changed. Digests are SHA-256 in
    hexadecimal digits: events_digest that of the canonical lines of the events, chain_digest that of the digest of the
    seal before and all facts of this one.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    first_event = models.UUIDField()
    last_event = models.UUIDField()
    events = models.PositiveIntegerField()
    events_digest = models.CharField(max_length=64)
    chain_digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    members = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.number}:{self.chain_digest}"


class EventStream(models.Model):
    """A receiver outside the portal that gets all events, such as a SIEM.

    address is what identifies it (`operations.stream.targets`), shown its part without secrets. sent counts the events
    that the receiver has confirmed. error is the reason of the last attempt if it failed, and failing_since the time of
    the first failure since then.
    """

    id = models.BigAutoField(primary_key=True)
    address = models.CharField(max_length=64, unique=True)
    shown = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    sent = models.PositiveBigIntegerField(default=0)
    last_sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    failing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.shown


class UnsentEvent(models.Model):
    """An event that a stream has not sent yet.

    A trigger adds a row for each stream in the transaction that records the event, so that an event that is committed
    late waits like any other.
    """

    id = models.BigAutoField(primary_key=True)
    stream_id = models.BigIntegerField()
    event_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream_id", "event_id"], name="audit_unsent_once"),
        ]

    def __str__(self) -> str:
        return str(self.event_id)


class EventErasure(models.Model):
    """The tombstone of an event from which a leaked secret was erased. The event recorded_by says when and who did it.

    Digests are SHA-256 in hexadecimal digits: those of the event's canonical line before and after, and seal_digest
    that of the lines of all events of its seal after it. seal is the number of that seal, None if the event wasn't
    sealed. Triggers let the event change while is_open is True, which it is only in the transaction that erases.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event_id = models.UUIDField(db_index=True)
    original_digest = models.CharField(max_length=64)
    erased_digest = models.CharField(max_length=64)
    seal = models.PositiveBigIntegerField(null=True, db_index=True)
    seal_digest = models.CharField(max_length=64, blank=True)
    recorded_by = models.UUIDField()
    is_open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.event_id}, {self.original_digest}"
