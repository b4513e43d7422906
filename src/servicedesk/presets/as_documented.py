"""The five documents as they stand, nothing chosen for them: what `lint` is shown first.

Every argument that a preset has for an open question is `UNDECIDED` here. What needs one of them
is refused by its number; `lint` names them all.

    for finding in lint(*as_documented.heating()):
        print(finding.question, explain(finding))
"""

from servicedesk.lint import Subject
from servicedesk.presets import complaint_policy as s3
from servicedesk.presets import construction as s1
from servicedesk.presets import erp_complaints as s0
from servicedesk.presets import heating as s4
from servicedesk.presets import srm as s2
from servicedesk.reasons import UNDECIDED

__all__ = ["complaint_policy", "construction", "erp_complaints", "heating", "srm"]


def erp_complaints() -> tuple[Subject, ...]:
    """S0 as it stands: C1, C9 to C11. How often one reviews it says (R10: "二次")."""
    return (
        s0.policy(
            most_rounds=UNDECIDED,
            lapse_attempts=UNDECIDED,
            lapse_days=UNDECIDED,
            reopen_days=UNDECIDED,
            extension_needs_consent=UNDECIDED,
            most_extensions=UNDECIDED,
        ),
        s0.patience(UNDECIDED, clock=UNDECIDED),
        s0.CHANNELS,
        s0.recourse(firms_may_complain=UNDECIDED),
        s0.COMPLETENESS,
        s0.PREPARATION,
        s0.PROCESS,
    )


def construction() -> tuple[Subject, ...]:
    """S1 as it stands: C1, C4 to C8, C12, C14."""
    return (
        s1.book(
            granted=s1.entitlements(after_warranty=UNDECIDED, may_be_charged=UNDECIDED),
            promised=s1.policy(
                clock=UNDECIDED,
                recovery_starts=UNDECIDED,
                by_level=UNDECIDED,
                adopted=UNDECIDED,
            ),
            offered=s1.catalogue(UNDECIDED),
            backups=UNDECIDED,
            aims=s1.goals(most_complaints=UNDECIDED),
        ),
    )


def srm() -> tuple[Subject, ...]:
    """S2 as it stands: C1 to C4, C7, C8, C12, C14."""
    return (
        s2.book(
            granted=s2.entitlements(basic_upgrade=UNDECIDED),
            liable=s2.liabilities(customers_own=UNDECIDED),
            promised=s2.policy(
                clock=UNDECIDED, arrival_starts=UNDECIDED, ranges=UNDECIDED, adopted=UNDECIDED
            ),
            survey=s2.surveyed(UNDECIDED),
            items=s2.catalogue(weekly_backup=UNDECIDED, scans=UNDECIDED, return_visits=UNDECIDED),
            aims=s2.goals(rate_months=UNDECIDED),
        ),
    )


def complaint_policy() -> tuple[Subject, ...]:
    """S3 as it stands: C1, C2, C5, C9, C10, C13, and whose hotline the file names (C15)."""
    return (
        s3.policy(
            clock=UNDECIDED,
            hand_over_from=UNDECIDED,
            at_once=UNDECIDED,
            extension_needs_consent=UNDECIDED,
            most_extensions=UNDECIDED,
        ),
        s3.handling(
            most_rounds=UNDECIDED,
            most_reviews=UNDECIDED,
            lapse_attempts=UNDECIDED,
            lapse_days=UNDECIDED,
            reopen_days=UNDECIDED,
            extension_needs_consent=UNDECIDED,
            most_extensions=UNDECIDED,
            owner_hands_over=UNDECIDED,
        ),
        *s3.hours(hotline=UNDECIDED),
    )


def heating() -> tuple[Subject, ...]:
    """S4 as it stands: C1, C2, C5, C7, C8, C12."""
    return (
        s4.book(
            granted=s4.entitlements(
                premium_to_others=UNDECIDED,
                engineer_to_others=UNDECIDED,
                policy_upgrade=UNDECIDED,
                season_maintenance=UNDECIDED,
                daily_backup=UNDECIDED,
                minor_visits=UNDECIDED,
                major=UNDECIDED,
            ),
            served=s4.hours(desk=UNDECIDED),
            promised=s4.policy(clock=UNDECIDED, visit_clock_starts=UNDECIDED),
            offered=s4.catalogue(
                report_days=UNDECIDED,
                maintenance=UNDECIDED,
                patches=UNDECIDED,
                backup_checks=UNDECIDED,
            ),
            owed=s4.obligations(own_backups=UNDECIDED),
        ),
    )
