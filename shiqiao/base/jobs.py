"""Jobs: work that must not be lost, put off in the transaction of the action that needs it, done by the worker.

A part has a module `tasks` with functions under `@job("part.verb")` and calls `verb.defer(…)` inside its transaction:
no commit, no job; a commit, and the job runs, whatever is killed meanwhile. It may run twice, so it must not mind.
Arguments are plain values and never personal: they stand readable in the table of jobs.
"""

from collections.abc import Callable
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from shiqiao.base import trace

AGAIN = RetryStrategy(max_attempts=10, exponential_wait=2)  # after 2, 4, 8 … seconds: 17 minutes in all
MARK = "request_id"


class Job:
    """A registered job."""

    def __init__(self, name: str, function: Callable[..., object], retry: RetryStrategy) -> None:
        self.function = function
        self.task: Any = app.task(name=name, retry=retry)(self._run)

    def __call__(self, **arguments: Any) -> object:
        """Do it now."""
        return self.function(**arguments)

    def defer(self, **arguments: Any) -> int:
        """Put it off, in the running transaction, under the mark of the present request; return the job's number."""
        return int(self.task.defer(**arguments, **{MARK: trace.present()}))

    def _run(self, **arguments: Any) -> None:
        with trace.tracing(str(arguments.pop(MARK, ""))):
            self.function(**arguments)


def job(name: str, *, retry: RetryStrategy = AGAIN) -> Callable[[Callable[..., object]], Job]:
    """Make a function a job under a name that never changes."""
    return lambda function: Job(name, function, retry)
