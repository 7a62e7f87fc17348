"""What each of the 82 units comes to: submitted, approved, quota and verified benefit; published where it was."""

from dataclasses import dataclass

import numpy as np

from campaign.quotas import million_units
from campaign.simulation.scale import Array, Size, apportioned, fitted
from campaign.sources import document, rows

BILLION = 1_000_000_000
GROUPS = ("public_sector", "enterprise_worker", "union_officer")
ORDERED = {"LD79": 186_400, "LD75": 158_900, "LD80": 139_700, "CD-CT": 121_300}
"""Submitted by the units that the sources put third to sixth, without saying how many; made up to fit the order."""
APPROVED = {"LD38": 6.146, "LD01": 2.3, "LD24": 4.39, "LD68": 2.86, "CD-DK": 1.307, "CD-DL": 1.019}
"""Approved per quota: published for LD38 and LD01; CD-DK's 131% and CD-DL's 102% are of what they sent, nearly all of
which is approved here; LD68's grows on from its 277% of March 2023; LD24's is the national share of what it sent."""
LD68_SUBMITTED = 21_400
TWICE, MET, UNITS = 14, 59, 82
BENEFIT = {"LD38": 584 * BILLION, "LD01": 3_500 * BILLION, "CD-DK": 9_000 * BILLION, "LD68": 55 * BILLION}
TOTAL_BENEFIT = 33_050 * BILLION
INDUSTRIAL = {"CD-TKV": 6.0, "CD-DL": 9.0, "CD-CT": 3.0, "CD-DS": 2.0, "CD-HK": 3.0, "CD-HH": 3.0, "CD-XD": 2.0}
"""How much more an approved initiative of these is worth than elsewhere."""
ENTERPRISES = frozenset({"CD-CT", "CD-DK", "CD-DL", "CD-TKV", "CD-CS", "CD-DM", "CD-DS", "CD-HK", "CD-HH", "CD-XD"})
PUBLIC_UNITS = frozenset({"CD-VC", "CD-GD"})
FACTORY_PROVINCES = frozenset({"LD79", "LD75", "LD80", "LD74", "LD27", "LD72", "LD31", "LD30", "LD24", "LD77"})


@dataclass(frozen=True)
class UnitPlan:
    """By unit, in the order of `codes`; `groups` and `approved_groups` are by author group as well; money in VND."""

    codes: tuple[str, ...]
    submitted: Array
    approved: Array
    quotas: Array
    groups: Array
    approved_groups: Array
    benefit: Array

    def number(self, code: str) -> int:
        return self.codes.index(code)


def planned_units(size: Size) -> UnitPlan:
    """The plan at this size: the whole programme's, in proportion."""
    codes = tuple(row["code"] for row in rows("units.csv"))
    published = document("programme.json")["result"]
    quotas = np.array([million_units()[code] for code in codes])
    approved = _approved(codes, quotas, published["approved"])
    submitted = _submitted(codes, approved)
    by_group = np.array([published["approved_by_author_group"][group] for group in GROUPS])
    prior = np.array([_prior(code) for code in codes])
    approved_groups = fitted(approved, by_group, prior)
    small = _smaller(size, approved_groups)
    groups = small + _smaller(size, _refused(submitted - approved, approved_groups), size.initiatives - small.sum())
    benefit = _benefit(codes, approved) * size.share
    return UnitPlan(
        codes,
        groups.sum(axis=1),
        small.sum(axis=1),
        _scaled_quotas(size, quotas),
        groups,
        small,
        benefit,
    )


def _approved(codes: tuple[str, ...], quotas: Array, total: int) -> Array:
    """59 units met their quota and 14 of them twice over; the rest of the total lies where the quotas are."""
    ratios = dict(APPROVED)
    others = [code for code in codes if code not in ratios]
    order = sorted(others, key=lambda code: Size(seed=0).seed_of("standing", code))
    for code in ORDERED:
        order.remove(code)
    twice = TWICE - sum(ratio > 2 for ratio in ratios.values()) - len(ORDERED) + 1
    ratios |= dict(zip(order[:twice], np.linspace(2.05, 2.55, twice), strict=True))
    behind = order[twice : twice + UNITS - MET]
    ratios |= dict(zip(behind, np.linspace(0.38, 0.97, len(behind)), strict=True))
    counts = {code: round(ratio * quotas[codes.index(code)]) for code, ratio in ratios.items()}
    counts |= {code: round(number * 0.85) for code, number in ORDERED.items()}
    rest = order[twice + len(behind) :]
    left = total - sum(counts.values())
    at_least = {code: round(quotas[codes.index(code)] * 1.005) + 1 for code in rest}
    spread = np.array([quotas[codes.index(code)] * (0.3 + i / len(rest)) for i, code in enumerate(rest)])
    parts = apportioned(left - sum(at_least.values()), spread)
    counts |= {code: at_least[code] + int(part) for code, part in zip(rest, parts, strict=True)}
    return np.array([counts[code] for code in codes])


def _submitted(codes: tuple[str, ...], approved: Array) -> Array:
    """Published ones as they were; of the others as much more than approved as is left over."""
    known = {
        row["code"]: row["submitted"] for row in document("programme.json")["units_published"] if "submitted" in row
    }
    known |= ORDERED | {"LD68": LD68_SUBMITTED}
    others = [number for number, code in enumerate(codes) if code not in known]
    random = Size(seed=0).numbers("submitted")
    refused = approved[others] * random.uniform(0.6, 1.4, len(others))
    found = np.array([known.get(code, 0) for code in codes])
    left = document("programme.json")["result"]["submitted_at_least"] - found.sum() - approved[others].sum()
    found[others] = approved[others] + apportioned(int(left), refused)
    return found


def _prior(code: str) -> tuple[float, float, float]:
    if code in PUBLIC_UNITS:
        return 0.85, 0.02, 0.13
    if code in ENTERPRISES:
        return 0.0, 0.85, 0.15
    if code.startswith("CD-"):
        return 0.45, 0.4, 0.15
    return (0.3, 0.52, 0.18) if code in FACTORY_PROVINCES else (0.62, 0.2, 0.18)


def _refused(refused: Array, approved_groups: Array) -> Array:
    """What was not approved, by author group as the approved are."""
    shares = approved_groups.astype(float)
    columns = apportioned(int(refused.sum()), shares.sum(axis=0))
    return fitted(refused, columns, shares)


def _smaller(size: Size, whole: Array, total: int | None = None) -> Array:
    """The same in proportion, whole numbers again; author groups keep their sums."""
    columns = apportioned(size.scaled(whole.sum()) if total is None else int(total), whole.sum(axis=0))
    found: Array = np.stack([apportioned(int(count), whole[:, k]) for k, count in enumerate(columns)], axis=1)
    return found


def _scaled_quotas(size: Size, quotas: Array) -> Array:
    parts = apportioned(size.scaled(quotas.sum()), quotas)
    return parts if parts.all() else apportioned(size.scaled(quotas.sum()), quotas, least=1)


def _benefit(codes: tuple[str, ...], approved: Array) -> Array:
    """Verified benefit in VND: published figures as they were, the rest by number and kind of work."""
    weights = np.array([0.0 if code in BENEFIT else INDUSTRIAL.get(code, 1.0) for code in codes]) * approved
    left = TOTAL_BENEFIT - sum(BENEFIT.values())
    known = np.array([BENEFIT.get(code, 0) for code in codes])
    found: Array = known + left * weights / weights.sum()
    return found
