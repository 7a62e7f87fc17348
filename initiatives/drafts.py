"""Drafts: how an initiative is begun and its content changed. The web form, sheets and demonstrations call these."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.approval import editing
from initiatives.models import Authorship, Initiative, Programme
from initiatives.moving import lock
from initiatives.refusals import Refused
from initiatives.rights import check_author, may_author
from initiatives.states import State
from unions import scope
from unions.models import Office, Worker

CONTENT = frozenset(
    (
        *("title", "kind", "field", "author_group", "owner", "applied_on"),
        *("recognised_by", "recognition_number", "recognised_on"),
        *("state_before", "solution", "conditions", "effect"),
        *("computable", "benefit_period", "claimed_benefit", "computation"),
        *("confidential", "confidential_parts", "declared"),
    )
)
"""The fields of the application form; of a draft the programme may change as well."""


COPIED = CONTENT - {"declared"}
"""What a copy takes over; whoever submits it declares anew."""


@dataclass(frozen=True)
class Author:
    """One line of the authors, the main author first; the share is in percent."""

    worker: Worker
    share: int
    title: str = ""


def start(
    *, by: Worker, programme: Programme, authors: Sequence[Author], key: UUID | None = None, **content: Any
) -> Initiative:
    """A new draft, or the one that this form load has made already: `key` is unique in the database.

    `content` holds fields of the application form. Raises Refused where the person may not enter for the main author,
    or the key belongs to somebody else's.
    """
    _check_content(content)
    key = key or uuid4()
    union = _union_of(authors[0].worker, by)
    initiative = Initiative(key=key, entered_by=by, programme=programme, union_id=union, **content)
    try:
        with transaction.atomic():
            initiative.save(force_insert=True)
            _add_authors(initiative, authors, declined={})
    except IntegrityError:
        begun = Initiative.objects.filter(key=key).first()
        if begun is None:
            raise
        if begun.entered_by_id != by.pk:
            raise Refused("key", _("This form was opened by somebody else. Open a new one.")) from None
        return begun
    return initiative


def are_authors_of(initiative: Initiative, authors: Sequence[Author]) -> bool:
    """Whether the initiative has just these, in this order, as they would be written."""
    lines = [(line.worker_id, line.share, line.title) for line in initiative.authorships.all()]
    return lines == [(author.worker.pk, author.share, _title_of(author)) for author in authors]


def may_copy(initiative: Initiative, worker: Worker) -> bool:
    """Whether it came to nothing and the draft would be this person's to go on with; reads prefetched authorships."""
    return initiative.state in (State.REJECTED, State.WITHDRAWN) and may_author(initiative, worker)


def copy(initiative: Initiative, *, by: Worker, key: UUID) -> Initiative:
    """A new draft with the content and authors of what was rejected or withdrawn, in a programme that is open now.

    One draft per key, as in `start`. Co-authors who declined are left out. Raises Refused where the person may not,
    or no programme is open.
    """
    with transaction.atomic():
        row = lock(initiative)
        prefetch_related_objects([row], "authorships__worker__union")
        if not may_copy(row, by):
            raise Refused("not_copied", _("Only what was rejected or withdrawn can be copied, by who put it forward."))
        lines = [line for line in row.authorships.all() if line.declined_at is None]
        authors = [Author(line.worker, line.share, line.title) for line in lines]
        content = {name: getattr(row, name) for name in COPIED}
        return start(by=by, programme=_open_programme(row), authors=authors, key=key, **content)


def change(
    initiative: Initiative,
    *,
    by: Worker,
    authors: Sequence[Author] | None = None,
    unchanged_since: datetime | None = None,
    **content: Any,
) -> Initiative:
    """Change the content of a draft or of what was returned; authors only where they are given.

    Of a draft the programme and the main author may change, and the union with them. Raises Refused where the person
    may not, or where something else was written after `unchanged_since`, the `edited_at` that they saw.
    """
    with editing(initiative, by=by) as row:
        if unchanged_since and _was_edited_after(unchanged_since, row) and _differs(row, content, authors):
            raise Refused("changed", _("Meanwhile it was changed from another page. Saving again replaces that."))
        _check_content(content, also=("programme",) if row.state == State.DRAFT else ())
        for name, value in content.items():
            setattr(row, name, value)
        if authors is not None:
            main = authors[0].worker
            if main != row.main_author:
                _change_main_author(row, main, by)
            _write_authors(row, authors)
        return row


def discard(initiative: Initiative, *, by: Worker) -> None:
    """Throw a draft away. Raises Refused once it was submitted, or where the person may not."""
    with transaction.atomic():
        row = lock(initiative)
        check_author(row, by)
        if row.state != State.DRAFT:
            raise Refused("not_draft", _("It has been submitted; only a draft can be thrown away."))
        row.delete()


def may_decline(initiative: Initiative, worker: Worker) -> bool:
    """Whether the worker is a co-author who may still decline; reads prefetched authorships."""
    if initiative.state == State.WITHDRAWN:
        return False
    lines = initiative.authorships.all()
    return any(line.worker_id == worker.pk and not line.is_main and line.declined_at is None for line in lines)


def decline(initiative: Initiative, *, by: Worker) -> None:
    """A co-author says that they are none; they no longer see it, and its officers see that they declined."""
    with transaction.atomic():
        row = lock(initiative)
        if row.state == State.WITHDRAWN:
            raise Refused("withdrawn", _("It is withdrawn, so nobody is an author of it any more."))
        lines = Authorship.objects.filter(initiative=row, worker=by, position__gt=1)
        if not lines.filter(declined_at__isnull=True).update(declined_at=timezone.now()):
            raise Refused("no_coauthor", _("Only a co-author may decline."))


def _check_content(content: Mapping[str, Any], also: Collection[str] = ()) -> None:
    """Raise ValueError for what is no field of the application form: state, desk and place are written by acts."""
    if foreign := set(content) - CONTENT - set(also):
        raise ValueError(f"Not a field of the application form: {', '.join(sorted(foreign))}.")


def _union_of(author: Worker, by: Worker) -> int:
    """The id of the main author's union, where this person may enter for them."""
    if author.union_id is None:
        raise Refused("no_union", _("The main author is a member at no union yet. Ask your union."))
    if by != author and not (author.union and scope.reaches(by, author.union, (Office.Kind.OFFICER,))):
        raise Refused("not_their_officer", _("Only an officer of the author's union may enter for them."))
    return author.union_id


def _open_programme(initiative: Initiative) -> Programme:
    """The initiative's own programme while it is open, else the newest that is."""
    programmes = list(Programme.objects.open_at(timezone.now()).newest_first())
    if not programmes:
        raise Refused("no_programme", _("No programme is open now, so nothing new can be put forward."))
    return next((programme for programme in programmes if programme == initiative.programme), programmes[0])


def _was_edited_after(instant: datetime, row: Initiative) -> bool:
    """As the database still has it: `editing` has set the row's own `edited_at` anew."""
    return Initiative.objects.filter(pk=row.pk, edited_at__gt=instant).exists()


def _differs(row: Initiative, content: Mapping[str, Any], authors: Sequence[Author] | None) -> bool:
    """Whether writing this would change anything; the second of two clicks would not."""
    if any(getattr(row, name) != value for name, value in content.items()):
        return True
    return authors is not None and not are_authors_of(row, authors)


def _change_main_author(initiative: Initiative, author: Worker, by: Worker) -> None:
    if initiative.last_step_id is not None:
        raise Refused("main_author", _("The main author cannot change once it was submitted."))
    initiative.union_id = _union_of(author, by)


def _write_authors(initiative: Initiative, authors: Sequence[Author]) -> None:
    declined = dict(
        Authorship.objects.filter(initiative=initiative, declined_at__isnull=False).values_list(
            "worker_id", "declined_at"
        )
    )
    Authorship.objects.filter(initiative=initiative).delete()
    _add_authors(initiative, authors, declined)


def _title_of(author: Author) -> str:
    """The title given, else that in the register."""
    return author.title or author.worker.title


def _add_authors(initiative: Initiative, authors: Sequence[Author], declined: Mapping[int, datetime | None]) -> None:
    """The lines of one that has none; `declined` says since when, by the worker's id."""
    Authorship.objects.bulk_create(
        Authorship(
            initiative=initiative,
            worker=author.worker,
            position=position,
            share=author.share,
            title=_title_of(author),
            declined_at=declined.get(author.worker.pk),
        )
        for position, author in enumerate(authors, start=1)
    )
