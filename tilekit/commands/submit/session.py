"""The connection and the limits that every step of `submit` and `status` uses, and the steps that all share: jobs of
the portal, and uploads in parts.
"""

import hashlib
import json

import httpx
from msgspec import Struct

from tilekit.commands.submit.errors import CallRefused, JobRefused, PortalUnavailable
from tilekit.commands.submit.portal import PortalClient
from tilekit.commands.submit.replies import ErrorReply, JobReply, UploadReply
from tilekit.commands.submit.resume_state import ResumeState
from tilekit.commands.submit.timing import Clock, Deadline, retry_after
from tilekit.commands.terminal import ProgressLine
from tilekit.core.messages import N_

_UNFINISHED = frozenset({"queued", "running"})
_POLL_SECONDS = 2.0
_COMPLETE = "complete"


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


def wait_for_job(session: Session, response: httpx.Response) -> JobReply:
    """The job of a response, once it is done. Raises JobRefused; PortalUnavailable if it fails or takes too long."""
    job = session.portal.read(response, JobReply)
    while job.state in _UNFINISHED:
        retry_pause = retry_after(response.headers)
        if not session.wait.pause(_POLL_SECONDS if retry_pause is None else max(retry_pause, 0.2)):
            raise PortalUnavailable.of(N_("The portal has not finished job {job} yet. Try again later."), job=job.id)
        response = session.portal.call("GET", f"/jobs/{job.id}")
        job = session.portal.read(response, JobReply)
    if job.state == "done":
        return job
    message = job.error.message if job.error else job.state
    if job.state == "refused":
        raise JobRefused(message, job.error or ErrorReply())
    raise PortalUnavailable.of(
        N_("The portal could not finish job {job}: {reason} Try again later."), job=job.id, reason=message
    )


def upload(session: Session, name: str, data: bytes) -> str:
    """The ID of a completed upload with these bytes. Parts that arrived earlier are not sent again."""
    body = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    response, call = session.call_once("POST", "/uploads", body)
    started = session.portal.read(response, UploadReply)
    # The response may be an hour old, so the parts that have arrived since are looked up.
    upload_reply = session.portal.get(f"/uploads/{started.id}", UploadReply) if started.parts > 1 else started
    if upload_reply.state != _COMPLETE:
        _send_parts(session, upload_reply, data)
        session.portal.call("POST", f"/uploads/{upload_reply.id}/complete")
    session.state.forget_key(call)
    return upload_reply.id


def _send_parts(session: Session, upload: UploadReply, data: bytes) -> None:
    missing = [number for number in range(1, upload.parts + 1) if number not in set(upload.received)]
    progress = ProgressLine(len(missing))
    for done, number in enumerate(missing):
        progress.at(done, str(number))
        part = data[(number - 1) * upload.part_size : number * upload.part_size]
        session.portal.call("PUT", f"/uploads/{upload.id}/parts/{number}", part)
    progress.clear()
