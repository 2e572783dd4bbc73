"""`shiqiao verify`: prove chains, seals, state and commitments."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from shiqiao.kernel.journal.reads import Finding, Progress

MOST = 50


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(verify)


def verify(ctx: typer.Context) -> None:
    """Prove the journal and that all tables say what it says; exit status 1 when anything differs."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        findings = [str(found) for found in _all()]
        away = _away()
    said = (
        [*findings[:MOST], f"{len(findings)} findings"]
        if findings
        else ["verified: chains, seals, state and commitments hold"]
    )
    if away["months"]:
        said.append(
            f"in the archive: {away['months']} months, {away['matters']} matters, {away['lines']} journal lines"
        )
    answer(ctx, {"ok": not findings, "findings": findings, "archive": away}, "\n".join(said))
    raise typer.Exit(1 if findings else 0)


def _away() -> dict[str, int]:
    from shiqiao.kernel.matters.away import put_away

    months = put_away()
    return {
        "months": len(months), "matters": sum(one.matters for one in months), "lines": sum(one.lines for one in months)
    }  # fmt: skip


def _all() -> "Iterator[Finding]":
    from rich.progress import Progress as Bar

    with Bar(transient=True) as bar:
        task = bar.add_task("verify", total=None)
        yield from everything(lambda count: bar.update(task, completed=count))


@contextmanager
def one_moment() -> Iterator[None]:
    """See all tables as of one moment, so that work going on meanwhile is no finding."""
    from django.db import connection, transaction

    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def everything(progress: "Progress" = lambda count: None) -> "Iterator[Finding]":
    """Yield every finding, over all streets."""
    from django.conf import settings

    from shiqiao.base.db.scope import whole
    from shiqiao.config.archive.proof import check_archive
    from shiqiao.kernel.files.reads import verify_files
    from shiqiao.kernel.journal.reads import Finding, chains, check_chain, check_seals
    from shiqiao.kernel.matters.proof import check_matters
    from shiqiao.kernel.matters.store import KIND
    from shiqiao.kernel.monthly.proof import check_reports
    from shiqiao.kernel.patrols.proof import check_patrols
    from shiqiao.kernel.privacy.reads import check_read_log
    from shiqiao.kernel.registry.proof import check_registry
    from shiqiao.kernel.registry.store import RECORDS
    from shiqiao.kernel.scoring.proof import check_scores
    from shiqiao.kernel.visits.proof import check_visits

    with one_moment(), whole():
        yield from check_matters(progress)
        yield from check_visits(progress)
        yield from check_patrols(progress)
        yield from check_registry(progress)
        yield from check_scores()
        yield from check_reports()
        for lines in chains():
            if lines[0].subject.kind not in (KIND, *RECORDS):
                yield from check_chain(lines)
        yield from check_archive(settings.DATA, progress)
        yield from check_seals()
        yield from check_read_log()
        for damage in verify_files():
            yield Finding(f"file {damage.attachment.sha256[:12]}", f"is {damage.reason}")
