"""Each wrong case is refused with exactly the message that is written down beside it."""

import shutil
from pathlib import Path

import pytest

from aryk.case.faults import CaseError
from aryk.case.read import read_case
from aryk.cli import app
from aryk.commands.check import check_scenarios
from aryk.commands.outcome import FINE, INVALID_INPUT, guarded

HERE = Path(__file__).parent
BASE = HERE / "base"
EXPECTED = "expected.txt"
REMOVE = ".remove"
WRONG = sorted(each.name for each in HERE.iterdir() if (each / EXPECTED).is_file())


def laid_over(folder: Path, name: str = "") -> Path:
    """A copy of the base case with the files of a wrong case laid over it."""
    case = folder / "valley"
    shutil.copytree(BASE, case)
    changes = (path for path in sorted((HERE / name).rglob("*")) if name and path.is_file() and path.name != EXPECTED)
    for path in changes:
        target = case / path.relative_to(HERE / name)
        if path.name.endswith(REMOVE):
            target.with_name(path.name.removesuffix(REMOVE)).unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return case


def expected(name: str) -> str:
    return (HERE / name / EXPECTED).read_text(encoding="utf-8").removesuffix("\n")


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_base_has_no_faults(tmp_path, capsys):
    case = laid_over(tmp_path)
    check_scenarios(read_case(case))
    assert guarded(app, ["check", str(case)]) == FINE
    assert "valley: no faults" in capsys.readouterr().out


@pytest.mark.parametrize("name", WRONG)
def test_wrong_case_is_refused_with_its_message(name, tmp_path):
    case = laid_over(tmp_path, name)
    with pytest.raises(CaseError) as caught:
        check_scenarios(read_case(case))
    assert str(caught.value) == expected(name)
    told = caught.value.faults
    assert told == tuple(sorted(set(told)))
    for fault in told:
        assert fault.remedy
        assert "nan" not in str(fault).split()
        file = case / fault.file
        lines = file.read_bytes().count(b"\n") + 1 if file.is_file() else 0
        assert fault.row <= lines, "points behind the end of the file"


@pytest.mark.parametrize("name", WRONG)
def test_check_prints_the_message_exits_with_1_and_writes_nothing(name, tmp_path, capsys, monkeypatch):
    case = laid_over(tmp_path, name)
    monkeypatch.chdir(tmp_path)
    before = contents(tmp_path)
    code = guarded(app, ["check", str(case)])
    printed = capsys.readouterr()
    assert (code, printed.out, printed.err) == (INVALID_INPUT, "", expected(name) + "\n")
    assert contents(tmp_path) == before


def test_there_are_wrong_cases_and_each_folder_says_what_is_expected():
    folders = {each.name for each in HERE.iterdir() if each.is_dir() and not each.name.startswith("__")}
    assert folders - {"base"} == set(WRONG)
    assert len(WRONG) >= 45


def test_a_folder_that_is_not_there_is_told_with_the_bundled_cases(tmp_path, capsys):
    assert guarded(app, ["check", "kz-kq"]) == INVALID_INPUT
    printed = capsys.readouterr().err
    assert printed.startswith("1 fault in the case:\nkz-kq: there is no case of this name\n")
    assert printed.endswith("remedy:  did you mean kz-kg?\n")


def test_a_gap_that_is_declared_is_no_fault(tmp_path):
    case = laid_over(tmp_path, "series-gap-not-declared")
    table = case / "series.csv"
    table.write_text(table.read_text().replace("load-town,share,load.csv,,", "load-town,share,load.csv,,interpolate"))
    check_scenarios(read_case(case))


def test_each_fault_is_told_once_though_two_scenarios_use_a_broken_measure(tmp_path):
    with pytest.raises(CaseError) as caught:
        check_scenarios(read_case(laid_over(tmp_path, "scenario-of-a-broken-measure")))
    assert len(caught.value.faults) == 1


def test_tables_in_units_of_their_own_are_the_same_case(tmp_path):
    plain = read_case(laid_over(tmp_path / "plain"))
    case = laid_over(tmp_path / "units")
    for name, old, new in (
        ("stores.csv", "capacity,minimum", "capacity [km3],minimum"),
        ("stores.csv", "lake,lake,1500,200", "lake,lake,1.5,200"),
        ("measures.csv", "capital,upkeep", "capital [USD],upkeep [million USD/year]"),
        ("measures.csv", "12,200000,", "12000000,0.2,"),
        ("links.csv", "loss", "loss [%]"),
        ("links.csv", "0.02", "2"),
        ("links.csv", "repair,0.03", "repair,3"),
        ("payments.csv", "price", "price [USD/kWh]"),
        ("payments.csv", "line,45", "line,0.045"),
    ):
        path = case / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
    converted = read_case(case)
    for name, frame in plain.tables.items():
        assert converted.tables[name].equals(frame), name
