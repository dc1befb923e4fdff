"""Reasons for OAuth scopes, which no folder contains: those that the declared data types explain are filled in."""

from collections.abc import Mapping

from tilekit.core.kind import ListingKind, may_use_oauth
from tilekit.core.messages import N_
from tilekit.core.section import Values
from tilekit.parse.json_values import text
from tilekit.sections.row_matching import rows_of
from tilekit.suggest.scopes import scope_uses

_SCOPES_SECTION, _SCOPES_FIELD = "configuration", "oauth_scopes"
REASON_NOTE = N_("From the data types of the listing. Change it if it isn't right.")


def with_scope_reasons(
    documents: Mapping[str, Values], kind: ListingKind
) -> tuple[dict[str, Values], dict[str, tuple[str, ...]]]:
    """The documents with reasons for scopes without one, and the paths of these reasons, which come from no file."""
    rows = rows_of(documents.get(_SCOPES_SECTION, {}).get(_SCOPES_FIELD)) if may_use_oauth(kind) else []
    uses = scope_uses(kind) if rows else {}
    completed = [_with_reason(row, uses) for row in rows]
    paths = dict[str, tuple[str, ...]]()
    filled = {key: dict(values) for key, values in documents.items()}
    for old, new in zip(rows, completed, strict=True):
        if old != new:
            paths[_reason_path(new)] = ()
    if paths:
        filled[_SCOPES_SECTION][_SCOPES_FIELD] = [*completed]
    return filled, paths


def _with_reason(row: Values, uses: Mapping[str, str]) -> Values:
    use = uses.get(text(row.get("scope")))
    return {**row, "reason": use} if use and not text(row.get("reason")).strip() else row


def _reason_path(row: Values) -> str:
    return f"{_SCOPES_SECTION}.{_SCOPES_FIELD}[{row['key']}].reason"


def is_reason(path: str) -> bool:
    """Whether a path is that of the reason for a scope."""
    return path.startswith(f"{_SCOPES_SECTION}.{_SCOPES_FIELD}[") and path.endswith("].reason")
