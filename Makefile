# Each target does its own set-up: all that a machine needs is Python 3.11 or newer, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SECONDS := 600

.PHONY: build check test lint bench bench-citations bench-convert bench-duplicates bench-growth fuzz reference picture goldens clean help

build: $(READY)  ## make the README's list and every export from the entries
	$(BIN)/pllm-bib build

check: $(READY)  ## report what is wrong with the entries
	$(BIN)/pllm-bib check

test: $(READY)  ## run the test suite
	$(BIN)/python -m pytest

lint: $(READY)  ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pllm-bib fmt --check

bench: $(READY)  ## measure; the figures that the docs show are made with this
	$(BIN)/python benchmarks/startup.py

bench-citations: $(READY)  ## formatted bibliographies beside other engines; BIB=large.bib, needs node
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python benchmarks/citations.py $(BIB)

bench-duplicates: $(READY)  ## finding duplicates: quality beside other tools, and growth; BIB=large.bib, needs node
	$(BIN)/python benchmarks/duplicates.py $(BIB)

bench-convert: $(READY)  ## conversion beside other converters; BIB=large.bib, needs npm and bibutils
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python benchmarks/convert.py $(BIB)

bench-growth: $(READY)  ## time of inputs that are hard to read, beside that of a quarter of each
	$(BIN)/python -m benchmarks.growth

fuzz: $(READY)  ## throw damaged files at every reader for SECONDS=600
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt atheris
	$(BIN)/python tests/fuzz.py -max_total_time=$(SECONDS)

reference: $(READY)  ## ask citeproc-js anew what the tests compare with; needs node
	$(BIN)/python tests/reference/make_reference.py

picture: $(READY)  ## make the picture of the README anew
	$(BIN)/python docs/images/search.py

goldens: $(READY)  ## rewrite the expected outputs of tests; read the diff before you commit it
	$(BIN)/python -m pytest --rewrite-goldens tests

clean:  ## remove what the other targets made, the generated exports apart
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@
