"""A flow as a picture: states in columns by their distance from the start, moves as arrows. Pure, plain SVG."""

from collections import deque
from html import escape

from shiqiao.kernel.flows.rules import SAME, FlowTable, Language

WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 132, 44, 120, 76, 20


TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8z"/></marker></defs>'
)


def ranks(table: FlowTable) -> dict[str, int]:
    """Return each state's distance from the start in moves."""
    rank, queue = {table.start: 0}, deque([table.start])
    while queue:
        state = queue.popleft()
        for move in table.moves:
            if state in move.sources and move.to != SAME and move.to not in rank:
                rank[move.to] = rank[state] + 1
                queue.append(move.to)
    return rank


def places(table: FlowTable) -> dict[str, tuple[int, int]]:
    """Return the upper left corner of each state's box, in pixels."""
    rows: dict[int, int] = {}
    found = {}
    for state, rank in sorted(ranks(table).items(), key=lambda pair: pair[1]):
        row = rows.get(rank, 0)
        rows[rank] = row + 1
        found[state] = (MARGIN + rank * (WIDTH + GAP_X), MARGIN + row * (HEIGHT + GAP_Y))
    return found


def draw(table: FlowTable, language: Language = "zh") -> str:
    """Return the flow as SVG text; every colour comes from the page's own style by class."""
    at = places(table)
    right = max(x for x, _ in at.values()) + WIDTH + MARGIN
    bottom = max(y for _, y in at.values()) + HEIGHT + 3 * MARGIN
    title = getattr(table.title, language)
    size = f'viewBox="0 0 {right} {bottom}" width="{right}" height="{bottom}"'
    parts = [
        f'<svg class="flow" role="img" aria-label="{escape(title)}" {size} xmlns="http://www.w3.org/2000/svg">',
        TIP,
    ]
    parts += _arrows(table, at, language)
    for code, (x, y) in at.items():
        state = table.states[code]
        look = "final" if state.final else "done" if state.done else "open"
        parts.append(f'<rect class="state {look}" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>')
        text = escape(getattr(state.title, language))
        parts.append(f'<text class="name" x="{x + WIDTH // 2}" y="{y + 27}" text-anchor="middle">{text}</text>')
    return "".join(parts) + "</svg>"


def _arrows(table: FlowTable, at: dict[str, tuple[int, int]], language: Language) -> list[str]:
    between: dict[tuple[str, str], list[str]] = {}
    for move in table.moves:
        for source in move.sources:
            if move.to not in (SAME, source):
                between.setdefault((source, move.to), []).append(getattr(move.title, language))
    parts = []
    for (source, target), titles in between.items():
        (ax, ay), (bx, by) = at[source], at[target]
        if bx > ax:
            x1, y1, x2, y2, bend = ax + WIDTH, ay + HEIGHT // 2, bx, by + HEIGHT // 2, 0
        else:
            x1, y1, x2, y2, bend = ax + WIDTH // 2, ay + HEIGHT, bx + WIDTH // 2, by + HEIGHT, 46
        mx, my = (x1 + x2) // 2, (y1 + y2) // 2 + bend
        parts.append(f'<path class="move" d="M{x1} {y1}Q{mx} {my} {x2} {y2}" marker-end="url(#tip)"/>')
        label = escape(" / ".join(titles))
        parts.append(
            f'<text class="label" x="{mx}" y="{my - 6 if not bend else my - 14}" text-anchor="middle">{label}</text>'
        )
    return parts
