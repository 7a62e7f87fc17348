"""The bare project's one table."""

from django.db import models


class Line(models.Model):
    """A row with a title, a text and a number, as any site has them."""

    title = models.CharField(max_length=200)
    text = models.TextField()
    number = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title
