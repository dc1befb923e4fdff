"""AC-040: options that the code reads, but customers can't find."""

import ast
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.class_tree import final_classes
from tilekit.checks.agent.example_file import example_config
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.agent.spec_file import Spec, spec_of
from tilekit.checks.agent.template_options import has_only_listed_templates, is_template_option
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.python_modules import dotted, literal

_SECTIONS = {"self.instance": "instances", "instance": "instances", "self.init_config": "init_config"}


@agent_source_check(
    "AC-040",
    Severity.WARNING,
    N_("The code reads the option {value}, but spec.yaml does not define it. Add the option to the spec."),
    name=N_("Undocumented option"),
    starts_observed=True,
    applies_to="*.py, spec.yaml",
    expected=N_("Each option that the code reads by its name is in the spec or the example configuration"),
    bad='self.instance.get("queue_filter"), but no such option',
    good="queue_filter in spec.yaml",
)
def documents_read_options(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """Options of the instance and of init_config are documented. Names with a leading underscore are internal."""
    spec, example = spec_of(bundle), example_config(source)
    documented = {(param.section, param.name) for param in example.params} if example else set()
    for path, node, section, name in read_options(source) if spec else ():
        is_hidden = name.startswith("_") or is_template_option(name)
        if spec and not is_hidden and (section, name) not in documented and not _may_define(spec, section, name):
            documented.add((section, name))
            yield source.hit(path, node.lineno, node.col_offset + 1, value=name)


def _may_define(spec: Spec, section: str, name: str) -> bool:
    """Whether the section of the spec has the option, or a template that may add it."""
    return spec.own_option(section, name) is not None or not has_only_listed_templates(spec, section)


def read_options(source: AgentSource) -> Iterator[tuple[str, ast.expr, str, str]]:
    """(path, node, section, name) of each option that a check class reads by a literal name."""
    for agent_class in final_classes(source):
        for path, parent in agent_class.lineage:
            for node in ast.walk(parent):
                owner, key = _access(node)
                section, name = _SECTIONS.get(owner, ""), literal(key) if key else ""
                if section and name and isinstance(node, ast.expr):
                    yield path, node, section, name


def _access(node: ast.AST) -> tuple[str, ast.expr | None]:
    """The object and the key in `object.get(key)` and `object[key]`; ("", None) for another node."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        return dotted(node.func.value), node.args[0]
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return dotted(node.value), node.slice
    return "", None
