"""What every endpoint of the authorisation server needs: the client of its address, its trial, and a limit of calls."""

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from msgspec import Struct

from common.counters import count
from common.regions import Region
from trials.actions import RequestRecord, record_request
from trials.diagnosis.client_facts import ClientFacts
from trials.faults import FaultEffect, RequestFault, fault
from trials.models import IssuedValue, SandboxClient, Trial
from trials.queries import client_facts_of, issued_value, trials_of

CALLS_PER_MINUTE, _WINDOW_SECONDS = 120, 60


class TrialServer(Struct, frozen=True, kw_only=True):
    """The authorisation server of one client in one region. trial is the newest of its listing, if there is one.

    facts contain the region of the trial, which may differ from that of the address.
    """

    client: SandboxClient
    region: Region
    trial: Trial | None
    facts: ClientFacts
    now: datetime

    def issued(self, value: str) -> IssuedValue | None:
        return issued_value(self.client.listing_id, value)

    def record(self, record: RequestRecord) -> None:
        """Store a request in the log of the trial. Without a trial, nothing was issued and there is no log."""
        if self.trial is not None:
            record_request(record, trial_id=self.trial.pk, region=self.region, now=self.now)

    @property
    def is_busy(self) -> bool:
        """Count this call. Whether there were too many in the last minute."""
        name = f"oauth-trial:{self.client.client_id}"
        return count(name, window_seconds=_WINDOW_SECONDS, now=self.now) > CALLS_PER_MINUTE


def server_or_404(client_id: UUID, region: str) -> TrialServer:
    """The server at an address. Raises Http404 for an unknown client or region, or a suspended organisation."""
    rows = SandboxClient.objects.select_related("client", "listing__organisation")
    client = rows.filter(client=str(client_id), listing__deleted_at=None).first()
    if client is None or region not in Region.values or not client.listing.organisation.is_active:
        raise Http404
    trial = trials_of(client.listing).first()
    facts = client_facts_of(client, Region(trial.region if trial else region))
    return TrialServer(client=client, region=Region(region), trial=trial, facts=facts, now=timezone.now())


def explained(faults: list[RequestFault], *, is_accepted: bool, error: str) -> list[RequestFault]:
    """The faults, with the error of the library if none of them explains why it refused the request."""
    is_explained = is_accepted or any(row.effect is not FaultEffect.WARNS for row in faults)
    return faults if is_explained else [*faults, fault("refused", value=error)]
