"""AC-015 to AC-022: the example configuration that customers copy."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.example_file import ExampleConfig, Param, example_config
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.agent.spec_file import EXAMPLE_SECTIONS, Spec, is_logs_only, spec_of
from tilekit.checks.finding import Edit, Fix, FixClass, Severity
from tilekit.checks.parsed_files import text_of
from tilekit.core.messages import N_, Message
from tilekit.core.suggestions import closest_word
from tilekit.parse.positions import Position

_MAX_LINE_LENGTH = 120
# number, mapping and any are written by the generator of these files.
_PARAM_TYPES = frozenset(
    ("boolean", "string", "integer", "double", "float", "number", "object", "dictionary", "mapping", "any")
)
_CANONICAL_TYPES = {"bool": "boolean", "int": "integer", "str": "string", "dict": "dictionary"}
_ANGLE_PLACEHOLDER = re.compile(r"(?<!\(\?P)(?<!\(\?)<(?![=!])[^<>=\s][^<>]*>")
_GOOD_PLACEHOLDER = re.compile(r"<[A-Z][A-Z0-9_]*>")
# Options that the templates for JMX write, which are optional but active.
_ACTIVE_IN_TEMPLATES = frozenset(("is_jmx", "collect_default_metrics"))
_INLINE = re.compile(r"(init_config|instances):[ \t]*[^\s#]")


def _examples(source: AgentSource) -> Iterator[ExampleConfig]:
    example = example_config(source)
    if example is not None:
        yield example


def _is_inserted(param: Param, spec: Spec | None) -> bool:
    """Whether a template of the platform writes the option, so that its texts are not the partner's."""
    return (
        spec is not None and bool(spec.templates(param.section)) and spec.own_option(param.section, param.name) is None
    )


_SECTION_NAME, _SECTION_SIMILARITY = re.compile(r"[A-Za-z]\w*"), 0.85
_NO_COLON = N_("{section} has no colon, so it is not a section. Add the colon.")


@agent_source_check(
    "AC-015",
    Severity.WARNING,
    N_("The example configuration has no {section} section. Add this section."),
    name=N_("Missing section in the example configuration"),
    applies_to="conf.yaml.example",
    expected=N_("Valid YAML with init_config and instances (not required if the example is only for logs)"),
    bad="no instances",
    good="init_config: and instances:",
)
def has_sections(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """The example is valid YAML and has both sections. An Agent check that only reads logs needs neither."""
    required = () if is_logs_only(bundle) else EXAMPLE_SECTIONS
    for example in _examples(source):
        if example.fault:
            place, text = (
                example.fault.position,
                N_("The example configuration is not valid YAML: {reason}. Correct it."),
            )
            bare = next((number for number, line in enumerate(example.lines, 1) if line.strip() in EXAMPLE_SECTIONS), 0)
            if bare:
                section = example.lines[bare - 1].strip()
                yield source.hit(example.path, bare, value=section, message=_NO_COLON, section=section)
            else:
                yield source.hit(example.path, place.line, place.column, message=text, reason=example.fault.reason)
            continue
        for section in required:
            if not example.has(section):
                yield source.hit(example.path, _similar_section(example, section), value=section, section=section)


def _similar_section(example: ExampleConfig, section: str) -> int | None:
    """The line of a misspelled section; None if there is none."""
    names = {match[0]: number for number, line in enumerate(example.lines, 1) if (match := _SECTION_NAME.match(line))}
    return names.get(closest_word(section, names, cutoff=_SECTION_SIMILARITY))


@agent_source_check(
    "AC-016",
    Severity.WARNING,
    N_("The example configuration must contain exactly one instance."),
    name=N_("Not exactly one instance in the example configuration"),
    applies_to="conf.yaml.example",
    expected=N_("instances is a list with exactly one instance"),
    bad="instances: {url: …}",
    good="instances: with one - url: …",
)
def has_instance(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    for example in _examples(source):
        instances = example.section("instances")
        if example.has("instances") and not (isinstance(instances, list) and len(instances) == 1):
            yield source.hit(example.path, example.line_of("", "instances"))


@agent_source_check(
    "AC-017",
    Severity.ADVICE,
    N_("Start the content of {value} on the next line."),
    name=N_("Value on the same line as a section"),
    applies_to="conf.yaml.example",
    expected=N_("Nothing after the colon on the lines of init_config and instances"),
    bad="init_config: {}",
    good="init_config: with its content on the next line",
)
def starts_on_next_line(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """No value follows the colon of a section on the same line."""
    for example in _examples(source):
        for number, line in enumerate(example.lines, start=1):
            if match := _INLINE.match(line):
                yield source.hit(example.path, number, value=match.group(1))


@agent_source_check(
    "AC-018",
    Severity.ADVICE,
    N_("Add an @param line that describes {value}."),
    name=N_("Missing or malformed @param line"),
    applies_to="conf.yaml.example",
    expected=N_(
        'Each active option has a line such as "## @param name - type - required" or "## @param name - type - '
        'optional - default: x" with the same indentation'
    ),
    bad="an option without an @param line",
    good="## @param url - string - required",
)
def describes_options(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """Every active option has a well-formed @param line with the same indentation."""
    for example in _examples(source):
        named = {(param.section, param.name) for param in example.params}
        for section in EXAMPLE_SECTIONS:
            for option in example.options(section):
                if (section, option) not in named:
                    yield source.hit(example.path, example.line_of(option, section), value=option)
        for param in example.params:
            if not param.name:
                text = N_(
                    "This @param line is not in the expected format. Write “## @param name - type - required” or “## "
                    "@param name - type - optional - default: x”."
                )
                yield source.hit(example.path, param.line, message=text)
            elif line := param.misplaced_line:
                text = N_("Indent {value} and its @param line equally.")
                yield source.hit(example.path, line, value=param.name, message=text)


@agent_source_check(
    "AC-019",
    Severity.ADVICE,
    N_("{value} is not a valid option type. Use one such as string, integer or boolean."),
    name=N_("Unknown option type"),
    fix=FixClass.SUGGESTED,
    applies_to="conf.yaml.example",
    expected=N_(
        "@param type is boolean, string, integer, double, float, object, dictionary, or a list of one of these"
    ),
    bad="## @param timeout - int - optional",
    good="## @param timeout - integer - optional",
)
def has_known_types(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    for example in _examples(source):
        for param in example.params:
            if param.name and not all(map(_is_type, param.type.strip("()").split(" or "))):
                fix = None if source.file else _fix_with_known_type(bundle, example, param)
                yield source.hit(example.path, param.line, value=param.type, fix=fix)


def _is_type(name: str) -> bool:
    """Whether the text names a type or a list. The generator joins types: (list of string or mapping)."""
    return name in _PARAM_TYPES or name.startswith(("list", "array"))


def _fix_with_known_type(bundle: Bundle, example: ExampleConfig, param: Param) -> Fix | None:
    better = _CANONICAL_TYPES.get(param.type)
    at = example.lines[param.line - 1].find(f" {param.type} ")
    if better is None or at < 0:
        return None
    source = text_of(bundle, example.path)
    start = source.byte_offset(source.offset(Position(param.line, at + 2)))
    edit = Edit(file=example.path, start=start, end=start + len(param.type.encode()), replacement=better)
    return Fix(title=Message(N_("Use {better}"), {"better": better}), edits=(edit,))


@agent_source_check(
    "AC-020",
    Severity.ADVICE,
    N_("The description of {value} has a line longer than 120 characters. Wrap it."),
    name=N_("Badly formatted option description"),
    applies_to="conf.yaml.example",
    expected=N_(
        "The description is not empty, has no blank line at either end and no line of more than 120 characters, "
        "and is followed by a line that contains only #"
    ),
    bad="no description below @param",
    good="“## The address of your server.” and a line with only #",
)
def describes_well(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    spec = spec_of(bundle)
    for example in _examples(source):
        for param in filter(lambda one: one.name, example.params):
            fault, about = _fault_of(param), () if _is_inserted(param, spec) else param.about
            too_long = next((line for line, _ in about if len(example.lines[line - 1]) > _MAX_LINE_LENGTH), None)
            if fault:
                yield source.hit(example.path, param.line, value=param.name, message=fault)
            elif too_long:
                yield source.hit(example.path, too_long, value=param.name)


def _fault_of(param: Param) -> str:
    """The message about a malformed description; "" if it is well-formed."""
    about = [text for _, text in param.about]
    if not any(about):
        return N_("{value} has no description. Add one in lines that start with ##.")
    if "" in (about[0], about[-1]):
        return N_("Remove the blank lines at the start and end of the description of {value}.")
    return "" if param.ends_well else N_("End the description of {value} with a line that contains only #.")


@agent_source_check(
    "AC-021",
    Severity.WARNING,
    N_("{value} appears twice. Remove one."),
    name=N_("Repeated option in the example configuration"),
    applies_to="conf.yaml.example",
    expected=N_("No duplicate options at the same level"),
    bad="url twice in one instance",
    good="url once",
)
def has_options_once(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """No option appears twice at the same level; the second one is reported."""
    for example in _examples(source):
        reported = set[int]()
        for duplicate in example.file.duplicates if example.file else ():
            reported.add(duplicate.position.line)
            yield source.hit(example.path, duplicate.position.line, duplicate.position.column, value=duplicate.key)
        seen = set[tuple[str, int, str]]()
        for param in example.params:
            key = (param.section, param.indent, param.name)
            if param.name and key in seen and param.option not in reported:
                yield source.hit(example.path, param.line, value=param.name)
            seen.add(key)


@agent_source_check(
    "AC-022",
    Severity.ADVICE,
    N_("{value} is required. Uncomment it in the example."),
    name=N_("Option wrongly active or commented out"),
    applies_to="conf.yaml.example",
    expected=N_("Required options are active, optional options are commented out, and placeholders look like <NAME>"),
    bad="# url: for a required option",
    good="url: http://localhost:8080",
)
def activates_required_options(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """Required options are active, optional ones are not, and placeholders have the form <NAME>.

    The generator also activates optional options that the spec enables.
    """
    spec = spec_of(bundle)
    for example in _examples(source):
        for param in example.params:
            is_odd = param.is_required != param.is_active and not (param.is_active and _may_be_active(param, spec))
            if param.name and param.option and is_odd:
                text = "" if param.is_required else N_("{value} is optional. Comment it out in the example.")
                yield source.hit(example.path, param.option, value=param.name, message=text)
            placeholders = () if _is_inserted(param, spec) else _ANGLE_PLACEHOLDER.findall(param.value)
            malformed = [name for name in placeholders if not _GOOD_PLACEHOLDER.fullmatch(name)]
            if malformed:
                text = N_("Write the placeholder {value} in capital letters, such as <NAME>.")
                yield source.hit(example.path, param.option, value=malformed[0], message=text)


def _may_be_active(param: Param, spec: Spec | None) -> bool:
    """Whether the generator writes the option without a comment sign, although it is optional."""
    option = spec.own_option(param.section, param.name) if spec else None
    return param.name in _ACTIVE_IN_TEMPLATES or (option is not None and option.value.get("enabled") is True)
