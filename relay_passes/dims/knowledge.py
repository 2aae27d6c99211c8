"""What is known of one function's dims: its symbols, their bounds, and the equations found between them.

A dim that exists but that nothing names is a symbol of our own. To learn about it is to solve it, and each symbol is
solved at most once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import tvm_ffi
from tvm import ir, sym, tirx

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.dims.lattice import (
    SIGNATURE,
    UNBOUNDED,
    Kind,
    Origin,
    Site,
    Symbol,
    as_int,
    free_symbols,
    interval,
    is_symbol,
    length,
    plain,
    show,
    substitute,
    too_long,
    visible,
)


@dataclass
class Knowledge:
    """The symbols of one function and what has been found out about them.

    Attributes
    ----------
    bindings : names of the bindings, by where they stand
    version : grows with every discovery: a sweep that leaves it alone was the last
    solved_version : grows with what changes expressions: a symbol that is solved, a bound that is narrowed
    bounds_version : grows with every bound that is narrowed
    has_values : whether there are symbols for elements of tensors
    has_negative : whether there are symbols that may be negative
    is_settled : whether no symbol can be solved any more, as all are in the signature
    resolved_types : by address, with the type that keeps the address taken, the version and the type as then known
    """

    function: str
    symbols: dict[Any, Symbol] = field(default_factory=dict)
    solutions: dict[Any, Any] = field(default_factory=dict)
    bindings: dict[Site, str] = field(default_factory=dict)
    version: int = 0
    solved_version: int = 0
    bounds_version: int = 0
    has_values: bool = False
    has_negative: bool = False
    is_settled: bool = True
    resolved_types: dict[int, tuple[Any, int, Any]] = field(default_factory=dict)
    analyzer: Any = field(default_factory=sym.Analyzer)
    _own: dict[Any, Any] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _resolved: dict[Any, tuple[int, Any]] = field(default_factory=dict)

    def declare(self, var: Any, origin: Origin, site: Site, reason: str = "", low: int = 0) -> None:
        """Add a symbol of the program. Seen before, it keeps its place."""
        if var not in self.symbols:
            self.symbols[var] = Symbol(var, origin, site, reason, low)
            self._names.add(var.name)
            self.has_negative |= low < 0
            self.is_settled &= origin == Origin.SIGNATURE
            self._bind(self.symbols[var])

    def own(self, key: Any, name: str, origin: Origin, site: Site, reason: str, low: int = 0) -> Any:
        """Return the symbol for `key` (a binding and an axis), made at the first call; an element may be negative."""
        if key not in self._own:
            self._own[key] = tirx.Var(self.unused_name(name), "int64")
            self.has_values |= origin == Origin.VALUE
            low = -UNBOUNDED if origin == Origin.VALUE else low
            self.declare(self._own[key], origin, site, reason, low)
        return self._own[key]

    def unused_name(self, name: str) -> str:
        """Return `name`, numbered where the function has such a symbol already, and reserve it."""
        number, free = 0, name
        while free in self._names:
            number += 1
            free = f"{name}_{number}"
        self._names.add(free)
        return free

    def set_bounds(self, var: Any, low: int, high: int, declared: bool = False) -> None:
        """Tighten the bounds of a symbol to its bounds and [low, high], unless that leaves no number."""
        symbol = self.symbols[var]
        new = (max(symbol.low, low), min(symbol.high, high))
        symbol.declared |= declared
        if new != (symbol.low, symbol.high) and new[0] <= new[1]:
            symbol.low, symbol.high = new
            self._bind(symbol)
            self.bounds_version += 1
            self._found()

    def _found(self) -> None:
        self.version += 1
        self.solved_version += 1

    def _bind(self, symbol: Symbol) -> None:
        self.analyzer.bind(
            symbol.var,
            ir.Range.from_min_extent(
                tirx.IntImm("int64", symbol.low), tirx.IntImm("int64", symbol.high - symbol.low + 1)
            ),
            True,
        )

    def bounds(self, expr: Any) -> tuple[int, int]:
        """Return inclusive bounds of an expression, at most ``UNBOUNDED`` away from 0."""
        number = as_int(expr)
        if number is not None:
            return number, number
        found = self.analyzer.const_int_bound(expr)
        return max(int(found.min_value), -UNBOUNDED), min(int(found.max_value), UNBOUNDED)

    def simplify(self, expr: Any) -> Any:
        """Return an expression in its shortest known form; as it is written where that is as short."""
        if is_symbol(expr) or isinstance(expr, tirx.IntImm):
            return expr
        simple = self.analyzer.simplify(expr)
        return simple if length(simple) < length(expr) else expr

    def proves(self, condition: Any) -> bool:
        """Whether a comparison holds within the bounds. It takes longer to find that out than all else here."""
        return bool(self.analyzer.can_prove(condition, sym.ProofStrength.SYMBOLIC_BOUND))

    def resolve(self, expr: Any) -> Any:
        """Return an expression with every solved symbol replaced, simplified."""
        if isinstance(expr, tirx.IntImm) or (is_symbol(expr) and expr not in self.solutions):
            return expr
        cached = self._resolved.get(expr)
        if cached is not None and cached[0] == self.solved_version:
            return cached[1]
        known = expr
        while any(var in self.solutions for var in free_symbols(known)):
            known = substitute(known, self.solutions)
        known = self.simplify(plain(known, self.bounds))
        self._resolved[expr] = (self.solved_version, known)
        return known

    def equal(self, a: Any, b: Any) -> bool:
        """Whether two expressions are proved equal within the bounds."""
        a, b = self.resolve(a), self.resolve(b)
        if a.same_as(b):
            return True
        if (is_symbol(a) or as_int(a) is not None) and (is_symbol(b) or as_int(b) is not None):
            return as_int(a) is not None and as_int(a) == as_int(b)
        return bool(self.analyzer.can_prove_equal(a, b))

    def equate(self, a: Any, b: Any, site: Site) -> None:
        """Record that the program makes two expressions equal at `site`.

        A symbol is solved only where the other side has a value at its definition, and only by what stands in the same
        branch: what one branch of an If demands says nothing about the other.

        Raises
        ------
        InputError
            Outside of branches, where the bounds leave no number that both could be.
        """
        a, b = self.resolve(a), self.resolve(b)
        if self.equal(a, b) or self._contradict(a, b, site):
            return
        for x, y in sorted(((a, b), (b, a)), key=self._preference):
            if self._solvable(x, y, site):
                self._solve(x, y)
                return

    def _preference(self, pair: tuple[Any, Any]) -> tuple[int, Site]:
        symbol = self.symbols.get(pair[0]) if is_symbol(pair[0]) else None
        return (-symbol.origin, tuple(-i for i in symbol.site)) if symbol else (1, ())

    def _solvable(self, x: Any, y: Any, site: Site) -> bool:
        symbol = self.symbols.get(x) if is_symbol(x) else None
        if symbol is None or symbol.origin == Origin.SIGNATURE or too_long(y):
            return False
        unknown = [self.symbols[var] for var in free_symbols(y) if var in self.symbols]
        if any(other.var.same_as(x) for other in unknown):
            return False
        if symbol.origin == Origin.VALUE:  # it never stands in a type, so only the tensor's own scope matters
            return visible(symbol.site, site)
        if symbol.site[:-1] != site[:-1]:
            return False
        if any(other.origin == Origin.VALUE for other in unknown):  # a type couldn't hold it
            return False
        renames = is_symbol(y) and unknown and unknown[0].origin == Origin.CAST and symbol.origin == Origin.DIM
        if renames and visible(symbol.site, unknown[0].site):
            return True
        return all(visible(other.site, symbol.site) for other in unknown)

    def _contradict(self, a: Any, b: Any, site: Site) -> bool:
        """Whether two expressions can't be equal. That is an error, but not in a branch: no run may take it."""
        (low, high), (other_low, other_high) = self.bounds(a), self.bounds(b)
        if low <= other_high and other_low <= high:
            return False
        if len(site) == 1 and max(low, other_low) < UNBOUNDED:  # a limit beyond any size is no statement
            where = f"binding {self.bindings[site]}" if site in self.bindings else "its signature"
            raise InputError(
                f"function {self.function}: {where} needs {self._described(a)} to equal {self._described(b)}; correct"
                f" the bounds or the shapes"
            )
        return True

    def _described(self, expr: Any) -> str:
        return show(expr) if as_int(expr) is not None else f"{show(expr)} in {interval(*self.bounds(expr))}"

    def _solve(self, x: Any, y: Any) -> None:
        symbol = self.symbols[x]
        if is_symbol(y):
            other = self.symbols[y]
            if symbol.origin == Origin.DIM and not visible(other.site, symbol.site):
                other.site = symbol.site  # the program's name moves up to where the dim appears first
            if other.origin != Origin.SIGNATURE:
                self.set_bounds(y, symbol.low, symbol.high)
        self.solutions[x] = y
        self._found()

    def name_dim(self, dim: Any, name: str, site: Site, low: int = 0) -> Any:
        """Return a dim that types can hold: elements of tensors can't stand in them, so the dim itself gets a symbol.

        The same expression gets the same symbol wherever that is visible.
        """
        dim = self.resolve(dim)
        if not any(self.symbols[var].origin == Origin.VALUE for var in free_symbols(dim) if var in self.symbols):
            return dim
        key = tvm_ffi.StructuralKey(dim)
        for depth in range(0, len(site), 2):
            found = self._own.get((key, site[:depth]))
            if found is not None and visible(self.symbols[found].site, site):
                self.set_bounds(found, *self.bounds(dim))
                return self.resolve(found)
        var = self.own((key, site[:-1]), name, Origin.DIM, site, "; ".join(dict.fromkeys(self.reasons(dim))), low)
        self.set_bounds(var, *self.bounds(dim))
        return var

    def set_name(self, dim: Any, var: Any, site: Site) -> None:
        """Let `var` be the symbol of a dim from here on, as `name_dim` finds it."""
        key = (tvm_ffi.StructuralKey(self.resolve(dim)), site[:-1])
        if key in self._own:
            self.equate(self._own[key], var, site)
        else:
            self._own[key] = var

    def closed(self) -> dict[Any, Any]:
        """Return every solved symbol with what it stands for, free of solved symbols."""
        return {var: self.resolve(var) for var in self.solutions}

    def solve_parameter(self, x: Any, y: Any) -> bool:
        """Replace a symbol of a private function by what every call shows it to be; return whether that can be written.

        A symbol stands for a dim of a parameter or an element of one, or is the function's own name of that. Of two
        symbols each may give way.
        """
        y = self.resolve(y)
        for old, new in [(x, y), (y, x)] if is_symbol(y) else [(x, y)]:
            symbol, others = self.symbols[old], [self.symbols[var] for var in free_symbols(new)]
            is_value = symbol.origin == Origin.VALUE
            if all(is_value or (o.origin != Origin.VALUE and visible(o.site, symbol.site)) for o in others):
                self._solve(old, new)
                return True
        return False

    def kind(self, expr: Any) -> Kind:
        """Return the level of a dim."""
        return self.kind_as_written(self.resolve(expr))

    def kind_as_written(self, expr: Any) -> Kind:
        """Return the level of a dim that the program gives, before anything was solved."""
        if as_int(expr) is not None:
            return Kind.CONSTANT
        if any(self._reasons(expr)):
            return Kind.NOT_CONSTANT
        return Kind.SYMBOL if is_symbol(expr) else Kind.EXPRESSION

    def reasons(self, expr: Any) -> Iterator[str]:
        """Yield why each unknown symbol of a dim is unknown."""
        return self._reasons(self.resolve(expr))

    def _reasons(self, expr: Any) -> Iterator[str]:
        for var in free_symbols(expr):
            symbol = self.symbols.get(var)
            if symbol is not None and (symbol.site != SIGNATURE or symbol.origin == Origin.VALUE):
                yield symbol.reason
