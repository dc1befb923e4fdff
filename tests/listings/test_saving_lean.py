"""The queries of a save, and who may open a revision by its number."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound
from listings.actions import save_section, save_sections
from listings.lifecycle.revision_locks import Numbered
from listings.models import Revision, Section, SectionVersion
from listings.states.revision_states import RevisionState
from listings.writes.merged_saves import Save
from tests.listings.scene import NOW, draft, member, organisation, reviewer, staff
from tilekit.core.field import Json

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Actor:
    return member(organisation())


@pytest.fixture
def revision(editor: Actor) -> Revision:
    return draft(editor)


def by_number(revision: Revision, by: Actor, **changes: Json) -> dict[str, Section]:
    key = Numbered(listing_id=revision.listing_id, number=revision.number)
    return save_sections(revision_id=key, saves=[Save(key="overview", changes=changes)], by=by, now=NOW)


def test_save_in_a_burst_asks_for_nothing_twice(revision: Revision, editor: Actor) -> None:
    by_number(revision, editor, title="One")

    with CaptureQueriesContext(connection) as asked:
        by_number(revision, editor, title="Two")

    statements = [query["sql"].split()[0] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert statements == ["SELECT", "SELECT", "UPDATE", "UPDATE", "UPDATE"]


def test_saves_by_turns_write_one_event_for_each_person(revision: Revision, editor: Actor) -> None:
    other = member(revision.listing.organisation)
    for number, by in enumerate((editor, other, editor, other)):
        save_section(
            revision_id=revision.pk, key="overview", version=None, changes={"title": f"No {number}"}, by=by, now=NOW
        )

    assert [Event.objects.filter(verb="section.edit", actor_id=by.id).count() for by in (editor, other)] == [1, 1]


def test_saved_sections_know_their_revision_and_what_they_held(revision: Revision, editor: Actor) -> None:
    sections = by_number(revision, editor, title="New")

    assert sections["overview"].revision.version == 2
    assert sections["overview"].former is not None
    assert sections["overview"].former["title"] == "Acme Widget"
    assert sections["pricing"].former is None


def test_revision_by_number_opens_for_those_who_read_it(revision: Revision) -> None:
    for by in (member(revision.listing.organisation, Role.VIEWER), staff(is_admin=True)):
        with pytest.raises(NotAllowed):
            by_number(revision, by, title="No")
    for by in (member(organisation("Other")), reviewer()):
        with pytest.raises(NotFound):
            by_number(revision, by, title="No")


def test_revision_by_number_stays_shut_while_the_partner_works_on_it(revision: Revision) -> None:
    Revision.objects.update(state=RevisionState.CHANGES_REQUESTED, submission_number=1)

    with pytest.raises(NotFound):
        by_number(revision, reviewer(), title="No")


def test_unknown_number_is_not_there(revision: Revision, editor: Actor) -> None:
    with pytest.raises(NotFound):
        save_sections(revision_id=Numbered(listing_id=revision.listing_id, number=7), saves=[], by=editor, now=NOW)


def test_renamed_records_of_a_burst_do_not_enter_another_persons_entry(revision: Revision, editor: Actor) -> None:
    other = member(revision.listing.organisation)
    for by, renames in ((editor, {"a": "b"}), (other, {"b": "c"}), (other, {"c": "d"})):
        save_section(
            revision_id=revision.pk,
            key="data",
            version=None,
            changes={"metric_prefix": f"acme.{renames}"},
            renames=renames,
            by=by,
            now=NOW,
        )

    entries = SectionVersion.objects.filter(section__revision=revision, section__key="data").order_by("version")
    assert [(entry.version, entry.renames) for entry in entries] == [(1, {}), (2, {"a": "b"}), (4, {"b": "d"})]
