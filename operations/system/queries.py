"""What the System page reads. /metrics reads the last back-up and the seals, too."""

from pathlib import Path
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Q, Sum

from audit.models import Event, Seal, UnsealedEvent
from audit.queries import events_with_verb
from files.models import Blob
from jobs.models import Heartbeat
from jobs.queries import SWEEPER, WORKER_PREFIX

_BACKUP_VERB = "backup.completed"
_MOST_PROCESSES = 50
_SIZE_SECONDS = 60  # PostgreSQL adds the sizes of all its files


def last_backup() -> Event | None:
    """The event of the last complete back-up. Its object_ids contain its bytes, files and seconds."""
    return events_with_verb(_BACKUP_VERB).first()


def last_seal() -> Seal | None:
    """The last seal of the audit log, without the list of its events."""
    return Seal.objects.defer("members").order_by("-number").first()


def oldest_unsealed() -> UUID | None:
    """The ID of the oldest event that no seal contains."""
    return UnsealedEvent.objects.order_by("pk").values_list("pk", flat=True).first()


def heartbeats() -> list[Heartbeat]:
    """The workers of the last day and the sweeper, the latest report first."""
    is_worker = Q(name__startswith=WORKER_PREFIX) | Q(name=SWEEPER)
    return list(Heartbeat.objects.filter(is_worker).order_by("-at")[:_MOST_PROCESSES])


def applied_migrations() -> list[str]:
    """The names of the migrations of our apps and of packages, the latest first."""
    rows = MigrationRecorder.Migration.objects.order_by("-applied", "-pk").values_list("app", "name")
    return [f"{app}.{name}" for app, name in rows]


def stored_files() -> tuple[int, int]:
    """The number of uploaded files and their bytes."""
    row = Blob.objects.aggregate(number=Count("pk"), size=Sum("size"))
    return row["number"], row["size"] or 0


def database_bytes() -> int:
    """The size of the database on its disk, for PostgreSQL a minute old at most."""
    if connection.vendor == "postgresql":
        return int(cache.get_or_set("system:database-bytes", _postgres_bytes, _SIZE_SECONDS) or 0)
    path = Path(connection.settings_dict["NAME"])
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))


def _postgres_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    return int(size)
