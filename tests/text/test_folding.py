"""Folding against opencc, and the way back to what was written."""

import unicodedata
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.errors import WrongType
from servicedesk.text import LEXICON, find_words, fold, simplify, strip_notes
from servicedesk.text.characters import SIMPLIFIED

SEED = Path(__file__).parents[3] / "shared" / "seeds" / "001_dc0cae76077ef4e3.txt"
T2S = opencc.OpenCC("t2s")


def lexicon_characters():
    words = (word for entry in LEXICON.entries for word in entry.words)
    return {char for word in words for char in word if "\u3400" <= char <= "\u9fff"}


def test_every_fold_is_opencc_s():
    assert {char: T2S.convert(char) for char in SIMPLIFIED} == SIMPLIFIED


def test_no_traditional_form_of_a_lexicon_character_is_missing():
    wanted = lexicon_characters()
    missing = [
        chr(code)
        for code in range(0x4E00, 0xA000)
        if chr(code) not in SIMPLIFIED
        and T2S.convert(chr(code)) in wanted
        and T2S.convert(chr(code)) != chr(code)
    ]
    assert missing == []


def test_the_lexicon_is_written_in_simplified_characters():
    assert {char for char in lexicon_characters() if simplify(char) != char} == set()


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("系統(tǒng)崩潰", "系統崩潰"),
        ("數(shù)據(jù)庫", "數據庫"),
        ("環(huán)節(jié)", "環節"),
        ("系统(ERP)崩溃", "系统(ERP)崩溃"),
        ("用户(user)登录", "用户(user)登录"),
        ("问题(bug)", "问题(bug)"),
        ("(tǒng)", "(tǒng)"),
        ("a(tǒng)", "a(tǒng)"),
        ("绿(lǜ)色", "绿色"),
        ("", ""),
    ],
)
def test_only_a_toned_syllable_after_a_character_is_a_note(written, plain):
    assert strip_notes(written) == plain


def test_full_width_notes_and_letters_fold_too():
    assert fold("系統(tǒng)ERP崩潰").text == "系统erp崩溃"


def test_places_are_in_the_text_as_it_was_written():
    written = "管理系統(tǒng)崩潰了"
    (find,) = find_words(written, ["系统崩溃"])
    assert written[find.start : find.end] == "系統(tǒng)崩潰"


@given(st.text(alphabet="系統統(tǒng)(ERP)崩潰é\u0301AB12ffi,。 \n", max_size=40))
def test_the_way_back_is_monotone_and_stays_inside(text):
    folded = fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))


def test_a_letter_keeps_the_marks_that_combine_with_it():
    written = "cafe\u0301 系統"
    (find,) = find_words(written, ["café"])
    assert written[find.start : find.end] == "cafe\u0301"


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text):
    once = fold(strip_notes(text)).text
    if unicodedata.is_normalized("NFKC", once) and strip_notes(once) == once:
        assert fold(once).text == once


def test_anything_but_text_is_refused():
    for wrong in (None, 1, b"text"):
        with pytest.raises(WrongType):
            fold(wrong)


DESK_WORDS = (
    "系统 用户 数据 功能 故障 服务 技术 维护 备份 恢复 升级 培训 安全 权限 响应 投诉 问题 处理 "
    "支持 反馈 解决 需求 测试 报告 流程 紧急 现场 远程 电话 邮件 热线 客户 设备 "
    "网络 费用 合同 模块 文档"
).split()


@pytest.mark.skipif(not SEED.exists(), reason="the seed text is not here")
def test_a_damaged_traditional_text_gives_its_words_back():
    damaged = SEED.read_text(encoding="utf-8")
    raw = sum(damaged.count(word) for word in DESK_WORDS)
    found = find_words(damaged, DESK_WORDS)
    assert raw < 150
    assert len(found) >= 600
    for find in found:
        assert simplify(strip_notes(damaged[find.start : find.end])) == find.word
