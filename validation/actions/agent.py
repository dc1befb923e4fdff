"""The action that replaces the list of packages that the Agent ships."""

from datetime import datetime

from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.errors import NotAllowed
from jobs.writes import enqueue
from tilekit.parse.package_list import Packages
from validation.models import AgentPackages
from validation.queries.agent import package_list_digest
from validation.queries.live import ALL_JOB_KIND


@action
def replace_agent_packages(*, agent_version: str, packages: Packages, by: Actor, now: datetime) -> AgentPackages:
    """Add a list of packages, which becomes the current one. Earlier lists stay in the history.

    If the list has changed, live listings are checked again in the background. Raises NotAllowed.
    """
    if not by.is_admin or by.id is None:
        raise NotAllowed
    row = AgentPackages.objects.create(
        agent_version=agent_version,
        packages={name: list(versions) for name, versions in packages.items()},
        digest=package_list_digest(packages),
        by=by.id,
        at=now,
    )
    record_event("agent-packages.replace", by=by, objects={"list": row.pk}, digests={"packages": row.digest}, now=now)
    enqueue(ALL_JOB_KIND, payload={"again": True}, key="asked", now=now)
    return row
