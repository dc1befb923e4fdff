"""Jobs of the portal: work that takes a while."""

import httpx

from tilekit.commands.submit.bodies import Fault, Job
from tilekit.commands.submit.errors import JobRefused, PortalAway
from tilekit.commands.submit.session import Session
from tilekit.commands.submit.waiting import retry_after
from tilekit.commands.words import said
from tilekit.core.messages import N_

_OPEN = frozenset({"queued", "running"})
_POLL_SECONDS = 2.0


def finished(session: Session, answer: httpx.Response) -> Job:
    """The job of an answer once it is done. Raises JobRefused, and PortalAway if it fails or takes too long."""
    job = session.portal.read(answer, Job)
    while job.state in _OPEN:
        asked = retry_after(answer.headers)
        if not session.wait.pause(_POLL_SECONDS if asked is None else max(asked, 0.2)):
            raise PortalAway(said(N_("The portal is still working on it (job {job}). Try again later."), job=job.id))
        answer = session.portal.call("GET", f"/jobs/{job.id}")
        job = session.portal.read(answer, Job)
    if job.state == "done":
        return job
    message = job.error.message if job.error else job.state
    if job.state == "refused":
        raise JobRefused(message, job.error or Fault())
    raise PortalAway(
        said(N_("The portal could not finish job {job}: {reason} Try again later."), job=job.id, reason=message)
    )
