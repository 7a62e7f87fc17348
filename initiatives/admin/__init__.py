"""The initiatives' admin: programmes and fields for administrators of the confederation."""

from initiatives.admin.programmes import FieldAdmin, ProgrammeAdmin

__all__ = ["FieldAdmin", "ProgrammeAdmin"]
