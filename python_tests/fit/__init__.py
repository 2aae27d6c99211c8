"""Tests of ``tvm_dydca.fit``."""
