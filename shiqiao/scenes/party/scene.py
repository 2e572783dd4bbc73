"""The scene `party` (区域化党建): stationed units, three lists, service projects and double reporting."""

from shiqiao.base.plugs import LocalityFile, locality_files

CODE = "party"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.party import publishing
    from shiqiao.scenes.party.fronts import scene as fronts
    from shiqiao.scenes.party.honours import scene as honours
    from shiqiao.scenes.party.secretary import scene as secretary

    locality_files.fill(CODE, LocalityFile("party", publishing.take_over))
    secretary.fill(CODE)
    fronts.fill(CODE)
    honours.fill(CODE)
