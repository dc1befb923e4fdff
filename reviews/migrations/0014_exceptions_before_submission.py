"""Gives requests for OAuth exceptions files and an end, and grants one to listings that were submitted without it."""

import uuid
from collections.abc import Iterator
from datetime import datetime

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Model, Q
from django.utils import timezone

import common.ids

_UNDER_WAY = ("submitted", "in_review", "changes_requested", "approved", "in_sandbox", "signed_off", "scheduled")
_STATES = ["requested", "granted", "declined", "withdrawn", "expired"]
# Pages translate this text (`reviews.lifecycles.exceptions.DECIDED_BEFORE`).
_DECIDED_BEFORE = "Decided before listings needed a granted request."


def grant_before(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Grant a request to each listing without one that is live or in review with the method "API without OAuth".

    A request that waits is granted, one that was declined stays declined.
    """
    requests, now = apps.get_model("reviews", "ExceptionRequest").objects, timezone.now()
    for listing_id, submission in _submissions(apps):
        of_listing = list(requests.filter(listing=listing_id).order_by("requested_at", "pk"))
        states = {request.state for request in of_listing}
        if "granted" in states or (of_listing and of_listing[-1].state == "declined"):
            continue
        waiting = next((request for request in of_listing if request.state == "requested"), None)
        _grant(waiting or _new(apps, listing_id, submission), now)


def _submissions(apps: Apps) -> Iterator[tuple[uuid.UUID, Model]]:
    """(listing ID, submission) of what is live and of the reviews under way, the earlier submission first."""
    rows = apps.get_model("listings", "Submission").objects
    rows = rows.filter(documents__configuration__code_type="api_exception")
    rows = rows.filter(basics__offering_type__in=["integration", "ui_extension"])
    rows = rows.select_related("revision")
    live = apps.get_model("listings", "Listing").objects.exclude(live_release=None).values("live_release__submission")
    under_way = Q(round=F("revision__round"), revision__state__in=_UNDER_WAY)
    for submission in rows.filter(Q(pk__in=live) | under_way).order_by("submitted_at", "pk").iterator(chunk_size=50):
        yield submission.revision.listing_id, submission


def _new(apps: Apps, listing_id: uuid.UUID, submission: Model) -> Model:
    reason = submission.documents["configuration"].get("exception_request")
    return apps.get_model("reviews", "ExceptionRequest")(
        id=common.ids.uuid7(),
        listing_id=listing_id,
        reason=reason if isinstance(reason, str) else "",
        requested_by=submission.submitted_by,
        requested_at=submission.submitted_at,
    )


def _grant(request: Model, now: datetime) -> None:
    request.state, request.answer, request.decided_at = "granted", _DECIDED_BEFORE, now
    request.history = [
        *request.history,
        {"verb": "grant", "by": None, "at": now.isoformat(), "text": _DECIDED_BEFORE},
    ]
    request.save()


class Migration(migrations.Migration):
    dependencies = [("listings", "0029_listing_defaults"), ("reviews", "0013_exception_requests")]

    operations = [
        migrations.AddField("exceptionrequest", "files", models.JSONField(db_default=[], default=list)),
        migrations.AlterField(
            "exceptionrequest",
            "state",
            models.CharField(
                choices=[(state, state.capitalize()) for state in _STATES], default="requested", max_length=10
            ),
        ),
        migrations.RemoveConstraint("exceptionrequest", "reviews_exception_state"),
        migrations.AddConstraint(
            "exceptionrequest",
            models.CheckConstraint(condition=Q(state__in=_STATES), name="reviews_exception_state"),
        ),
        migrations.RunPython(grant_before, migrations.RunPython.noop),
    ]
