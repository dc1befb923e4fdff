"""LP-024, LP-027, LP-028 and LT-010: grok rules in our engine."""

import re
from collections import Counter
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity, Stage
from tilekit.checks.logs.pipeline_files import Pipeline, Processor, compiled_pipeline, pipeline_check, pipeline_report
from tilekit.checks.logs.text_positions import at_text
from tilekit.checks.parsed_files import text_of
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import elements, text, value_at
from tilekit.pipeline.notes import CompileNote, CompileNoteKind

_PARSER, _RULES = "grok-parser", ("matchRules", "supportRules")
_DASHED = re.compile(r"[\w.]+-[\w.-]*")  # our engine accepts such a name, but the platform doesn't
_MAX_SAMPLES, _MAX_SAMPLE_LENGTH = 5, 5_000


@pipeline_check(
    "LP-024",
    Severity.BLOCKER,
    N_("Grok rule {value} cannot be read: {reason}. Correct it."),
    name=N_("Invalid grok rule"),
    applies_to="grok-parser",
    expected=N_("matchRules contains rules with unique names that use only known helper rules, matchers and filters"),
    bad="%{nothing:a}",
    good="%{word:a}",
)
def has_valid_rules(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """Every grok rule has a unique name and can be parsed.

    Syntax that our engine doesn't know (a matcher, a filter, a letter of a date format) is only a warning, because the
    platform may know it.
    """
    for processor in pipeline.processors:
        rules = text(value_at(processor.value, "/grok/matchRules")) if processor.type == _PARSER else ""
        names = Counter(line.split()[0] for line in rules.split("\n") if line.strip() and line.lstrip()[0] not in "#%")
        pointer = f"{processor.pointer}/grok/matchRules"
        for name, count in names.items():
            if count > 1:
                yield _at_rule(
                    bundle, pipeline.finding(pointer, name, reason=Message(N_("its name is used more than once")))
                )
            if _DASHED.fullmatch(name):
                reason = Message(N_("its name contains a character other than letters, digits, dots and underscores"))
                yield _at_rule(bundle, pipeline.finding(pointer, name, severity=Severity.WARNING, reason=reason))
    for note in _refused_rules(bundle, is_unsafe=False):
        severity = None if note.reason.id in _BROKEN else Severity.WARNING
        raw_finding = pipeline.finding(note.pointer, note.value, severity=severity, reason=note.reason)
        yield _at_part(bundle, _at_rule(bundle, raw_finding), note.reason)


# Syntax that no engine can read.
_BROKEN = (
    N_("it needs a name and a pattern"),
    N_("%{{{matcher} has no closing brace"),
    N_("a bracket or quotation mark is unmatched"),
    N_("a name is missing after “{part}”"),
    N_("an opening parenthesis is never closed"),
    N_("a closing parenthesis was never opened"),
    N_("a character class is never closed"),
    N_("a character class is never closed: {part}"),
)


@pipeline_check(
    "LP-027",
    Severity.WARNING,
    N_("Sample {number} does not match any rule. Change the rules or the sample."),
    name=N_("Missing or unmatched samples of a grok parser"),
    applies_to="grok-parser",
    expected=N_("1 to 5 samples of at most 5,000 characters, each of which matches a rule"),
    bad="no sample",
    good="one sample for each rule",
)
def has_matching_samples(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    for processor in pipeline.processors:
        if processor.type != _PARSER:
            continue
        pointer = f"{processor.pointer}/samples"
        samples = [text(sample) for sample in elements(processor.value.get("samples"))]
        if not 1 <= len(samples) <= _MAX_SAMPLES or any(len(sample) > _MAX_SAMPLE_LENGTH for sample in samples):
            message = N_(
                "The parser must have one to five samples of at most 5,000 characters each. Add, remove or shorten "
                "samples."
            )
            yield pipeline.finding(pointer, message=message)
            continue
        for at in _unmatched_samples(processor, samples):
            yield pipeline.finding(f"{pointer}/{at}", samples[at][:40], number=at + 1)


def _unmatched_samples(processor: Processor, samples: list[str]) -> Iterator[int]:
    """The indexes of the samples that no rule matches; none if a rule can't run, which another check reports."""
    from tilekit.pipeline.grok.parser import compile_grok  # slow import
    from tilekit.pipeline.limits import TooMuchWork
    from tilekit.pipeline.log import log_of

    match_rules, support_rules = (text(value_at(processor.value, f"/grok/{key}")) for key in _RULES)
    grok = compile_grok(match_rules, support_rules)
    for at, sample in enumerate(samples):
        try:
            if grok.rules and not grok.broken and not grok.apply(log_of(""), sample):
                yield at
        except TooMuchWork:
            return


@pipeline_check(
    "LP-028",
    Severity.BLOCKER,
    N_("Grok rule {value} can take too long to run: {reason}. Simplify the rule."),
    name=N_("Grok rule that may take too long"),
    stage=Stage.DEEP,
    applies_to="grok-parser",
    expected=N_("Rules do not take too long to run, and have no nested unlimited repetition"),
    bad="(a+)+",
    good="a+",
)
def runs_in_linear_time(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """Rules can run in linear time.

    Nested repetition is only a warning, because our engine runs it in linear time and many such rules match little. If
    our engine matches more than the platform, this is advice. The check counts steps and does not measure time.
    """
    for note in _refused_rules(bundle, is_unsafe=True):
        yield _at_rule(bundle, pipeline.finding(note.pointer, note.value, reason=note.reason))
    compiled = compiled_pipeline(bundle)
    for rule in compiled.rules if compiled else ():
        if rule.has_nested_repeats:
            message = N_(
                "Grok rule {value} repeats a part that is itself repeated, which can be very slow. Simplify the rule."
            )
            pointer = f"{rule.pointer}/grok/matchRules"
            yield _at_rule(bundle, pipeline.finding(pointer, rule.name, severity=Severity.WARNING, message=message))
    for note in compiled.notes if compiled else ():
        if note.kind is CompileNoteKind.APPROXIMATED:
            message = N_(
                "Our tests run grok rule {value} in a broader form: {reason}. Check its results in the platform."
            )
            raw_finding = pipeline.finding(
                note.pointer, note.value, severity=Severity.ADVICE, message=message, reason=note.reason
            )
            yield _at_rule(bundle, raw_finding)


@pipeline_check(
    "LT-010",
    Severity.ADVICE,
    N_(
        "Grok rule {value} parses no sample of the tests, because none matches or an earlier rule matches first. Add a "
        "sample to the tests, or move or remove the rule."
    ),
    name=N_("Grok rule without a sample"),
    stage=Stage.DEEP,
    applies_to=N_("test"),
    expected=N_("Every grok rule parses at least one sample"),
    bad="a grok rule that parses no sample",
    good="a sample for the rule",
)
def reaches_every_rule(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """Each grok rule is the first match for at least one sample. Not checked if our engine runs a part differently."""
    run = pipeline_report(bundle)
    is_known = run and not any(
        note.kind in (CompileNoteKind.REFUSED, CompileNoteKind.APPROXIMATED) for note in run.notes
    )
    if run is None or not run.samples or not is_known:
        return
    reached = {rule for sample in run.samples for rule in sample.reached}
    for rule in run.rules:
        if (rule.pointer, rule.name) not in reached:
            yield _at_rule(bundle, pipeline.finding(f"{rule.pointer}/grok/matchRules", rule.name))


def _refused_rules(bundle: Bundle, *, is_unsafe: bool) -> Iterator[CompileNote]:
    """The notes about grok rules that our engine refuses to run; is_unsafe selects those that could take too long."""
    compiled = compiled_pipeline(bundle)
    for note in compiled.notes if compiled else ():
        is_rule = note.pointer.endswith("/grok/matchRules")
        if note.kind is CompileNoteKind.REFUSED and is_rule and note.is_unsafe is is_unsafe:
            yield note


def _at_part(bundle: Bundle, raw_finding: RawFinding, reason: Message) -> RawFinding:
    """The raw finding at the part that the reason names, if that is in a helper rule and not in the rule itself."""
    name = reason.parameters.get("name") or reason.parameters.get("matcher")
    part = f"%{{{name}" if name else "%{date" if "letter" in reason.parameters else ""
    line = text_of(bundle, raw_finding.file).lines[raw_finding.line - 1] if raw_finding.line and part else part
    return (
        raw_finding
        if part in line
        else at_text(bundle, raw_finding, part, pointer=raw_finding.pointer.rpartition("/")[0])
    )


def _at_rule(bundle: Bundle, raw_finding: RawFinding) -> RawFinding:
    return at_text(bundle, raw_finding, raw_finding.value)
