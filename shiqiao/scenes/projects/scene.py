"""The scene `projects` (重点项目): key projects with stages, milestones and monthly progress."""

CODE = "projects"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.projects.arena import scene as arena
    from shiqiao.scenes.projects.campaigns import scene as campaigns
    from shiqiao.scenes.projects.renewal import scene as renewal

    arena.fill(CODE)
    renewal.fill(CODE)
    campaigns.fill(CODE)
