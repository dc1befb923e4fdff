"""Jobs of the portal: work that continues after the response."""

import httpx

from tilekit.commands.submit.errors import JobRefused, PortalUnavailable
from tilekit.commands.submit.replies import ErrorReply, JobReply
from tilekit.commands.submit.session import Session
from tilekit.commands.submit.timing import retry_after
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

_UNFINISHED = frozenset({"queued", "running"})
_POLL_SECONDS = 2.0


def wait_for_job(session: Session, response: httpx.Response) -> JobReply:
    """The job of a response, once it is done. Raises JobRefused; PortalUnavailable if it fails or takes too long."""
    job = session.portal.read(response, JobReply)
    while job.state in _UNFINISHED:
        retry_pause = retry_after(response.headers)
        if not session.wait.pause(_POLL_SECONDS if retry_pause is None else max(retry_pause, 0.2)):
            raise PortalUnavailable(
                translated(N_("The portal has not finished job {job} yet. Try again later."), job=job.id)
            )
        response = session.portal.call("GET", f"/jobs/{job.id}")
        job = session.portal.read(response, JobReply)
    if job.state == "done":
        return job
    message = job.error.message if job.error else job.state
    if job.state == "refused":
        raise JobRefused(message, job.error or ErrorReply())
    raise PortalUnavailable(
        translated(N_("The portal could not finish job {job}: {reason} Try again later."), job=job.id, reason=message)
    )
