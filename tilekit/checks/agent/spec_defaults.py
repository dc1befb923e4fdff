"""AC-037: defaults of options in the generated files, compared with the spec."""

import ast
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.example_file import example_config
from tilekit.checks.agent.read_options import read_options
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.agent.spec_file import EXAMPLE_SECTIONS, Option, Spec, spec_of
from tilekit.checks.finding import Severity
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, members
from tilekit.parse.positions import Unparsable
from tilekit.parse.yaml import parse_yaml

# In the order in which the generator uses them.
_DEFAULT_KEYS = ("display_default", "default", "example")
_OTHER_VALUE = N_(
    "The value of {name} is {value} here, but {default} in the spec. Correct one of them, or run ddev validate with "
    "--sync."
)
# An example of a log source below "# logs:".
_LOG_KEY = re.compile(r"# +(?:- )?(?P<key>type|path|port|service|source): +(?P<value>\S.*)")
_ANY_VALUE = re.compile(r"<\w[^<>]*>")
_MODELS = {"instance_": "instances", "shared_": "init_config"}


@agent_source_check(
    "AC-037",
    Severity.WARNING,
    N_(
        "The default of {name} is {value} here, but {default} in the spec. Correct the spec, or run ddev validate "
        "with --sync."
    ),
    name=N_("Default that differs from the spec"),
    applies_to="conf.yaml.example, config_models, *.py, spec.yaml",
    expected=N_("Options have the same default in the spec, the example configuration, the models and the code"),
    bad="“default: 30”, but “example: 10” in the spec",
    good="10 in both",
)
def has_defaults_of_spec(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """The example and the models are generated from the spec, so their defaults are the same."""
    spec = spec_of(bundle)
    if spec:
        yield from _in_example(source, spec)
        yield from _in_models(source, spec)
        yield from _in_code(source, spec)
        yield from _in_logs(source, spec)


def _in_example(source: AgentSource, spec: Spec) -> Iterator[RawSourceFinding]:
    example = example_config(source)
    for param in example.params if example else ():
        option = spec.own_option(param.section, param.name) if param.name and example else None
        defaults = _defaults(option) if option and example and param.section in EXAMPLE_SECTIONS else []
        if (
            example
            and param.default
            and defaults
            and not any(_is_same(_parsed(param.default), one) for one in defaults)
        ):
            yield source.hit(
                example.path, param.line, value=param.default, name=param.name, default=_shown(defaults[0])
            )
        elif example and option and param.value and not _is_shown_value(param.value, option):
            shown = _shown(option.inner["example"])
            yield source.hit(
                example.path, param.option, value=param.value, message=_OTHER_VALUE, name=param.name, default=shown
            )


def _in_logs(source: AgentSource, spec: Spec) -> Iterator[RawSourceFinding]:
    """The commented-out log sources of the example, one of each in the spec and in the file."""
    example = example_config(source)
    shown = [
        item for option in spec.options() if option.template == "logs" for item in elements(option.value.get("example"))
    ]
    for number, line in enumerate(example.lines, start=1) if example and len(shown) == 1 else ():
        match = _LOG_KEY.match(line.rstrip())
        wanted = members(shown[0]).get(match["key"]) if match else None
        if example and match and isinstance(wanted, str | int) and not _is_same(_parsed(match["value"]), wanted):
            yield source.hit(
                example.path, number, value=match["value"], message=_OTHER_VALUE, name=match["key"], default=str(wanted)
            )


def _is_shown_value(written: str, option: Option) -> bool:
    """Whether the option below an @param line has the example of the spec, if that is a plain value and no secret.

    A placeholder such as <HOST> stands for any value.
    """
    example = option.inner.get("example")
    is_plain = isinstance(example, bool | int | float | str) and option.value.get("secret") is not True
    return not is_plain or _ANY_VALUE.search(written) is not None or _is_same(_parsed(written), example)


def _in_code(source: AgentSource, spec: Spec) -> Iterator[RawSourceFinding]:
    """Numbers and booleans that the code uses for an option that is not set: self.instance.get("timeout", 10)."""
    for path, node, section, name in read_options(source):
        option = spec.own_option(section, name)
        named = node.args[1:] if isinstance(node, ast.Call) else []
        used = named[0].value if named and isinstance(named[0], ast.Constant) else None
        defaults = _defaults(option) if option and option.value.get("required") is not True else []
        if isinstance(used, bool | int | float) and defaults and not any(_is_same(used, one) for one in defaults):
            yield source.hit(
                path, node.lineno, node.col_offset + 1, value=_shown(used), name=name, default=_shown(defaults[0])
            )


def _in_models(source: AgentSource, spec: Spec) -> Iterator[RawSourceFinding]:
    """Functions of defaults.py that return another value, such as instance_timeout()."""
    path = f"{source.package}/config_models/defaults.py"
    module = source.modules.get(path)
    for function in module.body if module and module.fault is None else ():
        returned = function.body[-1] if isinstance(function, ast.FunctionDef) else None
        if not isinstance(function, ast.FunctionDef) or not isinstance(returned, ast.Return):
            continue
        option = next((spec.own_option(section, function.name.removeprefix(prefix))
                       for prefix, section in _MODELS.items() if function.name.startswith(prefix)), None)  # fmt: skip
        value, defaults = returned.value, _defaults(option) if option else []
        constant = value.value if isinstance(value, ast.Constant) else None
        is_plain = isinstance(constant, bool | int | float | str)
        if option and is_plain and defaults and not any(_is_same(constant, one) for one in defaults):
            yield source.hit(
                path, returned.lineno, value=_shown(constant), name=option.name, default=_shown(defaults[0])
            )


def _defaults(option: Option) -> list[Json]:
    """The values that the spec names as the default; empty if one of them is not a plain value."""
    named = [option.inner[key] for key in _DEFAULT_KEYS if option.inner.get(key) is not None]
    return named if all(isinstance(one, bool | int | float | str) for one in named) else []


def _parsed(written: str) -> Json:
    try:
        return parse_yaml(written.encode("utf-8", "replace")).value
    except Unparsable:
        return written


def _is_same(value: object, default: Json) -> bool:
    return value == default or str(value).strip().lower() == str(default).strip().lower()


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
