"""Deletes old trials with everything that they issued."""

from datetime import datetime

from allauth.idp.oidc.models import Token

from common.actions import action
from trials.models import IssuedValue, Trial
from trials.queries import expired_trials

_TRIALS_BATCH = 200


@action
def delete_expired_trials(*, now: datetime) -> int:
    """Delete a batch of trials that started more than 30 days ago. Returns their number.

    Their tokens stop working: an old refresh token would otherwise work for ever.
    """
    trials = list(expired_trials(now).order_by("started_at").values_list("pk", flat=True)[:_TRIALS_BATCH])
    Token.objects.filter(hash__in=IssuedValue.objects.filter(trial__in=trials).values("hash")).delete()
    Trial.objects.filter(pk__in=trials).delete()
    return len(trials)
