# Each target sets itself up. You need Python 3.11+, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.user
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
SECONDS := 600

.PHONY: build check test lint bench bench-all bench-citations bench-convert bench-duplicates bench-typed bench-growth fuzz reference picture goldens requirements package assets release-check test-lowest lowest clean help

build: $(INSTALLED)  ## generate the README's list and every export from the entries
	$(BIN)/pllm-bib build

check: $(INSTALLED)  ## report problems of the entries
	$(BIN)/pllm-bib check

test: $(READY)  ## run the test suite on all cores
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(READY)  ## check style, types, import contracts and the format of the entries
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pllm-bib fmt --check

bench: $(READY)  ## measure startup and build times, as in docs/performance.md
	$(BIN)/python benchmarks/startup.py

bench-citations: $(READY)  ## compare formatted bibliographies with other engines; BIB=large.bib, needs node
	$(PIP) -e '.[bench]'
	$(BIN)/python benchmarks/citations.py $(BIB)

bench-duplicates: $(READY)  ## compare duplicate detection with other tools; BIB=large.bib, needs node
	$(BIN)/python benchmarks/duplicates.py $(BIB)

bench-typed: $(READY)  ## how well works are found that were typed into a list; BIB=large.bib
	$(BIN)/python -m benchmarks.hand_typed $(BIB)

bench-convert: $(READY)  ## compare conversion with other converters; BIB=large.bib, needs npm and bibutils
	$(PIP) -e '.[bench]'
	$(BIN)/python -m benchmarks.convert $(BIB)

bench-all: $(READY)  ## renew the tables of docs/performance.md; BIB=large.bib, needs node, npm and bibutils
	$(PIP) -e '.[bench]'
	$(BIN)/python -m benchmarks.page $(BIB)

bench-growth: $(READY)  ## time hard inputs, each reader and each command, at one size and at sixteen times as much
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.commands

fuzz: $(READY)  ## feed damaged files to readers, styles, fixes and merges for SECONDS=600
	$(PIP) atheris
	$(BIN)/python -m tests.fuzz -max_total_time=$(SECONDS)

reference: $(READY)  ## regenerate the references of citeproc-js for the tests; needs node
	$(BIN)/python tests/reference/make_reference.py

picture: $(READY)  ## regenerate the picture in the README
	$(BIN)/python docs/images/search.py

goldens: $(READY)  ## rewrite the expected outputs of tests; read the diff before you commit it
	$(BIN)/python -m pytest --rewrite-goldens tests

requirements: $(READY)  ## pin the libraries of the action by digest, at the versions of constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --extra styles --constraint constraints.txt --output-file requirements.txt pyproject.toml

package: $(READY)  ## build sdist and wheel, check them, install each in an empty environment and use it
	$(PIP) -e '.[package]'
	rm -rf dist
	$(BIN)/python -m build --outdir dist . > /dev/null
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl
	$(BIN)/python tests/packaging/use.py dist

assets: $(INSTALLED)  ## collect the downloads of a release: every export, and a zip of all
	$(BIN)/python .ci/hosting.py assets assets

release-check: $(INSTALLED)  ## check that TAG=v1.2.3 may be released
	$(BIN)/python tests/packaging/release.py "$(TAG)"

test-lowest:  ## run the tests with the lowest versions of all libraries that pyproject.toml allows
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check -c constraints-lowest.txt -e '.[styles,test]'
	.venv-lowest/bin/python -m pytest -n auto --dist loadfile --ignore tests/consumers --deselect tests/test_architecture.py::test_import_contracts_hold --deselect tests/citing/csl/test_upstream_notes.py::test_page_is_in_step

lowest: $(READY)  ## renew constraints-lowest.txt from pyproject.toml
	$(PIP) uv
	$(BIN)/uv pip compile --quiet --resolution lowest-direct --python-version 3.11 --no-header --no-annotate \
	  --no-emit-index-url --extra styles --output-file constraints-lowest.txt pyproject.toml

clean:  ## remove everything that the other targets made, except the exports
	rm -rf $(VENV) .venv-lowest dist assets .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

# The environment of a user, and what developers need on top of it.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) -e '.[styles]'
	touch $@

$(READY): $(INSTALLED)
	$(PIP) -e '.[dev]'
	touch $@
