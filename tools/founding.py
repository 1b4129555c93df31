"""What the founding articles name, and the measures of kz-kg that stand for it."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

FOUNDING: dict[str, tuple[str, ...]] = {
    "Ten-day and daily regulation pools": ("*pool*", "ur-maral-reservoir", "ken-kol-reservoir"),
    "Upkeep of Kirov": ("kirov-upkeep",),
    "Lining and rebuilding of canals": (
        "west-big-chui-canal-lining",
        "zhambyl-canal-rehabilitation",
        "bypass-canal-2",
    ),
    "Additional freight checkpoint": ("freight-checkpoint-*",),
    "Rebuilt checkpoints": ("rebuild-*", "equeue-*", "kegen-round-the-clock"),
    "Industrial Trade and Logistics Complex": ("logistics-complex",),
    "Heat and power plants with Russia": ("kokshetau-chp", "semey-chp", "ust-kamenogorsk-chp"),
    "Units of Ekibastuz GRES-2": ("ekibastuz-gres-2-*",),
    "Nuclear plant": ("ulken-nuclear",),
    "Kambarata-1": ("kambarata-1", "kambarata-kemin-line"),
    "Lines and exchange of electricity": (
        "kz-kg-*",
        "uz-kg-240",
        "kemin-almaty-500",
        "south-reinforcement",
        "north-south-*",
        "west-north-link",
    ),
    "Heat of Bishkek after the explosion": ("bishkek*",),
    "Roads for visitors": ("west-road-*", "direct-road-*", "bus-*", "kegen-visitors-round-the-clock"),
    "Eco-routes": ("eco-route*", "khan-tengri-routes"),
    "Hotels": ("hotels-*", "kz-resorts-issyk-kul"),
    "Branches of universities, grants": (
        "gumilyov-osh-branch",
        "kaznu-bishkek-larger-intake",
        "next-branch",
        "kz-grants-doubled",
    ),
    "Culture days": ("cinema-days-each-year",),
}
"""Each thing with patterns of names of measures."""
UNPRICED = ("verkhnyaya-kayirma-pool",)
"""Measures of which neither cost nor size is known, so that their worth cannot be told."""


def measures_of(item: str, names: Iterable[str]) -> list[str]:
    """The measures that stand for a thing of the articles, in the order given."""
    return [name for name in names if any(fnmatchcase(name, pattern) for pattern in FOUNDING[item])]


def beyond(names: Iterable[str]) -> list[str]:
    """Measures that the articles do not name."""
    listed = list(names)
    named = {each for item in FOUNDING for each in measures_of(item, listed)}
    return [name for name in listed if name not in named]
