"""What can go wrong with orders. The docstring is the sentence."""

from shiqiao.base.errors import Conflict


class OrderNotSo(Conflict):
    """The order stands in a state in which this cannot be done; look at it again."""

    code = "order_not_so"


class TooLateToObject(Conflict):
    """The time to object has passed; ask 12345 by telephone, or handle it and say so in the result."""

    code = "too_late_to_object"
