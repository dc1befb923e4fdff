"""OA-025 and OA-027: the scopes compared with the queried data and the README."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.oauth.client_file import SCOPES, ClientFile, files, oauth_client_check
from tilekit.checks.oauth.scopes import READ_TYPES, known_scopes
from tilekit.checks.readme.markdown_text import readme_texts
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message

_NAME_IN_CODE = re.compile(r"`([a-z_]+)`")
_NOT_IN_README = N_("The README lists the scopes, but not {value}. Add it there, or remove the scope.")


@oauth_client_check(
    "OA-025",
    Severity.WARNING,
    N_("The listing queries {data}, but no scope reads them. Add a scope, or remove the queried data type."),
    name=N_("Queried data without a scope"),
    applies_to="scopes",
    expected=N_("The scopes read the data that the listing queries"),
    bad="Queried Data Type::Metrics with only api_keys_write",
    good="Queried Data Type::Metrics and timeseries_query",
)
def reads_queried_data(asset: ClientFile, bundle: Bundle) -> Iterator[RawFinding]:
    """For each queried type that scopes can read, there is such a scope. OA-010 reports a client without scopes."""
    scopes = asset.texts_at(SCOPES)
    reads = {READ_TYPES[scope] for scope in scopes if scope in READ_TYPES}
    for kind in sorted({*READ_TYPES.values()} - reads) if scopes else ():
        if kind.lower() in bundle.kind.queried:
            yield asset.finding(SCOPES, kind, data=Message(kind))


@check(
    code="OA-027",
    name=N_("Scopes in the README differ from the client"),
    severity=Severity.WARNING,
    message=N_("The README lists the scope {value}, but the OAuth client does not request it. Correct one of them."),
    applies_to=N_("README, scopes"),
    expected=N_("A README that lists the scopes lists those of the OAuth client"),
    bad="`logs_read_data` in the README, but timeseries_query in the client",
    good="`timeseries_query` in both",
)
def lists_own_scopes(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """A README that names at least two scopes, or one with another, names exactly those of the client."""
    all_scopes = known_scopes()
    for asset in files(bundle):
        scopes = asset.texts_at(SCOPES)
        for readme in readme_texts(bundle):
            named = {name: number for number, line in enumerate(readme.markdown.lines, start=1)
                     for name in reversed(_NAME_IN_CODE.findall(line)) if name in all_scopes}  # fmt: skip
            if len(named) < 2 or named.keys().isdisjoint(scopes):
                continue
            for name, number in named.items():
                if name not in scopes:
                    yield readme.finding(number, value=name)
            for at, scope in enumerate(scopes):
                if scope in all_scopes and scope not in named:
                    yield asset.finding(f"{SCOPES}/{at}", scope, message=_NOT_IN_README)
