"""Tests of what benchmarks/ computes from its measurements."""
