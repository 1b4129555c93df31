"""What is written is what is read again, to the last digit."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aryk.case.case import Case
from aryk.case.cells import parse_cell
from aryk.case.faults import Fault
from aryk.case.files import read_cells
from aryk.case.read import read_case
from aryk.case.schema import TABLES
from aryk.case.write import write_case, write_template
from aryk.runs.folder import hash_of_case

BASE = Path(__file__).parents[1] / "invalid" / "base"
NUMBERS = [
    (name, column.name)
    for name in ("stores", "links", "supplies")
    for column in TABLES[name].columns
    if column.kind == "number"
]


def assert_same(one: Case, other: Case) -> None:
    assert one.name == other.name
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(other.tables[name], frame, check_exact=True, obj=name)
    assert set(one.series_files) == set(other.series_files)
    for name, frame in one.series_files.items():
        pd.testing.assert_frame_equal(other.series_files[name], frame, check_exact=True, obj=name)
    assert hash_of_case(one) == hash_of_case(other)


@pytest.mark.parametrize("name", ["kz-kg", str(BASE)])
def test_a_written_case_is_read_as_the_same_case(name, tmp_path):
    case = read_case(name)
    write_case(case, tmp_path / "written")
    again = read_case(tmp_path / "written")
    assert_same(case, again)


@pytest.mark.parametrize("name", ["kz-kg", str(BASE)])
def test_a_case_written_twice_is_the_same_file_by_file(name, tmp_path):
    write_case(read_case(name), tmp_path / "one")
    write_case(read_case(tmp_path / "one"), tmp_path / "two")
    files = {path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()}
    assert files
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_the_fingerprint_sees_the_last_digit_of_one_cell():
    case = read_case(BASE)
    stores = case.tables["stores"].copy()
    stores["capacity"] = np.nextafter(stores["capacity"], np.inf)
    assert hash_of_case(case.with_tables({"stores": stores})) != hash_of_case(case)


@pytest.fixture(scope="module")
def base() -> Case:
    return read_case(BASE)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.sampled_from(NUMBERS),
    value=st.floats(0, allow_infinity=False, allow_nan=False, allow_subnormal=True),
    title=st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), max_size=20),
)
def test_every_number_and_text_survives_writing(base, place, value, title, tmp_path_factory):
    name, column = place
    declared = TABLES[name].by_name[column]
    value = min(max(value, declared.minimum or 0.0), 1e300 if declared.maximum is None else declared.maximum)
    frame = base.tables[name].copy()
    frame[column] = value
    frame["note"] = title
    folder = tmp_path_factory.mktemp("case") / "written"
    write_case(base.with_tables({name: frame}), folder)
    faults: list[Fault] = []
    written = read_cells(folder / f"{name}.csv", f"{name}.csv", faults)
    assert written is not None
    assert not faults
    at = written.header.index(column)
    assert {parse_cell(declared, row[at]) for row in written.rows} == {value}
    if title:
        at = written.header.index("note")
        assert {row[at] for row in written.rows} == {title}


def test_a_folder_that_is_not_empty_is_left_alone(base, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="nothing was written"):
        write_case(base, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_template_holds_every_table_with_every_column(tmp_path):
    written = write_template(tmp_path / "new")
    assert {path.stem for path in written} == {*TABLES, "README"}
    for name, table in TABLES.items():
        header = (tmp_path / "new" / f"{name}.csv").read_text().strip()
        assert header == ",".join(column.name for column in table.columns)
