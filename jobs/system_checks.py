"""Checks at start: WORKER_KINDS names kinds of job, and each kind has a worker."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register
from django.db import Error as DatabaseFault
from django.utils import timezone

from jobs.kind_registry import kind_names
from jobs.served_kinds import kinds_without_worker, unknown_names


@register()
def check_worker_kinds(**_: object) -> list[CheckMessage]:
    """An error if WORKER_KINDS has names that are unknown."""
    return [Error(problem, id="jobs.E001") for problem in worker_kinds_problems()]


def worker_kinds_problems() -> list[str]:
    """A sentence about the names in WORKER_KINDS that are unknown, if there are any."""
    unknown = unknown_names(settings.WORKER_KINDS)
    if not unknown:
        return []
    return [f"WORKER_KINDS has unknown names: {', '.join(unknown)}. The kinds are {', '.join(kind_names())}."]


@register(deploy=True)
def check_each_kind_has_a_worker(**_: object) -> list[CheckMessage]:
    """Reports kinds that no running worker runs. It doesn't fail, because workers may start after this check."""
    try:
        kinds = kinds_without_worker(timezone.now())
    except DatabaseFault:  # away, or not migrated yet
        return []
    text = f"No running worker runs jobs of these kinds: {', '.join(kinds)}. Change WORKER_KINDS of a worker."
    return [Info(text, id="jobs.I001")] if kinds else []
