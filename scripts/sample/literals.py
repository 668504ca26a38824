"""Values of Python source text, worked out from its syntax tree; the text is never executed.

Knows literals, names of the module, names imported from sibling modules, ``+`` and ``|``,
``dict(...)``, and calls of the module's own functions that consist of one ``return``. Everything
else is ``UNKNOWN``.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, Final

UNKNOWN: Final = object()
_DEPTH = 40

Scope = Mapping[str, Any]


class Module:
    """One source text: its top-level names, its imports, and the evaluation of its expressions."""

    def __init__(self, path: str, text: str, library: Library) -> None:
        self.path = path
        self.library = library
        self.tree = ast.parse(text)
        self.values: dict[str, ast.expr] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
        self.imports: dict[str, tuple[str, str]] = {}
        for node in self.tree.body:
            self._note(node)

    def _note(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.values[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self.values[name] = value
            case ast.FunctionDef(name=name):
                self.functions[name] = node
            case ast.ImportFrom(module=str(origin), names=names, level=level):
                for alias in names:
                    target = (self._resolve(origin, level), alias.name)
                    self.imports[alias.asname or alias.name] = target

    def _resolve(self, origin: str, level: int) -> str:
        """The path of the module that an import names."""
        inside = origin.replace(".", "/") + ".py"
        if level == 0:
            return inside
        return "/".join([*self.path.split("/")[:-level], inside])

    def value(self, node: ast.expr, scope: Scope | None = None, depth: int = 0) -> Any:
        """The value of an expression, ``UNKNOWN`` where it cannot be told from the text alone."""
        scope = scope or {}
        if depth > _DEPTH:
            return UNKNOWN
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return scope[name] if name in scope else self.named(name, depth + 1)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return [self.value(item, scope, depth + 1) for item in items]
            case ast.Dict(keys=keys, values=values):
                return self._mapping(list(zip(keys, values, strict=True)), scope, depth)
            case ast.BinOp(left=left, op=ast.Add() | ast.BitOr(), right=right):
                return _joined(
                    self.value(left, scope, depth + 1), self.value(right, scope, depth + 1)
                )
            case ast.Call(func=ast.Name(id=name)):
                return self._call(name, node, scope, depth)
        return UNKNOWN

    def named(self, name: str, depth: int = 0) -> Any:
        """The value of a top-level name of this module or of the module it is imported from."""
        if name in self.values:
            return self.value(self.values[name], None, depth)
        if name in self.imports:
            path, original = self.imports[name]
            other = self.library.module(path)
            return UNKNOWN if other is None else other.named(original, depth + 1)
        return UNKNOWN

    def _mapping(
        self, items: list[tuple[ast.expr | None, ast.expr]], scope: Scope, depth: int
    ) -> dict[Any, Any]:
        """A dictionary display; a key of ``None`` is ``**other``."""
        out: dict[Any, Any] = {}
        for key, value in items:
            found = self.value(value, scope, depth + 1)
            if key is None:
                out.update(found if isinstance(found, dict) else {})
            else:
                name = self.value(key, scope, depth + 1)
                if isinstance(name, str):
                    out[name] = found
        return out

    def _call(self, name: str, node: ast.Call, scope: Scope, depth: int) -> Any:
        given = [self.value(arg, scope, depth + 1) for arg in node.args]
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, scope, depth + 1)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, dict):
                named.update(value)
        if name == "dict":
            return {**(given[0] if given and isinstance(given[0], dict) else {}), **named}
        function = self.functions.get(name)
        return UNKNOWN if function is None else self._returned(function, given, named, depth)

    def _returned(
        self, function: ast.FunctionDef, given: list[Any], named: dict[str, Any], depth: int
    ) -> Any:
        """The value of a function whose body is a docstring at most and one ``return``."""
        match [s for s in function.body if not isinstance(s, ast.Expr)]:
            case [ast.Return(value=ast.expr() as body)]:
                return self.value(body, self._bound(function.args, given, named), depth + 1)
        return UNKNOWN

    def _bound(
        self, args: ast.arguments, given: list[Any], named: dict[str, Any]
    ) -> dict[str, Any]:
        """The names a function sees for these arguments."""
        names = [a.arg for a in args.args]
        scope = dict.fromkeys(names, UNKNOWN)
        for name, default in zip(reversed(names), reversed(args.defaults), strict=False):
            scope[name] = self.value(default)
        scope.update(zip(names, given, strict=False))
        scope.update({k: v for k, v in named.items() if k in names})
        if args.kwarg is not None:
            scope[args.kwarg.arg] = {k: v for k, v in named.items() if k not in names}
        return scope


class Library:
    """Source texts by path; modules are parsed once, when first asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self._modules: dict[str, Module] = {}

    def module(self, path: str) -> Module | None:
        """The module at a path, ``None`` if there is no such text."""
        if path not in self.texts:
            return None
        if path not in self._modules:
            self._modules[path] = Module(path, self.texts[path], self)
        return self._modules[path]


def _joined(left: Any, right: Any) -> Any:
    both = (left, right)
    if all(isinstance(side, list) for side in both) or all(isinstance(s, str) for s in both):
        return left + right
    if all(isinstance(side, dict) for side in both):
        return {**left, **right}
    return UNKNOWN
