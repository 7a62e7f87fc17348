"""The columns of an export: their headings in a person's language, and how PostgreSQL words them.

Texts are made safe here, all of them: a cell that a spreadsheet could take for a formula gets an apostrophe in front,
as OWASP advises against CSV injection. Days are days in Vietnam as 2023-08-31, amounts are whole VND without marks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from initiatives.models import AuthorGroup, Kind
from initiatives.states import State

FORMULA_STARTS = "=+-@＝＋－＠"
"""With these, also after blanks, a cell may be read as a formula; the last four are their full-width forms."""

BLANKS = "".join(map(chr, (*range(9, 14), 32, 0xA0, 0x1680, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F)))
BLANKS += "\u2060\u3000\ufeff"
"""What a spreadsheet may pass over before it looks for a formula."""

CONTROL_STARTS = "\t\r\n"
"""With these, too, whatever follows."""


UNION_NAME = "COALESCE(NULLIF(unions_union.short_name, ''), unions_union.name)"
"""As `Union.__str__` says it."""


class Holds(Enum):
    """What the cells of a column are, and how wide a sheet shows them, in characters."""

    CODE = 16
    TITLE = 60
    NAMES = 30
    WORD = 20
    AMOUNT = 18
    DAY = 12
    SHARE = 14


@dataclass(frozen=True)
class Column:
    """A column: its heading, what it holds, and its value as SQL over the rows of `reading.rows_sql`."""

    heading: "str | Promise"
    holds: Holds
    sql: str


def safe(text: str) -> str:
    """SQL that gives the text as no spreadsheet takes it for a formula."""
    starts, controls, looked_at = (
        _any_of(marks) for marks in (FORMULA_STARTS, CONTROL_STARTS, FORMULA_STARTS + BLANKS)
    )
    is_formula = f"left(ltrim({text}, {literal(BLANKS)}), 1) IN ({starts}) OR left({text}, 1) IN ({controls})"
    # The first condition is there for speed: few texts begin with anything but a letter or a digit.
    return f"CASE WHEN left({text}, 1) IN ({looked_at}) AND ({is_formula}) THEN '''' || {text} ELSE {text} END"


def neutral(text: str) -> str:
    """The same for a text at hand."""
    return f"'{text}" if text.lstrip(BLANKS)[:1] in {*FORMULA_STARTS} or text[:1] in {*CONTROL_STARTS} else text


def literal(text: str) -> str:
    """A text of ours as SQL, whatever is in it; a percent sign doubled, as the driver wants it."""
    quoted = text.replace("\\", "\\\\").replace("'", "''").replace("%", "%%")
    return f" E'{quoted}'"


def _any_of(marks: str) -> str:
    return ", ".join(literal(mark) for mark in marks)


def labels(column: str, choices: Iterable[tuple[str, "str | Promise"]]) -> str:
    """SQL that says a stored value in the words of the language that is set."""
    cases = " ".join(f"WHEN {literal(value)} THEN {literal(neutral(str(label)))}" for value, label in choices)
    return f"CASE {column} {cases} ELSE '' END"


def day(instant: str) -> str:
    """SQL for the day in Vietnam of an instant."""
    return f"({instant} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"


def columns() -> Sequence[Column]:
    """The twenty columns, in the language that is set. `i` is the row, `i.is_open` whether its words may be told."""
    named = "name_en" if get_language() == "en" else "name_vi"
    closed = literal(neutral(_("Confidential")))
    union = safe(UNION_NAME)
    # The desk's name is looked up only for what waits above its own union.
    elsewhere = f"(SELECT {union} FROM unions_union WHERE unions_union.id = i.desk_id)"
    desk = f"CASE WHEN i.desk_id = i.union_id THEN {union} ELSE {elsewhere} END"
    yes, no = literal(neutral(_("yes"))), literal(neutral(_("no")))
    return [
        Column(gettext_lazy("Code"), Holds.CODE, "i.code"),
        Column(gettext_lazy("Name of the initiative"), Holds.TITLE, _open(safe("i.title"), closed)),
        Column(gettext_lazy("Main author"), Holds.NAMES, _open(safe("authors.main"))),
        Column(gettext_lazy("Co-authors"), Holds.NAMES, _open(safe("authors.others"))),
        Column(gettext_lazy("Union"), Holds.NAMES, union),
        Column(gettext_lazy("Superior union"), Holds.NAMES, "superior.name"),
        Column(gettext_lazy("Unit"), Holds.NAMES, "unit.name"),
        Column(gettext_lazy("Programme"), Holds.WORD, f"programme.{named}"),
        Column(gettext_lazy("Phase"), Holds.WORD, f"phase.{named}"),
        Column(gettext_lazy("Field"), Holds.WORD, f"field.{named}"),
        Column(gettext_lazy("Kind"), Holds.WORD, _open(labels("i.kind", Kind.choices))),
        Column(gettext_lazy("Author group"), Holds.WORD, _open(labels("i.author_group", AuthorGroup.choices))),
        Column(gettext_lazy("State"), Holds.WORD, labels("i.state", State.choices)),
        Column(gettext_lazy("Desk"), Holds.NAMES, desk),
        Column(gettext_lazy("First submitted on"), Holds.DAY, day("i.first_submitted_at")),
        Column(gettext_lazy("In this state since"), Holds.DAY, day("i.moved_at")),
        Column(gettext_lazy("Claimed benefit (VND)"), Holds.AMOUNT, "i.claimed_benefit"),
        Column(gettext_lazy("Verified benefit (VND)"), Holds.AMOUNT, "i.verified_benefit"),
        Column(
            gettext_lazy("Benefit computed in money"), Holds.WORD, f"CASE WHEN i.computable THEN {yes} ELSE {no} END"
        ),
        Column(gettext_lazy("First applied on"), Holds.DAY, _open("i.applied_on", "NULL")),
    ]


def headings(shown: Sequence[Column]) -> list[str]:
    """What stands above the columns."""
    return [str(column.heading) for column in shown]


def _open(sql: str, closed: str = "''") -> str:
    """What only those see who may see the words of the initiative."""
    return f"CASE WHEN i.is_open THEN {sql} ELSE {closed} END"
