import gc
import weakref
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from common.actor import Actor, TeamRole
from common.errors import NotAllowed, NotFound
from listings.actions import attach_file, save_section
from listings.bundles import bundle_of_revision
from listings.models import Identity, Revision
from listings.states import IdentityKind
from listings.transitions import offers
from tests.listings.scene import NOW, draft, fresh, member, organisation, staff
from tests.validation.scene import owner, ready
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Severity, Stage
from tilekit.sections.status import State as StepState
from validation import instant
from validation.actions import end_waiver, instant_findings, renew_instant_findings, set_rollout, waive_finding
from validation.contexts import context_of
from validation.errors import RuleUnknown
from validation.hooks import validation_facts
from validation.instant import fresh_findings, stale_revisions
from validation.models import InstantFindings, Mode
from validation.moves import store_instant
from validation.queries import cached
from validation.queries.report import report_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def save(revision: Revision, by: Actor, key: str, **changes: object) -> None:
    save_section(revision_id=revision.pk, key=key, version=None, changes=changes, by=by, now=NOW)


def codes(revision: Revision) -> set[str]:
    return {found.code for found in instant_findings(fresh(revision), now=NOW).findings}


def test_instant_findings_are_those_of_the_engine() -> None:
    by = owner()
    revision = ready(by)
    save(revision, by, "overview", integration_id="Not An Id", short_description="x" * 90)
    revision = fresh(revision)
    bundle = bundle_of_revision(revision)
    expected = run_checks(bundle, context_of(revision, bundle), stages={Stage.INSTANT}).findings

    found = instant_findings(revision, now=NOW).findings

    assert [(each.code, each.fingerprint) for each in found] == [(each.code, each.fingerprint) for each in expected]


def test_instant_findings_are_kept_and_asked_anew_only_for_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    by = owner()
    revision = ready(by)
    asked: list[set[str] | None] = []

    def noted(*args: object, **options: object) -> object:
        asked.append(options["select"])  # type: ignore[arg-type]  # codes or None
        return run_checks(*args, **options)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(instant, "run_checks", noted)
    instant_findings(revision, now=NOW)
    instant_findings(revision, now=NOW)
    save(revision, by, "overview", short_description="Watch how deep your queues are, and who reads from them")
    instant_findings(fresh(revision), now=NOW)

    whole, partial = asked
    assert whole is None
    assert partial is not None
    assert "MF-013" in partial
    assert not {code for code in partial if code.startswith(("MD-", "DR-"))}


def test_instant_findings_after_a_partial_run_are_those_of_a_whole_one() -> None:
    by = owner()
    revision = ready(by)
    instant_findings(revision, now=NOW)
    for key, changes in (
        ("overview", {"integration_id": "Bad Id", "title": ""}),
        ("support", {"support_email": "nobody"}),
        ("overview", {"title": "Acme Widget"}),
    ):
        save(revision, by, key, **changes)
        instant_findings(fresh(revision), now=NOW)
    partial = sorted(each["fingerprint"] for each in InstantFindings.objects.get().findings)
    InstantFindings.objects.all().delete()

    instant_findings(fresh(revision), now=NOW)

    assert sorted(each["fingerprint"] for each in InstantFindings.objects.get().findings) == partial


def test_instant_findings_are_asked_anew_for_other_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    revision = ready(owner())
    instant_findings(revision, now=NOW)
    assert not stale_revisions(Revision.objects.all()).exists()

    monkeypatch.setattr(instant, "catalogue_version", lambda: "another")

    assert list(stale_revisions(Revision.objects.all())) == [revision]
    assert fresh_findings([revision])[revision.pk]._state.adding


def test_a_save_writes_only_what_is_said_differently() -> None:
    by = owner()
    revision = ready(by)
    instant_findings(revision, now=NOW)
    save(revision, by, "overview", short_description="Watch how deep your queues are, and who reads from them")
    with CaptureQueriesContext(connection) as quiet:
        renew_instant_findings(fresh(revision), now=NOW)
    save(revision, by, "overview", short_description="x" * 90)
    with CaptureQueriesContext(connection) as telling:
        said = renew_instant_findings(fresh(revision), now=NOW)

    writes = [query["sql"] for query in (*quiet, *telling) if query["sql"].startswith(("UPDATE", "INSERT"))]
    assert ['"findings"' in write for write in writes] == [False, True]
    assert InstantFindings.objects.get(pk=revision.pk).findings == said.findings


def test_a_row_that_another_wrote_meanwhile_is_written_whole() -> None:
    by = owner()
    revision = ready(by)
    instant_findings(revision, now=NOW)
    save(revision, by, "overview", title="Acme Queues")
    row = fresh_findings([fresh(revision)])[revision.pk]
    InstantFindings.objects.update(findings=[], at=NOW - timedelta(seconds=1))

    with transaction.atomic():
        store_instant(row, now=NOW)

    assert InstantFindings.objects.get(pk=revision.pk).findings == row.findings != []


def test_what_was_said_goes_with_who_asked() -> None:
    by = owner()
    revision = ready(by)
    gc.disable()
    try:
        first = weakref.ref(renew_instant_findings(revision, now=NOW))
        save(revision, by, "overview", title="Acme Queues")
        second = weakref.ref(renew_instant_findings(fresh(revision), now=NOW))
        known = weakref.ref(renew_instant_findings(fresh(revision), now=NOW))
    finally:
        gc.enable()

    assert [first(), second(), known()] == [None, None, None]


def test_missing_fields_are_no_second_reason() -> None:
    by = owner()
    revision = ready(by)
    save(revision, by, "overview", integration_id="")

    found = instant_findings(fresh(revision), now=NOW)

    assert "overview.integration_id" in found.missing
    assert [blocker.path for blocker in found.blockers if blocker.path == "overview.integration_id"] == []


def test_step_states_follow_what_is_filled_in_and_found() -> None:
    by = owner()
    revision = ready(by)
    assert instant_findings(revision, now=NOW).ready == instant_findings(revision, now=NOW).applicable == 8
    save(revision, by, "support", support_email="nobody")

    steps = instant_findings(fresh(revision), now=NOW).steps

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

    taken = context_of(fresh(revision), _bundle(revision)).taken

    assert taken is not None
    assert taken.owner("metric_prefix", "acme_widget.") == "another listing"


def _bundle(revision: Revision) -> Bundle:
    return bundle_of_revision(fresh(revision))


class TestOverlays:
    def blocked(self) -> tuple[Revision, Actor]:
        by = owner()
        revision = ready(by)
        save(revision, by, "support", support_email="nobody")
        return fresh(revision), by

    def test_rollout_decides_what_a_rule_may_do(self) -> None:
        revision, _ = self.blocked()
        admin = staff(is_admin=True)
        assert [found.code for found in instant_findings(revision, now=NOW).blockers] == ["MF-034"]

        def move(mode: Mode) -> None:
            set_rollout(code="MF-034", mode=mode, report=report_of("MF-034"), by=admin, now=NOW)

        move(Mode.WARN)
        found = {each.code: each.severity for each in instant_findings(revision, now=NOW).findings}
        assert found["MF-034"] is Severity.WARNING
        move(Mode.OBSERVE)
        assert not instant_findings(revision, now=NOW).blockers
        move(Mode.ENFORCE)
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
                set_rollout(code="MF-034", mode=Mode.WARN, report=report_of("MF-034"), by=actor, now=NOW)
        with pytest.raises(RuleUnknown):
            set_rollout(code="XX-999", mode=Mode.WARN, report="", by=staff(is_admin=True), now=NOW)


@pytest.mark.parametrize("ask", ["cached", "facts", "offers"])
def test_lists_cost_the_same_for_3_and_30_rows(ask: str) -> None:
    by = owner()
    revisions = [draft(by, name=f"Widget {number}") for number in range(30)]
    for revision in revisions:
        instant_findings(revision, now=NOW)

    def queries(count: int) -> int:
        rows = list(Revision.objects.select_related("listing__organisation").order_by("number", "pk")[:count])
        with CaptureQueriesContext(connection) as captured:
            if ask == "cached":
                assert len(cached(rows)) == count
            elif ask == "facts":
                assert len(validation_facts(rows)) == count
            else:
                _offers(rows, by)
        return len(captured)

    assert queries(3) == queries(30)


def _offers(rows: list[Revision], by: Actor) -> None:
    found = offers(rows, by)
    submit = next(offer for offer in found[rows[0].pk] if offer.verb == "submit")
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
