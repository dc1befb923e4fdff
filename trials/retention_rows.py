"""How long trials of OAuth clients are kept."""

from collections.abc import Sequence
from datetime import datetime

from allauth.idp.oidc.models import Client, Token
from django.utils.translation import gettext_lazy as _

from jobs.retention.registry import RetentionKind, keep, remove_after
from trials.models import IssuedValue, SandboxClient, Trial, TrialRequest


def remove_trials(trials: Sequence[Trial], _now: datetime) -> None:
    """Delete trials with everything that they issued: an old refresh token would otherwise work indefinitely."""
    keys = [trial.pk for trial in trials]
    Token.objects.filter(hash__in=IssuedValue.objects.filter(trial__in=keys).values("hash")).delete()
    Trial.objects.filter(pk__in=keys).delete()


remove_after(
    RetentionKind(
        name="trials",
        label=_("Trials of OAuth clients"),
        setting="TRIAL_DAYS",
        least_days=1,
        due=lambda before: Trial.objects.filter(started_at__lte=before),
        since="started_at",
        related=(TrialRequest, IssuedValue, Token),
        remove=remove_trials,
        batch=200,
    )
)
keep(_("The test client of a listing, deleted with it."), SandboxClient, Client)
