"""`VideoAnnotations`: several annotations of one video, by name and in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from dustrack_imgui.annotations.errors import AnnotationUseError
from dustrack_imgui.annotations.resolve import PathLike
from dustrack_imgui.annotations.video_annotation import VideoAnnotation


class VideoAnnotations:
    """Annotations with different names, in order.

    Parameters
    ----------
    parent
        Whatever owns them; kept as given.
    """

    def __init__(self, parent: object = None) -> None:
        self.parent = parent
        self._list: list[VideoAnnotation] = []

    @property
    def names(self) -> list[str]:
        """Names in order."""
        return [annotation.name for annotation in self._list]

    @overload
    def add(self, name: VideoAnnotation) -> VideoAnnotation: ...

    @overload
    def add(
        self, name: str, fname: PathLike | None = None, vname: PathLike | None = None, n_labels: int = 1
    ) -> VideoAnnotation: ...

    def add(
        self,
        name: str | VideoAnnotation,
        fname: PathLike | None = None,
        vname: PathLike | None = None,
        n_labels: int = 1,
    ) -> VideoAnnotation:
        """Append an annotation, or make one of that name and append it.

        Raises
        ------
        AnnotationUseError
            When there is one of that name already.
        """
        taken = name.name if isinstance(name, VideoAnnotation) else name
        if taken in self:
            raise AnnotationUseError(f"there is an annotation {taken!r} already")
        added = name if isinstance(name, VideoAnnotation) else VideoAnnotation(fname, vname, name, n_labels)
        self._list.append(added)
        return added

    def remove(self, name: str) -> VideoAnnotation:
        """Take an annotation out and return it; its file stays.

        Raises
        ------
        KeyError
            When there is none of that name.
        """
        return self._list.pop(self._index(name))

    def reorder(self, names: Sequence[str]) -> None:
        """Put the annotations into the order of `names`.

        Raises
        ------
        AnnotationUseError
            When these are not exactly the names there are. It is a `ValueError`.
        """
        if sorted(names) != sorted(self.names):
            raise AnnotationUseError(f"the order must name each of {self.names} once, not {list(names)}")
        self._list = [self[name] for name in names]

    def __getitem__(self, key: int | str) -> VideoAnnotation:
        """Annotation by its number or its name."""
        return self._list[key if isinstance(key, int) else self._index(key)]

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[VideoAnnotation]:
        return iter(list(self._list))

    def __len__(self) -> int:
        return len(self._list)

    def __repr__(self) -> str:
        return f"VideoAnnotations({self.names})"

    def _index(self, name: str) -> int:
        try:
            return self.names.index(name)
        except ValueError as error:
            raise KeyError(name) from error
