"""Measuring at size: a database of many streets made from real lives, what each read and write costs in it, and the curves."""
