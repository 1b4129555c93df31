"""Print what the tests need, from the `test` group of pyproject.toml (older pip cannot read groups)."""

import tomllib
from pathlib import Path

project = tomllib.loads(Path(__file__).parent.parent.joinpath("pyproject.toml").read_text(encoding="utf-8"))
print(" ".join(project["dependency-groups"]["test"]))
