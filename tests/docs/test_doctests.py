"""Every example in a docstring of Aryk gives what it shows."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import aryk

MODULES = sorted(each.name for each in pkgutil.walk_packages(aryk.__path__, "aryk."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_docstrings_run(name):
    found = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert not found.failed


def test_some_module_has_examples():
    finder = doctest.DocTestFinder()
    assert sum(bool(test.examples) for name in MODULES for test in finder.find(import_module(name))) > 5
