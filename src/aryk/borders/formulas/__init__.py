"""Queues by formula: quick answers, and an independent check of the simulation."""

from aryk.borders.formulas.erlang import erlang_b, erlang_c, servers_for, wait_mmc, wait_quantile_mmc
from aryk.borders.formulas.fluid import FluidLine, fluid_line
from aryk.borders.formulas.general import allen_cunneen, cobham, pollaczek_khinchine

__all__ = [
    "FluidLine",
    "allen_cunneen",
    "cobham",
    "erlang_b",
    "erlang_c",
    "fluid_line",
    "pollaczek_khinchine",
    "servers_for",
    "wait_mmc",
    "wait_quantile_mmc",
]
