"""The job that searches for a leaked secret or erases it."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.actors import actor_with_id
from accounts.ciphers import SecretKeyReplaced
from accounts.guards import assert_admin
from accounts.models import Person
from accounts.preferences import reader_preferences
from audit.erasures import SealChanged
from common.errors import NotAllowed, NotFound, NotPossible
from files.errors import BackupReadsFiles
from jobs.kind_registry import Renew
from jobs.long_running import WorkAttempt, begin_work, note_progress
from operations.erasure.actions import add_place, finish_erasure, refuse_erasure
from operations.erasure.columns import searched_columns
from operations.erasure.erasing import erase_everywhere, places_of
from operations.erasure.leaked_secret import LeakedSecret
from operations.models import LEAKED_SECRETS, SecretErasure

_STEPS_PER_NOTE = 10


def run_erasure(attempt: WorkAttempt, *, language: str, renew: Renew, clock: Callable[[], datetime]) -> None:
    """Search for the secret, or erase it, with the rights that the admin has now. Raises LeaseLost."""
    erasure = begin_work(model=SecretErasure, attempt=attempt)
    if erasure is None:
        return
    try:
        with reader_preferences(Person.objects.filter(pk=erasure.requested_by).first(), default_language=language):
            _run(erasure, attempt, renew=renew, clock=clock)
    except (NotAllowed, NotFound, NotPossible, BackupReadsFiles) as error:
        refuse_erasure(attempt, error=error, now=clock())
    else:
        finish_erasure(attempt, now=clock())


def _run(erasure: SecretErasure, attempt: WorkAttempt, *, renew: Renew, clock: Callable[[], datetime]) -> None:
    actor = actor_with_id(erasure.requested_by)
    assert_admin(actor)
    secret, on_step = _secret_of(erasure), _Progress(attempt, renew)
    if erasure.erases:
        places = erase_everywhere(secret, by=actor, clock=clock, on_step=on_step)
    else:
        places = places_of(secret, on_step=on_step)
    try:
        for place in places:
            add_place(attempt, place=place)
    except SealChanged as fault:
        raise NotPossible(reasons=_("A seal of the audit log is broken. Run manage.py verify_audit.")) from fault


def _secret_of(erasure: SecretErasure) -> LeakedSecret:
    try:
        return LeakedSecret(LEAKED_SECRETS.decrypt(erasure.sealed))
    except SecretKeyReplaced as fault:
        raise NotPossible(reasons=_("The encryption key was replaced. Enter the secret again.")) from fault


class _Progress:
    """Renews the lease after each column or file, and notes the number from time to time."""

    def __init__(self, attempt: WorkAttempt, renew: Renew) -> None:
        self._attempt, self._renew, self._done = attempt, renew, 0

    def __call__(self) -> None:
        self._renew()
        self._done += 1
        if self._done % _STEPS_PER_NOTE == 0:
            total = max(self._done, len(searched_columns()))
            note_progress(model=SecretErasure, attempt=self._attempt, progress={"done": self._done, "total": total})
