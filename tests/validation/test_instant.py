import gc
import weakref
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from common.actor import Actor, Role, TeamRole
from common.errors import NotAllowed, NotFound
from listings.actions import attach_file, save_section, start_revision, submit_revision
from listings.content.bundles import bundle_of_revision
from listings.lifecycle.revisions import revision_offers
from listings.models import Identity, IdentityKind, Revision
from listings.queries import status_of
from tests.listings.scene import NOW, draft, member, organisation, reloaded, staff
from tests.sandboxes.scene import live_listing, partner
from tests.shared import SMALL
from tests.validation.scene import owner, ready
from tilekit.bundle import Bundle
from tilekit.checks.context import ANOTHER_LISTING, Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Severity, Stage
from tilekit.sections.status import StepState
from validation import instant
from validation.actions import (
    end_waiver,
    instant_findings,
    listed_instant_findings,
    refresh_instant_findings,
    set_rollout,
    waive_finding,
)
from validation.contexts import context_of
from validation.errors import CheckUnknown
from validation.hooks import validation_facts
from validation.instant import fresh_findings, stale_revisions
from validation.models import InstantFindings, RolloutMode, ShownBlocker
from validation.queries.live_report import report_digest
from validation.writes import store_instant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def save(revision: Revision, by: Actor, key: str, **changes: object) -> None:
    save_section(revision_id=revision.pk, key=key, version=None, changes=changes, by=by, now=NOW)


def codes(revision: Revision) -> set[str]:
    return {finding.code for finding in instant_findings(reloaded(revision), now=NOW).findings}


def test_instant_findings_are_those_of_the_engine() -> None:
    by = owner()
    revision = ready(by)
    save(revision, by, "overview", integration_id="Not An Id", short_description="x" * 90)
    revision = reloaded(revision)
    bundle = bundle_of_revision(revision)
    expected = run_checks(bundle, context_of(revision, bundle), stages={Stage.INSTANT}).findings

    findings = instant_findings(revision, now=NOW).findings

    assert [(finding.code, finding.fingerprint) for finding in findings] == [
        (finding.code, finding.fingerprint) for finding in expected
    ]


def test_instant_findings_are_stored_until_the_draft_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    by = owner()
    revision = ready(by)
    runs = counted_runs(monkeypatch)

    for _ in range(2):
        instant_findings(reloaded(revision), now=NOW)
    assert len(runs) == 1
    save(revision, by, "overview", short_description="x" * 90)
    for _ in range(2):
        assert "MF-013" in codes(revision)
    assert len(runs) == 2


def counted_runs(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    runs: list[object] = []
    monkeypatch.setattr(instant, "run_checks", lambda *given, **more: runs.append(given) or run_checks(*given, **more))
    return runs


def test_lists_compute_what_is_not_current_once(monkeypatch: pytest.MonkeyPatch) -> None:
    by = owner()
    drafts = [ready(by), ready(by, name="Acme Second")]
    instant_findings(drafts[0], now=NOW)
    save(drafts[0], by, "overview", short_description="x" * 90)
    runs = counted_runs(monkeypatch)

    for _ in range(2):
        listed = listed_instant_findings([reloaded(item) for item in drafts], now=NOW)
        assert ["MF-013" in {item.code for item in listed[draft.pk].findings} for draft in drafts] == [True, False]
    assert len(runs) == 2


def test_lists_check_a_few_drafts_after_an_upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    by = owner()
    drafts = [ready(by), ready(by, name="Acme Second"), ready(by, name="Acme Third")]
    for item in drafts[:2]:
        instant_findings(item, now=NOW)
    monkeypatch.setattr(instant, "catalogue_version", lambda: "another")
    monkeypatch.setattr("validation.actions.instant.MOST_CHECKED", 2)
    runs = counted_runs(monkeypatch)

    lists = [listed_instant_findings(drafts, now=NOW) for _ in range(2)]

    assert [set(item) == {draft.pk for draft in drafts} for item in lists] == [True, True]
    assert len(runs) == 3


def test_status_messages_of_a_list_run_no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    by = owner()
    submitted = submit_revision(revision_id=ready(by).pk, seen=None, by=by, now=NOW).revision
    drafts = [reloaded(submitted), ready(by, name="Acme Second")]
    runs = counted_runs(monkeypatch)

    status_of(drafts, to=by)

    assert runs == []


def test_findings_of_an_older_version_are_not_stored() -> None:
    by = owner()
    revision = ready(by)
    older = fresh_findings([reloaded(revision)])[revision.pk]
    save(revision, by, "overview", short_description="x" * 90)
    newer = instant_findings(reloaded(revision), now=NOW)

    with transaction.atomic():
        store_instant(older, now=NOW)

    assert {finding["code"] for finding in InstantFindings.objects.get().findings} >= {"MF-013"}
    assert newer.findings == instant_findings(reloaded(revision), now=NOW).findings


def test_blockers_of_drafts_are_remembered_once() -> None:
    by = owner()
    revision = ready(by)
    for email in ("nobody", "no one", "support@acme.example"):
        save(revision, by, "support", support_email=email)
        save(revision, by, "overview", title="")
        instant_findings(reloaded(revision), now=NOW)

    # An empty title is a task, not a mistake that checks found.
    assert set(ShownBlocker.objects.values_list("revision", "code", "at")) == {(revision.pk, "MF-034", NOW)}


def test_instant_findings_are_asked_anew_for_other_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    revision = ready(owner())
    instant_findings(revision, now=NOW)
    assert not stale_revisions(Revision.objects.all()).exists()

    monkeypatch.setattr(instant, "catalogue_version", lambda: "another")

    assert list(stale_revisions(Revision.objects.all())) == [revision]
    assert fresh_findings([revision])[revision.pk]._state.adding


def row_of(revision: Revision) -> InstantFindings:
    return refresh_instant_findings([revision], now=NOW)[revision.pk]


def test_what_was_said_goes_with_who_asked() -> None:
    by = owner()
    revision = ready(by)
    gc.disable()
    try:
        first = weakref.ref(row_of(revision))
        save(revision, by, "overview", title="Acme Queues")
        second = weakref.ref(row_of(reloaded(revision)))
        reference = weakref.ref(row_of(reloaded(revision)))
    finally:
        gc.enable()

    assert [first(), second(), reference()] == [None, None, None]


def test_missing_fields_are_no_second_reason() -> None:
    by = owner()
    revision = ready(by)
    save(revision, by, "overview", integration_id="")

    instant = instant_findings(reloaded(revision), now=NOW)

    assert "overview.integration_id" in instant.missing
    assert [blocker.path for blocker in instant.blockers if blocker.path == "overview.integration_id"] == []


def test_step_states_follow_what_is_filled_in_and_found() -> None:
    by = owner()
    revision = ready(by)
    assert instant_findings(revision, now=NOW).ready == 8
    save(revision, by, "support", support_email="nobody")

    steps = instant_findings(reloaded(revision), now=NOW).steps

    assert steps["support"].state is StepState.NEEDS_ATTENTION
    assert steps["support"].blockers == 1
    assert steps["pricing"].state is StepState.NOT_APPLICABLE
    assert instant_findings(draft(by, name="New"), now=NOW).steps["setup"].state is StepState.NOT_STARTED


def test_taken_names_are_found_while_writing() -> None:
    by = owner()
    revision = ready(by)
    rival = draft(member(organisation("Other")), name="Rival").listing
    Identity.objects.create(kind=IdentityKind.METRIC_PREFIX, value="acme_widget.", listing=rival)
    save(revision, by, "support", support_md="Write to us.")

    taken = context_of(reloaded(revision), _bundle(revision)).taken

    assert taken is not None
    assert taken.owner("metric_prefix", "acme_widget.") == ANOTHER_LISTING


def _bundle(revision: Revision) -> Bundle:
    return bundle_of_revision(reloaded(revision))


class TestOverlays:
    def blocked(self) -> tuple[Revision, Actor]:
        by = owner()
        revision = ready(by)
        save(revision, by, "support", support_email="nobody")
        return reloaded(revision), by

    def test_rollout_decides_what_a_check_may_do(self) -> None:
        revision, _ = self.blocked()
        admin = staff(is_admin=True)
        assert [finding.code for finding in instant_findings(revision, now=NOW).blockers] == ["MF-034"]

        def move(mode: RolloutMode) -> None:
            set_rollout(code="MF-034", mode=mode, report=report_digest("MF-034"), by=admin, now=NOW)

        move(RolloutMode.WARN)
        severities = {finding.code: finding.severity for finding in instant_findings(revision, now=NOW).findings}
        assert severities["MF-034"] is Severity.WARNING
        move(RolloutMode.OBSERVE)
        assert not instant_findings(revision, now=NOW).blockers
        move(RolloutMode.ENFORCE)
        assert instant_findings(revision, now=NOW).blockers

    def test_waiver_lets_one_finding_pass_until_it_ends(self) -> None:
        revision, _ = self.blocked()
        lead = staff(teams={"ecosystems": TeamRole.LEAD})
        (blocker,) = instant_findings(revision, now=NOW).blockers
        arguments = {"listing_id": revision.listing_id, "fingerprint": blocker.fingerprint, "by": lead, "now": NOW}

        waive_finding(**arguments, code="MF-034", reason="Agreed", until=None)
        assert not instant_findings(revision, now=NOW).blockers
        end_waiver(**arguments)
        assert instant_findings(revision, now=NOW).blockers
        waive_finding(**arguments, code="MF-034", reason="For a day", until=NOW + timedelta(days=1))
        assert instant_findings(revision, now=NOW).blockers

    def test_overlays_are_for_leads_and_admins(self) -> None:
        revision, by = self.blocked()
        arguments = {
            "listing_id": revision.listing_id,
            "fingerprint": "f",
            "code": "MF-034",
            "reason": "",
            "until": None,
        }
        reviewer = staff(teams={"ecosystems": TeamRole.REVIEWER})

        for actor, error in ((by, NotAllowed), (reviewer, NotFound)):
            with pytest.raises(error):
                waive_finding(**arguments, by=actor, now=NOW)
            with pytest.raises(NotAllowed):
                set_rollout(code="MF-034", mode=RolloutMode.WARN, report=report_digest("MF-034"), by=actor, now=NOW)
        with pytest.raises(CheckUnknown):
            set_rollout(code="XX-999", mode=RolloutMode.WARN, report="", by=staff(is_admin=True), now=NOW)


@pytest.mark.parametrize("ask", ["list", "facts", "offers"])
def test_lists_cost_the_same_for_3_and_30_rows(ask: str) -> None:
    by = owner()
    revisions = [draft(by, name=f"Widget {number}") for number in range(30)]
    for revision in revisions:
        instant_findings(revision, now=NOW)

    def queries(count: int) -> int:
        rows = list(Revision.objects.select_related("listing__organisation").order_by("number", "pk")[:count])
        with CaptureQueriesContext(connection) as captured:
            if ask == "list":
                assert len(listed_instant_findings(rows, now=NOW)) == count
            elif ask == "facts":
                assert len(validation_facts(rows)) == count
            else:
                _offers(rows, by)
        return len(captured)

    assert queries(3) == queries(30)


def _offers(rows: list[Revision], by: Actor) -> None:
    offered = revision_offers(rows, by)
    submit = next(offer for offer in offered[rows[0].pk] if offer.verb == "submit")
    assert not submit.is_open
    assert submit.reasons[0].link.startswith(f"/listings/{rows[0].listing_id}/steps/")


def test_context_of_a_first_submission_says_so() -> None:
    revision = ready(owner())

    context = context_of(revision, _bundle(revision))

    assert (context.is_first, context.published, context.network) == (True, None, None)
    assert context.scope is not Context().scope


def test_a_broken_file_is_one_finding_beside_the_others() -> None:
    by = owner()
    revision = ready(by)
    attach_file(
        revision_id=revision.pk,
        path="data.metadata_csv",
        name="metadata.csv",
        content=b'metric_name,metric_type\n"unclosed',
        by=by,
        now=NOW,
    )

    assert "GEN-004" in codes(revision)
    assert instant_findings(revision, now=NOW).unchecked == ()


def test_a_change_without_a_new_version_blocks_at_once_but_an_unchanged_revision_does_not() -> None:
    listing = live_listing(partner(), folder=SMALL / "tailscale")
    by = member(listing.organisation, Role.OWNER)
    revision = start_revision(listing_id=listing.pk, by=by, now=NOW)

    save(revision, by, "submission", attest_accuracy=True, reviewer_note="Only the look has changed.")
    assert "RN-015" not in codes(revision)

    save(revision, by, "overview", short_description="Collect the requests of every deployment.")
    instant = instant_findings(reloaded(revision), now=NOW)
    assert "RN-015" in [finding.code for finding in instant.blockers]
    assert instant.steps["release_notes"].state is StepState.NEEDS_ATTENTION
