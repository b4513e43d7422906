"""Who is liable and what is granted: the steps of the decision of who pays, but for the draws."""

from servicedesk.liability.cases import in_arrears, terms_of, warranty_of
from servicedesk.liability.sharing import split_work
from servicedesk.liability.terms import Terms
from servicedesk.liability.words import QUOTA_DRAWN, QUOTA_LEFT, QUOTA_USED_UP

__all__ = [
    "QUOTA_DRAWN",
    "QUOTA_LEFT",
    "QUOTA_USED_UP",
    "Terms",
    "in_arrears",
    "split_work",
    "terms_of",
    "warranty_of",
]
