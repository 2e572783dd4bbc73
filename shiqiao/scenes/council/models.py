"""Tables of the scene `council`. What is personal is sealed."""

# Tables of the packages below; Django finds models here.
from shiqiao.scenes.council.voting import tables as voting_tables  # noqa: F401
