"""Actions that record back-ups, and that end a restore."""

from datetime import datetime
from uuid import UUID

from accounts.writes import end_all_sessions
from audit.writes import record_event
from common.actions import action
from common.actor import SYSTEM
from jobs.writes import forget_heartbeats
from notices.writes import stop_sending
from operations.backup.manifest import BackupManifest
from operations.backup.marker import remove_marker


@action
def record_backup(manifest: BackupManifest, *, digest: str, seconds: int, now: datetime) -> None:
    """Record that a back-up is complete. digest is the SHA-256 of its manifest."""
    objects = {**_facts(manifest), "seconds": seconds, "missing": len(manifest.missing)}
    record_event("backup.completed", by=SYSTEM, objects=objects, digests={"manifest": digest}, now=now)


@action
def finish_restore(manifest: BackupManifest, *, is_copy: bool, now: datetime) -> None:
    """Sign everybody out, in a copy stop all sending, and make the restored database usable."""
    end_all_sessions()
    forget_heartbeats()
    if is_copy:
        stop_sending(now=now)
    objects = {**_facts(manifest), "as": "copy" if is_copy else "live"}
    record_event("backup.restored", by=SYSTEM, objects=objects, now=now)
    remove_marker()


def _facts(manifest: BackupManifest) -> dict[str, UUID | str | int]:
    return {"backup": manifest.id, "bytes": manifest.size, "files": len(manifest.files)}
