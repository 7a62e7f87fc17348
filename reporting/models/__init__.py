"""Quotas, tallies and progress."""

from reporting.models.kept import KeptUnion
from reporting.models.progress import FoldState, Progress
from reporting.models.quota import Quota
from reporting.models.tally import ALL_SENT, MonthEnd, Tally
from reporting.models.tree_change import TreeChange

__all__ = ["ALL_SENT", "FoldState", "KeptUnion", "MonthEnd", "Progress", "Quota", "Tally", "TreeChange"]
