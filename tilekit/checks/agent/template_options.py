"""AC-038: options of the example configuration that neither spec.yaml nor its templates define.

Sources of the options that templates add: the public guide to collecting OpenMetrics from a host, and the public pages
of the Agent's base package about HTTP, TLS, JMX and databases. Templates may gain options, so a name of one of their
families is never reported.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from tilekit.bundle import Bundle
from tilekit.checks.agent.example_file import ExampleConfig, example_config
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.agent.spec_file import EXAMPLE_SECTIONS, Option, Spec, spec_of
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_
from tilekit.platform_lists import rows

# Templates whose options every check has.
STANDARD_TEMPLATES = frozenset(("init_config/default", "instances/default"))
_LISTED_TEMPLATES = frozenset((
    "all_integrations", "default", "global", "http", "openmetrics", "service", "tags", "tls",
))  # fmt: skip


@cache
def options_of_templates(template: str = "") -> frozenset[str]:
    """The options that one of the listed templates adds; without a name, those of all. A name can end with `*`."""
    return frozenset(row["option"] for row in rows("agent_template_options.csv") if template in ("", row["template"]))


def is_template_option(name: str) -> bool:
    """Whether a template may add the option, because it or its family is listed."""
    options = options_of_templates()
    return name in options or any(name.startswith(one[:-1]) for one in options if one.endswith("*"))


def has_only_listed_templates(spec: Spec, section: str) -> bool:
    """Whether all options that the templates of the section add are listed."""
    return _LISTED_TEMPLATES.issuperset(one.removeprefix(f"{section}/") for one in spec.templates(section))


@agent_source_check(
    "AC-038",
    Severity.WARNING,
    N_("The example configuration has {value}, but spec.yaml has no such option. Add it to spec.yaml, or remove it."),
    name=N_("Example option that the spec does not define"),
    applies_to="conf.yaml.example, spec.yaml",
    starts_observed=True,
    expected=N_("Each option of the example configuration is defined in spec.yaml or added by one of its templates"),
    bad="cluster_filter in conf.yaml.example, but not in spec.yaml",
    good="cluster_filter in both",
)
def has_options_of_spec(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """The example is generated from the spec. XC-036 reports sections that use no other templates than the default."""
    spec, example = spec_of(bundle), example_config(source)
    for section in EXAMPLE_SECTIONS if spec and example else ():
        if spec and example and _is_written_from(spec, section):
            for name, line in _undefined(spec, _documented(example, section), section).items():
                yield source.hit(example.path, line, value=name)


def _is_written_from(spec: Spec, section: str) -> bool:
    """Whether the section of the spec says which options there are, and XC-036 doesn't compare them."""
    templates = spec.templates(section)
    return bool(templates) and not (STANDARD_TEMPLATES.issuperset(templates) and spec.own_options(section))


def _documented(example: ExampleConfig, section: str) -> dict[str, int]:
    """The lines of the options that stand at the top level of a section, in their order."""
    params = [param for param in example.params if param.section == section and param.name]
    top = min((param.indent for param in params), default=0)
    documented = {param.name: param.line for param in params if param.indent == top}
    return {**{name: example.line_of(name, section) for name in example.options(section)}, **documented}


def _undefined(spec: Spec, documented: Mapping[str, int], section: str) -> dict[str, int]:
    defined = {option.name for option in spec.own_options(section)}
    is_listed = has_only_listed_templates(spec, section)
    names = sorted(documented, key=documented.__getitem__)
    return {
        name: documented[name]
        for name in names
        if name not in defined and not is_template_option(name)
        and (is_listed or _stands_between_own(_entries(spec, section), names, name))
    }  # fmt: skip


def _entries(spec: Spec, section: str) -> list[Option]:
    """The options and templates of a section, in the order in which the generator writes them."""
    options = spec.section_options(section)
    depth = min((option.pointer.count("/") for option in options), default=0)
    return [option for option in options if option.pointer.count("/") == depth]


def _stands_between_own(entries: Sequence[Option], names: Sequence[str], name: str) -> bool:
    """Whether the name is between two options of the spec that have no template between them, so that none adds it."""
    places = {option.name: at for at, option in enumerate(entries) if option.name and not option.template}
    if any("display_priority" in option.value for option in entries):
        return False
    at = names.index(name)
    before = next((places[one] for one in reversed(names[:at]) if one in places), None)
    after = next((places[one] for one in names[at + 1 :] if one in places), None)
    between = entries[before:after] if before is not None and after is not None else []
    return bool(between) and not any(option.template for option in between)
