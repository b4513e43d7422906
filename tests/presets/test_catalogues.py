"""Each service of the three catalogues rests on its own rule, and on no other (R34 to R133)."""

import pytest

from servicedesk.presets import construction, heating, srm
from servicedesk.reasons import Binding

PROBLEMS = (
    "installation operation data system_fault use_of_functions security upgrade_problem integration"
)
RULES = {
    construction: {
        **dict.fromkeys(PROBLEMS.split(), "R60"),
        "hotline": "R34",
        "fault_repair": "R35 R36 R41",
        "preventive_check": "R42",
        "simple_troubleshooting": "R61",
        "maintenance": "R61",
        "in_depth_support": "R62",
        "customisation": "R62",
        "data_analysis": "R62",
        "report_making": "R62",
        "upgrade": "R45",
        "backup_check": "R47",
        "recovery_drill": "R47",
        "security_audit": "R47",
        "new_user_training": "R49",
        "module_training": "R49",
        "tailored_training": "R49",
        "adaptation": "R50",
        "documentation": "R51",
        "disaster_recovery": "R52 R56",
        "recovery_test": "R56",
        "survey": "R57",
        "improvement_plan": "R58",
    },
    srm: {
        "fault_repair": "R72 R88",
        "monitoring": "R88",
        "inspection": "R74",
        "optimisation": "R75",
        "basic_upgrade": "R75 R88",
        "major_upgrade": "R75 R88",
        "customisation": "R87",
        "new_user_training": "R76",
        "advanced_training": "R76",
        "visit_training": "R76",
        "full_backup": "R77",
        "incremental_backup": "R77",
        "vulnerability_scan": "R78",
        "feedback": "R80 R81",
        "survey": "R79",
    },
    heating: {
        "bug_fix": "R109",
        "policy_change": "R110",
        "invoice_form": "R111",
        "media": "R112",
        "consultation": "R113",
        "feedback": "R107",
        "dedicated_engineer": "R114",
        "on_site": "R115",
        "data_correction": "R116",
        "migration": "R117",
        "extra_training": "R118",
        "premium_support": "R119",
        "product_upgrade": "R120",
        "hardware_help": "R121",
        "maintenance": "R122 R126",
        "system_patches": "R123",
        "backup": "R124",
        "daily_backup": "R131",
        "program_update": "R130",
        "annual_report": "R132 R133",
    },
}


@pytest.mark.parametrize("preset", RULES, ids=lambda preset: preset.__name__.rpartition(".")[2])
def test_each_service_rests_on_its_rule(preset):
    found = {
        item.key: " ".join(
            sorted({each.ref for each in item.clauses if each.binding is not Binding.CHOICE})
        )
        for item in preset.book().items
    }
    assert found == RULES[preset]
