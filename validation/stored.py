"""Findings as they are kept: as rows of a run, or as JSON beside a draft."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tilekit.checks.finding import Finding, Fix, Severity, Told
from tilekit.checks.unchecked import Unchecked
from tilekit.core.messages import Message
from validation import models

# PostgreSQL stores neither of them; both stand in values that partners upload.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# JSON of the shape that `as_json` writes.
Json = Mapping[str, Any]


class StoredFinding(Told, frozen=True, kw_only=True):
    """A finding as it was written, before anything is laid over it. fix is None or the title of what would mend it."""

    fix: Json | None = None


def as_json(finding: Finding) -> dict[str, Any]:
    """What to keep of a fresh finding."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": _storable(finding.path),
        "file": _storable(finding.file),
        "line": finding.line,
        "column": finding.column,
        "pointer": _storable(finding.pointer),
        "message": _storable(finding.message.as_json()),
        "fingerprint": finding.fingerprint,
        "fix": _fix_as_json(finding.fix),
    }


def from_json(stored: Json) -> StoredFinding:
    """The finding of what `as_json` gave."""
    values = {**stored, "severity": Severity(stored["severity"]), "message": Message.from_json(stored["message"])}
    return StoredFinding(**values)


def as_kept(finding: Finding) -> dict[str, object]:
    """What to keep of a fresh finding for another run, as text: to the letter, with what its fingerprint is made of."""
    exact = {name: getattr(finding, name) for name in ("path", "file", "pointer", "place", "value")}
    return {**as_json(finding), **exact, "message": finding.message.as_json()}


def from_kept(stored: Json) -> Finding:
    """The finding of what `as_kept` gave; of its fix no more than the title."""
    fix = stored["fix"] and Fix(title=Message.from_json(stored["fix"]["title"]))
    values = {"severity": Severity(stored["severity"]), "message": Message.from_json(stored["message"]), "fix": fix}
    return Finding(**{**stored, **values})


def unchecked_as_json(unchecked: Iterable[Unchecked]) -> list[dict[str, str]]:
    """What to store of the checks that could not be finished."""
    stored: list[dict[str, str]] = msgspec.to_builtins(list(unchecked))
    return stored


def unchecked_from_json(stored: Sequence[Json]) -> tuple[Unchecked, ...]:
    """The checks of what `unchecked_as_json` gave."""
    return msgspec.convert(stored, tuple[Unchecked, ...])


def as_row(finding: Finding, run: models.Run) -> models.Finding:
    """The row of a fresh finding, not yet saved."""
    ground = {"place": _storable(finding.place), "value": _storable(finding.value)}
    return models.Finding(run=run, fix=_fix_as_json(finding.fix), **ground, **_columns(finding))


def as_live_row(finding: Finding, check: models.LiveCheck, *, is_old: bool, is_new: bool) -> models.LiveFinding:
    """The row of a fresh finding in what is live, not yet saved."""
    return models.LiveFinding(check_of=check, is_old=is_old, is_new=is_new, **_columns(finding))


def _columns(finding: Finding) -> dict[str, Any]:
    said = as_json(finding)
    message = said.pop("message")
    del said["fix"]
    return {**said, "message": message["id"], "parameters": message["parameters"]}


def from_row(row: models.SaidFinding) -> StoredFinding:
    """The finding of a row."""
    return StoredFinding(
        code=row.code,
        severity=Severity(row.severity),
        path=row.path,
        file=row.file,
        line=row.line,
        column=row.column,
        pointer=row.pointer,
        message=Message.from_json({"id": row.message, "parameters": row.parameters}),
        fingerprint=row.fingerprint,
        fix=row.fix if isinstance(row, models.Finding) else None,
    )


def _storable(value: Any) -> Any:  # noqa: ANN401 JSON in, the same JSON out
    """The value without signs that the database does not take."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    return {name: _storable(item) for name, item in value.items()} if isinstance(value, Mapping) else value


def _fix_as_json(fix: Fix | None) -> dict[str, object] | None:
    """That there is a fix, and what it is called. Its patch is made anew when it is wanted: it holds for the bytes that
    the check read, and in a listing of hundreds of rows it would be most of what every save writes.
    """
    return {"title": _storable(fix.title.as_json())} if fix else None
