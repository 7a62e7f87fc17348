# Relative paths and `python -m` only: a checkout may stand below a path with spaces, or one too long for a #! line.
# The embedded Redis has wheels for these two only. A name on the PATH is tried: pyenv has it for versions it lacks too.
FITS = -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))'
PYTHON ?= $(shell for name in python3.11 python3.12 python3; do \
	$$name $(FITS) 2>/dev/null && command -v $$name && break; done)
VENV = .venv/bin/python
# An environment whose Python has gone, as in a copied checkout, or does not fit is made anew.
ifneq ($(shell $(VENV) $(FITS) 2>/dev/null && echo works),works)
$(shell rm -f .venv/.made .venv/.installed .venv/.installed-dev)
endif
BROWSERS = chromium chromium-browser google-chrome

SIZE = 240000
PARTS = all

.PHONY: help install install-dev browser run stop screens bench test check format lint types imports migrations translations deploy messages requirements

help: ## Say what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /\1  /p' Makefile | awk -F'  ' '{printf "make %-13s %s\n", $$1, $$2}'

install: .venv/.installed ## Make the virtual environment and install the packages

install-dev: .venv/.installed-dev

.venv/.made:
	@test -n "$(PYTHON)" && "$(PYTHON)" $(FITS) 2>/dev/null \
		|| { echo "Python 3.11 or 3.12 is needed: install it (Debian 12: apt-get install python3 python3-venv)."; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv is missing: install it (Debian: apt-get install python3-venv)."; exit 1; }
	@$(VENV) $(FITS) 2>/dev/null && $(VENV) -c 'import pip' 2>/dev/null \
		|| { echo "Making the virtual environment .venv ..." && "$(PYTHON)" -m venv --clear .venv; }
	@touch $@

.venv/.installed: requirements.txt .venv/.made
	@echo "Installing the packages ..."
	@$(VENV) -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@echo "Installing the packages for development ..."
	@$(VENV) -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: install ## Run the demonstration on HOST (127.0.0.1) and PORT (8000); Ctrl-C stops all
	@DEMO=1 $(VENV) manage.py run

stop: ## Stop what runs in this checkout, the embedded services too
	@test ! -e $(VENV) || $(VENV) manage.py stop_services

screens: install-dev browser ## Take pictures of every page into docs/screens/, from what `make run` runs
	@DEMO=1 $(VENV) manage.py screens $(SCREENS)

bench: install-dev ## Measure everything at SIZE initiatives (240000), or only some PARTS; bench/README.md
	@$(VENV) -m pip install -q --disable-pip-version-check -r bench/requirements.txt
	@LOCAL_DIR="$(CURDIR)/.local/bench-$(SIZE)" $(VENV) -m bench $(SIZE) --parts $(PARTS)

browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium ..."; apt-get update -qq && apt-get install -qq -y chromium fonts-noto-core >/dev/null; \
	else echo "The browser tests need Chromium: install it (Debian: apt-get install chromium fonts-noto-core)."; exit 1; fi

test: install-dev browser ## Run the whole test suite on services of its own
	@$(VENV) -m pytest

check: format lint types imports migrations translations deploy ## Check style, types, imports, migrations, translations, settings

format: install-dev
	@$(VENV) -m ruff format --check --quiet . || { echo "Run: $(VENV) -m ruff format ."; exit 1; }

lint: install-dev
	@$(VENV) -m ruff check --quiet .

types: install-dev
	@DEMO=1 $(VENV) -m mypy .

imports: install-dev
	@$(VENV) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo

migrations: install
	@$(VENV) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

translations: install
	@$(VENV) manage.py check_translations

# The settings as in production; the values only fill their places, nothing is connected to.
deploy: install
	@env -u DEMO -u DEBUG ALLOWED_HOSTS=example.org DATABASE_URL=postgres://example/example REDIS_URL=redis://example \
		EMAIL_URL=smtp+tls://example \
		SECRET_KEY="$$($(VENV) -c 'import secrets; print(secrets.token_urlsafe(60))')" \
		$(VENV) manage.py check --deploy --fail-level WARNING

messages: install ## Collect the strings into locale/ and compile them
	@$(VENV) manage.py makemessages -l vi --no-location --no-wrap --no-obsolete
	@$(VENV) manage.py compilemessages -l vi -i .venv -i .local

requirements: install-dev ## Pin the packages anew from requirements.in and requirements-dev.in
	@for name in requirements requirements-dev; do $(VENV) -m piptools compile --quiet --upgrade --strip-extras \
		--no-header --annotation-style=line --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file=$$name.txt $$name.in || exit 1; done
