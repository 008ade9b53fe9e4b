# `make` says what there is. Each command installs what it needs first; the second time that takes no time.
.DEFAULT_GOAL := help
.PHONY: help install run test test-heavy check format catalogue lock bench clean

PORT ?= 8000
ARGS ?=
bin := .venv/bin

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

install: ## the environment .venv with the pinned dependencies
	@sh config/setup/install.sh run

run: install ## everything on this machine with demo data: web, worker and a mail inbox (PORT=8000)
	@EVENTAPP_CONFIG=development exec $(bin)/python -m eventapp dev --port $(PORT)

test: ## the whole suite, with PostgreSQL and a browser (ARGS="tests/core -k clock" for a part)
	@sh config/setup/install.sh dev
	@$(bin)/python -m tests.support.prepare
	@$(bin)/python -m pytest -m "not heavy" --numprocesses auto --dist worksteal $(ARGS)

test-heavy: ## the large shapes: production behind TLS in three browsers, a whole mail system, hostile input, load
	@sh config/setup/install.sh dev
	@$(bin)/python -m tests.support.prepare --heavy
	@$(bin)/python -m pytest -m "heavy and not alone" --numprocesses 2 --dist worksteal $(ARGS)
	@$(bin)/python -m pytest -m alone $(ARGS)

check: ## style, types and import rules
	@sh config/setup/install.sh dev
	$(bin)/ruff check --output-format concise .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports --no-logo

format: ## put the code into the project's style
	@sh config/setup/install.sh dev
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

catalogue: ## bring the translations up to date with the sentences in code and templates (ARGS=fi for a new language)
	@sh config/setup/install.sh dev
	@sh config/setup/catalogue.sh $(ARGS)

lock: ## pin the newest versions that pyproject.toml allows
	@sh config/setup/lock.sh

bench: ## the speed figures, each beside its floor
	@sh config/setup/install.sh dev
	@$(bin)/python -m bench $(ARGS)

clean: ## take the environment and all caches away; data in instance/ stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
