"""Run the command line, as ``pllm-bib`` or as ``python -m pllm_bib``."""

from __future__ import annotations

import gc
import signal


def main() -> None:
    """Run the command line; Ctrl-C ends it quietly from its first moment on."""
    # Entries hold no reference cycles, and looking for them takes a quarter of the time.
    gc.set_threshold(500_000, 20, 100)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from pllm_bib.cli import main as run

    run()


if __name__ == "__main__":
    main()
