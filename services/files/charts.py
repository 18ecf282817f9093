"""Pictures of numbers, large enough to be read on a phone."""

from collections.abc import Sequence
from io import BytesIO

PARTS = (("#1f7a4d", "white"), ("#e0a100", "black"), ("#b3261e", "white"), ("#8a8f98", "black"))
"""The colour of each part and of the number in it; told apart by people who see colours otherwise too."""

WIDTH, ROW, DPI = 8.0, 0.9, 110
"""Inches of a picture's width and of each bar's height, and dots of an inch: 880 pixels across."""


def bars(title: str, legend: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> bytes:
    """Return a PNG with a horizontal bar a row, its parts side by side in the order of the legend."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    # Without pyplot, which keeps figures of all threads in one place.
    figure = Figure(figsize=(WIDTH, ROW * len(rows) + 1.8), dpi=DPI, layout="constrained")
    axes = figure.add_subplot()
    labels = [label for label, _ in rows]
    before = [0] * len(rows)
    for part, (name, (colour, ink)) in enumerate(zip(legend, PARTS, strict=True)):
        values = [parts[part] for _, parts in rows]
        drawn = axes.barh(labels, values, left=before, color=colour, label=name, height=0.6)
        said = [str(value) if value else "" for value in values]
        axes.bar_label(drawn, labels=said, label_type="center", color=ink, fontsize=14, weight="bold")
        before = [start + value for start, value in zip(before, values, strict=True)]
    axes.invert_yaxis()
    axes.tick_params(axis="y", labelsize=14, length=0)
    axes.tick_params(axis="x", labelsize=12)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(0, max(1, *before) * 1.05)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    figure.suptitle(title, fontsize=16, weight="bold")
    figure.legend(loc="outside lower center", ncols=2, fontsize=13, frameon=False)
    target = BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(target, format="png")
    return target.getvalue()
