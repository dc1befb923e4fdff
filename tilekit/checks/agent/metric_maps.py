"""Names of metrics in the maps with which OpenMetrics checks rename what they read."""

import ast
from collections.abc import Iterator, Mapping

from msgspec import Struct

from tilekit.checks.agent.class_tree import OPEN_METRICS, final_classes, namespace_of
from tilekit.checks.agent.source import AgentSource
from tilekit.parse.python_modules import Module, literal, origins


class MappedName(Struct, frozen=True, kw_only=True):
    """A metric that a map of the package names, with its namespace, and its place."""

    path: str
    node: ast.expr
    name: str


def mapped_names(source: AgentSource) -> Iterator[MappedName]:
    """The metrics in the maps that the methods of OpenMetrics checks use, below the namespace of their class.

    A map is left out if one of its values is neither a text nor an object with a name.
    """
    for agent_class in final_classes(source):
        namespace = namespace_of(source, agent_class)
        for path, parent in agent_class.lineage if namespace and agent_class.base in OPEN_METRICS else ():
            used = {node.id for node in ast.walk(parent) if isinstance(node, ast.Name)}
            for map_path, values in _maps(source, path, used):
                names = [(value, _name_of(value)) for value in values]
                for value, name in names if all(name for _, name in names) else ():
                    yield MappedName(path=map_path, node=value, name=f"{namespace}.{name}")


def _maps(source: AgentSource, path: str, used: set[str]) -> Iterator[tuple[str, list[ast.expr]]]:
    """Path and values of each map with one of the names, in the module itself or in one of which it imports it."""
    imports = origins(source.modules[path])
    for name in sorted(used):
        module, _, original = imports.get(name, name).rpartition(".")
        paths = [f"{source.package}/{module.lstrip('.').replace('.', '/')}.py"] if module.startswith(".") else [path]
        paths += [f"{module.replace('.', '/')}.py"] if module.startswith("datadog_checks.") else []
        for map_path in paths:
            metric_map = _constants(source.modules.get(map_path)).get(original)
            if metric_map:
                yield map_path, metric_map.values


def _constants(module: Module | None) -> Mapping[str, ast.Dict]:
    """The dictionaries with METRIC in their name that a module assigns at its top level."""
    constants = {}
    for node in module.body if module else ():
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.Assign) and isinstance(target, ast.Name) and isinstance(node.value, ast.Dict):
            constants[target.id] = node.value
    return {name: value for name, value in constants.items() if "METRIC" in name.upper()}


def _name_of(value: ast.expr) -> str:
    """The name of a metric in a map: a text, or the value of `name` in an object."""
    if isinstance(value, ast.Dict):
        pairs = zip(value.keys, value.values, strict=True)
        return next((literal(one) or "" for key, one in pairs if literal(key) == "name"), "")
    return literal(value) or ""
