"""The classes of an Agent check with what they inherit from each other and from the Agent."""

import ast
from collections.abc import Iterator, Mapping

from msgspec import Struct

from tilekit.checks.agent.source import AgentSource
from tilekit.parse.python_modules import dotted, literal, origins

OPEN_METRICS = ("OpenMetricsBaseCheck", "OpenMetricsBaseCheckV2")
PLAIN_BASE = "AgentCheck"
_BASES = (PLAIN_BASE, *OPEN_METRICS)
_NO_CHECK = ("Error", "Exception", "Warning")


class AgentClass(Struct, frozen=True, kw_only=True):
    """A class that extends a class of the Agent, directly or through others of the package.

    base is the name of the Agent's class. lineage contains the path and the node of each class of the package from
    which it inherits, itself first. is_complete is False if it also inherits from a class that is neither of the
    package nor a known base class of the Agent, so that its members are unknown.
    """

    base: str
    lineage: tuple[tuple[str, ast.ClassDef], ...]
    is_complete: bool

    @property
    def path(self) -> str:
        return self.lineage[0][0]

    @property
    def node(self) -> ast.ClassDef:
        return self.lineage[0][1]

    def method(self, name: str) -> ast.FunctionDef | None:
        """The method of this name in a class of the package; None if there is none."""
        return next((method for _, node in self.lineage if (method := own_method(node, name))), None)

    def constant(self, name: str) -> ast.expr | None:
        """The value that the nearest class of the package gives to a name; None if there is none."""
        return next((value for _, node in self.lineage for value in _assigned(node.body, name)), None)


def own_method(node: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """The method that the class itself defines; None if it doesn't."""
    return next((member for member in node.body if isinstance(member, ast.FunctionDef) and member.name == name), None)


def _assigned(body: list[ast.stmt], name: str) -> Iterator[ast.expr]:
    for node in body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if value is not None and any(dotted(target) == name for target in targets):
            yield value


def agent_classes(source: AgentSource) -> list[AgentClass]:
    """The classes that extend a class of the Agent, in the order of the modules."""
    classes = {node.name: (path, node) for path, module in source.modules.items() for node in module.classes()}
    imports = {path: origins(module) for path, module in source.modules.items()}
    tree = _ClassTree(classes, imports, source.package.replace("/", "."))
    return [one for path, node in classes.values() if (one := tree.agent_class(path, node))]


class _ClassTree(Struct, frozen=True):
    """The classes of a package by name, the imports of its modules by path, and its dotted name."""

    classes: Mapping[str, tuple[str, ast.ClassDef]]
    imports: Mapping[str, Mapping[str, str]]
    package: str

    def agent_class(self, path: str, node: ast.ClassDef) -> AgentClass | None:
        """The class with what it inherits; None if it extends no class of the Agent."""
        lineage, outside = {node.name: (path, node)}, list[str]()
        waiting = [(path, node)]
        while waiting:
            path, node = waiting.pop(0)
            for name in map(self._full_name, [path] * len(node.bases), node.bases):
                parent = self._own_class(name)
                if parent is None:
                    outside.append(name)
                elif parent[1].name not in lineage:
                    lineage[parent[1].name] = parent
                    waiting.append(parent)
        names = [name.rpartition(".")[2] for name in outside if self._is_of_agent(name)]
        if not names:
            return None
        base = next((name for name in names if name in _BASES), names[0])
        is_complete = all(name.rpartition(".")[2] in (*_BASES, "object") for name in outside)
        return AgentClass(base=base, lineage=tuple(lineage.values()), is_complete=is_complete)

    def _full_name(self, path: str, base: ast.expr) -> str:
        first, _, rest = dotted(base).partition(".")
        return ".".join(filter(None, (self.imports[path].get(first, first), rest)))

    def _own_class(self, name: str) -> tuple[str, ast.ClassDef] | None:
        """The class of the package with this full name; None if it is from elsewhere."""
        is_own = name.startswith((".", f"{self.package}.")) or "." not in name
        return self.classes.get(name.rpartition(".")[2]) if is_own else None

    def _is_of_agent(self, name: str) -> bool:
        last = name.rpartition(".")[2]
        is_other = name.startswith("datadog_checks.") and not name.startswith(f"{self.package}.")
        return last in _BASES or (is_other and not last.endswith(_NO_CHECK))


def namespace_of(source: AgentSource, agent_class: AgentClass) -> str | None:
    """The namespace that the class puts in front of its metrics; "" for none, None if it can't be known."""
    value = agent_class.constant("__NAMESPACE__")
    if value is None:
        return "" if agent_class.is_complete and not _is_set_later(agent_class) else None
    name = dotted(value).rpartition(".")[2]
    if not name:
        return literal(value)
    constants = {literal(one) for module in source.modules.values() for one in _assigned(module.body, name)}
    return constants.pop() if len(constants) == 1 else None


def final_classes(source: AgentSource) -> list[AgentClass]:
    """The classes that no other class of the package extends, which the Agent runs."""
    classes = agent_classes(source)
    parents = {id(parent) for one in classes for _, parent in one.lineage[1:]}
    return [one for one in classes if id(one.node) not in parents]


def _is_set_later(agent_class: AgentClass) -> bool:
    """Whether a method sets the namespace."""
    nodes = (node for _, parent in agent_class.lineage for node in ast.walk(parent))
    return any(isinstance(node, ast.Attribute) and node.attr == "__NAMESPACE__" for node in nodes)
