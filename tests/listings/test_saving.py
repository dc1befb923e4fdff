from datetime import datetime, timedelta

import pytest

from audit.models import Event
from common.actor import SYSTEM, Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from files.errors import FileRefused, FileUnknown
from files.models import Blob, BlobUse
from listings.actions import attach_file, restore_section_version, save_section, save_sections
from listings.errors import FieldUnknown, SectionChanged
from listings.models import Listing, Revision, Section, SectionVersion
from listings.states.revision_states import RevisionState
from listings.writes.merged_saves import Save
from tests.files import samples
from tests.listings.scene import NOW, draft, member, organisation, reloaded, reviewer, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Actor:
    return member(organisation())


@pytest.fixture
def revision(editor: Actor) -> Revision:
    return draft(editor)


def save(
    revision: Revision, by: Actor, *, version: int | None = None, now: datetime = NOW, **changes: object
) -> Section:
    return save_section(revision_id=revision.pk, key="overview", version=version, changes=changes, by=by, now=now)


def stored_section(revision: Revision, key: str = "overview") -> Section:
    return Section.objects.get(revision=revision, key=key)


def test_save_section_stores_changed_fields_and_counts(revision: Revision, editor: Actor) -> None:
    section = save(revision, editor, version=1, short_description="Watch your widgets")

    assert section.version == 2
    row = stored_section(revision)
    assert (row.document["short_description"], row.document["title"]) == ("Watch your widgets", "Acme Widget")
    assert (row.version, row.updated_by, row.changed["short_description"]) == (2, editor.id, 2)
    assert reloaded(revision).version == 2
    assert Event.objects.filter(verb="section.edit", actor_id=editor.id).count() == 1


def test_save_section_keeps_what_is_no_value(revision: Revision, editor: Actor) -> None:
    save(revision, editor, sales_email=5, short_description="x" * 400)

    row = stored_section(revision).document
    assert row["sales_email"] == 5
    assert len(row["short_description"]) == 400


def test_save_section_without_a_change_writes_nothing(revision: Revision, editor: Actor) -> None:
    section = save(revision, editor, version=1, title="Acme Widget")

    assert section.version == 1
    assert reloaded(revision).version == 1
    assert not Event.objects.filter(verb="section.edit").exists()


def test_save_section_gives_rows_a_key(revision: Revision, editor: Actor) -> None:
    save(revision, editor, resources=[{"url": "https://a.example"}, {"key": "kept", "url": "https://b.example"}])

    first, second = stored_section(revision).document["resources"]
    assert len(first["key"]) == 10
    assert second["key"] == "kept"


def test_save_section_sets_what_follows_in_another_section(revision: Revision, editor: Actor) -> None:
    saves = [
        Save(key="configuration", changes={"code_type": "agent"}),
        Save(key="overview", changes={"integration_id": "acme-new"}),
    ]

    sections = save_sections(revision_id=revision.pk, saves=saves, by=editor, now=NOW)

    assert sections["configuration"].document["package_name"] == "datadog-acme_new"
    assert reloaded(revision).version == 2


def test_save_section_ignores_what_the_portal_fills_in(revision: Revision, editor: Actor) -> None:
    save(revision, editor, vendor_id="stolen", title="New title")

    row = stored_section(revision).document
    assert (row["vendor_id"], row["title"]) == ("acme", "New title")


def test_save_section_merges_other_fields_of_others(revision: Revision, editor: Actor) -> None:
    other = member(revision.listing.organisation)
    save(revision, editor, version=1, short_description="From one")

    section = save(revision, other, version=1, title="From the other")

    assert section.document["short_description"] == "From one"
    assert section.document["title"] == "From the other"
    assert section.version == 3


def test_save_section_tells_of_a_conflict_and_stores_nothing(revision: Revision, editor: Actor) -> None:
    other = member(revision.listing.organisation)
    save(revision, editor, version=1, title="From one")

    with pytest.raises(SectionChanged) as conflict:
        save(revision, other, version=1, title="From the other", short_description="Not stored")

    conflict_text = conflict.value.context["conflicts"]["overview.title"]
    assert conflict_text == {"base": "Acme Widget", "mine": "From the other", "theirs": "From one"}
    assert "short_description" not in stored_section(revision).document
    assert reloaded(revision).version == 2


def test_save_section_of_the_same_value_is_no_conflict(revision: Revision, editor: Actor) -> None:
    save(revision, editor, version=1, title="Same")

    assert save(revision, editor, version=1, title="Same").version == 2


def test_save_section_merges_rows_of_two_editors(revision: Revision, editor: Actor) -> None:
    rows = [{"key": "a", "url": "https://a.example"}, {"key": "b", "url": "https://b.example"}]
    base = save(revision, editor, resources=rows).version
    later = NOW + timedelta(minutes=5)
    other = member(revision.listing.organisation)
    save(revision, other, version=base, now=later, resources=[{**rows[0], "url": "https://new.example"}, rows[1]])

    section = save(
        revision, editor, version=base, now=later, resources=[*rows, {"key": "c", "url": "https://c.example"}]
    )

    assert [row["url"] for row in section.document["resources"]] == [
        "https://new.example",
        "https://b.example",
        "https://c.example",
    ]


def test_save_sections_stores_all_or_none(revision: Revision, editor: Actor) -> None:
    saves = [
        Save(key="support", changes={"support_md": "Write to us."}),
        Save(key="overview", changes={"no_such_field": 1}),
    ]

    with pytest.raises(FieldUnknown):
        save_sections(revision_id=revision.pk, saves=saves, by=editor, now=NOW)

    assert "support_md" not in stored_section(revision, "support").document


@pytest.mark.parametrize(
    "state", [state for state in RevisionState if state not in (RevisionState.DRAFT, RevisionState.CHANGES_REQUESTED)]
)
def test_save_section_behind_a_freeze_is_refused(revision: Revision, editor: Actor, state: RevisionState) -> None:
    archived = {"archived_from": "draft"} if state is RevisionState.ARCHIVED else {}
    planned = {"release_at": NOW} if state is RevisionState.SCHEDULED else {}
    Revision.objects.update(state=state, **archived, **planned)

    with pytest.raises(NotPossible):
        save(revision, editor, title="Too late")

    assert stored_section(revision).version == 1


def test_save_section_is_for_editors_of_the_organisation(revision: Revision) -> None:
    with pytest.raises(NotAllowed):
        save(revision, member(revision.listing.organisation, Role.VIEWER), title="No")
    with pytest.raises(NotAllowed):
        save(revision, staff(is_admin=True), title="No")
    for actor in (reviewer(), member(organisation("Other"))):
        with pytest.raises(NotFound):
            save(revision, actor, title="No")


def test_history_keeps_one_entry_for_a_burst(revision: Revision, editor: Actor) -> None:
    for second in (0, 30, 60):
        save(revision, editor, now=NOW + timedelta(seconds=second), title=f"Title {second}")
    save(revision, editor, now=NOW + timedelta(minutes=3), title="Later")
    save(revision, member(revision.listing.organisation), now=NOW + timedelta(minutes=3), title="Other")

    entries = SectionVersion.objects.filter(section=stored_section(revision)).order_by("version")

    assert [(entry.version, entry.document["title"]) for entry in entries] == [
        (1, "Acme Widget"),
        (4, "Title 60"),
        (5, "Later"),
        (6, "Other"),
    ]


def test_history_keeps_twenty_entries_and_what_was_frozen(revision: Revision, editor: Actor) -> None:
    SectionVersion.objects.filter(section=stored_section(revision)).update(is_submitted=True)
    for number in range(25):
        save(revision, editor, now=NOW + timedelta(minutes=10 * number), title=f"Title {number}")

    entries = SectionVersion.objects.filter(section=stored_section(revision)).order_by("version")
    assert [entry.version for entry in entries] == [1, *range(7, 27)]


def test_history_follows_renamed_records_through_a_burst(revision: Revision, editor: Actor) -> None:
    for number, (old, new) in enumerate([("a", "b"), ("b", "c"), ("x", "y")]):
        save_section(
            revision_id=revision.pk,
            key="data",
            version=None,
            changes={"metric_prefix": f"acme.{number}."},
            renames={old: new},
            by=editor,
            now=NOW,
        )

    assert SectionVersion.objects.get(section__key="data", version=4).renames == {"a": "c", "x": "y"}


def test_audit_has_one_event_per_person_section_and_ten_minutes(revision: Revision, editor: Actor) -> None:
    other = member(revision.listing.organisation)
    for minutes, by in ((0, editor), (9, editor), (9, other), (11, editor)):
        save(revision, by, now=NOW + timedelta(minutes=minutes), title=f"{minutes} {by.id}")
    save_section(revision_id=revision.pk, key="support", version=None, changes={"support_md": "x"}, by=editor, now=NOW)

    events = Event.objects.filter(verb="section.edit")

    assert events.filter(actor_id=editor.id, object_ids__section="overview").count() == 2
    assert events.filter(actor_id=other.id).count() == 1
    assert events.filter(actor_id=editor.id, object_ids__section="support").count() == 1


def test_restore_section_version_is_a_new_save(revision: Revision, editor: Actor) -> None:
    save(revision, editor, title="New title", short_description="New")

    section = restore_section_version(
        revision_id=revision.pk, key="overview", version=2, restored=1, by=editor, now=NOW + timedelta(minutes=3)
    )

    assert section.version == 3
    assert section.document["title"] == "Acme Widget"
    assert not section.document["short_description"]
    assert SectionVersion.objects.filter(section=section).count() == 3
    assert Event.objects.filter(verb="section.restore").count() == 1


def test_restore_section_version_fails_for_a_forgotten_one(revision: Revision, editor: Actor) -> None:
    with pytest.raises(NotFound):
        restore_section_version(revision_id=revision.pk, key="overview", version=1, restored=9, by=editor, now=NOW)


def test_listing_gets_its_number_once_it_exchanges_data(revision: Revision, editor: Actor) -> None:
    Listing.objects.update(source_type_id=None)

    for code_type, is_numbered in (("tile_only", False), ("agent", True)):
        save_section(
            revision_id=revision.pk,
            key="configuration",
            version=None,
            changes={"code_type": code_type},
            by=editor,
            now=NOW,
        )
        assert (reloaded(revision).listing.source_type_id is not None) is is_numbered


@pytest.mark.usefixtures("data_dir")
class TestFiles:
    def attach(self, revision: Revision, by: Actor, path: str, name: str, content: bytes) -> Section:
        return attach_file(revision_id=revision.pk, path=path, name=name, content=content, by=by, now=NOW)

    def test_attach_file_points_the_field_at_the_bytes(self, revision: Revision, editor: Actor) -> None:
        section = self.attach(revision, editor, "overview.logo_light", "C:\\logos\\acme.svg", samples.SVG)

        blob = Blob.objects.get()
        reference = section.document["logo_light"]
        assert (reference["name"], reference["sha256"], reference["size"]) == (
            "acme.svg",
            blob.sha256,
            len(samples.SVG),
        )
        assert BlobUse.objects.filter(listing_id=revision.listing_id, blob=blob).count() == 1

    def test_attach_file_keeps_the_place_of_the_file_before(self, revision: Revision, editor: Actor) -> None:
        self.attach(revision, editor, "content.dashboards", "acme.json", b"{}")
        row = stored_section(revision, "content").document["dashboards"][0]
        imported = [{**row, "file": {**row["file"], "name": "assets/dashboards/old.json"}}]
        save_section(
            revision_id=revision.pk, key="content", version=None, changes={"dashboards": imported}, by=editor, now=NOW
        )

        section = self.attach(revision, editor, f"content.dashboards[{row['key']}].file", "new.json", b"[]")

        assert section.document["dashboards"][0]["file"]["name"] == "assets/dashboards/old.json"
        assert section.document["dashboards"][0]["file"]["size"] == 2

    def test_attach_file_takes_the_name_of_a_wheel_with_it(self, revision: Revision, editor: Actor) -> None:
        """A new wheel keeps its own name, because the name contains the version."""
        old, new = (f"datadog_acme_widget-{version}-py3-none-any.whl" for version in ("1.0.0", "1.1.0"))
        section = self.attach(revision, editor, "configuration.wheel", old, samples.wheel())
        section.document["wheel"]["name"] = f"dist/{old}"
        section.save()

        section = self.attach(revision, editor, "configuration.wheel", new, samples.wheel(version="1.1.0"))

        assert section.document["wheel"]["name"] == f"dist/{new}"

    @pytest.mark.parametrize("field", ["dashboards", "detection_rules"])
    def test_attach_file_adds_a_row_without_a_permanent_name(
        self, revision: Revision, editor: Actor, field: str
    ) -> None:
        section = self.attach(revision, editor, f"content.{field}", "Acme Overview.json", b"{}")

        (row,) = section.document[field]
        assert row["short_name"] == ""
        assert row["file"]["name"] == "Acme Overview.json"
        assert row["key"]

    def test_attach_file_refuses_another_kind(self, revision: Revision, editor: Actor) -> None:
        with pytest.raises(FileRefused):
            self.attach(revision, editor, "overview.logo_light", "logo.svg", samples.png())

        assert not Blob.objects.exists()
        assert stored_section(revision).version == 1

    @pytest.mark.parametrize("path", ["overview.title", "overview.nothing", "nothing", "content.dashboards[x].file"])
    def test_attach_file_fails_where_no_file_goes(self, revision: Revision, editor: Actor, path: str) -> None:
        with pytest.raises(NotFound):
            self.attach(revision, editor, path, "a.json", b"{}")

    def test_attach_file_stores_nothing_for_those_who_may_not(self, revision: Revision) -> None:
        with pytest.raises(NotAllowed):
            self.attach(
                revision,
                member(revision.listing.organisation, Role.VIEWER),
                "overview.logo_light",
                "l.svg",
                samples.SVG,
            )

        assert not Blob.objects.exists()

    def test_save_section_takes_no_file_of_another_listing(self, revision: Revision, editor: Actor) -> None:
        other = draft(editor, name="Other")
        secret = self.attach(other, editor, "overview.logo_light", "logo.svg", samples.SVG).document["logo_light"]

        with pytest.raises(FileUnknown):
            save(revision, editor, logo_light=secret)

        assert not BlobUse.objects.filter(listing_id=revision.listing_id).exists()


def test_save_section_by_the_system_sets_read_only_fields(revision: Revision) -> None:
    changes = {"oauth_client_id": "abc"}

    section = save_section(
        revision_id=revision.pk, key="configuration", version=None, changes=changes, by=SYSTEM, now=NOW
    )

    assert section.document["oauth_client_id"] == "abc"


def test_decided_conflict_is_saved_and_leaves_others_changes(revision: Revision, editor: Actor) -> None:
    rows = [{"key": "a", "caption": "1"}, {"key": "b", "caption": "1"}]
    started = save(revision, editor, media=rows).version
    other = member(revision.listing.organisation)
    save(revision, other, version=started, media=[{"key": "a", "caption": "2"}, {"key": "b", "caption": "2"}])
    typed = [{"key": "a", "caption": "3"}, {"key": "b", "caption": "1"}]
    with pytest.raises(SectionChanged):
        save(revision, editor, version=started, media=typed)

    save_section(
        revision_id=revision.pk,
        key="overview",
        version=started,
        changes={"media": typed},
        overrules={"media[a].caption": "2"},
        by=editor,
        now=NOW,
    )

    assert [row["caption"] for row in stored_section(revision).document["media"]] == ["3", "2"]


def test_decided_conflict_is_saved_where_the_older_version_is_not_kept(revision: Revision, editor: Actor) -> None:
    other = member(revision.listing.organisation)
    rows = [{"key": key, "caption": "1"} for key in "abc"]
    save(revision, other, media=rows)
    started = save(revision, other, media=[*rows, {"key": "d", "caption": "1"}]).version
    theirs = save(revision, other, media=[{**rows[0], "caption": "2"}, *rows[1:]]).document["media"]
    typed = [{**rows[0], "caption": "3"}, *({"key": key} for key in "bcd")]  # folded rows are sent with their key only
    with pytest.raises(SectionChanged) as conflict:
        save(revision, editor, version=started, media=typed)
    assert list(conflict.value.context["conflicts"]) == ["overview.media"]

    sent, seen = {"media": typed}, {"media": theirs}
    save_section(
        revision_id=revision.pk, key="overview", version=started, changes=sent, overrules=seen, by=editor, now=NOW
    )

    assert stored_section(revision).document["media"] == [{**rows[0], "caption": "3"}, *rows[1:]]


def test_decision_against_another_value_is_a_conflict_again(revision: Revision, editor: Actor) -> None:
    save(revision, member(revision.listing.organisation), version=1, title="Theirs")

    with pytest.raises(SectionChanged):
        save_section(
            revision_id=revision.pk,
            key="overview",
            version=1,
            changes={"title": "Mine"},
            overrules={"title": "What they had before"},
            by=editor,
            now=NOW,
        )


def test_row_keeps_cells_that_are_not_sent_or_not_the_partners(revision: Revision, editor: Actor) -> None:
    row = {"key": "a", "media_type": "image", "caption": "One", "video": None}
    save(revision, editor, media=[row])
    Section.objects.filter(revision=revision, key="overview").update(
        document={**stored_section(revision).document, "media": [{**row, "vimeo_id": 42}]}
    )

    save(revision, editor, media=[{"key": "a", "caption": "Two", "vimeo_id": 7}])

    assert stored_section(revision).document["media"] == [{**row, "caption": "Two", "vimeo_id": 42}]


def test_file_made_from_one_that_was_replaced_is_stale(revision: Revision, editor: Actor) -> None:
    def attach(content: bytes, replaces: str = "") -> str:
        section = attach_file(
            revision_id=revision.pk,
            path="data.metadata_csv",
            name="metadata.csv",
            content=content,
            replaces=replaces,
            by=editor,
            now=NOW,
        )
        return str(section.document["metadata_csv"]["sha256"])

    first = attach(b"metric_name\n")
    second = attach(b"metric_name\nacme.one\n", replaces=first)

    with pytest.raises(Stale):
        attach(b"metric_name\nacme.two\n", replaces=first)

    assert stored_section(revision, "data").document["metadata_csv"]["sha256"] == second
