import time
from pathlib import Path
from uuid import UUID

import structlog

from jobs.kinds import Payload, Renew, job_kind

_log = structlog.get_logger(__name__)
_STEPS_PER_SECOND = 20


@job_kind("hold")
def hold(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    """Writes `started`, works in steps until the file `go` stands there, then writes `finished`.

    Where the file `silent` stands beside it, the first attempt does not renew its lease.
    """
    folder = Path(payload["folder"])
    _note(folder, f"started {job_id} {attempt}")
    _log.info("held")
    is_silent = attempt == 1 and (folder / "silent").exists()
    while not (folder / "go").exists():
        if not is_silent:
            renew()
        time.sleep(1 / _STEPS_PER_SECOND)
    _note(folder, f"finished {job_id} {attempt}")


def _note(folder: Path, line: str) -> None:
    with (folder / "diary").open("a") as file:
        file.write(f"{line}\n")
