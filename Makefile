# All tasks for developers. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run test format lint bench soak docs messages translations screenshots sbom lock clean

# The first interpreter that runs and can install packages, because version managers may leave shims without an
# interpreter. They compile without profiles, unlike distributions, whose Python needs a tenth less time for tests.
PYTHON ?= $(or $(shell for name in /usr/bin/python3.11 python3.11 python3.12 python3.13 python3.14; do \
  $$name -c 'import ensurepip' 2>/dev/null && echo $$name && break; done),python3)
BIN := .venv/bin
BIOME := $(BIN)/python requirements/node_tools.py --or-skip JavaScript biome check
CSS_BEAUTIFY := $(BIN)/css-beautify --indent-size=2 --end-with-newline --space-around-combinator --preserve-newlines
# Allow bytecode files, so that later runs and processes that tests start can reuse them.
unexport PYTHONDONTWRITEBYTECODE

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' Makefile | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'
	@echo
	@echo "  make run uses PORT (default: 8000) and DATA_DIR (default: var); docs/configuration.md lists all variables"

setup: ## Create .venv with all packages and the tilekit command
	@$(PYTHON) requirements/install.py develop
	@$(BIN)/python -m portal.translations

run: ## Start the portal with a worker and demo data
	@$(PYTHON) requirements/install.py run
	@exec $(BIN)/python -m portal.runner

test: setup ## Run the tests that are not slow; ARGS=tests/reviews runs all in a folder
	@tests/install-chromium
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(or $(ARGS),-m "not slow")

format: setup ## Format the code, templates and style sheets
	$(BIN)/ruff format .
	$(BIN)/djangofmt templates page_parts
	@$(BIOME) --write --linter-enabled=false
	@for sheet in $$(find page_parts/static/css -name "*.css"); do $(CSS_BEAUTIFY) --replace $$sheet; done

lint: setup ## Check style, types, imports and migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djangofmt --check templates page_parts
	@$(BIOME) --error-on-warnings
	@for sheet in $$(find page_parts/static/css -name "*.css"); do $(CSS_BEAUTIFY) $$sheet | diff -u $$sheet - || exit 1; done
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: setup ## Measure the performance, print a table and write var/bench.json
	@$(BIN)/python -m bench $(ARGS)

soak: setup ## Kill processes during traffic of 20 people and write var/soak.txt; MINUTES=30
	@$(BIN)/python -m bench.soak

docs: setup ## Write the generated pages of docs/ again
	@LOG_LEVEL=ERROR $(BIN)/python manage.py write_docs

messages: setup ## Update the translation catalogues and list the texts without a translation
	@$(BIN)/python -m portal.message_catalogues

translations: setup ## Fail if a translation is missing; run it before each release
	@$(BIN)/python -m portal.message_catalogues --check

screenshots: setup ## Take the pictures of README.md from a new demo
	@tests/install-chromium
	@$(BIN)/python -m tests.browser.screenshots

sbom: setup ## Write what production installs to var/sbom.json (CycloneDX)
	@$(BIN)/python requirements/sbom.py var/sbom.json

lock: ## Write the lock files and check that each package has wheels for each Python (needs uv)
	@for set in tilekit run submit preview develop production; do \
	  uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-annotate --no-header \
	    requirements/$$set.in -o requirements/$$set.txt; done
	@requirements/wheels

clean: ## Remove .venv and the caches of tools; data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
