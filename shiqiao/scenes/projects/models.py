"""Tables of the scene `projects`. What is personal is sealed."""

# Tables of the packages below; Django finds models here.
from shiqiao.scenes.projects.arena import tables as arena_tables  # noqa: F401
from shiqiao.scenes.projects.campaigns import tables as campaigns_tables  # noqa: F401
from shiqiao.scenes.projects.renewal import tables as renewal_tables  # noqa: F401
