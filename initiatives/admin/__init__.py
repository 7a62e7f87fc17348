"""The officers' admin: the queue and the decisions; programmes and stuck desks for administrators."""

from initiatives.admin.desk import InitiativeAdmin
from initiatives.admin.programmes import FieldAdmin, ProgrammeAdmin

__all__ = ["FieldAdmin", "InitiativeAdmin", "ProgrammeAdmin"]
