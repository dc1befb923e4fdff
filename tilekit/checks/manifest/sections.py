"""Checks of the manifest's references to the README, the changelog and other pages."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need, title_key
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Scope, Severity
from tilekit.checks.manifest.manifest_file import Manifest, manifest_check, manifest_of
from tilekit.checks.manifest.paths import SECTION_POINTERS, is_inside, is_missing
from tilekit.checks.parsed_files import MARKDOWN_SUFFIX, README, has_oauth, has_open_code_block, markdown_of, text_of
from tilekit.checks.registry import check
from tilekit.core.formats import is_url
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_, Message
from tilekit.core.paths import is_safe
from tilekit.parse.json_values import members
from tilekit.parse.markdown.parts import MarkdownFile
from tilekit.parse.positions import readable
from tilekit.scaffold.markdown_text import heading_of
from tilekit.scaffold.paths import CHANGELOG as NOTES
from tilekit.scaffold.readme_parts import PLACES, parse_readme
from tilekit.sections import section_of
from tilekit.sections.options import RESOURCE_TYPES
from tilekit.sections.overview import Overview
from tilekit.sections.release_notes import ReleaseNotes

# Other accepted names of the section Uninstallation of free listings, if the tile doesn't refer to it.
REMOVAL_HEADING = re.compile(r"\bun-?install|\b(?:remov|disconnect)(?:e|al|ing)?\b", re.IGNORECASE)
_CHANGELOG, _RESOURCES = "/tile/changelog", "/tile/resources"
_REQUIRED = ("/tile/overview", "/tile/configuration", "/tile/support", _CHANGELOG)
_REPORTED_BY_README_CHECKS = frozenset({"readme.md#overview", "readme.md#setup"})
# The section of the README with the text, and its field if the README is generated from fields.
_SECTIONS = {
    "/tile/overview": "Overview",
    "/tile/configuration": "Setup",
    "/tile/uninstallation": "Uninstallation",
    "/tile/support": "Support",
}
_FIELDS_BY_POINTER = {
    **{pointer: place for pointer, name in _SECTIONS.items() if (place := PLACES[name])},
    _CHANGELOG: ("release_notes", "entries"),
}
_LABELS = {
    **{pointer: Message(section_of(key).fields[name].label) for pointer, (key, name) in _FIELDS_BY_POINTER.items()},
    _CHANGELOG: Message(ReleaseNotes.heading),
}
_NO_REFERENCE = N_("“{field}” is missing, so this tab of the tile is empty. Enter the README.md section to show there.")
_SUBSECTION = N_("“{field}” refers to {value}, which is only part of a section. Refer to a heading with two # signs.")
_NOT_SHOWN = N_("The tile does not show “{field}”. Add it to the tile.")
# The sections that each tab can show, as `_letters` spells them. The first that exists is used.
_SECTION_NAMES = {
    "/tile/overview": ("overview",),
    "/tile/configuration": ("setup", "configuration", "installation"),
    "/tile/uninstallation": ("uninstallation", "uninstall", "uninstalling"),
    "/tile/support": ("support", "troubleshooting"),
}
_REQUIRED_SECTIONS = {
    "/tile/support": frozenset({"support"}),
    "/tile/uninstallation": frozenset({"uninstallation", "uninstall", "uninstalling"}),
}
_RESOURCE_KINDS = frozenset(option.value for option in RESOURCE_TYPES)


@check(
    code="MF-027",
    name=N_("Reference to a missing README section"),
    severity=Severity.ADVICE,
    asked_in_form=True,
    fix=FixClass.SAFE,
    message=N_(
        "“{field}” refers to {value}, but README.md has no such section. Add the section or correct the reference."
    ),
    applies_to="/tile/overview, /tile/configuration, /tile/support, /tile/uninstallation, /tile/changelog",
    expected=N_(
        "overview, configuration, support and changelog are present, and references to the README have the form "
        "README.md#Heading with an existing H2"
    ),
    bad="README.md#Install without a heading “Install”",
    good="README.md#Setup",
)
def refers_to_existing_sections(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The manifest refers to existing sections of README.md. If it does not, the tab of the tile is empty.

    In a submission, these sections are fields. Other checks report empty ones.
    """
    manifest = manifest_of(bundle)
    readme = _readme(bundle)
    for pointer in (*SECTION_POINTERS, _CHANGELOG):
        value = manifest.text(pointer)
        if not (_is_broken(bundle, manifest, pointer) if value else pointer in _REQUIRED):
            continue
        if context.scope is Scope.SUBMISSION:
            yield from _hidden_field(bundle, manifest, pointer)
        elif not value:
            fix = _fix_choosing_section(manifest, pointer, readme) if readme and pointer != _CHANGELOG else None
            yield manifest.finding(pointer, message=_NO_REFERENCE, field=_LABELS[pointer], fix=fix)
        elif readme:
            fix = _fix_choosing_section(manifest, pointer, readme)
            message = _SUBSECTION if _has_section(readme, value, levels=range(3, 7)) else ""
            yield manifest.finding(pointer, message=message, field=_LABELS[pointer], fix=fix)


def _is_broken(bundle: Bundle, manifest: Manifest, pointer: str) -> bool:
    """Whether the section is missing and no other check reports that."""
    value, readme = manifest.text(pointer), _readme(bundle)
    if pointer == _CHANGELOG or not readme or _has_section(readme, value) or _is_reported_elsewhere(value):
        return False
    return not _is_needed_elsewhere(bundle, readme, pointer)


def _hidden_field(bundle: Bundle, manifest: Manifest, pointer: str) -> Iterator[RawFinding]:
    """The finding for a field that is filled in, although the manifest does not refer to it."""
    key, name = _FIELDS_BY_POINTER[pointer]
    if bundle.documents[key].values.get(name):
        fix = _fix_showing_field(bundle, manifest, pointer)
        yield manifest.finding(pointer, path=f"{key}.{name}", message=_NOT_SHOWN, field=_LABELS[pointer], fix=fix)


def _fix_showing_field(bundle: Bundle, manifest: Manifest, pointer: str) -> Fix | None:
    """The fix that refers to the text of the field; None if its file is missing."""
    if pointer == _CHANGELOG:
        value = NOTES if NOTES in bundle.files else ""
    else:
        parts = parse_readme(text_of(bundle, README).text).fields() if README in bundle.files else {}
        part = parts.get(_SECTIONS[pointer])
        value = f"{README}#{heading_of(part.heading[0])[1]}" if part else ""
    return manifest.setting(pointer, value, N_("Show it on the tile")) if value else None


def _is_reported_elsewhere(value: str) -> bool:
    """Whether another check reports the reference: RM-002 or RM-005 the section, GEN-006 the path."""
    is_reported = value.startswith(README) and value.casefold() in _REPORTED_BY_README_CHECKS
    return is_reported or not is_inside(value.partition("#")[0] or README)


def _is_needed_elsewhere(bundle: Bundle, readme: MarkdownFile, pointer: str) -> bool:
    """Whether RM-009, RM-010 or RM-011 require the section, and it is not there under another name."""
    names = _REQUIRED_SECTIONS.get(pointer, frozenset())
    if on_marketplace(bundle.kind):
        is_there = any(one.level == 2 and one.text.casefold() in names for one in readme.headings)
        return bool(names) and not is_there
    is_there = any(REMOVAL_HEADING.search(one.text) for one in readme.headings)
    return pointer == "/tile/uninstallation" and has_oauth(bundle) and not is_there


@check(
    code="MF-028",
    name=N_("Missing changelog"),
    severity=Severity.BLOCKER,
    asked_in_form=True,
    optional_needs=(Need.TODAY,),
    fix=FixClass.SUGGESTED,
    message=N_("{value} does not exist. Add the release notes."),
    applies_to="/tile/changelog",
    expected=N_("If set, the file exists"),
    bad='"changelog": "CHANGES.md", which does not exist',
    good='"changelog": "CHANGELOG.md"',
)
def has_changelog(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The changelog that the manifest names exists. In a submission, the field check reports missing notes."""
    manifest = manifest_of(bundle)
    value = manifest.text(_CHANGELOG)
    if not value or not is_missing(value, bundle):
        return
    if context.scope is Scope.SUBMISSION:
        yield from _hidden_field(bundle, manifest, _CHANGELOG)
    else:
        yield manifest.finding(
            _CHANGELOG, path="release_notes.entries", fix=_fix_creating_notes(bundle, context, value)
        )


def _fix_creating_notes(bundle: Bundle, context: Context, path: str) -> Fix | None:
    """The fix that creates the file with an entry for the launch; None if the day or the launch is unknown."""
    if context.today is None or not context.is_first or not is_safe(path) or not path.endswith(MARKDOWN_SUFFIX):
        return None
    text = (
        f"# CHANGELOG - {bundle.section(Overview).title or bundle.basics.name}\n\n"
        f"## 1.0.0 / {context.today.isoformat()}\n\n***Added***:\n\n* Initial release\n"
    )
    return Fix(
        title=Message(N_("Create the release notes")), edits=(Edit(file=path, start=0, end=0, replacement=text),)
    )


@manifest_check(
    "MF-029",
    Severity.WARNING,
    N_("Resource {i} needs a type and a link that starts with https://."),
    name=N_("Resource without a type or a secure link"),
    fix=FixClass.SUGGESTED,
    applies_to="/tile/resources",
    expected=N_("Each item has a resource_type (blog, documentation or other) and an https URL"),
    bad='"resource_type": "wiki"',
    good='"resource_type": "documentation"',
)
def has_valid_resources(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    """Each resource has a known kind and an https address."""
    resources = manifest.at(_RESOURCES)
    if resources is not None and not isinstance(resources, list):
        yield manifest.finding(
            _RESOURCES, message=N_("Resources must be a list of links, each with a type and an address.")
        )
    for index, item in enumerate(resources if isinstance(resources, list) else ()):
        resource = members(item)
        url = resource.get("url")
        is_https = isinstance(url, str) and is_url(url, ("https",))
        is_known = str(resource.get("resource_type")) in _RESOURCE_KINDS
        if not is_https or not is_known:
            may_fix = is_known and isinstance(url, str)  # a new address alone would not solve the problem
            fix = _fix_using_https(manifest, f"{_RESOURCES}/{index}/url", str(url)) if may_fix else None
            yield manifest.finding(f"{_RESOURCES}/{index}", value=url or "", i=index + 1, fix=fix)


def _fix_using_https(manifest: Manifest, pointer: str, url: str) -> Fix | None:
    if not is_url(url, ("http",)):
        return None
    return manifest.setting(pointer, "https://" + url.partition("://")[2], N_("Use https"))


def _readme(bundle: Bundle) -> MarkdownFile | None:
    readme = readable(markdown_of, bundle, README)  # RM-001 and GEN-003 report unreadable files
    return readme if readme and not has_open_code_block(readme) and "".join(readme.lines).strip() else None


def _has_section(readme: MarkdownFile, value: str, *, levels: range = range(2, 3)) -> bool:
    file, _, name = value.partition("#")
    folded = name.casefold()
    sections = [heading for heading in readme.headings if heading.level in levels]
    return file == README and any(folded in (one.text.casefold(), one.anchor) for one in sections)


def _fix_choosing_section(manifest: Manifest, pointer: str, readme: MarkdownFile) -> Fix | None:
    """The fix that refers to the section for this tab; None if README.md has none.

    It is safe: the reference leads nowhere, and the section has the same name in another spelling or is the one that is
    always shown on this tab.
    """
    sections = {title_key(heading.text): heading.text for heading in readme.headings if heading.level == 2}
    named = title_key(manifest.text(pointer).partition("#")[2])
    names = (named, *_SECTION_NAMES[pointer])
    section = next((sections[name] for name in names if name and name in sections), "")
    value = f"{README}#{section}"
    return manifest.setting(pointer, value, N_("Change it to {value}"), value=value) if section else None
