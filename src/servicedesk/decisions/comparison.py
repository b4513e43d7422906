"""Two diagrams that are one fact apart, side by side: where does the worse fact end milder?"""

from collections.abc import Iterator
from math import prod

from servicedesk.decisions.diagram import CONFLICT, Node, Space, Tree


def sizes(space: Space) -> list[int]:
    """How many classes each fact has."""
    return [len(variable.classes) for variable in space.variables]


def is_milder(after: Tree, before: Tree) -> bool:
    """Whether both are outcomes and the one after is milder; a conflict can't be compared."""
    if isinstance(after, Node) or isinstance(before, Node):
        return False
    return CONFLICT < after < before


class Comparison:
    """Two diagrams side by side, one fact apart."""

    def __init__(self, space: Space, apart: int) -> None:
        self.sizes = [
            1 if position == apart else size for position, size in enumerate(sizes(space))
        ]
        self.done: dict[tuple[int, int], int] = {}

    def count(self, before: Tree, after: Tree, level: int = 0) -> int:
        """In how many states the one after is milder."""
        if before is after:
            return 0
        step = _level(before, after)
        if step is None:
            return prod(self.sizes[level:]) if is_milder(after, before) else 0
        key = (id(before), id(after))
        if key not in self.done:
            self.done[key] = sum(
                self.count(left, right, step + 1) for left, right in _children(before, after, step)
            )
        return self.done[key] * prod(self.sizes[level:step])

    def path(self, before: Tree, after: Tree) -> dict[int, int]:
        """The facts on the shortest way to a state where the one after is milder."""
        seen = {(id(before), id(after))}
        edge: list[tuple[Tree, Tree, dict[int, int]]] = [(before, after, {})]
        while edge:
            following: list[tuple[Tree, Tree, dict[int, int]]] = []
            for left, right, pinned in edge:
                if is_milder(right, left):
                    return pinned
                step = _level(left, right)
                if step is None:
                    continue
                for klass, pair in enumerate(_children(left, right, step)):
                    key = (id(pair[0]), id(pair[1]))
                    if pair[0] is not pair[1] and key not in seen:
                        seen.add(key)
                        following.append((*pair, {**pinned, step: klass}))
            edge = following
        return {}


def _level(before: Tree, after: Tree) -> int | None:
    levels = [tree.variable for tree in (before, after) if isinstance(tree, Node)]
    return min(levels, default=None)


def _children(before: Tree, after: Tree, step: int) -> Iterator[tuple[Tree, Tree]]:
    def at(tree: Tree, size: int) -> tuple[Tree, ...]:
        if isinstance(tree, Node) and tree.variable == step:
            return tree.children
        return (tree,) * size

    size = max(
        len(tree.children)
        for tree in (before, after)
        if isinstance(tree, Node) and tree.variable == step
    )
    return zip(at(before, size), at(after, size), strict=True)
