"""Run the command line as ``python -m pllm_bib``."""

from __future__ import annotations

from pllm_bib.cli import main

main()
