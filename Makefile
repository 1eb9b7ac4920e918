# Everything there is to do here. `make` alone lists it. Needs Python 3.11 or newer; fetches the rest by itself.

VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
# Agent servers of other people: they want different versions of what they share, so each group has a place.
LIVE ?= .venv-live
LIVE_light := 'pydantic-ai-slim[ag-ui]' 'a2a-sdk[http-server]' mcp uvicorn langchain-protocol
LIVE_adk := google-adk
LIVE_langgraph := 'langgraph-cli[inmem]' langgraph
NOTEBOOK ?= notebooks/01_quickstart.ipynb
ROOT_ARGS := $(if $(filter 0,$(shell id -u)),--allow-root)
SCREEN := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname -s)))
BROWSER_ARGS := $(if $(SCREEN),,--no-browser)

export PATH := $(abspath $(BIN)):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup fix check test build demo lab screenshot benchmark test-live soak clean browser redis node lint types check-js test-js fresh test-py

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 12

demo: $(VENV)/.lab ## the quickstart in JupyterLab (DEMO_ARGS='--port 9999' passes more)
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/$(NOTEBOOK) $(ROOT_ARGS) $(BROWSER_ARGS) $(DEMO_ARGS)

lab: $(VENV)/.dev ## JupyterLab on this folder, with everything for development
	$(BIN)/jupyter lab $(ROOT_ARGS) $(BROWSER_ARGS) $(DEMO_ARGS)

setup: $(VENV)/.dev node browser redis js/node_modules/.package-lock.json ## all that check, test and build need

fix: setup ## format, and mend what can be mended
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .
	cd js && npm run --silent --if-present fix

check: lint types check-js ## lint, formatting and types, of Python and TypeScript

# Each step runs even if one before it failed, so that one failure hides no other.
test: setup ## everything CI runs: check, vitest, is the bundle fresh, pytest
	@$(MAKE) --no-print-directory --keep-going -j1 lint types check-js test-js fresh test-py

test-live: $(VENV)/.dev $(LIVE)/.light $(LIVE)/.adk $(LIVE)/.langgraph ## real agent servers with fake models, and their typed packages
	LIVE=$(LIVE) LIVE_REQUIRED=1 $(BIN)/python -m pytest -m live

build: setup ## the bundle into sse_widgets/static, sdist and wheel into dist/
	$(BIN)/python hatch_build.py --write
	$(BIN)/python -m build --no-isolation

screenshot: setup ## the pictures in docs/: every view, and the console in JupyterLab
	$(BIN)/python scripts/screenshot.py

benchmark: setup ## side by side with the peers
	$(BIN)/python -m benchmarks

soak: setup ## a stream cut off 10,000 times, in every way; 50,000 random streams decoded; 11,000 random requests
	$(BIN)/python -m tests.soak
	STREAMS=50000 $(BIN)/python -m pytest -q --hypothesis-profile=soak tests/test_decoder.py -k any_stream
	EXAMPLES=500 $(BIN)/python -m pytest -q --hypothesis-profile=soak tests/broadcast/test_openapi.py

clean: ## remove what the other commands made, but for .venv
	rm -rf dist js/node_modules js/coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find sse_widgets tests scripts benchmarks -name __pycache__ -prune -exec rm -rf {} +

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

check-js: node js/node_modules/.package-lock.json
	cd js && npm run check

test-js: node js/node_modules/.package-lock.json
	cd js && npm test

fresh: node $(VENV)/.dev js/node_modules/.package-lock.json
	$(BIN)/python hatch_build.py --check

test-py: $(VENV)/.dev browser redis
	$(BIN)/python -m pytest

browser: $(VENV)/.dev
	@scripts/browser.sh

redis:
	@scripts/redis.sh

node: $(BIN)/python
	@scripts/node.sh

js/node_modules/.package-lock.json: js/package-lock.json | node
	cd js && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# A stamp each: installed again only when pyproject.toml changes.
$(VENV)/.lab: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[lab]'
	@touch $@

# Without the front end: `fresh` must see the bundle as it was committed.
$(VENV)/.dev: pyproject.toml | $(BIN)/python
	SSE_WIDGETS_SKIP_FRONTEND=1 $(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.lab

$(LIVE)/.%: Makefile | $(VENV)/.dev
	$(BIN)/python -m venv --without-pip $(LIVE)/$*
	SSE_WIDGETS_SKIP_FRONTEND=1 $(PIP) --python $(LIVE)/$*/bin/python install --upgrade $(LIVE_$*) --editable .
	@touch $@

# Debian has Python without ensurepip; then the pip that is there fills the new environment.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or newer on PATH; name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv $(VENV); else \
		$(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip -qq --python $(BIN)/python install pip; fi
