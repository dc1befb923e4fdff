import time
from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Severity, Spot, Stage
from tilekit.checks.registry import check

_POLL_SECONDS = 0.05


class SlowConfig(AppConfig):
    name = "tests.validation.slow"
    label = "slow_checks"

    def ready(self) -> None:
        check(code="ZZ-001", severity=Severity.ADVICE, stage=Stage.DEEP, reads=("*",), message="Waited.")(wait)


def wait(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """Says that it has begun and ends when the file `go` is there."""
    folder = Path(settings.DATA_DIR)
    with (folder / "diary").open("a") as diary:
        diary.write("checking\n")
    while not (folder / "go").exists():
        time.sleep(_POLL_SECONDS)
    return iter(())
