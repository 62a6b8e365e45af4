"""The rendering elements of CSL 1.0.2, a file each, and the table that names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl.elements.choose import compile_choose
from pllm_bib.citing.csl.elements.date import compile_date
from pllm_bib.citing.csl.elements.group import compile_group
from pllm_bib.citing.csl.elements.label import compile_label
from pllm_bib.citing.csl.elements.names import compile_names
from pllm_bib.citing.csl.elements.number import compile_number
from pllm_bib.citing.csl.elements.text import compile_text

if TYPE_CHECKING:
    from pllm_bib.citing.csl.compiler import CompileElement

ELEMENTS: dict[str, CompileElement] = {
    "choose": compile_choose,
    "date": compile_date,
    "group": compile_group,
    "label": compile_label,
    "names": compile_names,
    "number": compile_number,
    "text": compile_text,
}
"""The name of an element -> the function that compiles it. Other elements render nothing."""
