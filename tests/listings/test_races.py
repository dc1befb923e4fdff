"""Concurrent actions, each in a thread with its own connection."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from common.errors import SlipwayError
from files.actions import put_blob
from files.models import Blob
from listings.actions import create_listing, save_section, submit_revision
from listings.errors import NameTaken
from listings.models import Listing, Section, Submission
from tests.files import samples
from tests.listings.scene import NOW, draft, member, organisation, reloaded
from tests.validation.scene import owner, ready

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]
T = TypeVar("T")


def at_once(acts: Sequence[Callable[[], T]]) -> list[T | SlipwayError]:
    """The result or the error of each function; all start at the same time."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | SlipwayError:
        try:
            barrier.wait(timeout=10)
            return act()
        except SlipwayError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_saves_of_different_fields_are_all_kept() -> None:
    by = member(organisation())
    revision = draft(by)
    fields = ["title", "short_description", "overview_md", "sales_email"]

    def save(name: str) -> Callable[[], Section]:
        return lambda: save_section(
            revision_id=revision.pk, key="overview", version=1, changes={name: f"new {name}"}, by=by, now=NOW
        )

    results = at_once([save(name) for name in fields])

    stored = Section.objects.get(revision=revision, key="overview")
    assert [result for result in results if isinstance(result, SlipwayError)] == []
    assert [stored.document[name] for name in fields] == [f"new {name}" for name in fields]
    assert (stored.version, reloaded(revision).version) == (5, 5)


def test_saves_of_the_same_field_keep_one_and_tell_the_other() -> None:
    by = member(organisation())
    revision = draft(by)

    def save(text: str) -> Callable[[], Section]:
        return lambda: save_section(
            revision_id=revision.pk, key="overview", version=1, changes={"title": text}, by=by, now=NOW
        )

    results = at_once([save("one"), save("other")])

    refused = [result for result in results if isinstance(result, SlipwayError)]
    assert [error.code for error in refused] == ["section-changed"]
    assert Section.objects.get(revision=revision, key="overview").version == 2


def test_submissions_at_once_make_one_round() -> None:
    by = owner()
    revision = ready(by)

    results = at_once([lambda: submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)] * 2)

    assert Submission.objects.count() == 1
    assert {getattr(result, "pk", None) for result in results} == {Submission.objects.get().pk}


def test_save_and_submission_at_once_never_mix() -> None:
    by = owner()
    revision = ready(by)
    before = revision.version

    def save() -> object:
        changes = {"support_md": "Changed at the last moment."}
        return save_section(revision_id=revision.pk, key="support", version=None, changes=changes, by=by, now=NOW)

    at_once([save, lambda: submit_revision(revision_id=revision.pk, seen=before, by=by, now=NOW)])

    stored = Section.objects.get(revision=revision, key="support").document
    submission = Submission.objects.first()
    is_saved = stored["support_md"].startswith("Changed")
    # Either the save was first and the submission was stale, or the freeze was first and the save was refused.
    assert is_saved is (submission is None)


def test_listings_of_one_name_at_once_make_one() -> None:
    by = member(organisation())

    def create() -> object:
        return create_listing(
            organisation_id=next(iter(by.organisations)),
            route="integrations",
            offering_type="integration",
            name="Acme",
            by=by,
            now=NOW,
        )

    results = at_once([create, create])

    assert [type(result) for result in results if isinstance(result, SlipwayError)] == [NameTaken]
    assert Listing.objects.count() == 1


def test_uploads_of_the_same_bytes_at_once_make_one_blob(data_dir: Path) -> None:
    at_once([lambda: put_blob(samples.PDF, name="eula.pdf", now=NOW)] * 4)

    assert Blob.objects.count() == 1
    assert len([path for path in (data_dir / "files").rglob("*") if path.is_file()]) == 1
