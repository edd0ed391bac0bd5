# The panel's few commands; README.md gives the same without make, and for Windows.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev

.PHONY: demo run test bench lint stop messages requirements clean

demo: $(STAMP)
	JENJANG_DEMO=1 $(BIN)/flask store start
	JENJANG_DEMO=1 $(BIN)/flask store migrate
	JENJANG_DEMO=1 $(BIN)/flask demo load
	JENJANG_DEMO=1 $(BIN)/python app.py

run: $(STAMP)
	$(BIN)/flask store migrate
	$(BIN)/python app.py

stop: $(STAMP)
	$(BIN)/flask store stop

test: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=25

bench: $(DEV_STAMP)
	$(BIN)/python -m benchmarks

lint: $(DEV_STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy

messages: $(DEV_STAMP)
	$(BIN)/python -m locales.catalogue

requirements: $(DEV_STAMP)
	$(BIN)/pip-compile -q --strip-extras --no-emit-index-url --no-emit-find-links -o requirements.txt requirements.in
	$(BIN)/pip-compile -q --strip-extras --no-emit-index-url --no-emit-find-links -o requirements-dev.txt requirements-dev.in

.venv/bin/python:
	$(PYTHON) -m venv .venv

$(STAMP): .venv/bin/python requirements.txt
	$(BIN)/pip install -q -r requirements.txt
	@touch $@

$(DEV_STAMP): $(STAMP) requirements-dev.txt
	$(BIN)/pip install -q -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
