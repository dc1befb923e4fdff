"""A draft is checked again only if checks would read something else."""

from collections.abc import Callable

import pytest

from listings.actions import save_section
from listings.content.bundles import bundle_of_revision
from listings.content.submissions import bundle_of_submission
from tests.listings.scene import NOW, reloaded
from tests.validation.scene import owner, ready, submitted
from validation import tasks
from validation.actions import request_run
from validation.input_digest import input_digest
from validation.models import RunState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
RunJobs = Callable[[], int]


def test_draft_that_was_read_is_not_run_again(run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    by = owner()
    revision = ready(by)
    runs: list[object] = []
    run_checks = tasks.run_checks
    monkeypatch.setattr(tasks, "run_checks", lambda *args, **named: runs.append(args) or run_checks(*args, **named))

    first = request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()
    second = request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()

    assert (second.pk, len(runs)) == (first.pk, 1)


def test_draft_is_run_again_where_only_the_release_wish_changed(run_jobs: RunJobs) -> None:
    """The requested release date is not in a folder or the content digest, but a deep check reads it."""
    by = owner()
    revision = ready(by)
    first = request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()
    changes = {"requested_release": "on_date", "requested_release_on": "2030-01-01"}
    save_section(revision_id=revision.pk, key="submission", version=None, changes=changes, by=by, now=NOW)

    second = request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()

    first.refresh_from_db()
    second.refresh_from_db()
    assert second.pk != first.pk
    assert (second.digest, second.state) == (first.digest, RunState.PASSED)
    assert second.reading != first.reading


def test_fields_outside_the_folder_are_part_of_the_digest() -> None:
    """The content digest doesn't include the maintainer, but a check reads it."""
    by = owner()
    first = submitted(by)
    revision = reloaded(first.revision_id)
    changes = {"maintainer_email": "not an address"}
    type(revision).objects.filter(pk=revision.pk).update(state="draft")
    save_section(revision_id=revision.pk, key="support", version=None, changes=changes, by=by, now=NOW)

    bundle, before = bundle_of_revision(reloaded(revision)), bundle_of_submission(first)

    assert bundle.digest == before.digest
    assert input_digest(bundle) != input_digest(before)
