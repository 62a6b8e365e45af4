"""Names of languages: the codes of BCP 47 that entries have, and babel's names in BibLaTeX."""

from __future__ import annotations

from pllm_bib.model.regex import regex

BABEL: dict[str, str] = {
    "ar": "arabic",
    "bg": "bulgarian",
    "bn": "bengali",
    "ca": "catalan",
    "cs": "czech",
    "cy": "welsh",
    "da": "danish",
    "de": "ngerman",
    "de-AT": "naustrian",
    "de-CH": "nswissgerman",
    "el": "greek",
    "en": "english",
    "en-AU": "australian",
    "en-CA": "canadian",
    "en-GB": "british",
    "en-NZ": "newzealand",
    "en-US": "american",
    "eo": "esperanto",
    "es": "spanish",
    "es-MX": "mexican",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "fr-CA": "french-canada",
    "ga": "irish",
    "gl": "galician",
    "he": "hebrew",
    "hi": "hindi",
    "hr": "croatian",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "is": "icelandic",
    "it": "italian",
    "ja": "japanese",
    "ka": "georgian",
    "ko": "korean",
    "la": "latin",
    "lt": "lithuanian",
    "lv": "latvian",
    "mk": "macedonian",
    "mr": "marathi",
    "ms": "malay",
    "nb": "norsk",
    "nl": "dutch",
    "nn": "nynorsk",
    "pl": "polish",
    "pt": "portuguese",
    "pt-BR": "brazilian",
    "ro": "romanian",
    "ru": "russian",
    "sk": "slovak",
    "sl": "slovene",
    "sq": "albanian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "te": "telugu",
    "th": "thai",
    "tr": "turkish",
    "uk": "ukrainian",
    "ur": "urdu",
    "vi": "vietnamese",
    "zh": "chinese",
    "zh-Hans": "chinese-simplified",
    "zh-Hant": "chinese-traditional",
}
"""Code -> the name of babel's that says it most exactly (German: in the spelling of today)."""

_OTHER_NAMES: dict[str, str] = {
    "austrian": "de-AT",
    "bahasa": "id",
    "brazil": "pt-BR",
    "canadien": "fr-CA",
    "farsi": "fa",
    "francais": "fr",
    "frenchb": "fr",
    "german": "de",
    "germanb": "de",
    "magyar": "hu",
    "norwegian": "nb",
    "portuges": "pt",
    "russianb": "ru",
    "slovenian": "sl",
    "swissgerman": "de-CH",
    "ukenglish": "en-GB",
    "ukraineb": "uk",
    "usenglish": "en-US",
}
"""Further names that babel has, or had -> code."""

_CODE = regex(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_BABEL_OF = {code.casefold(): name for code, name in BABEL.items()}
_CODE_OF = _OTHER_NAMES | {name: code for code, name in BABEL.items()}


def babel_name(code: str) -> str:
    """Return babel's name of a language; an unknown code is given back as it is."""
    return _BABEL_OF.get(code.casefold(), code)


def language_code(name: str) -> str:
    """Return the code of babel's name of a language; an unknown name is given back."""
    return _CODE_OF.get(name.casefold(), name)


def is_code(name: str) -> bool:
    """Say whether a language is given by a code of BCP 47."""
    return _CODE.fullmatch(name) is not None
