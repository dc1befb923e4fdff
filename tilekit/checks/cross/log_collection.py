"""XC-008, XC-009 and XC-033: the category Log Collection, and whether logs are collected."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.manifest.known_tags import CATEGORY, tag_values, tags_added
from tilekit.checks.manifest.manifest_file import Manifest, manifest_check, manifest_of
from tilekit.checks.parsed_files import text_of
from tilekit.checks.readme.delivery import describes_log_delivery
from tilekit.checks.readme.markdown_text import MarkdownText, readme_of, section_titled
from tilekit.checks.registry import check
from tilekit.core.kind import sends_logs
from tilekit.core.messages import N_
from tilekit.parse.positions import readable
from tilekit.scaffold.manifest_table import TAGS
from tilekit.sections.data import Data

CATEGORY_FIELD = "overview.categories"
_CATEGORY = "Log Collection"
_EXAMPLES = ("conf.yaml.example", "conf.yaml.default")
_LOGS_SECTION = re.compile(r"^#? ?logs:", re.MULTILINE)
_DENIAL = re.compile(
    r"\W*(?:none|n/a|not applicable|no logs?|[^.\n]{0,80}\b(?:does not|doesn't|do not) [^.\n]{0,60}\blogs?)\b"
    r"[^.\n]{0,40}\.?\W*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"\blog collection\b|\blogs\b", re.IGNORECASE)


@manifest_check(
    "XC-008",
    Severity.WARNING,
    N_("The integration collects logs. Add the category Log Collection."),
    name=N_("No Log Collection category"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("manifest, logs"),
    expected=N_(
        "The categories include Log Collection if the listing has a log pipeline, a log source, a logs section "
        "in the example configuration, or a README heading with “log collection” or “logs”"
    ),
    bad="a pipeline without the category",
    good="Category::Log Collection",
)
def has_log_collection_category(manifest: Manifest, bundle: Bundle) -> Iterator[RawFinding]:
    """A listing that collects logs has the category Log Collection; MF-020 reports one without any category."""
    categories = tag_values(manifest, CATEGORY)
    if categories and _CATEGORY not in categories and _collects_logs(manifest, bundle):
        fix = tags_added(manifest, [f"{CATEGORY}::{_CATEGORY}"], N_("Add the category"))
        yield manifest.finding(TAGS, value=_CATEGORY, path=CATEGORY_FIELD, fix=fix)


@manifest_check(
    "XC-009",
    Severity.WARNING,
    N_(
        "The listing has the category Log Collection, but nothing in it collects logs. Remove the category "
        "or add a log pipeline."
    ),
    name=N_("Log Collection category without logs"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("manifest, logs"),
    expected=N_("A listing with the category Log Collection collects logs"),
    bad="the category without logs",
    good="a log pipeline, or no such category",
)
def collects_logs(manifest: Manifest, bundle: Bundle) -> Iterator[RawFinding]:
    """A listing with the category Log Collection collects logs, or its README describes how logs are sent.

    XC-010 reports one that sends logs but has no pipeline.
    """
    tag = f"{CATEGORY}::{_CATEGORY}"
    tags = manifest.texts(TAGS)
    has_logs = sends_logs(bundle.kind) or _collects_logs(manifest, bundle) or describes_log_delivery(bundle)
    if tag in tags and not has_logs:
        pointer = f"{TAGS}/{tags.index(tag)}"
        yield manifest.finding(pointer, path=CATEGORY_FIELD, fix=manifest.removing(pointer, N_("Remove the category")))


@check(
    code="XC-033",
    name=N_("Log collection not explained"),
    severity=Severity.ADVICE,
    message=N_("Add a section “Log collection” to Setup and explain how to send logs."),
    applies_to=N_("README, logs"),
    expected=N_(
        "If the listing has the category Log Collection, the README has a heading with “log collection” or “logs” or "
        "a sentence about sending logs, or the example configuration has a logs section"
    ),
    bad="the category, but no word about logs",
    good="### Log collection",
)
def explains_collection(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """A listing with the category Log Collection explains, in its README or example configuration, how logs are
    collected.

    XC-009 reports a listing that has the category but does not collect logs.
    """
    readme, manifest = readme_of(bundle), manifest_of(bundle)
    is_said = _has_heading(readme) or _has_example(bundle) or describes_log_delivery(bundle)
    if _CATEGORY in tag_values(manifest, CATEGORY) and not is_said and _collects_logs(manifest, bundle):
        setup = section_titled(readme, "Setup")
        yield readme.finding(setup.line if setup else 1, path="setup.setup_md")


def _collects_logs(manifest: Manifest, bundle: Bundle) -> bool:
    """Whether the listing has a pipeline, a log source, an example with a logs section, or a README with a heading
    about logs.
    """
    data = bundle.section(Data)
    if data.log_pipeline_yaml or data.logs_source or manifest.at("/assets/logs") or _has_example(bundle):
        return True
    readme = readable(readme_of, bundle)
    return readme is not None and _has_heading(readme)


def _has_heading(readme: MarkdownText) -> bool:
    """Whether a section about logs says more than that there are none."""
    about = (part for part in readme.markdown.parts if _HEADING.search(part.heading.text))
    return any(not _DENIAL.fullmatch(readme.markdown.text_of(part)) for part in about)


def _has_example(bundle: Bundle) -> bool:
    paths = [path for path in bundle.files if path.endswith(_EXAMPLES)]
    return any(_LOGS_SECTION.search(_readable_text(bundle, path)) for path in paths)


def _readable_text(bundle: Bundle, path: str) -> str:
    source = readable(text_of, bundle, path)
    return source.text if source else ""
