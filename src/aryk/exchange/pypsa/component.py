"""What a component of PyPSA and an attribute of it are: the words in which `attributes` is written."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

Value = float | str | bool
INF, NAN = math.inf, math.nan
_PORT = re.compile(r"(bus|efficiency|rate|delay|cyclic_delay)(\d+)")


@dataclass(frozen=True)
class Attribute:
    """One attribute of a component.

    `becomes` says in words where it goes; empty: it does not matter for the optimum. `varies`: it may be a series.
    A `refusal` says why values other than the default are not carried over, and `remedy` what to do.
    """

    name: str
    default: Value
    becomes: str = ""
    varies: bool = False
    refusal: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Component:
    """One kind of component: its name, the name of its list, and its attributes."""

    name: str
    list_name: str
    attributes: tuple[Attribute, ...]
    idle: tuple[str, ...] = ()
    """Attributes without influence on the optimum, results among them."""
    by_name: dict[str, Attribute] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.attributes})

    def attribute(self, name: str) -> Attribute | None:
        """The declaration of an attribute; of a further port that of the ports."""
        if name in self.by_name:
            return self.by_name[name]
        port = _PORT.fullmatch(name)
        return further(port[1], name) if port and self.list_name in PORTED else None

    def knows(self, name: str) -> bool:
        """Whether an attribute is declared, carried or idle."""
        return self.attribute(name) is not None or name in self.idle or bool(re.fullmatch(r"(p|q)\d+", name))


def words(line: str) -> tuple[str, ...]:
    """The words of a line."""
    return tuple(line.split())


PORTED = ("links", "processes")
"""Components with any number of ports."""


def further(kind: str, name: str) -> Attribute:
    """The declaration of a port beyond those that a component names."""
    defaults: dict[str, Value] = {"bus": "", "efficiency": 1.0, "rate": 1.0, "delay": 0.0, "cyclic_delay": True}
    return Attribute(name, defaults[kind], "flows", varies=kind in ("efficiency", "rate"))


def put(name: str, default: Value, becomes: str, *, varies: bool = False) -> Attribute:
    """An attribute that is carried over."""
    return Attribute(name, default, becomes, varies)


def refused(name: str, default: Value, why: str, remedy: str, *, varies: bool = False) -> Attribute:
    """An attribute that is not, unless it has its default."""
    return Attribute(name, default, "", varies, why, remedy)
