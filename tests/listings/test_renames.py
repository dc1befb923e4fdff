"""Renames stay known: over many saves, after old entries have been deleted, and when an older version is restored."""

from datetime import timedelta

import pytest

from common.actor import Actor
from listings.actions import restore_section_version, save_section
from listings.content.renames import combine_renames
from listings.models import Revision, Section
from listings.queries import renames_of
from listings.writes.history import MAX_HISTORY_ENTRIES
from tests.listings.scene import NOW, draft, member, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Actor:
    return member(organisation())


def rename(revision: Revision, old: str, new: str, *, by: Actor, minutes: int = 0) -> Section:
    return save_section(
        revision_id=revision.pk,
        key="data",
        version=None,
        changes={"log_pipeline_note": new},
        renames={old: new},
        by=by,
        now=NOW + timedelta(minutes=minutes),
    )


def test_two_renames_are_one() -> None:
    assert combine_renames({"a": "b", "x": "y"}, {"b": "c", "y": "x", "m": "n"}) == {"a": "c", "m": "n"}


def test_renames_before_the_moment_do_not_count(editor: Actor) -> None:
    revision = draft(editor)
    rename(revision, "a", "b", by=editor)
    rename(revision, "b", "c", by=editor, minutes=10)

    assert renames_of(revision.pk).since("data", NOW + timedelta(minutes=5)) == {"b": "c"}
    assert renames_of(revision.pk).since("data", NOW) == {"a": "c"}
    assert renames_of(revision.pk).since("content", NOW) == {}


def test_renames_outlive_the_entries_that_are_thinned_out(editor: Actor) -> None:
    revision = draft(editor)
    for number in range(MAX_HISTORY_ENTRIES + 5):
        rename(revision, f"m{number}", f"m{number + 1}", by=editor, minutes=10 * number)

    assert renames_of(revision.pk).since("data", NOW) == {"m0": f"m{MAX_HISTORY_ENTRIES + 5}"}


def test_restoring_a_version_takes_back_what_was_renamed_after_it(editor: Actor) -> None:
    revision = draft(editor)
    first = rename(revision, "a", "b", by=editor, minutes=10)
    rename(revision, "b", "c", by=editor, minutes=20)
    last = rename(revision, "c", "d", by=editor, minutes=30)

    restore_section_version(
        revision_id=revision.pk,
        key="data",
        version=last.version,
        restored=first.version,
        by=editor,
        now=NOW + timedelta(minutes=40),
    )

    assert renames_of(revision.pk).since("data", NOW + timedelta(minutes=35)) == {"d": "b"}
