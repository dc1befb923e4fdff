"""Registry of the rows that are removed when they are old enough, and of the tables that are kept."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText
from common.policies import PolicyGroup, number_policy

# A generic function of several models.
Rows = QuerySet[Any]
RemoveRows = Callable[[Sequence[Any], datetime], None]


class RetentionKind(Struct, frozen=True, kw_only=True):
    """Rows of one table that are removed when they are old enough, in batches.

    setting is the number of days, at least least_days, which admins can change. 0 keeps all rows. Without a setting,
    rows are removed once their time is over. due returns the rows from before a time. since is the column with their
    time, size that with their bytes. related are the tables whose rows the database removes together with them. remove
    is the write for locked rows; without it, the rows are deleted. counted returns the rows that the page announces, if
    due does not return them until the same job has removed others; without it, those that are due.
    """

    name: str
    label: LazyText
    due: Callable[[datetime], Rows]
    since: str
    setting: str = ""
    least_days: int = 0
    size: str = ""
    related: tuple[type[Model], ...] = ()
    remove: RemoveRows | None = None
    counted: Callable[[datetime], Rows] | None = None
    batch: int = 1_000


class SeparateRemoval(Struct, frozen=True, kw_only=True):
    """Something that a periodic job of its own removes, because it isn't a batch of rows. setting and since as above.

    due returns the rows that are due now; without it, only the job itself finds what is due.
    """

    label: LazyText
    job_kind: str
    setting: str = ""
    due: Callable[[datetime], Rows] | None = None
    since: str = ""


class KeptTables(Struct, frozen=True, kw_only=True):
    """Tables whose rows are kept, and why."""

    reason: LazyText
    models: tuple[type[Model], ...]


_kinds: dict[str, RetentionKind] = {}
_separate: list[SeparateRemoval] = []
_kept: list[KeptTables] = []


def remove_after(kind: RetentionKind) -> None:
    """Register rows that are removed. Raises ValueError if the name is taken."""
    if kind.name in _kinds:
        raise ValueError(f"the retention kind {kind.name!r} is already registered")
    _kinds[kind.name] = kind
    if kind.setting:
        help_text = _("In days.") if kind.least_days else _("In days. 0 keeps them indefinitely.")
        number_policy(
            kind.setting, PolicyGroup.RETENTION, kind.label, help_text=help_text, least=kind.least_days, most=3650
        )


def removed_by_job(removal: SeparateRemoval) -> None:
    """Register something that a job of its own removes."""
    _separate.append(removal)


def keep(reason: LazyText, *models: type[Model]) -> None:
    """Register tables whose rows are kept."""
    _kept.append(KeptTables(reason=reason, models=models))


def retention_kinds() -> tuple[RetentionKind, ...]:
    """All kinds, in the order of registration."""
    return tuple(_kinds.values())


def separate_removals() -> tuple[SeparateRemoval, ...]:
    """What jobs of their own remove."""
    return tuple(_separate)


def kept_tables() -> tuple[KeptTables, ...]:
    """All tables that are kept, by reason."""
    return tuple(_kept)
