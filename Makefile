.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo test lint type bench clean

help: ## Show these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: .venv/installed-demo ## Index the sample texts and compare sparse, dense and hybrid search on them
	$(BIN)/python examples/demo.py

test: .venv/installed-dev lint type ## Check style, types and floors, and run all tests
	$(BIN)/python -m pytest

lint: .venv/installed-dev ## Check style (ruff) and floors (import-linter)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

type: .venv/installed-dev ## Check types (mypy strict, pyright)
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

bench: .venv/installed-dev ## Run the benchmarks; each prints ratios measured side by side
	$(BIN)/python benchmarks/fusion.py
	$(BIN)/python benchmarks/search_overhead.py
	$(BIN)/python -m benchmarks.encode

clean: ## Remove the virtual environment and what the demo made
	rm -rf .venv .demo

.venv/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

.venv/installed-demo: .venv/pip pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[eval]"
	@touch $@

.venv/installed-dev: .venv/pip pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[models,eval]" --group dev
	@touch $@ .venv/installed-demo
