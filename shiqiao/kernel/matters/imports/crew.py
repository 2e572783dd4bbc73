"""Several hands for a large file: forked processes take chunks in, each over a connection of its own.

Deciding costs more than writing, and Python decides on one processor at a time. Inside a transaction, on one processor
and for a file of one chunk everything is taken in place.
"""

import multiprocessing
import os
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait

from django.db import connection, connections

from shiqiao.base.errors import Unavailable
from shiqiao.base.processes import tie_to_parent
from shiqiao.base.tables import Row
from shiqiao.kernel.matters.imports.summary import Summary

Take = Callable[[Sequence[Row]], Summary]
Done = Callable[[Summary], None]
Give = Callable[[Sequence[Row], frozenset[str]], None]
MOST = 4  # processes; beyond that the database is what takes time


@contextmanager
def crew(take: Take, done: Done) -> Iterator[Give]:
    """Give a function that hands a chunk with its identifiers over; when the block ends, all chunks are taken.

    `done` hears what became of each. Raises what taking raised.
    """
    hands = min(MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)
    if connection.in_atomic_block or hands < 2:
        yield lambda chunk, ids: done(take(chunk))
        return
    team = _Team(take, done, hands)
    try:
        yield team.give
        team.finish()
    finally:
        team.dismiss()


class _Team:
    def __init__(self, take: Take, done: Done, hands: int) -> None:
        self.take, self.done, self.hands = take, done, hands
        self.idle: list[Connection] = []
        self.busy: dict[Connection, frozenset[str]] = {}
        self.processes: list[multiprocessing.process.BaseProcess] = []
        self.started = False

    def give(self, chunk: Sequence[Row], ids: frozenset[str]) -> None:
        """Hand a chunk to somebody free; the first is taken here, and what it loads the others inherit."""
        if not self.started:
            self.done(self.take(chunk))
            self.started = True
            return
        # What another process is taking the table does not show yet: wait, so that a repeated row is noticed.
        while self.busy and any(ids & others for others in self.busy.values()):
            self._hear()
        while not self.idle and len(self.processes) >= self.hands:
            self._hear()
        link = self.idle.pop() if self.idle else self._hire()
        link.send(chunk)
        self.busy[link] = ids

    def finish(self) -> None:
        """Wait until all chunks are taken."""
        while self.busy:
            self._hear()

    def dismiss(self) -> None:
        """Let all go; who still works on a chunk ends it first, so that it is not lost halfway."""
        for link in [*self.idle, *self.busy]:
            link.close()
        for process in self.processes:
            process.join()

    def _hear(self) -> None:
        for link in wait(list(self.busy)):
            assert isinstance(link, Connection)
            self.busy.pop(link)
            self.idle.append(link)
            try:
                answer = link.recv()
            except EOFError as error:
                raise Unavailable from error
            if isinstance(answer, BaseException):
                raise answer
            self.done(answer)

    def _hire(self) -> Connection:
        ours, theirs = multiprocessing.Pipe()
        # A forked child must not keep the parent's ends open, or nobody would ever see them closed.
        strange = [ours, *self.idle, *self.busy]
        process = multiprocessing.get_context("fork").Process(
            target=_work, args=(theirs, strange, self.take), daemon=True
        )
        with warnings.catch_warnings():  # newer Pythons warn where other threads run: here that is the progress bar's
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()
        self.processes.append(process)
        return ours


def _work(link: Connection, strange: list[Connection], take: Take) -> None:
    """Take chunks until the other end is closed."""
    tie_to_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which closes the links
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for one in strange:
        one.close()
    for database in connections.all(initialized_only=True):
        database.connection = None  # it is the parent's; psycopg does not close what another process opened
    try:
        while True:
            link.send(_answer(take, link.recv()))
    except (EOFError, OSError):
        connections.close_all()


def _answer(take: Take, chunk: Sequence[Row]) -> Summary | BaseException:
    try:
        return take(chunk)
    except Exception as error:  # told to the parent, which stops
        return error
