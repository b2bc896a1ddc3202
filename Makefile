# Two commands: `make run` and `make test`. Everything else is for those who change Cobijo.
SHELL := /bin/sh
.DEFAULT_GOAL := help
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/pycache
unexport PYTHONDONTWRITEBYTECODE
# The first Python 3.11-3.13 that really runs (a pyenv shim may not).
PYTHON3 := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && \
	$$p -c 'import sys; print(sys.executable)' && break; done)
UV := $(shell command -v uv || echo var/tools/bin/uv)
# Python 3.10 for Rasa: pyenv's if it is there, else uv fetches it.
PY310 := $(shell ls $$HOME/.pyenv/versions/3.10.*/bin/python3.10 2>/dev/null | tail -1 || true)
PY310 := $(if $(PY310),$(PY310),$(shell command -v python3.10 || echo 3.10))

help: ## these lines
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run: install train ## install, train, migrate, start app, bot and demo partner, print where to go
	@.venv/bin/python -m api.start

test: install train ## everything: checks, unit tests, whole conversations through the real bot
	@$(MAKE) --no-print-directory check
	@.venv/bin/python -m pytest -q

check: install ## ruff, mypy strict, import-linter, content
	@echo "== ruff"; .venv/bin/ruff check .
	@echo "== mypy"; .venv/bin/mypy
	@echo "== import-linter"; .venv/bin/lint-imports
	@echo "== content"; .venv/bin/cobijo content check

review-book: install ## every card and sentence to read, print and sign: build/review-book.pdf and .html
	@.venv/bin/cobijo content book

chat: ## talk in the terminal (make run must be running)
	@.venv/bin/python -m api.terminal

eval: install ## conversations in persona files against the running app: make eval PERSONAS=folder
	@.venv/bin/python -m tests.eval.drive $(PERSONAS)

bench: install ## beside a bare `rasa init` bot: turns, memory, start, training (about ten minutes, docs/bench.md)
	@.venv/bin/python -m tests.eval.bench

install: var/app.stamp var/bot.stamp

var/tools/bin/uv:
	@echo "== installing uv"; mkdir -p var; $(PYTHON3) -m venv var/tools && var/tools/bin/python -m pip install -q uv

var/app.stamp: pyproject.toml uv.lock | $(filter var/%,$(UV))
	@echo "== installing the app's environment"; mkdir -p var
	@$(UV) sync --frozen --python $(PYTHON3)
	@touch $@

var/bot.stamp: bot/pyproject.toml bot/uv.lock | $(filter var/%,$(UV))
	@echo "== installing the bot's environment (Rasa, about 1.5 GB)"; mkdir -p var
	@cd bot && $(if $(filter var/%,$(UV)),../$(UV),$(UV)) sync --frozen --python $(PY310)
	@touch $@

BOT_FILES := config.yml $(shell find bot/domain bot/data bot/server -name '*.yml' -o -name '*.py' 2>/dev/null)
train: models/cobijo.tar.gz ## train the model if it changed

models/cobijo.tar.gz: $(BOT_FILES) var/bot.stamp
	@echo "== training the bot (under a minute)"; mkdir -p var
	@bot/.venv/bin/python -W ignore -m bot.server train > var/train.log 2>&1 || { tail -40 var/train.log; exit 1; }
	@touch $@

meaning: install ## train what short messages mean, after the examples of bot/data/nlu changed much (minutes)
	@bot/.venv/bin/python -W ignore -m bot.server meaning

.PHONY: help run test check review-book chat eval bench install train meaning
