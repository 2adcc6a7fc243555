"""What services are and talk to: `graph_of(specs, catalog)`, from what their features say."""

from scaffold.graph.gaps import Gap, gaps
from scaffold.graph.joining import graph_of
from scaffold.graph.mermaid import mermaid
from scaffold.graph.model import Edge, Graph, Node

__all__ = ["Edge", "Gap", "Graph", "Node", "gaps", "graph_of", "mermaid"]
