"""Schedules for OpenCL devices."""
