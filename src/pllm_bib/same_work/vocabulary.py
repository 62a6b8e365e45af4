"""Words that tell works of one title apart: numbers, in several languages, and kinds of texts."""

from __future__ import annotations

from pllm_bib.model.regex import regex

_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth",
    "erste zweite dritte vierte funfte sechste siebte achte neunte zehnte elfte zwolfte",
    "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme",
    "premiere seconde",
    "primera segunda tercera cuarta quinta sexta septima octava novena decima",
    "primero segundo tercero cuarto quinto sexto septimo octavo noveno decimo",
    "prima seconda terza quarta quinta sesta settima ottava nona decima",
    "primo secondo terzo quarto quinto sesto settimo ottavo nono decimo",
    "primeira segunda terceira quarta quinta sexta setima oitava nona decima",
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende",
)
"""Number words from one on, without accents: counting, then in order, language by language."""

NUMBER_WORDS = {
    word: str(value)
    for words in reversed(_WORDS)
    for value, word in enumerate(words.split(), start=1)
} | {
    f"{word}{end}": str(value)
    for value, word in enumerate(_WORDS[2].split(), start=1)
    for end in "rnsm"
}
ROMAN = {
    word: str(value)
    for value, word in enumerate(
        "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split(), start=1
    )
}
OTHER_TEXT = frozenset(
    "erratum errata corrigendum corrigenda addendum addenda rejoinder rebuttal preface foreword "
    "afterword retracted withdrawn berichtigung nachtrag vorwort nachwort geleitwort erwiderung "
    "ubersetzung rectificatif postface prologo epilogo rettifica prefazione postfazione".split()
)
"""Words of a text that goes with a work: in any place of a title, they make another one of it."""
_ORDINAL = regex(r"(\d+)(?:st|nd|rd|th|e|eme|ieme|er|ere|re|te|ten|ter|a|o|de)?")


def numeral(word: str) -> str | None:
    """Return the number that a word of `comparable_words` stands for, in digits, if it does."""
    if found := _ORDINAL.fullmatch(word):
        return found[1].lstrip("0") or "0"
    return NUMBER_WORDS.get(word) or ROMAN.get(word)
