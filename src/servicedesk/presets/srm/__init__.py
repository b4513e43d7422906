"""S2: after-sales service of a supplier-relationship (SRM) system, as an article advises it.

The document speaks in norms ("应该", "一般"): nothing here is a promise until a vendor makes it
one. Its examples ("某知名供应商") run only where a vendor adopts them. Open questions (C1 to
C4, C7, C8, C12, C14) are named arguments: what was chosen stands in each explanation, and
`UNDECIDED` leaves it open.
"""

from servicedesk.contracts import (
    Contract,
    Entitlement,
    Goal,
    Liability,
    ServiceBook,
    ServiceItem,
    contract_by,
)
from servicedesk.incidents import Period, Tier
from servicedesk.presets.questions import RangeReading
from servicedesk.presets.srm.clocks import ANY_FEEDBACK_EXAMPLE, HOURS, PHONE_EXAMPLE, policy
from servicedesk.presets.srm.services import (
    CATALOGUE,
    COMPLEXITY,
    GOALS,
    QUARTERLY_SURVEY,
    SURVEY,
    catalogue,
    entitlements,
    fee_plan,
    goals,
    liabilities,
    surveyed,
)
from servicedesk.reasons import Text
from servicedesk.sla import Policy
from servicedesk.tariffs import FeePlan

__all__ = [
    "ANY_FEEDBACK_EXAMPLE",
    "CATALOGUE",
    "COMPLEXITY",
    "GOALS",
    "HOURS",
    "PHONE_EXAMPLE",
    "QUARTERLY_SURVEY",
    "SURVEY",
    "RangeReading",
    "book",
    "catalogue",
    "contract",
    "entitlements",
    "fee_plan",
    "goals",
    "liabilities",
    "policy",
    "surveyed",
]


def book(
    *,
    granted: tuple[Entitlement, ...] | None = None,
    liable: tuple[Liability, ...] | None = None,
    promised: Policy | None = None,
    survey: ServiceItem = SURVEY,
    items: tuple[ServiceItem, ...] | None = None,
    aims: tuple[Goal, ...] | None = None,
) -> ServiceBook:
    """All that the document advises, as a service book in yuan and Beijing time.

    Args:
        granted: `entitlements(...)`; None: its defaults.
        liable: `liabilities(...)` with C8 decided; None: its defaults.
        promised: `policy(...)` with C1, C2 and the examples decided; None: its defaults.
        survey: `surveyed(...)` with C12 decided; `QUARTERLY_SURVEY` is the example of R79.
        items: `catalogue(...)` with C7 and C12 decided; None: its defaults.
        aims: `goals(...)` with C14 decided; None: its defaults.
    """
    return ServiceBook(
        key="srm",
        name=Text("after-sales service of an SRM system", "SRM系统售后服务", "SRM系統售後服務"),
        currency="CNY",
        timezone="Asia/Shanghai",
        tiers=tuple(Tier),
        items=(*(catalogue() if items is None else items), survey),
        entitlements=entitlements() if granted is None else granted,
        liabilities=liabilities() if liable is None else liable,
        hours=HOURS,
        policy=policy() if promised is None else promised,
        tables=(COMPLEXITY,),
        goals=goals() if aims is None else aims,
    )


def contract(
    name: str,
    *,
    term: Period,
    tier: str,
    fee_plan: FeePlan | None = None,
    offered: ServiceBook | None = None,
) -> Contract:
    """A contract by the book; None takes `book()`."""
    return contract_by(
        book() if offered is None else offered, name, term=term, tier=tier, fee_plan=fee_plan
    )
