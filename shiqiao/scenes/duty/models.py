"""Tables of the scene `duty`. What is personal is sealed."""

from shiqiao.scenes.duty import tables  # noqa: F401

# Tables of the packages below; Django finds models here.
from shiqiao.scenes.duty.emergency import tables as emergency_tables  # noqa: F401
