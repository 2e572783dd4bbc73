"""Faults made on purpose: kills at random moments, a full disk, a database that is away. `make chaos` runs it."""
