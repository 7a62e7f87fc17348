"""The pages that are looked at, by the tests in a real browser and by `make screens`: a new page is one line here."""

from dataclasses import dataclass, field
from urllib.parse import quote

from campaign.accounts import SUPERIOR, UNIT
from campaign.tree import ROOT

QUEUE = "admin/initiatives/initiative/"
MILLION = f"figures/mot-trieu-sang-kien/{quote(ROOT)}/"

INITIATIVE = r"/initiatives/\d+/$"
DECISION = r"/initiative/\d+/change/"
RECORD = r"/\d+/change/"


@dataclass(frozen=True)
class Stop:
    """A page and the way to it: a path from the root, then links as regular expressions of their addresses.

    `refused` is a button that is pressed at the end, with `typed` in the form's fields and all else left as it is:
    nothing but errors may come of that. With `signed_out_by_then` the cookies are gone when it is pressed; such a stop
    is its visitor's last. `thrown_away` are the links to the confirm step by which a draft that was kept goes
    again. `alike` is a page of a kind that another role's pages have too: the tests look at it less closely.
    """

    name: str
    path: str = ""
    through: tuple[str, ...] = ()
    refused: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    signed_out_by_then: bool = False
    thrown_away: tuple[str, ...] = ()
    alike: bool = False


VISITORS = {
    "public": "",
    "worker": "cong-nhan",
    "co-author": "dong-tac-gia",
    "officer": "can-bo-coso",
    "officer-superior": "can-bo-captren",
    "officer-unit": "can-bo-donvi",
    "officer-confederation": "can-bo-tld",
    "leader": "lanh-dao-tld",
    "leader-superior": "lanh-dao-captren",
    "administrator": "quan-tri-tld",
}
"""Roles to mailboxes."""

PAGES: dict[str, list[Stop]] = {
    "public": [
        Stop("home"),
        Stop("public-figures", "figures/public/"),
        Stop("public-figures-ended", "figures/public/?programme=mot-trieu-sang-kien"),
        Stop("sign-in", "accounts/login/"),
        Stop("sign-in-refused", "accounts/login/", refused="main form button"),
        Stop("password-reset", "accounts/password/reset/"),
        Stop("sign-up-closed", "accounts/signup/"),
        Stop("not-found", "nothing-here/"),
        Stop("sign-in-expired", "accounts/login/", refused="main form button", signed_out_by_then=True),
    ],
    "worker": [
        Stop("home"),
        Stop("mine", "initiatives/"),
        Stop("mine-returned", "initiatives/?state=returned"),
        Stop("mine-none", "initiatives/?state=withdrawn"),
        Stop("initiative", "initiatives/", through=(INITIATIVE,)),
        Stop("initiative-rejected", "initiatives/?state=rejected", through=(INITIATIVE,)),
        Stop("receipt", "initiatives/?state=submitted", through=(INITIATIVE, r"/receipt/$")),
        Stop("new", "initiatives/new/"),
        Stop(
            "new-refused",
            "initiatives/new/",
            refused="button[value=submit]",
            typed={"claimed_benefit": "nhiều lắm"},
            thrown_away=(INITIATIVE, r"/\d+/discard/$"),
        ),
        Stop("exports", "initiatives/exports/"),
        Stop("export-new", "initiatives/exports/new/"),
        Stop("password", "accounts/password/change/"),
        Stop("not-found", "nothing-here/"),
    ],
    "co-author": [
        Stop("mine", "initiatives/", alike=True),
        Stop("initiative", "initiatives/", through=(INITIATIVE,), alike=True),
    ],
    "officer": [
        Stop("home"),
        Stop("admin", "admin/"),
        Stop("queue", QUEUE),
        Stop("queue-all", f"{QUEUE}?desk=all&state=submitted"),
        Stop("queue-nothing", f"{QUEUE}?q=khong-co-gi-nhu-vay"),
        Stop("export-list", "initiatives/exports/new/?list=desk%3Dall%26state%3Dapproved", alike=True),
        Stop("decision", QUEUE, through=(DECISION,)),
        Stop("history", QUEUE, through=(DECISION, r"/history/")),
        Stop("approve", QUEUE, through=(DECISION, r"/approve/")),
        Stop("return", QUEUE, through=(DECISION, r"/return/")),
        Stop("return-refused", QUEUE, through=(DECISION, r"/return/"), refused="form.confirm button.btn"),
        Stop("reject", QUEUE, through=(DECISION, r"/reject/")),
        Stop("bulk-all", QUEUE, refused="button[formaction*='approve/all/']"),
        Stop("bulk-jobs", f"{QUEUE}jobs/"),
        Stop("workers", "admin/unions/worker/"),
    ],
    "officer-superior": [
        Stop("queue", QUEUE, alike=True),
        Stop("decision", QUEUE, through=(DECISION,)),
        Stop("approve", QUEUE, through=(DECISION, r"/approve/")),
    ],
    "officer-unit": [
        Stop("queue", QUEUE, alike=True),
        Stop("approve", QUEUE, through=(DECISION, r"/approve/"), alike=True),
    ],
    "officer-confederation": [
        Stop("queue", QUEUE, alike=True),
        Stop("approve", QUEUE, through=(DECISION, r"/approve/"), alike=True),
    ],
    "leader": [
        Stop("figures", "figures/"),
        Stop("million", MILLION),
        Stop("million-at-its-end", f"{MILLION}?as_of=2023-08-31", alike=True),
        Stop("behind-last-midnight", f"{MILLION}?as_of=2023-08-31&which=behind&up=1#ranking", alike=True),
        Stop("million-unit", f"figures/mot-trieu-sang-kien/{UNIT}/", alike=True),
        Stop("find-union", "figures/find/mot-trieu-sang-kien/?q=ha+noi"),
    ],
    "leader-superior": [
        Stop("figures", "figures/"),
        Stop("million", f"figures/mot-trieu-sang-kien/{SUPERIOR}/", alike=True),
    ],
    "administrator": [
        Stop("admin", "admin/"),
        Stop("workers", "admin/unions/worker/"),
        Stop("worker", "admin/unions/worker/", through=(RECORD,)),
        Stop("worker-new", "admin/unions/worker/add/"),
        Stop("unions", "admin/unions/union/"),
        Stop("union", "admin/unions/union/", through=(RECORD,)),
        Stop("offices", "admin/unions/office/"),
        Stop("office-new", "admin/unions/office/add/"),
        Stop("programmes", "admin/initiatives/programme/"),
        Stop("programme", "admin/initiatives/programme/", through=(RECORD,)),
        Stop("tree-changes", "admin/reporting/treechange/"),
        Stop("tree-change-new", "admin/reporting/treechange/add/"),
        Stop("quotas", "admin/reporting/quota/"),
        Stop("stuck", f"{QUEUE}stuck/"),
        Stop("job-health", "admin/config/taskrun/"),
    ],
}
