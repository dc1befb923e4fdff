"""Loading the demo: people, sandbox orgs and listings that are not there yet."""

from datetime import datetime, timedelta

from accounts.actions import confirm_vendor_id
from accounts.demo import DemoPeople, create_demo_people
from accounts.models import Organisation
from listings.models import Listing
from portal.demo.plan import DEMO_LISTINGS, DemoListing
from portal.demo.story import Story
from sandboxes.actions import grant_request, request_sandbox
from sandboxes.models import Region, SandboxOrg

_PURPOSE = "We build and try our integrations here before customers see them."


def load_demo(password: str, now: datetime) -> int:
    """Load what is missing; the number of listings that were added. A second call changes nothing."""
    people = create_demo_people(password, now)
    for organisation, owner in ((people.harbour, "partner"), (people.lagoon, "lagoon")):
        give_sandbox(organisation, owner=owner, people=people, now=now - timedelta(days=60))
    added = [plan for plan in DEMO_LISTINGS if not _is_there(plan, people)]
    for plan in added:
        Story(plan=plan, people=people, now=now - timedelta(days=plan.days_ago)).tell()
    return len(added)


def _is_there(plan: DemoListing, people: DemoPeople) -> bool:
    """A listing that somebody renamed or moved on stays as they left it: its folder tells it apart."""
    known = {each.slug: each for each in (people.harbour, people.lagoon)}
    return Listing.objects.filter(organisation=known[plan.organisation], revisions__folder=plan.folder).exists()


def give_sandbox(organisation: Organisation, *, owner: str, people: DemoPeople, now: datetime) -> None:
    """Confirm the vendor id and grant a sandbox org, where that has not happened yet."""
    admin = people.actor("admin")
    if organisation.vendor_confirmed_at is None:
        confirm_vendor_id(organisation_id=organisation.pk, vendor_id=organisation.vendor_id, by=admin, now=now)
    if SandboxOrg.objects.filter(organisation=organisation).exists():
        return
    request = request_sandbox(
        organisation_id=organisation.pk, region=Region.US1, purpose=_PURPOSE, by=people.actor(owner), now=now
    )
    grant_request(request_id=request.pk, by=admin, now=now)
