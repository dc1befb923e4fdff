"""AC-060: options that customers can set, but that the code never reads."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.class_tree import final_classes
from tilekit.checks.agent.source import AgentSource, source_of
from tilekit.checks.agent.spec_file import EXAMPLE_SECTIONS, spec_of
from tilekit.checks.agent.template_options import is_template_option
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.registry import check
from tilekit.core.messages import N_

_MODELS = "/config_models/"
_WORD = re.compile(r"\w+")
# The code passes on whatever the customer has set.
_PASSES_ON = re.compile(
    r"\*\*\s*(?:self\.)?(?:instance|init_config|config)\b|\b(?:instance|init_config)\.(?:items|copy|keys)\("
    r"|\bmodel_dump\(|\bdeepcopy\(\s*(?:self\.)?instance|\bvars\(|\bgetattr\(\s*self\.config|\.update\(\s*(?:self\.)?instance"
)


@check(
    code="AC-060",
    name=N_("Option without effect"),
    severity=Severity.ADVICE,
    message=N_("The code never reads the option {value}. Use it in the code, or remove it from the spec."),
    starts_observed=True,
    applies_to="spec.yaml, *.py",
    expected=N_("The code of the check contains the name of each option that only its own spec defines"),
    bad="queue_filter in spec.yaml, but not in the code",
    good='self.instance.get("queue_filter")',
)
def has_effective_options(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Each option of the spec is named in the code. Not checked if none is, or if the code passes all options on."""
    spec, source = spec_of(bundle), source_of(bundle)
    if spec is None or source is None or not any(final_classes(source)):
        return
    words = _words_of(source)
    options = [option for section in EXAMPLE_SECTIONS for option in spec.own_options(section)]
    unread = [option for option in options if option.name not in words]
    for option in unread if words and len(unread) < len(options) else ():
        if option.value.get("hidden") is not True and not is_template_option(option.name):
            yield spec.finding(f"{option.pointer}/name", option.name)


def _words_of(source: AgentSource) -> frozenset[str]:
    """The words in the code; empty if it passes all options on, or if it can't be read."""
    modules = [module for path, module in source.modules.items() if _MODELS not in path]
    if any(module.fault or _PASSES_ON.search(module.text) for module in modules):
        return frozenset()
    return frozenset(word for module in modules for word in _WORD.findall(module.text))
