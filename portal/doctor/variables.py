"""Finds environment variables whose names are probably misspelt."""

from collections.abc import Iterator, Mapping

from portal.environment import Environment, secret_variables
from portal.secret_files import SUFFIX
from tilekit.core.suggestions import closest_word

_VARIABLE_PREFIX = "SLIPWAY_"
_MIN_NAME_SIMILARITY = 0.85
_MIN_LENGTH = 6  # shorter names, such as MODEL, are often those of other programs


def misspelt_variables(source: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each variable whose name is similar to one of ours that is not set."""
    ours = {name.upper() for name in Environment.__dataclass_fields__}
    ours |= {f"{name}{SUFFIX}" for name in secret_variables()}
    unset = sorted(ours - set(source))
    for name in sorted(set(source) - ours):
        plain_name = name.upper().removeprefix(_VARIABLE_PREFIX)
        meant = closest_word(plain_name, unset, cutoff=_MIN_NAME_SIMILARITY) if len(plain_name) >= _MIN_LENGTH else ""
        if meant:
            yield f"{name} has no effect. Did you mean {meant}?"
