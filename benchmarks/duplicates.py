"""How well, and how fast, works that are there twice are found: in one table with other tools.

``make bench-duplicates BIB=some-large-file.bib`` generates a test bibliography with known
duplicates (seeded) from the entries of the file, and asks pllm-bib, bibtex-tidy and a comparison
of titles for them. Then it times pllm-bib
on parts of the file of growing size. What is made, and how it is counted, is in docs/duplicates.md.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from pllm_bib.formats.bibtex import blocks as bib_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

BIBTEX_TIDY = "bibtex-tidy@1.14.0"
SIZES = (1_000, 10_000, 30_000)
"""Numbers of entries that are timed, beside all."""


@dataclass(frozen=True, slots=True)
class Work:
    """An entry as it is written; ``work`` says which work it is of, ``made`` how it was made."""

    key: str
    type: str
    fields: dict[str, str]
    work: str
    made: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title as it is written."""
        return self.fields.get("title", "")

    @property
    def authors(self) -> list[str]:
        """Each name as it is written."""
        return re.split(r"\s+and\s+", self.fields.get("author", ""))

    @property
    def families(self) -> set[str]:
        """What stands before the comma of each name."""
        return {plain(name.partition(",")[0]) for name in self.authors}

    def but(self, **fields: str | None) -> Work:
        """The work with other values in some fields, or without them (None)."""
        changed = {k: v for k, v in (self.fields | fields).items() if v is not None}
        return replace(self, fields=changed)

    def __str__(self) -> str:
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in self.fields.items())
        return f"@{self.type}{{{self.key},\n{lines}}}\n"


def plain(text: str) -> str:
    """Letters and digits of a text, as anybody would compare titles."""
    return "".join(char for char in text.casefold() if char.isalnum())


def read(path: Path) -> list[Work]:
    """The entries of a .bib file that have title, authors and year."""
    works = []
    for block in bib_blocks.split(path.read_text("utf-8")):
        if block.kind != "entry":
            continue
        fields = {
            f.name: " ".join(f.source[1:-1].split()) for f in block.fields if not f.source.isalnum()
        }
        work = Work(block.key, block.type, fields, block.key)
        if all(fields.get(name) for name in ("title", "author", "year")):
            works.append(work)
    return works


# Known copies: each function makes one kind of difference, or returns None if it cannot.

KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def typos(work: Work, chance: random.Random) -> Work | None:
    """One or two slips in the title, and maybe one in a name."""
    title = work.title
    for _slip in range(chance.choice((1, 1, 2))):
        title = slip(title, chance) or title
    if title == work.title:
        return None
    made = work.but(title=title)
    if chance.random() < 0.3:  # noqa: PLR2004
        at = chance.randrange(len(work.authors))
        names = list(work.authors)
        names[at] = slip(names[at], chance) or names[at]
        made = made.but(author=" and ".join(names))
    return made


def slip(text: str, chance: random.Random) -> str | None:
    """A text with one letter left out, doubled, mistaken or changed with the next one."""
    places = [m.start() for m in re.finditer(r"(?<=[a-z])[a-z](?=[a-z])", text)]
    if not places:
        return None
    at = chance.choice(places)
    letter = text[at]
    row = next(row for row in KEYBOARD if letter in row)
    near = row[(row.index(letter) + chance.choice((1, -1))) % len(row)]
    made = chance.choice(("", letter * 2, near, None))
    if made is None:
        return text[:at] + text[at + 1] + letter + text[at + 2 :]
    return text[:at] + made + text[at + 1 :]


def dropped_subtitle(work: Work, _chance: random.Random) -> Work | None:
    """The title without what follows the colon."""
    main, colon, _rest = work.title.partition(": ")
    if not colon or len(plain(main)) < 4 or main.count("{") != main.count("}"):  # noqa: PLR2004
        return None
    return work.but(title=main)


def initials(work: Work, chance: random.Random) -> Work | None:
    """Given names as initials."""
    dots = chance.choice((". ", ".", ""))
    names = []
    for name in work.authors:
        family, comma, given = name.partition(", ")
        letters = [word[0] for word in re.split(r"[\s-]+", given) if word[:1].isalpha()]
        names.append(f"{family}, {dots.join(letters)}{dots}".strip() if comma and letters else name)
    return work.but(author=" and ".join(names)) if names != work.authors else None


def swapped_names(work: Work, chance: random.Random) -> Work | None:
    """Given and family names changed, or the authors in another order."""
    names, others = work.authors, []
    if names[-1] == "others":
        names, others = names[:-1], names[-1:]
    if len(names) > 1 and chance.random() < 0.5:  # noqa: PLR2004
        names = [*names[1:], names[0], *others]
    else:
        names = [*(", ".join(reversed(name.split(", "))) for name in names), *others]
    return work.but(author=" and ".join(names)) if names != work.authors else None


def changed_venue_and_year(work: Work, chance: random.Random) -> Work | None:
    """Elsewhere: the preprint of the work, or its venue by another name; often another year."""
    year = int(work.fields["year"])
    if chance.random() < 0.5:  # noqa: PLR2004
        bare = work.but(booktitle=None, journal=None, pages=None, volume=None, doi=None)
        same = random.Random(work.work)  # noqa: S311 -- a work has one preprint
        number = f"{year % 100:02}{same.randrange(1, 13):02}.{same.randrange(20_000):05}"
        made = chance.choice(
            (
                bare.but(eprint=number, archiveprefix="arXiv"),
                bare.but(journal=f"arXiv preprint arXiv:{number}"),
                bare.but(journal="CoRR", volume=f"abs/{number}"),
            )
        )
        kind = "misc" if "eprint" in made.fields else "article"
        return replace(made, type=kind).but(year=str(year - chance.choice((0, 0, 1, 1, 2))))
    name = "journal" if "journal" in work.fields else "booktitle"
    venue = work.fields.get(name, "")
    if not venue:
        return None
    acronym = "".join(word[0] for word in venue.split() if word[0].isupper()) or venue.upper()
    other = chance.choice(
        (
            SHORT.get(venue, acronym),
            f"Proc. of {venue}",
            acronym,
            f"{venue} {year}",
            f"{venue} ({acronym})",
            venue.upper(),
        )
    )
    return work.but(**{name: other}, year=str(year + chance.choice((-1, 0, 0, 1))), pages=None)


SHORT = {
    "Advances in Neural Information Processing Systems": "NeurIPS",
    "International Conference on Machine Learning": "Proc. Int. Conf. Mach. Learn.",
    "jmlr": "Journal of Machine Learning Research",
    "tmlr": "Transactions on Machine Learning Research",
    "cvpr": "IEEE/CVF Conference on Computer Vision and Pattern Recognition",
    "aistats": "International Conference on Artificial Intelligence and Statistics",
    "colt": "Conference on Learning Theory",
    "uai": "Uncertainty in Artificial Intelligence",
    "wacv": "Winter Conference on Applications of Computer Vision (WACV)",
}
"""Venues by another name than most others go by."""


LATEX = {"\u0301": r"\'", "\u0300": r"\`", "\u0308": r"\"", "\u0302": r"\^", "\u0303": r"\~"}


def other_letters(work: Work, chance: random.Random) -> Work | None:
    """Unicode as LaTeX or without its accents, braces, other case, other hyphens and quotes."""
    made = work.but(
        author=chance.choice((in_latex, without_accents))(work.fields["author"]),
        title=chance.choice((in_latex, without_accents))(work.title),
    )
    change = chance.choice(
        (
            lambda t: t.lower() if "\\" not in t else t,
            lambda t: t.title() if "\\" not in t else t,
            lambda t: f"{{{t}}}",
            lambda t: re.sub(r"\b([A-Z]{2,})\b", r"{\1}", t),
            lambda t: t.replace("-", " "),
            lambda t: t.replace("-", "--").replace("'", "’"),
            lambda t: t.replace(": ", " - "),
        )
    )
    return made.but(title=change(made.title)) if change(made.title) != work.title else None


def in_latex(text: str) -> str:
    """A text with LaTeX accents for letters that have them."""
    letters = []
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        if len(parts) == 2 and parts[1] in LATEX:  # noqa: PLR2004
            letters.append(f"{{{LATEX[parts[1]]}{parts[0]}}}")
        else:
            letters.append(char)
    return "".join(letters)


def without_accents(text: str) -> str:
    """A text with bare letters."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def shortened_list(work: Work, chance: random.Random) -> Work | None:
    """The first authors only."""
    kept = chance.randrange(1, 4)
    if len(work.authors) <= kept:
        return None
    return work.but(author=" and ".join((*work.authors[:kept], "others")))


COPIES: tuple[Callable[[Work, random.Random], Work | None], ...] = (
    typos,
    dropped_subtitle,
    initials,
    swapped_names,
    changed_venue_and_year,
    other_letters,
    shortened_list,
)


def copy_of(work: Work, key: str, chance: random.Random) -> Work:
    """A copy with one to three kinds of differences; identifiers are mostly left out."""
    made = replace(work, key=key)
    done: list[str] = []
    wanted = chance.choice((1, 1, 1, 2, 2, 3))
    for change in chance.sample(COPIES, len(COPIES)):
        if len(done) < wanted and (changed := change(made, chance)):
            made = changed
            done.append(change.__name__)
    if chance.random() < 0.7:  # noqa: PLR2004
        made = made.but(url=None, doi=None)
    elif "doi" in made.fields and chance.random() < 0.5:  # noqa: PLR2004
        made = made.but(doi=f"https://doi.org/{made.fields['doi'].upper()}")
    return replace(made, made=tuple(sorted(done)))


# Known different works: each function makes some that have not been there.


def parts(work: Work, chance: random.Random) -> list[Work]:
    """The first and the second part of a work."""
    forms = ("{}: Part {}", "{} {}", "{}, Part {}", "{} (Part {})", "{}---{}")
    form = chance.choice(forms)
    numbers = chance.choice((("I", "II"), ("1", "2"), ("II", "III"), ("One", "Two")))
    return [work.but(title=form.format(work.title, number)) for number in numbers]


def yearly(work: Work, chance: random.Random) -> list[Work]:
    """Works that return from year to year."""
    year = int(work.fields["year"])
    forms = ("Findings of the {} Shared Task on {}", "{1} {0}", "The {} Report on {}")
    form = chance.choice(forms)
    return [work.but(title=form.format(y, work.title), year=str(y)) for y in (year, year + 1)]


def workshops(work: Work, chance: random.Random) -> list[Work]:
    """Works that return, counted in words."""
    pair = chance.choice((("First", "Second"), ("2nd", "3rd"), ("Fourth", "Fifth")))
    return [work.but(title=f"Report on the {nth} Workshop on {work.title}") for nth in pair]


def errata(work: Work, chance: random.Random) -> list[Work]:
    """A work's erratum, or a reply to it."""
    forms = ("Erratum to: {}", "{}: Correction", "Comment on “{}”", "{}: Supplementary Material")
    return [work, work.but(title=chance.choice(forms).format(work.title), pages=None)]


def other_authors(work: Work, chance: random.Random) -> list[Work]:
    """A title that others have used as well."""
    words = work.families
    names = ("Ödegaard, Nils", "Quist, Rosa", "Abara, Chidi", "Vance, Lea")
    free = [name for name in names if plain(name.partition(",")[0]) not in words]
    return [work, work.but(author=" and ".join(chance.sample(free, 2)))]


OPPOSITES = (
    "supervised/unsupervised convex/nonconvex linear/nonlinear parametric/nonparametric "
    "online/offline centralized/decentralized stochastic/deterministic sparse/dense with/without "
    "discrete/continuous synchronous/asynchronous homogeneous/heterogeneous images/videos "
    "symmetric/asymmetric upper/lower single/multiple local/global static/dynamic explicit/implicit"
).split()


def opposites(work: Work, _chance: random.Random) -> list[Work]:
    """What holds for the one, and what holds for the other; by the same people."""
    for pair in OPPOSITES:
        for one, other in itertools.permutations(pair.split("/")):
            if re.search(rf"\b{one}\b", work.title, re.IGNORECASE):
                title = re.sub(rf"\b{one}\b", other.title(), work.title, flags=re.IGNORECASE)
                return [work, work.but(title=title)]
    return []


def another_word(work: Work, chance: random.Random) -> list[Work]:
    """The same people in the same year on another subject, in the same words otherwise."""
    words = work.title.split()
    long = [at for at, word in enumerate(words) if re.fullmatch(r"[A-Za-z]{6,}", word)]
    if len(words) < 5 or not long:  # noqa: PLR2004
        return []
    at = chance.choice(long)
    other = chance.choice(_SUBJECTS)
    if other.lower() == words[at].lower():
        return []
    return [work, work.but(title=" ".join((*words[:at], other, *words[at + 1 :])))]


_SUBJECTS = (
    "Retrieval Segmentation Captioning Forecasting Translation Molecules Graphs Speech Robots "
    "Policies Kernels Attention Privacy Fairness Tracking Summarization Embeddings Contexts"
).split()


def successors(work: Work, chance: random.Random) -> list[Work]:
    """What comes after a named thing."""
    name, colon, rest = work.title.partition(": ")
    if not colon or " " in name or not name.isalpha():
        return []
    end = chance.choice(("2", "v2", "++", "+", "-2.0"))
    year = int(work.fields["year"]) + chance.choice((0, 1))
    return [work, work.but(title=f"{name}{end}: {rest}", year=str(year))]


DIFFERENT: tuple[Callable[[Work, random.Random], list[Work]], ...] = (
    parts,
    yearly,
    workshops,
    errata,
    other_authors,
    opposites,
    another_word,
    successors,
)


class Labelled(NamedTuple):
    """A bibliography with known duplicates."""

    works: list[Work]
    left_out: int
    """Entries of the source that may be of one work with another one, by title and authors."""


def labelled(source: Sequence[Work], seed: int, size: int) -> Labelled:
    """Make a labelled bibliography from about ``size`` entries."""
    chance = random.Random(seed)  # noqa: S311 -- the same for everybody
    unsure = versions(source)
    sure = [work for work in source if work.key not in unsure]
    chosen = chance.sample(sure, min(size, len(sure)))
    made = list(chosen)
    originals = len(chosen) // 3
    for work in chosen[:originals]:
        copies = range(chance.choice((1, 1, 1, 2, 3)))
        made += [copy_of(work, f"{work.key}-copy{number}", chance) for number in copies]
    replaced = set()
    for key, others in different_works(iter(chosen[originals:]), max(1, size // 60), chance):
        replaced.add(key)
        made += others
    made += neighbours(chosen[:originals:4], sure, made)
    made = [work for work in made if work.key not in replaced]
    chance.shuffle(made)
    return Labelled(made, len(unsure))


def different_works(
    works: Iterator[Work], each: int, chance: random.Random
) -> Iterator[tuple[str, list[Work]]]:
    """Keys of works, and the different works that were made of each, so many of each kind."""
    for different in DIFFERENT:
        kind = different.__name__
        left = each
        while left and (source := next(works, None)) is not None:
            bare = source.but(doi=None, url=None)
            found = different(bare if chance.random() < 0.5 else bare.but(pages=None), chance)  # noqa: PLR2004
            if found:
                left -= 1
                start = f"{source.key}-{kind.replace('_', '')}"
                keys = [f"{start}{number}" for number in range(len(found))]
                yield (
                    source.key,
                    [
                        replace(other, key=key, work=key, made=(kind,))
                        for key, other in zip(keys, found, strict=True)
                    ],
                )


def versions(source: Sequence[Work]) -> set[str]:
    """Keys of entries whose title another one has, or starts with, that shares an author.

    They may be two versions of one work, or one work twice: nobody has labelled them.
    """
    order = sorted((plain(work.title), at) for at, work in enumerate(source))
    families = functools.cache(lambda number: source[number].families)
    unsure: set[str] = set()
    for at, (title, number) in enumerate(order):
        for longer, other in order[at + 1 :]:
            if not longer.startswith(title) or len(title) < 4:  # noqa: PLR2004
                break
            if families(number) & families(other):
                unsure |= {source[number].key, source[other].key}
    return unsure


def neighbours(works: Iterable[Work], source: Sequence[Work], taken: Iterable[Work]) -> list[Work]:
    """The works whose titles are the nearest to those of some: known to be other ones.

    Titles of shared authors that are more than 90 % alike are left out: they may be versions.
    """
    titles = [plain(work.title) for work in source]
    known = {work.key for work in taken}
    found: dict[str, Work] = {}
    for work in works:
        near = process.extract(plain(work.title), titles, scorer=ratio, score_cutoff=75, limit=4)
        for _title, percent, number in near:
            other = source[number]
            if other.key == work.key or other.key in known:
                continue
            if percent <= 90 or not work.families & other.families:  # noqa: PLR2004
                found[other.key] = replace(other, made=("near_title",))
    return list(found.values())


# Asking the tools.


class Measured(NamedTuple):
    """What a program printed, its seconds (wall and processor) and peak memory in MB."""

    text: str
    seconds: float
    processor: float
    memory: float


def measured(command: Sequence[str | Path]) -> Measured:
    """Run a program; memory is that of all its processes together."""
    before = os.times()
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        running = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        peak = [0.0]
        watcher = threading.Thread(target=_watch, args=(running, peak))
        watcher.start()
        running.wait()
        watcher.join()
        seconds = time.perf_counter() - start
        after = os.times()
        output.seek(0)
        text = output.read()
    processor = (
        after.children_user - before.children_user + after.children_system - before.children_system
    )
    return Measured(text, seconds, processor, peak[0])


def _watch(running: subprocess.Popen[bytes], peak: list[float]) -> None:
    while running.poll() is None:
        peak[0] = max(peak[0], sum(map(_own_memory, _processes(running.pid))))
        time.sleep(0.05)


def _processes(number: int) -> Iterator[int]:
    yield number
    try:
        children = Path(f"/proc/{number}/task/{number}/children").read_text()
    except OSError:
        return
    for child in children.split():
        yield from _processes(int(child))


def _own_memory(number: int) -> float:
    """Memory of a process in MB, what it shares with others counted in parts."""
    try:
        text = Path(f"/proc/{number}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


Groups = list[set[str]]


def united(pairs: Iterable[Iterable[str]]) -> Groups:
    """Groups of keys that hang together."""
    of: dict[str, set[str]] = {}
    for pair in pairs:
        group: set[str] = set()
        for key in pair:
            group |= of.get(key, {key})
        of.update(dict.fromkeys(group, group))
    return list({id(group): group for group in of.values()}.values())


def by_pllm_bib(path: Path) -> tuple[Measured, dict[str, Groups]]:
    """What pllm-bib merges by itself, and what it shows."""
    command = Path(sys.executable).with_name("pllm-bib")
    run = measured([command, "-q", "dedupe", path, "--format", "json"])
    found = json.loads(run.text)["groups"]
    keys = [([m["key"] for m in group["members"]], group["safe"]) for group in found]
    merged = united(members for members, safe in keys if safe)
    return run, {
        "pllm-bib dedupe, merged": merged,
        "pllm-bib dedupe, shown": united(members for members, _safe in keys),
    }


def by_bibtex_tidy(path: Path, folder: Path) -> tuple[Measured, Groups]:
    """What bibtex-tidy calls duplicates: same DOI, or similar authors and titles."""
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--prefix", str(folder), BIBTEX_TIDY],
        check=True,
    )
    program = folder / "node_modules/.bin/bibtex-tidy"
    options = ("--duplicates=doi,citation,abstract", "-o", folder / "tidy.bib")
    run = measured([program, path, *options])
    pairs = re.findall(
        r"DUPLICATE_ENTRY.*? [Ee]ntry (\S+) .*? entry (\S+?)\.?$", run.text, re.MULTILINE
    )
    return run, united(pairs)


NAIVE = """\
import collections, re, sys
groups = collections.defaultdict(list)
text = open(sys.argv[1], encoding="utf-8").read()
for entry in re.split(r"^@\\w+\\{", text, flags=re.M)[1:]:
    title = re.search(r"^  title = \\{(.*)\\},$", entry, re.MULTILINE)
    key = "".join(c for c in title[1].casefold() if c.isalnum())
    groups[key].append(entry[: entry.index(",")])
for keys in groups.values():
    print(*keys)
"""


def by_titles(path: Path) -> tuple[Measured, Groups]:
    """What has the same letters and digits in its title."""
    run = measured([sys.executable, "-c", NAIVE, path])
    return run, united(line.split() for line in run.text.splitlines() if " " in line)


# Counting.


@dataclass(slots=True)
class Score:
    """How many pairs of entries were found to be of one work, rightly or not, and how many are."""

    right: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    missed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Which part of the pairs that were found is right."""
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """Which part of the pairs that are of one work was found."""
        return self.right / max(1, self.right + len(self.missed))


def score(works: Sequence[Work], groups: Groups) -> Score:
    """Compare groups with what is known, pair by pair."""
    of = {work.key: work.work for work in works}
    found = {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}
    result = Score()
    for one, other in found:
        if of[one] == of[other]:
            result.right += 1
        else:
            result.wrong.append((one, other))
    members: defaultdict[str, list[str]] = defaultdict(list)
    for key, work in of.items():
        members[work].append(key)
    for keys in members.values():
        result.missed += [p for p in itertools.combinations(sorted(keys), 2) if p not in found]
    return result


def print_by_kind(works: Sequence[Work], result: Score) -> None:
    """Print how many of each kind of copies were found, and of each kind of others mistaken."""
    by_key = {work.key: work for work in works}
    missed = {key for pair in result.missed for key in pair if by_key[key].made}
    wrong = Counter(kind for pair in result.wrong for key in pair for kind in by_key[key].made)
    copies = [work for work in works if work.work != work.key]
    print("| copies with | number | found |\n| --- | --: | --: |")
    for change in COPIES:
        of_kind = [work for work in copies if change.__name__ in work.made]
        found = sum(work.key not in missed for work in of_kind)
        print(f"| {_named(change)} | {len(of_kind):,} | {found / max(1, len(of_kind)):.3f} |")
    print("\n| different works | number | merged |\n| --- | --: | --: |")
    for kind in (*(f.__name__ for f in DIFFERENT), "near_title"):
        number = sum(kind in work.made for work in works)
        print(f"| {kind.replace('_', ' ')} | {number:,} | {wrong[kind]} |")


def _named(function: Callable[..., object]) -> str:
    return function.__name__.replace("_", " ")


def print_mistakes(works: Sequence[Work], result: Score, most: int) -> None:
    """Print pairs that were mistaken or missed, to be looked at."""
    by_key = {work.key: work for work in works}
    for what, pairs in (("wrong", result.wrong), ("missed", result.missed)):
        for one, other in sorted(pairs)[:most]:
            print(f"{what}: {by_key[one].made} {by_key[other].made}")
            print(f"{by_key[one]}{by_key[other]}")


def compare(source: Sequence[Work], seed: int, size: int, mistakes: int) -> None:
    """Make the labelled bibliography and print the table of all tools."""
    made = labelled(source, seed, size)
    pairs = score(made.works, [])
    print(
        f"\nSeed {seed}: {len(made.works):,} entries, {len(pairs.missed):,} pairs of one work; "
        f"{made.left_out:,} entries of the source left out as possible versions of others.\n"
    )
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "labelled.bib"
        path.write_text("\n".join(map(str, made.works)), "utf-8")
        run, results = by_pllm_bib(path)
        rows = [(tool, run, groups) for tool, groups in results.items()]
        tidy, groups = by_bibtex_tidy(path, Path(name))
        rows.append((f"bibtex-tidy {BIBTEX_TIDY.partition('@')[2]}", tidy, groups))
        rows.append(("equal titles", *by_titles(path)))
    print("| | precision | recall | wrong | missed | seconds | MB |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    scores = [score(made.works, groups) for _tool, _run, groups in rows]
    for (tool, run, _groups), result in zip(rows, scores, strict=True):
        print(
            f"| {tool} | {result.precision:.4f} | {result.recall:.4f} | {len(result.wrong):,} | "
            f"{len(result.missed):,} | {run.processor:.1f} | {run.memory:.0f} |"
        )
    print()
    print_by_kind(made.works, scores[0])
    print_mistakes(made.works, scores[0], mistakes)
    print_mistakes(made.works, Score(wrong=scores[1].wrong), mistakes)


def scale(path: Path, works: Sequence[Work]) -> None:
    """Time pllm-bib on parts of the file, spread evenly, and on all of it."""
    print("\n| entries | seconds, wall | seconds, processor | MB | / n log n | groups |")
    print("| --: | --: | --: | --: | --: | --: |")
    per = None
    with tempfile.TemporaryDirectory() as name:
        for size in (*(size for size in SIZES if size < len(works)), len(works)):
            part = path
            if size < len(works):
                part = Path(name) / f"{size}.bib"
                chosen = works[:: len(works) // size][:size]
                part.write_text("\n".join(map(str, chosen)), "utf-8")
            run, found = by_pllm_bib(part)
            cost = run.processor / (size * math.log(size))
            per = cost if size == SIZES[1] else per
            growth = f"{cost / per:.2f}" if per else ""
            groups = len(found["pllm-bib dedupe, shown"])
            print(
                f"| {size:,} | {run.seconds:.1f} | {run.processor:.1f} | {run.memory:.0f} | "
                f"{growth} | {groups} |"
            )


def main() -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bib", type=Path, help="a large .bib file")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--size", type=int, default=9000, help="entries of the file to start from")
    parser.add_argument("--mistakes", type=int, default=0, help="pairs to print of each kind")
    parser.add_argument("--no-scaling", action="store_true")
    options = parser.parse_args()
    works = read(options.bib)
    for seed in options.seeds:
        compare(works, seed, options.size, options.mistakes)
    if not options.no_scaling:
        scale(options.bib, works)


if __name__ == "__main__":
    main()
