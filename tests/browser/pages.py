"""Every page of the portal by reader, with the demo data."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from accounts.actions import Workflow, trust_publisher
from accounts.actors import actor_of
from accounts.demo import DOMAIN
from accounts.models import (
    PROVIDER_SECRETS,
    ApplicationKey,
    Organisation,
    Person,
    ProviderIdentity,
    SignInDomain,
    SignInProvider,
    Team,
    TrustedPublisher,
    VendorAlias,
)
from catalog.models import Tile
from common.actor import Role
from common.regions import Region
from jobs.models import LongRunningState
from listings.actions.requests import send_request
from listings.models import Import, Listing, Revision, Submission
from listings.states.revision_states import RevisionState
from notices.unsubscribe import Subscription, unsubscribe_url
from notices.webhooks.actions import WebhookSettings, create_webhook, send_test
from notices.writes import DIGEST_MAIL
from portal.demo.load import load_demo
from portal.demo.team_texts import add_demo_checklist
from releases.actions import offer_transfer
from releases.lifecycles.vendor_aliases import VENDOR_ALIASES
from reviews.models import (
    Appeal,
    CommentDispute,
    ExceptionRequest,
    ProductAccount,
    Question,
    Review,
    SavedFilter,
    Thread,
    Visibility,
)
from sandboxes.actions import request_sandbox
from sandboxes.models import SandboxOrg, TileActivation
from tests.accounts.factories import make_person
from tests.browser.steps import PASSWORD
from tilekit.sections import STEPS
from validation.actions import instant_findings
from validation.models import FindingDispute, WaiverRequest

DRAFT, CHANGES, LIVE = RevisionState.DRAFT, RevisionState.CHANGES_REQUESTED, RevisionState.PUBLISHED  # of demo-harbour
IN_REVIEW, IN_SANDBOX = RevisionState.IN_REVIEW, RevisionState.IN_SANDBOX  # of demo-lagoon
NOBODY = "nobody"
MISSING = ("/invitations/accept/", "/no-such-page/")  # pages with an empty state


class World(Struct, frozen=True, kw_only=True, dict=True):
    """The demo data and its people. values replace the placeholders in URLs."""

    people: Mapping[str, Person]
    values: Mapping[str, object]


def build_world(now: datetime) -> World:
    """The demo with an open request for a sandbox org, an open offer of a listing, and a newcomer."""
    load_demo(PASSWORD, now - timedelta(days=1), only_early=True)
    people = {person.email.partition("@")[0]: person for person in Person.objects.filter(email__endswith=f"@{DOMAIN}")}
    lagoon = Organisation.objects.get(slug="demo-lagoon")
    request = request_sandbox(
        organisation_id=lagoon.pk,
        region=Region.EU,
        purpose="We try our tiles on the European site too.",
        by=actor_of(people["lagoon"]),
        now=now,
    )
    of_harbour = {state.value: _listing("demo-harbour", state).pk for state in (DRAFT, CHANGES, LIVE)}
    of_lagoon = {state.value: _listing("demo-lagoon", state).pk for state in (IN_REVIEW, IN_SANDBOX)}
    ids = of_harbour | of_lagoon
    offer = offer_transfer(
        listing_id=ids[LIVE], vendor_id="demo-lagoon", note="Sold.", by=actor_of(people["partner"]), now=now
    )
    add_demo_checklist(by=actor_of(people["lead"]), now=now)
    key = ApplicationKey.objects.get(application__organisation__slug="demo-harbour")
    _identity_provider(key.application.organisation, people["partner"], now)
    values = {
        **ids,
        "application": key.application_id,
        "alias": _alias(people["partner"], now),
        "trusted": _trusted(ids[DRAFT], people["partner"], now).application_id,
        "key": key.pk,
        **_webhook(people["partner"], now),
        "submission": Submission.objects.get(revision__listing=ids[CHANGES]).pk,
        "tile": TileActivation.objects.get(listing=ids[IN_SANDBOX]).pk,
        "revision": Revision.objects.get(listing=ids[IN_SANDBOX]).pk,
        "harbour_org": SandboxOrg.objects.get(organisation__slug="demo-harbour").pk,
        "lagoon_org": SandboxOrg.objects.get(organisation=lagoon).pk,
        "request": request.pk,
        **_requests(ids, now),
        "transfer": offer.pk,
        "import": _refused_import(people["partner"], now).pk,
        "editor": people["editor"].pk,
        "engineer": people["engineering"].pk,
        "filter": SavedFilter.objects.create(person=people["engineering"], name="Paid", created_at=now).pk,
        "unsubscribe": _unsubscribe_token(people["editor"]),
        "account": ProductAccount.objects.get(revision__listing=ids[IN_REVIEW]).pk,
        "slug": Tile.objects.get(listing=ids[LIVE]).slug,
        **{f"review_{review.team}": review.pk for review in Review.objects.filter(revision__listing=ids[IN_REVIEW])},
    }
    return World(people={**people, NOBODY: make_person()}, values=values)


def _requests(ids: Mapping[str, UUID], now: datetime) -> Mapping[str, object]:
    """An open request of each kind about a listing, and a blocker that a waiver can be asked for."""
    asked: Mapping[str, Any] = {"reason": "Our customers\nhost it.", "requested_at": now}
    draft, live = Revision.objects.get(listing=ids[DRAFT]), Revision.objects.get(listing=ids[LIVE])
    finding = next(finding for finding in instant_findings(draft, now=now).blockers)
    comments = Thread.objects.filter(listing=ids[CHANGES], visibility=Visibility.EVERYONE).exclude(team="")
    columns = {"code": "MD-047", "severity": "blocker", "message": "Unsorted", "fingerprint": "f" * 16}
    return {
        "waiver": WaiverRequest.objects.create(listing=draft.listing, **columns, **asked).pk,
        "dispute": FindingDispute.objects.create(listing=draft.listing, excerpt="a\nb", **columns, **asked).pk,
        "exception": ExceptionRequest.objects.create(listing_id=ids[IN_REVIEW], **asked).pk,
        "appeal": Appeal.objects.create(revision=live, **asked).pk,
        "comment_dispute": CommentDispute.objects.create(thread=comments.earliest("pk"), **asked).pk,
        "thread": comments.latest("pk").pk,
        "question": Question.objects.create(listing_id=ids[CHANGES], question="Which unit?", requested_at=now).pk,
        "draft_revision": draft.pk,
        "blocker": finding.fingerprint,
    }


def _identity_provider(organisation: Organisation, owner: Person, now: datetime) -> None:
    """A provider that is turned on, with a verified domain and another one, and an account of the owner."""
    values = {
        "issuer": "https://login.harbour.example",
        "client_id": "slipway",
        "encrypted_secret": PROVIDER_SECRETS.encrypt("x"),
    }
    provider = SignInProvider.objects.create(
        organisation=organisation, tested_at=now, is_enabled=True, group_roles={"owners": 3}, **values
    )
    for domain, verified_at in (("harbour.example", now), ("mail.harbour.example", None)):
        row = SignInDomain(organisation=organisation, domain=domain, token=f"t-{len(domain)}", verified_at=verified_at)
        row.save()
    ProviderIdentity.objects.create(
        organisation=organisation, issuer=provider.issuer, subject="owner", person=owner, last_used_at=now
    )


def _alias(partner: Person, now: datetime) -> UUID:
    """The ID of a vendor alias that the partner requested."""
    harbour = Organisation.objects.get(slug="demo-harbour")
    row = VendorAlias(organisation=harbour, name="Harbour Labs", vendor_id="harbour-labs", reason="Our own brand.")
    return send_request(VENDOR_ALIASES, row, by=actor_of(partner), now=now).pk


def _trusted(listing_id: UUID, owner: Person, now: datetime) -> TrustedPublisher:
    """A trusted workflow, which signs in without a key."""
    return trust_publisher(
        organisation_id=Listing.objects.get(pk=listing_id).organisation_id,
        listing_id=listing_id,
        name="Release workflow",
        role=Role.OWNER,
        workflow=Workflow(
            issuer="https://token.actions.githubusercontent.com",
            repository="demo-harbour/slipway-listing",
            workflow="publish.yml",
            ref="refs/tags/*",
        ),
        by=actor_of(owner),
        now=now,
    )


def _webhook(person: Person, now: datetime) -> Mapping[str, object]:
    """A webhook with an unreachable URL, with a failed delivery."""
    by, wanted = actor_of(person), WebhookSettings(url="http://127.0.0.1:9/slipway", description="Build server")
    organisation = Organisation.objects.get(slug="demo-harbour")
    webhook = create_webhook(organisation_id=organisation.pk, webhook_settings=wanted, by=by, now=now).webhook
    return {"webhook": webhook.pk, "delivery": send_test(webhook_id=webhook.pk, by=by, now=now).pk}


def _unsubscribe_token(person: Person) -> str:
    """The token of the link that turns off the daily digest of the person."""
    url = unsubscribe_url(Subscription(person_id=person.pk, kind=DIGEST_MAIL))
    return url.rstrip("/").rpartition("/")[2]


def _refused_import(person: Person, now: datetime) -> Import:
    """An archive that the worker could not read."""
    return Import.objects.create(
        organisation=Organisation.objects.get(slug="demo-harbour"),
        requested_by=person.pk,
        file_name="acme_widget.zip",
        sha256="0" * 64,
        key="0" * 64,
        state=LongRunningState.REFUSED,
        refusal="This archive takes more than 30 seconds to read. Remove what customers don't need.",
        created_at=now,
        finished_at=now,
    )


def _listing(organisation: str, state: RevisionState) -> Listing:
    return Listing.objects.get(organisation__slug=organisation, revisions__state=state)


_ACCOUNT = ("/profile/", "/profile/erase/", "/accounts/password/change/", "/accounts/email/", "/accounts/2fa/")
_NOTICES = ("/notices/", "/notices/preferences/")
_TABS = ("overview", "configuration", "data", "resources", "support", "release-notes", "all")
_OF_APPLICATION = ("", "role/", "remove/", "keys/new/", "keys/{key}/revoke/")
_OF_ACCOUNTS = ("", "{account}/", "{account}/remove/")
_OF_WEBHOOK = ("", "edit/", "secret/", "delete/", "deliveries/{delivery}/")
_VIEWS = ("content", "changes", "preview", "findings", "threads", "history", "files")
_REVIEW = "/reviews/{review_" + Team.ENGINEERING + "}/"
PAGES: Mapping[str, tuple[str, ...]] = {
    "": (
        "/",
        "/catalogue/",
        "/catalogue/?q=nothing+fits",
        "/catalogue/?category=Metrics",
        *(f"/catalogue/{{slug}}/?tab={tab}" for tab in _TABS),
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/sign-in/device/",
        "/sign-in/secure/",
        "/dev/mail/",
        "/guides/",
        "/guides/metrics/",
        "/contact/",
        "/developers/",
        "/developers/tilekit/",
        "/developers/api/",
        "/developers/api/changelog/",
        "/developers/api/deprecation/",
        "/developers/api/fields/",
        "/developers/api/events/",
        *(f"/developers/api/{surface}/" for surface in ("tokens", "ingestion", "v1")),
        "/notices/unsubscribe/{unsubscribe}/",
        *MISSING,
    ),
    NOBODY: ("/", "/organisation/", "/organisation/new/", "/listings/", "/sandboxes/", *_ACCOUNT, *_NOTICES),
    "partner": (
        "/",
        "/listings/",
        "/listings/?q=nothing",
        "/listings/new/",
        *(f"/listings/{{{folder}}}/" for folder in (DRAFT, CHANGES, LIVE)),
        *(f"/listings/{{{DRAFT}}}/revisions/1/{step.key}/" for step in STEPS),
        f"/listings/{{{CHANGES}}}/revisions/1/setup/",
        f"/listings/{{{LIVE}}}/revisions/1/review/",
        f"/listings/{{{DRAFT}}}/revisions/1/preview/",
        f"/listings/{{{DRAFT}}}/revisions/1/preview/?show=search&q=printer&width=phone",
        f"/listings/{{{DRAFT}}}/revisions/1/preview/frame/?tab=all&links=on&theme=dark",
        f"/listings/{{{DRAFT}}}/revisions/1/print/",
        "/search/?q=support",
        f"/listings/{{{DRAFT}}}/revisions/1/pipeline/",
        f"/listings/{{{DRAFT}}}/revisions/1/lines/?file=README.md&line=3#line-3",
        f"/listings/{{{DRAFT}}}/revisions/1/sections/overview/history/",
        f"/listings/{{{DRAFT}}}/revisions/1/fixes/?code=MD-005&every=1",
        f"/listings/{{{DRAFT}}}/revisions/1/import/",
        "/imports/{import}/",
        f"/listings/{{{CHANGES}}}/submissions/{{submission}}/",
        "/sandboxes/",
        "/sandboxes/orgs/{harbour_org}/",
        f"/sandboxes/go-to-market/{{{LIVE}}}/",
        "/releases/",
        f"/listings/{{{DRAFT}}}/duplicate/",
        f"/listings/{{{DRAFT}}}/transfer/",
        f"/listings/{{{DRAFT}}}/waive/{{blocker}}/",
        "/waiver-requests/{waiver}/",
        f"/listings/{{{DRAFT}}}/dispute/{{blocker}}/",
        "/disputes/{dispute}/",
        "/checks/changes/",
        "/appeals/{appeal}/",
        "/comment-disputes/{comment_dispute}/",
        "/threads/{thread}/dispute/",
        f"/listings/{{{DRAFT}}}/oauth-trial/",
        f"/listings/{{{DRAFT}}}/question/",
        f"/listings/{{{DRAFT}}}/oauth-exception/",
        "/questions/{question}/",
        f"/listings/{{{CHANGES}}}/compare/",
        "/revisions/{draft_revision}/appeal/",
        "/transfers/",
        "/transfers/{transfer}/",
        "/organisation/demo-harbour/",
        "/organisation/demo-harbour/defaults/",
        "/organisation/demo-harbour/members/",
        "/organisation/demo-harbour/aliases/new/",
        "/organisation/demo-harbour/members/{editor}/remove/",
        "/organisation/demo-harbour/applications/new/",
        *(f"/organisation/demo-harbour/applications/{{application}}/{page}" for page in _OF_APPLICATION),
        "/organisation/demo-harbour/applications/{trusted}/",
        "/organisation/demo-harbour/publishers/new/",
        "/organisation/demo-harbour/webhooks/",
        "/organisation/demo-harbour/webhooks/new/",
        *(f"/organisation/demo-harbour/webhooks/{{webhook}}/{page}" for page in _OF_WEBHOOK),
        "/organisation/demo-harbour/agreements/",
        "/organisation/demo-harbour/agreements/programme/",
        "/organisation/demo-harbour/insights/",
        "/organisation/demo-harbour/audit/",
        "/organisation/demo-harbour/sign-in/",
        "/organisation/demo-harbour/sign-in/provider/",
        "/sign-in/identities/",
        "/organisation/demo-harbour/leave/",
        *_NOTICES,
    ),
    "lagoon": (
        "/",
        "/transfers/{transfer}/",
        f"/listings/{{{IN_REVIEW}}}/",
        f"/listings/{{{IN_REVIEW}}}/revisions/1/review/",
        f"/listings/{{{IN_REVIEW}}}/revisions/1/pipeline/",
        *(f"/listings/{{{IN_REVIEW}}}/revisions/1/test-accounts/{page}" for page in _OF_ACCOUNTS),
        "/sandboxes/",
        *(f"/sandboxes/tiles/{{tile}}/?tab={tab}" for tab in ("overview", "support")),
        "/sandboxes/requests/{request}/",
        "/releases/{revision}/",
    ),
    "viewer": ("/", f"/listings/{{{DRAFT}}}/", f"/listings/{{{DRAFT}}}/revisions/1/overview/", "/sandboxes/"),
    "engineering": (
        "/",
        "/queue/",
        "/queue/?state=all",
        "/queue/?view=listings&sort=-threads",
        "/queue/filters/?route=marketplace",
        "/queue/filters/{filter}/delete/",
        *(f"{_REVIEW}?view={view}" for view in _VIEWS),
        *(f"{_REVIEW}?view=content&section={step.key}" for step in STEPS if step.key != "pricing"),
        "/listings/",
        f"/listings/{{{IN_REVIEW}}}/",
    ),
    "lead": (
        "/",
        "/queue/",
        _REVIEW,
        "/queue/fast-lane/",
        "/queue/incidents/",
        "/queue/absences/",
        "/queue/documentation/calendar/",
        "/queue/documentation/checklist/",
        "/queue/documentation/replies/",
        "/queue/documentation/checklist/versions/",
        "/oauth-exceptions/{exception}/",
        "/queue/requests/",
        "/insights/",
        "/insights/?by=team&period=24",
        "/sandboxes/",
        "/releases/",
    ),
    "admin": (
        "/people/{engineer}/",
        "/people/{engineer}/second-factor/",
        "/",
        "/audit/",
        "/system/",
        "/audit/?verb=revision.submit&who=portal&kind=organisation&about=harbour",
        "/organisation/demo-harbour/delete/",
        "/maintenance/",
        "/retention/",
        "/settings/",
        "/settings/contacts/",
        "/settings/contacts/versions/0/restore/",
        "/settings/file/",
        "/erase-secret/",
        "/queue/",
        "/sandboxes/",
        "/sandboxes/?show=all",
        "/sandboxes/requests/{request}/",
        "/sandboxes/requests/all/",
        "/sandboxes/orgs/",
        "/sandboxes/orgs/{lagoon_org}/",
        "/sandboxes/go-to-market/",
        f"/sandboxes/go-to-market/{{{LIVE}}}/",
        "/releases/",
        "/releases/{revision}/",
        "/releases/live/",
        "/releases/vendors/",
        "/vendor-aliases/{alias}/",
        f"/releases/live/{{{LIVE}}}/",
        "/checks/",
        "/checks/DB-008/",
        "/checks/waivers/",
        "/checks/disputes/",
        "/checks/agent-packages/",
        "/organisations/",
        "/organisations/demo-harbour/",
        "/organisations/demo-harbour/suspend/",
        "/view-as/{editor}/",
        "/agreements/",
        "/teams/",
        "/jobs/",
    ),
}
