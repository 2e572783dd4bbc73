"""Tables of the scene `party`. What is personal is sealed."""

# Tables of the packages below; Django finds models here.
from shiqiao.scenes.party import servicetables, tables  # noqa: F401
from shiqiao.scenes.party.fronts import tables as fronts_tables  # noqa: F401
from shiqiao.scenes.party.honours import tables as honours_tables  # noqa: F401
from shiqiao.scenes.party.secretary import tables as secretary_tables  # noqa: F401
