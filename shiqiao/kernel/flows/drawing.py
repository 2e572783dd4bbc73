"""A flow as a picture: states in a row in the file's order, moves as arcs: forward above, back below. Pure, plain SVG."""

from html import escape

from shiqiao.kernel.flows.rules import SAME, FlowTable, Language

WIDTH, HEIGHT, GAP, MARGIN, LIFT = 112, 44, 76, 24, 40


TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8z"/></marker></defs>'
)


def places(table: FlowTable) -> dict[str, int]:
    """Return the left edge of each state's box, in pixels."""
    return {code: MARGIN + n * (WIDTH + GAP) for n, code in enumerate(table.states)}


def draw(table: FlowTable, language: Language = "zh") -> str:
    """Return the flow as SVG text; every colour comes from the page's own style by class."""
    at, between = places(table), _between(table, language)
    order = {code: n for n, code in enumerate(table.states)}
    levels = _levels([(order[a], order[b]) for a, b in between])
    above = max((level for (a, b), level in levels.items() if b > a), default=0)
    below = max((level for (a, b), level in levels.items() if b < a), default=0)
    top = MARGIN + above * LIFT
    width, height = MARGIN * 2 + len(at) * (WIDTH + GAP) - GAP, top + HEIGHT + below * LIFT + MARGIN
    title = escape(getattr(table.title, language))
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [f'<svg class="flow" role="img" aria-label="{title}" {size} xmlns="http://www.w3.org/2000/svg">', TIP]
    for (source, target), titles in between.items():
        level = levels[order[source], order[target]]
        parts += _arrow(at[source], at[target], top, level, " / ".join(titles))
    for code, x in at.items():
        state = table.states[code]
        look = "final" if state.final else "done" if state.done else "open"
        name = escape(getattr(state.title, language))
        parts.append(f'<rect class="state {look}" x="{x}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>')
        parts.append(f'<text class="name" x="{x + WIDTH // 2}" y="{top + 27}" text-anchor="middle">{name}</text>')
    return "".join(parts) + "</svg>"


def _between(table: FlowTable, language: Language) -> dict[tuple[str, str], list[str]]:
    """Return the titles of the moves from one state to another."""
    found: dict[tuple[str, str], list[str]] = {}
    for move in table.moves:
        for source in move.sources:
            if move.to not in (SAME, source):
                found.setdefault((source, move.to), []).append(getattr(move.title, language))
    return found


def _levels(spans: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Give each arc the lowest level on which it crosses no other; a step to the right neighbour needs none."""
    levels: dict[tuple[int, int], int] = {}
    for a, b in sorted(spans, key=lambda span: (abs(span[1] - span[0]), span)):
        if b == a + 1:
            levels[a, b] = 0
            continue
        same = [(c, d) for c, d in levels if (d > c) == (b > a) and levels[c, d]]
        taken = {levels[c, d] for c, d in same if min(c, d) < max(a, b) and min(a, b) < max(c, d)}
        levels[a, b] = next(level for level in range(1, len(spans) + 2) if level not in taken)
    return levels


def _arrow(x1: int, x2: int, top: int, level: int, titles: str) -> list[str]:
    label = escape(titles)
    if not level:
        y, middle = top + HEIGHT // 2, (x1 + WIDTH + x2) // 2
        path = f"M{x1 + WIDTH} {y}H{x2}"
        return [_path(path), f'<text class="label" x="{middle}" y="{y - 8}" text-anchor="middle">{label}</text>']
    forward = x2 > x1
    begin, end = (x1 + WIDTH * 2 // 3, x2 + WIDTH // 3) if forward else (x1 + WIDTH // 3, x2 + WIDTH * 2 // 3)
    edge, turn = (top, top - level * LIFT) if forward else (top + HEIGHT, top + HEIGHT + level * LIFT)
    bend = 12 if forward else -12
    inward = 12 if end > begin else -12
    up = f"M{begin} {edge}V{turn + bend}Q{begin} {turn} {begin + inward} {turn}"
    path = f"{up}H{end - inward}Q{end} {turn} {end} {turn + bend}V{edge}"
    middle = (begin + end) // 2
    return [_path(path), f'<text class="label" x="{middle}" y="{turn + 4}" text-anchor="middle">{label}</text>']


def _path(path: str) -> str:
    return f'<path class="move" d="{path}" marker-end="url(#tip)"/>'
