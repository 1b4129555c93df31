"""Every command and every snippet of README and docs does what the page says.

The blocks of a page run in order in one empty folder. Runs of kz-kg take long: of them only the command and its
options are checked. To write what really came into the pages: ARYK_ACCEPT_DOCS=1 pytest tests/docs/test_docs.py,
then read the difference.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer.main

from aryk.cli import app
from aryk.commands.outcome import guarded
from tests.docs.pages import PAGES, ROOT, Block, agrees, blocks, steps

SHELL = {"ls", "cat", "cp", "mkdir", "head"}
PROGRESS = re.compile(r"^\[ *\d+\.\d s\] .*$")
WITH_BLOCKS = [page for page in PAGES if any(block.language in ("console", "python") for block in blocks(page))]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_does_what_it_shows(page, tmp_path, monkeypatch, kept):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["aryk"])
    names: dict[str, object] = {}
    wrong: list[str] = []
    text = page.read_text(encoding="utf-8")
    for block in blocks(page):
        match block.language:
            case "csv" if block.file:
                Path(block.file).parent.mkdir(parents=True, exist_ok=True)
                Path(block.file).write_text(block.text, encoding="utf-8")
            case "console":
                new = console(block, wrong, kept)
                text = text.replace(f"```console\n{block.text}```", f"```console\n{new}```")
            case "python":
                python(block, page, names)
    if wrong and os.environ.get("ARYK_ACCEPT_DOCS"):
        page.write_text(text, encoding="utf-8")
    assert not wrong, "\n\n".join(wrong)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Run folders and output of commands that several pages begin with."""
    return Kept(tmp_path_factory.mktemp("kept"))


class Kept:
    """Runs of the bundled case `tiny` that were made already, by their command without --out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: dict[str, list[str]] = {}

    def run(self, words: list[str]) -> tuple[int, list[str]]:
        """Run a command, or copy the folder of the same command before."""
        if words[:2] != ["run", "tiny"] or words[-2] != "--out" or any("--export" in word for word in words):
            return run_aryk(words)
        out, name = Path(words[-1]), "_".join(words[2:-2]) or "base"
        if name in self.lines:
            shutil.copytree(self.folder / name, out)
            return 0, [line.replace("FOLDER", str(out)) for line in self.lines[name]]
        code, lines = run_aryk(words)
        if code == 0:
            shutil.copytree(out, self.folder / name)
            self.lines[name] = [line.replace(str(out), "FOLDER") for line in lines]
        return code, lines


def console(block: Block, wrong: list[str], kept: Kept) -> str:
    """Run the commands of a block; its text with what really came."""
    lines: list[str] = []
    code = 0
    for step in steps(block):
        lines.append(f"$ {step.command}")
        words = shlex.split(step.command)
        if step.command == "echo $?":
            came = [str(code)]
        elif words[0] == "aryk":
            check_options(words[1:])
            if "kz-kg" in step.command:
                lines += step.shown
                continue
            code, came = kept.run(words[1:])
        elif words[0] in SHELL:
            done = subprocess.run(words, capture_output=True, text=True, check=True)
            code, came = 0, done.stdout.splitlines()
        else:
            check_elsewhere(words)
            lines += step.shown
            continue
        if agrees(step.shown, came, loose=block.loose):
            lines += step.shown
        else:
            lines += came
            wrong.append("\n".join([f"line {block.line}: $ {step.command}", "came:", *came]))
    return "\n".join(lines) + "\n"


def run_aryk(words: list[str]) -> tuple[int, list[str]]:
    """Exit code and lines of a command, without progress."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = guarded(app, words)
    lines = [line for line in out.getvalue().splitlines() if not PROGRESS.match(line)]
    while lines and not lines[-1]:
        lines.pop()
    return code, lines


def check_options(words: list[str]) -> None:
    """A command that is not run must at least be there, with its options."""
    if words[0] == "--help":
        return
    assert words[0] in COMMANDS, f"aryk {words[0]} is no command"
    command = COMMANDS[words[0]]
    command = command.commands[words[1]] if hasattr(command, "commands") else command
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    used = {word.split("=")[0] for word in words[1:] if word.startswith("--")}
    assert used <= known, f"aryk {words[0]} has no {sorted(used - known)}"


def check_elsewhere(words: list[str]) -> None:
    """`make TARGET` and `python FILE` name what is there."""
    place = [word for word in words if "=" not in word]
    if place[0] == "make":
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in place[1:]), words
    elif place[0] in ("python", ".venv/bin/python", ".venv/bin/pytest"):
        assert all((ROOT / word.split("::")[0]).exists() for word in place[1:] if "/" in word), words
    else:
        assert place[0] in ("git", "cd", ".venv/bin/aryk"), f"{words}: no test knows this command"


def python(block: Block, page: Path, names: dict[str, object]) -> None:
    """Run a snippet: examples with their output, or statements that must not fail."""
    where = f"{page.name}:{block.line}"
    if ">>>" in block.text:
        test = doctest.DocTestParser().get_doctest(block.text, names, where, str(page), block.line)
        report = io.StringIO()
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        runner.run(test, out=report.write, clear_globs=False)
        names.update(test.globs)
        assert not runner.failures, report.getvalue()
    else:
        code = compile(block.text, where, "exec")
        if "kz-kg" not in block.text:
            exec(code, names)
