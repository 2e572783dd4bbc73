"""Decisions about codes, coordinates, boundaries and addresses: pure, without database and without Django."""
