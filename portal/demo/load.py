"""Loads missing people, sandbox orgs and listings of the demo."""

from datetime import datetime, timedelta
from functools import partial

from django.core.cache import cache
from django.utils import timezone

from accounts.actions import KeyRequest, confirm_vendor_id, onboard_application, record_key_use
from accounts.demo import DemoPeople, create_demo_people
from accounts.models import Application, Organisation
from audit.models import Event
from audit.writes import record_event
from common.actions import action
from common.actor import SYSTEM, Role
from common.regions import Region
from insights.roll_up import roll_up
from jobs.queries import claimable
from jobs.worker import run_job
from listings.actions.requests import change_request
from listings.imports.demo_copy import demo_folder
from listings.models import Listing
from notices.actions import drop_waiting_mail, read_all_notices
from notices.writes import MAIL_JOB
from portal.demo.plan import DEMO_LISTINGS, DemoListing
from portal.demo.requests import add_requests
from portal.demo.scenario import Scenario
from portal.demo.scenario_steps import run_scenario
from portal.demo.team_texts import add_demo_checklist
from sandboxes.actions import request_sandbox
from sandboxes.lifecycles.requests import GRANT, SANDBOX_REQUESTS
from sandboxes.models import SandboxOrg, SandboxRequest

_LOADED = "demo.load"
_PEOPLE_BEFORE, _SANDBOXES_BEFORE = timedelta(days=361), timedelta(days=360)
_REQUESTED_BEFORE = timedelta(hours=20)
_APPLICATION_BEFORE, _KEY_USED_BEFORE, _KEY_VALID_FOR = timedelta(days=40), timedelta(hours=5), timedelta(days=365)
_UNREAD_FOR = timedelta(days=3)
_OPEN_BEFORE = timedelta(minutes=1)  # people can use the pages for a moment before the load begins
_SANDBOX_PURPOSE = "We build and test our integrations here before customers see them."
_SECOND_PURPOSE = "Customers in Europe keep their data there, so we need to test with the European site."


def load_demo(password: str, now: datetime, *, only_early: bool = False) -> int:
    """Load the missing demo data. Returns the number of added listings.

    Once everything is loaded, further calls change nothing, even if somebody has deleted listings. After an interrupted
    call, the next call continues. only_early loads only what the first page needs. Raises ScenarioFailed.
    """
    people = create_demo_people(password, now - _PEOPLE_BEFORE)
    if Event.objects.filter(verb=_LOADED).exists():
        return 0
    for organisation, owner in ((people.harbour, "partner"), (people.lagoon, "lagoon")):
        grant_demo_sandbox(organisation, owner=owner, people=people, now=now - _SANDBOXES_BEFORE)
    _request_second_sandbox(people, now=now - _REQUESTED_BEFORE)
    _add_application(people.harbour, now=now)
    add_demo_checklist(by=people.actor("lead"), now=now - _SANDBOXES_BEFORE)
    added = [plan for plan in DEMO_LISTINGS if plan.is_early >= only_early and not _exists(plan)]
    send_mail = partial(_send_mail, created_after=now - _OPEN_BEFORE)
    for plan in added:
        start = now - timedelta(days=plan.days_ago)
        run_scenario(Scenario(plan=plan, people=people, now=start, after_step=send_mail))
    _mark_old_notices_read(people, before=now - _UNREAD_FOR, now=now)
    roll_up(clock=lambda: now)
    cache.clear()  # somebody may have opened pages that count a part of the history
    if not only_early:
        add_requests(people, now)
        _record_loaded(now)
    return len(added)


def _send_mail(*, created_after: datetime) -> None:
    """Send the e-mails that visitors wait for, such as the link after a sign-up. The worker starts after the load.

    E-mails of the demo are older.
    """
    jobs = claimable(timezone.now()).filter(kind=MAIL_JOB, created_at__gt=created_after)
    for job_id in list(jobs.values_list("pk", flat=True)):
        run_job(job_id)


def _mark_old_notices_read(people: DemoPeople, *, before: datetime, now: datetime) -> None:
    """Mark old notices as read and drop old e-mails, because nobody has months of unread notices."""
    drop_waiting_mail(created_before=before)
    for login in people.people:
        read_all_notices(until=before, by=people.actor(login), now=now)


def _request_second_sandbox(people: DemoPeople, *, now: datetime) -> None:
    """Create a request that the admin can answer."""
    organisation = people.harbour
    if not SandboxRequest.objects.filter(organisation=organisation, region=Region.EU).exists():
        by = people.actor("partner")
        request_sandbox(organisation_id=organisation.pk, region=Region.EU, purpose=_SECOND_PURPOSE, by=by, now=now)


def _add_application(organisation: Organisation, *, now: datetime) -> None:
    """Add an application whose key nobody knows. A removed one is not added again."""
    if Application.objects.filter(organisation=organisation).exists():
        return
    key = onboard_application(
        organisation_id=organisation.pk,
        name="Release pipeline",
        role=Role.OWNER,
        key=KeyRequest(valid_for=_KEY_VALID_FOR, label="Build server"),
        by=SYSTEM,
        now=now - _APPLICATION_BEFORE,
    )
    record_key_use(key_id=key.key.pk, now=now - _KEY_USED_BEFORE)


def _exists(plan: DemoListing) -> bool:
    return Listing.objects.filter(
        organisation__slug=plan.organisation, revisions__folder=demo_folder(plan.folder)
    ).exists()


@action
def _record_loaded(now: datetime) -> None:
    record_event(_LOADED, by=SYSTEM, objects={}, now=now)


def grant_demo_sandbox(organisation: Organisation, *, owner: str, people: DemoPeople, now: datetime) -> None:
    """Confirm the vendor ID and grant a sandbox org, unless that has already happened."""
    admin = people.actor("admin")
    if organisation.vendor_confirmed_at is None:
        confirm_vendor_id(organisation_id=organisation.pk, vendor_id=organisation.vendor_id, by=admin, now=now)
    if SandboxOrg.objects.filter(organisation=organisation).exists():
        return
    request = request_sandbox(
        organisation_id=organisation.pk, region=Region.US1, purpose=_SANDBOX_PURPOSE, by=people.actor(owner), now=now
    )
    change_request(SANDBOX_REQUESTS, request.pk, GRANT, by=admin, now=now)
