"""Every error that Heredity raises on purpose.

HeredityError
├── UserError            exit code 2: the user's mistake, and what to do about it
│   ├── InputError       a file that cannot be imported
│   ├── StudyError       a folder that is no study, or one of another version
│   └── UnknownModel     a model that is not in the study
└── OutsideError         exit code 3: disk, network, a missing program
    └── StudyLocked      another process works on the study
"""

from __future__ import annotations


class HeredityError(Exception):
    """Root of the tree; carries what went wrong, where, and what to do next.

    Args:
        what: One sentence that says what is wrong, and where.
        hint: One sentence that says what to do next; empty when nothing is known to help.
    """

    exit_code = 2

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        """The message with its advice on a second line."""
        return f"{self.what}\n{self.hint}" if self.hint else self.what


class UserError(HeredityError):
    """Something the user can mend: an option, a name, a file."""


class InputError(UserError):
    """A file that cannot be imported as a whole; rows that cannot are rejects, not errors."""


class StudyError(UserError):
    """A folder that is no study, or one that this version must not read."""


class UnknownModel(UserError):
    """A model that is not in the study.

    Args:
        model_id: The id that was asked for.
        near: Ids of the study that look alike, best first.
    """

    def __init__(self, model_id: str, near: list[str]) -> None:
        hint = "Did you mean " + ", ".join(near) + "?" if near else "Look with: heredity sql"
        super().__init__(f"No model '{model_id}' in this study.", hint)
        self.near = near


class OutsideError(HeredityError):
    """Something outside failed: the disk, the network, another program."""

    exit_code = 3


class StudyLocked(OutsideError):
    """Another process is writing to the study."""
