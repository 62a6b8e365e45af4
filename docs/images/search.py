"""Make the picture of the README from what the program really prints: ``make picture``."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from pllm_bib.cli.table import rich_table
from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.tasks.select import Selection, select

ROOT = Path(__file__).parent.parent.parent


def main() -> None:
    """Write search.svg beside this file."""
    library = load_list(read_config(ROOT)).library
    found = select(library, Selection(words=("preference",), has=("code",)))
    console = Console(record=True, width=118, file=io.StringIO())
    console.print("[bold]$ pllm-bib search preference --has code[/bold]", highlight=False)
    console.print(rich_table(found, console.width))
    # A picture loads nothing: without web fonts the reader's own monospace is used.
    layout = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    picture = Path(__file__).with_suffix(".svg")
    console.save_svg(str(picture), title="pllm-bib", code_format=layout, unique_id="search")


if __name__ == "__main__":
    main()
