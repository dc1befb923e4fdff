"""Reports errors that the portal catches itself, such as those of jobs, if error reports are on."""

from collections.abc import Callable

_reporters: list[Callable[[BaseException], object]] = []


def report_with(reporter: Callable[[BaseException], object]) -> None:
    """Send the errors of this process to the reporter from here on."""
    _reporters[:] = [reporter]


def report_error(fault: BaseException) -> None:
    """Report the error. Does nothing if error reports are off."""
    for reporter in _reporters:
        reporter(fault)
