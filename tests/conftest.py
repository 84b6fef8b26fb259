"""What holds for every test: no workbook that is written has a fault that it had not when it was read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings
from soundness import new_faults

from buybook.xlsx.package import Package

# No test is timed: benchmarks show speed. `pytest --hypothesis-profile thorough` looks longer.
settings.register_profile("buybook", deadline=None, max_examples=40)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("buybook")


@pytest.fixture(autouse=True)
def every_written_workbook_is_sound(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look at what each package that a test reads becomes when it is written."""
    written: list[tuple[bytes, bytes]] = []
    read, write = Package.__init__, Package.to_bytes
    originals: dict[int, bytes] = {}

    def remembering(self: Package, data: bytes, **options: object) -> None:
        originals[id(self)] = data
        read(self, data, **options)  # type: ignore[arg-type]

    def noting(self: Package) -> bytes:
        content = write(self)
        written.append((originals[id(self)], content))
        return content

    monkeypatch.setattr(Package, "__init__", remembering)
    monkeypatch.setattr(Package, "to_bytes", noting)
    yield
    # In the order of writing: what one command wrote, the next one read.
    found = [new_faults(before, after) for before, after in dict.fromkeys(written) if before != after]
    assert [dict(faults) for faults in found if faults] == []
