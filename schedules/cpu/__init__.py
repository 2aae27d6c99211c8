"""Kernels for CPUs: channel-blocked (H, W, C/16, 16), any height and width, rows of tiles shared among threads."""
