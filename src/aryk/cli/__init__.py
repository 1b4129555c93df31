"""The command line: what commands and options there are. What they do is in `aryk.commands`."""

from __future__ import annotations

# the order in which they are imported is the order in which help lists them
from aryk.cli import planning, rivers, borders, together, folders, exchange  # isort: skip
from aryk.cli.application import app

__all__ = ["app", "borders", "exchange", "folders", "main", "planning", "rivers", "together"]


def main() -> None:
    """Entry point of the command `aryk`."""
    import gc

    from aryk.commands.outcome import guarded

    gc.set_threshold(200_000, 20, 20)  # tables are many small objects without cycles; looking for some costs a fifth
    code = guarded(app)
    gc.freeze()  # at the end nothing needs to be looked through once more
    raise SystemExit(code)
