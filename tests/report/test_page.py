"""The report as a file: one piece, well formed, safe, complete."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from aryk.report.report import write_report
from aryk.runs.run import record_of, run
from tests.report.conftest import ALL, NASTY, WATER

VOID = {"meta", "br", "img", "input", "hr", "link"}
LOADS = {"src", "href", "xlink:href", "srcset", "poster", "action", "formaction", "data", "background", "manifest"}


class Reader(HTMLParser):
    """Collects what a browser would see, and complains where tags do not pair."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.fixture(params=["water", "all", "typical"])
def html(request, small, tmp_path):
    text = {"water": WATER, "all": ALL}.get(request.param, ALL)
    if request.param == "typical":
        text += (
            "\n== case\ncase,title,money,money_year,start,end,chronology\n"
            "small,Small,USD,2024,2024-01-01,2024-02-29,typical-days\n"
        )
    done = run(small(text))
    write_report(done, record_of(done), tmp_path / "report.html")
    return (tmp_path / "report.html").read_text(encoding="utf-8")


def test_report_loads_nothing_from_anywhere(html):
    for tag, attributes in read(html).tags:
        assert tag not in {"link", "iframe", "object", "embed", "base", "image", "use"}
        for name, value in attributes.items():
            assert name not in LOADS or (value or "").startswith("#"), (tag, name, value)
    assert not re.search(r"url\(|@import|\bfetch\(|XMLHttpRequest|import\(", html)


def test_tags_pair_and_ids_are_unique_and_every_entry_of_contents_leads_somewhere(html):
    reader = read(html)
    assert not reader.faults
    assert not reader.open
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [attributes["href"][1:] for tag, attributes in reader.tags if tag == "a"]
    assert targets
    assert set(targets) <= set(ids)


def test_every_drawing_has_a_title_in_words_and_finite_coordinates(html):
    drawings = [attributes for tag, attributes in read(html).tags if tag == "svg" and attributes.get("role") == "img"]
    assert drawings
    for attributes in drawings:
        assert len(attributes["aria-label"]) > 10
    assert not re.search(r'\s(?:[xyr]|x1|x2|y1|y2|cx|cy|width|height|d|points)="[^"]*(?:nan|inf)', html)


def test_every_section_is_there(small, tmp_path):
    done = run(small(ALL))
    write_report(done, record_of(done), tmp_path / "report.html")
    sections = [
        attributes["id"] for tag, attributes in read((tmp_path / "report.html").read_text()).tags if tag == "section"
    ]
    assert sections == [
        "summary",
        "map",
        "system-water",
        "system-power",
        "system-goods",
        "hindcast",
        "commitments",
        "binding",
        "sources",
    ]


def test_words_of_a_case_never_become_markup(small, tmp_path):
    done = run(small(ALL))
    write_report(done, record_of(done), tmp_path / "report.html")
    reader = read((tmp_path / "report.html").read_text())
    assert sum(tag == "script" for tag, _ in reader.tags) == 1
    assert any(NASTY in words for words in reader.words)


def test_a_case_of_water_alone_without_coordinates_or_observations_has_its_report(small, tmp_path):
    done = run(small(WATER))
    write_report(done, record_of(done), tmp_path / "report.html")
    html = (tmp_path / "report.html").read_text()
    assert "No node of this case has coordinates" in html
    assert "No observation of the case falls in this horizon" in html
    assert "The case keeps no register of agreements" in html
    assert 'id="system-power"' not in html
    assert "The lake: content" in html


def test_zero_absent_and_not_in_this_run_are_told_apart(small, tmp_path):
    done = run(small(ALL))
    write_report(done, record_of(done), tmp_path / "report.html")
    html = (tmp_path / "report.html").read_text()
    july = html[html.index("Water given to B in July") :][:200]
    assert "not in this run" in july
    bread = re.search(r"<td>Road</td>.*?</tr>", html, re.S)
    assert bread is not None
    assert 'title="not in this run"' not in bread[0]


def test_nodes_without_coordinates_are_counted(small, tmp_path):
    done = run(small(ALL))
    write_report(done, record_of(done), tmp_path / "report.html")
    assert "without coordinates and left out: 1" in (tmp_path / "report.html").read_text()


def test_an_observation_stands_as_a_dot_in_the_chart_of_its_store(small, tmp_path):
    done = run(small(ALL))
    write_report(done, record_of(done), tmp_path / "report.html")
    html = (tmp_path / "report.html").read_text()
    assert re.search(r"<circle[^>]*><title>The lake was seen: 0\.7\xa0hm3</title>", html)


def test_what_the_run_gets_wrong_is_said_plainly(small, tmp_path):
    done = run(small(ALL))
    assert list(done.hindcast["verdict"]) == ["off"]
    write_report(done, record_of(done), tmp_path / "report.html")
    assert "Where the run is wrong: 1 of 1 observations" in (tmp_path / "report.html").read_text()


def test_writing_again_gives_the_same_text(small, tmp_path):
    done = run(small(ALL))
    record = record_of(done)
    write_report(done, record, tmp_path / "one.html")
    write_report(done, record, tmp_path / "two.html")
    assert (tmp_path / "one.html").read_text() == (tmp_path / "two.html").read_text()
