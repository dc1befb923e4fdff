"""Kinds of notices for tests only."""

import pytest

from notices import kind_registry
from notices.kind_registry import NoticeKind, Parameters, Purpose, notice_kind
from notices.models import Channel


def _complete(parameters: Parameters) -> dict[str, object] | None:
    return None if parameters["is_over"] else {"word": "harbour"}


@pytest.fixture(autouse=True)
def harbour(monkeypatch: pytest.MonkeyPatch) -> NoticeKind:
    """Adds the kinds `harbour.full`, `harbour.act`, `harbour.closed` (mandatory, by e-mail) and `harbour.over`."""
    monkeypatch.setattr(kind_registry, "_kinds", dict(kind_registry._kinds))
    notice_kind(
        "harbour.closed",
        label="Harbour closed",
        group="Harbour",
        subject="Closed",
        body="It is closed.",
        channels=frozenset({Channel.EMAIL}),
        mandatory=True,
    )
    notice_kind("harbour.over", label="Over", group="Harbour", subject="{word}", body="{word}", complete=_complete)
    notice_kind(
        "harbour.act",
        label="Act",
        group="Harbour",
        subject="Act on {listing}",
        body="Act.",
        purpose=Purpose.ACT,
    )
    return notice_kind(
        "harbour.full",
        label="Harbour full",
        group="Harbour",
        subject="{ship} must wait",
        body="{actor} sends {ship} away until {until_at}.",
    )
