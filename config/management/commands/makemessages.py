"""Django's makemessages, sorted, so that a change of the catalog shows only what changed."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--sort-output"]
