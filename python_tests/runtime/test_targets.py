"""Texts of targets, and the features that their code needs."""

import json

import pytest
from tvm.target import codegen

from tvm_dydca import targets
from tvm_dydca.errors import InputError


def test_plain_llvm_is_this_machine():
    target = targets.resolve("llvm")
    assert str(target.attrs["mcpu"]) == str(codegen.llvm_get_system_cpu())
    assert targets.missing_features(targets.needed_features(target)) == []


@pytest.mark.parametrize(
    ("options", "needed"),
    [
        ({"mcpu": "x86-64-v4"}, ["avx2", "fma", "avx512f", "avx512bw", "avx512vl", "avx512dq"]),
        ({"mcpu": "haswell"}, ["avx2", "fma"]),
        ({"mcpu": "x86-64"}, []),
    ],
)
def test_features_follow_the_cpu(options, needed):
    target = targets.resolve(json.dumps({"kind": "llvm", **options}))
    assert targets.needed_features(target) == needed
    assert targets.describe(target) == {"kind": "llvm", **options}


def test_a_target_for_another_architecture_is_not_made_this_machine():
    target = targets.resolve(json.dumps({"kind": "llvm", "mtriple": "aarch64-linux-gnu"}))
    assert targets.describe(target) == {"kind": "llvm", "mtriple": "aarch64-linux-gnu"}
    assert targets.needed_features(target) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense", "target 'nonsense'"),
        ("", "target ''"),
        ('{"kind": "llvm"', "target "),
        ("{}", "target '{}'"),
        ('{"kind": "llvm", "mcpu": 3}', "target "),
        ('{"kind": "llvm", "colour": "red"}', "target "),
        ('{"kind": "llvm", "mcpu": "znver99"}', "LLVM knows no mcpu 'znver99'"),
        ("cuda", "is of kind cuda; this version compiles for the kinds llvm and opencl"),
        ("qcom/adreno-texture", "Use llvm, opencl, qcom/adreno-opencl, qcom/adreno-opencl-texture, or a JSON object"),
        ("qcom/adreno-opencl-clml", "is for Qualcomm's CLML, which this version does not use; give qcom/adreno"),
    ],
)
def test_other_texts_are_refused_in_one_line(text, message):
    with pytest.raises(InputError, match=message) as caught:
        targets.resolve(text)
    assert "\n" not in str(caught.value)


def test_a_cpu_is_judged_by_its_flags(monkeypatch):
    monkeypatch.setattr("pathlib.Path.read_text", lambda *_: "processor: 0\nflags\t\t: fpu avx2 fma\nflags: none")
    assert targets.missing_features(["avx2", "fma", "avx512f"]) == ["avx512f"]
    monkeypatch.setattr("pathlib.Path.read_text", lambda *_: "Features : asimd")
    assert targets.missing_features(["avx2"]) == [], "a machine that does not tell"
