"""`servicedesk` itself re-exports what hosts use most, lazily and visibly to type checkers."""

import ast
from importlib import import_module
from inspect import getdoc, isclass, isfunction
from pathlib import Path

import pytest

import servicedesk

PACKAGE = Path(servicedesk.__file__).parent


def seen_by_type_checkers() -> dict[str, str]:
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    assert all(alias.asname == alias.name for node in imports for alias in node.names)
    return {alias.name: node.module for node in imports for alias in node.names}


def test_type_checkers_see_the_names_that_are_there():
    at_run_time = {name: f"servicedesk.{home}" for name, home in servicedesk._HOMES.items()}
    assert seen_by_type_checkers() == at_run_time
    assert sorted(at_run_time) == servicedesk.__all__


@pytest.mark.parametrize("name", servicedesk.__all__)
def test_each_name_is_its_home_modules(name):
    there = getattr(servicedesk, name)
    assert there is getattr(import_module(f"servicedesk.{servicedesk._HOMES[name]}"), name)
    if isclass(there) or isfunction(there):
        assert getdoc(there)


def test_no_name_is_shadowed_by_a_module():
    """`servicedesk.classify` is the module, so the verb is imported from there."""
    modules = {path.stem for path in PACKAGE.iterdir()}
    assert modules & set(servicedesk.__all__) == set()


def test_about_forty_names():
    assert len(servicedesk.__all__) <= 50


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        servicedesk.nonsense  # noqa: B018
    assert set(servicedesk.__all__) <= set(dir(servicedesk))
