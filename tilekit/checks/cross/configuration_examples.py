"""XC-035 and XC-036: examples of configurations compared with the pipeline, the spec and the example file."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from textwrap import dedent

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.agent.example_file import example_config
from tilekit.checks.agent.source import source_of
from tilekit.checks.agent.spec_file import EXAMPLE_SECTIONS, Option, spec_of
from tilekit.checks.agent.template_options import (
    STANDARD_TEMPLATES,
    has_only_listed_templates,
    is_template_option,
    options_of_templates,
)
from tilekit.checks.context import Context
from tilekit.checks.cross.annotation_examples import annotated_options
from tilekit.checks.cross.misspelled_sources import misspelled_sources
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.logs.sources import filtered_sources, own_source, own_sources
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.parsed_files import text_of
from tilekit.checks.readme.markdown_text import MarkdownText, readme_texts
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word
from tilekit.parse.json_values import elements, members
from tilekit.parse.json_values import text as text_of_value
from tilekit.parse.markdown.parts import Fence
from tilekit.parse.positions import Unparsable
from tilekit.parse.text import matches_in
from tilekit.parse.yaml import parse_yaml
from tilekit.pipeline.sources import matches_source
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_SOURCE = re.compile(
    r"^\s*(?:#\s*)?(?:-\s+)?source:\s*[\"']?(?P<yaml>[\w.-]+)[\"']?\s*(?:#.*)?$"
    r"|[\"']source\\?[\"']\s*:\s*\\?[\"'](?P<json>[\w.-]+)\\?[\"']"
    r"|\bdd_?source\\?[\"']?\s*[:= ]\s*\\?[\"']?(?P<sent>[\w.-]+)"
)
_COLLECTS_LOGS = re.compile(
    r"\blogs:|\btype[\"']?\s*:\s*\\?[\"']?(?:file|tcp|udp|journald|docker|windows_event)\b|ad\.logs|\bdd_?source\b"
)
# The address of the log intake in a sentence, with the source as a parameter.
_IN_ADDRESS = re.compile(r"[?&]ddsource=([\w.-]+)")
_IN_SENTENCE = re.compile(
    r"(?<!data )(?<!event )\bsource (?:is |of |to |name |tag )?(?:set to )?"
    r"(?P<mark>[`*]{1,2})(?:source:)?(?P<name>[\w.-]+)(?P=mark)",
    re.IGNORECASE,
)
_SAID = N_("The text names the log source {value}, but the log pipeline reads source:{source}. Use the same source.")
_LINES_ABOVE = 3  # of an example, with the sentence that introduces it
_OPTION = re.compile(r"[a-z]\w*")
_MESSAGE = N_("This example sets source: {value}, but the log pipeline reads source:{source}. Use the same source.")
_UNKNOWN_OPTION = N_(
    "The example sets {value}, but the check has no such option. Correct the name or add the option to spec.yaml."
)
_OTHER_TYPE = N_(
    "The example sets {value} to a value that is not of the type {type}, as spec.yaml defines it. Correct it."
)
_MISSING = N_("The example does not set {value}, which is required. Add it.")
_OPTION_SIMILARITY = 0.9  # "openmetric_endpoint" for "openmetrics_endpoint"
_PLACEHOLDER = re.compile(r"[<>{}%$]|\.\.\.")
_TYPES: Mapping[str, Callable[[Json], bool]] = {
    "boolean": lambda value: isinstance(value, bool) or str(value).lower() in ("yes", "no", "on", "off"),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: not isinstance(value, list | dict),
}


@check(
    code="XC-035",
    name=N_("Configuration example with another log source"),
    severity=Severity.WARNING,
    message=_MESSAGE,
    applies_to=N_("README, conf.yaml.example, spec.yaml"),
    expected=N_("Texts and examples about logs name the source that the log pipeline or the manifest names"),
    bad="source: acme, but the pipeline filters on source:acme-queue",
    good="source: acme-queue",
)
def sets_own_source(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Examples set a source of the listing.

    Without a pipeline and a source in the manifest, they set a source that the spec names. A typo of a source is
    reported even if nothing says that the example collects logs.
    """
    in_files = list(_in_files(bundle))
    if filtered_sources(bundle) or bundle.section(Data).logs_source:
        sources = own_sources(bundle)
    else:
        sources = [one.value for one in in_files if one.file.endswith("spec.yaml")]
    source = own_source(bundle) if own_source(bundle) in sources else next(iter(sources), "")
    others = [one for one in (*_in_readme(bundle), *in_files) if sources and not matches_source(one.value, sources)]
    lines = {(one.file, one.line) for one in others}
    misspelled = _misspelled_in_readme(bundle) if sources else ()
    for one in (*others, *(one for one in misspelled if (one.file, one.line) not in lines)):
        yield replace(one, parameters={**one.parameters, "source": source})


def _misspelled_in_readme(bundle: Bundle) -> Iterator[RawFinding]:
    for text in readme_texts(bundle):
        for line, column, value in misspelled_sources(text.markdown.lines, own_sources(bundle)):
            message = _MESSAGE if line in text.markdown.fenced_lines else _SAID
            yield text.finding(line, column, value=value, message=message)


def _in_readme(bundle: Bundle) -> Iterator[RawFinding]:
    for text in readme_texts(bundle):
        for fence in text.markdown.fences:
            above = " ".join(text.markdown.prose[max(fence.line - 1 - _LINES_ABOVE, 0) : fence.line - 1])
            for line, value in _sources_in(text.markdown.lines[fence.line : fence.end_line - 1]):
                if not _is_of_other_product(bundle, above, value):
                    yield text.finding(fence.line + line, value=value)
        for line, match in matches_in(text.markdown.lines, _IN_ADDRESS, ("ddsource=",)):
            if line not in text.markdown.fenced_lines:
                yield text.finding(line, match.start() + 1, value=match[1])
        for line, match in matches_in(text.markdown.lines, _IN_SENTENCE, ("source",)):
            is_told = any(
                re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", match.string) for one in own_sources(bundle)
            )
            if line not in text.markdown.fenced_lines and not is_told and "log" in match.string.lower():
                yield text.finding(line, match.start("name") + 1, value=match["name"], message=_SAID)


def _is_of_other_product(bundle: Bundle, above: str, source: str) -> bool:
    """Whether the lines above an example name the product whose source it sets: “If NGINX is in front of Acme …”."""
    is_named = re.search(rf"(?<![\w-]){re.escape(source)}(?![\w-])", above, re.IGNORECASE) is not None
    return is_named and not own_names_of(bundle).has_product(source)


def _in_files(bundle: Bundle) -> Iterator[RawFinding]:
    """The sources that the spec and the example file set."""
    spec, agent = spec_of(bundle), source_of(bundle)
    if spec:
        lines = text_of(bundle, spec.file).lines
        yield from (finding(file=spec.file, line=line, value=value) for line, value in _sources_in(lines))
    if agent and (example := example_config(agent)):
        for line, value in _sources_in(example.lines):
            yield agent.hit(example.path, line, value=value).finding(_MESSAGE)


def _sources_in(lines: list[str] | tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """(line from 1, source) of every log source that an example sets."""
    if _COLLECTS_LOGS.search("\n".join(lines)):
        matches = ((number, _SOURCE.search(line)) for number, line in enumerate(lines, start=1))
        yield from ((number, match["yaml"] or match["json"] or match["sent"]) for number, match in matches if match)


@check(
    code="XC-036",
    name=N_("Configuration example that contradicts the spec"),
    severity=Severity.WARNING,
    message=_UNKNOWN_OPTION,
    applies_to=N_("README, spec.yaml"),
    expected=N_("Options in examples are defined, have a value of their type, and include the required ones"),
    bad="server_url, but spec.yaml defines url",
    good="url",
)
def sets_known_options(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The options in the README are those of the Agent check, and those of its example file are in the spec."""
    for text in readme_texts(bundle):
        for fence in text.markdown.fences:
            code = text.markdown.lines[fence.line : fence.end_line - 1]
            names = {line.strip(" -").partition(":")[0] for line in code}
            if "instances" in names or len(names & _own_options(bundle, "instances").keys()) > 1:
                yield from _unknown_options(bundle, text, fence)
            yield from _unknown_in_annotations(bundle, text, fence)
    agent = source_of(bundle)
    if agent and (example := example_config(agent)):
        for section in EXAMPLE_SECTIONS:
            allowed = _options_of_spec(bundle, section)
            documented = {param.name: param.line for param in example.params if param.section == section and param.name}
            active = {name: example.line_of(name, section) for name in example.options(section)}
            for name, line in {**documented, **active}.items() if allowed else ():
                if name not in allowed:
                    yield agent.hit(example.path, line, value=name).finding(_UNKNOWN_OPTION)


def _unknown_in_annotations(bundle: Bundle, text: MarkdownText, fence: Fence) -> Iterator[RawFinding]:
    name = bundle.section(Overview).integration_id.replace("-", "_")
    lines = text.markdown.lines[fence.line : fence.end_line - 1]
    for line, option in annotated_options(lines, name) if _options_of(bundle, "instances") else ():
        if _OPTION.fullmatch(option) and _is_unknown(bundle, option, "instances"):
            yield text.finding(fence.line + line, value=option)


def _unknown_options(bundle: Bundle, text: MarkdownText, fence: Fence) -> Iterator[RawFinding]:
    lines = text.markdown.lines[fence.line : fence.end_line - 1]
    example = _parsed("\n".join(lines))
    is_whole = "instances" in members(example)
    sections = members(example) if is_whole else {"instances": example}  # otherwise only the options of an instance
    for section in EXAMPLE_SECTIONS:
        defined = _own_options(bundle, section)
        for instance in filter(None, map(members, elements(sections.get(section)) or [sections.get(section)])):
            if not is_whole and len(instance.keys() & defined.keys()) < len(instance) / 2:
                continue
            for name, setting in instance.items():
                if _OPTION.fullmatch(name) and _is_unknown(bundle, name, section):
                    yield text.finding(fence.line + _line_of(lines, name), value=name)
                elif name in defined and not _fits(defined[name], setting):
                    kind = text_of_value(defined[name].inner.get("type"))
                    yield text.finding(fence.line + _line_of(lines, name), value=name, message=_OTHER_TYPE, type=kind)
            needed = [option for option in defined.values() if option.value.get("required") is True]
            missing = next((option.name for option in needed if option.name not in instance), "")
            if is_whole and missing and not defined.keys().isdisjoint(instance):
                yield text.finding(fence.line + _line_of(lines, next(iter(instance))), value=missing, message=_MISSING)


def _is_unknown(bundle: Bundle, name: str, section: str) -> bool:
    """Whether no option has this name. Example files written by hand leave out options that templates add."""
    allowed, spec = _options_of(bundle, section), spec_of(bundle)
    if not allowed:
        return _is_misspelled(bundle, name, section)
    adds_more = spec is not None and not STANDARD_TEMPLATES.issuperset(spec.templates(section))
    return name not in allowed and not (adds_more and is_template_option(name))


def _is_misspelled(bundle: Bundle, name: str, section: str) -> bool:
    """Whether a name is unknown but similar to an option of the spec or of its templates.

    Templates may gain options, so any other name can be one of theirs.
    """
    spec = spec_of(bundle)
    if spec is None or not spec.templates(section) or not has_only_listed_templates(spec, section):
        return False
    options = {*options_of_templates(), *(option.name for option in spec.own_options(section))}
    is_option = name in options or is_template_option(name)
    return not is_option and closest_word(name, options, cutoff=_OPTION_SIMILARITY) != ""


def _line_of(lines: Sequence[str], name: str) -> int:
    return next((at for at, line in enumerate(lines, start=1) if line.strip(" -").startswith(f"{name}:")), 0)


def _own_options(bundle: Bundle, section: str) -> Mapping[str, Option]:
    """The options that the spec itself defines in a section."""
    spec = spec_of(bundle)
    return {option.name: option for option in spec.own_options(section)} if spec else {}


def _fits(option: Option, value: Json) -> bool:
    """Whether a value can have the type of an option. Placeholders and the words of older YAML for booleans fit."""
    is_placeholder = value is None or (isinstance(value, str) and _PLACEHOLDER.search(value) is not None)
    fits = _TYPES.get(text_of_value(option.inner.get("type")))
    return is_placeholder or fits is None or fits(value)


def _parsed(code: str) -> Json:
    """The example; None if it can't be read, which RM-047 reports."""
    try:
        return parse_yaml(dedent(code).encode("utf-8", "replace")).value
    except Unparsable:
        return None


def _options_of(bundle: Bundle, section: str) -> frozenset[str]:
    """The options in a section of the example file, otherwise of the spec; empty if they are not all known."""
    agent = source_of(bundle)
    example = example_config(agent) if agent else None
    if example is None:
        return _options_of_spec(bundle, section)
    named = {param.name for param in example.params if param.section == section} | {*example.options(section)}
    return frozenset(named) | options_of_templates("default") if named else frozenset()


def _options_of_spec(bundle: Bundle, section: str) -> frozenset[str]:
    """The options in a section of the spec; empty if it uses templates whose options are not known."""
    spec = spec_of(bundle)
    if spec is None or not STANDARD_TEMPLATES.issuperset(spec.templates(section)):
        return frozenset()
    defined = {option.name for option in spec.own_options(section)}
    return frozenset(defined) | options_of_templates("default") if defined else frozenset()
