# Everything here runs in .venv, which is made when needed: only Python 3.11+, git and make must be there.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
OUT ?= demo

# Where to look for Python; empty means: the first one that is new enough.
PYTHON ?=
export PYTHON

.PHONY: help setup demo test verify lint bench bench-anatomy bench-assess docs lock sample clean runtime-env dev-env docs-env

help: ## list the targets
	@echo "Heredity: make TARGET"
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

setup: dev-env ## make .venv with everything that development needs
	@echo "setup: .venv is ready; try: make demo, make test, .venv/bin/heredity --help"

demo: runtime-env ## study the models that ship with the package; writes demo/ and demo/report.html
	@.venv/bin/heredity demo --out $(OUT)

test: dev-env ## run the tests (pick some with ARGS="-k name"; the slow ones with ARGS="-m slow")
	@echo "test: running pytest in two processes"
	@$(PY) -m pytest -n 2 --dist loadgroup -q $(ARGS)

verify: dev-env ## check that planted truths are found and intervals cover at their stated rate (minutes)
	@echo "verify: running the checks in two processes; what was promised and measured stands at the end"
	@$(PY) -m pytest -n 2 --dist loadfile -q -m slow verification $(ARGS)

lint: dev-env ## check style (ruff), types (mypy --strict) and the floors (import contracts)
	@echo "lint: ruff check"
	@$(PY) -m ruff check .
	@echo "lint: ruff format --check"
	@$(PY) -m ruff format --check .
	@echo "lint: mypy"
	@$(PY) -m mypy
	@echo "lint: import contracts"
	@.venv/bin/lint-imports --no-logo

bench: dev-env ## measure every stage on simulated hubs of 10 thousand, 100 thousand and 2 million models
	@$(PY) -m benchmarks $(ARGS)

bench-anatomy: dev-env ## measure every analysis on 2 million simulated models, and the published procedure (ARGS="--cards" adds cards)
	@$(PY) -m benchmarks.anatomy $(ARGS)

bench-assess: dev-env ## measure the assessment of architectures by split (ARGS="--python PYTHON": one with torch and transformers)
	@$(PY) -m benchmarks.assess $(ARGS)

docs: docs-env ## build the documentation into site/ (its reference pages are generated first)
	@$(PY) scripts/generate_reference.py
	@$(PY) -m zensical build --clean --strict

lock: ## resolve the dependencies again into requirements/*.lock (newer versions with ARGS=--upgrade)
	@scripts/lock.sh $(ARGS)

sample: runtime-env ## rebuild the sample of real models that ships inside the package
	@$(PY) -m scripts.build_sample $(ARGS)

clean: ## remove what the other targets made; .venv stays (rm -rf .venv to start over)
	rm -rf demo site dist build .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# Silent when nothing changed.
runtime-env:
	@scripts/bootstrap.sh runtime

dev-env:
	@scripts/bootstrap.sh dev

docs-env:
	@scripts/bootstrap.sh docs
