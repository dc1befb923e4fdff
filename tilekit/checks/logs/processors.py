"""LP-010, LP-011, LP-018, LP-025, LP-026 and LP-031: single processors."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.fixes import fix_of
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import Pipeline, Processor, pipeline_check
from tilekit.checks.logs.processor_names import name_for
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import text, value_at
from tilekit.pipeline.notes import PipelineRefused
from tilekit.queries.brackets import broken_at

RESERVED_REMAPPERS = ("date-remapper", "status-remapper", "service-remapper", "message-remapper", "trace-id-remapper")
_SLOW = re.compile(r"^\s*[\w.-]+\s+(?:\(\?:|[(^])*%\{(?:data|greedyData)(?::[^}]*)?\}|regex\(\"\(?\.\*\)?\"\)")
# `rule %{data::json}`: the filter parses the whole text, so a tighter matcher would not be faster.
_FILTERED = re.compile(r"\s*[\w.-]+\s+%\{(?:data|greedyData):[^:}]*:(?:(?!%\{).)+\}\s*")
_NAMELESS = re.compile(r"%\{\s*\}")  # a placeholder in a template that names no attribute
_MAX_RULES, _MAX_LOOKUP = 10, 100


@pipeline_check(
    "LP-010",
    Severity.ADVICE,
    N_("This processor has no name. Add a name that describes what the processor does."),
    name=N_("Processor without a name"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("processor"),
    expected=N_("Has a name"),
    bad='name: ""',
    good="Map user to usr.id",
)
def has_name(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    change = PipelineEdits(bundle, pipeline)
    for processor in pipeline.processors:
        if not text(processor.value.get("name")).strip():
            name = name_for(processor.value)
            edit = change.putting(f"{processor.pointer}/name", name) if name else None
            fix = fix_of(edit, title=N_("Name the processor {name}"), name=name)
            yield pipeline.finding(processor.pointer, processor.type, fix=fix)


@pipeline_check(
    "LP-011",
    Severity.WARNING,
    N_("This processor is disabled. Enable it or remove it."),
    name=N_("Disabled processor"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("processor"),
    expected=N_("enabled is true"),
    bad="enabled: false",
    good="enabled: true",
)
def is_enabled(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    change = PipelineEdits(bundle, pipeline)
    for processor in pipeline.processors:
        if processor.value.get("enabled") is False:
            fix = fix_of(change.removing(processor.pointer), title=N_("Remove it"))
            yield pipeline.finding(f"{processor.pointer}/enabled", text(processor.value.get("name")), fix=fix)


@pipeline_check(
    "LP-018",
    Severity.WARNING,
    N_("Another {value} already reads these sources, so only one of the two has an effect. Remove one."),
    name=N_("Second remapper for the same sources"),
    applies_to=N_("pipeline"),
    expected=N_(
        "At most one active remapper of each kind (date, status, service, message, trace) on a level, "
        "unless their sources differ"
    ),
    bad="two date remappers",
    good="one date remapper with both sources",
)
def has_one_remapper(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    """There is one active remapper of each kind per level, unless their sources differ.

    The first remapper that finds a value is used (for dates, the last), so one whose sources all appear in an earlier
    one is never used.
    """
    seen = defaultdict[tuple[str, str], list[set[str]]](list)
    for processor in pipeline.of_type(*RESERVED_REMAPPERS):
        sources = set(processor.sources)
        if processor.value.get("enabled") is False or not sources:
            continue
        before = seen[processor.pointer.rpartition("/")[0], processor.type]
        is_date = processor.type == "date-remapper"
        if any(sources == one if is_date else sources <= one for one in before):
            yield pipeline.finding(processor.pointer, processor.type)
        before.append(sources)


def match_rules(processor: Processor) -> list[str]:
    """The lines of a grok parser under "matchRules", without blanks and comments."""
    rules = text(value_at(processor.value, "/grok/matchRules"))
    return [line for line in rules.split("\n") if line.strip() and not line.lstrip().startswith("#")]


@pipeline_check(
    "LP-025",
    Severity.ADVICE,
    N_("“{value}” is slow. Use a more specific matcher."),
    name=N_("Slow grok matcher"),
    applies_to="grok-parser",
    expected=N_('No rule starts with %{data} or matches everything with regex(".*")'),
    bad="rule %{data}",
    good='rule %{date("ISO8601"):ts} %{word:level}',
)
def has_specific_patterns(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    """No rule begins with a matcher for any text, unless a filter then parses all of it."""
    for processor in pipeline.of_type("grok-parser"):
        for line in match_rules(processor):
            matcher = _SLOW.search(line)
            if matcher and not _FILTERED.fullmatch(line):
                yield pipeline.finding(f"{processor.pointer}/grok/matchRules", matcher.group().strip())


@pipeline_check(
    "LP-026",
    Severity.ADVICE,
    N_("The parser has {n} rules; we recommend at most 10. Use several parsers."),
    name=N_("Too many grok rules in a parser"),
    applies_to="grok-parser",
    expected=N_("At most 10 rules"),
    bad="fifteen rules",
    good="five",
)
def has_few_rules(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    for processor in pipeline.of_type("grok-parser"):
        n = len(match_rules(processor))
        if n > _MAX_RULES:
            yield pipeline.finding(f"{processor.pointer}/grok/matchRules", n, n=n)


@pipeline_check(
    "LP-031",
    Severity.BLOCKER,
    N_("The {value} has a syntax error. Correct it."),
    name=N_("Syntax error in a processor"),
    applies_to=N_("arithmetic, string builder, lookup"),
    expected=N_("A valid expression, template or table, and at most 100 lines and no duplicate keys in a lookup table"),
    bad="a lookup table with a duplicate key",
    good="a lookup table without duplicate keys",
)
def has_valid_expressions(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    """Expressions and templates are well-formed. Lookup tables have one key and value per line, and no key twice.

    Tables of more than 100 lines are advice, because live pipelines have some. Syntax that only our engine can't parse
    is a warning.
    """
    for processor in pipeline.processors:
        key = {"arithmetic-processor": "expression", "string-builder-processor": "template"}.get(processor.type, "")
        expression = processor.value.get(key) if key else None
        is_broken = isinstance(expression, str) and (not expression.strip() or _is_unbalanced(expression, key))
        if is_broken or (expression is not None and not isinstance(expression, str)):
            yield pipeline.finding(f"{processor.pointer}/{key}", key)
        elif key == "expression" and isinstance(expression, str) and (reason := _arithmetic_problem(expression)):
            message = N_("We cannot run the {value} in our tests: {reason}. If this is a mistake, correct the {value}.")
            pointer = f"{processor.pointer}/{key}"
            yield pipeline.finding(pointer, key, severity=Severity.WARNING, message=message, reason=reason)
        if processor.type == "lookup-processor":
            yield from _table_findings(pipeline, processor)


def _arithmetic_problem(expression: str) -> Message | None:
    from tilekit.pipeline.steps.arithmetic import calculation  # slow import

    try:
        calculation(expression)
    except PipelineRefused as problem:
        return problem.reason
    return None


def _is_unbalanced(expression: str, key: str) -> bool:
    if key == "expression":
        return broken_at(expression) is not None
    return expression.count("%{") > expression.count("}") or bool(_NAMELESS.search(expression))


def _table_findings(pipeline: Pipeline, processor: Processor) -> Iterator[RawFinding]:
    table = processor.value.get("lookupTable")
    lines = (
        table.split("\n")
        if isinstance(table, str)
        else [text(line) for line in table]
        if isinstance(table, list)
        else []
    )
    keys = [line.partition(",")[0].strip() for line in lines if line.strip()]
    pointer = f"{processor.pointer}/lookupTable"
    if any("," not in line for line in lines if line.strip()):
        yield pipeline.finding(pointer, "lookupTable")
    elif len(keys) > _MAX_LOOKUP:
        message = N_("The lookup table has {n} lines; we recommend at most {limit}. Remove some.")
        yield pipeline.finding(
            pointer, len(keys), severity=Severity.ADVICE, message=message, n=len(keys), limit=_MAX_LOOKUP
        )
    elif len(set(keys)) < len(keys):
        repeated = next(key for key, count in Counter(keys).items() if count > 1)
        yield pipeline.finding(
            pointer, repeated, message=N_("{value} appears twice in the lookup table. Remove one of the lines.")
        )
