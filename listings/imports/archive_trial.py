"""Reads an archive in a child process first, so that a malicious archive cannot harm the portal."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.sizes import file_size
from listings.errors import ImportRefused
from tilekit.core.messages import Message, render
from tilekit.scaffold.archive_directory import largest_read
from tilekit.trial_import import OUT_OF_MEMORY

MEMORY_MB, CPU_SECONDS = 750, 30
# If the interpreter runs out of memory, it may be unable to set its exit code.
_SHORT = re.compile(r"MemoryError|[Cc]annot allocate memory")
_KILLED = -signal.SIGKILL
_OUT_OF_TIME = -signal.SIGXCPU
OnSubject = Callable[[int, int], None]


class ArchiveTrialFailed(Exception):
    """The child process failed because of a fault of ours. The argument is the end of its error output."""


def try_archive(
    data: bytes,
    on_subject: OnSubject,
    *,
    within: str = "",
    memory_mb: int = MEMORY_MB,
    cpu_seconds: int = CPU_SECONDS,
) -> None:
    """Read and check the archive, or a folder in it, in a child process. Raises ImportRefused, ArchiveTrialFailed.

    on_subject is called with (done, total). The reason for a refusal is in the active language.
    """
    command = [sys.executable, "-m", "tilekit.trial_import", str(memory_mb), str(cpu_seconds), within]
    last, code, wrote = _run(command, data, on_subject)
    _refuse(last)
    code = OUT_OF_MEMORY if code and _SHORT.search(wrote) else code
    if why := _refusal(code, memory_mb=memory_mb, cpu_seconds=cpu_seconds):
        raise ImportRefused(why=why.format(place=largest_read(data)))
    if code or not last.get("is_read"):
        raise ArchiveTrialFailed(wrote[-2_000:])


def _run(command: list[str], data: bytes, on_subject: OnSubject) -> tuple[dict[str, object], int, str]:
    """The last message of the child process, its exit code and what it wrote as errors."""
    with TemporaryFile() as sent, TemporaryFile() as errors:
        sent.write(data)
        sent.seek(0)
        child = subprocess.Popen(
            command, stdin=sent, stdout=subprocess.PIPE, stderr=errors, cwd=settings.BASE_DIR, env=_environment()
        )
        with child:
            try:
                last = _last_message(child.stdout, on_subject)
            except BaseException:  # also on the time limit of a step: nothing would wait for the child process any more
                child.kill()
                raise
        errors.seek(0)
        return last, child.returncode, errors.read().decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """A minimal environment without the portal's settings."""
    return {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}


def _last_message(lines: Iterator[bytes] | IO[bytes] | None, on_subject: OnSubject) -> dict[str, object]:
    """The last message of the child process; {} if there was none. Calls on_subject for messages about progress."""
    report: dict[str, object] = {}
    for line in lines or ():
        report = json.loads(line)
        if "done" in report:
            on_subject(int(str(report["done"])), int(str(report["total"])))
    return report


def _refuse(report: dict[str, object]) -> None:
    if isinstance(refused := report.get("refused"), dict):
        raise ImportRefused(why=render(Message.from_json(refused), get_language() or "en"))


def _refusal(code: int, *, memory_mb: int, cpu_seconds: int) -> str:
    """The reason why the archive is refused; "" if it is accepted. {place} stands for its largest part."""
    if code == _OUT_OF_TIME:
        text = _(
            "This archive takes more than {limit} seconds to read. The largest part is {place}. Remove content that "
            "customers don't need."
        )
        return text.replace("{limit}", str(cpu_seconds))
    if code in (OUT_OF_MEMORY, _KILLED):
        text = _(
            "This archive needs more than {limit} of memory to read. The largest part is {place}. Remove content that "
            "customers don't need."
        )
        return text.replace("{limit}", file_size(memory_mb * 1_000_000))
    return ""
