"""Doing one thing with many items in several processes at once; which process does which makes no difference."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, ForkProcess
from typing import TypeVar

from django.db import connections

Item = TypeVar("Item")

PROCESSES = min(2, os.cpu_count() or 1) if sys.platform == "linux" else 1
"""As many as help on a small machine. Elsewhere a forked process is not sure to work, so it is one."""


class ProcessFailed(Exception):
    """A process has ended with an error, which it has printed."""


def do_all(
    items: Sequence[Item], do: Callable[[Item], None], *, processes: int, done: Callable[[int, int], None]
) -> None:
    """`done` is called with how many of how many are done. Raises ProcessFailed; what was done by then stays.

    One process is this one, in its own database connection and transaction. More are forked, each with a connection of
    its own: they see what `do` has read already, and nothing that is not committed.
    """
    if processes == 1:
        for number, item in enumerate(items, start=1):
            do(item)
            done(number, len(items))
        return
    connections.close_all()
    context = get_context("fork")
    begun = [_begin(context, items[first::processes], do) for first in range(processes)]
    try:
        _follow([receiver for _process, receiver in begun], lambda number: done(number, len(items)))
    except BaseException:
        for process, _receiver in begun:
            process.terminate()
        raise
    finally:
        for process, _receiver in begun:
            process.join()
    if any(process.exitcode for process, _receiver in begun):
        raise ProcessFailed


def _begin(
    context: ForkContext, share: Sequence[Item], do: Callable[[Item], None]
) -> tuple[ForkProcess, "Connection[None, None]"]:
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_do_share, args=(share, do, sender))
    process.start()
    sender.close()
    return process, receiver


def _do_share(share: Sequence[Item], do: Callable[[Item], None], sender: "Connection[None, None]") -> None:
    """In the new process, which ends with its parent: it cannot say any more what it has done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for item in share:
        do(item)
        sender.send(None)


def _follow(receivers: "list[Connection[None, None]]", done: Callable[[int], None]) -> None:
    """Until each process has closed its end."""
    number = 0
    while receivers:
        ready = wait(receivers)
        for receiver in [receiver for receiver in receivers if receiver in ready]:
            try:
                receiver.recv()
            except EOFError:
                receivers.remove(receiver)
            else:
                number += 1
                done(number)
