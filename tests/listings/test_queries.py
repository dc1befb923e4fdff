from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec import structs

from accounts.models import Team
from common.actor import ANONYMOUS, SYSTEM, Actor, Role, TeamRole
from common.errors import NotFound
from files.access import visible_blob
from listings import queries
from listings.actions import attach_file, save_section, submit_revision, withdraw_revision
from listings.content.bundles import bundles_of_revisions
from listings.models import Identity, IdentityKind, Listing, Release, Revision, StatePeriod
from listings.queries.durations import LAST, Durations, periods_of
from listings.queries.transition_facts import listing_facts
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party
from tests.files import samples
from tests.listings.scene import NOW, draft, member, organisation, reloaded, reviewer, staff
from tests.validation.scene import attest_again, owner, ready
from tilekit.checks.context import ANOTHER_LISTING
from tilekit.sections.differences import ChangeKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def test_drafts_are_visible_to_members_leads_and_admins() -> None:
    editor, foreigner = member(organisation()), member(organisation("Other"), Role.OWNER)
    revision = draft(editor)
    lead, admin = staff(teams={Team.ENGINEERING: TeamRole.LEAD}), staff(is_admin=True)

    seeing = [
        actor for actor in (editor, lead, admin, SYSTEM, reviewer(), foreigner, ANONYMOUS) if _sees(actor, revision)
    ]

    assert seeing == [editor, lead, admin, SYSTEM]


def test_one_that_signed_in_for_a_listing_sees_that_alone() -> None:
    editor = member(organisation())
    bound_draft, other = draft(editor), draft(editor, name="Another")

    bound = structs.replace(editor, only_listing=bound_draft.listing_id)

    assert (_sees(bound, bound_draft), _sees(bound, other)) == (True, False)
    assert [queries.is_readable(revision, bound) for revision in (bound_draft, other)] == [True, False]
    foreign = structs.replace(member(organisation("Other")), only_listing=bound_draft.listing_id)
    assert not _sees(foreign, bound_draft)


def test_reviewers_read_what_was_submitted_and_not_what_is_at_work() -> None:
    by, reads = owner(), reviewer()
    revision = ready(by)
    submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)
    assert _sees(reads, revision)
    assert queries.readable_revisions(reads).filter(pk=revision.pk).exists()

    withdraw_revision(revision_id=revision.pk, seen=None, reason="", by=by, now=NOW)

    assert _sees(reads, revision)
    assert not queries.readable_revisions(reads).filter(pk=revision.pk).exists()
    assert queries.readable_revisions(by).filter(pk=revision.pk).exists()


def test_reviewers_see_files_that_were_submitted() -> None:
    by, reads = owner(), reviewer()
    revision = ready(by)
    first = submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)
    frozen = next(iter(first.files.values()))
    withdraw_revision(revision_id=revision.pk, seen=None, reason="", by=by, now=NOW)
    attach_file(
        revision_id=revision.pk, path="overview.logo_dark", name="dark.svg", content=samples.SVG, by=by, now=NOW
    )
    later = reloaded(revision).sections.get(key="overview").document["logo_dark"]["sha256"]

    assert [queries.is_file_visible(reads, revision.listing_id, digest) for digest in (frozen, later)] == [True, False]
    assert [queries.is_file_visible(by, revision.listing_id, digest) for digest in (frozen, later)] == [True, True]


def _sees(actor: Actor, revision: Revision) -> bool:
    listings = queries.visible_listings(actor).filter(pk=revision.listing_id)
    revisions = queries.visible_revisions(actor).filter(pk=revision.pk)
    assert listings.exists() == revisions.exists() == queries.is_visible(revision.listing, actor)
    return revisions.exists()


def test_submissions_are_visible_to_members_and_staff() -> None:
    by = owner()
    submission = submit_revision(revision_id=ready(by).pk, seen=None, by=by, now=NOW)

    assert queries.submission_for(by, submission.pk) == submission
    assert queries.submission_for(reviewer(), submission.pk) == submission
    for actor in (member(organisation("Other")), ANONYMOUS):
        with pytest.raises(NotFound):
            queries.submission_for(actor, submission.pk)


def test_files_of_a_draft_are_visible_to_members_and_leads() -> None:
    editor = member(organisation())
    revision = draft(editor)
    section = attach_file(
        revision_id=revision.pk, path="overview.logo_light", name="a.svg", content=samples.SVG, by=editor, now=NOW
    )
    sha256 = section.document["logo_light"]["sha256"]

    seen = {
        "editor": editor,
        "lead": staff(teams={Team.ENGINEERING: TeamRole.LEAD}),
        "reviewer": reviewer(),
        "stranger": member(organisation("Other")),
        "nobody": ANONYMOUS,
    }
    assert {name for name, actor in seen.items() if visible_blob(actor, revision.listing_id, sha256)} == {
        "editor",
        "lead",
    }


def test_open_revision_is_the_one_under_way() -> None:
    revision = draft(owner())

    assert queries.open_revision(revision.listing_id) == revision
    Revision.objects.update(state=RevisionState.PUBLISHED)
    assert queries.open_revision(revision.listing_id) is None


def test_working_revisions_are_the_newest_ones() -> None:
    by = owner()
    first, other = draft(by), draft(by, name="Other")
    Revision.objects.filter(pk=first.pk).update(state=RevisionState.PUBLISHED)
    second = Revision.objects.create(listing=first.listing, number=2, state_since=NOW, created_at=NOW, active_at=NOW)

    revisions = queries.working_revisions(Listing.objects.all())

    assert revisions == {first.listing_id: second, other.listing_id: other}


class TestStatus:
    def test_draft_waits_for_the_partner(self) -> None:
        revision = reloaded(draft(owner()))

        line = queries.status_of([revision], to=SYSTEM)[revision.pk]

        assert (line.party, line.since, line.likely) == (Party.PARTNER, NOW, "")

    def stays(self, revision: Revision, hours: Sequence[int], state: RevisionState = RevisionState.SUBMITTED) -> None:
        for number, length in enumerate(hours):
            until = NOW + timedelta(minutes=number)
            StatePeriod.objects.create(
                revision=revision,
                state=state,
                route="integrations",
                submission_number=1,
                since=until - timedelta(hours=length),
                until=until,
            )

    def test_likely_needs_twenty_comparable_stays(self) -> None:
        by = owner()
        revision = ready(by)
        submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)
        revision = reloaded(revision)
        self.stays(revision, range(1, 20))
        self.stays(revision, [1], RevisionState.IN_REVIEW)
        unknown = "There isn't enough history to estimate how long this takes."
        assert queries.status_of([revision], to=SYSTEM)[revision.pk].likely == unknown

        self.stays(revision, [20])

        likely = queries.status_of([revision], to=SYSTEM)[revision.pk].likely
        assert likely == "Usually done within 10 hours, and in 9 out of 10 cases within 18 hours."

    def test_equal_durations_are_named_once(self) -> None:
        revision = reloaded(draft(owner()))
        self.stays(revision, [2] * 20, RevisionState.DRAFT)

        durations = queries.durations_of([revision])[RevisionState.DRAFT, "integrations"]

        assert queries.likely_duration(durations) == "Usually done within 2 hours."

    def test_durations_look_at_the_last_hundred(self) -> None:
        revision = reloaded(draft(owner()))
        self.stays(revision, [1000] * 30 + [2] * 100, RevisionState.DRAFT)

        durations = queries.durations_of([revision])[RevisionState.DRAFT, "integrations"]

        assert durations == Durations(median=timedelta(hours=2), most=timedelta(hours=2))

    def test_durations_read_only_the_last_hundred(self) -> None:
        revision = reloaded(draft(owner()))
        self.stays(revision, [2] * 130, RevisionState.DRAFT)
        self.stays(revision, [2] * 30)

        groups = (RevisionState.DRAFT, RevisionState.SUBMITTED)

        assert [periods_of([(state, "integrations")]).count() for state in groups] == [LAST, 30]


class TestIdentities:
    def holds(self, name: str, kind: str, value: str, *, is_live: bool = False) -> Listing:
        revision = draft(member(organisation(name)), name=name)
        if is_live:
            submission = revision.submissions.create(
                submission_number=1,
                digest="d1:",
                terms_digest="t1:",
                basics={},
                documents={},
                schemas={},
                section_digests={},
                files={},
                base={},
                carried={},
                submitted_at=NOW,
            )
            release = Release.objects.create(listing=revision.listing, submission=submission, kind="publish", at=NOW)
            Listing.objects.filter(pk=revision.listing_id).update(live_release=release)
        Identity.objects.create(kind=kind, value=value, listing=revision.listing)
        return revision.listing

    def test_taken_names_tell_who_holds_them_only_where_it_is_public(self) -> None:
        self.holds("Secret", IdentityKind.INTEGRATION_ID, "acme")
        self.holds("Known", IdentityKind.SOURCE_TYPE_NAME, "Acme", is_live=True)
        values = {"integration_id": ["acme", "free"], "source_type_name": ["Acme"], "title": ["known", "secret"]}

        taken = queries.taken_by_others(None, values)

        assert taken == {
            "integration_id": {"acme": ANOTHER_LISTING},
            "source_type_name": {"Acme": "Known"},
            "title": {"known": "Known"},
        }

    def test_own_names_are_not_taken(self) -> None:
        listing = self.holds("Acme", IdentityKind.INTEGRATION_ID, "acme")

        assert queries.taken_by_others(listing.pk, {"integration_id": ["acme"]}) == {"integration_id": {}}
        assert not queries.is_taken(listing.pk, "integration_id", "acme")
        assert queries.is_taken(None, "integration_id", "acme")

    def test_a_name_of_another_kind_is_not_taken(self) -> None:
        self.holds("Acme", IdentityKind.SHORT_NAME, "acme")
        self.holds("Other", IdentityKind.METRIC_PREFIX, "acme_other")
        values = {"integration_id": ["acme", "acme_other"], "short_name": ["other"], "metric_prefix": ["acme."]}

        assert queries.taken_by_others(None, values) == {"integration_id": {}, "short_name": {}, "metric_prefix": {}}

    def test_longer_prefixes_are_told_too(self) -> None:
        self.holds("Acme", IdentityKind.METRIC_PREFIX, "acme.queue.")

        taken = queries.taken_by_others(None, {"metric_prefix": ["acme."]})

        assert taken == {"metric_prefix": {"acme.queue.": ANOTHER_LISTING}}


def test_section_history_names_the_authors() -> None:
    by = member(organisation(), name="ada")
    revision = draft(by)
    later = NOW + timedelta(minutes=5)
    save_section(
        revision_id=revision.pk, key="support", version=None, changes={"support_md": "x"}, by=SYSTEM, now=later
    )

    entries = queries.section_history(revision.pk, "support")

    assert [(entry.version.version, entry.author) for entry in entries] == [(2, ""), (1, "ada")]


def test_changes_between_rounds_name_field_and_values() -> None:
    by = owner()
    revision = ready(by)
    first = submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)
    Revision.objects.update(state=RevisionState.CHANGES_REQUESTED)
    save_section(
        revision_id=revision.pk, key="overview", version=None, changes={"short_description": "New"}, by=by, now=NOW
    )
    attest_again(revision, by=by)
    second = submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)

    (change,) = queries.change_between(first, second).differences

    assert (change.path, change.kind, change.new) == ("overview.short_description", ChangeKind.CHANGED, "New")
    assert queries.change_between(None, first).differences[0].kind is ChangeKind.ADDED
    assert queries.submissions_of(revision) == [second, first]
    assert len(queries.change_since_live(reloaded(revision)).differences) > 10


@pytest.mark.parametrize(
    "ask",
    [
        listing_facts,
        lambda rows: queries.status_of(rows, to=SYSTEM),
        queries.latest_submissions,
        bundles_of_revisions,
        lambda rows: queries.working_revisions(row.listing for row in rows),
    ],
    ids=["facts", "status", "submissions", "bundles", "working"],
)
def test_lists_cost_the_same_for_3_and_30_rows(ask: Callable[[Sequence[Revision]], object]) -> None:
    by = owner()
    for number in range(30):
        draft(by, name=f"Widget {number}")

    def count(rows: int) -> int:
        revisions = list(Revision.objects.select_related("listing__organisation").order_by("pk")[:rows])
        with CaptureQueriesContext(connection) as captured:
            ask(revisions)
        return len(captured)

    assert count(3) == count(30)


def test_actor_of_several_organisations_sees_all_of_them() -> None:
    acme, other = organisation(), organisation("Other")
    first, second = draft(member(acme)), draft(member(other))
    both = Actor(kind=SYSTEM.kind.PERSON, id=None, organisations={acme.pk: Role.VIEWER, other.pk: Role.VIEWER})

    assert set(queries.visible_listings(both)) == {first.listing, second.listing}
