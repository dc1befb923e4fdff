"""Checks of the sections that explain how customers get help and how they remove the integration."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity
from tilekit.checks.manifest.sections import REMOVAL_HEADING
from tilekit.checks.parsed_files import has_oauth, manifest_text
from tilekit.checks.readme.markdown_text import (
    MarkdownText,
    added_section,
    has_heading,
    line_of_heading,
    readme_check,
    readme_of,
    section_titled,
    starts_with_text,
)
from tilekit.checks.registry import check
from tilekit.core.kind import exchanges_data, has_agent_check, on_marketplace
from tilekit.core.messages import N_
from tilekit.parse.markdown.parts import MarkdownSection

_UNINSTALL_HEADINGS = ("Uninstallation", "Uninstall", "Uninstalling")
# Other accepted names of this section, if the tile doesn't need to refer to it.
_IS_HELP = re.compile(r"\b(?:support|help|troubleshooting|contact(?: us)?|questions)\b", re.IGNORECASE)
_REVOKED = re.compile(r"revok|no longer|stops?\b|access ends|disconnect", re.IGNORECASE)
_API_KEY = re.compile(r"api.key", re.IGNORECASE)
_WITH_OAUTH = (
    "Select **Uninstall Integration** in the tile. Access that you granted is revoked.\n\n"
    "Disable the API keys that belong to this integration: search for its name on the API Keys page."
)
_INSTALLED = re.compile(r"agent integration install\b[^\n]*?\b(?P<package>datadog-[\w-]+)==")
_REMOVES_PACKAGE = re.compile(
    r"\bintegration (?:remove|uninstall)\b"
    r"|\b(?:remove|uninstall|delete)s? (?:the |this )?(?:\w+ ){0,3}(?:package|wheel)\b"
    r"|\bpip3? uninstall\b|\b(?:apt|apt-get|yum|dnf|zypper) (?:-\S+ )*(?:remove|purge|erase)\b",
    re.IGNORECASE,
)
_WITH_AGENT = (
    "Remove the package on every host that runs the check, then restart the Agent:\n\n"
    "```shell\ndatadog-agent integration remove {package}\n```"
)


@readme_check(
    "RM-008",
    Severity.ADVICE,
    N_("Explain how customers can contact your support team."),
    name=N_("No support section"),
    scope=Scope.FOLDER,
    fix=FixClass.SUGGESTED,
    applies_to="README.md",
    expected=N_("A heading mentions support, help, troubleshooting, contact or questions"),
    bad="no way to get help",
    good="## Support",
)
def has_help(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """A free listing has the section Support or Troubleshooting, or one with a similar name."""
    if not on_marketplace(bundle.kind) and not has_heading(text, _IS_HELP):
        yield _without_support(bundle, text)


@check(
    code="RM-009",
    name=N_("Paid listing without a Support section"),
    severity=Severity.BLOCKER,
    asked_in_form=True,
    fix=FixClass.SUGGESTED,
    message=N_("A paid listing needs a Support section with contact details. Add one."),
    applies_to=N_("README.md, paid listing"),
    expected=N_('"Support" exists and starts with a paragraph'),
    bad="a paid listing without Support",
    good="## Support with a paragraph",
)
def has_paid_support(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A paid listing has the section Support, which starts with a paragraph.

    In a submission, MF-056 reports a missing section.
    """
    text = readme_of(bundle)
    part = section_titled(text, "Support")
    if on_marketplace(bundle.kind):
        if part is None and context.scope is Scope.CONTENT:
            yield _without_support(bundle, text)
        elif part and not starts_with_text(part):
            yield _no_first_sentence(text, part)


@check(
    code="RM-010",
    name=N_("Paid listing without an Uninstallation section"),
    severity=Severity.BLOCKER,
    asked_in_form=True,
    fix=FixClass.SUGGESTED,
    message=N_("A paid listing needs an Uninstallation section. Add one."),
    applies_to=N_("README.md, paid listing"),
    expected=N_('"Uninstallation" exists and starts with a paragraph'),
    bad="a paid listing without Uninstallation",
    good="## Uninstallation with a paragraph",
)
def has_paid_uninstallation(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A paid listing has the section Uninstallation, which starts with a paragraph.

    A missing section is not reported in a submission, where the field itself is required.
    """
    text = readme_of(bundle)
    part = section_titled(text, *_UNINSTALL_HEADINGS)
    if on_marketplace(bundle.kind):
        if part is None and context.scope is Scope.CONTENT:
            yield _without_uninstallation(bundle, text)
        elif part and not starts_with_text(part):
            yield _no_first_sentence(text, part)


@check(
    code="RM-011",
    name=N_("Uninstallation section without OAuth steps"),
    severity=Severity.WARNING,
    asked_in_form=True,
    fix=FixClass.SUGGESTED,
    message=N_(
        "Add an Uninstallation section. Explain that access is revoked, and which API keys customers must disable."
    ),
    applies_to=N_("README.md, listing with OAuth"),
    expected=N_('"Uninstallation" exists and says that access is revoked and API keys must be disabled'),
    bad="no word about access after removal",
    good="Access is revoked; disable the API keys.",
)
def explains_oauth_uninstallation(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    text = readme_of(bundle)
    part = section_titled(text, *_UNINSTALL_HEADINGS)
    if not has_oauth(bundle):
        return
    if part is None and has_heading(text, REMOVAL_HEADING):
        part = next(part for part in text.markdown.parts if REMOVAL_HEADING.search(part.heading.text))
    if part is None:
        if context.scope is Scope.CONTENT and not on_marketplace(bundle.kind):
            yield _without_uninstallation(bundle, text)
        return
    section = text.markdown.text_of(part)
    if section and not (_REVOKED.search(section) and _API_KEY.search(section)):
        message = N_(
            "The Uninstallation section must explain that access is revoked, and which API keys customers must disable."
        )
        yield text.finding(part.line, message=message)


@readme_check(
    "RM-012",
    Severity.ADVICE,
    N_("Explain how customers can remove the integration."),
    name=N_("No Uninstallation section"),
    scope=Scope.FOLDER,
    fix=FixClass.SUGGESTED,
    applies_to="README.md",
    expected=N_('"Uninstallation" exists'),
    bad="no Uninstallation",
    good="## Uninstallation",
)
def has_uninstallation(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """A free integration without OAuth has the section Uninstallation, unless it is tile-only and installs nothing.

    The form requires the field itself.
    """
    is_asked_elsewhere = on_marketplace(bundle.kind) or has_oauth(bundle)
    if exchanges_data(bundle.kind) and not is_asked_elsewhere and not has_heading(text, REMOVAL_HEADING):
        yield _without_uninstallation(bundle, text)


@readme_check(
    "RM-053",
    Severity.ADVICE,
    N_("The Uninstallation section does not remove the package {package}. Add the command."),
    name=N_("Uninstallation without the package"),
    expected=N_("If Setup installs a package for the Agent, the section about removing it removes the package too"),
    bad="only deleting the configuration",
    good="datadog-agent integration remove datadog-acme-queue",
)
def removes_package(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """What Setup installs, the section about uninstallation removes. RM-012 reports a listing without the section."""
    installed = _INSTALLED.search(text.source.text)
    part = next((part for part in text.markdown.parts if REMOVAL_HEADING.search(part.heading.text)), None)
    if installed and part and text.markdown.text_of(part) and not _REMOVES_PACKAGE.search(text.source.text):
        yield text.finding(part.line, path="setup.uninstall_md", package=installed["package"])


def _without_support(bundle: Bundle, text: MarkdownText) -> RawFinding:
    line, fix = line_of_heading(text, _IS_HELP), _fix_adding_support(bundle, text)
    return text.finding(line, path="support.support_md", fix=fix)


def _without_uninstallation(bundle: Bundle, text: MarkdownText) -> RawFinding:
    body = _how_to_uninstall(bundle, text)
    fix = added_section(text, "Uninstallation", body=body) if body else None
    return text.finding(line_of_heading(text, REMOVAL_HEADING), path="setup.uninstall_md", fix=fix)


def _how_to_uninstall(bundle: Bundle, text: MarkdownText) -> str:
    """The uninstallation steps for this listing; "" if they are unknown, as for an API key or a separate product."""
    if has_agent_check(bundle.kind):
        installed = _INSTALLED.search(text.source.text)
        return _WITH_AGENT.format(package=installed["package"]) if installed and not has_oauth(bundle) else ""
    return _WITH_OAUTH if has_oauth(bundle) else ""


def _no_first_sentence(text: MarkdownText, part: MarkdownSection) -> RawFinding:
    """The raw finding for a section that does not start with a sentence. An empty section is reported like a missing
    one.
    """
    message = (
        N_("The section “{section}” must start with a sentence, before any list or heading.") if part.blocks else ""
    )
    return text.finding(part.line, message=message, section=part.heading.text)


def _fix_adding_support(bundle: Bundle, text: MarkdownText) -> Fix | None:
    """The fix that adds a Support section with the support address; None if there is no address."""
    address = manifest_text(bundle, "/author/support_email")
    return added_section(text, "Support", body=f"Need help? Contact <{address}>.") if "@" in address else None
