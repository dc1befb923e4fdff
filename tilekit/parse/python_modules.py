"""Python modules as text and syntax tree. The code is never executed."""

import ast
import warnings
from collections.abc import Iterator

from msgspec import Struct


class Module(Struct, frozen=True, kw_only=True):
    """A parsed module. fault is (line, reason) if the text is not valid Python 3; nodes is then empty.

    Nodes are in breadth-first order.
    """

    text: str
    nodes: tuple[ast.AST, ...] = ()
    fault: tuple[int, str] | None = None

    @property
    def body(self) -> list[ast.stmt]:
        """The top-level statements."""
        top = self.nodes[0] if self.nodes else None
        return top.body if isinstance(top, ast.Module) else []

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in self.nodes if isinstance(node, ast.ClassDef))


_MAX_MODULE_BYTES = 1_000_000  # a syntax tree takes a thousand times the memory of its text


def parsed_module(text: str) -> Module:
    """The parsed module; never raises, however broken or deeply nested the text is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in the partner's code cause warnings
            tree = ast.parse(text)
        return Module(text=text, nodes=tuple(ast.walk(tree)))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        line = getattr(fault, "lineno", None) or 1
        return Module(text=text, fault=(line, getattr(fault, "msg", None) or str(fault) or type(fault).__name__))


def read_module(data: bytes) -> Module:
    """The module in a file. Bytes that are not UTF-8 are replaced; a file that is too long is not parsed."""
    if len(data) > _MAX_MODULE_BYTES:
        return Module(text="", fault=(1, "it is too long to be read"))
    return parsed_module(data.decode("utf-8-sig", "replace"))


def names_in(module: Module) -> frozenset[str]:
    """The names that a module defines at its top level: imports, classes, functions and variables."""
    names = set[str]()
    for node in module.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return frozenset(names)


def dotted(node: ast.AST) -> str:
    """The dotted name of an expression such as `os.path.join`; "" if it is not a chain of names."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def origins(module: Module) -> dict[str, str]:
    """Each imported name and its origin: `{"get": "requests.get", "r": "requests", "Base": ".base.Base"}`."""
    imports = dict[str, str]()
    for node in module.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                imports[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                imports[alias.asname or alias.name] = f"{'.' * node.level}{node.module or ''}.{alias.name}"
    return imports


def nodes_run_by(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The nodes below a function, without the bodies of functions and lambdas in it, which run when they are called."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def called_function(call: ast.Call, imports: dict[str, str]) -> str:
    """The full name of the called function, with imports resolved: `requests.get` for `r.get(...)`."""
    name = dotted(call.func)
    first, _, rest = name.partition(".")
    full_name = imports.get(first, first)
    return f"{full_name}.{rest}" if rest else full_name


def literal(node: ast.AST | None) -> str | None:
    """The text of a plain string; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
