"""``pllm-bib paper`` on projects as their makers have them: a book, a thesis, a website, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def entries(*keys: str) -> str:
    return "".join(
        f"@book{{{key}, title = {{Work number {number} of {key}}}, author = {{Doe, {key}}}}}\n"
        for number, key in enumerate(keys)
    )


BOOK = {
    # One source, printed in several sizes: each has a main file that sets options.
    "book-a4.tex": "\\input{opt-a4}\n\\input{main}\n",
    "opt-a4.tex": "\\newif\\ifcolor \\colorfalse\n",
    "main.tex": r"""\documentclass{book}
\input{macros}
\begin{document}
\include{intro}\include{basics}
\bibliographystyle{halpha}
\bibliography{references}
\printindex
\end{document}
""",
    "macros.tex": r"""\newcommand{\indexsee}[2]{\index{#1|see{#2}}}
\newcommand{\define}[1]{\textbf{#1}}
\newcommand{\Coq}{\textsc{Coq}~\cite{Coq}}
\def\booksec#1#2{\cite[\S#2]{#1}}
""",
    "intro.tex": r"""\chapter{Intro}\define{Types} \cite{ML71,%
  Scott/70}. % \cite{draft}
\ifcolor\cite{Color+01}\else grey\fi \booksec{HoTT}{2.1}; \Coq{} is free.
""",
    "basics.tex": "\\chapter*{Basics}\nSee \\cite[Thm.~2]{ml71} and \\cite{Voe:06}.\n",
    "references.bib": entries("ML71", "Scott/70", "Color+01", "HoTT", "Coq", "Voe06", "Unread"),
}
THESIS = {
    # Each chapter is compiled alone, too; the bibliography was exported by a reference manager.
    "thesis/thesis.tex": r"""\documentclass{mythesis}
\addbibresource{../library.bib}
\begin{document}
\subfile{chapters/intro}
\import{chapters/methods/}{methods}
\appendix \nocite{handbook}
\printbibliography
\end{document}
""",
    "thesis/mythesis.cls": "\\RequirePackage[backend=biber]{biblatex}\n"
    "\\DeclareCiteCommand{\\citenow}{}{\\printnames{x}}{}{}\n"
    "\\newcommand{\\fullref}[2][]{\\textcite[#1]{#2} (\\citeyear{#2})}\n",
    "thesis/chapters/intro.tex": r"""\documentclass[../thesis.tex]{subfiles}
\begin{document}
\autocites[see][12]{smith_attention_2019}[and][]{jones_2020} \fullref[3]{old_2018}
\begin{comment} \cite{later} \end{comment}
\end{document}
""",
    "thesis/chapters/methods/methods.tex": r"""\section{Methods}\input{steps}
\begin{lstlisting}[language=TeX]
\cite{code}
\end{lstlisting}
""",
    "thesis/chapters/methods/steps.tex": "\\footcite[cf.][]{smith_atention_2019} "
    "\\citenow{jones_2020}\n",
    "library.bib": entries("smith_attention_2019", "jones_2020", "handbook")
    + "@book{new_2018, ids = {old_2018}, title = {Renamed}, author = {Poe, Ann}}\n",
}
WEBSITE = {
    "_quarto.yml": "project: {}\nbibliography:\n  - refs/papers.bib\n  - refs/more.json\n",
    "refs/papers.bib": entries("doe2020", "roe:2019"),
    "refs/more.json": '[{"id": "web1", "type": "webpage", "title": "A page"}]',
    "posts/one/index.qmd": """---
title: "One @notakey"
author: me@example.org
---

As @doe2020 [p. 3] and [-@roe:2019; see @web1] show in @fig-plot.

```{r}
#| label: fig-plot
x@slot <- "@code"
```

{{< include _more.qmd >}}

More in `@code` and <https://social.example/@me>.
""",
    "posts/one/_more.qmd": "Also [@doe200].\n",
}
NOTES = {
    "notes.org": """#+title: Notes
#+bibliography: ~/no/such.bib
#+bibliography: refs.bib
* Ideas
[cite/t:@doe2020 p. 3] against cite:roe2019,poe2018 and \\citep{moe2017}.
* COMMENT Later
cite:later
#+begin_src sh
echo cite:code
#+end_src
#+print_bibliography:
""",
    "refs.bib": entries("doe2020", "roe2019", "poe2018", "moe2017"),
}


TOLD = {
    "book-a4.tex": """\
basics.tex:2:19: P002 other-case: the entry's key is “ML71”: only BibTeX finds it as “ml71” [ML71]
basics.tex:2:35: P001 missing-entry: no entry has the key “Voe:06”. Did you mean Voe06?
references.bib:6:1: P005 never-cited: the entry is never cited [Voe06]
references.bib:7:1: P005 never-cited: the entry is never cited [Unread]
""",
    "thesis/thesis.tex": """\
thesis/chapters/intro.tex:3:74: P003 former-key: “old_2018” is a former key: the entry's key is \
“new_2018” [new_2018]
thesis/chapters/methods/steps.tex:1:18: P001 missing-entry: no entry has the key \
“smith_atention_2019”. Did you mean smith_attention_2019?
""",
    "posts/one/index.qmd": """\
posts/one/_more.qmd:1:8: P001 missing-entry: no entry has the key “doe200”. Did you mean doe2020?
""",
    "notes.org": """\
notes.org:2:17: P007 missing-bibliography: there is no bibliography “~/no/such.bib”
""",
}


@pytest.mark.parametrize(
    ("files", "document"),
    list(zip((BOOK, THESIS, WEBSITE, NOTES), TOLD, strict=True)),
    ids=list(TOLD),
)
def test_projects(files: dict[str, str], document: str, tmp_path: Path, run: Run) -> None:
    put(tmp_path, files)
    assert run(tmp_path, "paper", document).stdout == TOLD[document]
