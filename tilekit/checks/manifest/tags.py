"""Checks of the classifier tags: categories, operating systems, the offering and data types."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import FixClass, RawFinding, Scope, Severity, shown_value
from tilekit.checks.manifest.known_tags import (
    CATEGORY,
    OFFERING,
    SUPPORTED_OS,
    known_values,
    manifest_tags,
    nearest_tag,
    successors,
    tag_values,
    tags_added,
    typo_suggestion,
)
from tilekit.checks.manifest.manifest_file import Manifest, manifest_check
from tilekit.checks.parsed_files import README
from tilekit.core.kind import has_agent_check, sends_logs
from tilekit.core.messages import N_
from tilekit.scaffold.manifest_table import TAGS
from tilekit.scaffold.tags import current_value, offering_tag

_ANY = "Any"
_USUAL_SYSTEMS = ("Linux", "macOS", "Windows")
_MOST_CATEGORIES = 5
_AGENT = re.compile(rb"logs_enabled|conf\.yaml|conf\.d/|datadog\.yaml|type: (?:file|tcp|udp|journald)")
_DID_YOU_MEAN = N_("{tag} is not a known tag. Did you mean {near}?")


@manifest_check(
    "MF-018",
    Severity.BLOCKER,
    N_("{tag} is not a known tag. Choose one from the list."),
    name=N_("Unknown tag"),
    fix=FixClass.SUGGESTED,
    applies_to="/tile/classifier_tags",
    expected=N_(
        "Every tag is Group::Value with a known group (Category, Supported OS, Offering, Submitted Data "
        "Type, Queried Data Type) and a known value"
    ),
    bad="Category::Queues",
    good="Category::Message Queues",
)
def has_known_tags(manifest: Manifest, _bundle: Bundle) -> Iterator[RawFinding]:
    """Every tag is Group::Value with a known group and value. A renamed tag is only a warning."""
    if not isinstance(manifest.at(TAGS), list | None):
        text = N_('classifier_tags must be a list. Example: ["Category::Cloud"].')
        yield manifest.finding(TAGS, message=text)
        return
    present = {tag for _, tag in manifest_tags(manifest)}
    for pointer, tag in manifest_tags(manifest):
        group, _, value = tag.partition("::")
        values = known_values(group)
        if value in values:
            continue
        suggestion = nearest_tag(tag) or typo_suggestion(tag)
        fix = manifest.setting(pointer, suggestion, N_("Use {tag}"), tag=suggestion) if suggestion else None
        if suggestion in present or not values:  # no step has a field for other groups
            fix = manifest.removing(pointer, N_("Remove it"))
        severity = Severity.WARNING if current_value(group, value) in values else None
        message = _DID_YOU_MEAN if suggestion else ""
        yield manifest.finding(
            pointer, value=tag, message=message, tag=shown_value(tag), near=suggestion, fix=fix, severity=severity
        )


@manifest_check(
    "MF-019",
    Severity.WARNING,
    N_("{tag} is listed twice. Remove one."),
    name=N_("Repeated tag"),
    fix=FixClass.SAFE,
    applies_to="/tile/classifier_tags",
    expected=N_("No duplicate tags"),
    bad="Category::Cloud twice",
    good="Category::Cloud",
)
def has_tags_once(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    seen = set()
    for pointer, tag in manifest_tags(manifest):
        if tag in seen:
            yield manifest.finding(pointer, value=tag, tag=tag, fix=manifest.removing(pointer, N_("Remove it")))
        seen.add(tag)


@manifest_check(
    "MF-020",
    Severity.WARNING,
    N_("Choose at least one category so that customers can find your tile."),
    name=N_("No category"),
    scope=Scope.FOLDER,
    applies_to="/tile/classifier_tags",
    expected=N_("At least one Category"),
    bad="no Category",
    good="Category::Message Queues",
)
def has_category(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    """There is a category. The form requires one."""
    if not tag_values(manifest, CATEGORY):
        yield manifest.finding(TAGS, value="", path="overview.categories")


@manifest_check(
    "MF-021",
    Severity.ADVICE,
    N_("You chose {n} categories. Keep the three to five that fit best."),
    name=N_("Too many categories"),
    applies_to="/tile/classifier_tags",
    expected=N_("At most five categories"),
    bad="seven categories",
    good="three categories",
)
def has_few_categories(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    n = len(set(tag_values(manifest, CATEGORY)))
    if n > _MOST_CATEGORIES:
        yield manifest.finding(TAGS, value=n, n=n, path="overview.categories")


@manifest_check(
    "MF-022",
    Severity.WARNING,
    N_("The category {old} has been retired. Use {new}."),
    name=N_("Retired category"),
    fix=FixClass.SUGGESTED,
    applies_to="/tile/classifier_tags",
    expected=N_("No retired category"),
    bad="Category::Data Store",
    good="Category::Data Stores",
)
def has_current_categories(manifest: Manifest, _bundle: Bundle) -> Iterator[RawFinding]:
    present = {tag for _, tag in manifest_tags(manifest)}
    for pointer, tag in manifest_tags(manifest):
        group, _, old = tag.partition("::")
        if group == CATEGORY and old in successors():
            new = successors()[old]
            replacement = f"{CATEGORY}::{new}"
            fix = manifest.setting(pointer, replacement, N_("Use {tag}"), tag=replacement) if new else None
            if replacement in present:
                fix = manifest.removing(pointer, N_("Remove it"))
            present.add(replacement)
            text = "" if new else N_("The category {old} has been retired. Choose another.")
            yield manifest.finding(pointer, value=tag, message=text, old=old, new=new, fix=fix)


@manifest_check(
    "MF-023",
    Severity.WARNING,
    N_("Choose the operating systems that the integration runs on."),
    name=N_("No operating system"),
    scope=Scope.FOLDER,
    fix=FixClass.SUGGESTED,
    applies_to="/tile/classifier_tags",
    expected=N_("At least one Supported OS if the integration is Agent-based or logs come from a host"),
    bad="an Agent check without an operating system",
    good="Supported OS::Linux",
)
def has_system(manifest: Manifest, bundle: Bundle) -> Iterator[RawFinding]:
    """A listing with an Agent check, or with logs from a host, names operating systems.

    The form requires them. Logs that a service sends do not come from a customer's host,
    so they need no operating system.
    """
    is_on_hosts = has_agent_check(bundle.kind) or (sends_logs(bundle.kind) and _reads_hosts(manifest, bundle))
    if is_on_hosts and not tag_values(manifest, SUPPORTED_OS):
        fix = tags_added(
            manifest, [f"{SUPPORTED_OS}::{name}" for name in _USUAL_SYSTEMS], N_("Add Linux, macOS and Windows")
        )
        yield manifest.finding(TAGS, value="", path="overview.supported_os", fix=fix)


@manifest_check(
    "MF-024",
    Severity.ADVICE,
    N_("“Any” already covers {os}. Remove “Any” or the named systems."),
    name=N_("“Any” with named operating systems"),
    fix=FixClass.SUGGESTED,
    applies_to="/tile/classifier_tags",
    expected=N_('"Any" is not combined with named systems'),
    bad="Supported OS::Any and Supported OS::Linux",
    good="Supported OS::Any",
)
def names_any_or_systems(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    systems = tag_values(manifest, SUPPORTED_OS)
    named = [name for name in systems if name != _ANY]
    if _ANY in systems and named:
        remaining = [
            tag for tag in manifest.texts(TAGS) if tag.partition("::")[::2] not in {(SUPPORTED_OS, n) for n in named}
        ]
        fix = manifest.setting(TAGS, list(remaining), N_("Keep only “Any”"))
        yield manifest.finding(TAGS, value=", ".join(named), os=tuple(named), path="overview.supported_os", fix=fix)


_ONE_OFFERING = N_("The listing has several offerings ({names}). Keep one.")


@manifest_check(
    "MF-025",
    Severity.WARNING,
    N_("Choose what you offer: integration, software licence, professional service or UI extension."),
    name=N_("Not exactly one offering"),
    fix=FixClass.SUGGESTED,
    applies_to="/tile/classifier_tags",
    expected=N_("Exactly one Offering"),
    bad="two Offerings",
    good="Offering::Integration",
)
def has_one_offering(manifest: Manifest, bundle: Bundle) -> Iterator[RawFinding]:
    """There is exactly one Offering. MF-018 reports unknown ones. Only the partner can choose among several."""
    offerings = tag_values(manifest, OFFERING)
    known_offerings = known_values(OFFERING).intersection(offerings)
    if len(known_offerings) != 1 and not (offerings and not known_offerings):
        expected = f"{OFFERING}::{offering_tag(bundle.basics.offering_type)}"
        others = [tag for tag in manifest.texts(TAGS) if not tag.startswith(f"{OFFERING}::")]
        fix = None if known_offerings else manifest.setting(TAGS, [*others, expected], N_("Use {tag}"), tag=expected)
        message, value = _ONE_OFFERING if known_offerings else "", ", ".join(offerings)
        yield manifest.finding(TAGS, value=value, message=message, names=tuple(offerings), fix=fix)


def _reads_hosts(manifest: Manifest, bundle: Bundle) -> bool:
    """Whether an Agent is configured to read the logs, according to a spec or the README."""
    if manifest.text("/assets/integration/configuration/spec"):
        return True
    return _AGENT.search(bundle.files.get(README, b"")) is not None
