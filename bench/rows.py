"""From kept figures to what is said of them: one row or cell each."""

from collections.abc import Callable, Sequence
from typing import Any

Parts = dict[str, Any]

ANOTHER = {
    "list": ("3.0 s", 3000, "confederation officer: by state"),
    "search": ("2.6 to 3.4 s", 2600, "confederation officer: search, middling word"),
    "statistics": ("18.8 s", 18_800, "dashboard, national"),
    "accept by POST": ("1.9 s", 1900, "approve by POST"),
}
"""What pretalx took, said and in ms, and which page of ours does the same."""


def pages_of(parts: Parts) -> dict[str, dict[str, Any]]:
    """The measured pages by name, the approval by POST among them."""
    found = {row["page"]: row for row in parts.get("pages", {}).get("figures", [])}
    if "deciding" in parts:
        row = parts["deciding"]["figures"]
        found[row["page"]] = row
    return found


def page(name: str, sizes: Sequence[dict[str, Any] | None]) -> list[object]:
    """Its medians and 95th percentiles by size, held against its targets."""
    last, first = sizes[-1] or {}, next(row for row in sizes if row)
    growth = last["median"] / first["median"] if len(sizes) > 1 else None
    slower = last["reference_median"] / first["reference_median"] if len(sizes) > 1 else None
    return [
        name,
        *(f"{row['median']:.1f} / {row['p95']:.1f}" if row else "-" for row in sizes),
        held(last["p95"], last["target_p95"]),
        f"{growth:.2f}" if growth else "-",
        held(growth or 0, last["target_growth"]),
        f"{slower:.2f}" if slower else "-",
        last.get("queries", "-"),
        " / ".join(f"{row['bytes']:,}" if row and "bytes" in row else "-" for row in sizes),
        f"{last['reference']} {last['reference_median']:.1f} ms",
        last["ratio"],
    ]


def held(value: float, most: float) -> str:
    return f"{most:g}" if value <= most else f"{most:g} **missed**"


def beside_another(parts: Parts) -> list[list[object]]:
    """Theirs, ours and how many times faster, for what both can do."""
    found = pages_of(parts)
    lines: list[list[object]] = []
    for what, (said, theirs, name) in ANOTHER.items():
        if name in found:
            ours = found[name]["median"]
            lines.append([f"{what} ({name})", said, f"{ours:.0f} ms", f"{theirs / ours:.0f}"])
    if "exporting" in parts:
        csv = parts["exporting"]["figures"]["csv"]
        per_row = (140 / 100_000) / (csv["seconds"] / csv["rows"])
        lines.append(
            ["CSV export", "140 s", f"{csv['seconds']:.0f} s for {csv['rows']:,} rows", f"{per_row:.0f} a row"]
        )
    if "submitting" in parts:
        ours = parts["submitting"]["figures"]["journey"]["per_second"]
        lines.append(["submissions a second", "9.5", f"{ours:.0f}", f"{ours / 9.5:.1f}"])
    return lines


def step(figures: dict[str, Any]) -> list[object]:
    """A step of the evening."""
    shares = ", ".join(f"{part} {share:.2f}" for part, share in figures["processors"].items() if share >= 0.01)
    failed = sum(figures["failed"].values())
    median, p95 = f"{figures['median']:.0f}", f"{figures['p95']:.0f}"
    return [figures["submitted_per_second"], figures["requests_per_second"], median, p95, failed, shares]


def fault(figures: dict[str, Any]) -> list[object]:
    """What failed, and what came of it."""
    acknowledged = sum(figures["acknowledged"].values())
    seconds = [figures["recovered_seconds"], figures.get("counting_seconds", "")]
    return [figures["name"], _done(figures), *seconds, acknowledged, len(figures["faults"]), len(figures["audit"])]


def _done(figures: dict[str, Any]) -> str:
    """By what each scenario notes of itself."""
    said: dict[str, Callable[[Any], str]] = {
        "killed": lambda number: f"{number} killed",
        "away_seconds": lambda seconds: f"away for {seconds} s",
        "restarts": lambda number: f"{number} restarts",
        "killed_at": lambda places: f"killed after {' and '.join(format(at['done'], ',') for at in places)} rows",
        "rows": lambda number: f"{number:,} gone through",
        "beats": lambda number: f"{number} beats",
        "workers_of_each_queue": lambda number: f"{number} workers of each queue",
        "kind": str,
        "ended_as": lambda state: f"the export {state}, and said why",
        "steps": lambda steps: f"{steps['before']:,} steps before, {steps['after']:,} after",
    }
    return ", ".join(words(figures[name]) for name, words in said.items() if name in figures)


def speeds(parts: Parts) -> dict[str, tuple[str, str]]:
    """Of what runs many times a second: name to what was measured and the target."""
    said: dict[str, tuple[str, str]] = {}
    if "submitting" in parts:
        figures = parts["submitting"]["figures"]
        journey, post = figures["journey"], figures["post"]
        said["submissions a second, whole journey, 8 clients"] = (f"{journey['per_second']:.1f}", "at least 40")
        said["POSTs a second, 8 clients"] = (f"{post['per_second']:.1f}", "")
        said["R3, inserts a second, 8 clients"] = (f"{figures['R3']['per_second']:.0f}", "")
        said["POST as a share of R3"] = (f"{100 * figures['post_share_of_R3']:.0f} %", "at least 15 %")
    if "bulk" in parts:
        job = parts["bulk"]["figures"]["job"]
        said["approvals a second by the bulk job"] = (f"{job['per_second']} ({job['approved']:,})", "at least 400")
    if "signing_in" in parts:
        said["sign-ins a second"] = (f"{parts['signing_in']['figures']['a_second']:.1f}", "at least 30")
    if "exporting" in parts:
        for form, target in (("csv", 50_000), ("xlsx", 6_000)):
            of = parts["exporting"]["figures"][form]
            name = f"{form.upper()} export, rows a second"
            said[name] = (f"{of['rows'] / of['seconds']:,.0f} ({of['rows']:,} rows)", f"at least {target:,}")
            said[f"{form.upper()} export, MiB of its process"] = (f"{of['memory_mb']}", "at most 100")
    return said


def exact(parts: Parts) -> dict[str, tuple[str, str]]:
    """Of filling, counting and the acts on the tree."""
    said: dict[str, tuple[str, str]] = {}
    if "filled" in parts:
        took = parts["filled"]["figures"]
        said["simulate, s"] = (f"{took['simulate']:.0f}", "at most 360 at 2.4 million")
        said["reindex, s"] = (f"{took['reindex']:.0f}", "at most 720 at 2.4 million")
    if "checking" in parts:
        check = parts["checking"]["figures"]
        met = sum(line["holds"] for line in check["lines"])
        said["breaks of a rule found, all steps replayed"] = (
            f"{len(check['broken'])} ({check['steps']:,} steps)",
            "none",
        )
        said["published figures met"] = (f"{met} of {len(check['lines'])}", "all")
    if "importing" in parts:
        took = parts["importing"]["figures"]
        said["import_unions, s"] = (f"{took['seconds']:.0f} ({took['unions']:,} unions)", "at most 60 for 126,000")
    if "folding" in parts:
        said |= _folded(**parts["folding"]["figures"])
    if "counting" in parts:
        said |= _counted(**parts["counting"]["figures"])
    for act in parts.get("tree", {}).get("figures", []):
        lines = act["audit_differences_after_act"] + act["audit_differences_after_job"]
        said[f"{act['what']}, s"] = (f"{act['act_seconds']:.1f}, then {lines} lines of the audit", "at most 30, clean")
    return said


def line(figures: dict[str, Any]) -> list[object]:
    """A published figure beside the simulated one."""
    return [figures["name"], figures["published"], *figures["said"], "yes" if figures["holds"] else "**no**"]


def _folded(fold: dict[str, Any], lag: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {
        "fold, steps a second": (f"{fold['steps_per_second']:,} ({fold['steps']:,} steps)", "at least 30,000"),
        "longest hold of a fold's turn or lock, s": (f"{fold['longest_lock']:.2f}", "at most 2"),
        "oldest figures at 300 steps a second, s": (f"{lag['oldest']:.1f}", "at most 5"),
    }


def _counted(audit: dict[str, Any], rebuild: dict[str, Any], recount: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {
        "audit, s": (f"{audit['seconds']:.0f}, {audit['differ']} lines", "at most 60, clean"),
        "audit, MB of its process and of PostgreSQL's": (
            f"{audit['process_mb']:.0f} and {audit['postgres_mb']:.0f}",
            "at most 300",
        ),
        "plain SQL into empty tables, s": (f"{rebuild['plain']:.0f}", ""),
        "rebuild from nothing, s": (f"{rebuild['from_nothing']:.0f}", f"at most {2 * rebuild['plain']:.0f}"),
        "rebuild where nothing is wrong, s": (f"{rebuild['nothing_wrong']:.0f}", ""),
        "figures as of a day unlike a recount": (f"{len(recount['wrong'])} of {recount['compared']}", "none"),
    }
