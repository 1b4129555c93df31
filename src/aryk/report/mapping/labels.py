"""Labels that keep clear of each other: the most important first, each at the first free place around its mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CHARACTER, HEIGHT = 6.0, 12.0
MOST_CHARACTERS = 26


@dataclass(frozen=True)
class Box:
    """A rectangle on the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Wish:
    """A label for the mark of a radius at a place; a higher `rank` goes first."""

    text: str
    x: float
    y: float
    radius: float
    rank: float
    layer: str = ""


@dataclass(frozen=True)
class Label:
    """A label with the left end of its base line."""

    text: str
    x: float
    y: float
    layer: str


def brief(title: str) -> str:
    """The first words of a title: up to a comma, a colon or a bracket, and no longer than a label may be."""
    words = title
    for stop in (" (", ", ", ": "):
        words = words.split(stop)[0]
    return words if len(words) <= MOST_CHARACTERS else words[: MOST_CHARACTERS - 1].rstrip(" -") + "\u2026"


def placed(wishes: Iterable[Wish], size: tuple[float, float], kept: Sequence[Box] = ()) -> list[Label]:
    """The labels that find room outside the boxes `kept`; a text that stands already is not repeated nearby."""
    ordered = sorted(wishes, key=lambda wish: -wish.rank)
    taken = [
        Box(each.x - each.radius, each.y - each.radius, each.x + each.radius, each.y + each.radius) for each in ordered
    ]
    taken += kept
    labels: list[Label] = []
    for wish in ordered:
        text = brief(wish.text)
        if any(each.text == text and abs(each.x - wish.x) + abs(each.y - wish.y) < 120 for each in labels):
            continue
        width, gap = CHARACTER * len(text), wish.radius + 3
        spots = (
            (wish.x + gap, wish.y + 4),
            (wish.x - gap - width, wish.y + 4),
            (wish.x - width / 2, wish.y - gap),
            (wish.x - width / 2, wish.y + gap + 9),
            (wish.x + gap * 0.7, wish.y - gap * 0.7),
            (wish.x + gap * 0.7, wish.y + gap * 0.7 + 9),
            (wish.x - gap * 0.7 - width, wish.y - gap * 0.7),
            (wish.x - gap * 0.7 - width, wish.y + gap * 0.7 + 9),
        )
        for x, y in spots:
            box = Box(x, y - HEIGHT + 2, x + width, y + 2)
            inside = box.left >= 4 and box.right <= size[0] - 4 and box.top >= 4 and box.bottom <= size[1] - 4
            if inside and not any(box.meets(each) for each in taken):
                taken.append(box)
                labels.append(Label(text, x, y, wish.layer))
                break
    return labels
