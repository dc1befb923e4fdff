"""The modules and configuration files that a wheel holds."""

from tilekit.checks.agent.python import Module, module_of
from tilekit.media import wheel

_DATA = ("conf.yaml.example", "conf.yaml.default", "metrics.yaml")


def read_modules(data: bytes) -> dict[str, Module]:
    """Entry -> module of every Python file of the package; empty for what is no wheel."""
    return {name: module_of(text) for name, text in _texts(data, (".py",))}


def read_data(data: bytes) -> dict[str, str]:
    """Entry -> text of the example configuration and the list of metrics."""
    return dict(_texts(data, _DATA))


def _texts(data: bytes, endings: tuple[str, ...]) -> list[tuple[str, str]]:
    names = [name for name in wheel.inspect(data).names if name.endswith(endings)]
    return list(wheel.read_texts(data, names))
