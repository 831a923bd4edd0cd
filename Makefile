# Everything a person does with RegTrack from a checkout. Needs make and Python 3.11 or newer; `make help`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
# Twice quiet: what pip warns of is about the machine; what fails is said.
PIP := $(BIN)/python -m pip --quiet --quiet
# pip need not ask for a newer one of itself, nor warn of running as root in a container.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
WORKERS ?= 2
# CI has run the tests just before: `make check CHECK_TESTS=no` leaves them out.
CHECK_TESTS ?= yes
ARGS ?=
PYTEST := $(BIN)/python -m pytest
KEYWORDS := _ _l ngettext:1,2 lazy_gettext lazy_ngettext:1,2 pgettext:1c,2 lazy_pgettext:1c,2 npgettext:1c,2,3

.DEFAULT_GOAL := help
.PHONY: help run install install-dev test check lint bench faults translations lock migration clean

help: ## What can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-20s%s\n", $$1, $$2}'

run: $(STAMP) ## Start RegTrack with a demo school; ARGS="--port 9000" for options of serve
	@$(BIN)/regtrack serve --demo $(ARGS)

install: $(STAMP) ## Make the environment for running

install-dev: $(DEV_STAMP) ## Make the environment for working on the program

test: $(DEV_STAMP) ## All tests, on SQLite and on PostgreSQL
	@$(PYTEST) -n $(WORKERS) --dist loadfile $(ARGS)
	@$(PYTEST) -n $(WORKERS) --dist loadfile --database postgres $(ARGS)

lint: $(DEV_STAMP) ## Everything that can be checked without the tests
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo > $(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/regtrack packs check > /dev/null

ifeq ($(CHECK_TESTS),no)
check: lint
else
check: lint test
endif
check: ## Format, lint, types, imports, templates, translations, migrations, tests

bench: $(DEV_STAMP) ## Measure, with the numbers
	@$(PYTEST) -q -s -p no:xdist -m bench tests/bench $(ARGS)

faults: $(DEV_STAMP) ## The long form of the promises: kills, writers at once
	@$(PYTEST) -q -s -p no:xdist -m slow tests $(ARGS)

translations: $(DEV_STAMP) ## New and changed texts into the catalogues, and the catalogues compiled
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT \
	  && $(BIN)/pybabel --quiet extract -F regtrack/translations/babel.cfg -k "$(KEYWORDS)" \
	    --no-location --sort-output -o "$$folder/messages.pot" . \
	  && $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	    --width 110 -i "$$folder/messages.pot" -d regtrack/translations \
	  && $(BIN)/pybabel --quiet compile -d regtrack/translations
	@$(PYTEST) -q -p no:cacheprovider tests/house/test_translations.py

lock: $(DEV_STAMP) ## Pin the newest allowed versions of all dependencies
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --extra dev pyproject.toml -o requirements-dev.lock

migration: $(DEV_STAMP) ## A new migration from the changed models: make migration REV=0002 NAME="what changes"
	@test -n "$(REV)" -a -n "$(NAME)" || { echo 'Say which: make migration REV=0002 NAME="what changes"'; exit 2; }
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export REGTRACK_INSTANCE="$$folder" \
	  && { test "$(REV)" = 0001 || $(BIN)/flask --app app db upgrade; } \
	  && $(BIN)/flask --app app db migrate --rev-id "$(REV)" -m "$(NAME)"
	@$(BIN)/ruff format --quiet regtrack/migrations/versions && $(BIN)/ruff check --quiet --fix regtrack/migrations/versions

clean: ## Remove the environment and caches; instance/ stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist

$(BIN)/python:
	@command -v "$(PYTHON)" > /dev/null || { echo "Python is not installed. Install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3"; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$("$(PYTHON)" --version) is too old. RegTrack needs Python 3.11 or newer: make PYTHON=python3.12"; exit 2; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2> /dev/null || { echo "Python cannot make environments. On Debian and Ubuntu: apt install python3-venv"; exit 2; }
	@"$(PYTHON)" -m venv $(VENV)

$(STAMP): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what RegTrack needs; this happens once…"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(MAKE) --no-print-directory .install-self
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the tests need; this happens once…"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(MAKE) --no-print-directory .install-self
	@touch $(STAMP) $@

.PHONY: .install-self
.install-self:
	@$(PIP) install --no-deps -e .
