"""Rules about authors and editors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.name_lists import split_list, tidied_list, with_suffix_apart
from pllm_bib.formats.shared.names import split_at_and
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.folding import comparable_name
from pllm_bib.model.regex import regex
from pllm_bib.rules import keeps
from pllm_bib.rules.base import Finding, Rule, RuleContext, of_readers, reported, source
from pllm_bib.rules.keeps import Keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names


def abbreviated_author_list(context: RuleContext) -> Iterator[Finding]:
    """A list of authors or editors ends in “and others”.

    The citation style decides how many names are shown; a list that leaves names out takes them
    from every style. If no source has more names, acknowledge that in a comment above the entry.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and others},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang and Lipton, Zachary C. and Leqi, Liu},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        for field, names in _lists(entry):
            if names.others:
                known = f" after {len(names)} of them" if len(names) else ""
                message = f"“{field}” leaves names out{known} (“and others”): give them all"
                yield Finding(message, entry, field)


def _lists(entry: Entry) -> tuple[tuple[str, Names], ...]:
    return ("author", entry.authors), ("editor", entry.editors)


def malformed_name_list(context: RuleContext) -> Iterator[Finding]:
    """A list of names does not follow BibTeX's grammar.

    The word “and” separates names, and a name has at most two commas. Otherwise BibTeX takes one
    person for two, or given names for family names. The fix takes out empty names and commas that
    end a name.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and {Black and and White} and Zhou, Jr., Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    found = list(reported(context, "malformed-name-list"))
    places = {
        (entry.key, entry.position(field)): entry
        for entry in (context.library if found else ())
        for field in {each.field for each in found if each.field}
    }
    for each in found:
        entry = places.get((each.key or "", each.position))
        value = tidied_list(source(entry, each.field)) if entry and each.field else None
        if entry and value:
            fix = (Edit(key=entry.key, field=each.field, value=value),)
            yield each._replace(fix=fix)
        else:
            yield each


def shouted_name(context: RuleContext) -> Iterator[Finding]:
    """A family name is all in capitals.

    The citation style decides whether names are in capitals, and none makes “Zhou” of “ZHOU”. Only
    a person can tell “Macdonald” from “MacDonald”, so this has no automatic fix.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and ZHOU, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        for field, names in _lists(entry):
            shouted = [name for name in names if name.family.isupper() and _is_shouted(name)]
            if shouted:
                said = ", ".join(f"“{name.family}”" for name in shouted)
                instead = ", ".join(f"“{name.family.title()}”" for name in shouted)
                yield Finding(f"{said} in capitals: should it be {instead}?", entry, field)


_SHORTEST_SHOUT = 3
"""The fewest letters of a shouted name: two may be initials after a family name."""


_NO_FAMILY = regex(r"(?i:[ivx]+|phd|msc|mba|esq)|[^AEIOUYÀ-Þ]{,4}")
"""Suffixes of a family name, and initials of several given names."""


def _is_shouted(name: Name) -> bool:
    letters = name.family.replace("-", "").replace(" ", "").replace("'", "").replace("’", "")
    return (
        not name.organisation
        and bool(name.given)
        and len(letters) >= _SHORTEST_SHOUT
        and "." not in letters
        and not _NO_FAMILY.fullmatch(letters)
    )


def unbraced_organisation(context: RuleContext) -> Iterator[Finding]:
    """An organisation is written like a person.

    Programs take its last word for a family name and print “Team, G. R.”, or sort it there. Braces
    around the whole name keep it as it is. The fix adds them.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Google Research Team},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and {Google Research Team}},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Society for Language and Speech},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        for field, names in _lists(entry):
            raw = source(entry, field)
            if _EVIDENCE.isdisjoint(re.split(r"[\s,.{}]+", raw.casefold())):  # nearly always
                continue
            found = [at for at, name in enumerate(names) if _is_organisation(name)]
            if not found:
                continue
            braced = _braced(raw, names, found)
            said = ", ".join(f"“{names.names[at]}”" for at in found)
            yield Finding(
                f"{said} is not a person: put braces around it, {{like this}}",
                entry,
                field,
                (Edit(key=entry.key, field=field, value=braced),) if braced else (),
            )


_OF_ORGANISATIONS = frozenset(
    "agency alliance association center centre collaboration commission committee community "
    "consortium corp corporation council department dept foundation gmbh group inc initiative "
    "institute institution lab laboratories laboratory labs llc ltd ministry organisation "
    "organization society team university".split()
)


_NO_PARTICLES = frozenset("at for in of on the".split())


_EVIDENCE = _OF_ORGANISATIONS | _NO_PARTICLES


def _is_organisation(name: Name) -> bool:
    if name.organisation or not (name.given or name.particle):
        return False
    return name.particle in _NO_PARTICLES or _tells(f"{name.given} {name.family} {name.suffix}")


def _tells(words: str) -> bool:
    """Say whether some words have one that is typical of organisations."""
    return not _OF_ORGANISATIONS.isdisjoint(re.findall(r"[^\W\d_]+", words.casefold()))


def _braced(raw: str, names: Names, found: list[int]) -> str | None:
    """Return a list of names with braces around some; None if their place is not clear.

    A program made “Team, Google Research” of the name. After “of”, a person may follow.
    """
    parts = re.split(r"((?<!\s)\s+and\s+)", raw, flags=re.IGNORECASE)
    if len(parts[::2]) != len(names) + names.others:
        return None
    for at in found:
        last, comma, first = (part.strip() for part in parts[2 * at].partition(","))
        turned = bool(comma) and _tells(last) and not _tells(first) and "," not in first
        if re.search(r"[{}]", last + first) or names.names[at].particle or (comma and not turned):
            return None
        parts[2 * at] = f"{{{first} {last}}}" if turned else f"{{{last}}}"
    return "".join(parts)


def repeated_author(context: RuleContext) -> Iterator[Finding]:
    """A list of authors or editors names a person twice.

    One of the two is usually another person, or was pasted twice. If two authors really share a
    name, acknowledge that in a comment above the entry.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang and Li, Xinyu},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        for field, names in _lists(entry):
            if len({name.family for name in names}) == len(names):  # nearly always
                continue
            first: dict[object, int] = {}
            for at, name in enumerate(names, start=1):
                earlier = first.setdefault(comparable_name(name), at)
                if earlier != at:
                    message = f"“{name}” is named twice: number {earlier} and number {at}"
                    yield Finding(message, entry, field)


def names_run_together(context: RuleContext) -> Iterator[Finding]:
    """Commas, semicolons or other words stand between names, in the place of “and”.

    BibTeX takes such names for one person. The fix puts “and” between them. It is offered where
    the names are clear: “García Márquez, Gabriel” may be one person, and is left alone.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu; Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu Maria and García Márquez, Gabriel José},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        for field, _names in _lists(entry):
            raw = source(entry, field)
            split = split_list(raw)
            if split:
                sign = "semicolons" if ";" in raw else "commas or other signs"
                yield Finding(
                    f"{sign} stand between names: write “and” there, “{split}”",
                    entry,
                    field,
                    (Edit(key=entry.key, field=field, value=split),),
                )


def misplaced_suffix(context: RuleContext) -> Iterator[Finding]:
    """“Jr.” or “III” stands where BibTeX takes it for a family or a given name.

    It has a place of its own, between two commas: “King, Jr., Martin Luther”. Elsewhere the work is
    sorted under “Jr.”, or a style makes an initial of it. The fix moves it.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu Jr. and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Jr., Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Jr., Xinyu and {Zhou II}},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        for field, _names in _lists(entry):
            raw = source(entry, field)
            if raw.isascii() and not _SUFFIX.search(raw.lower()):  # nearly always, and faster
                continue
            if not _SUFFIX_SIGN.search(raw):
                continue
            parts = split_at_and(raw)
            moved = [with_suffix_apart(part) for part in parts]
            if any(moved):
                said = ", ".join(f"“{name}”" for name in moved if name)
                value = " and ".join(new or old for new, old in zip(moved, parts, strict=True))
                yield Finding(
                    f"a suffix is taken for a name: write {said}",
                    entry,
                    field,
                    (Edit(key=entry.key, field=field, value=value),),
                )


_SUFFIX_SIGN = regex(r"\b(?:jr|sr|junior|senior|jun|sen|ii|iii|iv|2nd|3rd|esq)\b", re.IGNORECASE)


_SUFFIX = regex(
    r"[jsie23](?<!\w.)(?:(?<=[js])r|(?<=j)un(?:ior)?|(?<=s)en(?:ior)?|(?<=i)(?:ii?|v)"
    r"|(?<=2)nd|(?<=3)rd|(?<=e)sq)\b",
    re.ASCII,
)
"""The same in lower case; a pattern that starts with a set of letters is quick."""


RULES = (
    Rule("N001", "abbreviated-author-list", abbreviated_author_list),
    of_readers(
        malformed_name_list,
        keeps=Keeps("Given names print as such, and not as a suffix: the fix needs “--unsafe”."),
    ),
    Rule("N003", "shouted-name", shouted_name),
    Rule(
        "N004",
        "unbraced-organisation",
        unbraced_organisation,
        keeps=Keeps(
            "The name prints whole and in its order, and is sorted by its first word. A name that "
            "a person might have needs “--unsafe”.",
            keeps.each(keeps.braces_organisations),
        ),
    ),
    Rule("N005", "repeated-author", repeated_author),
    Rule(
        "N006",
        "names-run-together",
        names_run_together,
        keeps=Keeps("One person becomes several, in print too: the fix needs “--unsafe”."),
    ),
    Rule(
        "N007",
        "misplaced-suffix",
        misplaced_suffix,
        keeps=Keeps("The work is sorted and abbreviated otherwise: the fix needs “--unsafe”."),
    ),
)
