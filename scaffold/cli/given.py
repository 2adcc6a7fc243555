"""What a project is made from, as the commands use it, whoever made its templates."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from scaffold.catalog import Catalog
from scaffold.cli.failures import RefusedError
from scaffold.evolution import Revision, Words
from scaffold.update.planning import Update
from scaffold.update.rendering import EditedSpec, Generated

if TYPE_CHECKING:  # a project without packs must not wait for it
    from scaffold.foreign import Renewal


class Templates(NamedTuple):
    """A project's templates: what an update by them would do, and what they write for the spec as it is.

    `catalog` is None for those of copier and cookiecutter; `notes` are for the user. `renewal` is what an update brings
    of copier's and cookiecutter's, with the programs that have to run for it.
    """

    plan: Callable[[EditedSpec | None, Words], Update]
    generated: Callable[[Sequence[Revision]], Generated]
    catalog: Catalog | None
    notes: tuple[str, ...] = ()
    renewal: "Renewal | None" = None

    def require_catalog(self) -> Catalog:
        """Return the catalogue; raises RefusedError where the project has no spec."""
        if self.catalog is None:
            message = "this project was made from another tool's template; it has no spec and no features"
            raise RefusedError(message, "scaffold update brings in newer versions of its template")
        return self.catalog
