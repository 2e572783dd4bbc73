"""A standalone Spark of its own on loopback: a master and workers of a core each, ended with the block."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

WITHIN = 60.0
_SAID = re.compile(r"Starting Spark master at (spark://\S+)")


@contextmanager
def standalone(workers: int, memory: str) -> Iterator[str]:
    """Run a master and `workers` workers with `memory` each; yields the master's address when all have registered."""
    import pyspark

    home = Path(pyspark.__file__).parent
    with TemporaryDirectory(prefix="shiqiao-spark-") as place:
        running: list[subprocess.Popen[bytes]] = []
        environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(home), "SPARK_WORKER_DIR": place}

        def start(what: str, *options: str) -> Path:
            log = Path(place) / f"{len(running)}.log"
            command = [
                str(home / "bin/spark-class"),
                f"org.apache.spark.deploy.{what}",
                "--host",
                "127.0.0.1",
                *options,
            ]
            with log.open("wb") as out:
                running.append(subprocess.Popen(command, stdout=out, stderr=out, env=environment))
            return log

        try:
            said = start("master.Master", "--port", "0", "--webui-port", "0")
            (address,) = _waited(said, _SAID, 1)
            for _ in range(workers):
                start("worker.Worker", "--cores", "1", "--memory", memory, "--webui-port", "0", address)
            _waited(said, re.compile(r"Registering worker"), workers)
            yield address
        finally:
            for one in reversed(running):
                one.terminate()
            for one in running:
                with suppress(subprocess.TimeoutExpired):
                    one.wait(20)
                one.kill()


def _waited(log: Path, wanted: re.Pattern[str], times: int) -> list[str]:
    """Return what a log says as often as `times`; raises TimeoutError with the log when it does not."""
    until = time.monotonic() + WITHIN
    while len(found := wanted.findall(log.read_text(errors="replace"))) < times:
        if time.monotonic() > until:
            raise TimeoutError(f"Spark did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.2)
    return found
