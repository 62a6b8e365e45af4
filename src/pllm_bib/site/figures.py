"""Figures of a site: bars as SVG, each with a table of the same numbers beneath it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pllm_bib.site.shape import Site
    from pllm_bib.site.views import WorkView

_BARS = 15
"""Bars of a figure, at most; the table has all rows."""
_ROW = 24
_LABEL, _WIDTH = 150, 420
"""Units: the height of a bar with its space, the width of its name, and that of the picture."""


class FigureBar(NamedTuple):
    """A bar: its name, what it counts, and where it stands in the picture."""

    name: str
    works: int
    y: int
    width: int


class Figure(NamedTuple):
    """A figure: bars, and a table with a column for each part."""

    title: str
    bars: tuple[FigureBar, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row: int = _ROW
    legend: tuple[tuple[str, str], ...] = ()
    """Columns that are sections, by id, with their headings."""
    label: int = _LABEL
    width: int = _WIDTH

    @property
    def height(self) -> int:
        """The height of the picture."""
        return _ROW * len(self.bars)


def figures(site: Site, views: Sequence[WorkView]) -> list[Figure]:
    """Return the figures of a site, those without works left out."""
    w = site.words
    legend = tuple((section.id, section.heading) for section in site.library.sections)
    ids = [name for name, _heading in legend]
    by_year = Counter(view.year for view in views if view.year)
    years = sorted(by_year, reverse=True)
    both = Counter((view.year, name) for view in views for name in view.sections)
    table = [
        (str(year), str(by_year[year]), *(str(both[year, name] or "") for name in ids))
        for year in years
    ]
    found = [
        _figure(
            w["by_year"],
            {str(year): by_year[year] for year in years},
            (w["year"], w["works_column"], *ids),
            table,
        )._replace(legend=legend)
    ]
    venues = Counter(view.venue for view in views if view.venue)
    ranked = sorted(venues, key=lambda name: (-venues[name], name.casefold(), name))
    found.append(_counted(w["by_venue"], w["venue"], w["works_column"], venues, ranked))
    has = Counter(w[name] for view in views for name in view.has)
    ranked = sorted(has, key=lambda name: (-has[name], name))
    rows = [(name, str(has[name]), f"{100 * has[name] // len(views)} %") for name in ranked]
    columns = (w["has"], w["works_column"], w["share"])
    found.append(_figure(w["availability"], {name: has[name] for name in ranked}, columns, rows))
    return [figure for figure in found if figure.bars]


def _counted(
    title: str, name: str, works: str, counts: Mapping[str, int], ranked: Sequence[str]
) -> Figure:
    rows = [(one, str(counts[one])) for one in ranked]
    return _figure(title, {one: counts[one] for one in ranked}, (name, works), rows)


def _figure(
    title: str,
    counts: Mapping[str, int],
    columns: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
) -> Figure:
    shown = list(counts.items())[:_BARS]
    most = max((number for _name, number in shown), default=1)
    room = _WIDTH - _LABEL - 50
    bars = tuple(
        FigureBar(_short(name), number, _ROW * at, max(2, room * number // most))
        for at, (name, number) in enumerate(shown)
    )
    return Figure(title, bars, columns, tuple(rows))


def _short(name: str) -> str:
    longest = 20
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
