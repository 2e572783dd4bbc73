"""Firms and listings of the model street."""

from shiqiao.testing.exchanging import founding, listed

__all__ = ["founding", "listed"]
