"""The Celery app. Folds have a queue of their own, so that a long job never delays them."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sangkien", task_cls="config.running:Noted", amqp="config.broker:Amqp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
