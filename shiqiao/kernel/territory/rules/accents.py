"""The colours in which a street's pages may be drawn. Pure; their values are the kit's accents.css."""

from shiqiao.base.errors import Invalid

ACCENTS = ("azurite", "jade", "dusk", "wisteria", "ochre")
"""The first is the house's own."""


def check_accent(name: str, field: str = "accent") -> None:
    """Refuse a colour that is not of `ACCENTS`; raises Invalid naming the field and the colours there are."""
    if name not in ACCENTS:
        said = {field: "There is no accent {name}. Use one of: {allowed}."}
        raise Invalid(name=name, allowed=", ".join(ACCENTS), fields=said)
