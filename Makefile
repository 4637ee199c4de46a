# Two commands need nothing but Python >= 3.11, git and make: `make demo` and `make test`.
# Both make .venv themselves, from locks with hashes; `make help` lists the rest.

BIN := .venv/bin
SETUP := sh scripts/python.sh scripts/bootstrap.py
# A process for each core, four at most for the memory's sake; a file's tests stay together.
BESIDE := -n auto --maxprocesses 4 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help demo test test-heavy coverage bench lint docs lock clean distclean setup setup-dev

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: setup ## simulate a world, scan it and write ./demo/ with the report
	$(BIN)/stillwatch demo

test: lint ## lint, types, import contracts, then every test that is quick
	$(BIN)/pytest -m "not heavy" $(BESIDE)

coverage: setup-dev ## the quick tests again, and which lines they do not reach
	$(BIN)/pytest -m "not heavy" --cov --cov-report=term:skip-covered

test-heavy: setup-dev ## tests against real programs; installs them from Debian when root
	@sh scripts/python.sh scripts/debian.py chromium
	$(BIN)/pytest -m heavy

bench: setup-dev ## measure the detector and write docs/benchmark.md (hours; CORPORA=folder of real texts)
	$(BIN)/stillwatch bench --out docs/benchmark.md $(if $(CORPORA),--corpora $(CORPORA))

lint: setup-dev ## ruff, mypy --strict and the import contracts, without tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: setup ## write the generated pages of docs from the code they describe
	$(BIN)/python -m stillwatch.interfaces.cli.reference
	$(BIN)/python -m stillwatch.interfaces.signals_page
	$(BIN)/python -m stillwatch.interfaces.tables_page
	$(BIN)/python -m stillwatch.interfaces.settings_page
	$(BIN)/python -m stillwatch.interfaces.worlds_page
	$(BIN)/python -m stillwatch.interfaces.report.schema docs/schema/result-1.json

lock: ## resolve the requirements again (UPGRADE=1 moves every pin)
	@$(SETUP) lock
	$(BIN)/python scripts/lock.py $(if $(UPGRADE),--upgrade)

clean: ## remove what tests, builds and the demo wrote
	rm -rf build dist demo .coverage coverage.xml .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache src/*.egg-info
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## as clean, and .venv too
	rm -rf .venv

setup:
	@$(SETUP) base

setup-dev:
	@$(SETUP) dev
