"""Why an act is refused, in words for the person."""

from django.utils.functional import Promise


class Refused(Exception):
    """An act that was not done. `code` is for programs, the text for the person.

    `problems` names the fields of an initiative that keep it from being submitted, each with its messages.
    """

    def __init__(
        self, code: str, message: "str | Promise", problems: "dict[str, list[str | Promise]] | None" = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.problems = problems or {}

    def __str__(self) -> str:
        return str(self.message)
