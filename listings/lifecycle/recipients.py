"""Groups of people who get the notices of a lifecycle, and the notice that editors get of a decision."""

from typing import Any
from uuid import UUID

from accounts.models import Team
from accounts.queries import admin_ids, member_ids, team_ids
from common.actor import Role, TeamRole
from common.lazy_text import LazyText
from common.navigation import PARTNERS
from listings.lifecycle.change import StateChange
from listings.lifecycle.types import TransitionNotice
from notices.kind_registry import Purpose


def editors(change: StateChange[Any]) -> list[UUID]:
    """IDs of the partner's editors and owners."""
    return member_ids(change.organisation_id, min_role=Role.EDITOR)


def decision_notice(kind: str, *, label: LazyText, subject: LazyText, body: LazyText) -> TransitionNotice:
    """The notice of a decision, for the partner's editors."""
    return TransitionNotice(
        kind=kind, purpose=Purpose.DECISION, to=(editors,), audience=PARTNERS, label=label, subject=subject, body=body
    )


def admins(_change: StateChange[Any]) -> list[UUID]:
    return admin_ids()


def leads(_change: StateChange[Any]) -> list[UUID]:
    """IDs of the leads of all teams."""
    return team_ids(Team, min_role=TeamRole.LEAD)


def ecosystems(_change: StateChange[Any]) -> list[UUID]:
    """IDs of the members of the ecosystems team."""
    return team_ids([Team.ECOSYSTEMS])
