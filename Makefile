# Every target does its own set-up; a machine needs only make and Python 3.11 or newer.

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	echo "$$name" && break; done)
PY := .venv/bin/python
BENCH := .venv/bench/bin/python
RELEASE := .venv/release/bin/python
HELPDESK := .venv/django-helpdesk/bin/python
TRYTON := .venv/tryton-erp/bin/python
SPHINX := $(PY) -m sphinx -n -W --keep-going -q -b html docs docs/_build/html

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DELETE_ON_ERROR:
.PHONY: help demo test slow check lint types layers api docs rules surface bench dist release hosts \
	host-helpdesk host-tryton format clean

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

demo: .venv/.ready ## A heating season, from tickets to statement
	@$(PY) examples/heating_season.py

test: .venv/.ready ## The tests, README and docs examples included, without the slow ones
	$(PY) -m pytest -q -n auto --dist loadfile -m "not slow"

check: lint types layers api docs test slow ## All that a change must pass

slow: .venv/.ready ## The tests that `make test` leaves out
	$(PY) -m pytest -q -n auto --dist loadfile -m slow

lint: .venv/.ready ## ruff: rules and format
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: .venv/.ready ## mypy --strict
	$(PY) -m mypy

layers: .venv/.ready ## What may import what
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

api: .venv/.ready ## What broke in the public interface since the last release
	$(PY) tools/api_changes.py

docs: .venv/.ready ## The site, in docs/_build/html; a warning is an error
	$(SPHINX)

rules: .venv/.ready ## Write the page of the source rules anew
	$(PY) docs/source_rules.py

surface: .venv/.ready ## Write the list of the public interface anew
	$(PY) tools/public_api.py

bench: .venv/bench/.ready ## Business time against its peers, and the goals as ratios
	$(BENCH) -m pytest benchmarks -q --confcutdir=benchmarks --import-mode=prepend \
		-W default --benchmark-columns=min,median,iqr,rounds --benchmark-timer=time.process_time
	$(BENCH) benchmarks/goals.py

hosts: host-helpdesk host-tryton ## The examples inside real hosts, each in its own environment

host-helpdesk: .venv/django-helpdesk/.ready
	cd examples/django_helpdesk && ../../$(HELPDESK) -m pytest -q

host-tryton: .venv/tryton-erp/.ready
	cd examples/tryton_erp && \
		DB_CACHE=../../.venv/tryton-erp/database ../../$(TRYTON) -m pytest -q

dist: .venv/release/.ready ## The packages, in dist/, checked and tried
	$(RELEASE) tools/dist.py

release: .venv/release/.ready ## VERSION=1.2.3: from a clean main to a tag
	$(RELEASE) tools/release.py "$(VERSION)"

format: .venv/.ready ## Rewrite to the house's form
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

clean: ## Remove all that the other targets make
	rm -rf .venv docs/_build build dist .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- set-up: a virtual environment from the lock, then this package, editable ----

.venv/.ready: .venv/.locked pyproject.toml
	$(PY) -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.locked: requirements/dev.txt | .venv/bin/python
	$(PY) -m pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

.venv/bench/.ready: requirements/bench.txt pyproject.toml | .venv/bin/python
	$(PY) -m venv .venv/bench
	$(BENCH) -m pip install -q --require-hashes -r requirements/bench.txt
	$(BENCH) -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/release/.ready: requirements/release.txt | .venv/bin/python
	$(PY) -m venv .venv/release
	$(RELEASE) -m pip install -q --require-hashes -r requirements/release.txt
	@touch $@

.venv/django-helpdesk/.ready: requirements/django-helpdesk.txt pyproject.toml | .venv/bin/python
	$(PY) -m venv .venv/django-helpdesk
	$(HELPDESK) -m pip install -q --require-hashes -r requirements/django-helpdesk.txt
	$(HELPDESK) -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/tryton-erp/.ready: requirements/tryton-erp.txt pyproject.toml | .venv/bin/python
	$(PY) -m venv --clear .venv/tryton-erp
	$(TRYTON) -m pip install -q --require-hashes -r requirements/tryton-erp.txt
	$(TRYTON) -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "servicedesk needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; \
		exit 1; }
	"$(PYTHON)" -m venv .venv
