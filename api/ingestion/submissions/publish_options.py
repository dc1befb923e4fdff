"""The release options and the message to the reviewers: maps `publishOption` to fields of the draft."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from api.ingestion.bodies.base import iso_time
from api.ingestion.bodies.submissions import NewPublishOption, PublishOption
from api.ingestion.submissions.instances import frozen_rows
from listings.models import Submission
from listings.writes.client_values import Documents, entities_in
from listings.writes.entities import EntityChange, EntityContent
from releases.requested_release import asks_for_promotion
from tilekit.core.field import Json
from tilekit.sections.api_entities import AUTO_PROMOTE, PUBLISH_OPTION

SUBMISSION_SECTION = "submission"
_NOTE, _RELEASE, _DAY = "reviewer_note", "requested_release", "requested_release_on"
_FIELDS = (_NOTE, _RELEASE, _DAY)
_ENTITY = "PublishOption"
_NO_PROMOTION = EntityChange(dropped_keys=(PUBLISH_OPTION,))


def changes_of(option: NewPublishOption | None, *, now: datetime) -> Mapping[str, Json]:
    """The changes of the section; values that were not sent do not change."""
    if option is None:
        return {}
    note: dict[str, Json] = {} if option.notes is None else {_NOTE: option.notes}
    return {**note, **_release(option, now)}


def _release(option: NewPublishOption, now: datetime) -> Mapping[str, Json]:
    """The release fields. A time in the past, such as the value for never, means as soon as possible."""
    if option.is_manual:
        return {_RELEASE: "hold"}
    if option.release_time is not None and option.release_time > now:
        return {_RELEASE: "on_date", _DAY: _day(option.release_time).isoformat()}
    return {} if option.release_time is None and option.is_manual is None else {_RELEASE: "asap"}


def _day(moment: datetime) -> date:
    """The first day that starts at or after the moment."""
    day = moment.date()
    is_begun = datetime.combine(day, time.min, UTC) < moment
    return day + timedelta(days=1) if is_begun and day < date.max else day


def change_of_promotion(documents: Documents, option: NewPublishOption | None) -> EntityChange:
    """The change that stores whether to promote the preview automatically.

    Each submission must request it again.
    """
    is_stored = any(row.get("key") == PUBLISH_OPTION for row in entities_in(documents))
    is_asked = option is not None and option.is_automatic
    if not is_asked:
        return _NO_PROMOTION if is_stored else EntityChange()
    promotion = EntityContent(key=PUBLISH_OPTION, entity=_ENTITY, body=json.dumps({AUTO_PROMOTE: True}))
    return EntityChange(put=promotion, dropped_keys=(PUBLISH_OPTION,))


def with_publish_options(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Submissions, annotated for `option_of`."""
    return rows.annotate(**{name: KT(f"documents__{SUBMISSION_SECTION}__{name}") for name in _FIELDS})


def option_of(row: Submission) -> PublishOption:
    """The options of the submission, as submitted."""
    note, release, day = (getattr(row, name) or "" for name in _FIELDS)
    return PublishOption(
        release_time=_start_of_day(day) if release == "on_date" else None,
        is_manual=release == "hold",
        is_automatic=asks_for_promotion(frozen_rows(row), submitted_at=row.submitted_at),
        notes=note or None,
    )


def _start_of_day(day: str) -> str | None:
    try:
        return iso_time(datetime.combine(date.fromisoformat(day), time.min, UTC))
    except ValueError:  # entered in the wizard, and not a date
        return None
