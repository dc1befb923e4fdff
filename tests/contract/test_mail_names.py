"""Each value in the texts of notices is a name, which must not become a link in e-mails, or known not to be one."""

from notices.kind_registry import all_kinds
from notices.texts import NAMES, placeholders

# Texts that people write to each other, with links if they like.
_WRITTEN = {"account", "answer", "excerpt", "message", "note", "question", "reason"}
# Values that the portal chooses or checks, and the names of checks, steps and places.
_CHOSEN = {
    *("act", "after", "agreement", "before", "check", "days", "decided", "deed", "disputes", "domain"),
    *("due_at", "effect", "ends_on", "expires", "fault", "headline", "number", "place", "region", "release_at"),
    *(
        "role",
        "round",
        "rules",
        "sealed",
        "step",
        "team",
        "until",
        "until_at",
        "until_on",
        "upheld",
        "vendor_id",
        "why",
    ),
}


def test_values_in_mails_are_names_or_not() -> None:
    values = set[str]().union(*(placeholders(kind.subject, kind.body) for kind in all_kinds()))

    assert values == NAMES | _WRITTEN | _CHOSEN
