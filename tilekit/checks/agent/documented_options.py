"""AC-039: what the example configuration says about its options, compared with the spec and their types."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.example_file import Param, example_config
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.agent.spec_file import EXAMPLE_SECTIONS, Spec, spec_of
from tilekit.checks.finding import Severity
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.positions import Unparsable
from tilekit.parse.yaml import parse_yaml

_OTHER_TYPE = N_("The default of {name} is “{value}”, but its type is {type}. Correct one of them.")
_TYPES: dict[str, tuple[type, ...]] = {"integer": (int,), "number": (int, float), "boolean": (bool,)}


@agent_source_check(
    "AC-039",
    Severity.WARNING,
    N_("The spec requires {value}, but the example configuration documents it as optional. Correct one of them."),
    name=N_("Option that is documented wrongly"),
    starts_observed=True,
    applies_to="conf.yaml.example, spec.yaml",
    expected=N_("Options that the spec requires are documented as required, and defaults have the documented type"),
    bad="## @param timeout - integer - optional - default: fast",
    good="## @param timeout - integer - optional - default: 10",
)
def documents_options_as_they_are(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """The lines with @param agree with the spec and with themselves."""
    spec, example = spec_of(bundle), example_config(source)
    required = {(section, name) for section in EXAMPLE_SECTIONS for name in _required(spec, section)} if spec else set()
    for param in example.params if example else ():
        if example and (param.section, param.name) in required and not param.is_required:
            yield source.hit(example.path, param.line, value=param.name)
        elif example and not _has_type(param):
            place = (example.path, param.line)
            yield source.hit(*place, value=param.default, message=_OTHER_TYPE, name=param.name, type=param.type)


def _required(spec: Spec, section: str) -> Iterator[str]:
    yield from (option.name for option in spec.own_options(section) if option.value.get("required") is True)
    yield from (name for name, _, value in spec.overridden(section, "required") if value is True)


def _has_type(param: Param) -> bool:
    """Whether the default has the type; also if one of them is not plain."""
    types, default = _TYPES.get(param.type.strip()), _parsed(param.default)
    is_plain = isinstance(default, str | bool | int | float) and not str(default).startswith("<")
    return not types or not param.default or not is_plain or type(default) in types


def _parsed(written: str) -> Json:
    try:
        return parse_yaml(written.encode("utf-8", "replace")).value
    except Unparsable:
        return None
