"""Removes rows that are due, as the job does."""

from datetime import datetime

import pytest
from django.utils import timezone
from msgspec.structs import replace

from jobs.retention import registry
from jobs.retention.actions import remove_batch
from jobs.retention.registry import RetentionKind, retention_kinds


def kind_named(name: str) -> RetentionKind:
    (kind,) = (kind for kind in retention_kinds() if kind.name == name)
    return kind


def remove(name: str, *, now: datetime | None = None) -> list[int]:
    """Remove all rows of the kind that are due. Returns the size of each batch."""
    batches = list[int]()
    while removed := remove_batch(kind_named(name), now=now or timezone.now()):
        batches.append(removed)
    return batches


def shorten_batches(monkeypatch: pytest.MonkeyPatch, name: str, size: int) -> None:
    """Let the job remove the rows of the kind in smaller batches."""
    monkeypatch.setitem(registry._kinds, name, replace(kind_named(name), batch=size))
