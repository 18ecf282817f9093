# `make` lists what there is. Everything lives in .venv and data/; nothing needs root.
PYTHON ?= python3

VENV := .venv
BIN := $(VENV)/bin
MESSAGES := $(wildcard locales/*/LC_MESSAGES/*.po)
CATALOGUES := $(MESSAGES:.po=.mo)
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup catalogues demo run test campaign bench screenshots lock

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
		printf '%-20s %s\n' "  $$name" "$$what"; done

setup: $(VENV)/.installed $(CATALOGUES)  ## make .venv with the pinned dependencies, compile the catalogues

catalogues: $(CATALOGUES)  ## compile the changed texts of locales/

demo: setup  ## try it without Telegram, Zoom and mail; RESET=1 begins anew
	$(BIN)/python -m bot demo $(if $(filter 1,$(RESET)),--reset)

run: setup  ## start the real thing from .env
	$(BIN)/python -m bot run

# Four workers, for many tests wait for real seconds to pass.
test: $(VENV)/.installed-dev $(CATALOGUES)  ## run all checks and all tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 4 --dist worksteal

campaign: $(VENV)/.installed-dev $(CATALOGUES)  ## kill the program KILLS times in each crash test, on both databases
	$(BIN)/pytest -s tests/crash --kills $(or $(KILLS),200) --timeout 0

bench: setup  ## measure what a press costs beside a bare bot
	$(BIN)/python -m bench.press

screenshots: $(VENV)/.installed-dev $(CATALOGUES)  ## write the pictures of the README and the manuals
	$(BIN)/python -m tests.browser.screenshots

lock: $(VENV)/.installed-dev  ## pin the dependencies of pyproject.toml anew
	$(LOCK) --extra sandbox pyproject.toml -o requirements.txt
	$(LOCK) --extra sandbox --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Python 3.11 or newer is needed; name it: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)

# The locks name hashes; the project itself has none, so it is installed apart, by the setuptools just pinned.
define install
	$(BIN)/pip install --quiet --require-hashes -r $<
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@
endef

$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	$(install)

$(VENV)/.installed-dev: requirements-dev.txt pyproject.toml | $(BIN)/python
	$(install)

%.mo: %.po | $(BIN)/python
	$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@
