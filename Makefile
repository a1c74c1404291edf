# GNU make and POSIX sh. A fresh clone needs Python 3.11+ and make, nothing else.
SHELL = /bin/sh
.DEFAULT_GOAL := run
.NOTPARALLEL:
.PHONY: run test test-tools check check-clients lint stories fuzz fuzz-mail bench million lock translations

VENV := .venv
PY := $(VENV)/bin/python
WORKERS ?= 2
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist loadgroup
LOCALES := ja ko zh_Hans zh_Hant
CATALOGUES := booking/translations

run: $(VENV)/run.stamp
	@exec $(PY) -m flask --app wsgi serve

test: test-tools
	@$(PYTEST)

test-tools: $(VENV)/tests.stamp
	@$(PY) -m tests.tools

check: lint test-tools
	@FULL_DEPTH=1 $(PYTEST)

# Real calendar programs alone; `test` and `check` run them too.
check-clients: test-tools
	@FULL_DEPTH=1 $(PY) -m pytest -m clients tests/clients

lint: $(VENV)/tests.stamp
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m djlint --lint --quiet templates

# The machines that drive the desk go on by chance, each time by another course, until each outcome was seen
# often enough (D52).
fuzz: test-tools
	@FUZZ=1 $(PY) -m pytest -s tests/actions/test_machine.py tests/actions/test_series_machine.py \
		tests/actions/test_waitlist_machine.py tests/races

# Every story in every language, width and colour, by keys alone, without scripts, zoomed, in forced colours.
stories: test-tools
	@STORIES=1 $(PY) -m pytest -n 0 tests/browser/test_stories.py

# Calendar texts broken by chance, for ten minutes.
fuzz-mail: $(VENV)/tests.stamp
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-600} $(PY) -m pytest -s tests/ical/test_reading_fuzz.py

bench: $(VENV)/tests.stamp
	@$(PY) -m benchmarks

# Whether a slot is free and what is near it: among a million claims as among a thousand.
million: test-tools
	@MILLION=1 $(PYTEST) -n 0 tests/models/test_million.py -s

# The pins. Only this needs uv, which it puts into a folder of its own.
lock:
	python3 -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet uv
	$(VENV)/lock/bin/uv pip compile $(COMPILE) pyproject.toml -o requirements.txt
	$(VENV)/lock/bin/uv pip compile $(COMPILE) --group pyproject.toml:test -c requirements.txt -o tests/requirements.txt
COMPILE := --universal --python-version 3.11 --generate-hashes --no-header --quiet

translations: $(VENV)/run.stamp
	$(VENV)/bin/python -m babel.messages.frontend extract -F $(CATALOGUES)/babel.cfg --sort-by-file --no-location \
		-k _l -k lazy_gettext -k lazy_ngettext:1,2 -k lazy_pgettext:1c,2 \
		--project=Silkroom --version="$$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)" \
		--copyright-holder="the Silkroom authors" --msgid-bugs-address="the issues of the project" \
		-o $(CATALOGUES)/messages.pot .
	for l in $(LOCALES); do \
		verb="update --no-fuzzy-matching --ignore-obsolete"; test -f $(CATALOGUES)/$$l/LC_MESSAGES/messages.po || verb=init; \
		$(PY) -m babel.messages.frontend $$verb -i $(CATALOGUES)/messages.pot -d $(CATALOGUES) -l $$l || exit 1; \
	done
	$(PY) -m babel.messages.frontend compile -d $(CATALOGUES)

# The first Python 3.11+ that can make a virtual environment; where none can, the line that mends it.
$(VENV)/run.stamp: requirements.txt
	@found=; lacking=; for p in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3; do \
		v=$$($$p -c 'import sys; print("%d.%d" % sys.version_info[:2]) if sys.version_info >= (3, 11) else sys.exit(1)' \
			2>/dev/null) || continue; \
		if $$p -c 'import ensurepip, venv' 2>/dev/null; then found=$$p; break; fi; \
		lacking=$${lacking:-$$v}; \
	done; \
	if [ -z "$$found" ] && [ -n "$$lacking" ]; then \
		echo "Python $$lacking cannot make a virtual environment here. Install what it lacks, then run make again:"; \
		echo "    sudo apt install python$$lacking-venv"; exit 1; \
	elif [ -z "$$found" ]; then echo "Python 3.11 or newer is needed, and none was found."; exit 1; fi; \
	echo "Installing requirements.txt into $(VENV) ($$($$found --version))"; \
	$$found -m venv $(VENV) && $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/tests.stamp: tests/requirements.txt $(VENV)/run.stamp
	@echo "Installing tests/requirements.txt into $(VENV)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@
