"""Tests of the OpenCL runtime, on PoCL."""
