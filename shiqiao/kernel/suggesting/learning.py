"""Learning weights from texts whose items are known, with scikit-learn: the only place that needs the extra `learn`."""

from collections import Counter
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

from shiqiao.base.errors import Invalid
from shiqiao.kernel.suggesting.rules import LEAST_SHARED, Suggestion, Weights, sequences

LEAST_OF_ITEM = 5  # matters of an item before it is learnt
KEPT = 60_000  # weights that are kept, the strongest
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.01)


def able() -> bool:
    """Say whether the extra is installed."""
    return find_spec("sklearn") is not None


def learn(texts: Sequence[str], codes: Sequence[str]) -> Weights | None:
    """Return weights, None when fewer than two items have enough matters; raises Invalid without the extra.

    Each text is its distinct sequences, scaled to length one; items are told apart by one logistic regression. The
    order of the texts and no dice decide, so that the same matters teach the same.
    """
    if not able():
        raise Invalid(
            "The part that learns is not installed.",
            fields={"learn": "Install it with: pip install 'shiqiao[learn]'."},
        )
    often = Counter(codes)
    chosen = [(text, code) for text, code in zip(texts, codes, strict=True) if often[code] >= LEAST_OF_ITEM]
    if len({code for _, code in chosen}) < 2:
        return None
    return _weights(*_fitted([text for text, _ in chosen], [code for _, code in chosen]))


def _fitted(texts: list[str], codes: list[str]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import normalize

    vectors = CountVectorizer(analyzer=sequences, binary=True, min_df=min(LEAST_SHARED, len(texts)))
    rows = normalize(vectors.fit_transform(texts).astype("float64"))
    model = LogisticRegression(C=20.0, solver="lbfgs", max_iter=200, tol=1e-3)
    return vectors, model.fit(rows, codes)


def _weights(vectors: Any, model: Any) -> Weights:
    import numpy

    names = vectors.get_feature_names_out()
    codes = [str(code) for code in model.classes_]
    table, starts = model.coef_, model.intercept_
    if len(codes) == 2:  # one row stands for the second item against the first
        table, starts = numpy.vstack([-table / 2, table / 2]), numpy.array([-starts[0] / 2, starts[0] / 2])
    strength = numpy.abs(table)
    floor = numpy.sort(strength, axis=None)[-KEPT] if strength.size > KEPT else 0.0
    places, columns = numpy.nonzero((strength >= floor) & (strength > 0.001))
    rows: dict[str, dict[int, float]] = {}
    for place, column in zip(places, columns, strict=True):
        rows.setdefault(str(names[column]), {})[int(place)] = float(table[place, column])
    return Weights(codes, [float(one) for one in starts], rows)


def measure(
    texts: Sequence[str], codes: Sequence[str], suggest: Callable[[str], Sequence[Suggestion]]
) -> dict[str, Any]:
    """Return how often the right item was the first, among the first three and five, and by confidence of the first."""
    hits, bins = Counter[int](), [[0, 0] for _ in BINS[1:]]
    for text, code in zip(texts, codes, strict=True):
        found = suggest(text)
        order = [one.code for one in found]
        for most in (1, 3, 5):
            hits[most] += code in order[:most]
        if found:
            place = next(n for n, high in enumerate(BINS[1:]) if found[0].confidence < high)
            bins[place][0] += 1
            bins[place][1] += order[0] == code
    return {
        "asked": len(texts), "first": hits[1], "three": hits[3], "five": hits[5],
        "by_confidence": [{"from": BINS[n], "said": said, "right": right} for n, (said, right) in enumerate(bins)],
    }  # fmt: skip
