"""Checks of the sections that every README needs."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Scope, Severity, finding
from tilekit.checks.parsed_files import (
    README,
    manifest_text,
    refuse_broken_manifest,
    text_of,
)
from tilekit.checks.readme.markdown_text import (
    MarkdownText,
    added_section,
    has_content,
    readme_check,
    readme_of,
    section_titled,
    similar_heading,
    starts_with_text,
)
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.kind import exchanges_data
from tilekit.core.messages import N_, Message
from tilekit.parse.markdown.parts import MarkdownSection
from tilekit.scaffold.documents import parts_of_documents
from tilekit.sections.setup import Setup

_SHORTEST_OVERVIEW = 60
_BEFORE_OVERVIEW = ("html", "heading", "rule", "images")
_WRITE_OVERVIEW = N_("Describe in one paragraph what your product is and what customers can see with this integration.")
_WRITE_SETUP = N_("The Setup section is empty. Explain how customers get started.")
_DATA = ("Metrics", "Events", "Service Checks", "Logs")


@check(
    code="RM-001",
    name=N_("No README"),
    severity=Severity.BLOCKER,
    scope=Scope.FOLDER,
    fix=FixClass.SUGGESTED,
    message=N_("Add a README.md with the sections “Overview” and “Setup”."),
    applies_to="README.md",
    expected=N_("Exists and is not empty"),
    bad="no README.md",
    good="README.md with its sections",
)
def has_readme(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """README.md exists and is not empty. RM-002 and RM-005 report empty fields of the form."""
    if not _has_readme(bundle):
        yield finding(file=README, fix=_fix_using_template(bundle))


@check(
    code="RM-002",
    name=N_("No Overview section"),
    severity=Severity.BLOCKER,
    asked_in_form=True,
    fix=FixClass.SUGGESTED,
    follow_ups=("RM-003",),  # the partner must write the text under the new heading
    message=N_("Add the section “## Overview”."),
    applies_to="README.md",
    expected=N_('Has an H2 "Overview"'),
    bad="# Acme Queue, followed by ## Setup",
    good="## Overview",
)
def has_overview(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """There is an H2 Overview. The fix changes a similar heading at another level, or with a symbol or number.

    In a submission, the section is a field, so the message asks for its text.
    """
    if context.scope is Scope.SUBMISSION:
        yield from _empty_field(bundle, "Overview", path="overview.overview_md", message=_WRITE_OVERVIEW)
        return
    text = readme_of(bundle)
    if not section_titled(text, "Overview"):
        h1 = next((heading.line for heading in text.markdown.headings if heading.level == 1), 0)
        fix = text.fix(
            N_("Add the heading"), [text.lines_edit(h1 + 1, h1, "\n## Overview\n" if h1 else "## Overview\n\n")]
        )
        line, heading_fix = similar_heading(text, "Overview")
        yield text.finding(line, path="overview.overview_md", fix=heading_fix or fix)


@check(
    code="RM-003",
    name=N_("Overview section without text"),
    severity=Severity.WARNING,
    asked_in_form=True,
    message=_WRITE_OVERVIEW,
    applies_to="README.md",
    expected=N_('"Overview" starts with a paragraph'),
    bad="## Overview, followed by a list",
    good="## Overview, followed by a paragraph",
)
def has_overview_text(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """Overview starts with a paragraph, possibly under a heading of its own or above the heading Overview.

    In a submission, an empty section is a blocker.
    """
    text = readme_of(bundle)
    part = section_titled(text, "Overview")
    if part and not starts_with_text(part, ignored=_BEFORE_OVERVIEW) and not _begins_above(text, part):
        is_missing = context.scope is Scope.SUBMISSION and not has_content(part)
        yield text.finding(part.line, severity=Severity.BLOCKER if is_missing else None)


def _begins_above(text: MarkdownText, part: MarkdownSection) -> bool:
    """Whether the text begins with a paragraph above the first H2, so that the section itself may be a list."""
    if not has_content(part):
        return False
    above = [block.kind for block in text.markdown.blocks if block.line < part.line]
    return "paragraph" in above and not any(h.level == 2 and h.line < part.line for h in text.markdown.headings)


@readme_check(
    "RM-004",
    Severity.ADVICE,
    N_("The overview is very short. Write two or three sentences to help customers decide."),
    name=N_("Overview section too short"),
    applies_to="README.md",
    expected=N_('"Overview" has at least 60 characters'),
    bad="Monitors Acme.",
    good="two sentences that explain what it is and what it shows",
)
def has_long_overview(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Overview has at least 60 characters. RM-003 reports an empty one."""
    part = section_titled(text, "Overview")
    if part and starts_with_text(part, ignored=_BEFORE_OVERVIEW):
        overview = " ".join(" ".join(text.markdown.prose[part.line : part.end_line]).split())
        if len(overview) < _SHORTEST_OVERVIEW:
            yield text.finding(part.line, value=overview)


@check(
    code="RM-005",
    name=N_("No Setup section"),
    severity=Severity.BLOCKER,
    asked_in_form=True,
    fix=FixClass.SUGGESTED,
    follow_ups=("RM-006",),  # as for RM-002
    message=N_("Add the section “## Setup”."),
    applies_to="README.md",
    expected=N_('Has an H2 "Setup"'),
    bad="no Setup",
    good="## Setup",
)
def has_setup(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """There is an H2 Setup. The fix changes a heading of that name at another level. In a submission, as for RM-002."""
    if context.scope is Scope.SUBMISSION:
        yield from _empty_field(bundle, "Setup", path="setup.setup_md", message=_WRITE_SETUP)
        return
    text = readme_of(bundle)
    if not section_titled(text, "Setup"):
        line, heading_fix = similar_heading(text, "Setup")
        fix = heading_fix or added_section(text, "Setup")
        yield text.finding(line, path="setup.setup_md", fix=fix)


@check(
    code="RM-006",
    name=N_("Empty Setup section"),
    severity=Severity.BLOCKER,
    asked_in_form=True,
    message=_WRITE_SETUP,
    applies_to="README.md",
    expected=N_('"Setup" starts with a paragraph, list or H3 with text under it'),
    bad="## Setup with nothing below",
    good="## Setup with a paragraph",
)
def has_setup_text(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """Setup has text, possibly under H3 headings. The verification steps are another field and not sufficient."""
    text = readme_of(bundle)
    part = section_titled(text, "Setup")
    is_missing = context.scope is Scope.SUBMISSION and not bundle.section(Setup).setup_md.strip()
    if part and (is_missing or not has_content(part)):
        yield text.finding(part.line)


@readme_check(
    "RM-007",
    Severity.ADVICE,
    N_("Write the setup steps as a numbered list."),
    name=N_("Setup steps not in a numbered list"),
    applies_to="README.md",
    expected=N_('"Setup" has a numbered list'),
    bad="setup steps in one long paragraph",
    good="1. Select **Install Integration**.",
)
def lists_setup_steps(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Setup has a numbered list. RM-006 reports an empty section."""
    part = section_titled(text, "Setup")
    if part and has_content(part) and not any(block.kind == "ordered_list" for block in part.blocks):
        yield text.finding(part.line)


@check(
    code="RM-013",
    name=N_("Sent data missing from “Data Collected”"),
    severity=Severity.ADVICE,
    message=N_("“Data Collected” does not mention {missing}, although the listing sends this data. Add it."),
    applies_to="README.md",
    expected=N_('"Data Collected", if there is such a section, mentions all data that the listing sends'),
    bad="## Data Collected without Logs, although there is a log pipeline",
    good="## Data Collected with Metrics and Logs",
)
def mentions_sent_data(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Data Collected mentions all data that the listing sends.

    A README without this section is fine: the tile shows the data that the listing declares.
    """
    refuse_broken_manifest(bundle)
    text = readme_of(bundle)
    part = section_titled(text, "Data Collected")
    if part and exchanges_data(bundle.kind):
        section_text = text.markdown.text_of(part).casefold()
        missing = tuple(name for name in _DATA if name.casefold() not in section_text and _is_sent(bundle, name))
        if missing:
            yield text.finding(part.line, value=", ".join(missing), missing=missing)


def _is_sent(bundle: Bundle, name: str) -> bool:
    """Whether the listing declares elsewhere that it sends such data. Data that it doesn't send need not be listed."""
    files = {"Metrics": "metadata_csv", "Service Checks": "service_checks_json", "Logs": "log_pipeline_yaml"}
    data = parts_of_documents(bundle.basics, bundle.documents).get("data", {})
    is_declared = name != "Logs" and name.casefold() in bundle.kind.submitted  # the pipeline shows that logs are sent
    return is_declared or (name in files and not _is_empty(bundle, data.get(files[name])))


def _empty_field(bundle: Bundle, title: str, *, path: str, message: str) -> Iterator[RawFinding]:
    """The finding for a field whose section is missing in README.md. The fix can only change a similar heading."""
    if not _has_readme(bundle):
        yield finding(path=path, message=message)
    text = readme_of(bundle)
    if not section_titled(text, title):
        line, fix = similar_heading(text, title)
        yield text.finding(line, path=path, message=message, fix=fix)


def _is_empty(bundle: Bundle, value: Json) -> bool:
    """Whether a list of metrics or checks contains only a header or brackets."""
    path = value.get("name") if isinstance(value, dict) else None
    data = bundle.files.get(path, b"") if isinstance(path, str) else b""
    return data.strip() in (b"", b"[]") or (str(path).endswith(".csv") and b"\n" not in data.strip())


def _has_readme(bundle: Bundle) -> bool:
    return README in bundle.files and bool(text_of(bundle, README).text.strip())


def _fix_using_template(bundle: Bundle) -> Fix:
    name = manifest_text(bundle, "/tile/title") or bundle.basics.name
    parts = ("Overview", "Setup", "Uninstallation", "Data Collected", "Support")
    content = f"# {name}\n" + "".join(f"\n## {part}\n" for part in parts)
    size = len(bundle.files[README]) if README in bundle.files else 0
    edit = Edit(file=README, start=0, end=size, replacement=content)
    return Fix(title=Message(N_("Start from the template")), edits=(edit,))
