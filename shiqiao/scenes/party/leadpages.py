"""What the pages of the secretary's projects, front teams and honours share: forms that act, files, papers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import masked
from shiqiao.kernel.files.covering import as_shown, neutral_name
from shiqiao.kernel.files.reads import thumbnail
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.journal.taken import note_print
from shiqiao.scenes.party.leading import unseal
from shiqiao.surfaces.desk.matterpage import actor_said
from shiqiao.surfaces.desk.papers import pdf
from shiqiao.surfaces.desk.papers.ground import office, stamp
from shiqiao.surfaces.desk.papers.model import Block, Pair, Paper, Picture
from shiqiao.surfaces.desk.words import happened, person_name
from shiqiao.surfaces.kit.shapes import FileShown, PhotoShown, Step
from shiqiao.surfaces.kit.words import size


def filled(form_class: Any, request: HttpRequest, **more: Any) -> Any:
    """Return a form with what was sent; files are kept at once."""
    if request.method != "POST":
        return form_class(**more)
    files = (request.FILES,) if getattr(form_class, "purposes", None) else ()
    form = form_class(request.POST, *files, **more)
    if files:
        form.take_files(request.actor)  # type: ignore[attr-defined]
    return form


def told(request: HttpRequest, sentence: str, address: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(address)


def form_page(
    request: HttpRequest, form: Any, title: str, icon: str, back: tuple[str, str], says: str = ""
) -> HttpResponse:
    """Show a form that acts: its title, where one came from (address and title), a sentence above it."""
    context = {"form": form, "title": title, "icon": icon, "back": back[0], "back_title": back[1], "says": says}
    return render(request, "party/leading/form.html", context, status=422 if form.errors else 200)


def pdf_of(made: tuple[bytes, str]) -> HttpResponse:
    """Give a PDF as a download."""
    content, name = made
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def words_of(sealed: Any) -> str:
    """Return sealed words for a page, identifiers masked."""
    return masked(unseal(sealed))


def files_shown(hashes: Sequence[str], files: Mapping[str, Any], url: Any) -> dict[str, list[Any]]:
    """Return pictures and other files of an entry; `url(number)` is where a file is given."""
    found = [files[sha] for sha in hashes if sha in files]
    return {
        "photos": [
            PhotoShown(url(one.id), f"{url(one.id)}?small=1", "", "", one.taken_at or one.created_at)
            for one in found if one.is_picture
        ],
        "papers": [
            FileShown(url(one.id), neutral_name(one), _("Document"), size(one.size), "file-text", one.created_at)
            for one in found if not one.is_picture
        ],
    }  # fmt: skip


def steps_of(subject: Ref, street: int, texts: Mapping[int, str]) -> list[Step]:
    """Return what happened to a subject by the journal, the newest first; `texts` by number of the entry."""
    found = []
    for line in reversed(lines_of(subject)):
        title, icon, tone = happened(line.code) or (line.code, "point", "")
        text = texts.get(line.data.get("entry", 0), "")
        found.append(Step(
            at=line.happened_at, title=_(title), icon=icon, tone=tone, by=actor_said(line, street), text=text, details=[],
            photos=[],
        ))  # fmt: skip
    return found


def paper(title: str, number: Pair, by: Actor, at: datetime, blocks: Sequence[Block]) -> Paper:
    """Return a paper of the office with its foot."""
    before, _sep, rest = _("page {page} of {pages}").partition("{page}")
    between, _sep, after = rest.partition("{pages}")
    mark = _("Printed from the ledger by %(who)s, %(at)s") % {"who": person_name(by.account or 0), "at": stamp(at)}
    return Paper(
        office=office(by.street or 0), title=title, number=number, marks=mark, pages=(before, between, after),
        language=get_language() or "zh-hans", blocks=blocks,
    )  # fmt: skip


def printed(made: Paper, subject: Ref, code: str, by: Actor, at: datetime) -> bytes:
    """Render a paper and note that it was printed. Raises FontMissing."""
    content: bytes = pdf.render(made)
    given = {"paper": code, "form": "pdf", "language": get_language() or ""}
    note_print(subject=subject, street=by.street or 0, by=by, at=at, **given)
    return content


def pictures(files: Mapping[str, Any], captions: Mapping[str, str], most: int = 9) -> list[Picture]:
    """Return pictures for a paper, covered where somebody covered them."""
    found = [one for one in files.values() if one.is_picture][:most]
    return [Picture(thumbnail(as_shown(one)), captions.get(one.sha256, "")) for one in found]
