"""Laws that you call from your own tests, on your own data.

    def test_our_rules():
        check_policy(our_policy())

Each call tries a list of laws on many generated cases, the same ones each time, and raises
`LawBroken` for the first that does not hold, with the smallest case that shows it, written as
Python. If all hold, it returns how each was tried (`Tried`): in how many cases, and in how many of
them there was nothing to compare. A few seconds each at most; `settings` looks further, `laws`
takes laws or their names.
"""

from servicedesk.testing.needs import need_hypothesis

need_hypothesis(__name__)

from servicedesk.testing.laws.calendars import (  # noqa: E402 - after the clear error
    CALENDAR_LAWS,
    check_calendar,
    oracle_of,
)
from servicedesk.testing.laws.complaints import (  # noqa: E402
    COMPLAINT_LAWS,
    check_complaint_process,
)
from servicedesk.testing.laws.contracts import CONTRACT_LAWS, check_contract  # noqa: E402
from servicedesk.testing.laws.holding import QUICK, Law, LawBroken, Moot, Tried  # noqa: E402
from servicedesk.testing.laws.policies import POLICY_LAWS, check_policy  # noqa: E402
from servicedesk.testing.laws.ranking import WORST_FIRST  # noqa: E402

__all__ = [
    "CALENDAR_LAWS",
    "COMPLAINT_LAWS",
    "CONTRACT_LAWS",
    "POLICY_LAWS",
    "QUICK",
    "WORST_FIRST",
    "Law",
    "LawBroken",
    "Moot",
    "Tried",
    "check_calendar",
    "check_complaint_process",
    "check_contract",
    "check_policy",
    "oracle_of",
]
