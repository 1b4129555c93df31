"""The report of a run as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aryk.runs.run import Run


def write_report(done: Run, record: dict[str, Any], path: Path) -> None:
    """Write the report."""
    path.write_text(f"<title>{record['title']}</title>", encoding="utf-8")
