"""The migration makes requests from decisions that were stored without one, and from submissions without a decision."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import Person
from reviews.models import ExceptionDecision, ExceptionRequest
from tests.reviews.scene import InReview, after

pytestmark = pytest.mark.django_db
copy_decisions = import_module("reviews.migrations.0013_exception_requests").copy_decisions


def migrate(scene: InReview) -> tuple[ExceptionRequest, str]:
    """The copied request, and the reason that the listing gives."""
    reason = ExceptionRequest.objects.get().reason
    ExceptionRequest.objects.all().delete()
    for answer, note, hours in (("declined", "Use a proxy.", 1), ("granted", "You are right.", 2)):
        if scene.reviewers:
            ExceptionDecision.objects.create(
                listing=scene.revision.listing,
                reason=reason,
                answer=answer,
                note=note,
                by=Person.objects.get(pk=scene.team("ecosystems").id),
                at=after(hours=hours),
            )
    for _ in range(2):
        copy_decisions(apps, None)
    return ExceptionRequest.objects.get(), reason


def test_decisions_become_a_request_with_their_history(scene: InReview) -> None:
    by = scene.team("ecosystems").id

    request, reason = migrate(scene)

    assert (request.state, request.answer, request.reason) == ("granted", "You are right.", reason)
    assert (request.decided_by, request.decided_at) == (by, after(hours=2))
    assert request.requested_by == scene.owner.id
    assert [(entry["verb"], entry["by"], entry["text"]) for entry in request.history] == [
        ("decline", str(by), "Use a proxy."),
        ("grant", str(by), "You are right."),
    ]


def test_submission_without_a_decision_becomes_an_open_request(scene: InReview) -> None:
    request, reason = migrate(scene)

    assert (request.state, request.reason, request.requested_by) == ("requested", reason, scene.owner.id)
    assert request.requested_at == scene.submission.submitted_at
