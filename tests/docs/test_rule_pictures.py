"""Every rule of rivers and borders has its formula and its picture, and each picture is what a run gives."""

from __future__ import annotations

import ast
import importlib
import re
import sys

import numpy as np
import pytest

from aryk.case.read import read_case
from aryk.case.schema import TABLES
from aryk.case.schema.column import ACTIVE, EVIDENCE, GROUPS, TITLE
from aryk.case.schema.river import RULE_KINDS
from tests.docs.pages import ROOT

DOCS = ROOT / "docs"
WRITTEN = re.compile(r"^Written in: (.*?)\.$", re.MULTILINE | re.DOTALL)
PICTURE = re.compile(r"^!\[[^\]]+\]\((?:\.\./)+figures/rules/([\w-]+)\.svg\)$", re.MULTILINE)
RIVER = (
    *("nodes", "supplies", "demands", "tiers", "stores", "links", "processes", "flows", "limits", "limit_terms"),
    *("rules", "rule_terms", "rule_uses", "members", "accounts", "account_terms", "outlooks", "outlook_terms"),
    *("crops", "crop_stages", "crop_areas", "scenario_factors", "fit_parameters"),
)
BORDER = (
    *("crossings", "passages", "chain_stages", "chain_shares", "truck_classes", "truck_mixes", "truck_flows"),
    *("detours", "shifts", "bookings", "regimes", "regime_days"),
)
PLAIN = {each.name for each in (*EVIDENCE, TITLE, GROUPS, ACTIVE)} | {
    "party",
    "side",
    "agreement",
    "carrier",
    "latitude",
    "longitude",
}
"""Columns that say where a row belongs, and bind nothing."""
OF_PLANS = {
    "nodes": {"step"},
    "supplies": {"technology", "fuel"},
    "stores": {"final", "final_minimum"},
    "links": {
        *("kind", "length", "voltage", "reactance", "phase_shift", "phase_course", "resistance", "loss_segments"),
        *("secured", "emergency"),
    },
    "processes": {"minimum_share", "cost_rise", "step", "technology", "fuel"},
    "flows": {"lag"},
}
"""Columns that a river run does not read."""
ELSEWHERE = {"lag", "step", "kind", "length"}
"""Names among them that river runs read of other tables."""


def scripts():
    """The script that makes the pictures, as a module."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return importlib.import_module("rule_pictures")
    finally:
        sys.path.pop(0)


MAKER = scripts()


@pytest.mark.parametrize("make", MAKER.DRAWN, ids=lambda make: make.__name__)
def test_picture_is_what_its_case_gives_and_its_formula_holds(make):
    picture = make()
    assert picture.held or picture.near
    for name, (run, formula) in picture.held.items():
        assert len(run)
        np.testing.assert_allclose(run, formula, rtol=1e-6, atol=1e-7, err_msg=f"{picture.rule}: {name}")
    for name, (mean, exact, error) in picture.near.items():
        assert (np.abs(mean - exact) <= 4.0 * error + 1e-12).all(), f"{picture.rule}: {name}"
        assert (error <= 0.2 * np.abs(exact) + 1e-3).all(), "too uncertain to prove anything"
    stale = "python tools/rule_pictures.py"
    assert (MAKER.FIGURES / f"{picture.rule}.svg").read_text(encoding="utf-8") == picture.text, stale
    page = (DOCS / picture.page).read_text(encoding="utf-8")
    assert MAKER.filled(page, {picture.rule: MAKER.part(make, picture)}, MAKER.MAKER) == page, stale


def test_no_picture_is_left_over_and_none_is_missing():
    shown = {name for page in DOCS.rglob("*.md") for name in PICTURE.findall(page.read_text(encoding="utf-8"))}
    assert shown == {path.stem for path in MAKER.FIGURES.glob("*.svg")}
    assert all(path.stat().st_size < 20_000 for path in MAKER.FIGURES.glob("*.svg"))


@pytest.mark.parametrize("folder", sorted((DOCS / "cases").glob("*/")), ids=lambda folder: folder.name)
def test_small_case_is_shown_on_a_page(folder):
    pages = [page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md")]
    assert any(f"cases/{folder.name})" in page for page in pages)
    assert read_case(folder).settings["title"]


def explained():
    """Columns named by sections that have both a formula and a picture, and the sections that lack one."""
    columns, poor = set(), []
    for page in DOCS.rglob("*.md"):
        for section in re.split(r"^##+ ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            written = WRITTEN.findall(section)
            formula = re.search(r"^```text\n[^$]|^    \S", section, re.MULTILINE)
            if not written:
                continue
            if formula and PICTURE.search(section):
                columns |= {name for each in written for name in re.findall(r"`(\w+\.\w+)`", each)}
            else:
                poor.append(f"{page.name}: {section.splitlines()[0]}")
    return columns, poor


def test_every_section_about_a_rule_has_a_formula_and_a_picture():
    assert not explained()[1]


def test_every_column_that_binds_is_explained():
    known = {
        f"{table}.{column.name}"
        for table in (*RIVER, *BORDER)
        for column in TABLES[table].columns
        if column.name not in PLAIN | OF_PLANS.get(table, set()) and column.kind != "id"
    }
    owners = {name for name in known if name.split(".")[1] in {table.id for table in TABLES.values()}}
    told = explained()[0]
    assert not sorted(known - owners - told), "rules without formula and picture"
    assert not sorted(told - {f"{name}.{each.name}" for name, table in TABLES.items() for each in table.columns})


def test_kinds_of_rules_are_all_in_the_manual():
    section = (
        (DOCS / "how-to/river-rules.md").read_text(encoding="utf-8").split("## Kinds of rules")[1].split("\n## ")[0]
    )
    assert not [kind for kind in RULE_KINDS if not re.search(rf"\b{kind}\b", section)]


def test_columns_said_to_be_of_plans_are_read_by_no_river():
    read = set()
    for path in (ROOT / "src/aryk/rivers").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                read.add(node.slice.value)
    assert "loss_return" in read
    assert not read & (set.union(*OF_PLANS.values()) - ELSEWHERE)


def test_every_column_that_river_code_reads_is_explained():
    """Read off the code itself: what rows are asked for, and numbers that rules may set."""
    told = {name.split(".")[1] for name in explained()[0]}
    known = (
        {column.name for table in RIVER for column in TABLES[table].columns}
        - PLAIN
        - {table.id for table in TABLES.values()}
    )
    read = set()
    for path in (ROOT / "src/aryk/rivers").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                read.add(node.slice.value)
    assert not (read & known) - told - ELSEWHERE
