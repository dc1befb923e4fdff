import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, Stage
from tilekit.checks.registry import check

_POLL_SECONDS = 0.05


class SlowConfig(AppConfig):
    name = "tests.validation.slow"
    label = "slow_checks"

    def ready(self) -> None:
        check(code="ZZ-001", severity=Severity.ADVICE, stage=Stage.DEEP, message="Waited.")(wait)


def wait(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """Report that the check has started, and end when the file `go` exists.

    If the file `pause` exists, the process first writes its ID to `paused` and stops itself, once. At this point it
    holds no lock of the database or the broker that others would wait for.
    """
    folder = Path(settings.DATA_DIR)
    with (folder / "diary").open("a") as diary:
        diary.write("checking\n")
    if (folder / "pause").exists():
        (folder / "pause").unlink()
        from tests.faults.paused import stop_this_process  # models are not loaded when this module is

        (folder / "paused").write_text(str(os.getpid()))
        stop_this_process()
    while not (folder / "go").exists():
        time.sleep(_POLL_SECONDS)
    return iter(())
