"""OA-028: texts about access that the scopes of the client contradict."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.oauth.client_file import CLIENT, SCOPES, ClientFile, oauth_client_check
from tilekit.checks.readme.markdown_text import readme_texts
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in

_READS = re.compile(r"\b(?:reads?|quer(?:y|ies)|pulls?|fetch(?:es)?) (?P<what>[^.;:]*)", re.IGNORECASE)
# What follows is sent, not read.
_SENDS = re.compile(r"\b(?:and|then|to) (?:sends?|writes?|creates?|pushes|submits?|forwards?)\b", re.IGNORECASE)
_SCOPES_BY_WORD = {
    "metrics": ("metrics_read", "timeseries_query"),
    "monitors": ("monitors_",),
    "dashboards": ("dashboards_",),
    "logs": ("logs_read",),
    "events": ("events_read",),
    "incidents": ("incident_",),
    "traces": ("apm_",),
}
_OF_PLATFORM = re.compile(r"\b(?:your organi[sz]ation|Datadog)\b", re.IGNORECASE)
_READ_ONLY = re.compile(
    r"\b(?:requests?|requires?|needs?|asks? for|has|gets)(?: only)? read[- ]only (?:access|permissions?|scopes?)\b"
    r"(?! (?:to|in|on|for) (?!(?:your )?Datadog))",
    re.IGNORECASE,
)
_READS_IN_README = re.compile(
    r"\b(?:reads?|quer(?:y|ies)|pulls?|fetch(?:es)?|imports?|syncs?|retrieves?)\b[^.;:]{0,40}?"
    r"\b(?:your )?Datadog (?P<what>[a-z][a-z, ]*)",
    re.IGNORECASE,
)
_NOT_READ = N_("According to the README, {value} are read, but no scope allows this. Correct the text or the scopes.")
_WRITES = N_("The text says “{value}”, but the client also requests {scope}. Correct the text or the scopes.")


@oauth_client_check(
    "OA-028",
    Severity.WARNING,
    N_("According to the description, {value} are read, but no scope allows this. Correct the text or the scopes."),
    name=N_("Access that the scopes contradict"),
    starts_observed=True,
    applies_to=N_("description, scopes, README"),
    expected=N_("The description names only data that a scope reads, and read-only access has no scope that writes"),
    bad="“Reads metrics of your organization” with only api_keys_write",
    good="“Reads metrics of your organization” with metrics_read",
)
def describes_own_access(asset: ClientFile, bundle: Bundle) -> Iterator[RawFinding]:
    """The description and the README agree with the scopes."""
    scopes, pointer = asset.texts_at(SCOPES), f"{CLIENT}/description"
    description = str(asset.client.get("description") or "")
    match = _READS.search(description) if _OF_PLATFORM.search(description) else None
    for word in _without_scope(match["what"], scopes) if match else ():
        yield asset.finding(pointer, word)
    for readme in readme_texts(bundle) if scopes else ():
        for number, reads in matches_in(readme.markdown.prose, _READS_IN_README, ("datadog",)):
            for word in _without_scope(reads["what"], scopes):
                yield readme.finding(number, reads.start() + 1, value=word, message=_NOT_READ)
    writing = next((scope for scope in scopes if scope.endswith(("_write", "_manage"))), "")
    if writing and (said := _READ_ONLY.search(description)):
        yield asset.finding(pointer, said[0], message=_WRITES, scope=writing)
    for readme in readme_texts(bundle) if writing else ():
        for number, said in matches_in(readme.markdown.prose, _READ_ONLY, ("read-only", "read only")):
            yield readme.finding(number, said.start() + 1, value=said[0], message=_WRITES, scope=writing)


def _without_scope(text: str, scopes: list[str]) -> Iterator[str]:
    """The kinds of data that a text names, up to what it sends, and no scope allows to read."""
    words = {word.strip(",") for word in _SENDS.split(text)[0].lower().split()}
    for word, prefixes in _SCOPES_BY_WORD.items():
        if scopes and word in words and not any(scope.startswith(prefixes) for scope in scopes):
            yield word
