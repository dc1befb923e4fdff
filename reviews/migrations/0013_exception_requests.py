"""Adds requests for OAuth exceptions, with the decisions that were stored without a request."""

import uuid
from collections.abc import Iterator

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Model, Q

import common.ids

_CLOSED = ("published", "superseded")
_CHOICES = [
    ("requested", "Requested"),
    ("granted", "Granted"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]
_VERBS = {"granted": "grant", "declined": "decline"}
_REASON = "documents__configuration__exception_request"


def copy_decisions(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create a request for each reason on which staff decided, or on which they have not decided yet."""
    requests = apps.get_model("reviews", "ExceptionRequest").objects
    first = _first_submissions(apps)
    copied = set(requests.values_list("listing_id", "reason"))
    for key, decisions in _decisions(apps).items():
        if key not in copied:
            last, first_at = decisions[-1], decisions[0].at
            by, at = first.get(key, (None, first_at))
            requests.create(
                id=common.ids.uuid7(),
                listing_id=last.listing_id,
                reason=last.reason,
                requested_by=by,
                requested_at=min(at, first_at),
                state=last.answer,
                answer=last.note,
                decided_by=last.by_id,
                decided_at=last.at,
                thread_id=last.thread_id,
                history=[
                    {"verb": _VERBS[row.answer], "by": str(row.by_id), "at": row.at.isoformat(), "text": row.note}
                    for row in decisions
                ],
            )
            copied.add(key)
    for key in _open_requests(apps):
        if key not in copied and not requests.filter(listing=key[0], state="requested").exists():
            by, at = first[key]
            requests.create(id=common.ids.uuid7(), listing_id=key[0], reason=key[1], requested_by=by, requested_at=at)


def _decisions(apps: Apps) -> dict[tuple[uuid.UUID, str], list[Model]]:
    decisions: dict[tuple[uuid.UUID, str], list[Model]] = {}
    for row in apps.get_model("reviews", "ExceptionDecision").objects.order_by("at", "pk"):
        decisions.setdefault((row.listing_id, row.reason), []).append(row)
    return decisions


def _first_submissions(apps: Apps) -> dict[tuple[uuid.UUID, str], tuple[uuid.UUID | None, object]]:
    """{(listing ID, reason): who sent the first submission with this reason, and when}."""
    first: dict[tuple[uuid.UUID, str], tuple[uuid.UUID | None, object]] = {}
    rows = (
        _with_reason(apps)
        .order_by("submitted_at")
        .values_list("revision__listing_id", _REASON, "submitted_by", "submitted_at")
    )
    for listing_id, reason, by, at in rows.iterator():
        first.setdefault((listing_id, reason), (by, at))
    return first


def _open_requests(apps: Apps) -> Iterator[tuple[uuid.UUID, str]]:
    """(listing ID, reason) of the latest submissions of open revisions."""
    rows = _with_reason(apps).filter(round=F("revision__round")).exclude(revision__state__in=_CLOSED)
    yield from rows.values_list("revision__listing_id", _REASON)


def _with_reason(apps: Apps) -> models.QuerySet:
    """The submissions that request an OAuth exception."""
    rows = apps.get_model("listings", "Submission").objects
    rows = rows.filter(documents__configuration__code_type="api_exception")
    return rows.filter(documents__configuration__has_key="exception_request").exclude(**{_REASON: ""})


class Migration(migrations.Migration):
    dependencies = [("listings", "0022_reason_of_change"), ("reviews", "0012_appeal")]

    operations = [
        migrations.CreateModel(
            name="ExceptionRequest",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("until", models.DateTimeField(null=True)),
                ("history", models.JSONField(db_default=[], default=list)),
                ("reason", models.TextField()),
                ("state", models.CharField(choices=_CHOICES, default="requested", max_length=10)),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exception_requests",
                        to="listings.listing",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="reviews.thread"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(state__in=[value for value, _ in _CHOICES]), name="reviews_exception_state"
                    ),
                    models.CheckConstraint(
                        condition=Q(state="requested") ^ Q(decided_at__isnull=False),
                        name="reviews_exception_decided_paired",
                    ),
                    models.UniqueConstraint(
                        condition=Q(state="requested"), fields=["listing"], name="reviews_exception_one_open"
                    ),
                ],
            },
        ),
        migrations.AlterField("exceptiondecision", "answer", models.CharField(max_length=10)),
        migrations.RunPython(copy_decisions, migrations.RunPython.noop),
    ]
