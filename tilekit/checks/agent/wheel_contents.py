"""The modules and configuration files in a wheel."""

from tilekit.checks.agent.python_modules import Module, parsed_module
from tilekit.media import wheel

_DATA = ("conf.yaml.example", "conf.yaml.default", "metrics.yaml")


def read_modules(data: bytes) -> dict[str, Module]:
    """Every Python file in the wheel as a module, by its path there; empty if the data is not a wheel."""
    return {name: parsed_module(text) for name, text in _texts_with_suffix(data, (".py",))}


def read_data(data: bytes) -> dict[str, str]:
    """Path in the wheel -> text, for the example configuration and the list of metrics."""
    return dict(_texts_with_suffix(data, _DATA))


def _texts_with_suffix(data: bytes, endings: tuple[str, ...]) -> list[tuple[str, str]]:
    names = [name for name in wheel.inspect(data).names if name.endswith(endings)]
    return list(wheel.read_texts(data, names))
