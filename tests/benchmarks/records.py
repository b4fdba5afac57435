"""Records of answers as a ticket archive has them, made by chance from a seed: the same seed, the same records.

Every ticket belongs to a customer. A customer has a tier, a renewal date at most a year from today, which one in ten
does not know, and perhaps a CSM, a contract manager and a sales representative, who are addresses or "no"; a ticket
adds a category and what was asked about it. So every record is complete: nobody is asked anything more. All answers are
texts, "yes" and "no" for the booleans, which every engine takes.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

TODAY = date(2026, 11, 22)

CATEGORIES = {"support": 40, "billing": 20, "contracts": 15, "success": 12, "sales": 8, "unsure": 5}
"""Of a hundred tickets."""

TIERS = {"free": 15, "basic": 5, "starter": 35, "professional": 30, "enterprise": 15}
"""Of a hundred customers."""


PERSONS = {"csm": 40, "contracts": 10, "sales": 25}
"""How many people the addresses are of."""


def archive(tickets, customers=5_000, seed=1):
    """So many records, without ids: of few customers, so that the same answers come again and again."""
    chance = random.Random(seed)
    known = [Customer(chance) for _ in range(customers)]
    return (chance.choice(known).ticket(chance) for _ in range(tickets))


def strangers(tickets, seed=2):
    """Records each of a customer never seen before; about one in three is like another all the same."""
    chance = random.Random(seed)
    return (Customer(chance).ticket(chance) for _ in range(tickets))


def unlike(tickets, seed=3):
    """Records nearly all of which differ: each customer has a CSM of its own, whom every ticket names."""
    for number, record in enumerate(strangers(tickets, seed)):
        yield record | {"csm": f"csm-{number}@example.org"}


class Customer:
    """What stays the same over the tickets of one customer."""

    def __init__(self, chance):
        self.tier = _one_of(chance, TIERS)
        self.renews = "unknown" if chance.random() < 0.1 else _day(chance, -365, 365)
        self.csm = _person(chance, "csm", 0.7)
        self.contract_manager = _person(chance, "contracts", 0.3)
        self.sales_rep = _person(chance, "sales", 0.5)

    def ticket(self, chance):
        """One record: what every ticket of the customer has, and what its category asks for."""
        category = _one_of(chance, CATEGORIES)
        record = {"category": category, "tier": self.tier}
        if self.tier in {"professional", "enterprise"}:
            record["csm"] = self.csm
        if category == "sales":
            trial = "none" if chance.random() < 0.5 else _day(chance, -60, 0)
            return record | {"trial": trial, "sales_rep": self.sales_rep}
        if category != "contracts":
            return record | ({} if self.tier == "free" else {"renewal_date": self.renews})
        about = {"about_renewal": "yes" if chance.random() < 0.7 else "no"}
        return record | about | {"contract_manager": self.contract_manager, "renewal_date": self.renews}


def _one_of(chance, weights):
    return chance.choices([*weights], [*weights.values()])[0]


def _day(chance, first, last):
    return (TODAY + timedelta(chance.randint(first, last))).isoformat()


def _person(chance, role, share):
    return f"{role}-{chance.randrange(PERSONS[role])}@example.org" if chance.random() < share else "no"
