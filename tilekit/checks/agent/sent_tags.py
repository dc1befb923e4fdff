"""AC-053 and AC-054: metrics that lose their tags, and tags that are true only for the author."""

import ast
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.parse.python_modules import dotted, literal

_SENDS = frozenset("count gauge histogram monotonic_count rate service_check".split())
_POSITION_OF_TAGS = 2
_OWN_TAG = re.compile(r"(?:env|environment|host|hostname|region|datacenter|account|customer|cluster(?:_name)?):[\w.-]+")


@agent_source_check(
    "AC-053",
    Severity.ADVICE,
    N_("{value} is sent without the tags that other values of this function have. Pass tags=tags."),
    name=N_("Value without its tags"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("A function that has tags passes them with everything that it sends"),
    bad='self.gauge("queue.depth", depth) in a function with tags',
    good='self.gauge("queue.depth", depth, tags=tags)',
)
def passes_tags(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """Customers can filter all values by the tags of the instance. Functions without tags are not compared."""
    for path, module in source.shipped.items():
        for function in module.nodes:
            if isinstance(function, ast.FunctionDef) and _has_tags(function):
                for call in _sending_calls(function):
                    if len(call.args) == _POSITION_OF_TAGS and not call.keywords:
                        name = literal(call.args[0]) or dotted(call.func).rpartition(".")[2]
                        yield source.hit(path, call.lineno, call.col_offset + 1, value=name)


def _has_tags(function: ast.FunctionDef) -> bool:
    """Whether `tags` is a parameter, or a variable that another call passes on."""
    parameters = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    assigned = {
        dotted(target) for node in ast.walk(function) if isinstance(node, ast.Assign) for target in node.targets
    }
    return "tags" in parameters | assigned


def _sending_calls(function: ast.FunctionDef) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        owner, _, method = dotted(node.func).rpartition(".") if isinstance(node, ast.Call) else ("", "", "")
        if owner == "self" and method in _SENDS and isinstance(node, ast.Call):
            yield node


@agent_source_check(
    "AC-054",
    Severity.WARNING,
    N_("The tag {value} is the same for all customers. Read it from the configuration or the product."),
    name=N_("Fixed tag of one environment"),
    starts_observed=True,
    applies_to="*.py",
    expected=N_("Tags for an environment, a host, a region, an account or a cluster are read, not written"),
    bad='tags=["env:prod"]',
    good='tags=[f"env:{environment}"]',
)
def has_no_fixed_tags(source: AgentSource, _: Bundle) -> Iterator[RawSourceFinding]:
    """The code does not send the values of its author's own systems."""
    for path, module in source.shipped.items():
        for node in module.nodes:
            for one in node.elts if isinstance(node, ast.List | ast.Tuple) else ():
                written = literal(one)
                if written and _OWN_TAG.fullmatch(written):
                    yield source.hit(path, one.lineno, one.col_offset + 1, value=written)
