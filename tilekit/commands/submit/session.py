"""The connection and the limits that every step of `submit` and `status` uses."""

import hashlib
import json
import sys

import httpx
from msgspec import Struct

from tilekit.commands.submit.errors import CallRefused
from tilekit.commands.submit.portal import PortalClient
from tilekit.commands.submit.resume_state import ResumeState
from tilekit.commands.submit.timing import Clock, Deadline


class Session(Struct, frozen=True, kw_only=True):
    """A session with the portal. wait limits how long a submission is followed; single calls have their own limit
    (patience).
    """

    portal: PortalClient
    state: ResumeState
    clock: Clock
    wait: Deadline

    def call_once(self, method: str, path: str, body: object, *, etag: str = "") -> tuple[httpx.Response, str]:
        """Make a call that takes effect only once, even if this process is killed and another one repeats it.

        The second value identifies the call. Pass it to `ResumeState.forget_key` as soon as the response has been used.
        Raises CallRefused, PortalUnavailable, UsageError.
        """
        content = json.dumps([self.portal.base, method, path, body, etag], sort_keys=True)
        call = hashlib.sha256(content.encode()).hexdigest()
        try:
            return self.portal.call(method, path, body, key=self.state.key_for(call), etag=etag), call
        except CallRefused:
            self.state.forget_key(call)
            raise

    @staticmethod
    def note(text: str) -> None:
        """Print progress on the error stream."""
        print(f"tilekit: {text}", file=sys.stderr, flush=True)
