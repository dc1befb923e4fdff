"""Which kinds of job a worker runs: all, or those that WORKER_KINDS names by their name or priority."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings

from common.lazy_text import LazyText
from jobs.hints import hint_queue
from jobs.kind_registry import job_kind_label, job_kind_named, kind_names
from jobs.models import Heartbeat, Priority
from jobs.queries import PROCESS_SILENCE, WORKER_PREFIX

# All workers consume it first: it has the requests for sweeps.
SWEEP_QUEUE = settings.CELERY_TASK_DEFAULT_QUEUE
_GROUPS = {priority.name.lower(): priority for priority in Priority}


def unknown_names(names: Iterable[str]) -> list[str]:
    """The names that are neither those of a kind nor those of a priority."""
    return [name for name in names if name not in _GROUPS and name not in kind_names()]


def served_kinds() -> tuple[str, ...]:
    """The kinds that this worker runs, by priority."""
    names = settings.WORKER_KINDS
    kinds = sorted((job_kind_named(name) for name in kind_names()), key=lambda kind: kind.priority)
    return tuple(kind.name for kind in kinds if not names or kind.name in names or kind.priority.name.lower() in names)


def labels_of_kinds(kinds: Collection[str]) -> list[LazyText]:
    """The labels of these kinds, by priority. All kinds of a priority have one label, that of the priority."""
    labels: list[LazyText] = []
    for priority in Priority:
        names = [name for name in kind_names() if job_kind_named(name).priority == priority]
        is_whole = bool(names) and set(names) <= set(kinds)
        labels += [priority.label] if is_whole else [job_kind_label(name) for name in names if name in kinds]
    return labels + [name for name in kinds if name not in kind_names()]


def worker_queues() -> list[str]:
    """The queues of the broker that this worker consumes, in this order.

    A worker of all kinds also consumes the queues for jobs of other releases.
    """
    queues = [hint_queue(kind, job_kind_named(kind).priority) for kind in served_kinds()]
    return [SWEEP_QUEUE, *queues, *([] if settings.WORKER_KINDS else [name for name in _GROUPS if name != SWEEP_QUEUE])]


def kinds_without_worker(now: datetime) -> list[str]:
    """The kinds that no running worker runs; none if no worker is running at all. One query."""
    return kinds_not_in(Heartbeat.objects.filter(name__startswith=WORKER_PREFIX), now)


def kinds_not_in(heartbeats: Iterable[Heartbeat], now: datetime) -> list[str]:
    """The kinds that none of these workers runs; none if none of them is running."""
    workers = [row for row in heartbeats if row.name.startswith(WORKER_PREFIX) and row.at > now - PROCESS_SILENCE]
    reports = [row.kinds for row in workers]
    if not reports or "" in reports:
        return []
    served = {kind for kinds in reports for kind in kinds.split(",")}
    return [name for name in kind_names() if name not in served]
