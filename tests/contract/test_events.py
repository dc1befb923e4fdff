"""Every change of state that a partner sees has a webhook event."""

import re

import pytest

from common.navigation import Audience
from listings.lifecycle.announcements import IDLE_WARNING_KIND
from listings.lifecycle.system_checks import registered_rows
from notices.events import all_events
from notices.kind_registry import NoticeKind, all_kinds
from notices.system_checks import events_have_headings
from notices.webhooks import forms
from releases.lifecycles.vendor_aliases import VENDOR_ALIASES
from tests.contract.tree import ROOT, tracked

# Notices to partners without a change of state.
NO_EVENTS = {
    IDLE_WARNING_KIND: "a reminder",
    "product-account.expiring": "a reminder",
    "webhook.paused": "about the webhook itself",
    "step.assigned": "between colleagues",
    "checks.failed-on-our-side": "for admins; the listing stays submitted",
}
# Threads and decisions have events of their own, which the actions send: one for both sides.
BY_ACTION = {"thread.comment", "thread.blocking", "review.remarks"}
# Events in `accounts` are about people, agreements and keys, not about listings.
ACCOUNTS = ("account.", "agreement.", "application.", "invitation.", "membership.", "organisation.")


def of_partners(kind: NoticeKind) -> bool:
    return Audience.PARTNER in kind.audience


def test_every_notice_to_partners_has_its_event() -> None:
    by_transition = {row.notice.kind for row in registered_rows() if row.notice}
    bare = {kind.name for kind in all_kinds() if of_partners(kind) and not kind.event}

    left = bare - by_transition - BY_ACTION - NO_EVENTS.keys()
    assert {name for name in left if not name.startswith(ACCOUNTS)} == set()


def test_every_change_of_state_has_its_event() -> None:
    """Webhooks are not about vendor aliases, and messages and reminders change no state."""
    rows = [row for row in registered_rows() if row not in VENDOR_ALIASES.rows]

    assert {row.verb for row in rows if row.event is None} == {
        "edit",
        "re-run checks",
        "message",
        "remind",
        "reopen",
        "resolve",
    }


def test_every_event_is_sent_and_described() -> None:
    sources = "".join((ROOT / path).read_text() for path in tracked(".py") if path.parts[0] not in {"tests", "bench"})
    for event in all_events():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", event.name)
        assert str(event.description).endswith(".")
        assert sources.count(f'"{event.name}"') >= 2 or _is_in_a_table(event.name), event.name


def _is_in_a_table(name: str) -> bool:
    """Whether a kind of notice or a transition names the event."""
    by_transition = {row.event.name for row in registered_rows() if row.event}
    return name in by_transition or any(kind.event == name for kind in all_kinds())


def test_group_of_events_without_a_heading_is_an_error_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "EVENT_SUBJECTS", {name: name for name in forms.EVENT_SUBJECTS if name != "appeal"})

    (error,) = events_have_headings()

    assert str(error.msg).endswith("notices/webhooks/forms.py: add appeal to EVENT_SUBJECTS")
