"""Tests of ``tvm_dydca.model``."""
