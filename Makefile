.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

# `up-%` cannot stand here: make looks up no pattern for a phony target.
.PHONY: help demo test lint type bench servers down clean

help: ## Show these targets
	@grep -E '^[a-z%-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

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
	$(BIN)/python -m benchmarks.overhead
	$(BIN)/python -m benchmarks.encode
	$(BIN)/python -m benchmarks.concurrent
	$(BIN)/python -m benchmarks.populate
	$(BIN)/python -m benchmarks.scale --sizes 1000,10000

servers: .venv/installed-dev ## Run the servers of the tests, without containers, until Ctrl-C
	$(BIN)/python -m tests.servers start elasticsearch8 elasticsearch9 opensearch

up-%: ## Start a backend in a container: qdrant, elasticsearch, elasticsearch8, opensearch, pinecone
	docker compose --profile $* up --detach --wait

down: ## Stop these containers, and delete what is in them
	docker compose --profile '*' down

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
	$(BIN)/python -m pip install --quiet --editable ".[all]" --group dev
	@touch $@ .venv/installed-demo
