"""Health checks: whether the process is alive, and whether everything that it needs is available."""

import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from celery import current_app
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.error_middleware import add_retry_after
from common.errors import SlipwayError
from jobs.queries import PROCESS_SILENCE, SWEEP_SILENCE, SWEEPER, WORKER_PREFIX, process_groups
from tilekit import __version__

_TIMEOUT_SECONDS = 1.8


class NotReady(Exception):
    """A service is not ready. The message contains no addresses or secrets."""


def database() -> None:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        text = f"unapplied migrations: {len(waiting)}"
        raise NotReady(text)


def broker() -> None:
    with current_app.connection_for_write(connect_timeout=2) as link:
        link.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
        link.channel()


def storage() -> None:
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(default_storage.location)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return
    default_storage.listdir("health")  # fails if the bucket does not exist


def worker() -> None:
    assert_heartbeats({WORKER_PREFIX: PROCESS_SILENCE, SWEEPER: SWEEP_SILENCE}, timezone.now())


def assert_heartbeats(longest: Mapping[str, timedelta], now: datetime) -> None:
    """Raises NotReady unless background processes with each prefix have reported recently. One query."""
    groups = process_groups(*longest, since=now)
    for (prefix, silence), group in zip(longest.items(), groups, strict=True):
        _assert_recent(prefix.partition(":")[0], now - group.latest if group.latest else None, longest=silence)


def _assert_recent(name: str, silence: timedelta | None, *, longest: timedelta) -> None:
    if silence is None:
        text = f"no {name} has ever reported"
        raise NotReady(text)
    if silence > longest:
        text = f"the last report of a {name} was {silence.total_seconds():.0f} s ago"
        raise NotReady(text)


# Each service has its own threads, because a service that hangs blocks them for longer than the response takes.
_EXTERNAL_SERVICES: dict[str, Callable[[], None]] = {"broker": broker, "storage": storage}
_threads = {name: ThreadPoolExecutor(max_workers=2, thread_name_prefix=f"health-{name}") for name in _EXTERNAL_SERVICES}


@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """Return 200 if the process is running."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Return 200 if everything that pages and jobs need is available, otherwise 503 with the reasons."""
    reasons = service_problems()
    is_ready = not any(reasons.values())
    body = {
        "status": "ok" if is_ready else "unavailable",
        "version": __version__,
        "checks": {
            name: {"ok": not reason, **({"reason": reason} if reason else {})} for name, reason in reasons.items()
        },
    }
    return add_retry_after(JsonResponse(body, status=200 if is_ready else 503), seconds=SlipwayError.retry_seconds)


def service_problems() -> dict[str, str]:
    """{service: problem}, "" for no problem. Returns within the time limit even if a service hangs."""
    until = time.monotonic() + _TIMEOUT_SECONDS
    late = {name: _threads[name].submit(_reason, check) for name, check in _EXTERNAL_SERVICES.items()}
    away = _reason(database)
    return {
        "database": away,
        **{name: _result(result, until) for name, result in late.items()},
        "worker": "unknown because the database is not available" if away else _reason(worker),
    }


def _result(result: Future[str], until: float) -> str:
    try:
        return result.result(timeout=max(0, until - time.monotonic()))
    except TimeoutError:
        return "does not respond"


def _reason(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as fault:
        return str(fault)
    except Exception as fault:  # noqa: BLE001 any error of a client means not ready
        # Only the type, because messages of clients contain addresses and sometimes passwords.
        return f"not reachable ({type(fault).__name__})"
    return ""
