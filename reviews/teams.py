"""Which team reads what, and when a team is required: one table over the difference to what is live."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Team
from tilekit.core.digest import digest_of
from tilekit.core.fields import Json

Documents = Mapping[str, Mapping[str, Json]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remit:
    """reads names sections ("overview") or single fields ("overview.media"); a change in triggers asks for the team.

    always_first: also without a change, in the first submission of a listing.
    """

    team: Team
    reads: tuple[str, ...]
    triggers: tuple[str, ...]
    always_first: bool = False


_PRODUCT = ("overview", "content.dashboards", "content.monitors", "content.saved_views")
_PROSE = (
    "overview.title",
    "overview.short_description",
    "overview.overview_md",
    "overview.media",
    "setup",
    "support",
    "release_notes",
)
_EVERYTHING = ("overview", "configuration", "setup", "data", "content", "pricing", "legal", "support", "release_notes")
_IDENTITY = (
    "overview.integration_id",
    "overview.source_type_name",
    "configuration.code_type",
    "configuration.oauth_scopes",
    "configuration.exception_request",
    "data.submitted_data_types",
    "data.queried_data_types",
)

REMITS: tuple[Remit, ...] = (
    Remit(team=Team.ENGINEERING, reads=("configuration", "data"), triggers=("configuration", "data")),
    Remit(team=Team.PRODUCT_DESIGN, reads=_PRODUCT, triggers=_PRODUCT),
    Remit(team=Team.DOCUMENTATION, reads=_PROSE, triggers=_PROSE, always_first=True),
    Remit(team=Team.ECOSYSTEMS, reads=_EVERYTHING, triggers=_IDENTITY, always_first=True),
    Remit(team=Team.COMMERCIAL, reads=("pricing", "legal"), triggers=("pricing", "legal")),
    Remit(team=Team.SECURITY_CONTENT, reads=("content.detection_rules",), triggers=("content.detection_rules",)),
)
REMIT_OF: Mapping[str, Remit] = {remit.team: remit for remit in REMITS}


def digests_read(team: str, documents: Documents) -> dict[str, str]:
    """{what the team reads: its digest}; a decision is bound to these."""
    return {path: _digest(path, documents) for path in REMIT_OF[team].reads}


def required_teams(documents: Documents, live: Documents | None) -> tuple[str, ...]:
    """The teams that must approve, in the table's order.

    live holds the documents of what is published, None for a first submission: then everything that is there
    counts as changed.
    """
    return tuple(remit.team.value for remit in REMITS if _is_required(remit, documents, live))


def _is_required(remit: Remit, documents: Documents, live: Documents | None) -> bool:
    if live is None and remit.always_first:
        return True
    return any(_digest(path, documents) != _digest(path, live or {}) for path in remit.triggers)


def _digest(path: str, documents: Documents) -> str:
    section, _, name = path.partition(".")
    document = documents.get(section, {})
    return digest_of(document.get(name) if name else dict(document))
