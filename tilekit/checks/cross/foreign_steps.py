"""XC-053: steps that another kind of integration needs."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.class_tree import final_classes
from tilekit.checks.agent.source import source_of
from tilekit.checks.agent.spec_file import spec_of
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.parsed_files import has_oauth
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in

_OF_CHECK = re.compile(
    r"`[\w-]+\.d(?:/conf\.yaml)?/?`|\b(?:restart|install) the (?:Datadog )?Agent\b|\benable the check\b", re.IGNORECASE
)
_OF_CLIENT = re.compile(
    r"\*\*(?:Dis)?[Cc]onnect Accounts?\*\*|\bOAuth (?:client|authori[sz]ation|connection)\b", re.IGNORECASE
)
_CHECK_WORDS: tuple[str, ...] = (".d", "the agent", "datadog agent", "the check")
_CLIENT_WORDS: tuple[str, ...] = ("connect account", "oauth")
_NO_CLIENT = N_("The text says “{value}”, but the listing has no OAuth client. Remove the step, or add the client.")


@readme_check(
    "XC-053",
    Severity.ADVICE,
    N_("The text says “{value}”, but nothing of this listing runs in the Agent. Remove the step."),
    name=N_("Step of another kind of integration"),
    starts_observed=True,
    applies_to=N_("README, OAuth, check code"),
    expected=N_("Steps for the Agent only if a check or logs need it, and steps to connect only with an OAuth client"),
    bad="“Restart the Agent” in a listing that connects accounts",
    good="“Click Disconnect Accounts”",
)
def explains_own_steps(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """The first step that does not fit how the listing connects. Listings with both or none are not compared."""
    source, is_connected = source_of(bundle), has_oauth(bundle)
    if source and final_classes(source) and not is_connected:
        pattern, message, words = _OF_CLIENT, _NO_CLIENT, _CLIENT_WORDS
    elif is_connected and source is None and spec_of(bundle) is None:
        pattern, message, words = _OF_CHECK, "", _CHECK_WORDS
    else:
        return
    for number, match in matches_in(readme.markdown.lines, pattern, words):
        yield readme.finding(number, match.start() + 1, value=match[0].strip("`*"), message=message)
        return
