"""The version that the types of changes require."""

from collections.abc import Sequence

from tilekit.core.versions import Number

_MAJOR, _MINOR = frozenset(("removed", "changed")), frozenset(("added", "deprecated", "security"))


def required_step(kinds: Sequence[str], last: Number) -> tuple[str, Number]:
    """The type of change that requires the largest step, and the resulting version.

    Before 1.0.0, the second number is incremented.
    """
    major, minor, patch = last
    for kind in kinds:
        if kind.lower() in _MAJOR and major > 0:
            return kind, (major + 1, 0, 0)
    for kind in kinds:
        if kind.lower() in _MAJOR | _MINOR:
            return kind, (major, minor + 1, 0)
    return kinds[0], (major, minor, patch + 1)
