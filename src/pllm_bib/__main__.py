"""Run the command line as ``python -m pllm_bib``."""

from pllm_bib.cli import main

main()
