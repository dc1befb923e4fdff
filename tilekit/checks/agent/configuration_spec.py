"""AC-005, AC-023 to AC-026, AC-030 and AC-032: the spec of the configuration."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.calls import uses_http
from tilekit.checks.agent.option_values import contradictions_in, repeated_options
from tilekit.checks.agent.source import source_of
from tilekit.checks.agent.spec_file import EXAMPLE_SECTIONS, Option, Spec, line_before, spec_check
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Severity
from tilekit.checks.finding_locations import position_of
from tilekit.checks.identifiers import valid_source_name
from tilekit.checks.json_types import FLAG, LIST, NUMBER, OBJECT, wrong_types
from tilekit.checks.parsed_files import text_of
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.core.suggestions import closest_word
from tilekit.parse.json_values import objects, text
from tilekit.parse.positions import Position
from tilekit.sections.overview import Overview

_MAX_LINE_LENGTH = 120
_OPTION_TYPES = frozenset(("string", "boolean", "integer", "number", "array", "object"))
_TEMPLATES = frozenset((
    "ad_identifiers", "init_config", "instances", "logs",
    *(f"init_config/{name}" for name in (
        "db", "default", "http", "jmx", "openmetrics", "openmetrics_legacy", "openmetrics_legacy_base", "perf_counters",
        "service", "tls",
    )),
    *(f"instances/{name}" for name in (
        "all_integrations", "db", "default", "global", "http", "jmx", "openmetrics", "openmetrics_legacy",
        "openmetrics_legacy_base", "pdh_legacy", "perf_counters", "service", "tags", "tls",
    )),
))  # fmt: skip
_FLAGS = dict.fromkeys(("enabled", "hidden", "multiple", "required", "secret"), FLAG)
_EXAMPLES = {"array": LIST, "boolean": FLAG, "integer": NUMBER, "number": NUMBER, "object": OBJECT}
_NO_VALUE = N_("{value} has neither a value nor options. Add one of the two.")
_TEMPLATE_SIMILARITY = 0.85
_NAME_ENDS = re.compile(r"[_.-](?:cfg|check|conf|config|configuration|defaults?|example|spec)\.ya?ml$")
_SECRET = re.compile(
    r"(?:^|_)(?:password|passwd|token|secret|api_?key|app_?key|access_?key|secret_?key|key)$", re.IGNORECASE
)
_NAME_LINE = re.compile(r"name:[ \t]*([^#]*?)[ \t]*(?:#.*)?$")
_HTTP = ("http", "openmetrics")
_OTHER_FILE = N_("The spec describes {value}, but the configuration of the check is {expected}. Correct the name.")


@spec_check(
    "AC-005",
    Severity.WARNING,
    N_("Add the http template to the {section} section of the configuration spec."),
    name=N_("No http template in the configuration spec"),
    applies_to="spec.yaml",
    expected=N_("If the code uses self.http, init_config and instances both use the http or openmetrics template"),
    bad="template: instances/default next to self.http",
    good="template: instances/http",
)
def offers_http(spec: Spec, bundle: Bundle) -> Iterator[RawFinding]:
    """A check that sends HTTP requests offers the settings for them."""
    source = source_of(bundle)
    if source is None or not any(uses_http(module) for module in source.modules.values()):
        return
    for pointer, _ in spec.main():
        for section in EXAMPLE_SECTIONS:
            if not any(part in template for template in spec.templates(section) for part in _HTTP):
                yield spec.finding(_section_pointer(spec, pointer, section), section, section=section)


def _section_pointer(spec: Spec, file: str, section: str) -> str:
    """The pointer of the section in a file of the spec; the pointer of the file if it has no such section."""
    pointers = (option.pointer for option in spec.options() if option.template == section and not option.section)
    return next((pointer for pointer in pointers if pointer.startswith(f"{file}/")), file)


@spec_check(
    "AC-023",
    Severity.WARNING,
    N_("The configuration spec has no {key} at {place}. Add this key."),
    name=N_("Missing key in the configuration spec"),
    applies_to="spec.yaml",
    expected=N_(
        "The root has name and files, each file has name and options, and each option has name and a description "
        "with lines of fewer than 120 characters"
    ),
    bad="an option without a description",
    good="name: url and description: The address of your server.",
)
def has_keys(spec: Spec, _: Bundle) -> Iterator[RawFinding]:
    root = spec.value if isinstance(spec.value, dict) else {}
    yield from _missing_keys(spec, "", root, keys=("name", "files"))
    for pointer, file in spec.files():
        yield from _missing_keys(spec, pointer, file, keys=("name", "options"))
    for option in spec.options():
        if option.template:
            continue
        yield from _missing_keys(spec, option.pointer, option.value, keys=("name", "description"))
        text = option.value.get("description")
        if isinstance(text, str) and any(len(line) >= _MAX_LINE_LENGTH for line in text.splitlines()):
            message = N_("The description of {value} has a line of 120 characters or more. Wrap it.")
            yield spec.finding(f"{option.pointer}/description", option.name, message=message)


def _missing_keys(spec: Spec, pointer: str, value: dict[str, Json], *, keys: tuple[str, ...]) -> Iterator[RawFinding]:
    for key in keys:
        if key not in value or value[key] in (None, ""):
            yield spec.finding(pointer, key, key=key, place=pointer or "/")


@spec_check(
    "AC-024",
    Severity.WARNING,
    N_("The configuration spec has the name {value}, but the listing is called {title}. Use the same name."),
    name=N_("Different name in the configuration spec"),
    fix=FixClass.SUGGESTED,
    applies_to="spec.yaml",
    expected=N_("name is the tile title or the integration display name, and the file is named after the check"),
    bad="name: acme",
    good="name: Acme Queue",
)
def has_title(spec: Spec, bundle: Bundle) -> Iterator[RawFinding]:
    """The name is the tile title or the integration display name. Not checked if MF-039 reports the display name."""
    overview = bundle.section(Overview)
    if not valid_source_name(bundle):
        return
    name = spec.value.get("name") if isinstance(spec.value, dict) else None
    names = [title for title in (overview.title, overview.source_type_name) if title]
    if isinstance(name, str) and name and names and name not in names:
        yield spec.finding("/name", name, title=names[0], fix=_fix_with_name(bundle, spec, names[0]))
    yield from _other_files(spec, overview.integration_id.replace("-", "_"))


def _other_files(spec: Spec, check_name: str) -> Iterator[RawFinding]:
    """Configurations in the spec that are named after another check."""
    for pointer, file in spec.main():
        templates = {text(option.get("template")) for _, option in objects(file.get("options"))}
        name, expected = text(file.get("name")), f"{check_name}.yaml"
        is_similar = name.startswith(check_name) or name.removesuffix(".yaml") in check_name
        is_similar = is_similar and (not _NAME_ENDS.search(name) or bool(_NAME_ENDS.search(expected)))
        if check_name and name and not is_similar and not templates.isdisjoint(EXAMPLE_SECTIONS):
            yield spec.finding(f"{pointer}/name", name, message=_OTHER_FILE, expected=expected)


def _fix_with_name(bundle: Bundle, spec: Spec, name: str) -> Fix | None:
    place = position_of(bundle, spec.file, "/name")
    source = text_of(bundle, spec.file)
    is_plain = re.fullmatch(r"[A-Za-z0-9][\w .()/-]*", name) is not None
    if place is None or not is_plain or not (match := _NAME_LINE.search(source.lines[place.line - 1])):
        return None
    start, end = (source.byte_offset(source.offset(Position(place.line, at + 1))) for at in match.span(1))
    edit = Edit(file=spec.file, start=start, end=end, replacement=name)
    return Fix(title=Message(N_("Use {name}"), {"name": name}), edits=(edit,))


@spec_check(
    "AC-025",
    Severity.WARNING,
    N_("{value} has both a value and options. Remove one of the two."),
    name=N_("Invalid option in the configuration spec"),
    applies_to="spec.yaml",
    expected=N_(
        "Options differ in their names and have either value or options, each boolean has an example, all types are "
        "known, flags and examples have their types, and a default fits its description and limits"
    ),
    bad="value and options in one option",
    good="only value",
)
def has_one_kind(spec: Spec, _: Bundle) -> Iterator[RawFinding]:
    yield from repeated_options(spec)
    for option in spec.options():
        if option.template:
            yield from _misspelled_template(spec, option)
            continue
        yield from wrong_types(spec, option.value, _FLAGS, pointer=option.pointer)
        if "value" in option.value and "options" in option.value:
            yield spec.finding(option.pointer, option.name)
            continue
        if option.name and not {"value", "options"} & option.value.keys():
            yield spec.finding(option.pointer, option.name, message=_NO_VALUE)
        yield from contradictions_in(spec, option)
        kind = option.inner.get("type")
        if "type" in option.inner and not (isinstance(kind, str) and kind in _OPTION_TYPES):
            text = N_("{kind} is not a valid type for {value}. Use one such as string, integer or boolean.")
            yield spec.finding(f"{option.pointer}/value/type", option.name, message=text, kind=str(kind))
        elif kind == "boolean" and "example" not in option.inner:
            text = N_("Add an example value for {value}: true or false.")
            yield spec.finding(f"{option.pointer}/value", option.name, message=text)
        elif isinstance(kind, str) and kind in _EXAMPLES:
            yield from wrong_types(spec, option.inner, {"example": _EXAMPLES[kind]}, pointer=f"{option.pointer}/value")


def _misspelled_template(spec: Spec, option: Option) -> Iterator[RawFinding]:
    """A finding about a template that resembles a known one. Others may be newer than this list."""
    if option.template not in _TEMPLATES:
        near = closest_word(option.template, _TEMPLATES, cutoff=_TEMPLATE_SIMILARITY)
        if near:
            message = N_("There is no template {value}. Did you mean {near}?")
            yield spec.finding(f"{option.pointer}/template", option.template, message=message, near=near)


@spec_check(
    "AC-026",
    Severity.WARNING,
    N_("Add the default template to the {section} section of the configuration spec."),
    name=N_("No default template in the configuration spec"),
    fix=FixClass.SUGGESTED,
    applies_to="spec.yaml",
    expected=N_("init_config and instances each use a default, http, openmetrics or jmx template"),
    bad="init_config with options: []",
    good="template: init_config/default",
)
def uses_templates(spec: Spec, bundle: Bundle) -> Iterator[RawFinding]:
    """Both sections use a template that adds the standard options. Logs-only specs don't need one."""
    for pointer, _ in () if spec.is_logs_only else spec.main():
        for section in EXAMPLE_SECTIONS:
            if not spec.templates(section):
                place = _section_pointer(spec, pointer, section)
                text = f"- template: {section}/default"
                first = f"{place}/options/0"
                is_list = place != pointer and any(option.pointer == first for option in spec.options())
                fix = line_before(bundle, spec, first, text=text, title=N_("Add the template")) if is_list else None
                yield spec.finding(place, section, section=section, fix=fix)


@spec_check(
    "AC-030",
    Severity.WARNING,
    N_("Add the JMX template to the {value} section of the configuration spec."),
    name=N_("No JMX template in the configuration spec"),
    applies_to="spec.yaml, JMX",
    expected=N_("init_config uses the template init_config/jmx, and instances uses instances/jmx"),
    bad="instances/default for JMX metrics",
    good="init_config/jmx and instances/jmx",
)
def uses_jmx_templates(spec: Spec, bundle: Bundle) -> Iterator[RawFinding]:
    source = source_of(bundle)
    if not spec.is_jmx and not (source and source.is_jmx):
        return
    for pointer, _ in spec.main():
        for section in EXAMPLE_SECTIONS:
            if f"{section}/jmx" not in spec.templates(section):
                yield spec.finding(_section_pointer(spec, pointer, section), section)


@spec_check(
    "AC-032",
    Severity.ADVICE,
    N_("{value} looks like a secret. Mark it as secret in the configuration spec."),
    name=N_("Unmarked secret in the configuration spec"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("secrets in spec.yaml"),
    expected=N_("Options whose names end in password, token, secret or key are marked as secret"),
    bad="name: api_token",
    good="name: api_token with secret: true",
)
def marks_secrets(spec: Spec, bundle: Bundle) -> Iterator[RawFinding]:
    for option in spec.options():
        if (
            option.name
            and not option.template
            and _SECRET.search(option.name)
            and option.value.get("secret") is not True
        ):
            yield spec.finding(option.pointer, option.name, fix=_fix_marking_secret(bundle, spec, option))


def _fix_marking_secret(bundle: Bundle, spec: Spec, option: Option) -> Fix | None:
    """The fix that inserts `secret: true` before the description; None if that is the first key, or missing."""
    if "secret" in option.value or list(option.value)[:1] == ["description"] or "description" not in option.value:
        return None
    return line_before(
        bundle, spec, f"{option.pointer}/description", text="secret: true", title=N_("Mark the option as secret")
    )
