"""Files that one save attaches to a section."""

import pytest

from common.actor import Actor
from common.errors import Stale
from listings.actions import FileToAttach, attach_files
from listings.models import Revision
from tests.listings.scene import NOW, draft, member, organisation
from tests.listings.test_saving import stored_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Actor:
    return member(organisation())


@pytest.fixture
def revision(editor: Actor) -> Revision:
    return draft(editor)


def test_new_file_is_stale_if_there_is_one_already(revision: Revision, editor: Actor) -> None:
    new = FileToAttach(name="metadata.csv", content=b"metric_name\n", replaces="")
    files = {"data.metadata_csv": new}
    attach_files(revision_id=revision.pk, files=files, by=editor, now=NOW)

    with pytest.raises(Stale):
        attach_files(revision_id=revision.pk, files=files, by=editor, now=NOW)


def test_files_are_attached_together_or_not_at_all(revision: Revision, editor: Actor) -> None:
    def attach(tests_replace: str) -> None:
        pipeline = FileToAttach(name="a.yaml", content=b"id: a\n", replaces="")
        tests = FileToAttach(name="a_tests.yaml", content=b"id: a\n", replaces=tests_replace)
        files = {"data.log_pipeline_yaml": pipeline, "data.log_tests_yaml": tests}
        attach_files(revision_id=revision.pk, files=files, by=editor, now=NOW)

    with pytest.raises(Stale):
        attach("0" * 64)
    assert not stored_section(revision, "data").document.get("log_pipeline_yaml")
    attach("")

    document = stored_section(revision, "data").document
    assert document["log_pipeline_yaml"]["name"] == "a.yaml"
    assert document["log_tests_yaml"]["name"] == "a_tests.yaml"
