"""How far each unit gets: some have met their quota, a few twice over, some are behind, and two have sent nothing."""

from collections.abc import Iterator, Mapping
from random import Random

from campaign.accounts import UNIT

SMALL = 12
"""Up to this quota a unit may have sent nothing, or have met its quota twice over, without bending all the rest."""
NOTHING, TWICE, MET, BEHIND = 2, 6, 13, 17
"""How many units have sent nothing, met their quota twice over, met it, and are behind; the others are on course."""
OF_THE_VISITORS = 0.55
"""What is drawn for the visitors' unit; the rest of its figures is on the visitors' line."""


def paces(quotas: Mapping[str, int]) -> dict[str, float]:
    """Of each unit by its code, how much of what is expected of it by now it has brought. The same in every run."""
    order = sorted(quotas, key=lambda code: Random(f"standing:{code}").random())
    small = [code for code in order if quotas[code] <= SMALL and code != UNIT]
    found = {UNIT: OF_THE_VISITORS} if UNIT in quotas else {}
    found |= dict.fromkeys(small[:NOTHING], 0.0)
    found |= {code: Random(code).uniform(2.5, 3.4) for code in small[NOTHING : NOTHING + TWICE]}
    others = [code for code in order if code not in found]
    return found | dict(zip(others, _ordinary(len(others)), strict=True))


def weights(quotas: Mapping[str, int]) -> dict[str, float]:
    """How much each unit puts forward, to stand where it stands; in any measure."""
    return {code: quotas[code] * pace for code, pace in paces(quotas).items()}


def shared(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """The total divided in proportion to the weights; largest remainders make the parts add up to it."""
    whole = sum(weights.values())
    exact = {code: total * weight / whole for code, weight in weights.items()}
    found = {code: int(count) for code, count in exact.items()}
    by_remainder = sorted(exact, key=lambda code: (found[code] - exact[code], code))
    for code in by_remainder[: total - sum(found.values())]:
        found[code] += 1
    return found


def _ordinary(count: int) -> Iterator[float]:
    """Of so many units that are neither: first those that have met it, then those behind, then those on course."""
    for number in range(count):
        random = Random(f"ordinary:{number}")
        if number < MET:
            yield random.uniform(1.25, 1.7)
        elif number < MET + BEHIND:
            yield random.uniform(0.35, 0.85)
        else:
            yield random.uniform(1.02, 1.12)
