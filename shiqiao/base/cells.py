"""Cells of spreadsheets that leave the house: what a spreadsheet programme would take for a formula stays a text. Pure."""

import re

# What begins a formula in one programme or another, also in full width, also behind blanks and marks that nobody sees.
_FORMULA = re.compile("[\\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\\-@|\t\r\n＝＋－＠｜−]")


def as_text(words: str) -> str:
    """Return words as a cell that stays text: an apostrophe before what begins like a formula.

    The apostrophe is part of the cell, so it also holds when the sheet is saved as csv and opened again.
    """
    return f"'{words}" if _FORMULA.match(words) or words[:1] in ("\t", "\r", "\n") else words
