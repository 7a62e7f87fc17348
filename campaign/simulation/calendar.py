"""Office hours, counted in seconds as everywhere here; and instants and days as text for COPY."""

from collections.abc import Callable

from campaign.simulation.scale import BEGIN, DAY, day_of

SATURDAY = 5
FIRST_WEEKDAY = BEGIN.weekday()
DATES = [day_of(number).isoformat() for number in range(900)]
CLOCK = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)]


def office_hour(at: int, r: Callable[[], float]) -> int:
    """A time of the same day at work, of the Monday after a weekend."""
    day = at // DAY
    weekday = (FIRST_WEEKDAY + day) % 7
    if weekday >= SATURDAY:
        day += 7 - weekday
    return day * DAY + 8 * 3600 + int(r() * 9 * 3600)


def instant_text(at: int) -> str:
    """As PostgreSQL reads it, in Vietnam's time."""
    day, seconds = divmod(at, DAY)
    return f"{DATES[day]} {CLOCK[seconds // 60]}:{seconds % 60:02}+07"
