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
from sandboxes.actions import enable_tile, look_at_tile, sign_off
from sandboxes.models import SandboxOrg, TileActivation
from validation.models import RunState

_UPDATE_AFTER_DAYS = 45
_SENT_BACK = (DemoStage.CHANGES_REQUESTED, DemoStage.SECOND_ROUND)


class ScenarioFailed(Exception):
    """A listing of the demo did not reach its planned stop."""


def run_scenario(story: Scenario) -> Revision:
    """Import the folder and take it, and its later versions, to the planned stops. Raises ScenarioFailed."""
    plan = story.plan
    try:
        story.begin()
        _advance(story, plan.stop)
        later = [DemoStage.PUBLISHED] * plan.updates + ([plan.next_stop] if plan.next_stop else [])
        for stop in later:
            _begin_update(story)
            _advance(story, stop, since=DemoStage.SUBMITTED)
    except (SlipwayError, DemoValueMissing, ObjectDoesNotExist) as fault:
        text = f"The demo listing {plan.folder} did not reach {story.stop.name}: {fault}"
        raise ScenarioFailed(text) from fault
    return story.fresh


def _advance(story: Scenario, stop: DemoStage, *, since: DemoStage = DemoStage.DRAFT) -> None:
    story.stop = stop
    for at, act in STEPS.items():
        if since <= at <= stop:
            story.wait(hours=story.plan.pace)
            act(story)


def _begin_update(story: Scenario) -> None:
    """Start a later version of the live tile, as the owner."""
    story.wait(days=_UPDATE_AFTER_DAYS)
    story.revision = start_revision(listing_id=story.revision.listing_id, by=story.owner, now=story.now)
    add_release(story.revision, by=story.owner, now=story.now)
    fill(story.revision, by=story.owner, now=story.now)


def _enter_wrong_values(story: Scenario) -> None:
    """Leave wrong values in a draft."""
    if story.stop is DemoStage.DRAFT:
        save_section(
            revision_id=story.revision.pk,
            key="overview",
            version=None,
            changes=WRONG_VALUES,
            by=story.owner,
            now=story.now,
        )


def _make_ready(story: Scenario) -> None:
    choose_logos(story.revision, story.plan, by=story.owner, now=story.now)
    fill(story.revision, by=story.owner, now=story.now)


def _fail_checks(story: Scenario) -> None:
    """Attach a truncated screenshot, which only the checks of the submission find."""
    if story.stop is DemoStage.CHECKS_FAILED:
        attach_file(
            revision_id=story.revision.pk,
            path="overview.media",
            name="dashboard.png",
            content=broken_screenshot(),
            by=story.owner,
            now=story.now,
        )
        fill(story.revision, by=story.owner, now=story.now)
        story.submit(expects=RunState.BLOCKED)


def _claim(story: Scenario) -> None:
    """Engineering claims the review, Documentation asks a question, Ecosystems approves."""
    if story.stop is DemoStage.CLAIMED:
        story.claim(Team.ENGINEERING)
        text = _("Step 2 mentions a menu that has been renamed. Check the menus in the current version.")
        story.comment(Team.DOCUMENTATION, text, path="setup.setup_md")
        story.approve(Team.ECOSYSTEMS)


def _request_changes(story: Scenario) -> None:
    if story.stop in _SENT_BACK:
        text = _("Which permissions does the account that reads the metrics need? List them in the steps.")
        story.send_back(Team.ENGINEERING, text, path="setup.setup_md")


def _answer_and_submit(story: Scenario) -> None:
    if story.stop is DemoStage.SECOND_ROUND:
        text = _("Read access is enough. No other permission is needed.")
        thread = Thread.objects.get(revision=story.revision, is_blocking=True)
        reply_to_thread(thread_id=thread.pk, body=text, by=story.owner, now=story.now)
        fill(story.revision, by=story.owner, now=story.now)
        story.submit()


def _enable(story: Scenario) -> None:
    """Enable the tile in all sandbox orgs of the partner, as the admin."""
    orgs = SandboxOrg.objects.filter(organisation=story.organisation).values_list("pk", flat=True)
    by = story.people.actor("admin")
    enable_tile(revision_id=story.revision.pk, orgs=list(orgs), seen=None, by=by, now=story.now)


def _sign_off(story: Scenario) -> None:
    """Look at the tile and sign it off, as the owner."""
    for activation in TileActivation.objects.filter(submission=story.submission, deactivated_at=None):
        look_at_tile(activation_id=activation.pk, by=story.owner, now=story.now)
    story.wait(hours=1)
    sign_off(revision_id=story.revision.pk, seen=None, terms_confirmed=True, by=story.owner, now=story.now)


def _publish(story: Scenario) -> None:
    publish_revision(revision_id=story.revision.pk, seen=None, by=story.people.actor("admin"), now=story.now)


STEPS: Mapping[DemoStage, Callable[[Scenario], None]] = {
    DemoStage.DRAFT: _enter_wrong_values,
    DemoStage.READY: _make_ready,
    DemoStage.CHECKS_FAILED: _fail_checks,
    DemoStage.SUBMITTED: Scenario.submit,
    DemoStage.CLAIMED: _claim,
    DemoStage.CHANGES_REQUESTED: _request_changes,
    DemoStage.SECOND_ROUND: _answer_and_submit,
    DemoStage.APPROVED: Scenario.approve_all,
    DemoStage.IN_SANDBOX: _enable,
    DemoStage.SIGNED_OFF: _sign_off,
    DemoStage.PUBLISHED: _publish,
}
