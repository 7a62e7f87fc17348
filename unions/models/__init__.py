"""Unions, workers and offices."""

from unions.models.office import Office
from unions.models.union import Level, Union, UnionGroup
from unions.models.worker import Worker

__all__ = ["Level", "Office", "Union", "UnionGroup", "Worker"]
