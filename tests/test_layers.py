"""Imports point one way: case <- words, results <- planning <- measures <- sharing, runs <- report <- commands."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import aryk

ROOT = Path(aryk.__file__).parent
SEES = {
    "case": set(),
    "words": {"case"},
    "results": {"case"},
    "planning": {"case", "results"},
    "kernels": set(),
    "rivers": {"case", "kernels", "results"},
    "borders": {"case", "kernels", "results"},
    "measures": {"case", "results", "planning"},
    "sharing": {"case", "results", "planning", "measures"},
    "portfolio": {"case", "results", "planning", "measures"},
    "runs": {"case", "words", "borders", "results", "planning", "measures"},
    "report": {"case", "words", "borders", "results", "planning", "measures", "portfolio", "runs", "sharing"},
    "exchange": {"case"},
    "desk": {"case", "words", "results", "measures", "rivers", "runs", "report"},
    "policies": {"case", "desk", "results", "planning", "measures", "rivers"},
    "commands": {
        "case",
        "words",
        "desk",
        "policies",
        "borders",
        "results",
        "planning",
        "measures",
        "portfolio",
        "runs",
        "report",
        "api",
        "exchange",
        "rivers",
        "sharing",
    },
    "api": {"case", "borders", "results", "planning", "measures", "portfolio", "rivers", "sharing"},
    "cli": {"commands"},
    "__init__": {"case", "borders", "planning", "rivers", "runs", "sharing", "portfolio", "api"},
}
ALLOWED_BACK = {("runs", "report")}
"""The pipeline ends by writing the report; it asks for it by name at the last moment."""


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[0] if len(parts) > 1 else path.stem


def imports_of(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules = []
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            modules = [node.module]
        elif isinstance(node, ast.Import):
            modules = [each.name for each in node.names]
        rooms |= {module.split(".")[1] for module in modules if module.startswith("aryk.")}
    return rooms


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path):
    room = room_of(path)
    assert room in SEES, f"{path} stands in no room of the house"
    strangers = {
        other for other in imports_of(path) - {room} if other not in SEES[room] and (room, other) not in ALLOWED_BACK
    }
    assert not strangers, f"{room} must not see {sorted(strangers)}"
