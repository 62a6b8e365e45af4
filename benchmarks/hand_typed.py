"""How well works are found that somebody typed into a list by hand.

``make bench-typed BIB=some-large-file.bib`` takes works of the file, and types each once more as
people type them into lists: without authors, or with all of them in one line with commas, with the
year of the preprint, without the subtitle, with a slip, or as somebody's thesis. Beside them are
other works that are alike, half of them without authors too. It is seeded; pairs of entries count.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import duplicates
from benchmarks.duplicates import Work, by_pllm_bib, dropped_subtitle, read, score, slip, versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def no_authors(work: Work, _chance: random.Random) -> Work | None:
    """A title and a year, no more."""
    return work.but(author=None)


def comma_list(work: Work, chance: random.Random) -> Work | None:
    """All authors in one line: ``Jane Doe, John Roe``, ``J. Doe, J. Roe`` or ``Doe J, Roe J``."""
    names = [name.partition(", ") for name in work.authors if name != "others"]
    if len(names) < 2 or not all(given for _family, _comma, given in names):  # noqa: PLR2004
        return None
    form = chance.choice(("full", "full", "initials", "behind"))
    typed = []
    for family, _comma, given in names:
        letters = [word[0] for word in given.replace("-", " ").split() if word[:1].isalpha()]
        typed.append(
            f"{given} {family}"
            if form == "full"
            else f"{'. '.join(letters)}. {family}"
            if form == "initials"
            else f"{family} {''.join(letters)}"
        )
    return work.but(author=", ".join(typed))


def first_author(work: Work, _chance: random.Random) -> Work | None:
    """The first author, et al."""
    family, _comma, given = work.authors[0].partition(", ")
    return work.but(author=f"{given} {family} and others") if len(work.authors) > 1 else None


def year_of_preprint(work: Work, chance: random.Random) -> Work | None:
    """A year before or, sometimes, after the publication."""
    apart = chance.choice((-1, -1, -1, 1))
    return work.but(year=str(int(work.fields["year"]) + apart))


def no_year(work: Work, _chance: random.Random) -> Work | None:
    """No year at all."""
    return work.but(year=None)


def a_slip(work: Work, chance: random.Random) -> Work | None:
    """A letter too many, too few or mistaken in the title."""
    title = slip(work.title, chance)
    return work.but(title=title) if title else None


def lower_case(work: Work, _chance: random.Random) -> Work | None:
    """A title in small letters, and a dash for the colon."""
    return (
        work.but(title=work.title.lower().replace(": ", " - ")) if "\\" not in work.title else None
    )


def thesis(work: Work, chance: random.Random) -> Work | None:
    """The thesis of the first author, under the title of the paper."""
    year = int(work.fields["year"]) + chance.choice((0, 1, 1, 2))
    made = replace(work, type=chance.choice(("phdthesis", "mastersthesis")))
    return made.but(author=work.authors[0], year=str(year), school="Owl University")


AUTHORS = (no_authors, no_authors, no_authors, comma_list, comma_list, first_author, None)
YEARS = (None, None, None, year_of_preprint, year_of_preprint, no_year)
TITLES = (None, None, lower_case, a_slip, dropped_subtitle)
KINDS = tuple(dict.fromkeys(filter(None, (*AUTHORS, *YEARS, *TITLES, thesis))))


def typed(work: Work, chance: random.Random) -> Work:
    """The work as somebody types it: nothing but authors, title, year, and maybe a venue."""
    bare = {name: work.fields[name] for name in ("title", "author", "year")}
    made = replace(work, key=f"{work.key}-typed", type="misc", fields=bare)
    if chance.random() < 0.05:  # noqa: PLR2004
        found = thesis(made, chance)
        assert found is not None  # noqa: S101 -- it always can
        return replace(found, made=("thesis",))
    done = []
    for choice in (AUTHORS, YEARS, TITLES):
        change = chance.choice(choice)
        if change and (changed := change(made, chance)):
            made = changed
            done.append(change.__name__)
    if chance.random() < 0.3:  # noqa: PLR2004
        name = "journal" if "journal" in work.fields else "booktitle"
        made = replace(made, type="article" if name == "journal" else "inproceedings")
        made = made.but(**{name: work.fields.get(name, "")})
    return replace(made, made=tuple(done))


def labelled(source: Sequence[Work], seed: int, size: int) -> list[Work]:
    """Make the labelled bibliography from about ``size`` works."""
    chance = random.Random(seed)  # noqa: S311 -- the same for everybody
    unsure = versions(source)
    sure = [work for work in source if work.key not in unsure]
    chosen = chance.sample(sure, min(size, len(sure)))
    half = len(chosen) // 2
    made = [*chosen, *(typed(work, chance) for work in chosen[:half])]
    replaced = set()
    for key, others in duplicates.different_works(iter(chosen[half:]), size // 30, chance):
        replaced.add(key)
        # Nobody can tell others by their authors where these are left out.
        told = "other_authors" in others[0].made
        made += others if told else (anonymous(other, chance) for other in others)
    near = duplicates.neighbours(chosen[:half:4], sure, made)
    made += (anonymous(work, chance) for work in near)
    made = [work for work in made if work.key not in replaced]
    chance.shuffle(made)
    return made


def anonymous(work: Work, chance: random.Random) -> Work:
    """Another work; half of them have no authors either."""
    return work.but(author=None) if chance.random() < 0.5 else work  # noqa: PLR2004


def compare(source: Sequence[Work], seed: int, size: int, mistakes: int) -> None:
    """Make the bibliography and print what is found of it."""
    works = labelled(source, seed, size)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "typed.bib"
        path.write_text("\n".join(map(str, works)), "utf-8")
        run, results = by_pllm_bib(path)
    print(f"\nSeed {seed}: {len(works):,} entries; {run.processor:.1f} seconds of the processor\n")
    print("| | precision | recall | wrong | missed |\n| --- | --: | --: | --: | --: |")
    for tool, groups in results.items():
        found = score(works, groups)
        print(
            f"| {tool} | {found.precision:.4f} | {found.recall:.4f} | {len(found.wrong):,} | "
            f"{len(found.missed):,} |"
        )
    missed = {key for pair in found.missed for key in pair}
    print_kinds(works, missed)
    wrong = Counter(kind for pair in found.wrong for key in pair for kind in _made(works)[key])
    print("\nWrong:", dict(wrong))
    duplicates.print_mistakes(works, found, mistakes)


def _made(works: Iterable[Work]) -> dict[str, tuple[str, ...]]:
    return {work.key: work.made for work in works}


def print_kinds(works: Sequence[Work], missed: set[str]) -> None:
    """Print how many of each kind of typed entries were found."""
    print("\n| typed with | number | found |\n| --- | --: | --: |")
    for kind in KINDS:
        some = [work for work in works if kind.__name__ in work.made and work.key != work.work]
        found = sum(work.key not in missed for work in some)
        print(f"| {kind.__name__.replace('_', ' ')} | {len(some):,} | {found / len(some):.3f} |")


def main() -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bib", type=Path, help="a large .bib file")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--size", type=int, default=4000, help="works of the file to start from")
    parser.add_argument("--mistakes", type=int, default=0, help="pairs to print of each kind")
    options = parser.parse_args()
    works = read(options.bib)
    for seed in options.seeds:
        compare(works, seed, options.size, options.mistakes)


if __name__ == "__main__":
    main()
