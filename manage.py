#!/usr/bin/env python
"""Runs Django's commands; starts the embedded services first where nothing else is named."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.services import ServiceError, ensure_started_for, nothing_configured


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if nothing_configured():
        os.environ["DEMO"] = "1"
    try:
        ensure_started_for(sys.argv)
        execute_from_command_line(sys.argv)
    except (ServiceError, ImproperlyConfigured) as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
