"""What somebody may see; applied to queries in a single place."""

from dataclasses import dataclass

from commandcenter.models.city.posts import Post


@dataclass(frozen=True, slots=True)
class Viewer:
    """Limits on reading: an area (prefix of its code), a department, a source; None = no limit.

    `centres`: the codes of the centres whose cases are meant; None = all that a viewer with these
    limits may see in the database (`in_centres`).
    `inspections`: beside those of the source, what an inspector was ever asked to look at.
    `of_account`: somebody at a desk, who sees nothing any longer once the account is disabled.
    """

    name: str
    area: str | None = None
    department: str | None = None
    source: str | None = None
    inspections: bool = False
    personal_data: bool = False
    of_account: bool = False
    centres: frozenset[str] | None = None

    @property
    def is_limited(self) -> bool:
        return not (self.area is self.department is self.source is None)

    @classmethod
    def at_desk(cls, name: str, post: Post, department: str | None, area: str | None) -> "Viewer":
        """The view of an account: a department sees its own cases; only posts that decide on
        reports see reporters."""
        return cls(
            name,
            area=area,
            department=department if post.needs_department else None,
            personal_data=post.sees_reporters,
            of_account=True,
        )


#: The centre itself: figures and lists without limits, and without personal data.
CENTRE_VIEW = Viewer("centre")
