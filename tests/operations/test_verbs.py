"""Every event has words, and partners only see verbs of one table."""

import ast
from collections.abc import Iterator

import pytest

from listings.lifecycle import registry
from listings.lifecycle.types import Who
from operations.verbs import PARTNER_VERBS, verb_words
from tests.contract.tree import ROOT, tracked
from validation.models import RolloutMode

pytestmark = pytest.mark.sqlite_is_enough

_RECORDERS = {"record_event", "record_application_change", "record_use", "record_export", "is_first_use"}
# Modules that compute a verb from a value; `verb_words` has one for each value.
_COMPUTED = {
    "audit/actions.py", "accounts/sign_in_events.py", "accounts/actions/invitations.py", "accounts/actions/members.py",
    "accounts/actions/organisations.py", "accounts/company_sign_in/actions.py",
    "accounts/company_sign_in/organisation_roles.py", "accounts/writes.py", "api/configure/actions.py",
    "listings/actions/drafts.py",
    "listings/imports/read_imports.py", "listings/lifecycle/engine.py", "listings/writes/applied_fixes.py",
    "listings/writes/sections.py", "notices/webhooks/writes.py", "portal/demo/load.py", "reviews/actions/checklists.py",
    "reviews/actions/claims.py", "reviews/actions/decisions.py", "reviews/actions/product_accounts.py",
    "reviews/actions/reading.py", "reviews/actions/saved_filters.py", "reviews/actions/suggestions.py",
    "reviews/actions/team_texts.py", "sandboxes/writes.py", "validation/mode_writes.py",
}  # fmt: skip
# What only staff may read, also if an event names the partner's listing.
_FOR_STAFF = (
    "staff-note.", "incident.", "review.", "draft.", "thread.", "filter.", "absence.", "calendar.", "checklist.",
    "replies.", "section.mark-", "finding-dispute.", "comment-dispute.", "sign-in.", "sign-out",
    "second-factor.", "password.", "address.", "person.", "team.", "rule.", "checks.", "finding.", "job ",
    "submission.export",
)  # fmt: skip


def _calls() -> Iterator[tuple[str, str]]:
    """(file, verb) of each call that records an event; "" for a verb that is not a literal."""
    for path in tracked(".py"):
        if path.parts[0] in {"tests", "bench"}:
            continue
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _RECORDERS:
                verb = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
                yield str(path), f"{verb}.export" if node.func.id == "record_export" and verb else verb


def test_every_verb_in_the_code_has_words() -> None:
    calls = list(_calls())

    assert len(calls) > 80
    assert {(path, verb) for path, verb in calls if verb and verb not in verb_words()} == set()
    assert {path for path, verb in calls if not verb} == _COMPUTED


def test_computed_verbs_have_words() -> None:
    computed = {
        *(f"rule.{mode.value}" for mode in RolloutMode),
        *(f"webhook.{verb}" for verb in ("create", "change", "rotate-secret", "pause", "resume", "delete", "test")),
        *(f"invitation.{verb}" for verb in ("send", "resend", "revoke", "accept")),
        *(f"product-account.{verb}" for verb in ("add", "replace", "remove", "view", "expire", "erase")),
        *(f"tile.{verb}" for verb in ("look", "check", "install", "uninstall")),
        *(
            f"sign-in-provider.{verb}"
            for verb in ("configure", "remove", "enable", "disable", "require", "stop-requiring")
        ),
        *(f"sign-in-domain.{verb}" for verb in ("add", "verify", "remove")),
        *("review.approve", "review.request-changes", "revision.fix", "revision.undo-fix", "demo.load"),
    }

    assert computed - verb_words().keys() == set()


def test_owners_see_what_people_of_their_organisation_can_do() -> None:
    """Messages and disputes can be internal. Nobody sees the events of a deleted organisation."""
    prefixes = ("organisation.", "membership.", "invitation.", "application.", "webhook.", "sign-in-")
    ours = {Who.PARTNER, Who.SUBMITTER, Who.OWNER, Who.RECEIVER}
    of_transitions = {
        lifecycle.audit_verb(row)
        for lifecycle in registry.lifecycles.values()
        for row in lifecycle.rows
        if ours & set(row.who) and row.verb != "message" and not lifecycle.name.endswith("dispute")
    }
    of_organisation = {verb for verb in verb_words() if verb.startswith(prefixes)} - {"organisation.delete"}

    assert (of_transitions | of_organisation) - PARTNER_VERBS == set()


def test_partners_see_existing_verbs_and_none_of_staff() -> None:
    assert PARTNER_VERBS - verb_words().keys() == set()
    assert {verb for verb in PARTNER_VERBS if verb.startswith(_FOR_STAFF)} == set()
