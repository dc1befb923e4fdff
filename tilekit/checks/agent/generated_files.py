"""AC-027 to AC-029 and AC-031: models generated from the spec, JMX metrics, and tests."""

import ast
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.example_file import example_config
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.agent.spec_file import Spec, spec_of
from tilekit.checks.finding import Severity, Stage
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.positions import Unparsable
from tilekit.parse.python_modules import Module, literal
from tilekit.parse.yaml import YamlFile, parse_yaml

_MODELS = {"instance": "instances", "shared": "init_config"}
_INCLUDE_KEYS = ("domain", "domain_regex", "bean")


@agent_source_check(
    "AC-027",
    Severity.ADVICE,
    N_("The example configuration does not match the spec. Missing: {names}. Run ddev validate config --sync."),
    name=N_("Example configuration does not match the spec"),
    stage=Stage.DEEP,
    applies_to="spec.yaml, conf.yaml.example",
    expected=N_("The example configuration contains every option that the spec defines"),
    bad="an option that is in the spec but not in the example",
    good="the example that ddev generates",
)
def follows_spec(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """Every option that the spec itself defines is in the example. Only names are compared."""
    spec, example = spec_of(bundle), example_config(source)
    if spec is None or example is None:
        return
    named = {param.name for param in example.params}
    for section in ("init_config", "instances"):
        lacking = [
            name for name in _visible_options(spec, section) if name not in named | set(example.options(section))
        ]
        if lacking:
            yield source.hit(example.path, example.line_of("", section), value=", ".join(lacking), names=tuple(lacking))


def _visible_options(spec: Spec, section: str) -> list[str]:
    return [option.name for option in spec.own_options(section) if option.value.get("hidden") is not True]


@agent_source_check(
    "AC-028",
    Severity.ADVICE,
    N_("The generated models are out of date. Missing: {names}. Run ddev validate models --sync."),
    name=N_("Outdated generated models"),
    stage=Stage.DEEP,
    applies_to="config_models",
    expected=N_("If there are models, they contain every option that the spec defines"),
    bad="a model without the field url",
    good="the models that ddev generates",
)
def has_fresh_models(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """Generated models have every option that the spec itself defines. Only names are compared."""
    spec = spec_of(bundle)
    for name, section in _MODELS.items() if spec else ():
        path = f"{source.package}/config_models/{name}.py"
        module = source.modules.get(path)
        if module and module.fault is None and spec:
            fields = _fields(module)
            lacking = [option.name for option in spec.own_options(section) if _field(option.name) not in fields]
            if lacking:
                yield source.hit(path, value=", ".join(lacking), names=tuple(lacking))


def _field(name: str) -> str:
    return re.sub(r"\W", "_", name).rstrip("_")


def _fields(module: Module) -> frozenset[str]:
    """The fields of all classes, and their aliases."""
    fields = set[str]()
    for node in module.nodes:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            fields.add(node.target.id.rstrip("_"))
            if isinstance(node.value, ast.Call):
                aliases = (literal(keyword.value) for keyword in node.value.keywords if keyword.arg == "alias")
                fields |= {_field(alias) for alias in aliases if alias}
    return frozenset(fields)


@agent_source_check(
    "AC-029",
    Severity.WARNING,
    N_("JMX rule {number} has no {key}. Add this key."),
    name=N_("Incomplete or repeated JMX rule"),
    applies_to="metrics.yaml, JMX",
    expected=N_(
        "A JMX integration has data/metrics.yaml with a jmx_metrics list, in which each rule includes a domain, "
        "domain_regex or bean and nothing is listed twice"
    ),
    bad="- attribute: without include:",
    good="- include: {domain: acme}",
)
def has_jmx_rules(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """A JMX check has a list of metrics. Each rule in it has an include, and nothing is included twice."""
    path, spec = f"{source.package}/data/metrics.yaml", spec_of(bundle)
    if path not in source.data:
        if spec and spec.is_jmx:
            yield source.hit(
                path,
                message=N_(
                    "The file data/metrics.yaml is missing. Add it and list the metrics of the JMX check there."
                ),
            )
        return
    data = source.data[path].encode("utf-8", "replace")
    try:
        read = parse_yaml(data)
    except Unparsable as fault:
        text = N_("metrics.yaml is not valid YAML: {reason}. Correct it.")
        yield source.hit(path, fault.position.line, fault.position.column, message=text, reason=fault.reason)
        return
    for duplicate in read.duplicates:
        yield source.hit(
            path, duplicate.position.line, value=duplicate.key, message=N_("{value} appears twice. Remove one.")
        )
    rules = read.value.get("jmx_metrics") if isinstance(read.value, dict) else None
    if not isinstance(rules, list):
        yield source.hit(path, message=N_("metrics.yaml has no jmx_metrics list. Add this list."))
        return
    yield from _rule_hits(source, path, rules, read=read)


def _rule_hits(source: AgentSource, path: str, rules: list[Json], *, read: YamlFile) -> Iterator[RawSourceFinding]:
    seen = set[tuple[str, str]]()
    for number, rule in enumerate(rules, start=1):
        include = rule.get("include") if isinstance(rule, dict) else None
        place = read.position(f"/jmx_metrics/{number - 1}")
        line = place.line if place else None
        if not isinstance(include, dict):
            yield source.hit(path, line, value="include", number=number, key="include")
            continue
        if not any(key in include for key in _INCLUDE_KEYS):
            text = N_("JMX rule {number} has no domain, domain_regex or bean. Add one of them.")
            yield source.hit(path, line, value="domain", message=text, number=number)
        for bean in _as_texts(include.get("bean")):
            for attribute in _as_texts(include.get("attribute")):
                if (bean, attribute) in seen:
                    text = N_("The attribute {value} of {bean} is collected twice. Remove one of the entries.")
                    yield source.hit(path, line, value=attribute, message=text, bean=bean)
                seen.add((bean, attribute))


def _as_texts(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(entry) for entry in value] if isinstance(value, list | dict) else []


@agent_source_check(
    "AC-031",
    Severity.ADVICE,
    N_("Add tests for the check. Reviewers expect them."),
    name=N_("Agent check without tests"),
    applies_to=N_("source code"),
    expected=N_("At least one test_*.py file in a tests folder"),
    bad="no tests folder",
    good="tests/test_check.py",
)
def has_tests(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """Code in the folder has tests. A wheel doesn't contain any."""
    is_test = re.compile(r"(?:^|/)tests?/(?:.*/)?test_[^/]*\.py$")
    if not source.file and source.modules and not any(is_test.search(path) for path in bundle.files):
        yield source.hit(f"{source.package}/__init__.py")
