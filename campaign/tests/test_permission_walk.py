"""The walk: every kind of person at every page's door. A new page has its row here.

The table names who is let in; everybody else gets 404, the same as for what does not exist, or, signed out, the sign-in
page. What acts each may do is walked in initiatives/tests/test_rights.py.
"""

from dataclasses import dataclass
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client, override_settings
from django.urls import reverse

from initiatives import approval, bulk, drafts
from initiatives.exports import asking, work
from initiatives.lists import OLDEST, Listing, Part
from initiatives.models import Initiative, Job, JobState, Programme
from initiatives.states import Act, Reason
from initiatives.tests import factories as make
from reporting.models import Quota
from unions.models import Office, Worker
from unions.tests import factories as who
from unions.tests.factories import Tree

pytestmark = pytest.mark.django_db

OWN = {"author", "co-author", "enterer"}
OFFICERS_OF_ITS_LINE = {"enterer", "officer grassroots", "officer superior", "officer unit", "officer root"}
READERS_OF_ITS_LINE = OFFICERS_OF_ITS_LINE | {"leader unit"}
ADMINISTRATORS = {"administrator unit", "administrator root"}
OFFICES_OF_ITS_LINE = READERS_OF_ITS_LINE | ADMINISTRATORS
OFFICES_FROM_THE_UNIT_UP = {"officer unit", "officer root", "leader unit", *ADMINISTRATORS}
ROOT_ADMINISTRATION = {"administrator root", "superuser"}
EVERY_ADMINISTRATOR = ADMINISTRATORS | {"administrator elsewhere", "superuser"}
CARING = OFFICERS_OF_ITS_LINE | EVERY_ADMINISTRATOR | {"officer elsewhere"}
ANY_OFFICE = OFFICES_OF_ITS_LINE | {"officer elsewhere", "leader elsewhere", "administrator elsewhere"}
SIGNED_IN = OWN | ANY_OFFICE | {"declined co-author", "colleague", "superuser"}

DOORS: dict[str, set[str]] = {
    "initiatives:detail": OWN | READERS_OF_ITS_LINE,
    "initiatives:withdraw": {"author"},
    "initiatives:decline": {"co-author"},
    "initiatives:copy": set(),
    "initiatives:receipt": OWN | READERS_OF_ITS_LINE,
    "initiatives:form": OWN | READERS_OF_ITS_LINE,
    "admin:initiatives_initiative_change": READERS_OF_ITS_LINE,
    "admin:initiatives_initiative_history": READERS_OF_ITS_LINE,
    "initiatives:edit": set(),
    "initiatives:discard": set(),
    "initiatives:exports": SIGNED_IN,
    "initiatives:export_new": SIGNED_IN,
    "initiatives:export_row": {"officer grassroots"},
    "initiatives:export_file": {"officer grassroots"},
    "initiatives:export_delete": {"officer grassroots"},
    "approve": OFFICERS_OF_ITS_LINE,
    "return": OFFICERS_OF_ITS_LINE,
    "reject": OFFICERS_OF_ITS_LINE,
    "recall": OFFICERS_OF_ITS_LINE,
    "reopen": OFFICERS_OF_ITS_LINE,
    "forward": set(),
    "admin:initiatives_initiative_stuck": ADMINISTRATORS | {"administrator elsewhere"},
    "admin:initiatives_initiative_jobs": READERS_OF_ITS_LINE | {"officer elsewhere", "leader elsewhere"},
    "admin:initiatives_initiative_job": {"officer grassroots"},
    "admin:config_taskrun_changelist": ROOT_ADMINISTRATION,
    "admin:initiatives_programme_changelist": ROOT_ADMINISTRATION,
    "admin:initiatives_programme_add": ROOT_ADMINISTRATION,
    "admin:initiatives_field_changelist": ROOT_ADMINISTRATION,
    "admin:unions_worker_changelist": CARING,
    "admin:unions_worker_add": CARING,
    "admin:unions_office_changelist": EVERY_ADMINISTRATOR,
    "admin:unions_office_add": EVERY_ADMINISTRATOR,
    "admin:unions_union_changelist": ANY_OFFICE | {"superuser"},
    "admin:unions_union_add": EVERY_ADMINISTRATOR,
    "admin:reporting_quota_changelist": EVERY_ADMINISTRATOR | {"leader unit", "leader elsewhere"},
    "admin:reporting_treechange_changelist": EVERY_ADMINISTRATOR,
    "admin:reporting_treechange_add": EVERY_ADMINISTRATOR,
    "admin:reporting_quota_add": EVERY_ADMINISTRATOR | {"leader unit", "leader elsewhere"},
    "admin:initiatives_initiative_changelist": READERS_OF_ITS_LINE | {"officer elsewhere", "leader elsewhere"},
    "admin:initiatives_programme_change": ROOT_ADMINISTRATION,
    "admin:unions_union_change": OFFICES_OF_ITS_LINE | {"superuser"},
    "admin:unions_union_history": OFFICES_OF_ITS_LINE | {"superuser"},
    "admin:unions_worker_change": OFFICERS_OF_ITS_LINE | ADMINISTRATORS | {"superuser"},
    "admin:unions_office_change": ADMINISTRATORS | {"superuser"},
    "admin:reporting_quota_change": ADMINISTRATORS | {"leader unit", "superuser"},
    "figures of the unit": OFFICES_FROM_THE_UNIT_UP,
    "live figures of the unit": OFFICES_FROM_THE_UNIT_UP,
    "figures of the unit at a midnight": OFFICES_FROM_THE_UNIT_UP,
    "figures below the unit as a file": OFFICES_FROM_THE_UNIT_UP,
    "figures below the unit as a file, at a midnight": OFFICES_FROM_THE_UNIT_UP,
    "figures of a union searched for": ANY_OFFICE,
    "reporting:dashboard": ANY_OFFICE,
}


TURNED_AWAY = {
    door: {302, 404} for door in (f"initiatives:{act}" for act in ("withdraw", "decline", "copy", "edit", "discard"))
}
"""Who may see it but not do it is led back to it and told why; to others it does not exist."""


FILES = {
    *("initiatives:form", "initiatives:export_file", "initiatives:export_row"),
    *("figures below the unit as a file", "figures below the unit as a file, at a midnight"),
}
"""Downloads, and parts of pages."""

PUBLIC = {"home": (), "reporting:public": (), "reporting:public_fragment": ("vi",), "healthz": (), "healthz_web": ()}
"""Doors that stand open to everybody, with the arguments of their addresses."""

PLACES = ("changelist", "add", "stuck", "jobs", "dashboard", "exports", "export_new")
"""Pages of no one record."""


@dataclass(frozen=True)
class World:
    """One initiative that waits at its grassroots desk, and everybody who could ask for it."""

    tree: Tree
    programme: Programme
    initiative: Initiative
    quota: Quota
    officer_office: Office
    job: Job
    export: Job
    people: dict[str, Worker | None]

    def address(self, door: str, pk: int | None = None) -> str:
        initiative = pk or self.initiative.pk
        figures = [self.programme.slug, self.tree.unit.code]
        file = reverse("reporting:ranking_file", args=["csv", *figures])
        others = {
            "figures of the unit": reverse("reporting:union", args=figures),
            "live figures of the unit": reverse("reporting:figures_fragment", args=figures),
            "figures of the unit at a midnight": reverse("reporting:union", args=figures) + "?as_of=2026-01-31",
            "figures below the unit as a file": file,
            "figures below the unit as a file, at a midnight": f"{file}?as_of=2026-01-31",
            "figures of a union searched for": reverse("reporting:find", args=figures[:1]),
        }
        records = {
            "programme": self.programme.pk,
            "union": self.tree.grassroots.pk,
            "worker": self.people["colleague"].pk if self.people["colleague"] else 0,
            "office": self.officer_office.pk,
            "quota": self.quota.pk,
        }
        if door in others:
            return others[door]
        if door.endswith("_job"):
            return reverse(door, args=[pk or self.job.pk])
        if "export_" in door and not door.endswith(PLACES):
            return reverse(door, args=[pk or self.export.pk])
        if door in {"approve", "return", "reject", "recall", "reopen", "forward"}:
            return reverse("admin:initiatives_initiative_act", args=[initiative, door])
        if door.endswith(PLACES):
            return reverse(door)
        model = door.split("_")[1] if door.startswith("admin:") else "initiative"
        return reverse(door, args=[pk or records.get(model, initiative)])


@pytest.fixture
def world() -> World:
    tree, programme = who.make_tree(), make.programme()
    enterer = who.officer(tree.grassroots, "Người Nhập Hộ")
    author, co_author, declined, colleague = (
        who.worker(name, union=tree.grassroots) for name in ("Tác Giả", "Đồng Tác Giả", "Từ Chối", "Đồng Nghiệp")
    )
    initiative = make.draft(author, programme, by=enterer, others=(co_author, declined), title="Kẹp nhanh khung xe")
    author.last_login = initiative.created_at
    author.save()
    approval.submit(initiative, by=author, seen=None)
    drafts.decline(initiative, by=declined)
    people: dict[str, Worker | None] = {
        "nobody": None,
        "author": author,
        "co-author": co_author,
        "declined co-author": declined,
        "enterer": enterer,
        "colleague": colleague,
        "officer grassroots": who.officer(tree.grassroots),
        "officer superior": who.officer(tree.superior),
        "officer unit": who.officer(tree.unit),
        "officer root": who.officer(tree.root),
        "officer elsewhere": who.officer(tree.other_unit),
        "leader unit": who.leader(tree.unit),
        "leader elsewhere": who.leader(tree.other_unit),
        "administrator unit": who.administrator(tree.unit),
        "administrator root": who.administrator(tree.root),
        "administrator elsewhere": who.administrator(tree.other_unit),
        "superuser": who.superuser(),
    }
    quota = Quota.objects.create(programme=programme, union=tree.grassroots, count=5, from_on=who.LONG_AGO)
    office = who.office(who.worker("Có Chức Trách"), tree.grassroots)
    asker = people["officer grassroots"]
    assert asker
    job = bulk.ask(Act.APPROVE, Listing([Part(Initiative.objects.sent())], OLDEST), by=asker, query="")
    assert job
    export = asking.ask(by=asker, form="csv", key=uuid4(), told="Tất cả", query="desk=all&state=all")
    Job.objects.filter(pk=export.pk).update(state=JobState.DONE, ended_at=export.asked_at)
    work.storage().save(work.file_of(export), ContentFile(b"SK"))
    return World(tree, programme, initiative, quota, office, job, export, people)


def client_of(worker: Worker | None) -> Client:
    client = Client()
    if worker:
        client.force_login(worker)
        worker.refresh_from_db()
    return client


@pytest.mark.parametrize("door", list(DOORS))
def test_who_is_let_in(world: World, door: str) -> None:
    answers = {}
    for name, worker in world.people.items():
        answer = client_of(worker).get(world.address(door))
        if worker is None:
            assert answer.status_code == 302
            assert "/login/" in answer["Location"]
        else:
            answers[name] = answer.status_code
    let_in = {name for name, status in answers.items() if status in {200, 409} or door == "reporting:dashboard"}
    let_in -= {name for name, status in answers.items() if status == 404}
    assert let_in == DOORS[door], answers
    turned_away = {answers[name] for name in answers if name not in DOORS[door]}
    assert turned_away <= TURNED_AWAY.get(door, {404}), answers


@pytest.mark.parametrize("door", list(PUBLIC))
def test_a_public_page_is_open_to_everybody_and_tells_of_nobody(world: World, door: str) -> None:
    address = reverse(door, args=PUBLIC[door])
    for worker in world.people.values():
        assert client_of(worker).get(address).status_code == 200
    told = client_of(None).get(address).content.decode()
    for word in ("Tác Giả", "Người Nhập Hộ", "Kẹp nhanh", world.initiative.code or "", world.tree.grassroots.name):
        assert word not in told


@pytest.mark.parametrize("door", [door for door in DOORS if DOORS[door] and door not in FILES and "live" not in door])
def test_each_page_of_a_demonstration_says_what_it_is(world: World, door: str) -> None:
    person = next(name for name in world.people if name in DOORS[door])
    client, said = client_of(world.people[person]), 'class="demo-banner"'
    with override_settings(DEMO=True):
        assert client.get(world.address(door), follow=True).content.decode().count(said) == 1
    with override_settings(DEMO=False):
        assert said not in client.get(world.address(door), follow=True).content.decode()


@pytest.mark.parametrize("door", [door for door in DOORS if "figures" not in door and not door.endswith(PLACES)])
def test_what_does_not_exist_is_answered_like_what_is_foreign(world: World, door: str) -> None:
    stranger, insider = world.people["officer elsewhere"], world.people["officer root"]
    foreign = client_of(stranger).get(world.address(door))
    unknown = client_of(stranger).get(world.address(door, pk=987_654_321))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert client_of(insider).get(world.address(door, pk=987_654_321)).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["?desk=all", "?desk=all&state=submitted", "?q={code}", "?q=kep+nhanh", "?q=Kẹp", "?desk=all&union={union}"],
)
def test_lists_and_searches_show_it_only_along_its_line(world: World, query: str) -> None:
    code = str(world.initiative.code)
    address = reverse("admin:initiatives_initiative_changelist")
    asked = address + query.format(code=code, union=world.tree.grassroots.pk)
    if "q=" in asked:
        asked += "&desk=all"
    for name in DOORS["admin:initiatives_initiative_changelist"]:
        shown = code in _rows(client_of(world.people[name]), asked)
        assert shown == (name in READERS_OF_ITS_LINE), name


def test_my_initiatives_are_ones_own(world: World) -> None:
    for name, worker in world.people.items():
        if worker:
            shown = str(world.initiative.code) in client_of(worker).get(reverse("initiatives:mine")).content.decode()
            assert shown == (name in OWN), name


def test_autocompletes_offer_only_what_lies_in_scope(world: World) -> None:
    for name in ("officer elsewhere", "administrator elsewhere", "administrator unit"):
        client = client_of(world.people[name])
        for app, model, field in (("unions", "office", "union"), ("unions", "worker", "union")):
            answer = client.get(
                reverse("admin:autocomplete"),
                {"app_label": app, "model_name": model, "field_name": field, "term": world.tree.grassroots.code},
            )
            found = str(answer.json()["results"]) if answer.status_code == 200 else ""
            assert (world.tree.grassroots.name in found) == (name == "administrator unit"), (name, model)


def test_of_a_confidential_one_its_words_are_shown_only_to_its_people_and_the_desks_on_its_way(world: World) -> None:
    title = "Công thức phụ gia bí mật"
    officer = world.people["officer grassroots"]
    author = world.people["author"]
    assert officer
    assert author
    initiative = world.initiative
    approval.return_(initiative, by=officer, seen=initiative.last_step_id, reason=Reason.UNCLEAR, note="Ghi rõ.")
    drafts.change(initiative, by=author, title=title, confidential=True)
    approval.submit(initiative, by=author, seen=initiative.last_step_id)
    knows = OWN | {"officer grassroots"}
    pages = [
        world.address("initiatives:detail"),
        world.address("initiatives:receipt"),
        world.address("admin:initiatives_initiative_change"),
        world.address("admin:initiatives_initiative_history"),
        world.address("approve"),
        reverse("admin:initiatives_initiative_changelist") + "?desk=all",
        reverse("admin:initiatives_initiative_changelist") + f"?desk=all&q={quote('phụ gia')}",
        reverse("home"),
    ]
    for name, worker in world.people.items():
        if worker:
            texts = [_text(client_of(worker), page) for page in pages]
            assert any(title in text for text in texts) == (name in knows), name
            assert not any("Ghi rõ." in text for text in texts if name not in knows), name


def _rows(client: Client, address: str) -> str:
    """The list without the search box, which repeats what was searched."""
    text = client.get(address).content.decode()
    return text[text.find("<tbody") :] if "<tbody" in text else ""


def _text(client: Client, address: str) -> str:
    answer = client.get(address)
    return answer.content.decode() if answer.status_code in (200, 409) else ""


@pytest.mark.parametrize("door", ["approve", "return", "reject", "recall", "reopen", "initiatives:withdraw"])
def test_who_is_not_let_in_moves_nothing_by_a_post_of_their_own(world: World, door: str) -> None:
    seen = world.initiative.last_step_id
    sent = {"seen": seen, "verified_benefit": "1", "reason": Reason.OTHER, "note": "Tôi tự gửi."}
    for name, worker in world.people.items():
        if name not in DOORS[door] and worker:
            answer = client_of(worker).post(world.address(door), sent)
            assert answer.status_code in TURNED_AWAY.get(door, {404}), name
            assert "Tác Giả" not in answer.content.decode() or name in OWN, name
    assert Initiative.objects.get(pk=world.initiative.pk).last_step_id == seen
