"""What every step of `submit` and `status` needs."""

import hashlib
import json
import sys

import httpx
from msgspec import Struct

from tilekit.commands.submit.errors import CallRefused
from tilekit.commands.submit.portal import Portal
from tilekit.commands.submit.state import State
from tilekit.commands.submit.waiting import Clock, Deadline


class Session(Struct, frozen=True, kw_only=True):
    """wait is when following ends; the calls of the portal have a patience of their own."""

    portal: Portal
    state: State
    clock: Clock
    wait: Deadline

    def once(self, method: str, path: str, body: object, *, etag: str = "") -> tuple[httpx.Response, str]:
        """A call that is carried out once, also if this process is killed and another one sends it again.

        The second value names the call. Pass it to `State.answered` as soon as the answer has been used.
        Raises CallRefused, PortalAway, UsageError.
        """
        asked = json.dumps([self.portal.base, method, path, body, etag], sort_keys=True)
        call = hashlib.sha256(asked.encode()).hexdigest()
        try:
            return self.portal.call(method, path, body, key=self.state.key_for(call), etag=etag), call
        except CallRefused:
            self.state.answered(call)
            raise

    @staticmethod
    def note(text: str) -> None:
        """Print progress on the error stream."""
        print(f"tilekit: {text}", file=sys.stderr, flush=True)
