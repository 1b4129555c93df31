"""Progress: a live line with stage and time on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PAUSE = 5.0
"""Seconds between two lines of a stage that only counts."""


@contextmanager
def watching(*, quiet: bool) -> Iterator[Callable[[str, str], None]]:
    """A function that shows a stage and a line of words on the error stream."""
    if quiet:
        yield lambda stage, words: None
    elif sys.stderr.isatty():
        yield from _live()
    else:
        yield _plain()


def _plain() -> Callable[[str, str], None]:
    begin = time.perf_counter()
    shown: dict[str, float] = {}

    def show(stage: str, words: str) -> None:
        now = time.perf_counter() - begin
        counts = words[:1].isdigit() and now < shown.get(stage, -PAUSE) + PAUSE
        if stage in shown and (words.endswith(" s") or counts):
            return
        shown[stage] = now
        print(f"[{now:6.1f} s] {stage} {words}".rstrip(), file=sys.stderr, flush=True)

    return show


def _live() -> Iterator[Callable[[str, str], None]]:
    from rich.console import Console

    console = Console(stderr=True)
    begin = time.perf_counter()
    with console.status("starting") as status:

        def show(stage: str, words: str) -> None:
            status.update(f"[{time.perf_counter() - begin:6.1f} s] {stage} {words}".replace("[", "\\["))

        yield show
