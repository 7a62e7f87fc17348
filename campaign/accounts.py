"""The accounts that a visitor of the demonstration signs in with: one per role and level, on one line of the tree."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.tree import ROOT, planned_unions
from unions.models import Office

PASSWORD = "nghin-sang-kien-moi"  # noqa: S105  shown to every visitor; loaded only into a demonstration
DOMAIN = "vidu.example"
"""Of RFC 2606: mail to it reaches nobody."""

UNIT = "LD01"
SUPERIOR = "LD01-04"
GRASSROOTS = "LD01-04-100"


@dataclass(frozen=True)
class Account:
    """An account for visitors. `union` is the code of the union where it is a member or holds its office."""

    mailbox: str
    role: "str | Promise"
    union: str
    office: Office.Kind | None = None
    phone: str = ""

    @property
    def union_name(self) -> str:
        return planned_unions()[self.union].short_name

    @property
    def email(self) -> str:
        return f"{self.mailbox}@{DOMAIN}"

    @property
    def sign_ins(self) -> list[str]:
        """What a person may type to sign in."""
        return [self.email, self.phone.replace("+84", "0")] if self.phone else [self.email]


# The numbers lie in a range of the numbering plan that is given to nobody.
ACCOUNTS = (
    Account("cong-nhan", _("Worker"), GRASSROOTS, phone="+84510000001"),
    Account("dong-tac-gia", _("Co-author"), GRASSROOTS),
    Account("can-bo-coso", _("Officer"), GRASSROOTS, Office.Kind.OFFICER, phone="+84510000002"),
    Account("can-bo-captren", _("Officer"), SUPERIOR, Office.Kind.OFFICER),
    Account("can-bo-donvi", _("Officer"), UNIT, Office.Kind.OFFICER),
    Account("can-bo-tld", _("Officer"), ROOT, Office.Kind.OFFICER),
    Account("lanh-dao-coso", _("Leader"), GRASSROOTS, Office.Kind.LEADER),
    Account("lanh-dao-captren", _("Leader"), SUPERIOR, Office.Kind.LEADER),
    Account("lanh-dao-donvi", _("Leader"), UNIT, Office.Kind.LEADER),
    Account("lanh-dao-tld", _("Leader"), ROOT, Office.Kind.LEADER),
    Account("quan-tri-coso", _("Administrator"), GRASSROOTS, Office.Kind.ADMINISTRATOR),
    Account("quan-tri-captren", _("Administrator"), SUPERIOR, Office.Kind.ADMINISTRATOR),
    Account("quan-tri-donvi", _("Administrator"), UNIT, Office.Kind.ADMINISTRATOR),
    Account("quan-tri-tld", _("Administrator"), ROOT, Office.Kind.ADMINISTRATOR),
)


def accounts_table() -> str:
    """The accounts as lines for a terminal, in English: role, sign-in, union; below them the one password."""
    with translation.override("en"):
        lines = [(str(account.role), " / ".join(account.sign_ins), account.union_name) for account in ACCOUNTS]
    widths = [max(len(line[column]) for line in lines) for column in range(2)]
    table = [f"  {role:<{widths[0]}}  {sign_in:<{widths[1]}}  {union}" for role, sign_in, union in lines]
    return "\n".join([*table, f"  Password of all: {PASSWORD}"])
