"""XC-025 and XC-028: the README compared with the listing."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.metrics.listed_metrics import listed_metrics
from tilekit.checks.parsed_files import has_oauth
from tilekit.checks.readme.delivery import denials
from tilekit.checks.readme.markdown_text import MarkdownText, has_content, readme_check, readme_of, section_titled
from tilekit.checks.registry import check
from tilekit.checks.service_checks.file import service_check_names
from tilekit.core.kind import has_agent_check
from tilekit.core.messages import N_, Message
from tilekit.parse.positions import readable
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_CONNECTS = re.compile(
    r"\b(?:connect\w*|authori[sz]\w*|oauth|log ?in|sign ?in|grant\w*|allow\w* access|access token)\b", re.IGNORECASE
)
_NO_STEPS = re.compile(
    r"overview|introduction|about|un-?install|remov|disconnect|data collected|support|troubleshooting|further reading",
    re.IGNORECASE,
)
_NAMES = {
    "metrics": N_("metrics"),
    "events": N_("events"),
    "service checks": N_("service checks"),
    "logs": N_("logs"),
}
_STEPS = (
    "1. Open the {title} tile and select **Connect Accounts**.\n"
    "2. Log in to {title} and allow the access that it asks for.\n"
)
_CLAIMS = {
    "metrics": "See the list of metrics (`metadata.csv`) that {title} sends.",
    "events": "{title} sends events.",
    "service checks": "See the list of service checks (`service_checks.json`) that {title} sends.",
    "logs": "{title} sends logs.",
}


@readme_check(
    "XC-025",
    Severity.WARNING,
    N_("The Setup section does not explain how to connect. Add the steps."),
    name=N_("Setup section without steps to connect"),
    fix=FixClass.SUGGESTED,
    applies_to="OAuth, README",
    expected=N_('"Setup" or another section with steps explains how to connect'),
    bad="OAuth, but no steps for connecting",
    good="steps for connecting",
)
def explains_connecting(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """With OAuth, Setup or another section with steps explains how to connect.

    RM-011 checks how to disconnect; RM-005 and RM-006 report an empty Setup.
    """
    setup = section_titled(readme, "Setup")
    if setup and has_content(setup) and has_oauth(bundle) and not any(map(_CONNECTS.search, _texts_of_steps(readme))):
        steps = _STEPS.format(title=bundle.section(Overview).title or "product")
        edit = readme.lines_edit(setup.line + 1, setup.line, f"\n{steps}")
        # For a check that runs in the Agent, the purpose of the client is unknown.
        fix = None if has_agent_check(bundle.kind) else readme.fix(N_("Add the steps"), [edit])
        yield readme.finding(setup.line, path="setup.setup_md", fix=fix)


def _texts_of_steps(readme: MarkdownText) -> Iterator[str]:
    """The text of each H2 section that may contain steps, with its heading."""
    for part in readme.markdown.parts:
        if part.heading.level == 2 and not _NO_STEPS.search(part.heading.text):
            yield f"{part.heading.text}\n{readme.markdown.text_of(part)}"


@check(
    code="XC-028",
    name=N_("Data denied in “Data Collected”"),
    severity=Severity.WARNING,
    message=N_("According to “Data Collected”, there are no {kind}, but the listing has some. Correct the text."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("README, assets"),
    expected=N_(
        '"Data Collected" does not say that there are no metrics, events, service checks or logs if '
        "the listing has them"
    ),
    bad="“does not include any metrics”, but there are metrics",
    good="a list of the metrics",
)
def does_not_deny_sent_data(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    readme, data = readme_of(bundle), bundle.section(Data)
    numbers = {
        "metrics": len(listed_metrics(bundle)),
        "events": int(data.creates_events),
        "service checks": len(service_check_names(bundle)),
        "logs": int(data.log_pipeline_yaml is not None),
    }
    for number, column, kind in denials(readme):
        if numbers.get(kind):
            fix = _sent_data_fix(readme, number, _claim(bundle, kind))
            yield readme.finding(number, column, value=kind, kind=Message(_NAMES[kind]), fix=fix)


def with_corrected_readme(fix: Fix | None, bundle: Bundle) -> Fix | None:
    """The fix, which declares that events are sent, with edits of sentences that deny it."""
    readme = readable(readme_of, bundle)
    if fix is None or readme is None:
        return fix
    lines = [number for number, _, denied in denials(readme) if denied == "events"]
    corrections = [_sent_data_fix(readme, number, _claim(bundle, "events")) for number in lines]
    return replace(
        fix, edits=(*fix.edits, *(edit for correction in corrections if correction for edit in correction.edits))
    )


def _claim(bundle: Bundle, kind: str) -> str:
    return _CLAIMS[kind].format(title=bundle.section(Overview).title or "This integration")


def _sent_data_fix(readme: MarkdownText, number: int, new: str) -> Fix | None:
    """The fix that replaces the line with one about the sent data; None if the line is part of a longer paragraph."""
    lines = readme.markdown.lines
    around = [lines[at].strip() for at in (number - 2, number) if 0 <= at < len(lines)]
    if any(line and not line.startswith("#") for line in around):
        return None
    return readme.fix(N_("Describe what is sent"), [readme.lines_edit(number, number, f"{new}\n")])
