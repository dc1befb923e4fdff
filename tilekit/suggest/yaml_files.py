"""Writes pipelines and their tests as YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from tilekit.core.fields import Json

if TYPE_CHECKING:
    from tilekit.suggest.pipeline import SuggestedPipeline  # slow import

_UNDATED = "# bypass-timestamp-format-in-sample-checks Some logs have no date.\n"


def yaml_of(suggestion: SuggestedPipeline) -> tuple[str, str]:
    """The texts of the pipeline file and of the tests file.

    If some logs have no date, a comment turns off the platform's check for dates in the tests.
    """
    comment = _UNDATED if suggestion.undated_logs else ""
    return written_yaml(suggestion.pipeline), comment + written_yaml(suggestion.tests)


def written_yaml(value: Json) -> str:
    """The value as YAML, with texts of several lines as blocks."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and every value where it is instead of a reference to it."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)
