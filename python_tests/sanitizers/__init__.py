"""The native libraries under sanitizers, and kernels on a device that checks every access."""
