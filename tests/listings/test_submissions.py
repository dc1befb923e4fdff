from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AgreementAcceptance, OrganisationState
from audit.models import Event
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from files.models import Blob
from jobs.models import Job
from listings.actions import (
    attach_file,
    save_section,
    start_revision,
    submit_revision,
    warn_idle_revision,
    withdraw_revision,
)
from listings.content.bundles import bundle_of_revision
from listings.content.submissions import bundle_of_submission, freeze
from listings.errors import IdentityTaken, RevisionOpen
from listings.lifecycle.revision_messages import published
from listings.lifecycle.revisions import apply_to_revision
from listings.maintenance import archive_idle_revisions, remove_unused_files
from listings.models import Identity, IdentityKind, Listing, Release, Revision, SectionVersion, StatePeriod, Submission
from listings.states.revision_states import RevisionState
from listings.writes.submission_effects import FROZEN
from notices.models import Notice
from tests.accounts.factories import make_agreement
from tests.files import samples
from tests.listings.scene import NOW, draft, member, organisation, reloaded
from tests.validation.scene import attest_again, organisation_of, owner, ready, submitted
from tilekit.core.digest import DIGEST_PREFIX

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def submit(revision: Revision, by: Actor, **options: object) -> Submission:
    return submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW, **options)


def test_submit_revision_freezes_the_folder_as_it_is() -> None:
    by = owner()
    revision = ready(by)
    files = dict(bundle_of_revision(revision).files)

    submission = submit(revision, by)

    bundle = bundle_of_submission(submission)
    assert dict(bundle.files) == files
    assert submission.digest == bundle.digest == bundle_of_revision(revision).digest
    assert submission.digest.startswith(DIGEST_PREFIX)
    assert submission.terms_digest.startswith("t1:")
    assert (submission.submission_number, submission.submitted_by) == (1, by.id)
    stored = reloaded(revision)
    assert (stored.state, stored.submission_number, stored.state_since) == (RevisionState.SUBMITTED, 1, NOW)
    versions = SectionVersion.objects.filter(section__revision=revision, is_submitted=True)
    assert versions.count() == len(submission.documents)


def test_submit_revision_records_tells_and_queues_in_one_commit() -> None:
    by = owner()
    colleague = member(organisation_of(by), name="colleague")
    revision = ready(by)

    submit(revision, by)

    assert Event.objects.filter(verb="revision.submit", actor_id=by.id).count() == 1
    notice = Notice.objects.get(person_id=colleague.id)
    assert (notice.kind, notice.url) == ("listing.submit", f"/listings/{revision.listing_id}/")
    assert Job.objects.filter(kind="run").count() == 1
    stay = StatePeriod.objects.get(revision=revision)
    assert (stay.state, stay.since, stay.until) == (RevisionState.DRAFT, revision.state_since, NOW)


def test_submit_revision_claims_names_for_ever() -> None:
    by = owner()
    revision = ready(by)

    submit(revision, by)

    identities = set(Identity.objects.filter(listing=revision.listing).values_list("kind", "value"))
    assert (IdentityKind.INTEGRATION_ID, "acme-widget") in identities
    assert (IdentityKind.METRIC_PREFIX, "acme_widget.") in identities
    assert (IdentityKind.SHORT_NAME, "acme-widget:acme_widget_overview") in identities


def test_submit_revision_fails_where_a_name_is_taken_and_changes_nothing() -> None:
    by, other = owner(), member(organisation("Other"), Role.OWNER)
    revision = ready(by)
    rival = draft(other, name="Rival").listing
    Identity.objects.create(kind=IdentityKind.INTEGRATION_ID, value="acme-widget", listing=rival)

    with pytest.raises(IdentityTaken) as refused:
        submit(revision, by)

    assert refused.value.context == {"kind": "integration_id", "value": "acme-widget"}
    assert reloaded(revision).version == revision.version
    assert not Submission.objects.exists()
    assert not Identity.objects.filter(listing=revision.listing).exists()
    assert not Job.objects.filter(kind="run").exists()
    assert not Event.objects.filter(verb="revision.submit").exists()


def test_submit_revision_twice_gives_the_open_round() -> None:
    by = owner()
    revision = ready(by)

    first, second = submit(revision, by), submit(revision, by)

    assert first.pk == second.pk
    assert Submission.objects.count() == 1
    assert Event.objects.filter(verb="revision.submit").count() == 1


def test_submit_revision_tells_everything_that_is_missing() -> None:
    by = owner()
    revision = draft(by)

    with pytest.raises(NotPossible) as refused:
        submit(revision, by)

    assert set(refused.value.context["codes"]) == {"field-missing"}
    assert "“Short description” is missing." in refused.value.context["reasons"]
    assert reloaded(revision).version == 1


def test_submit_revision_needs_the_agreements_of_its_route() -> None:
    by = owner()
    revision = ready(by)
    make_agreement()

    with pytest.raises(NotPossible) as refused:
        submit(revision, by)

    assert refused.value.context["codes"] == ["programme-agreement"]


def test_submission_says_which_agreements_stand_behind_it() -> None:
    by = owner()
    revision = ready(by)
    version = make_agreement()
    AgreementAcceptance.objects.create(organisation=organisation_of(by), version=version, by_id=by.id, at=NOW)

    submission = submit(revision, by)

    assert submission.documents["submission"]["agreement_program"] is True
    assert "agreement_marketplace" not in submission.documents["legal"]


def test_submit_revision_needs_an_active_organisation() -> None:
    by = owner()
    revision = ready(by)
    acme = organisation_of(by)
    acme.state = OrganisationState.SUSPENDED
    acme.save()

    with pytest.raises(NotPossible) as refused:
        submit(revision, by)

    assert refused.value.context["codes"] == ["organisation-suspended"]


def test_submit_revision_is_for_editors_of_the_organisation() -> None:
    by = owner()
    revision = ready(by)

    with pytest.raises(NotAllowed):
        submit(revision, member(organisation_of(by), Role.VIEWER))
    with pytest.raises(NotFound):
        submit(revision, member(organisation("Other")))


def test_submit_revision_refuses_what_was_seen_before_a_save() -> None:
    by = owner()
    revision = ready(by)
    save_section(
        revision_id=revision.pk, key="support", version=None, changes={"support_md": "New text."}, by=by, now=NOW
    )
    attest_again(reloaded(revision), by=by)

    with pytest.raises(Stale):
        submit_revision(revision_id=revision.pk, seen=revision.version, by=by, now=NOW)


def test_nothing_slips_in_behind_a_freeze() -> None:
    by = owner()
    revision = ready(by)
    frozen = freeze(revision, now=NOW)
    save_section(
        revision_id=revision.pk, key="support", version=None, changes={"support_md": "New text."}, by=by, now=NOW
    )
    attest_again(reloaded(revision), by=by)

    with pytest.raises(Stale), transaction.atomic():
        apply_to_revision("submit", revision_id=revision.pk, seen=None, by=by, now=NOW, parameters={FROZEN: frozen})

    assert not Submission.objects.exists()


def test_freezing_again_gives_the_same_digests() -> None:
    by = owner()
    revision = ready(by)
    first = submit(revision, by)
    withdraw_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)

    second = submit(revision, by)

    assert (second.submission_number, second.digest, second.terms_digest) == (2, first.digest, first.terms_digest)
    assert second.section_digests == first.section_digests


def test_terms_are_outside_the_content_digest() -> None:
    by = owner()
    revision = ready(by)
    first = submit(revision, by)
    withdraw_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)
    changes = {"requested_release": "hold"}
    save_section(revision_id=revision.pk, key="submission", version=None, changes=changes, by=by, now=NOW)

    second = submit(revision, by)

    assert second.digest == first.digest
    assert second.terms_digest != first.terms_digest


def test_submission_keeps_its_files_when_the_draft_changes() -> None:
    by = owner()
    submission = submitted(by)
    before = dict(bundle_of_submission(submission).files)
    withdraw_revision(revision_id=submission.revision_id, seen=None, by=by, now=NOW)
    attach_file(
        revision_id=submission.revision_id,
        path="overview.logo_light",
        name="new.svg",
        content=samples.SVG,
        by=by,
        now=NOW,
    )

    assert dict(bundle_of_submission(submission).files) == before


def test_withdraw_revision_is_for_owners() -> None:
    by = owner()
    submission = submitted(by)

    with pytest.raises(NotAllowed):
        withdraw_revision(revision_id=submission.revision_id, seen=None, by=member(organisation_of(by)), now=NOW)
    revision = withdraw_revision(revision_id=submission.revision_id, seen=None, by=by, now=NOW, reason="Too early")

    assert revision.state == RevisionState.DRAFT
    assert Event.objects.filter(verb="revision.withdraw").count() == 1


class TestNewRevision:
    def live(self) -> tuple[Actor, Revision, Submission]:
        by = owner()
        submission = submitted(by)
        revision = reloaded(submission.revision_id)
        release = Release.objects.create(listing=revision.listing, submission=submission, kind="publish", at=NOW)
        Revision.objects.filter(pk=revision.pk).update(state=RevisionState.PUBLISHED)
        Listing.objects.update(live_release=release, availability="listed")
        return by, reloaded(revision), submission

    def test_start_revision_copies_what_is_live(self) -> None:
        by, revision, submission = self.live()

        started = start_revision(listing_id=revision.listing_id, by=by, now=NOW)

        assert (started.number, started.state, reloaded(revision).state) == (
            2,
            RevisionState.DRAFT,
            RevisionState.PUBLISHED,
        )
        assert dict(bundle_of_revision(started).files) == dict(bundle_of_submission(submission).files)
        assert started.sections.get(key="submission").document == {"requested_release": "asap"}
        assert Event.objects.filter(verb="revision.new-revision").count() == 1

    def test_start_revision_fails_while_one_is_open(self) -> None:
        by, revision, _ = self.live()
        start_revision(listing_id=revision.listing_id, by=by, now=NOW)

        with pytest.raises(RevisionOpen):
            start_revision(listing_id=revision.listing_id, by=by, now=NOW)

        assert Revision.objects.count() == 2

    def test_start_revision_fails_while_a_draft_is_open(self) -> None:
        by = owner()

        with pytest.raises(RevisionOpen):
            start_revision(listing_id=draft(by).listing_id, by=by, now=NOW)

    def test_start_revision_is_for_editors(self) -> None:
        by, revision, _ = self.live()

        with pytest.raises(NotAllowed):
            start_revision(listing_id=revision.listing_id, by=member(organisation_of(by), Role.VIEWER), now=NOW)

    def test_database_holds_one_open_revision(self) -> None:
        by, revision, _ = self.live()
        start_revision(listing_id=revision.listing_id, by=by, now=NOW)

        with pytest.raises(IntegrityError), transaction.atomic():
            Revision.objects.filter(pk=revision.pk).update(state=RevisionState.DRAFT)

    def test_published_waits_for_nobody(self) -> None:
        _, revision, _ = self.live()

        assert published(revision, None).turn.party == "nobody"


class TestIdle:
    def test_idle_revision_is_warned_once_then_archived(self) -> None:
        by = owner()
        revision = draft(by)
        warned_on, archived_on = NOW + timedelta(days=21), NOW + timedelta(days=28)

        archive_idle_revisions(now=NOW + timedelta(days=20), renew=lambda: None)
        assert not Notice.objects.exists()
        for moment in (warned_on, warned_on + timedelta(days=1)):
            archive_idle_revisions(now=moment, renew=lambda: None)
        assert [notice.kind for notice in Notice.objects.all()] == ["listing.idle-warning"]
        archive_idle_revisions(now=archived_on, renew=lambda: None)

        assert reloaded(revision).state == RevisionState.ARCHIVED

    def test_work_after_the_warning_keeps_it(self) -> None:
        by = owner()
        revision = draft(by)
        archive_idle_revisions(now=NOW + timedelta(days=21), renew=lambda: None)
        save_section(
            revision_id=revision.pk,
            key="support",
            version=None,
            changes={"support_md": "Still here."},
            by=by,
            now=NOW + timedelta(days=22),
        )

        archive_idle_revisions(now=NOW + timedelta(days=29), renew=lambda: None)

        assert reloaded(revision).state == RevisionState.DRAFT

    def test_hold_keeps_it(self) -> None:
        by = owner()
        revision = draft(by)
        Listing.objects.update(hold="Legal question")

        archive_idle_revisions(now=NOW + timedelta(days=60), renew=lambda: None)

        assert reloaded(revision).state == RevisionState.DRAFT
        assert not warn_idle_revision(revision_id=revision.pk, now=NOW + timedelta(days=60))

    def test_what_waits_for_us_is_left_alone(self) -> None:
        by = owner()
        submission = submitted(by)

        archive_idle_revisions(now=NOW + timedelta(days=60), renew=lambda: None)

        assert reloaded(submission.revision_id).state == RevisionState.SUBMITTED


def test_unused_files_are_forgotten_but_not_those_of_history_or_submissions() -> None:
    by = owner()
    submission = submitted(by)
    withdraw_revision(revision_id=submission.revision_id, seen=None, by=by, now=NOW)
    for minutes in range(25):
        attach_file(
            revision_id=submission.revision_id,
            path="overview.logo_light",
            name="logo.svg",
            content=samples.SVG.replace(b"40", str(50 + minutes).encode()),
            by=by,
            now=NOW + timedelta(minutes=3 * minutes),
        )
    before = Blob.objects.filter(uses__listing_id=submission.revision.listing_id).count()

    remove_unused_files(now=NOW + timedelta(days=3), renew=lambda: None)

    left = set(Blob.objects.filter(uses__listing_id=submission.revision.listing_id).values_list("sha256", flat=True))
    assert len(left) == before - 5
    assert set(submission.files.values()) <= left
