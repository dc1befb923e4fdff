# Everything that is done with this tree, by name. `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench docs messages lock clean

# The first one that runs: of some tools' shims the name exists and the interpreter does not.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
  $$name -c '' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' Makefile | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'
	@echo
	@echo "  PORT (8000) and DATA_DIR (var/) are honoured by make run; all variables: docs/configuration.md"

setup: ## Create .venv with everything, the tilekit command included
	@$(PYTHON) requirements/install.py develop
	@$(BIN)/python -m portal.translations

run: ## Start the portal with a worker and demo data
	@$(PYTHON) requirements/install.py run
	@exec $(BIN)/python -m portal.runner

test: setup ## Run the whole test suite
	@tests/install-chromium
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

lint: setup ## Check style, types, imports, migrations and generated pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: setup ## Measure; prints a table and writes var/bench.json
	@$(BIN)/python -m bench $(ARGS)

docs: setup ## Write the generated pages of docs/ anew
	@LOG_LEVEL=ERROR $(BIN)/python manage.py write_docs

messages: setup ## Bring the catalogues of translations to the texts; translate what is new in their .po
	@$(BIN)/python -m portal.catalogues

lock: ## Write the lock files again and look for a wheel of each pin for each Python (needs uv)
	@for set in tilekit run develop production; do \
	  uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-annotate --no-header \
	    requirements/$$set.in -o requirements/$$set.txt; done
	@requirements/wheels

clean: ## Remove .venv and what tools left; data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
