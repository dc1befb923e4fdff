"""Reasons for OAuth scopes, which no folder contains: those that the declared data types explain are filled in."""

from collections.abc import Collection, Mapping

from tilekit.core.kind import ListingKind, may_use_oauth
from tilekit.core.messages import N_
from tilekit.core.section import Values
from tilekit.parse.json_values import text
from tilekit.sections.row_matching import rows_of
from tilekit.suggest.scopes import scope_uses

_SCOPES_SECTION, _SCOPES_FIELD = "configuration", "oauth_scopes"
# {path of a reason: ()}, because it comes from no file
ReasonPaths = dict[str, tuple[str, ...]]
REASON_NOTE = N_("From the data types of the listing. Change it if it isn't right.")


def with_scope_reasons(
    documents: Mapping[str, Values], kind: ListingKind, *, besides: Collection[str] = ()
) -> tuple[dict[str, Values], ReasonPaths]:
    """The documents with reasons for scopes without one, except for the paths in besides, and the paths of these."""
    rows = _scope_rows(documents) if may_use_oauth(kind) else []
    uses = scope_uses(kind) if rows else {}
    completed = [row if _reason_path(row) in besides else _with_reason(row, uses) for row in rows]
    paths: ReasonPaths = {_reason_path(new): () for old, new in zip(rows, completed, strict=True) if old != new}
    filled = {key: dict(values) for key, values in documents.items()}
    if paths:
        filled[_SCOPES_SECTION][_SCOPES_FIELD] = [*completed]
    return filled, paths


def reasons_without_earlier(before: Mapping[str, Values], after: Mapping[str, Values]) -> ReasonPaths:
    """The paths of reasons of scopes that had none before. Imports may give rows new keys, so scopes are compared."""
    had = {row.get("scope") for row in _scope_rows(before) if row.get("reason")}
    return {_reason_path(row): () for row in _scope_rows(after) if row.get("reason") and row.get("scope") not in had}


def _scope_rows(documents: Mapping[str, Values]) -> list[Values]:
    return rows_of(documents.get(_SCOPES_SECTION, {}).get(_SCOPES_FIELD))


def _with_reason(row: Values, uses: Mapping[str, str]) -> Values:
    use = uses.get(text(row.get("scope")))
    return {**row, "reason": use} if use and not text(row.get("reason")).strip() else row


def _reason_path(row: Values) -> str:
    return f"{_SCOPES_SECTION}.{_SCOPES_FIELD}[{row.get('key')}].reason"


def is_reason(path: str) -> bool:
    """Whether a path is that of the reason for a scope."""
    return path.startswith(f"{_SCOPES_SECTION}.{_SCOPES_FIELD}[") and path.endswith("].reason")
