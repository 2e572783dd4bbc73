"""`shiqiao learn`: learn from closed matters which words mean which item."""

from typing import Annotated, Any

import typer

from shiqiao.base.errors import Invalid

Street = Annotated[int, typer.Option(help="Street, 9 digits; may be left out where there is only one.")]
Due = Annotated[bool, typer.Option("--due", help="Every street, but only where enough was closed since the last time.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(learn)


def learn(ctx: typer.Context, street: Street = 0, due: Due = False) -> None:
    """Learn from the street's own closed matters which item a text is about, and say how often that is right.

    Needs the extra `learn`. The newest fifth of the matters is asked, not learnt from, while it is measured; what was
    learnt is used only when it is better there than the catalogue's titles and synonyms.
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.actor import system
        from shiqiao.base.db.scope import whole
        from shiqiao.base.time import now
        from shiqiao.kernel.people.reads import streets
        from shiqiao.kernel.suggesting.actions import learn_due, learn_items

        with whole():
            if due:
                made = learn_due(at=now())
                answer(ctx, {"streets": made}, f"Learnt anew for {made} streets.")
                return
            there = streets()
            if street not in there and (street or len(there) != 1):
                named = ", ".join(map(str, there)) or "none"
                raise Invalid(fields={"street": "Name one of the streets set up here: {streets}."}, streets=named)
            number = street or there[0]
            row = learn_items(street=number, by=system("operator", street=number), at=now())
    answer(ctx, {"street": number, "matters": row.matters, "used": row.used, **row.measured}, said(row))


def said(row: Any) -> str:
    """Return a lesson in a few lines."""
    lines = [f"{row.matters} matters, {row.items} items."]
    for name, one in row.measured.items():
        asked = one["asked"] or 1
        shares = ", ".join(
            f"{title} {one[key] / asked:.0%}" for key, title in (("first", "first"), ("three", "first three"))
        )
        lines.append(f"{name}: right among the {shares} of {one['asked']} asked.")
    return "\n".join([*lines, "It is used." if row.used else "It is not used: titles and synonyms are as good."])
