"""Devices that run the project's own kernels: what is asked of one, and CuPy, which gives it."""
