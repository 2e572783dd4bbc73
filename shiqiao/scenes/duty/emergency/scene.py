"""What emergency (应急响应) puts into the sockets, on behalf of the scene `duty`."""

from shiqiao.base.plugs import LocalityFile, WorkerRound, locality_files, rounds


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.duty.emergency import alarms, publishing, zero

    locality_files.fill(scene, LocalityFile("emergency", publishing.take_over))
    rounds.fill(scene, WorkerRound("duty.emergency.calls", alarms.tell_again, every=15))
    rounds.fill(scene, WorkerRound("duty.emergency.reports", zero.remind_missing, every=30))
