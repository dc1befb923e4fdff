"""Answering what a submission still asks for, through the same actions as a partner."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from common.actor import Actor
from listings.actions import attach_file, save_section
from listings.bundles import bundle_of_revision
from listings.models import Revision
from portal.demo.answers import ANSWERS, FILES, ROW_ANSWERS, Answer, Known
from tilekit.bundle import Bundle
from tilekit.core.field import Json
from tilekit.sections import STEPS
from tilekit.sections.overview import Overview
from tilekit.sections.status import step_status

_ROUNDS = 5  # an answer may ask for another: the method asks for its own fields
_ROW = re.compile(r"^(\w+)\.(\w+)\[([^\]]*)\]\.(\w+)$")


class Unanswered(Exception):
    """A required field for which the demo has no answer."""


def fill(revision: Revision, *, by: Actor, now: datetime) -> None:
    """Answer everything that is required. Raises Unanswered with the fields that stay open."""
    left: tuple[str, ...] = ()
    for _ in range(_ROUNDS):
        bundle = bundle_of_revision(revision)
        left = tuple(_missing(bundle))
        if not left:
            return
        known = _known(bundle, revision, now)
        for path in left:
            _answer(path, bundle, known, revision=revision, by=by, now=now)
    raise Unanswered(", ".join(left))


def _missing(bundle: Bundle) -> Iterable[str]:
    for step in STEPS:
        yield from step_status(step, bundle.documents, bundle.kind, findings=()).missing


def _known(bundle: Bundle, revision: Revision, now: datetime) -> Known:
    overview = bundle.section(Overview)
    return Known(
        title=overview.title or revision.listing.name, integration_id=overview.integration_id, today=now.date()
    )


def _answer(path: str, bundle: Bundle, known: Known, *, revision: Revision, by: Actor, now: datetime) -> None:
    if path in FILES:
        name, content = FILES[path](known)
        attach_file(revision_id=revision.pk, path=path, name=name, content=content, by=by, now=now)
    elif path in ANSWERS:
        section, _, field = path.partition(".")
        _save(section, {field: _value(ANSWERS[path], known)}, revision=revision, by=by, now=now)
    elif match := _ROW.match(path):
        section, rows, key, field = match.groups()
        answer = ROW_ANSWERS.get(f"{section}.{rows}.{field}")
        if answer is not None:
            stored = bundle.documents[section].values.get(rows)
            changed = (
                [_with(row, key, {field: _value(answer, known)}) for row in stored] if isinstance(stored, list) else []
            )
            _save(section, {rows: changed}, revision=revision, by=by, now=now)


def _save(section: str, changes: Mapping[str, Json], *, revision: Revision, by: Actor, now: datetime) -> None:
    save_section(revision_id=revision.pk, key=section, version=None, changes=changes, by=by, now=now)


def _with(row: Json, key: str, answer: Mapping[str, Json]) -> Json:
    return {**row, **answer} if isinstance(row, dict) and row.get("key") == key else row


def _value(answer: Answer, known: Known) -> Json:
    return answer(known) if callable(answer) else answer
