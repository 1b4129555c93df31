"""Accounts in debt: paid back out of the entitlement of later steps, by a rate or by a day; what lapses."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aryk.rivers.debts import parts_by_day
from aryk.rivers.past import past_of
from aryk.rivers.run import simulate_river
from aryk.rivers.told.limits import accounts_of
from tests.rivers.cases import river_case
from tests.rivers.test_past import on_from, same
from tests.rivers.test_river import HM3, nodes, value

DAYS = 90
WANTED = 8.0


def valley(account, flow=None, share=0.5, step="day", **more):
    """A river of `flow` (10) m3/s of which a canal, worth more than the sea, wants 8 and is entitled to a share."""
    flow = np.full(DAYS, 10.0) if flow is None else np.asarray(flow, dtype=float)
    return river_case(
        step=step,
        end=str((pd.Timestamp("2021-01-01") + pd.Timedelta(days=len(flow) - 1)).date()),
        series={"flow": flow},
        nodes=nodes("fork", "field"),
        supplies=[{"supply": "river", "node": "fork", "kind": "given", "capacity": 1.0, "available": "flow"}],
        links=[
            {"link": "canal", "from_node": "fork", "to_node": "field"},
            {"link": "rest", "from_node": "fork", "to_node": "sea"},
        ],
        demands=[{"demand": "field", "node": "field", "level": WANTED, "tiers": "dear"}],
        tiers=[{"tiers": "dear", "tier": 1, "share": 1.0, "value": 9.0}],
        accounts=[{"account": "share", "carrier": "water", "initial": 0.0, **account}],
        account_terms=[
            {"account": "share", "table": "links", "row": "canal", "coefficient": 1.0},
            {"account": "share", "table": "supplies", "row": "river", "coefficient": -share},
        ],
        **more,
    )


def canal(run):
    return value(run, "links", "canal", "flow")


def balance(run):
    return value(run, "accounts", "share", "level") / HM3


def test_debt_is_withheld_at_its_rate_from_the_next_day_on():
    """Entitled to 5 m3/s, 8 are drawn: 3 days' m3/s are owed. At 2 a day: 5 - 2 on day 2, 5 - 1 on day 3, then anew."""
    run = simulate_river(valley({"minimum": -9 * HM3, "repay_rate": 2.0}))
    assert canal(run) == pytest.approx(np.tile([8.0, 3.0, 4.0], 30))
    assert balance(run) == pytest.approx(np.tile([-3.0, -1.0, 0.0], 30), abs=1e-9)
    assert value(run, "links", "rest", "flow") == pytest.approx(np.tile([2.0, 7.0, 6.0], 30))
    assert value(run, "accounts", "share", "due") == pytest.approx(np.tile([0.0, 2.0, 1.0], 30), abs=1e-9)


def test_debt_grows_to_its_limit_and_is_paid_back_by_the_day_in_even_parts():
    """3 m3/s are owed more each day, at most 60; in February 60 / 28 of the 5 m3/s are withheld each day."""
    account = {"minimum": -60 * HM3, "repay_from": "02-01", "repay_by": "02-28"}
    run = simulate_river(valley(account))
    flow, stands = canal(run), balance(run)
    assert flow[:20] == pytest.approx(8.0)
    assert flow[20:31] == pytest.approx(5.0)
    assert flow[31:59] == pytest.approx(5.0 - 60.0 / 28.0)
    assert stands[30] == pytest.approx(-60.0)
    assert stands[58] == pytest.approx(0.0, abs=1e-9)
    assert flow[59] == pytest.approx(8.0)


def test_what_the_entitlement_does_not_cover_stays_owed():
    """The river falls to 1 m3/s after a day: all 0.5 are withheld, 1.5 of the 2 stay unpaid and owed."""
    flow = np.concatenate([[10.0], np.ones(19)])
    run = simulate_river(valley({"minimum": -9 * HM3, "repay_rate": 2.0}, flow))
    assert canal(run)[:6] == pytest.approx([8.0, 0.0, 0.0, 0.0, 0.0, 0.0], abs=1e-9)
    assert balance(run)[:7] == pytest.approx([-3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0], abs=1e-9)
    assert value(run, "accounts", "share", "unpaid")[:4] == pytest.approx([0.0, 1.5, 1.5, 1.5], abs=1e-9)
    assert not run.forced


def test_penalty_lets_water_that_is_worth_more_pass_though_it_is_owed():
    """At a penalty below the worth of the field nothing is withheld, and debt goes beyond its limit; above it is."""
    account = {"minimum": -9 * HM3, "repay_rate": 2.0}
    cheap = simulate_river(valley({**account, "penalty": 4.0}))
    assert canal(cheap) == pytest.approx(8.0)
    told = accounts_of(cheap).iloc[0]
    assert (told["end"], told["drawn"]) == pytest.approx((-270 * HM3, 270 * HM3))
    dear = simulate_river(valley({**account, "penalty": 40.0}))
    assert canal(dear) == pytest.approx(np.tile([8.0, 3.0, 4.0], 30))


def test_credit_lapses_beyond_the_capacity():
    """The field wants 1 m3/s until day 30, so 4 a day are left; 40 are kept, the rest lapses; then 3 are drawn."""
    need = np.where(np.arange(DAYS) < 30, 0.125, 1.0)
    case = valley({"capacity": 40 * HM3, "minimum": 0.0, "beyond": "lapse"})
    case = case.with_tables({"demands": case.tables["demands"].assign(profile="need")})
    files = {"series.csv": case.series_files["series.csv"].assign(need=need)}
    series = pd.concat([case.tables["series"], case.tables["series"].assign(series="need")], ignore_index=True)
    case = case.with_tables({"series": series})
    object.__setattr__(case, "series_files", files)
    run = simulate_river(case)
    assert balance(run)[:30] == pytest.approx(np.minimum(4.0 * np.arange(1, 31), 40.0))
    assert value(run, "accounts", "share", "lapsed")[:30] == pytest.approx(
        np.where(np.arange(30) < 10, 0.0, 4.0), abs=1e-9
    )
    assert canal(run)[30:45] == pytest.approx([8.0] * 13 + [6.0, 5.0])


def test_credit_goes_on_to_its_limit_and_debt_in_full():
    """Half of 31 x 4 goes on, at most 40; of debt all. What does not go on lapses."""
    anew = {"renewal": "year", "renewed_to": "initial", "from_day": "02-01", "carry_over": 0.5, "debt_over": 1.0}
    thrifty = valley({**anew, "carry_most": 40 * HM3})
    thrifty = thrifty.with_tables({"demands": thrifty.tables["demands"].assign(level=1.0)})
    run = simulate_river(thrifty)
    assert balance(run)[30:32] == pytest.approx([124.0, 44.0])
    told = accounts_of(run).iloc[0]
    assert told["lapsed"] == pytest.approx(84.0 * HM3)
    assert told["end"] == pytest.approx((40.0 + 59 * 4.0) * HM3)
    deep = simulate_river(valley({**anew, "minimum": -400 * HM3}))
    assert balance(deep)[30:32] == pytest.approx([-93.0, -96.0])
    half = simulate_river(valley({**anew, "minimum": -400 * HM3, "debt_over": 0.5}))
    assert balance(half)[30:32] == pytest.approx([-93.0, -49.5])
    assert accounts_of(half).iloc[0]["forgiven"] == pytest.approx(46.5 * HM3)


@pytest.mark.parametrize("step", ["day", "pentad", "dekad", "month"])
def test_parts_of_a_debt_pay_all_of_it_by_the_day_on_every_clock(step):
    """What is left after the parts of a window is nothing, whatever the steps; nothing is paid outside of it."""
    from aryk.case.calendar import Calendar

    clock = Calendar("2023-07-01", "2024-06-30", step).clocks[step]
    part = parts_by_day(clock, "11-16", "02-29")
    left = np.cumprod(1.0 - part)
    inside = (clock.start < "2024-03-01") & (clock.start + pd.to_timedelta(clock.hours, "h") > "2023-11-16")
    assert (part[~inside] == 0.0).all()
    assert (part[inside] > 0.0).all()
    assert left[inside][-1] == 0.0
    assert np.diff(left[inside]).max() <= 0.0


def by_hand(account, flow, share, wanted=WANTED):
    """The same account day by day, without a programme: what is drawn, and the balance after each day."""
    days = pd.date_range("2021-01-01", periods=len(flow))
    size, least = account.get("capacity", math.inf) / HM3, account["minimum"] / HM3
    stands, drawn, levels = 0.0, [], []
    for day, river in zip(days, flow, strict=True):
        if account.get("renewal") == "year" and day.strftime("%m-%d") == account["from_day"] and day > days[0]:
            credit, debt = max(stands, 0.0), max(-stands, 0.0)
            kept = min(account["carry_over"] * credit, account.get("carry_most", math.inf) / HM3)
            stands = kept - account.get("debt_over", account["carry_over"]) * debt
        entitled, owed = share * river, max(-stands, 0.0)
        most = entitled + max(stands - least, 0.0)
        if "repay_by" in account:
            last = pd.Timestamp(f"2021-{account['repay_by']}")
            last = last if last >= day else last + pd.DateOffset(years=1)
            first = pd.Timestamp(f"{last.year}-{account.get('repay_from', '01-01')}")
            begun = "repay_from" not in account or first <= day
            if owed > 1e-9 and begun:
                most = max(entitled - owed / ((last - day).days + 1), 0.0)
        elif owed > 1e-9 and "repay_rate" in account:
            most = max(entitled - min(account["repay_rate"], owed), 0.0)
        taken = min(wanted, river, most)
        stands = stands + entitled - taken
        if account.get("beyond") == "lapse":
            stands = min(stands, size)
        drawn.append(taken)
        levels.append(stands)
    return np.array(drawn), np.array(levels)


repaying = st.one_of(
    st.fixed_dictionaries({"repay_rate": st.floats(0.1, 6.0)}),
    st.fixed_dictionaries({"repay_by": st.sampled_from(["02-10", "03-15", "12-31"])}),
    st.fixed_dictionaries({"repay_by": st.just("03-15"), "repay_from": st.sampled_from(["01-20", "02-25"])}),
    st.just({}),
)
anew = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {
            "renewal": st.just("year"),
            "renewed_to": st.just("initial"),
            "from_day": st.sampled_from(["01-21", "02-15"]),
            "carry_over": st.sampled_from([0.0, 0.4, 1.0]),
            "carry_most": st.floats(0.0, 5.0),
            "debt_over": st.sampled_from([0.0, 0.6, 1.0]),
        }
    ),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    flow=st.lists(st.floats(0.0, 20.0), min_size=20, max_size=80),
    share=st.sampled_from([0.2, 0.42, 0.5, 0.9]),
    debt=st.floats(0.0, 8.0),
    size=st.floats(0.5, 8.0),
    paid=repaying,
    begins=anew,
)
def test_account_is_that_of_the_books_and_closes(flow, share, debt, size, paid, begins):
    """Draws and balances are those kept by hand; entitled - delivered = carried + lapsed - forgiven."""
    account = {"minimum": -debt, "capacity": size, "beyond": "lapse", **paid, **begins}
    run = simulate_river(valley(account, flow, share))
    drawn, stands = by_hand(account, np.array(flow), share)
    assert canal(run) == pytest.approx(drawn, abs=1e-6)
    assert balance(run) == pytest.approx(stands, abs=1e-6)
    told = accounts_of(run).iloc[0]
    carried = told["entitled"] - told["delivered"] - told["lapsed"] + told["forgiven"] + told["renewed"]
    assert carried == pytest.approx(told["end"], abs=1e-9 * max(1.0, told["entitled"]))
    assert not run.forced


BOOKS = [
    {"minimum": -9 * HM3, "repay_rate": 2.0},
    {"minimum": -60 * HM3, "repay_from": "02-01", "repay_by": "02-28"},
    {
        **{"minimum": -4.0, "renewal": "year", "renewed_to": "initial", "from_day": "02-20"},
        **{"carry_over": 0.5, "carry_most": 1.0, "debt_over": 1.0},
    },
    {"minimum": -4.0, "capacity": 2.0, "beyond": "lapse", "repay_by": "03-10"},
]


@pytest.mark.parametrize("account", BOOKS)
@pytest.mark.parametrize("day", ["2021-01-15", "2021-02-01", "2021-02-20"])
def test_debt_goes_on_where_a_run_is_taken_up_again(account, day):
    flow = 10.0 + 8.0 * np.sin(np.arange(DAYS) / 7.0)
    whole, later = on_from(valley(account, flow), day)
    assert same(whole, later)
    assert past_of(whole, day).balances["accounts", "share"] == pytest.approx(
        value(whole, "accounts", "share", "level")[(pd.Timestamp(day) - pd.Timestamp("2021-01-01")).days - 1]
    )


@pytest.mark.parametrize("step", ["pentad", "dekad", "month"])
def test_debt_of_a_year_is_paid_by_its_day_on_every_clock(step):
    """What was drawn too much in spring is back by the end of September, whatever the steps."""
    flow = np.concatenate([np.full(151, 4.0), np.full(214, 20.0)])
    account = {"minimum": -40.0, "repay_from": "07-01", "repay_by": "09-30"}
    run = simulate_river(valley(account, flow, 0.5, step))
    clock = run.calendar.clocks[step]
    stands = value(run, "accounts", "share", "level")
    end = int(np.flatnonzero(clock.start + pd.to_timedelta(clock.hours, "h") == "2021-10-01")[0])
    middle = int(np.flatnonzero(clock.start + pd.to_timedelta(clock.hours, "h") == "2021-06-01")[0])
    assert stands[middle] == pytest.approx(-2.0 * 151 * HM3)
    assert stands[end] >= -1e-9
