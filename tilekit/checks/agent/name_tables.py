"""Names of metrics in constant tables of the code: `for key, name in GAUGES.items(): self.gauge(name, ...)`."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from tilekit.parse.python_modules import Module, dotted, literal

Names = Sequence[tuple[str, ast.expr]]
Tables = Mapping[str, Names]
"""Variable of a loop -> the names that it takes, with their places."""


def constant_tables(module: Module, parent: ast.ClassDef) -> Tables:
    """The loop variables of a class that take each text of a constant of its module. Others are left out.

    A variable that several loops or other statements set is left out too, because its names can't be known.
    """
    constants = dict(_constants(module))
    loops = [node for node in ast.walk(parent) if isinstance(node, ast.For | ast.comprehension)]
    bound = [pair for loop in loops for pair in _bound_names(loop.target, loop.iter, constants)]
    stored = [node.id for node in ast.walk(parent) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    names: dict[str, list[tuple[str, ast.expr]]] = {}
    for variable, texts in bound:
        names.setdefault(variable, []).extend(texts)
    loops_of = [variable for variable, _ in bound]
    return {one: texts for one, texts in names.items() if stored.count(one) == loops_of.count(one)}


def _constants(module: Module) -> Iterator[tuple[str, ast.expr]]:
    """The dictionaries, lists and tuples that the module assigns once at its top level."""
    for node in module.body:
        target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and isinstance(value, ast.Dict | ast.List | ast.Tuple):
            yield target.id, value


def _bound_names(target: ast.expr, values: ast.expr, constants: Mapping[str, ast.expr]) -> Iterator[tuple[str, Names]]:
    """The variable of a loop that takes the names, which are the items of a list or the values of a dictionary."""
    called = values.func if isinstance(values, ast.Call) and not values.args else None
    method = called.attr if isinstance(called, ast.Attribute) else ""
    constant = constants.get(dotted(called.value if isinstance(called, ast.Attribute) else values))
    items: list[ast.expr] = []
    variable: ast.expr | None = None
    if isinstance(constant, ast.Dict) and method in ("items", "values"):
        items = constant.values
        is_pair = isinstance(target, ast.Tuple) and len(target.elts) == 2
        variable = target.elts[1] if method == "items" and isinstance(target, ast.Tuple) and is_pair else None
        variable = target if method == "values" else variable
    elif isinstance(constant, ast.List | ast.Tuple) and not method:
        items, variable = constant.elts, target
    texts = [(text, item) for item in items if (text := literal(item))]
    if isinstance(variable, ast.Name) and texts and len(texts) == len(items):
        yield variable.id, texts
