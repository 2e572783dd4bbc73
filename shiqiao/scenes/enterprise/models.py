"""Tables of the scene `enterprise`. What is personal is sealed."""

# Tables of the packages below; Django finds models here.
from shiqiao.scenes.enterprise.exchange import tables as exchange_tables  # noqa: F401
from shiqiao.scenes.enterprise.green import tables as green_tables  # noqa: F401
from shiqiao.scenes.enterprise.investment import tables as investment_tables  # noqa: F401
