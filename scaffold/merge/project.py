"""What the steps of one plan share."""

from typing import NamedTuple

from scaffold.merge.draft import Draft
from scaffold.merge.following import Following
from scaffold.merge.form import Form
from scaffold.merge.model import Base, Labels, Unversioned
from scaffold.merge.places import Places, Yours
from scaffold.merge.routes import Folders


class Project(NamedTuple):
    """What is known of a project, and the draft of its plan."""

    base: Base
    yours: Yours
    places: Places
    folders: Folders
    following: Following
    labels: Labels
    form: Form
    draft: Draft
    unversioned: Unversioned
