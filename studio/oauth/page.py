"""What the page about trials of an OAuth client shows: addresses, progress, and each request with its faults."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import Struct

from common.regions import Region
from listings.models import Listing
from trials.addresses import TrialAddresses, trial_addresses, with_parameters
from trials.diagnosis.client_facts import ClientFacts
from trials.faults import RequestFault, stored_faults
from trials.models import RequestKind, SandboxClient, Trial, TrialRequest
from trials.queries import requests_of, trials_of

_POLLED = timedelta(hours=1)
_MAX_EARLIER = 20


class LoggedRequest(Struct, frozen=True, kw_only=True):
    """A request in the log. state is that of its badge."""

    number: int
    title: str
    at: datetime
    state: str
    status: int
    address_region: str
    faults: Sequence[RequestFault]
    parameters: Mapping[str, str]
    answer: Mapping[str, str]


class TrialGoal(Struct, frozen=True, kw_only=True):
    """A part of the flow, and whether the trial has reached it."""

    label: str
    is_reached: bool


class TrialLog(Struct, frozen=True, kw_only=True):
    """The log of a trial. open_url is the address that its person opens first."""

    trial: Trial
    requests: Sequence[LoggedRequest]
    goals: Sequence[TrialGoal]
    open_url: str
    is_moving: bool

    @property
    def version(self) -> str:
        """What the page shows, for a reader who has it open already."""
        return f"{self.trial.pk}-{len(self.requests)}"


def trial_log(request: HttpRequest, trial: Trial, facts: ClientFacts) -> TrialLog:
    """The log of a trial with what it has reached so far. One query."""
    rows = list(requests_of(trial))
    addresses = trial_addresses(request, facts.client_id, Region(trial.region))
    url = with_parameters(trial.onboarding_url, addresses.parameters) if trial.onboarding_url else ""
    return TrialLog(
        trial=trial,
        requests=[_shown(row, number) for number, row in enumerate(rows, start=1)],
        goals=list(_goals(rows, facts.scopes)),
        open_url=url,
        is_moving=timezone.now() - trial.started_at < _POLLED,
    )


def earlier_trials(listing: Listing) -> Sequence[Trial]:
    """The newest trials, to choose from."""
    return list(trials_of(listing)[:_MAX_EARLIER])


def addresses_of_regions(request: HttpRequest, client: SandboxClient) -> Mapping[str, TrialAddresses]:
    """{name of a region: its addresses}."""
    return {str(region.label): trial_addresses(request, client.client_id, region) for region in Region}


def _shown(row: TrialRequest, number: int) -> LoggedRequest:
    faults = stored_faults(row.faults)
    title = RequestKind(row.kind).label
    return LoggedRequest(
        number=number,
        title=_("{request}: {scope}").format(request=title, scope=row.scope) if row.scope else str(title),
        at=row.at,
        state="refused" if not row.is_accepted else "warned" if faults else "accepted",
        status=row.status,
        address_region=Region(row.region).label,
        faults=faults,
        parameters=row.parameters,
        answer=row.answer,
    )


def _goals(rows: Sequence[TrialRequest], scopes: Sequence[str]) -> Sequence[TrialGoal]:
    accepted = [row for row in rows if row.is_accepted]
    kinds, called = {row.kind for row in accepted}, {row.scope for row in accepted}
    parts = {
        RequestKind.AUTHORIZATION: _("Authorisation request with PKCE"),
        RequestKind.CONSENT: _("Consent"),
        RequestKind.TOKEN: _("Code exchanged for tokens"),
        RequestKind.REFRESH: _("Access token refreshed"),
        RequestKind.REVOCATION: _("Token revoked"),
    }
    calls = [
        TrialGoal(label=_("Test call: {scope}").format(scope=scope), is_reached=scope in called) for scope in scopes
    ]
    return [*(TrialGoal(label=label, is_reached=kind in kinds) for kind, label in parts.items()), *calls]
