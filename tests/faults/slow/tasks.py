import time
from pathlib import Path
from uuid import UUID

import structlog

from jobs.kind_registry import Payload, Renew, job_kind
from tests.faults.paused import stop_this_process

_log = structlog.get_logger(__name__)
_STEPS_PER_SECOND = 20


@job_kind("hold", label="Hold")
def hold(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    """Write `started`, work in steps until the file `go` exists, then write `finished`.

    If the file `pause` exists, the first attempt stops its process after `started`, as on a suspended machine.
    """
    folder = Path(payload["folder"])
    _note(folder, f"started {job_id} {attempt}")
    _log.info("holding")
    if attempt == 1 and (folder / "pause").exists():
        stop_this_process()
    while not (folder / "go").exists():
        renew()
        time.sleep(1 / _STEPS_PER_SECOND)
    _note(folder, f"finished {job_id} {attempt}")


def _note(folder: Path, line: str) -> None:
    with (folder / "diary").open("a") as file:
        file.write(f"{line}\n")
