# Two commands: `make run` plans the reference case, `make test` proves the code.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test install benchmarks figures refit clean

run: $(VENV)/installed
	$(BIN)/aryk run kz-kg

test: $(VENV)/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadscope

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml
	$(PYTHON) tools/check_python.py
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $$($(BIN)/python tools/test_requirements.py)
	touch $@

benchmarks: $(VENV)/installed
	$(BIN)/python -m benchmarks

figures: $(VENV)/installed
	$(BIN)/python tools/tables.py
	$(BIN)/python tools/figures.py
	$(BIN)/python tools/rule_pictures.py

refit: $(VENV)/installed
	$(BIN)/python tools/refit_water.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis
