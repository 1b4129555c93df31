"""What the kernel keeps of a river: what it reads at each step, what changes while it walks, and what is kept."""

from __future__ import annotations

from aryk.kernels.memory import Layout

ACTIVE, RESET, BEGUN = 1, 2, 4
"""What a store or account does at a step: it counts; it begins anew; it does so, having begun before the first step."""

COURSE = Layout(
    floats=(
        *("series", "by_member", "amount", "days", "constant", "factor", "under_way", "arriving_share", "fixed"),
        *(
            "part_factor",
            "area_empty",
            "area_slope",
            "loss",
            "initial",
            "initial_filling",
            "carry",
            "used_before",
            "opening",
        ),
    ),
    wholes=(
        *("places", "sum_starts", "slot", "kind", "rule_slot", "rule_starts", "args", "turns"),
        *("arriving", "arrival_starts", "arrival_step", "tie_what", "tie_variable", "tie_sum", "entry", "entry_sum"),
        *("check_low", "check_high", "check_value", "known", "part_starts", "part_variable", "previous"),
        *("content_slot", "filling_slot", "room_slot", "there_slot", "lost_slot", "capacity", "minimum", "depth"),
        *("to_initial", "window"),
    ),
    counts=(
        *(
            "steps",
            "steady",
            "varied",
            "slots",
            "early",
            "sums",
            "rules",
            "stores",
            "longest",
            "lags",
            "ties",
            "entries",
        ),
        *("checks", "variables", "outputs", "kept", "leaving", "drawn", "read"),
    ),
)
"""A river as it is read; what varies over time has the steps before all else but the members.

- `places`: the slot of each of the `steady` series, then of each of the `varied` ones; `series`, steps x steady;
  `by_member`, members x steps x varied; `amount`: what a flow of 1 makes in each step; `days`;
- affine numbers (`sums`): `constant`, and from `sum_starts` on each `factor` x `slot`; the first are `early`, added up
  before the stores are opened, the others after;
- rules in the order in which they are read: `kind`, `rule_slot`, and from `rule_starts` on `args`;
- `turns`, steps x stores: ACTIVE, RESET and BEGUN;
- lags: the slot `arriving`; `under_way`, steps x lags; from `arrival_starts` on `arriving_share` of `arrival_step`;
- `fixed`: bounds and costs that stay, three of each variable; ties: `tie_what` (LOW, HIGH, COST) of `tie_variable` is
  the late sum `tie_sum`; the `entry` of the rows that is the late sum `entry_sum`;
- checks: `check_value` is known and lies from `check_low` to `check_high`, all late sums;
- outputs: the late sum `known` (-1: none), and from `part_starts` on `part_factor` x `part_variable`. The first `kept`
  are kept, those from `leaving` on leave for a lag, from `drawn` on are drawn from stores, from `read` on are read by
  rules at the next step, in the slots `previous`;
- stores and accounts: the slots of content, filling, the most that may flow in (below 0) and out, and what is lost
  (-1: not told); `capacity`, `minimum` and `depth` (-1: none) are early sums; the rest as in the tables."""

STATE = Layout(
    floats=("before", "slots", "values", "content", "filling", "lost", "used", "left", "asked", "out"),
)
"""What changes while a member is walked through.

`before`: the slots before the first step; `values` of affine numbers; `content`, `filling`, `lost` of stores; `used`,
stores x longest: what each gave at the steps before; `left`, lags x steps: what left for each lag; `asked`: bounds and
cost of each variable; `out`: the outputs."""

KEPT = Layout(floats=("flows", "contents", "losses"), wholes=("states",))
"""What is kept of a walk by member and step; by member the status of the last step, the number of steps walked, and
the changes of the basis."""
