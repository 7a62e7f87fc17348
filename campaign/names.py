"""Made-up names of people: common family, middle and given names put together; well-known persons' are left out."""

from random import Random

from campaign.sources import document

WOMEN = 0.48


def made_up_name(random: Random) -> str:
    """A full name as it is written in Vietnam, the given name last."""
    people = document("people.json")
    while True:
        sex = people["women" if random.random() < WOMEN else "men"]
        family, middle, given = (random.choice(part) for part in (people["families"], sex["middle"], sex["given"]))
        name = f"{family} {middle} {given}"
        if middle.split()[-1] != given and name not in people["avoided"]:
            return name


def made_up_title(random: Random, group: str) -> str:
    """A job title: of a sector, or of those who hold an office."""
    title: str = random.choice(document("people.json")["titles"][group])
    return title
