# `make` alone lists what there is. Everything prepares the checkout first (setup/prepare.sh).
.DEFAULT_GOAL := help
.PHONY: help run test lint bench nightly tour wheel translations diagram lock
python := .venv/bin/python

help:           ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 22

run:            ## a demo city, live, on this machine
	@setup/prepare.sh run
	$(python) main.py demo

# The tests start many commands; without compiled modules, each would take twice as long to start.
test:           ## all tests, on SQLite and on a throw-away PostgreSQL
	@setup/prepare.sh dev
	PYTHONDONTWRITEBYTECODE= $(python) -m pytest -n logical --dist worksteal

lint:           ## style, types and the floors
	@setup/prepare.sh dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

bench:          ## measure what must be fast, one module a promise
	@setup/prepare.sh dev
	@for module in $$(grep -l '^def main' bench/*.py); do \
		name=$$(basename $$module .py); echo "== $$name"; \
		$(python) -c "from bench.$$name import main; main()" || exit 1; \
	done

nightly:        ## what takes up to an hour: 100,000 clocks, long lives, mutants, branch coverage
	@setup/prepare.sh dev
	CLOCK_EXAMPLES=100000 $(python) -m pytest --timeout=3600 tests/models/clocks/test_against_brute_force.py
	MACHINE_EXAMPLES=1000 $(python) -m pytest --timeout=3600 tests/models/cases/test_case_machine.py
	rm -rf mutants && CLOCK_EXAMPLES=120 .venv/bin/mutmut run
	$(python) setup/mutation.py
	$(python) -m coverage run -m pytest tests/models tests/packs tests/services
	$(python) -m coverage report --include='commandcenter/models/*' --show-missing --fail-under=95

tour:           ## pictures of all screens, in three sizes and two languages, into pictures/
	@setup/prepare.sh run
	$(python) -m commandcenter.commands.tour pictures

wheel:          ## dist/*.whl, with pack, page assets, translations and migrations
	@setup/prepare.sh run
	rm -rf dist
	$(python) -m hatchling build --target wheel

translations:   ## collect the screens' English texts for the translator
	@setup/prepare.sh run
	.venv/bin/pyside6-lupdate $$(find commandcenter/views -name '*.py' | sort) \
		-ts resources/translations/commandcenter_zh.ts \
		-source-language en -target-language zh_CN -locations none -no-obsolete

diagram:        ## draw the life of a case into CONTRIBUTING.md
	@setup/prepare.sh run
	$(python) -m setup.life_diagram

lock:           ## renew the lock files (asks the package index)
	@setup/prepare.sh dev
	@setup/lock.sh
