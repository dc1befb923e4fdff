"""Databases that earlier versions wrote work after the upgrade: older ones on SQLite, the newest on PostgreSQL."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from accounts.actors import actor_of
from accounts.models import Person, Team
from jobs.kind_registry import kind_names
from jobs.models import Job, JobState
from listings.actions import save_section
from listings.models import Revision, Submission
from notices.kind_registry import all_kinds
from reviews.actions import approve_review
from reviews.models import Review, Verdict
from tests.browser.pages import MISSING
from tests.portal.former_database import ARCHIVES, Known, load, unpack, upgrade

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
_OLDER = [pytest.param(name, marks=pytest.mark.sqlite_is_enough) for name in ARCHIVES[:-1]]
_NEWEST = pytest.param(ARCHIVES[-1], marks=pytest.mark.postgresql_is_enough)  # SQLite reaches it from the older ones


@pytest.fixture(params=[*_OLDER, _NEWEST])
def former(request: pytest.FixtureRequest, data_dir: Path, settings: pytest.FixtureRequest) -> Iterator[Known]:
    """The content of known.json, after the old database was loaded and upgraded."""
    settings.DEMO_MODE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = data_dir / "mail"
    content = unpack(request.param, data_dir)
    load(data_dir / "slipway.sqlite3")
    upgrade()
    yield content
    upgrade()


# `remove-old-records` does what these did. A waiting job of such a kind fails, and nothing is lost by that.
_REPLACED_KINDS = {
    *(f"delete-expired-{rows}" for rows in ("sessions", "idempotency-keys", "configure-requests", "uploads", "jobs")),
    *(f"delete-expired-{rows}" for rows in ("deliveries", "webhook-deliveries", "dry-runs", "trials", "audit-exports")),
    *("delete-old-audit-addresses", "collect-blobs"),
}


def client_of(former: Known, login: str) -> Client:
    client = Client()
    if login:
        client.force_login(Person.objects.get(pk=former.people[login]))
    return client


def test_former_database_works_after_the_upgrade(former: Known, run_jobs: Callable[[], int]) -> None:
    assert broken_pages(former) == []
    assert Client().get("/rules/DB-008/").headers["Location"] == "/checks/DB-008/"
    assert set(former.job_kinds) - _REPLACED_KINDS <= set(kind_names())
    assert set(former.notice_kinds) <= {kind.name for kind in all_kinds()}

    waiting = Job.objects.filter(state=JobState.QUEUED)
    assert waiting.exists()
    run_jobs()
    save_draft(former)
    approve(former)
    run_jobs()


def broken_pages(former: Known) -> list[str]:
    """The pages that return an error. Each view is opened once, by the first person who had opened it."""
    broken, seen = [], set()
    for login, pages in former.pages.items():
        client = client_of(former, login)
        for page in (page.partition("#")[0] for page in pages if page not in MISSING):
            view = resolve(page.partition("?")[0]).view_name
            if view not in seen:
                seen.add(view)
                status = client.get(page, follow=True).status_code
                broken += [f"{login} {page}: {status}"] if status != HTTPStatus.OK else []
    return broken


def save_draft(former: Known) -> None:
    revision = Revision.objects.get(listing_id=UUID(former.values["draft"]))
    by = actor_of(Person.objects.get(pk=former.people["partner"]))

    save_section(
        revision_id=revision.pk, key="overview", version=None, changes={"title": "Harbour"}, by=by, now=timezone.now()
    )

    page = client_of(former, "partner").get(f"/listings/{revision.listing_id}/revisions/1/overview/").content.decode()
    assert 'value="Harbour"' in page


def approve(former: Known) -> None:
    review = Review.objects.get(pk=former.values[f"review_{Team.ENGINEERING}"])
    submission = Submission.objects.filter(revision=review.revision).latest("submitted_at")
    by = actor_of(Person.objects.get(pk=former.people["engineering"]))

    decision = approve_review(review_id=review.pk, submission_id=submission.pk, note="", by=by, now=timezone.now())

    assert decision.verdict == Verdict.APPROVE
