"""Who and what there is in the model street: invented houses, people and shops, put on file by the same writes as others.

Names are made of bridges, trees and weather; numbers carry the district code 370199, which does not exist. Each house
was visited on another day, so that some of what is known is fresh and some is out of date.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from shiqiao.base.actor import Actor
from shiqiao.base.ids import identity_digit, uscc_digit
from shiqiao.base.time import held
from shiqiao.kernel.registry import likeness
from shiqiao.kernel.registry.fields import dictionary
from shiqiao.kernel.registry.models import Building, Contact, Dwelling, Household, Person
from shiqiao.kernel.registry.store import Writing, new_id
from shiqiao.kernel.registry.writes.organisations import Firm, new_organisation
from shiqiao.kernel.registry.writes.persons import Given, check_person, given_of, new_membership, new_person
from shiqiao.kernel.registry.writes.places import new_building, new_dwelling, new_household
from shiqiao.kernel.registry.writes.stating import add_fact
from shiqiao.kernel.territory import reads as territory

NOWHERE = "370199"  # a district that does not exist
FAMILIES = "桥石柳松梅竹兰荷桂枫云雨雪风山河湖泉"
GIVEN = (
    "一桥",
    "二泉",
    "三槐",
    "四柳",
    "五松",
    "六荷",
    "七竹",
    "八梅",
    "小桥",
    "大桥",
    "长虹",
    "清泉",
    "春雨",
    "秋风",
    "冬雪",
    "晴山",
)
# Kind of small premises → industry code, and what such a shop is called.
SHOPS = {
    "school": ("P8310", "小树苗幼儿园"), "clinic": ("Q8425", "清泉诊所"), "shop": ("F5212", "便民超市"),
    "eatery": ("H6210", "小吃店"), "hotel": ("H6121", "小旅馆"), "entertainment": ("R9011", "歌厅"),
    "internet_cafe": ("R9013", "网吧"), "beauty_bath": ("O8040", "美发店"), "workshop": ("C1829", "裁缝加工部"),
}  # fmt: skip
FIRMS = (
    ("enterprise", "I6510", "信息技术有限公司"),
    ("enterprise", "K7020", "物业服务有限公司"),
    ("social", "S9521", "志愿服务队"),
    ("public_body", "S9224", "便民服务点"),
)
HOUSES = 6  # buildings of a community
FLOORS, ROOMS = 6, 2  # of a building


@dataclass
class Telling:
    """Who is put on file at one date."""

    street: int
    work: Writing
    rng: Random
    serial: Iterator[int]
    people: list[Person]
    waiting: list[tuple[Firm, str]]

    def house(self, name: str, grid: int, entry: int) -> None:
        """Put a building with its dwellings, households and ground-floor shops on file."""
        building = new_building(
            self.work, street=self.street, name=name, kind="residential", grid=grid, address=entry, floors=FLOORS,
            source="office",
        )  # fmt: skip
        self._say("building", building, elevator="no", fire_gear=self.rng.choice(("yes", "yes", "no")))
        for floor in range(1, FLOORS + 1):
            for room in range(1, ROOMS + 1):
                self._flat(building, floor, room)

    def _flat(self, building: Building, floor: int, room: int) -> None:
        use = "business" if floor == 1 else self.rng.choices(("owned", "rented", "empty"), (7, 2, 1))[0]
        flat = new_dwelling(
            self.work, building, unit="1", room=f"{floor}0{room}", floor=floor, use=use, area=None, source="visit"
        )
        if use == "business":
            self.shops(flat)
        elif use != "empty":
            if use == "rented":
                self._say("dwelling", flat, rented_out="yes")
            self.family(flat)

    def family(self, flat: Dwelling) -> None:
        """Put a household of one to four on file: an elder alone, a couple, or a family."""
        since = self.work.at.date() - timedelta(days=self.rng.randrange(200, 4000))
        home = new_household(
            self.work, street=self.street, dwelling=flat, grid=0, kind="family", number="", began=since, source="visit"
        )
        alone = self.rng.random() < 0.2
        roles = ["head"] if alone else ["head", "spouse", *["child"] * self.rng.randrange(3)]
        oldest = self.rng.randrange(1930, 1945) if alone else self.rng.randrange(1950, 1988)
        family = self.rng.choice(FAMILIES)
        for role in roles:
            born = oldest + (self.rng.randrange(24, 32) if role == "child" else self.rng.randrange(-3, 4))
            born = min(born, 2016)
            name = (family if role != "spouse" else self.rng.choice(FAMILIES)) + self.rng.choice(GIVEN)
            self._member(home, name, role, born, since, alone)

    def _member(self, home: Household, name: str, role: str, born: int, since: date, alone: bool) -> None:
        given = Given(name, identity_of(self.rng, born), phone_of(self.serial, born))
        person = new_person(
            self.work, street=self.street, given=check_person(given, self.work.at.date()), grid=0, home=home, state="present",
            source="visit",
        )  # fmt: skip
        parts: list[Any] = [new_membership(self.work, person, home, role=role, kind="lives", on=since)]
        known = {"lives_alone": "yes"} if alone else {}
        if born < 2000:
            known["employment_status"] = (
                "retired" if born < 1958 else self.rng.choice(("employed", "employed", "seeking"))
            )
            known |= _entered(given.identity, born)
        parts += [add_fact(self.work, person, dictionary()[key], value, "visit") for key, value in known.items()]
        self.work.tell("registry.person_added", person, *parts)
        self.people.append(person)

    def shops(self, flat: Dwelling) -> None:
        """Put the shop of a ground-floor room on file, now and then an office, with somebody to ask."""
        number = next(self.serial)
        kind = list(SHOPS)[number % len(SHOPS)]
        sort, industry, name = ("self_employed", *SHOPS[kind])
        if number % 6 == 0:
            kind, (sort, industry, name) = "", FIRMS[number // 6 % len(FIRMS)]
        title = f"{self.rng.choice(FAMILIES)}{self.rng.choice(GIVEN)}{name}"
        firm = Firm(
            title,
            credit_code(number),
            sort,
            industry,
            dwelling=flat.pk,
            address=f"{flat.building.name}1单元{flat.room}",
        )
        self.waiting.append((firm, kind))

    def open_shops(self) -> None:
        """Put the shops on file; their rooms must be written before."""
        for firm, kind in self.waiting:
            row = new_organisation(self.work, street=self.street, firm=firm, source="visit")
            known = (
                {"nine_small_kind": kind, "fire_gear": self.rng.choice(("yes", "no"))} if kind else {"employees": "12"}
            )
            parts: list[Any] = [
                add_fact(self.work, row, dictionary()[key], value, "visit") for key, value in known.items()
            ]
            boss = self.rng.choice(self.people)
            contact = Contact(
                id=new_id(), street=self.street, organisation=row, person=boss, role="manager",
                during=DateRange(self.work.at.date(), None),
            )  # fmt: skip
            self.work.add(contact)
            self.work.tell("registry.organisation_added", row, *parts, contact)

    def _say(self, kind: str, row: Any, **known: str) -> None:
        for key, value in known.items():
            fact = add_fact(self.work, row, dictionary()[key], value, "visit")
            self.work.tell("registry.fact_stated", row, fact, key=key)


def _entered(identity: str, born: int) -> dict[str, str]:
    """Return of which circles of the four entries a grown-up is, by a digit of the number: the story stays as it was told."""
    lot = int(identity[14:17])
    working = born >= 1958
    found = {
        "party_member": lot % 8 == 0,
        "worker_in_hardship": working and lot % 13 == 5,
        "founder": working and lot % 17 == 3,
    }
    return {key: "yes" for key, true in found.items() if true}


def identity_of(rng: Random, year: int) -> str:
    """Return a well-formed number of nobody: its district does not exist."""
    born = date(year, 1, 1) + timedelta(days=rng.randrange(365))
    first = f"{NOWHERE}{born:%Y%m%d}{rng.randrange(1000):03d}"
    return first + identity_digit(first)


def phone_of(serial: Iterator[int], born: int) -> str:
    """Return an invented telephone number; children have none."""
    return f"1380000{next(serial) % 10000:04d}" if born < 2004 else ""


def credit_code(serial: int) -> str:
    """Return a well-formed credit code of nobody."""
    first = f"92{NOWHERE}{serial:09d}"
    return first + uscc_digit(first)


@transaction.atomic
def load(street: int, addresses: Path, *, by: Actor, until: datetime) -> int:
    """Put the model street's houses, people and shops on file unless they are there; returns how many persons."""
    if Building.objects.filter(street=street).exists():
        return 0
    rng, serial, people = Random(2018), count(1), list[Person]()
    for number, (name, grid, entry) in enumerate(_houses(street, addresses)):
        at = until - timedelta(days=2 + number * 47 % 280, hours=1)  # each house was visited on another day
        with held(at):
            telling = Telling(street, Writing(by=by, at=at), rng, serial, [], [])
            telling.house(name, grid, entry)
            telling.work.send()
            telling.work = Writing(by=by, at=at)
            telling.open_shops()
            telling.work.send()
            people += telling.people
    with held(until - timedelta(hours=1)):
        likeness.suggest_persons(_twice(street, people, by, until - timedelta(hours=1)))
    return len(people)


def _houses(street: int, addresses: Path) -> list[tuple[str, int, int]]:
    """Return some buildings of each community: name, grid, entry of the address book."""
    with addresses.open(encoding="utf-8", newline="") as file:
        estates = [row for row in csv.DictReader(file) if row["kind"] == "estate"]
    found: dict[int, list[tuple[str, int, int]]] = {}
    taken = set[str]()
    for row in [one for one in estates for _ in range(HOUSES)]:
        first = int(row["first"] or 1)
        number = next(n for n in count(first) if f"{row['name']}{n}号楼" not in taken)
        name = f"{row['name']}{number}号楼"
        hit = next(iter(territory.find_address(name, street, 1)), None)
        if hit is not None and hit.grid and len(found.setdefault(hit.grid // 1000, [])) < HOUSES:
            taken.add(name)
            found[hit.grid // 1000].append((name, hit.grid, hit.id))
    return [house for community in sorted(found) for house in found[community]]


def _twice(street: int, people: Sequence[Person], by: Actor, at: datetime) -> list[Person]:
    """Put three persons on file a second time, without their numbers: somebody must notice."""
    work, made = Writing(by=by, at=at), list[Person]()
    for person in [one for one in people if one.phone is not None][5:50:15]:
        known = given_of(person)
        again = Given(known.name, "", known.phone, known.born, known.sex)
        row = new_person(work, street=street, given=again, grid=person.grid, home=None, state="present", source="hall")
        work.tell("registry.person_added", row)
        made.append(row)
    work.send()
    return made
