"""Numbers in words of a page: figures with their digits, shares in percent, months."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

Number = Fraction | Decimal | None


def exact(value: Fraction, digits: int) -> Decimal:
    """Round a fraction once, half away from zero."""
    step = Decimal(1).scaleb(-digits)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step, ROUND_HALF_UP)


def figure(value: Number, digits: int) -> str:
    """Say a figure with its digits and thousands apart; empty for none."""
    return "" if value is None else f"{exact(Fraction(value), digits):,}"


def percent(value: Number, digits: int = 1) -> str:
    """Say a share in percent, without zeros behind the point; empty for none."""
    if value is None:
        return ""
    told = f"{exact(Fraction(value) * 100, digits):,}"
    return f"{told.rstrip('0').rstrip('.') if '.' in told else told}%"


def signed(value: Number) -> str:
    """Say a growth in percent with its sign."""
    told = percent(value)
    return f"+{told}" if told and value is not None and value > 0 else told


def whole(value: Number) -> int:
    """Return a share as whole percent between 0 and 100, for a bar."""
    return 0 if value is None else int(max(Fraction(0), min(Fraction(1), Fraction(value))) * 100)


def through(month: int, counted: str) -> str:
    """Say of which months a figure tells: 1—5月 since January, or 5月末."""
    if not month:
        return ""
    if counted == "moment":
        return _("end of month %(n)d") % {"n": month}
    return _("months 1–%(n)d") % {"n": month} if month > 1 else _("month 1")
