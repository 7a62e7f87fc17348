"""Two plots from the figures that are kept: latency against size, and load against latency."""

from typing import Any

import matplotlib as mpl

from bench import record
from config.services.locations import PROJECT

mpl.use("svg")
mpl.rcParams |= {"svg.hashsalt": "sang-kien", "svg.fonttype": "none", "font.size": 10}

import matplotlib.pyplot as plt  # noqa: E402  after the backend is chosen

FOLDER = PROJECT / "bench" / "plots"
SIZE, LOAD = "latency_by_size.svg", "latency_by_load.svg"
GROUPS = {"dashboard": "#0072b2", "worker": "#009e73", "form": "#d55e00", "officer": "#cc79a7", "decision": "#e69f00"}
"""Colours that the colour-blind tell apart (Okabe and Ito)."""


def draw() -> list[str]:
    """Draw what there are figures for; the names of the files."""
    FOLDER.mkdir(exist_ok=True)
    kept, drawn = record.kept(), []
    sizes = {size: parts["pages"]["figures"] for size, parts in kept.items() if "pages" in parts}
    if sizes:
        _by_size(sizes)
        drawn.append(SIZE)
    evenings = {size: parts["evening"]["figures"]["steps"] for size, parts in kept.items() if "evening" in parts}
    if evenings:
        _by_load(evenings)
        drawn.append(LOAD)
    return drawn


def _by_size(sizes: dict[int, list[dict[str, Any]]]) -> None:
    """Every page's median, in the colour of its group; the references below them."""
    figure, axes = plt.subplots(figsize=(8, 5))
    names = [row["page"] for row in sizes[max(sizes)]]
    for name in names:
        rows = {size: row for size, rows in sizes.items() for row in rows if row["page"] == name}
        group = next(iter(rows.values()))["group"]
        axes.plot(list(rows), [row["median"] for row in rows.values()], color=GROUPS[group], alpha=0.45, linewidth=1)
    for group, colour in GROUPS.items():
        axes.plot([], [], color=colour, label=group)
    for reference, dashes in (("R1", "dotted"), ("R2", "dashed")):
        rows = {size: row for size, rows in sizes.items() for row in rows if row["reference"] == reference}
        values = [row["reference_median"] for row in rows.values()]
        axes.plot(list(rows), values, color="black", linestyle=dashes, label=reference)
    axes.set(xscale="log", ylim=(0, None), xlabel="initiatives in the database", ylabel="median, ms")
    axes.set_title("A page takes as long at 2.4 million as at 24,000", loc="left")
    _finish(figure, axes, SIZE)


def _by_load(evenings: dict[int, list[dict[str, Any]]]) -> None:
    figure, axes = plt.subplots(figsize=(8, 5))
    for (size, steps), colour in zip(evenings.items(), GROUPS.values(), strict=False):
        submitted = [step["submitted_per_second"] for step in steps]
        for measure, dashes in (("median", "dashed"), ("p95", "solid")):
            label = f"{measure} at {size:,}"
            axes.plot(submitted, [step[measure] for step in steps], color=colour, linestyle=dashes, label=label)
    axes.axhline(1000, color="black", linewidth=0.8)
    axes.set(yscale="log", xlabel="submissions a second", ylabel="of all requests, ms")
    axes.set_title("The last evening: latency against load", loc="left")
    _finish(figure, axes, LOAD)


def _finish(figure: Any, axes: Any, name: str) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(FOLDER / name, bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
