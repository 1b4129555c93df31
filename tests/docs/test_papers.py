"""README and docs are current, lead somewhere, and say nothing of the place where they were written."""

from __future__ import annotations

import importlib.util
import re
import sys

import pytest

from tests.docs.pages import PAGES, ROOT

FRAGMENT = re.compile(r"\d{4}-[a-z0-9-]+\.(added|changed|fixed|removed)\.md")
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")
FOREIGN = re.compile(r"/(?:home|root|tmp|work|Users)/|localhost|pypi\.|proxy\.|\bC:\\\\", re.IGNORECASE)


def tool(name):
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.pop(0)


def test_generated_parts_are_current():
    stale = [path.name for path, text in tool("tables").pages().items() if path.read_text(encoding="utf-8") != text]
    assert not stale, f"{stale}: python tools/tables.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_a_page_lead_somewhere(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = [match[1] for match in LINK.finditer(text) if "://" not in match[1]]
    lost = [target for target in targets if not (page.parent / target).exists()]
    assert not lost


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_names_no_place_of_its_making(page):
    assert not FOREIGN.search(page.read_text(encoding="utf-8"))


def test_every_page_can_be_reached_from_the_index():
    docs = ROOT / "docs"
    seen, ahead = set(), [docs / "index.md"]
    while ahead:
        page = ahead.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        ahead += [(page.parent / match[1]).resolve() for match in LINK.finditer(page.read_text(encoding="utf-8"))]
    assert set(docs.rglob("*.md")) <= seen


def test_every_decision_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    assert numbers
    assert len(numbers) == len(set(numbers))


def test_change_fragments_are_named_as_their_guide_says():
    names = [path.name for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md"]
    assert all(FRAGMENT.fullmatch(name) for name in names)


def test_citation_names_version_and_licence_of_the_package():
    import aryk

    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    cells = dict(re.findall(r"^([a-z-]+): *\"?(.*?)\"?$", text, flags=re.MULTILINE))
    assert cells["cff-version"] == "1.2.0"
    assert cells["version"] == aryk.__version__
    assert cells["license"] == "MIT"
    assert {"message", "title", "authors", "type"} <= cells.keys()
