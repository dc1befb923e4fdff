"""The steps of a listing from its import to its planned stop."""

from collections.abc import Callable, Mapping

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from accounts.models import Team
from common.errors import SlipwayError
from listings.actions import attach_file, save_section, start_revision
from listings.models import Revision
from portal.demo.field_values import WRONG_VALUES
from portal.demo.fill import DemoValueMissing, add_release, choose_logos, fill
from portal.demo.pictures import broken_screenshot
from portal.demo.plan import DemoStage
from portal.demo.scenario import Scenario
from releases.actions import publish_revision
from reviews.actions import reply_to_thread
from reviews.models import Thread
from sandboxes.actions import enable_tile, look_at_tile, save_checklist, sign_off
from sandboxes.models import SandboxOrg, TileActivation
from sandboxes.sign_off_checklist import CHECKLIST
from validation.models import RunState

_UPDATE_AFTER_DAYS = 45
_RETURNED_STAGES = (DemoStage.CHANGES_REQUESTED, DemoStage.SECOND_ROUND)


class ScenarioFailed(Exception):
    """A listing of the demo did not reach its planned stop."""


def run_scenario(scenario: Scenario) -> Revision:
    """Import the folder and play the scenario to its planned stop, including later versions. Raises ScenarioFailed."""
    plan = scenario.plan
    try:
        scenario.begin()
        _advance(scenario, plan.stop)
        later = [DemoStage.PUBLISHED] * plan.updates + ([plan.next_stop] if plan.next_stop else [])
        for stop in later:
            _begin_update(scenario)
            _advance(scenario, stop, since=DemoStage.SUBMITTED)
    except (SlipwayError, DemoValueMissing, ObjectDoesNotExist) as fault:
        text = f"The demo listing {plan.folder} did not reach {scenario.stop.name}: {fault}"
        raise ScenarioFailed(text) from fault
    return scenario.fresh


def _advance(scenario: Scenario, stop: DemoStage, *, since: DemoStage = DemoStage.DRAFT) -> None:
    scenario.stop = stop
    for at, act in SCENARIO_STEPS.items():
        if since <= at <= stop:
            scenario.wait(hours=scenario.plan.pace)
            act(scenario)
            scenario.after_step()


def _begin_update(scenario: Scenario) -> None:
    """Start a later version of the live tile, as the owner."""
    scenario.wait(days=_UPDATE_AFTER_DAYS)
    scenario.revision = start_revision(listing_id=scenario.revision.listing_id, by=scenario.owner, now=scenario.now)
    add_release(scenario.revision, by=scenario.owner, now=scenario.now)
    fill(scenario.revision, by=scenario.owner, now=scenario.now)


def _enter_wrong_values(scenario: Scenario) -> None:
    """Enter wrong values if the listing stops as a draft."""
    if scenario.stop is DemoStage.DRAFT:
        save_section(
            revision_id=scenario.revision.pk,
            key="overview",
            version=None,
            changes=WRONG_VALUES,
            by=scenario.owner,
            now=scenario.now,
        )


def _make_ready(scenario: Scenario) -> None:
    if scenario.stop is DemoStage.CLAIMED:
        scenario.describe_test()
    choose_logos(scenario.revision, scenario.plan, by=scenario.owner, now=scenario.now)
    fill(scenario.revision, by=scenario.owner, now=scenario.now)


def _fail_checks(scenario: Scenario) -> None:
    """Attach a truncated screenshot, which only the checks of the submission find."""
    if scenario.stop is DemoStage.CHECKS_FAILED:
        attach_file(
            revision_id=scenario.revision.pk,
            path="overview.media",
            name="dashboard.png",
            content=broken_screenshot(),
            by=scenario.owner,
            now=scenario.now,
        )
        fill(scenario.revision, by=scenario.owner, now=scenario.now)
        scenario.submit(expects=RunState.BLOCKED)


def _claim(scenario: Scenario) -> None:
    """Engineering claims the review, Documentation asks a question, Ecosystems approves."""
    if scenario.stop is DemoStage.CLAIMED:
        scenario.claim(Team.ENGINEERING)
        scenario.tick(Team.ENGINEERING)
        text = _("Step 2 mentions a menu that has been renamed. Check the menus in the current version.")
        scenario.comment(Team.DOCUMENTATION, text, path="setup.setup_md")
        scenario.approve(Team.ECOSYSTEMS)


def _request_changes(scenario: Scenario) -> None:
    if scenario.stop in _RETURNED_STAGES:
        text = _("Which permissions does the account that reads the metrics need? List them in the steps.")
        scenario.send_back(Team.ENGINEERING, text, path="setup.setup_md")


def _answer_and_submit(scenario: Scenario) -> None:
    if scenario.stop is DemoStage.SECOND_ROUND:
        text = _("Read access is enough. No other permission is needed.")
        thread = Thread.objects.get(revision=scenario.revision, is_blocking=True)
        reply_to_thread(thread_id=thread.pk, body=text, by=scenario.owner, now=scenario.now)
        fill(scenario.revision, by=scenario.owner, now=scenario.now)
        scenario.submit()


def _reject(scenario: Scenario) -> None:
    if scenario.stop is DemoStage.REJECTED:
        scenario.reject(_("Another tile in the catalogue already covers this product."))


def _enable(scenario: Scenario) -> None:
    """Enable the tile in all sandbox orgs of the partner, as the admin."""
    orgs = SandboxOrg.objects.filter(organisation=scenario.organisation).values_list("pk", flat=True)
    by = scenario.people.actor("admin")
    enable_tile(revision_id=scenario.revision.pk, orgs=list(orgs), seen=None, by=by, now=scenario.now)


def _sign_off(scenario: Scenario) -> None:
    """Look at the tile and sign it off, as the owner."""
    for activation in TileActivation.objects.filter(submission=scenario.submission, deactivated_at=None):
        look_at_tile(activation_id=activation.pk, by=scenario.owner, now=scenario.now)
        save_checklist(activation_id=activation.pk, checks=CHECKLIST, by=scenario.owner, now=scenario.now)
    scenario.wait(hours=1)
    sign_off(revision_id=scenario.revision.pk, seen=None, terms_confirmed=True, by=scenario.owner, now=scenario.now)


def _publish(scenario: Scenario) -> None:
    publish_revision(revision_id=scenario.revision.pk, seen=None, by=scenario.people.actor("admin"), now=scenario.now)


SCENARIO_STEPS: Mapping[DemoStage, Callable[[Scenario], None]] = {
    DemoStage.DRAFT: _enter_wrong_values,
    DemoStage.READY: _make_ready,
    DemoStage.CHECKS_FAILED: _fail_checks,
    DemoStage.SUBMITTED: Scenario.submit,
    DemoStage.CLAIMED: _claim,
    DemoStage.CHANGES_REQUESTED: _request_changes,
    DemoStage.SECOND_ROUND: _answer_and_submit,
    DemoStage.REJECTED: _reject,
    DemoStage.APPROVED: Scenario.approve_all,
    DemoStage.IN_SANDBOX: _enable,
    DemoStage.SIGNED_OFF: _sign_off,
    DemoStage.PUBLISHED: _publish,
}
