"""Every case that ships with the kit, through `testing.conformance.answer`."""

import pytest

from servicedesk.errors import UnknownName
from servicedesk.testing.conformance import FILES, agrees, answer, cases, passes, question

ALL = [(file, case) for file in FILES for case in cases(file)]


@pytest.mark.parametrize(("file", "case"), ALL, ids=[f"{file}:{case['id']}" for file, case in ALL])
def test_every_case(file, case):
    given = answer(question(case))
    assert passes(case, given), given


def test_the_files_are_whole():
    counts = {file: len(list(cases(file))) for file in FILES}
    assert counts == {
        "calendar.jsonl": 362,
        "fees.jsonl": 14,
        "money.jsonl": 17,
        "severity.jsonl": 66,
        "sla.jsonl": 20,
    }
    assert all(case["id"] and case["source"] for _, case in ALL)


def test_a_case_is_known_by_its_id():
    ids = [case["id"] for _, case in ALL]
    assert len(set(ids)) == len(ids)


def test_the_question_does_not_tell_the_answer():
    assert question({"id": "1", "op": "add", "expect": 3, "note": "n"}) == {"id": "1", "op": "add"}


def test_a_wrong_answer_does_not_pass():
    assert not passes({"expect": "PT1H"}, "PT2H")
    assert not passes({"accepts": [1, 2]}, 3)
    assert passes({"expect": "PT60M"}, "PT1H")
    assert agrees({"due": None, "more": 1}, {"due": None})


def test_an_unknown_file_is_refused_by_name():
    with pytest.raises(UnknownName, match=r"money\.jsonl"):
        list(cases("taxes.jsonl"))
