"""S1: after-sales service of a construction-management system, as an article advises it.

The document speaks in norms; what it brings as an example ("例如", "比如") runs only where a
vendor adopts it. Open questions (C1, C4 to C8, C12, C14) are named arguments: what was chosen
stands in each explanation, and `UNDECIDED` leaves it open.
"""

from servicedesk.contracts import (
    Contract,
    Entitlement,
    Goal,
    ServiceBook,
    ServiceItem,
    Warranty,
    contract_by,
)
from servicedesk.incidents import Period, Tier
from servicedesk.presets.construction import sentences as said
from servicedesk.presets.construction.clocks import HOURS, RESPONSE_EXAMPLE, policy
from servicedesk.presets.construction.services import (
    BACKUP_EXAMPLES,
    CATALOGUE,
    GOALS,
    NEXT_STEP,
    PERIODIC,
    PERMISSIONS,
    PROBLEMS,
    catalogue,
    entitlements,
    goals,
    liabilities,
    long_term_discount,
    project_plan,
)
from servicedesk.presets.questions import backed_up_by
from servicedesk.presets.severity import SEED_001
from servicedesk.reasons import Choice, Text
from servicedesk.sla import Policy
from servicedesk.tariffs import FeePlan

__all__ = [
    "BACKUP_EXAMPLES",
    "CATALOGUE",
    "GOALS",
    "HOURS",
    "NEXT_STEP",
    "PERIODIC",
    "PERMISSIONS",
    "PROBLEMS",
    "RESPONSE_EXAMPLE",
    "book",
    "catalogue",
    "contract",
    "entitlements",
    "goals",
    "liabilities",
    "long_term_discount",
    "policy",
    "project_plan",
]


def book(
    *,
    granted: tuple[Entitlement, ...] | None = None,
    promised: Policy | None = None,
    offered: tuple[ServiceItem, ...] | None = None,
    backups: tuple[ServiceItem, ...] | Choice = (),
    aims: tuple[Goal, ...] | None = None,
) -> ServiceBook:
    """All that the document advises, as a service book in yuan and Beijing time.

    Outside a contract's term its plans say what is charged again (R63). Faults are graded by
    `severity.SEED_001` (R37 to R39).

    Args:
        granted: `entitlements(...)`; None: its defaults.
        promised: `policy(...)` with C1, C6 and the examples decided; None: its defaults.
        offered: `catalogue(...)` with C12 decided; None: its defaults.
        backups: `BACKUP_EXAMPLES` where the vendor adopts them (R46, C7). By default an example
            stays one, and no backup is promised.
        aims: `goals(...)` with C14 decided; None: its defaults.
    """
    return ServiceBook(
        key="construction",
        name=Text(
            "after-sales service of a construction-management system",
            "基建工程管理系统售后服务",
            "基建工程管理系統售後服務",
        ),
        currency="CNY",
        timezone="Asia/Shanghai",
        tiers=tuple(Tier),
        items=(
            *(catalogue() if offered is None else offered),
            *backed_up_by(backups, BACKUP_EXAMPLES),
        ),
        entitlements=entitlements() if granted is None else granted,
        liabilities=liabilities(),
        hours=HOURS,
        policy=policy() if promised is None else promised,
        tables=(SEED_001.table, NEXT_STEP, PERMISSIONS),
        goals=goals() if aims is None else aims,
        clauses=(said.AFTER_THE_PROJECT, said.FEE_PLANS),
    )


def contract(
    name: str,
    *,
    term: Period,
    tier: str,
    fee_plan: FeePlan | None = None,
    warranties: tuple[Warranty, ...] = (),
    offered: ServiceBook | None = None,
) -> Contract:
    """A contract by the book.

    Args:
        name: the host's name of the contract.
        term: its civil dates.
        tier: its tier; a higher one costs more (R63), as the vendor's fee plans say.
        fee_plan: per incident, annual or project (R63); None: nothing is paid.
        warranties: when basic services are free (R61).
        offered: `book(...)`; None: its defaults.
    """
    return contract_by(
        book() if offered is None else offered,
        name,
        term=term,
        tier=tier,
        fee_plan=fee_plan,
        warranties=warranties,
    )
