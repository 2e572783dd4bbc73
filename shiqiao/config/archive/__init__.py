"""Putting closed months of matters, journal and clocks away into files, and opening them again (decision 72)."""
