"""Measurements with a calibration from the same run; `python -m benchmarks --help`."""
