"""Price lists and fee plans as data: what a unit costs, what a contract costs.

A *tariff* says how a quantity becomes an amount; a *price list* which tariff an item has under
which facts; a *fee plan* what the customer pays for: each incident, the year, or the project
(按次、按年、按项目, R63). Nothing is computed here; `billing` does that.
"""

from servicedesk.tariffs.credits import CreditBand, CreditTerms, Indexation
from servicedesk.tariffs.plans import (
    AddedService,
    AfterEnd,
    Annual,
    ChangeDay,
    DayCount,
    FeePlan,
    LicenceShare,
    Milestone,
    Pack,
    PerIncident,
    Project,
    Timing,
)
from servicedesk.tariffs.prices import (
    TARIFFS,
    Band,
    Difficulty,
    Flat,
    FlatWithOverage,
    Graduated,
    Hourly,
    ManDays,
    Package,
    PerUnit,
    Price,
    PriceList,
    Step,
    Tariff,
    Volume,
)
from servicedesk.tariffs.terms import (
    BillingTerms,
    Commitment,
    Discount,
    EarlyPayment,
    PriceBasis,
    Surcharge,
    TaxRate,
)

__all__ = [
    "TARIFFS",
    "AddedService",
    "AfterEnd",
    "Annual",
    "Band",
    "BillingTerms",
    "ChangeDay",
    "Commitment",
    "CreditBand",
    "CreditTerms",
    "DayCount",
    "Difficulty",
    "Discount",
    "EarlyPayment",
    "FeePlan",
    "Flat",
    "FlatWithOverage",
    "Graduated",
    "Hourly",
    "Indexation",
    "LicenceShare",
    "ManDays",
    "Milestone",
    "Pack",
    "Package",
    "PerIncident",
    "PerUnit",
    "Price",
    "PriceBasis",
    "PriceList",
    "Project",
    "Step",
    "Surcharge",
    "Tariff",
    "TaxRate",
    "Timing",
    "Volume",
]
