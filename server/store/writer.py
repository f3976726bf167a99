"""The one writer. Every change is a function that it runs; what queued up during the last commit is committed together.

Nobody is answered before the commit is on disk, a decision always reads the latest state, and two taps cannot race.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from server.store import database
from server.store.card import CardFull, is_full, led_to

T = TypeVar("T")
log = logging.getLogger("classroom.writer")
_MOST_AT_ONCE = 64


class Writer:
    """A thread that commits. `do` waits for the commit and gives the function's answer, or raises what it raised."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def do(self, change: Callable[[], T]) -> T:
        """Run a change and wait until it is on disk."""
        if threading.current_thread() is self._thread:
            return change()
        future: Future[T] = Future()
        self._waiting.put((change, future))
        return future.result()

    def stop(self) -> None:
        """Finish what is waiting, then end."""
        self._waiting.put(None)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        ending = False
        while not ending:
            batch = [self._waiting.get()]
            while len(batch) < _MOST_AT_ONCE:
                try:
                    batch.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            ending = None in batch
            self._commit([job for job in batch if job is not None])
        database.close()

    def _commit(self, jobs: list[tuple[Callable[[], Any], Future[Any]]]) -> None:
        if not jobs:
            return
        answers: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            database.connect()
            with database.db.atomic("IMMEDIATE"):
                for change, future in jobs:
                    # A savepoint each: one bad row must not fail nine good ones.
                    try:
                        with database.db.atomic():
                            answers.append((future, change(), None))
                    except Exception as error:
                        # On a full card SQLite takes everything back by itself: those before are not kept either.
                        if not database.in_transaction():
                            raise
                        answers.append((future, None, error))
        except Exception as error:
            failed_with = _told(error)
            answers = [(future, None, failed_with) for _, future in jobs]
        for future, answer, failed in answers:
            if failed is None:
                future.set_result(answer)
            else:
                future.set_exception(failed)


def _told(error: Exception) -> Exception:
    """Why a commit failed, for the log and for whoever waits."""
    if not is_full(error, database.folder()):
        log.exception("a commit failed")
        return error
    # One line: the log may be on the same card. What SQLite says last is only about the transaction that is gone.
    log.error("a commit failed: the card is full (%s)", led_to(error)[-1])
    # A new error, which holds nothing of the connection; SQLite cannot close one while anything does.
    return CardFull()


_writer: Writer | None = None
_starting = threading.Lock()


def write(change: Callable[[], T]) -> T:
    """Run a change on the one writer and wait until it is on disk."""
    global _writer
    if _writer is None:
        with _starting:
            if _writer is None:
                _writer = Writer()
    return _writer.do(change)


def stop() -> None:
    """Finish what is waiting and end the writer (at the end of the program, or before another database is opened)."""
    global _writer
    if _writer is not None:
        _writer.stop()
        _writer = None
