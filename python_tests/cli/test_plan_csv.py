"""``dydca plan --csv``: files, figures, exit codes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tvm_dydca.cli.main import main
from tvm_dydca.planner import Plan, native, validate
from tvm_dydca.planner.csv_format import read_problem

from .conftest import last_json

INSTANCE = Path(__file__).parents[1] / "planner" / "data" / "minimalloc" / "C.1048576.csv"


def test_a_public_instance_is_solved(tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "solution.csv"
    assert main(["plan", "--csv", str(INSTANCE), "--capacity", "1048576", "--out", str(out), "--json"]) == 0
    printed = capsys.readouterr().out
    figures = last_json(printed)
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    problem = read_problem(INSTANCE).problem
    assert [row["id"] for row in rows] == [buffer.name for buffer in problem.buffers]
    offsets = tuple(int(row["offset"]) for row in rows)
    plan = Plan(offsets, figures["size_bytes"], figures["lower_bound_bytes"], figures["strategy"])
    validate(problem, plan, 1048576)
    assert figures["buffers"] == len(rows) == 203
    assert figures["capacity_bytes"] == 1048576
    assert figures["optimal"] is plan.optimal
    assert figures["native"] is (native.library() is not None)
    assert str(figures["size_bytes"]) in printed.splitlines()[1]


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.csv"
    path.write_text("id,lower,upper,size\na,0,4,10\nb,2,6,5\nc,4,8,10\n")
    return path


def test_without_a_capacity_the_size_is_the_smallest(problem: Path, capsys: Any) -> None:
    assert main(["plan", "--csv", str(problem), "--json"]) == 0
    captured = capsys.readouterr()
    figures = last_json(captured.out)
    assert (figures["size_bytes"], figures["lower_bound_bytes"], figures["optimal"]) == (15, 15, True)
    assert figures["capacity_bytes"] is None
    assert "no plan is smaller" in captured.out


def test_a_strategy_and_a_seed_are_heeded(problem: Path, capsys: Any) -> None:
    argv = ["plan", "--csv", str(problem), "--strategy", "greedy_time", "--seed", "3", "--budget", "1", "--json"]
    assert main(argv) == 0
    assert last_json(capsys.readouterr().out)["strategy"] == "greedy_time"


def test_an_unmet_capacity_names_the_largest_and_writes_nothing(problem: Path, tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "solution.csv"
    out.write_text("as before")
    assert main(["plan", "--csv", str(problem), "--capacity", "14", "--out", str(out), "--json"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip().splitlines()[-1] == (
        "dydca plan: no plan fits into 14 bytes: the lower bound is 15 bytes and the best plan takes 15. "
        "At time 2, 2 buffers of 15 bytes live together, the largest of them a (10), b (5); "
        "allow more, or shorten what lives"
    )
    assert out.read_text() == "as before"
    assert {path.name for path in tmp_path.iterdir()} == {"problem.csv", "solution.csv"}


def test_an_interrupted_search_writes_nothing(
    problem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def interrupt(*_args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tvm_dydca.planner.native.solve", interrupt)
    monkeypatch.setattr("tvm_dydca.planner.fallback.solve", interrupt)
    assert main(["plan", "--csv", str(problem), "--out", str(tmp_path / "solution.csv")]) == 1
    assert "interrupted; nothing was written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [problem]


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ("", "give an ARTIFACT, a checkpoint with --dynamism, or --csv FILE"),
        ("model.pt --csv {problem}", "give an ARTIFACT, a checkpoint with --dynamism, or --csv FILE"),
        ("{problem}", "problem.csv is a file, not an artifact; add --dynamism for a checkpoint"),
        ("model.pt --dynamism --capacity 3", "--capacity is for --csv FILE"),
        ("--csv {problem} --dynamism", "--dynamism is not for --csv"),
        ("--csv {problem} --plot plan.png", "--plot is not for --csv"),
        ("--csv {problem} --strategy best", "strategy 'best' is unknown"),
        ("--csv {problem} --capacity -3", "a capacity of -3 bytes is negative"),
        ("--csv {problem} --budget -3", "a budget of -3.0 seconds is negative"),
        ("--csv {folder}/none.csv", "No such file"),
        ("--csv {problem} --out {folder}", "it is no regular file"),
        ("--csv {problem} --out {folder}/no/solution.csv", "choose a folder that exists"),
        ("--csv {wrong}", "wrong.csv line 3, column size: 'x' is not a whole number"),
    ],
)
def test_bad_usage_ends_in_one_sentence(problem: Path, tmp_path: Path, argv: str, says: str, capsys: Any) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("id,lower,upper,size\na,0,4,10\nb,2,6,x\n")
    assert main(["plan", *argv.format(problem=problem, folder=tmp_path, wrong=wrong).split()]) == 2
    captured = capsys.readouterr()
    message = captured.err.strip().splitlines()[-1]
    assert message.startswith("dydca plan: ")
    assert says in message
    assert captured.out == ""
    assert set(tmp_path.iterdir()) == {problem, wrong}
