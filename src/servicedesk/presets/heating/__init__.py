"""S4: the after-sales service of a vendor of heating-billing software, as it promises it.

Every value cites its rule and the vendor's own words. Where the document leaves a question open
(C1, C7, C8) the reading is a named argument; what was chosen stands in each explanation as a
clause marked "our choice", and `UNDECIDED` leaves it open.

    contract = heating.contract("2025-017", term=season, tier="premium", fee_plan=annual)
    coverage(contract, request, cause, at=now)
"""

from attrs import evolve

from servicedesk.contracts import (
    Contract,
    Entitlement,
    Obligation,
    Party,
    Quota,
    ServiceBook,
    ServiceHours,
    ServiceItem,
    Site,
    contract_by,
)
from servicedesk.incidents import Period, Tier
from servicedesk.presets.heating import sentences as said
from servicedesk.presets.heating.clocks import (
    ONLINE_REPLY,
    QUEUE,
    VISIT_ARRANGEMENT,
    hours,
    office,
    policy,
)
from servicedesk.presets.heating.duties import obligations
from servicedesk.presets.heating.services import CATALOGUE, catalogue, entitlements
from servicedesk.reasons import Text
from servicedesk.sla import Policy
from servicedesk.tariffs import FeePlan

__all__ = [
    "CATALOGUE",
    "ONLINE_REPLY",
    "QUEUE",
    "VISIT_ARRANGEMENT",
    "book",
    "catalogue",
    "contract",
    "entitlements",
    "hours",
    "obligations",
    "office",
    "policy",
]


def book(
    *,
    granted: tuple[Entitlement, ...] | None = None,
    served: tuple[ServiceHours, ...] | None = None,
    promised: Policy | None = None,
    offered: tuple[ServiceItem, ...] | None = None,
    owed: tuple[Obligation, ...] | None = None,
) -> ServiceBook:
    """All that the vendor promises, as a service book in yuan and Beijing time.

    Args:
        granted: `entitlements(...)` with C7 and C8 decided; None: its defaults.
        served: `hours(...)` with C1 decided; None: its defaults.
        promised: `policy(...)` with C1 and C2 decided; None: its defaults.
        offered: `catalogue(...)` with C12 decided; None: its defaults.
        owed: `obligations(...)` with the terms of the customer's duties; None: its defaults.
    """
    return ServiceBook(
        key="heating",
        name=Text(
            "after-sales service of heating-billing software",
            "供热行业软件售后服务",
            "供熱行業軟件售後服務",
        ),
        currency="CNY",
        timezone="Asia/Shanghai",
        tiers=tuple(Tier),
        items=catalogue() if offered is None else offered,
        entitlements=entitlements() if granted is None else granted,
        hours=hours() if served is None else served,
        policy=policy() if promised is None else promised,
        obligations=obligations() if owed is None else owed,
        clauses=(said.AGREEMENT,),
    )


def contract(
    name: str,
    *,
    term: Period,
    tier: str,
    fee_plan: FeePlan | None = None,
    granted: tuple[Entitlement, ...] | None = None,
    served: tuple[ServiceHours, ...] | None = None,
    promised: Policy | None = None,
    offered: tuple[ServiceItem, ...] | None = None,
    owed: tuple[Obligation, ...] | None = None,
    quotas: tuple[Quota, ...] = (),
    parties: tuple[Party, ...] = (),
    sites: tuple[Site, ...] = (),
    own_tiers: tuple[str, ...] = (),
) -> Contract:
    """A contract by the vendor's service terms (R108).

    Args:
        name: the host's name of the contract.
        term: its civil dates.
        tier: "free", "per_incident", "annual", "premium", "project" or one of *own_tiers*.
        fee_plan: how it is paid for; None: nothing is.
        granted: as in `book`.
        served: as in `book`.
        promised: as in `book`.
        offered: as in `book`.
        owed: as in `book`.
        quotas: the quota that `minor_visits` names, if it does.
        parties: who has agreed.
        sites: where the software is used, if in several places.
        own_tiers: tiers that the host has besides, each a non-premium one to these terms.

    Raises:
        UnknownName: for another tier.
    """
    terms = book(granted=granted, served=served, promised=promised, offered=offered, owed=owed)
    return contract_by(
        evolve(terms, tiers=(*terms.tiers, *own_tiers)),
        name,
        term=term,
        tier=tier,
        fee_plan=fee_plan,
        quotas=quotas,
        parties=parties,
        sites=sites,
    )
