import time
from pathlib import Path
from uuid import UUID

import structlog

from jobs.kinds import Payload, Renew, job_kind

_log = structlog.get_logger(__name__)
_STEPS_PER_SECOND = 20


@job_kind("hold")
def hold(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    """Writes `started`, works in steps until the file `go` stands there, then writes `finished`."""
    folder = Path(payload["folder"])
    _note(folder, f"started {job_id} {attempt}")
    _log.info("held")
    while not (folder / "go").exists():
        renew()
        time.sleep(1 / _STEPS_PER_SECOND)
    _note(folder, f"finished {job_id} {attempt}")


def _note(folder: Path, line: str) -> None:
    with (folder / "diary").open("a") as file:
        file.write(f"{line}\n")


def read_diary(folder: Path) -> list[str]:
    """What the jobs wrote, in order."""
    diary = folder / "diary"
    return diary.read_text().splitlines() if diary.exists() else []
