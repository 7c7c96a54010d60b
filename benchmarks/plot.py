"""Bar charts of ratios, as SVG that reads well on light and on dark pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import log10
from typing import NamedTuple

from .peers.work import TITLES
from .saved import Saved

_WIDTH, _LABELS, _FIGURES, _LINE, _TOP = 800, 340, 70, 20, 46
_TICKS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f }
.page { fill: #ffffff } .axis { stroke: #d0d7de; fill: none }
.one { stroke: #57606a }
.bold { font-weight: 600 } .end { text-anchor: end } .middle { text-anchor: middle }
.ours { fill: #0a7d72 } .other { fill: #9aa4af }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .page { fill: #0d1117 } .axis { stroke: #30363d }
.one { stroke: #8b949e } .ours { fill: #2fb8a8 } .other { fill: #6e7681 }
}
"""


class Bar(NamedTuple):
    """A bar, or a heading where there is no value."""

    label: str
    value: float | None = None
    is_ours: bool = True


def ours(saved: Saved) -> str:
    """Draw the ratios of this library's rows.

    Args:
        saved: The results.

    Returns:
        The text of an SVG file.
    """
    bars: list[Bar] = []
    table = ""
    for row in saved.rows.values():
        if row["unit"] != "x" or row["amounts"] != "s":
            continue
        if row["table"] != table:
            table = row["table"]
            bars.append(Bar(table))
        bars.append(Bar(row["title"].replace("`", ""), row["value"]))
    return draw("CPU time, with that of the raw SDK = 1", bars)


def peers(saved: Saved) -> str:
    """Draw the ratios of all peers, by what they do.

    Args:
        saved: The results.

    Returns:
        The text of an SVG file.
    """
    bars: list[Bar] = []
    for name, title in TITLES.items():
        bars.append(Bar(title))
        for column, peer in saved.peers.items():
            if row := peer["rows"].get(name):
                bars.append(Bar(column, row["value"], is_ours=column == "mirascope"))
    return draw("CPU time, with that of the raw SDK by hand = 1", bars)


def draw(title: str, bars: Sequence[Bar]) -> str:
    """Draw bars on a logarithmic scale, which begin where the ratio is 1.

    Args:
        title: What the scale means.
        bars: The bars, from top to bottom.

    Returns:
        The text of an SVG file.
    """
    values = [bar.value for bar in bars if bar.value] + [0.5, 2]
    low = max([tick for tick in _TICKS if tick <= min(values)], default=_TICKS[0])
    high = min([tick for tick in _TICKS if tick >= max(values)], default=_TICKS[-1])
    height = _TOP + _LINE * len(bars) + 12

    def at(value: float) -> float:
        share = (log10(value) - log10(low)) / (log10(high) - log10(low))
        return round(_LABELS + min(max(share, 0), 1) * (_WIDTH - _LABELS - _FIGURES), 1)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<rect class="page" width="{_WIDTH}" height="{height}" rx="6"/>',
        f'<text class="bold" x="12" y="22">{escape(title)}</text>',
    ]
    for tick in _TICKS:
        if low <= tick <= high:
            x, name = at(tick), "one" if tick == 1 else "axis"
            lines.append(
                f'<path class="{name}" d="M{x} {_TOP}V{height - 8}"/>'
                f'<text class="middle" x="{x}" y="{_TOP - 6}">{tick:g}</text>'
            )
    for index, bar in enumerate(bars):
        lines += _drawn(bar, _TOP + _LINE * index, at(bar.value or 1), at(1))
    return "\n".join([*lines, "</svg>", ""])


def _drawn(bar: Bar, y: int, x: float, one: float) -> Iterable[str]:
    label = escape(bar.label)
    if bar.value is None:
        yield f'<text class="bold" x="12" y="{y + 15}">{label}</text>'
        return
    name = "ours" if bar.is_ours else "other"
    left, width = min(x, one), round(max(abs(x - one), 1), 1)
    figure = f"{bar.value:.2f}" if bar.value < 10 else f"{bar.value:.0f}"
    yield f'<text class="end" x="{_LABELS - 12}" y="{y + 14}">{label}</text>'
    yield (
        f'<rect class="{name}" x="{left}" y="{y + 4}" width="{width}" '
        f'height="{_LINE - 7}"/>'
    )
    yield f'<text x="{max(x, one) + 6}" y="{y + 14}">{figure}</text>'
