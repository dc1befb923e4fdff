"""XC-060: options that the setup steps name, and the Agent check does not have."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.example_file import example_config
from tilekit.checks.agent.source import AgentSource, source_of
from tilekit.checks.agent.spec_file import EXAMPLE_SECTIONS, spec_of
from tilekit.checks.agent.template_options import has_only_listed_templates, is_template_option
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check, section_titled
from tilekit.core.messages import N_

_NAMED_FILE = re.compile(r"\b(?P<own>conf\.ya?ml)\b|[\w-]+\.(?:ya?ml|conf|cfg|ini|json|toml|properties|xml|env)\b")
_SETS = re.compile(r"\b(?:set|uncomment|fill in|configure|change|edit|update|specify|enter)\b[^.\n]*", re.IGNORECASE)
_OPTION_IN_BACKTICKS = re.compile(r"`(?P<name>[a-z][a-z0-9]*(?:_[a-z0-9]+)*)`")
_OPTIONS_OF_AGENT = frozenset(
    ("api_key", "app_key", "apm_config", "conf", "dd_url", "logs", "logs_enabled", "site", "tags")
)


@readme_check(
    "XC-060",
    Severity.WARNING,
    N_("The Agent check has no option {value}. Correct the name, or add the option to spec.yaml."),
    name=N_("Step that sets an unknown option"),
    starts_observed=True,
    applies_to=N_("README, spec.yaml, conf.yaml.example"),
    expected=N_("Steps about conf.yaml set options of the spec, of its templates or of the example configuration"),
    bad="“Set `api_url` in conf.yaml.”, but spec.yaml defines url",
    good="“Set `url` in conf.yaml.”",
)
def sets_own_options(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """A step names an option of the check if the last file that was named is its conf.yaml."""
    part, source, spec = section_titled(readme, "Setup"), source_of(bundle), spec_of(bundle)
    is_listed = spec and all(has_only_listed_templates(spec, section) for section in EXAMPLE_SECTIONS)
    if part is None or source is None or not is_listed:
        return
    is_in_file, written = False, _written(source, bundle)
    for number in range(part.line, part.end_line + 1):
        line = readme.markdown.lines[number - 1]
        if line.startswith("#"):
            is_in_file = False
        files = list(_NAMED_FILE.finditer(line))
        is_in_file = bool(files[-1]["own"]) if files else is_in_file
        if is_in_file and number not in readme.markdown.fenced_lines:
            for column, name in _set_names(line):
                if name not in _OPTIONS_OF_AGENT and not is_template_option(name) and name not in written:
                    yield readme.finding(number, column, value=name)


def _set_names(line: str) -> Iterator[tuple[int, str]]:
    """(column, name) of each name in backticks after a verb that sets it."""
    for step in _SETS.finditer(line):
        for match in _OPTION_IN_BACKTICKS.finditer(step[0]):
            yield step.start() + match.start() + 1, match["name"]


def _written(source: AgentSource, bundle: Bundle) -> frozenset[str]:
    """The words of the spec, the example configuration and the code."""
    spec, example = spec_of(bundle), example_config(source)
    texts = [*(module.text for module in source.modules.values()), *(example.lines if example else ())]
    names = {option.name for option in spec.options()} if spec else set()
    return frozenset(names.union(re.findall(r"\w+", "\n".join(texts))))
