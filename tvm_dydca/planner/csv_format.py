"""The CSV files of the MiniMalloc benchmarks: ``id,lower,upper,size``, to which the answer adds ``offset``."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass

from tvm_dydca.errors import InputError
from tvm_dydca.planner.plan import Plan
from tvm_dydca.planner.problem import Buffer, Problem
from tvm_dydca.planner.whole_file import write_whole

_NEEDED = ("id", "lower", "upper", "size")
_COLUMNS = (*_NEEDED, "alignment")


@dataclass(frozen=True)
class CsvProblem:
    """A problem, and what its answer repeats.

    Attributes
    ----------
    header : the columns as they came
    rows : the lines below it
    """

    problem: Problem
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_problem(path: str | os.PathLike[str]) -> CsvProblem:
    """Read a problem.

    The first line names the columns, in any order: id, lower, upper and size, and where wanted alignment. A buffer
    lives during ``[lower, upper)``; sizes and alignments are in bytes.

    Raises
    ------
    InputError
        For a file that cannot be read or is no such table; it names line and column.
    """
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            lines = [(reader.line_num, tuple(cell.strip() for cell in row)) for row in reader if row]
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; give a CSV file of buffers") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputError(f"{path} is no CSV file: {error}; its first line must be {','.join(_NEEDED)}") from None
    header = lines[0][1] if lines else ()
    if not set(_NEEDED) <= set(header) <= set(_COLUMNS) or len(set(header)) < len(header):
        raise InputError(
            f"{path} line 1: the columns are {','.join(header) or 'missing'}; they must be {','.join(_NEEDED)}, "
            f"each once, and may be alignment"
        )
    first_line: dict[str, int] = {}
    buffers = []
    for line, row in lines[1:]:
        where = f"{path} line {line}"
        if len(row) != len(header):
            raise InputError(f"{where} has {len(row)} columns; the first line has {len(header)}")
        buffer = _buffer(where, dict(zip(header, row)))
        if buffer.name in first_line:
            raise InputError(f"{where}, column id: {buffer.name} was on line {first_line[buffer.name]} already")
        first_line[buffer.name] = line
        buffers.append(buffer)
    try:
        problem = Problem(tuple(buffers))
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    return CsvProblem(problem, header, tuple(row for _, row in lines[1:]))


def _buffer(where: str, cells: dict[str, str]) -> Buffer:
    numbers = {}
    for column in cells.keys() - {"id"}:
        text = cells[column]
        try:
            numbers[column] = int(text)
        except ValueError:
            raise InputError(f"{where}, column {column}: {text!r} is not a whole number") from None
    try:
        return Buffer(
            cells["id"], numbers["lower"], numbers["upper"], numbers["size"], alignment=numbers.get("alignment", 1)
        )
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def write_solution(path: str | os.PathLike[str], table: CsvProblem, plan: Plan) -> None:
    """Write the rows as they came, each with its offset in bytes; the whole file or none.

    Raises
    ------
    InputError
        Where nothing can be written there.
    DydcaError
        Where writing failed halfway; the file is then as it was before.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*table.header, "offset"])
    writer.writerows([*row, str(offset)] for row, offset in zip(table.rows, plan.offsets_bytes))
    write_whole(path, text.getvalue().encode())
