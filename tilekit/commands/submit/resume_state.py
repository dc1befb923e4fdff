"""The state that an interrupted command needs to continue. It is stored in the user's cache folder, one file per portal
and folder.

Without the file, the command still works: it asks the portal, which finds the submission by its content.
"""

import hashlib
import time
from pathlib import Path
from uuid import uuid4

from msgspec import Struct, field

from tilekit.commands.cache import read_cached, user_cache, write_cached

# The portal forgets a key after a day; later calls need a new one.
_KEY_SECONDS = 23 * 3600


class _Pending(Struct):
    key: str
    at: float


class _StoredState(Struct):
    """The content of the file. pending contains the keys of calls without a response, by a hash of the call."""

    submission: str = ""
    pending: dict[str, _Pending] = field(default_factory=dict)


class ResumeState:
    """The stored state of a folder. submission is the ID of its last submission, "" for none."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._stored = read_cached(file, _StoredState) or _StoredState()

    @property
    def submission(self) -> str:
        return self._stored.submission

    def store_submission(self, submission: str) -> None:
        """Store the ID of the submission whose result the command follows."""
        self._stored.submission = submission
        self._write_state()

    def key_for(self, call: str) -> str:
        """The idempotency key of a call: the same one until there is a response, also in the next process."""
        now = time.time()
        pending = self._stored.pending.get(call)
        if pending is None or not 0 <= now - pending.at < _KEY_SECONDS:
            pending = self._stored.pending[call] = _Pending(key=str(uuid4()), at=now)
            self._write_state()
        return pending.key

    def forget_key(self, call: str) -> None:
        """Forget the key of a call that has received a response, whatever the response is."""
        if self._stored.pending.pop(call, None):
            self._write_state()

    def _write_state(self) -> None:
        if self._file is not None:
            write_cached(self._file, self._stored)


def resume_state_of(base: str, path: str) -> ResumeState:
    """The state of a folder at a portal."""
    folder = user_cache().folder
    name = hashlib.sha256(f"{base}\0{Path(path).resolve()}".encode(errors="surrogateescape")).hexdigest()
    return ResumeState(folder / "submissions" / f"{name}.json" if folder else None)
