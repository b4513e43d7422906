"""Each sentence of the published definitions that facts can express gets its own level.

The facts are what the sentence says and no more; the shared cases are other sentences.
"""

import pytest

from servicedesk.classify import Classified, classify
from servicedesk.presets.severity import SCHEMES, scheme_for

PROD = {"environment": "production"}

SENTENCES = [
    # SAP Note 67739
    ("sap", "very high", {"service": "down"}),
    ("sap", "very high", {"service": "severe", "function": "core", "workaround": "none"}),
    ("sap", "very high", {"security": "breach", "kind": "security"}),
    ("sap", "high", {"service": "down", "workaround": "acceptable"}),
    ("sap", "high", {"service": "unusable", "scope": "many"}),
    ("sap", "high", {"service": "partial", "window": "go_live"}),
    ("sap", "high", {"business": "serious", "service": "partial"}),
    ("sap", "medium", {"service": "partial", "business": "moderate"}),
    ("sap", "low", {"service": "unusable", "function": "minor"}),
    ("sap", "low", {"service": "minor", "business": "minimal"}),
    ("sap", "low", {"kind": "question"}),
    # Oracle
    ("oracle", "1", {"service": "down", "business": "halted"}),
    ("oracle", "2", {"service": "unusable", "function": "important", "workaround": "none"}),
    ("oracle", "2", {"service": "severe", "business": "serious"}),
    ("oracle", "3", {"service": "partial", "workaround": "acceptable"}),
    ("oracle", "3", {"service": "minor", "business": "moderate"}),
    ("oracle", "3", {"service": "partial", "function": "minor"}),
    ("oracle", "4", {"kind": "documentation", "service": "none"}),
    ("oracle", "4", {"kind": "information"}),
    # NetSuite
    ("netsuite", "C1", {"service": "down"}),
    ("netsuite", "C1", {"business": "halted", "service": "severe"}),
    ("netsuite", "C2", {"service": "unusable", "function": "important", "workaround": "none"}),
    ("netsuite", "C4", {"service": "minor", "business": "minimal"}),
    # Microsoft
    ("microsoft", "A", {"service": "down", "scope": "all"}),
    ("microsoft", "B", {"service": "partial", "business": "moderate"}),
    ("microsoft", "C", {"service": "minor", "business": "minimal"}),
    # IBM
    ("ibm", "1", {"service": "unusable", "scope": "all"}),
    ("ibm", "2", {"service": "severe"}),
    ("ibm", "3", {"service": "partial", "function": "minor", "business": "moderate"}),
    ("ibm", "3", {"service": "unusable", "function": "minor"}),
    ("ibm", "4", {"service": "minor", "workaround": "acceptable", "business": "minimal"}),
    ("ibm", "4", {"kind": "documentation"}),
    # Red Hat
    ("redhat", "1", {"service": "down", "function": "core", "business": "halted"}),
    ("redhat", "1", {"service": "severe", "function": "core", "business": "serious"}),
    ("redhat", "2", {"service": "partial", "business": "moderate"}),
    ("redhat", "3", {"kind": "performance", "service": "none"}),
    ("redhat", "3", {"service": "none", "at_risk": True}),
    ("redhat", "4", {"kind": "question"}),
    # Atlassian
    ("atlassian", "L1", {"service": "down"}),
    ("atlassian", "L1", {"service": "unusable", "function": "core"}),
    ("atlassian", "L1", {"data": "corruption"}),
    ("atlassian", "L2", {"kind": "performance", "service": "severe"}),
    ("atlassian", "L2", {"service": "unusable", "scope": "few"}),
    ("atlassian", "L3", {"service": "unusable", "function": "minor"}),
    ("atlassian", "L3", {"kind": "performance", "service": "minor"}),
    ("atlassian", "L4", {"kind": "enhancement"}),
    # GitLab
    ("gitlab", "S1", {"service": "down", "scope": "all"}),
    ("gitlab", "S1", {"security": "breach"}),
    ("gitlab", "S1", {"service": "unusable", "workaround": "none"}),
    ("gitlab", "S2", {"service": "unusable", "function": "important"}),
    ("gitlab", "S2", {"service": "severe", "scope": "many"}),
    ("gitlab", "S3", {"service": "partial", "scope": "few"}),
    ("gitlab", "S3", {"service": "severe", "workaround": "acceptable"}),
    ("gitlab", "S4", {"service": "minor", "function": "minor"}),
    # PagerDuty
    ("pagerduty", "SEV-1", {"data": "exposure"}),
    ("pagerduty", "SEV-2", {"service": "severe", "function": "core"}),
    ("pagerduty", "SEV-2", {"kind": "performance", "service": "severe", "scope": "all"}),
    ("pagerduty", "SEV-3", {"at_risk": True, "service": "minor"}),
    ("pagerduty", "SEV-4", {"service": "minor", "kind": "performance"}),
    # Google Cloud and AWS
    ("google-cloud", "P0", {"service": "down"}),
    ("google-cloud", "P3", {"service": "partial"}),
    ("google-cloud", "P4", {"service": "none", "kind": "question"}),
    ("aws", "critical", {"service": "down", "function": "core"}),
    ("aws", "low", {"kind": "question"}),
    # Mendix: impact × urgency
    ("mendix", "Critical", {"service": "severe", "scope": "all"}),
    ("mendix", "High", {"service": "severe", "scope": "few"}),
    ("mendix", "Medium", {"service": "partial", "scope": "few"}),
    ("mendix", "Low", {"service": "minor", "scope": "few", "business": "none"}),
    # 用友U8服务商
    ("yonyou-u8-partner", "A", {"window": "period_close", "service": "partial"}),
    ("yonyou-u8-partner", "A", {"window": "payroll", "kind": "fault"}),
    ("yonyou-u8-partner", "A", {"data": "at_risk"}),
    ("yonyou-u8-partner", "A", {"data": "corruption"}),
    ("yonyou-u8-partner", "A", {"service": "unusable", "function": "core"}),
    ("yonyou-u8-partner", "B", {"kind": "data", "data": "loss", "service": "unusable"}),
    ("yonyou-u8-partner", "B", {"kind": "data", "data": "error", "business": "serious"}),
    ("yonyou-u8-partner", "C", {"kind": "question", "service": "none"}),
    # jx-yzx
    ("jx-yzx", "0级", {"service": "unusable", "function": "core"}),
    ("jx-yzx", "1级", {"service": "severe", "function": "important"}),
    ("jx-yzx", "1级", {"service": "partial", "function": "core"}),
    ("jx-yzx", "3级", {"kind": "enhancement", "service": "none"}),
    # 新核云
    ("xinheyun", "P0", {"kind": "data", "data": "corruption"}),
    ("xinheyun", "P1", {"service": "partial", "strategic_customer": True}),
    ("xinheyun", "P1", {"service": "partial", "function": "important"}),
    ("xinheyun", "P2", {"service": "partial", "function": "minor"}),
    ("xinheyun", "P2", {"kind": "enhancement"}),
    # Wati
    ("wati", "P1", {"business": "serious", "service": "severe"}),
    ("wati", "P2", {"kind": "performance", "service": "severe"}),
    ("wati", "P2", {"service": "unusable", "function": "core"}),
    ("wati", "P3", {"service": "partial", "workaround": "unacceptable"}),
    ("wati", "P4", {"kind": "training"}),
    ("wati", "P4", {"service": "partial", "scope": "few", "workaround": "acceptable"}),
    # 故障总体划分
    ("cn-3level", "一级故障", {"service": "down"}),
    ("cn-3level", "一级故障", {"outage_minutes": 10}),
    ("cn-3level", "二级故障", {"at_risk": True, "service": "minor"}),
    ("cn-3level", "三级故障", {"service": "partial", "function": "minor"}),
    # R37 to R39, R96 to R98
    ("seed-001", "一级故障", {"service": "severe", "business": "halted"}),
    ("seed-001", "二级故障", {"service": "partial", "function": "minor"}),
    ("seed-003", "紧急", {"service": "severe", "business": "serious"}),
    ("seed-003", "紧急", {"data": "loss"}),
    ("seed-003", "重要", {"service": "partial", "business": "serious"}),
    ("seed-003", "一般", {"service": "minor"}),
]


@pytest.mark.parametrize(("scheme", "level", "facts"), SENTENCES)
def test_the_definition_s_sentence_gets_its_level(scheme, level, facts):
    result = classify(PROD | facts, scheme_for(scheme))
    assert isinstance(result, Classified)
    assert result.level == level


def test_every_scheme_but_the_two_of_which_one_example_is_known_has_its_sentences():
    told = {scheme for scheme, _, _ in SENTENCES}
    named = {scheme.name for scheme in SCHEMES if scheme.sources}
    assert named - told == {"denlee", "rminfo", "aoyou"}
