"""Who may see a listing's files. Rooms that know listings register their rules here."""

from collections.abc import Callable
from uuid import UUID

from common.actor import Actor
from files.models import Blob
from files.queries import used_blob

Rule = Callable[[Actor, UUID, str], bool]
_rules: dict[str, Rule] = {}


def may_see_files(name: str) -> Callable[[Rule], Rule]:
    """Register a rule (actor, listing id, digest) -> bool. It is enough if one rule returns True."""

    def register(rule: Rule) -> Rule:
        if name in _rules:
            text = f"the rule {name!r} is registered twice"
            raise ValueError(text)
        _rules[name] = rule
        return rule

    return register


def visible_blob(actor: Actor, listing_id: UUID, sha256: str) -> Blob | None:
    """The blob if the listing uses it and the actor may see it; otherwise None."""
    blob = used_blob(listing_id, sha256)
    if blob is None or not any(rule(actor, listing_id, sha256) for rule in _rules.values()):
        return None
    return blob
