"""What the retention page shows: what is removed and when, how much is due now, and what is kept."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from common.lazy_text import LazyText
from common.lists import joined_facts
from common.policies import policies
from common.sizes import file_size
from jobs.retention.queries import MAX_COUNTED_ROWS, DueRows, counted, days_of, due_now, last_jobs
from jobs.retention.registry import KeptTables, SeparateRemoval, kept_tables, separate_removals


class RetentionRow(Struct, frozen=True, kw_only=True):
    """A line of the table. due is empty if nothing is due. oldest is the time of the oldest row that is due."""

    label: LazyText
    period: str
    setting: str
    setting_url: str
    due: str
    oldest: date | datetime | None
    last_run: datetime | None
    removed: str


class KeptRow(Struct, frozen=True, kw_only=True):
    """Tables that are kept for the same reason, by the names of their models."""

    reason: LazyText
    tables: Sequence[str]


def retention_context(now: datetime) -> dict[str, object]:
    """The context of the page."""
    separate = separate_removals()
    ended = last_jobs(removal.job_kind for removal in separate)
    return {
        "rows": [_row(due) for due in due_now(now)],
        "separate": [_separate_row(removal, ended.get(removal.job_kind), now=now) for removal in separate],
        "kept": [_kept_row(tables) for tables in kept_tables()],
    }


def _row(due: DueRows) -> RetentionRow:
    return RetentionRow(
        label=due.kind.label,
        period=_period(due.days),
        setting=due.kind.setting,
        setting_url=_setting_url(due.kind.setting),
        due=joined_facts([_rows(due.rows), file_size(due.size) if due.size else ""]) if due.rows else "",
        oldest=due.oldest,
        last_run=due.run.ended_at if due.run else None,
        removed=_rows(due.run.rows) if due.run and due.run.rows else "",
    )


def _separate_row(removal: SeparateRemoval, ended_at: datetime | None, *, now: datetime) -> RetentionRow:
    number, oldest = counted(removal.due(now), since=removal.since) if removal.due else (0, None)
    due = _rows(number) if number else ""
    return RetentionRow(
        label=removal.label,
        period=_period(days_of(removal.setting)) if removal.setting else "",
        setting=removal.setting,
        setting_url=_setting_url(removal.setting),
        due=due if removal.due else _("Found only by the job"),
        oldest=oldest,
        last_run=ended_at,
        removed="",
    )


def _kept_row(tables: KeptTables) -> KeptRow:
    return KeptRow(reason=tables.reason, tables=sorted(model.__name__ for model in tables.models))


def _setting_url(key: str) -> str:
    return reverse("operations:setting-detail", args=[policies()[key].slug]) if key else ""


def _period(days: int | None) -> str:
    if days is None:
        return _("Not kept")
    if days == 0:
        return _("Unlimited")
    return ngettext("{n} day", "{n} days", days).format(n=days)


def _rows(number: int) -> str:
    if number > MAX_COUNTED_ROWS:
        return _("over {n}").format(n=f"{MAX_COUNTED_ROWS:,}")
    return ngettext("{n} record", "{n} records", number).format(n=number)
