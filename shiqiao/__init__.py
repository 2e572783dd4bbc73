"""Shiqiao (石桥): the open platform on which a Chinese subdistrict office runs its work."""

__version__ = "0.1.0"
