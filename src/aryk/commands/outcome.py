"""How a command ends: its exit code, and its faults as text or JSON."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

FINE, INVALID_INPUT, NO_PLAN, SOLVER_LIMIT, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 4, 130


def guarded(app: Callable[..., Any], arguments: list[str] | None = None) -> int:
    """Run the command line and turn every ending into an exit code."""
    import typer

    usage_error: type[Any] = next(each for each in typer.BadParameter.__mro__ if each.__name__ == "ClickException")
    words = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    as_json = "--json" in words
    try:
        code = int(app(args=words, standalone_mode=False) or FINE)
    except typer.Exit as ending:
        code = int(ending.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except usage_error as error:
        message = error.format_message()
        return told(INVALID_INPUT, "command", f"{message}\nremedy: aryk --help", as_json=as_json)
    except Exception as error:  # every other ending is sorted here
        return _sorted_out(error, as_json=as_json)
    if code == INTERRUPTED:
        return told(code, "interrupted", "Stopped by Ctrl-C. Nothing was written.", as_json=as_json)
    return code


def _sorted_out(error: Exception, *, as_json: bool) -> int:
    from aryk.case.faults import CaseError

    if isinstance(error, CaseError):
        return told(
            INVALID_INPUT, "case", str(error), as_json=as_json, faults=[asdict(fault) for fault in error.faults]
        )
    from aryk.borders.model import BorderError
    from aryk.measures.finance import FinanceError
    from aryk.planning.export import ExportError
    from aryk.planning.plan import NoPlanError
    from aryk.planning.solution_files import SolutionFileError
    from aryk.planning.solve import SolverLimitError, SolverOptionError
    from aryk.portfolio.candidates import ChoiceError
    from aryk.rivers.faults import NoAllocationError
    from aryk.runs.folder import RunFolderError
    from aryk.sharing.game import GameError

    if isinstance(error, NoAllocationError):
        return told(NO_PLAN, "no allocation", str(error), as_json=as_json)
    if isinstance(error, (SolverOptionError, ExportError)):
        return told(INVALID_INPUT, "option", str(error), as_json=as_json)
    if isinstance(error, BorderError):
        return told(INVALID_INPUT, "border", str(error), as_json=as_json)
    if isinstance(error, FinanceError):
        return told(INVALID_INPUT, "finance", str(error), as_json=as_json)
    if isinstance(error, ChoiceError):
        return told(INVALID_INPUT, "choice", str(error), as_json=as_json)
    if isinstance(error, GameError):
        return told(INVALID_INPUT, "game", str(error), as_json=as_json)
    if isinstance(error, SolutionFileError):
        return told(INVALID_INPUT, "solution", str(error), as_json=as_json)
    if isinstance(error, RunFolderError):
        return told(INVALID_INPUT, "folder", str(error), as_json=as_json)
    if isinstance(error, NoPlanError):
        return told(NO_PLAN, "no plan", str(error), as_json=as_json)
    if isinstance(error, SolverLimitError):
        return told(SOLVER_LIMIT, "solver limit", str(error), as_json=as_json)
    trace = "".join(traceback.format_exception(error))
    words = f"{trace}\nThis is a fault of Aryk, not of your case. Please report it with the lines above."
    return told(INTERNAL, "internal", words, as_json=as_json)


def told(code: int, kind: str, message: str, *, as_json: bool, faults: list[dict[str, Any]] | None = None) -> int:
    """Say why a command ended, on the error stream (JSON: on the output), and give its code back."""
    if as_json:
        print(
            json.dumps(
                {"ok": False, "code": code, "kind": kind, "message": message, **({"faults": faults} if faults else {})},
                ensure_ascii=False,
            )
        )
    else:
        print(message, file=sys.stderr)
    return code
