"""Published definitions of severity as schemes, each with its source and its own table."""

from collections.abc import Mapping
from typing import Any

from servicedesk.classify import CANONICAL, Classified, Scheme, classify
from servicedesk.errors import UnknownName
from servicedesk.incidents import IncidentFacts
from servicedesk.presets.severity.chinese import (
    AOYOU,
    CN_3LEVEL,
    DENLEE,
    JX_YZX,
    RMINFO,
    SEED_001,
    SEED_003,
    WATI,
    XINHEYUN,
    YONYOU_U8_PARTNER,
)
from servicedesk.presets.severity.clouds import AWS, GOOGLE_CLOUD, MICROSOFT, PAGERDUTY
from servicedesk.presets.severity.products import (
    ATLASSIAN,
    GITLAB,
    IBM,
    MENDIX,
    NETSUITE,
    ORACLE,
    REDHAT,
    SAP,
)
from servicedesk.schemes.canonical import CANONICAL_WITH_TIER, P1_TO_P4
from servicedesk.schemes.matrices import (
    JIRA_PRIORITY,
    NETSUITE_URGENCY,
    SERVICENOW_PRIORITY,
    SERVICENOW_PRIORITY_4,
)

SCHEMES: tuple[Scheme, ...] = (
    CANONICAL,
    CANONICAL_WITH_TIER,
    P1_TO_P4,
    SAP,
    ORACLE,
    NETSUITE,
    MICROSOFT,
    IBM,
    REDHAT,
    ATLASSIAN,
    GITLAB,
    PAGERDUTY,
    GOOGLE_CLOUD,
    AWS,
    MENDIX,
    YONYOU_U8_PARTNER,
    JX_YZX,
    XINHEYUN,
    WATI,
    DENLEE,
    AOYOU,
    RMINFO,
    CN_3LEVEL,
    SEED_001,
    SEED_003,
)
"""Every scheme that ships, the canonical one first."""


def scheme_for(name: str) -> Scheme:
    """The shipped scheme with this name. Raises `UnknownName`."""
    for scheme in SCHEMES:
        if scheme.name == name:
            return scheme
    expected = ", ".join(scheme.name for scheme in SCHEMES)
    raise UnknownName("no such scheme", got=name, expected=expected, where="scheme")


def canonical_level(name: str, facts: IncidentFacts | Mapping[str, Any]) -> int | None:
    """The canonical level 1 (worst) to 4 of an incident, by a scheme's own definition.

    The named scheme grades the facts; of the canonical levels that its level covers, the one
    nearest to the canonical table's answer on the same facts is taken. A scheme that does not
    ship is answered by the canonical table alone.

    Returns:
        None if no row of the table hits.
    """
    scheme = next((each for each in SCHEMES if each.name == name), CANONICAL)
    result = classify(facts, scheme)
    return result.severity.level if isinstance(result, Classified) else None


__all__ = [
    "AOYOU",
    "ATLASSIAN",
    "AWS",
    "CANONICAL_WITH_TIER",
    "CN_3LEVEL",
    "DENLEE",
    "GITLAB",
    "GOOGLE_CLOUD",
    "IBM",
    "JIRA_PRIORITY",
    "JX_YZX",
    "MENDIX",
    "MICROSOFT",
    "NETSUITE",
    "NETSUITE_URGENCY",
    "ORACLE",
    "P1_TO_P4",
    "PAGERDUTY",
    "REDHAT",
    "RMINFO",
    "SAP",
    "SCHEMES",
    "SEED_001",
    "SEED_003",
    "SERVICENOW_PRIORITY",
    "SERVICENOW_PRIORITY_4",
    "WATI",
    "XINHEYUN",
    "YONYOU_U8_PARTNER",
    "canonical_level",
    "scheme_for",
]
