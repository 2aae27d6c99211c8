"""CSV files in and out, and what is said about wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tvm_dydca.errors import InputError
from tvm_dydca.planner import Buffer, solve
from tvm_dydca.planner.csv_format import read_problem, write_solution


def file(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "problem.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_rows_come_back_with_their_offsets(tmp_path: Path) -> None:
    table = read_problem(file(tmp_path, "id,lower,upper,size\nx,0,4,10\ny,2,6,5\nz,4,8,10\n"))
    assert table.problem.buffers[1] == Buffer("y", 2, 6, 5)
    plan = solve(table.problem)
    out = tmp_path / "solution.csv"
    write_solution(out, table, plan)
    x, y, z = plan.offsets_bytes
    assert out.read_text() == f"id,lower,upper,size,offset\nx,0,4,10,{x}\ny,2,6,5,{y}\nz,4,8,10,{z}\n"
    assert plan.size_bytes == 15


def test_columns_in_any_order_with_alignment_and_foreign_line_ends(tmp_path: Path) -> None:
    table = read_problem(
        file(tmp_path, '\ufeffsize, upper,alignment,lower,id\r\n7,3,16,-1,"a, b"\r\n\r\n9,2,1,0,c\r\n')
    )
    assert table.problem.buffers == (Buffer("a, b", -1, 3, 7, 16), Buffer("c", 0, 2, 9))
    out = tmp_path / "solution.csv"
    write_solution(out, table, solve(table.problem))
    assert out.read_text().splitlines()[0] == "size,upper,alignment,lower,id,offset"
    assert out.read_text().splitlines()[1] == '7,3,16,-1,"a, b",0'


HEADER = "id,lower,upper,size\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: the columns are missing; they must be id,lower,upper,size"),
        ("id,lower,upper\n", "line 1: the columns are id,lower,upper; they must be"),
        ("id,lower,upper,size,colour\n", "line 1: the columns are id,lower,upper,size,colour"),
        ("id,lower,upper,size,size\n", "each once"),
        (HEADER + "1,0,2,8\n2,0,2\n", "line 3 has 3 columns; the first line has 4"),
        (HEADER + "1,0,2,8\n2,0,2,8,9\n", "line 3 has 5 columns; the first line has 4"),
        (HEADER + "1,0,2,8\n\n2,0,two,8\n", "line 4, column upper: 'two' is not a whole number"),
        (HEADER + "1,0,2,8.5\n", "line 2, column size: '8.5' is not a whole number"),
        (HEADER + "1,0,2,\n", "line 2, column size: '' is not a whole number"),
        (HEADER + "1,5,5,8\n", r"line 2: buffer 1 lives during \[5, 5\), which is empty"),
        (HEADER + "1,0,2,-8\n", "line 2: buffer 1 has -8 bytes"),
        (HEADER + "1,0,2,8\n1,0,2,8\n", "line 3, column id: 1 was on line 2 already"),
        (HEADER + f"1,0,2,{1 << 59}\n2,4,5,{1 << 59}\n", "csv: the buffers have 1152921504606846978 bytes in all"),
        (HEADER + '1,0,2,"8\n', "is no CSV file: unexpected end of data"),
        (b"\xff\xfe\x00", "is no CSV file: .*first line must be id,lower,upper,size"),
    ],
)
def test_wrong_tables_are_refused_with_line_and_column(tmp_path: Path, text: str | bytes, says: str) -> None:
    path = file(tmp_path, text)
    with pytest.raises(InputError, match=says) as error:
        read_problem(path)
    assert str(error.value).startswith(str(path))


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read .*none\.csv: No such file"):
        read_problem(tmp_path / "none.csv")
    with pytest.raises(InputError, match="cannot read"):
        read_problem(tmp_path)
    table = read_problem(file(tmp_path, HEADER + "1,0,2,8\n"))
    plan = solve(table.problem)
    with pytest.raises(InputError, match="it is no regular file"):
        write_solution(tmp_path, table, plan)
    with pytest.raises(InputError, match="choose a folder that exists"):
        write_solution(tmp_path / "no" / "solution.csv", table, plan)
    assert [p.name for p in tmp_path.iterdir()] == ["problem.csv"]
