"""Tests of what is told of kernels by their code."""
