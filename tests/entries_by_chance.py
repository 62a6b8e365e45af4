"""Entries by chance: plain ones as programs write them, and others that have something odd."""

from __future__ import annotations

import random
import re

from tests.hard_entries import LATEX, WORDS

FAMILIES = ("Doe", "García Márquez", "O'Neill", "van der Berg", "Meyer-Lüdenscheid", "Kučera")
GIVENS = ("Jane", "Jean-Luc", "Ada M.", "J. K.", "Émile", "Xin")
TITLES = (
    *(
        "Feature Augmentation",
        "A Survey: of Owls",
        "{BERT} for {Named Entities}",
        "Q\\&A (2nd try)",
    ),
    *("Die Größe", "Is {GPT-4} better?", "{Whole Title}", "What's in a name", "1984", "A {B}-Test"),
)
CONTAINERS = (
    "Nature",
    "Proceedings of the {ACM}",
    "ICML",
    "CoRR",
    "arXiv preprint",
    "J. of X \\& Y",
)
ORGANISATIONS = ("ACM", "Springer \\& Co", "New York, NY, USA", "Owls and Co", "{IEEE} Press")
OTHER_VALUES = (
    *("2020", "jan", "12", "12--34", "12-34", "e1", "3:1--3:9", "10.1145/3292500.3330701"),
    *("https://example.org/a_b?c=d&e=f~g", "http://x.org", "2101.00001", "arXiv", "cs.CL", "", " "),
    *("978-3-16-148410-0", "1234-567X", "Mon, 01 Jan 2024 12:00:00 +0100", "PhD thesis", "en"),
)
ODD = (
    *(
        "{",
        "}",
        '"',
        "\\&",
        "&",
        "--",
        "''",
        "``",
        "$",
        "%",
        "~",
        "\n",
        "  ",
        "\t",
        " and ",
        " AND ",
    ),
    *(" and others", ", Jr.", ",", ";", "=", "#", "\n@", "\n@x{", "(", "é", "\u00a0", "\u2009"),
    *("e\u0301", "<i>", "http://x.org", "arXiv", "{A}", "{{X}}", " et al.", "von ", "III", "&amp;"),
    *("\u2013", "’", "ﬁ", "ß", "İ", "ǆ", "[", "_", "^", "\x07", "\u200b", "\\ ", *WORDS, *LATEX),
)
FIELDS = (
    *("title author editor booktitle journal year month day volume number pages doi url".split()),
    *("publisher address series note eprint archiveprefix primaryclass eprinttype isbn".split()),
    *("issn keywords abstract language type howpublished crossref date timestamp biburl".split()),
    *("bibsource institution school organization edition pdf location venue options ids".split()),
)
TYPES = (
    *("article", "inproceedings", "book", "misc", "phdthesis", "Article", "ONLINE", "proceedings"),
    *("incollection", "techreport", "patent", "periodical", "dataset", "xdata", "inbook"),
)


class Chance:
    """A maker of .bib files by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311

    def file(self, entries: int) -> str:
        """Return a file with so many entries, and now and then something between them."""
        pick = self.chance.choice
        between = (
            "% a comment",
            "@comment{x}",
            "junk",
            '@string{x = "y"}',
            "  @misc{a, title={B}}",
        )
        blocks = []
        for number in range(entries):
            entry = self.entry(number)
            for _time in range(pick((0, 0, 0, 1, 2))):
                entry = self.odd(entry)
            blocks += [entry, *([pick(between)] if self.chance.random() < 0.04 else ())]
        return "\n".join(blocks) + "\n"

    def plain_file(self, entries: int) -> str:
        """Return a file of entries in which nothing is odd, all of one form."""
        entry = (
            "@article{{key{0},\n  title = {{{1}}},\n  author = {{{2}}},\n  year = {{19{0}}}\n}}\n"
        )
        titles = ("Feature Augmentation", "A Survey: of Owls", "Q\\&A (2nd try)", "Die Größe")
        return "".join(
            entry.format(number, self.chance.choice(titles), self.people("last"))
            for number in range(10, min(entries, 100))
        )

    def entry(self, number: int) -> str:
        """Return an entry as programs write them."""
        pick = self.chance.choice
        names = self.chance.choice(("last", "last", "first"))
        values = {
            "title": pick(TITLES),
            "author": self.people(names),
            pick(("booktitle", "journal")): pick(CONTAINERS),
            "year": pick(("1999", "2020", "2024")),
            "pages": f"{number}--{number + 9}",
            "volume": pick(("1", "27")),
            "url": f"https://example.org/papers/{number}.html",
            "doi": f"10.1000/x.{number}",
            "publisher": pick(ORGANISATIONS),
        }
        names_of_fields = self.chance.sample(sorted(values), self.chance.randint(2, len(values)))
        opening, closing = pick(("{}", "{}", '""'))
        lines = [f"  {name} = {opening}{values[name]}{closing}" for name in names_of_fields]
        if self.chance.random() < 0.2:
            lines.append(f"  month = {pick(('jan', '{dec}', '3'))}")
        body = ",\n".join(lines)
        return f"@{pick(TYPES[:5])}{{key{number},\n{body}{pick((',', ''))}\n}}\n"

    def people(self, form: str) -> str:
        """Return a list of people, in one of the two forms that names have."""
        names = [
            (self.chance.choice(FAMILIES), self.chance.choice(GIVENS))
            for _name in range(self.chance.randint(1, 4))
        ]
        if form == "last":
            return " and ".join(", ".join(name) for name in names)
        return " and ".join(f"{given} {family}" for family, given in names)

    def odd(self, entry: str) -> str:
        """Return an entry with something odd in it."""
        pick, chance = self.chance.choice, self.chance.random()
        fields = list(re.finditer(r"(\w+) = ([{\"].*[}\"]),?\n", entry))
        if chance < 0.1 or not fields:
            at = self.chance.randrange(len(entry))
            return entry[:at] + pick(ODD) + entry[at:]
        one, other = pick(fields), pick(fields)
        if chance < 0.4:
            at = self.chance.randrange(one.start(2) + 1, one.end(2))
            return entry[:at] + pick(ODD) + entry[at:]
        if chance < 0.65:
            value = pick((*OTHER_VALUES, *TITLES, self.people("last"), self.people("first")))
            return f"{entry[: one.start()]}{pick(FIELDS)} = {{{value}}},\n  {entry[one.start() :]}"
        if chance < 0.75:
            return f"{entry[: one.start(2)]}{{{pick(OTHER_VALUES)}}}{entry[one.end(2) :]}"
        if chance < 0.85:
            return re.sub(r"^@\w+", f"@{pick(TYPES)}", entry)
        if chance < 0.9:
            return entry[: one.start(1)] + one[1].upper() + entry[one.end(1) :]
        if chance < 0.95:
            return entry[: one.start(2)] + other[2] + entry[one.end(2) :]
        return re.sub(
            r"\{([^,]*),", f"{{{pick(('a b', 'é', 'x,y', 'DBLP:x/y'))}-\\1,", entry, count=1
        )
