"""OA-029: scopes with high risk that no text explains."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.oauth.client_file import CLIENT, SCOPES, ClientFile, oauth_client_check
from tilekit.checks.oauth.scopes import known_scopes
from tilekit.checks.readme.markdown_text import readme_texts
from tilekit.core.messages import N_
from tilekit.sections.overview import Overview

_USED_TO_SEND = "api_keys_write"
_NOT_NOUNS = frozenset(("access", "config", "configurations", "edit", "invite", "manage", "management", "modify", "run",
                        "security", "settings", "share", "write"))  # fmt: skip
# Words that also name people and accounts of the partner.
_COMMON_NOUNS = frozenset(("org", "team", "user"))


@oauth_client_check(
    "OA-029",
    Severity.ADVICE,
    N_("The scope {value} lets the integration change much, but no text explains why. Explain it or remove the scope."),
    name=N_("Unexplained scope"),
    starts_observed=True,
    applies_to=N_("scopes, description, README"),
    expected=N_("The description or the README mentions what each scope with high risk is about"),
    bad="user_access_manage, but no text about users",
    good="“Adds users of Acme to your teams.”",
)
def explains_strong_scopes(asset: ClientFile, bundle: Bundle) -> Iterator[RawFinding]:
    """Some text of the listing mentions the subject of each scope that changes something with high risk."""
    scopes, levels = asset.texts_at(SCOPES), known_scopes()
    strong = [(at, scope) for at, scope in enumerate(scopes) if levels.get(scope, {}).get("risk") == "high"]
    texts = [str(asset.at(f"{CLIENT}/description") or ""), bundle.section(Overview).short_description]
    texts += [readme.source.text for readme in readme_texts(bundle)] if strong else []
    content = "\n".join(texts).lower()
    for at, scope in strong:
        nouns = [noun.removesuffix("s") for noun in scope.split("_") if noun not in _NOT_NOUNS]
        if scope != _USED_TO_SEND and not any(_is_mentioned(noun, content) for noun in nouns):
            yield asset.finding(f"{SCOPES}/{at}", scope)


def _is_mentioned(noun: str, content: str) -> bool:
    """Whether a text is about the subject of a scope."""
    near = rf"datadog[^.\n]{{0,60}}\b{noun}|\b{noun}[^.\n]{{0,60}}datadog"
    return re.search(near if noun in _COMMON_NOUNS else rf"\b{noun}", content) is not None
