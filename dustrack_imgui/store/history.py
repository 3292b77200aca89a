"""The undo tree: every step that was ever made stays reachable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dustrack_imgui.store.moving import steps_elsewhere
from dustrack_imgui.store.region import Region
from dustrack_imgui.store.step import Change, Mark, Step, bytes_added, merged

DEFAULT_BUDGET_BYTES = 1 << 30


class History:
    """Tree of steps with a current position.

    Parameters
    ----------
    mark
        Where an earlier history stood; its steps are not known here.
    budget_bytes
        When the steps hold more, the oldest are let go; the newest always stays.
    """

    def __init__(self, *, mark: Mark | None = None, budget_bytes: int = DEFAULT_BUDGET_BYTES) -> None:
        mark = mark or Mark()
        self._budget_bytes = budget_bytes
        self._root = self._current = mark.current
        self._next_id = mark.next_id
        self._steps = {self._root: Step(self._root, None)}
        self._children: dict[int, list[int]] = {self._root: []}
        self._visited: dict[int, int] = {}
        self._open_gesture: int | None = None
        self._bytes = 0
        self._first_own = mark.next_id
        self._own_root = mark.current
        self._is_trimmed = False

    @property
    def current(self) -> Step:
        """Step at which the session stands; the root when nothing is in force."""
        return self._steps[self._current]

    @property
    def root(self) -> Step:
        """Oldest state that can be reached."""
        return self._steps[self._root]

    @property
    def mark(self) -> Mark:
        """Position, for a later history that goes on without these steps."""
        return Mark(self._current, self._next_id)

    @property
    def bytes_held(self) -> int:
        """Memory of all steps beyond the data of the root."""
        return self._bytes

    @property
    def is_gesture_open(self) -> bool:
        """Whether the next edit of the same drag or held key would join the current step."""
        return self._open_gesture is not None

    @property
    def next_undo(self) -> Step | None:
        """Step that `undo` would take back."""
        return self.current if self._current != self._root else None

    @property
    def next_redo(self) -> Step | None:
        """Step that `redo` would make again."""
        child = self._visited.get(self._current)
        return self._steps[child] if child is not None else None

    @property
    def path(self) -> tuple[Step, ...]:
        """Steps in force, oldest first, without the root."""
        return tuple(self._steps[number] for number in reversed(self._ids_to_root(self._current)[:-1]))

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps by number, those of earlier sessions first, with the root."""
        return tuple(self._steps[number] for number in sorted(self._steps))

    @property
    def videos(self) -> frozenset[str]:
        """Keys of the videos that any step touched."""
        return frozenset(change.video for step in self._steps.values() for change in step.changes)

    def __len__(self) -> int:
        return len(self._steps) - 1

    def __contains__(self, step_id: int) -> bool:
        return step_id in self._steps

    def step(self, step_id: int) -> Step:
        """Step by id.

        Raises
        ------
        KeyError
            When there is no such step, or no longer.
        """
        return self._steps[step_id]

    def children(self, step_id: int) -> tuple[Step, ...]:
        """Steps made from the state after `step_id`, oldest first."""
        return tuple(self._steps[number] for number in self._children[step_id])

    def push(
        self,
        changes: Sequence[Change],
        *,
        sentence: str,
        region: Region | None = None,
        title: str = "",
        gesture: int | None = None,
    ) -> Step:
        """Add a step after the current one, or merge it into that when the same gesture made it.

        Parameters
        ----------
        changes
            At least one, each video once.
        title
            The command's title; worded into the sentence of a step that merges several edits.
        """
        old = self.current
        if self._may_merge(changes, gesture):
            step = merged(old, changes, sentence, region, title)
        else:
            step = Step(
                self._next_id, old.id, sentence, region, tuple(changes), gesture, 1, bytes_added(changes)
            )
            self._next_id += 1
            self._children[old.id].append(step.id)
            self._children[step.id] = []
            self._visited[old.id] = step.id
            self._current = step.id
        self._bytes += step.bytes_added - (old.bytes_added if step.id == old.id else 0)
        self._steps[step.id] = step
        self._open_gesture = gesture
        self._trim()
        return step

    def adopt(self, earlier: History, *, is_latest: bool = False) -> bool:
        """Put the steps of an earlier history before the root, whose state is where that one stood.

        The adopted steps get numbers below those of this history's own, which keep theirs.

        Parameters
        ----------
        is_latest
            Put them behind the steps that were adopted before: they led to where this history began. Not
            possible while the position is on one of those.

        Returns
        -------
        bool
            False, and nothing is changed, when the root was let go since or there is nothing to adopt.
        """
        at = self._own_root if is_latest else self._root
        is_known = at in self._steps and self._current >= at
        if self._is_trimmed or not is_known or len(earlier) == 0:
            return False
        others = sorted(number for number in earlier._steps if number != earlier._current)
        self._renumber({number: number - len(others) for number in self._steps if number < at})
        new_id = {number: at - len(others) + place for place, number in enumerate(others)}
        new_id[earlier._current] = at
        was, first = self._steps[at], new_id[earlier._root]
        for number, step in earlier._steps.items():
            parent = None if step.parent is None else new_id[step.parent]
            self._steps[new_id[number]] = replace(step, id=new_id[number], parent=parent, gesture=None)
            own_children = self._children.get(new_id[number], [])
            adopted = [new_id[child] for child in earlier._children[number]]
            self._children[new_id[number]] = [*adopted, *own_children]
        for number, child in earlier._visited.items():
            self._visited.setdefault(new_id[number], new_id[child])
        self._steps[first] = replace(was, id=first)
        if was.parent is None:
            self._root = first
        else:
            siblings = self._children[was.parent]
            siblings[siblings.index(at)] = first
            self._visited[was.parent] = first
        self._bytes += earlier._bytes
        self._is_trimmed = earlier._is_trimmed
        self._trim()
        return True

    def follow(self, old_video: str, new_video: str) -> None:
        """Let the steps of a video be steps of it in another place, where it and its layers go on."""
        self.seal()
        self._steps |= steps_elsewhere(self._steps.values(), old_video, new_video)

    def is_adopted(self, step_id: int) -> bool:
        """Whether a step was made by an earlier session, so that no journal of this one knows it."""
        return step_id < self._first_own

    def seal(self) -> None:
        """End the current gesture: the next edit is a step of its own whatever its number."""
        self._open_gesture = None

    def undo(self) -> Step | None:
        """Go to the parent; return the step to take back, None at the root."""
        self.seal()
        step = self.next_undo
        if step is None or step.parent is None:
            return None
        self._current = step.parent
        self._visited[step.parent] = step.id
        return step

    def redo(self) -> Step | None:
        """Go to the child visited last; return the step to make again, None when there is none."""
        self.seal()
        step = self.next_redo
        if step is not None:
            self._current = step.id
        return step

    def go_to(self, step_id: int) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
        """Stand at any step; return (steps to take back, steps to make again), each in that order.

        Raises
        ------
        KeyError
            When there is no such step.
        """
        self.seal()
        target = self._ids_to_root(self.step(step_id).id)
        common = set(target)
        taken = []
        while self._current not in common:
            step = self.current
            taken.append(step)
            assert step.parent is not None
            self._visited[step.parent] = step.id
            self._current = step.parent
        made = [self._steps[number] for number in reversed(target[: target.index(self._current)])]
        for step in made:
            self._visited[self._current] = step.id
            self._current = step.id
        return tuple(taken), tuple(made)

    def _renumber(self, new_id: dict[int, int]) -> None:
        """Give steps other numbers, which are free."""

        def new(number: int) -> int:
            return new_id.get(number, number)

        def moved(step: Step) -> Step:
            return replace(step, id=new(step.id), parent=None if step.parent is None else new(step.parent))

        self._steps = {new(number): moved(step) for number, step in self._steps.items()}
        self._children = {new(number): [*map(new, children)] for number, children in self._children.items()}
        self._visited = {new(number): new(child) for number, child in self._visited.items()}
        self._root, self._current = new(self._root), new(self._current)

    def _ids_to_root(self, step_id: int) -> list[int]:
        ids = [step_id]
        while ids[-1] != self._root:
            parent = self._steps[ids[-1]].parent
            assert parent is not None
            ids.append(parent)
        return ids

    def _may_merge(self, changes: Sequence[Change], gesture: int | None) -> bool:
        return (
            gesture is not None
            and gesture == self._open_gesture == self.current.gesture
            and {change.video for change in changes} == {change.video for change in self.current.changes}
        )

    def _trim(self) -> None:
        """Let the oldest steps go while the budget is exceeded."""
        while self._bytes > self._budget_bytes and self._root != self._current:
            keep = self._visited[self._root]
            if keep == self._current:
                break
            for number in self._children[self._root]:
                if number != keep:
                    self._drop(number)
            self._forget(self._root)
            self._is_trimmed = True
            self._root = keep
            self._bytes -= self.root.bytes_added
            self._steps[keep] = Step(keep, None)

    def _drop(self, number: int) -> None:
        waiting = [number]
        while waiting:
            at = waiting.pop()
            waiting += self._children[at]
            self._bytes -= self._steps[at].bytes_added
            self._forget(at)

    def _forget(self, number: int) -> None:
        del self._steps[number], self._children[number]
        self._visited.pop(number, None)
