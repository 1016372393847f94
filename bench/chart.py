"""Charts as SVG, drawn by pygal, in colours that are legible on light and on dark ground.

Charts of one run stand below each other in one file.
"""

from __future__ import annotations

import importlib.util
import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.report import Chart

WIDTH, HEIGHT = 860, 420

#: Mid tones: at least 3:1 on white and on near black.
_TEXT = "#7a828e"
_GUIDE = "#7a828e55"
_COLOURS = ("#1f8a70", "#d9822b", "#5a7fd6", "#c9518f", "#8f7ae5", "#a08a2c")


def can_draw() -> bool:
    """Tell whether pygal is installed."""
    return importlib.util.find_spec("pygal") is not None


def save(charts: Sequence[Chart], file: Path) -> None:
    """Draw the charts into one SVG file. Raises `ImportError` without pygal."""
    file.write_text(draw(charts), encoding="utf-8")


def draw(charts: Sequence[Chart]) -> str:
    """Give one SVG of all charts, one below the other, without scripts."""
    drawn = "\n".join(
        f'<svg x="0" y="{place * HEIGHT}" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">{part}</svg>'
        for place, part in enumerate(map(_one, charts))
    )
    height = HEIGHT * len(charts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{WIDTH}" '
        f'height="{height}" viewBox="0 0 {WIDTH} {height}">\n{drawn}\n</svg>\n'
    )


def _one(chart: Chart) -> str:
    import pygal
    from pygal.style import Style

    # Its finder of plug-ins is of a kind that Python no longer asks, and warns of at every later import.
    sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]

    style = Style(
        background="transparent",
        plot_background="transparent",
        foreground=_TEXT,
        foreground_strong=_TEXT,
        foreground_subtle=_TEXT,
        colors=_COLOURS,
        font_family="sans-serif",
        value_colors=(_TEXT,) * len(_COLOURS),
        opacity=".9",
        guide_stroke_color=_GUIDE,
        major_guide_stroke_color=_GUIDE,
        label_font_size=13,
        major_label_font_size=13,
        stroke_width="2",
    )
    low, high = _range(chart)
    options: dict[str, Any] = {
        "style": style,
        "width": WIDTH,
        "height": HEIGHT,
        "explicit_size": True,
        "title": f"{chart.title} ({chart.unit}{', logarithmic' if _spans(chart) else ''})",
        "js": [],
        "legend_at_bottom": True,
        "truncate_legend": -1,
        "truncate_label": -1,
        "value_formatter": _written,
        "logarithmic": _spans(chart),
        "range": (low, high),
        "zero": low,
        "margin_right": 40,
        "no_data_text": "",
    }
    if chart.kind == "bars":
        plot: Any = pygal.Bar(
            print_values=True, print_values_position="top", show_y_labels=False, show_y_guides=False, **options
        )
        plot.x_labels = list(chart.labels)
        for name, values in chart.series:
            plot.add(name, list(values))
    else:
        plot = pygal.XY(x_title=chart.x_title, x_value_formatter=lambda x: _written(10**x), **options)
        if _spans(chart):
            plot.y_labels = [y for y in _steps() if low <= y <= high]
        places = [math.log10(float(label)) for label in chart.labels]
        plot.x_labels = places
        for name, values in chart.series:
            plot.add(name, [(x, y) for x, y in zip(places, values, strict=True) if y is not None])
    return _without_scripts(plot.render(is_unicode=True))


def _range(chart: Chart) -> tuple[float, float]:
    """Give the ends of the scale: from zero, or where it is logarithmic from well below the least value."""
    values = [value for _, series in chart.series for value in series if value] or [1.0]
    return (min(values) / 3 if _spans(chart) else 0.0), max(values) * 1.15


def _steps() -> list[float]:
    """Give the figures that stand at a logarithmic scale: 1, 2, 5, 10, 20, 50, …"""
    return [digit * 10.0**power for power in range(-3, 9) for digit in (1, 2, 5)]


def _spans(chart: Chart) -> bool:
    """Tell whether the values lie so far apart that only a logarithmic scale shows them all."""
    values = [value for _, series in chart.series for value in series if value]
    return bool(values) and max(values) > 20 * min(values)


def _written(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _without_scripts(svg: str) -> str:
    """Keep the drawing alone: an image runs no script, and pygal's declaration is not for the middle of a file."""
    svg = re.sub(r"<\?xml[^>]*\?>", "", svg)
    svg = re.sub(r"<script.*?</script>|<script[^>]*/>", "", svg, flags=re.DOTALL)
    return re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
