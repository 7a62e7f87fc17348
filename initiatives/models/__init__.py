"""Programmes, initiatives, their authors and approval steps."""

from initiatives.models.authorship import Authorship
from initiatives.models.classes import AuthorGroup, Kind
from initiatives.models.initiative import Initiative
from initiatives.models.job import Because, Job, JobPortion, JobState, PassedOver
from initiatives.models.programme import Field, Phase, Programme
from initiatives.models.search_entry import Outdated, SearchEntry
from initiatives.models.step import ApprovalStep, UncountedStep

__all__ = [
    "ApprovalStep",
    "AuthorGroup",
    "Authorship",
    "Because",
    "Field",
    "Initiative",
    "Job",
    "JobPortion",
    "JobState",
    "Kind",
    "Outdated",
    "PassedOver",
    "Phase",
    "Programme",
    "SearchEntry",
    "UncountedStep",
]
