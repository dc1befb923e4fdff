"""The file storage doesn't respond while a worker runs: checks and archives are not blamed."""

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from files import store
from files.actions import put_blob
from jobs.models import OPEN_STATES, Job, JobState
from jobs.worker import run_job
from listings.content import parse_cache
from listings.imports.queued_imports import ImportTarget, StoredFolder, request_stored_import
from listings.models import Import
from tests.files.outage import make_unavailable
from tests.validation.scene import organisation_of, owner, submitted
from validation.models import CheckFailure, Run, RunFinding

pytestmark = pytest.mark.django_db


def _assert_tried_again(kind: str) -> None:
    (job,) = Job.objects.filter(kind=kind)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error.partition(":")[0]) == (JobState.QUEUED, "FileNotReadable")


def test_a_check_run_is_tried_again(data_dir: Path, settings: Settings) -> None:
    submitted(owner(), now=timezone.now())
    make_unavailable(data_dir, settings)

    _assert_tried_again(Run.job_kind)

    assert not CheckFailure.objects.exists()
    assert not RunFinding.objects.exists()


def test_a_check_run_is_tried_again_while_the_folder_of_files_is_missing(data_dir: Path) -> None:
    submitted(owner(), now=timezone.now())
    (data_dir / "files").rename(data_dir / "unmounted")
    store.clear_cache()
    parse_cache.clear_cache()

    _assert_tried_again(Run.job_kind)

    assert not CheckFailure.objects.exists()


def test_an_import_is_tried_again(data_dir: Path, settings: Settings) -> None:
    by = owner()
    target = ImportTarget(organisation_id=organisation_of(by).pk)
    archive = put_blob(b"an archive", name="a.zip", now=timezone.now())
    request_stored_import(StoredFolder(sha256=archive.sha256), target=target, by=by, now=timezone.now())
    make_unavailable(data_dir, settings)

    _assert_tried_again(Import.job_kind)

    assert Import.objects.filter(state__in=OPEN_STATES, refusal="").exists()
