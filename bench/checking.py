"""Whether the simulated programme is what acts would have written, and true to what was published.

    python -m bench.checking

To be asked before anything else is measured, since what is measured adds to the programme.
"""

import json
import time
from typing import Any

import bench.ready  # noqa: F401  sets Django up
from campaign.simulation.replay import violations
from campaign.simulation.report import lines
from initiatives.models import ApprovalStep


def check() -> dict[str, Any]:
    """Replay every step, and hold the figures against the published ones, both with their seconds of wall time."""
    began = time.perf_counter()
    broken = [str(violation) for violation in violations()]
    replayed = time.perf_counter()
    found = [
        {"name": line.name, "published": line.published, "said": line.said, "holds": line.holds} for line in lines()
    ]
    return {
        "steps": ApprovalStep.objects.count(),
        "broken": broken,
        "replay_seconds": round(replayed - began, 1),
        "lines": found,
        "report_seconds": round(time.perf_counter() - replayed, 1),
    }


if __name__ == "__main__":
    print(json.dumps(check(), ensure_ascii=False, indent=1))
