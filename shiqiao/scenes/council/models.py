"""Tables of the scene `council`. What is personal is sealed."""

from shiqiao.scenes.council import meeting_tables, resolution_tables, tables  # noqa: F401

# Tables of the packages below; Django finds models here.
from shiqiao.scenes.council.voting import tables as voting_tables  # noqa: F401
