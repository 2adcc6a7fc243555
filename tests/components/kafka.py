"""Real brokers of Apache Kafka for a test, each of which it may kill and freeze: one, or three that keep copies."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.components.maven import JAVA, installed, java, maven
from tests.components.network import free_port, wait_for
from tests.components.processes import ServerProcess, printed, start_server

VERSION = "4.4.0"
CLUSTER = "c2NhZmZvbGQtY2x1c3RlcjE"
BROKER = "kafka.Kafka"
START_SECONDS = 60
STOP_SECONDS = 120
"""The first stop writes the archive of classes."""

LOGGING = """\
<Configuration status="ERROR">
  <Appenders><Console name="out"><PatternLayout pattern="%d %p %c{1} %m%n"/></Console></Appenders>
  <Loggers>
    <Logger name="kafka.server.KafkaRaftServer" level="INFO"/>
    <Root level="WARN"><AppenderRef ref="out"/></Root>
  </Loggers>
</Configuration>
"""
"""The broker says when it has started."""

PROPERTIES = """\
process.roles=broker,controller
node.id={node}
controller.quorum.voters={voters}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={folder}/data
auto.create.topics.enable=false
min.insync.replicas={in_sync}
offsets.topic.num.partitions=4
offsets.topic.replication.factor={copies}
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={in_sync}
share.coordinator.state.topic.num.partitions=4
share.coordinator.state.topic.replication.factor={copies}
share.coordinator.state.topic.min.isr={in_sync}
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=16777216
"""
"""A broker that crashed is let in again when its old session has run out."""


@dataclass(frozen=True)
class Node:
    """One of a cluster: its number and its two ports."""

    number: int
    port: int = field(default_factory=free_port)
    controller: int = field(default_factory=free_port)


@dataclass
class Kafka(ServerProcess):
    """A broker of our own on a loopback port, its data in `folder`."""

    folder: Path
    node: Node
    nodes: tuple[Node, ...]
    home: Path = field(default_factory=lambda: installed(f"kafka-tests-{VERSION}", install))
    archive: str = "-XX:SharedArchiveFile"
    """What is done with the archive of the classes that a broker loads."""

    @property
    def address(self) -> str:
        """Where clients find it."""
        return f"127.0.0.1:{self.node.port}"

    def initialise(self) -> None:
        """Write its configuration, and make the folder of its data."""
        copies = len(self.nodes)
        (self.folder / "server.properties").write_text(
            PROPERTIES.format(
                node=self.node.number,
                port=self.node.port,
                controller=self.node.controller,
                voters=",".join(f"{each.number}@127.0.0.1:{each.controller}" for each in self.nodes),
                folder=self.folder,
                copies=copies,
                in_sync=min(copies, 2),
            )
        )
        command = self._command("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", "server.properties")
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"the storage of Kafka cannot be made: {done.stdout}{done.stderr}")

    def launch(self) -> None:
        """Start; a member of a cluster is not up before others are."""
        (self.folder / "log").write_bytes(b"")
        command = self._command(BROKER, "server.properties")
        self._process = start_server(command, self.folder, None, lambda: True, seconds=START_SECONDS)

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        self.launch()
        self.wait()

    def wait(self) -> None:
        """Wait until it takes connections."""
        assert self._process is not None
        process = self._process

        def started_or_ended() -> bool:
            return "Kafka Server started" in printed(self.folder) or process.poll() is not None

        wait_for(started_or_ended, seconds=START_SECONDS, what="Kafka has started")
        if process.poll() is not None:
            raise RuntimeError(f"Kafka ended: {printed(self.folder)[-2000:]}")

    def stop(self) -> None:
        """Shut down tidily."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(STOP_SECONDS)
            self._process = None

    def _command(self, *arguments: str) -> list[str | Path]:
        classes = [f"{self.archive}={self.home / 'classes.jsa'}"] if arguments[0] == BROKER else []
        options = [*JAVA, *classes, "-Xmx512m", f"-Dlog4j2.configurationFile={self.home / 'log4j2.xml'}"]
        return [java(), *options, "-cp", class_path(self.home), *arguments]


def class_path(home: Path) -> str:
    """The libraries, in an order that stays: an archive of classes is bound to it."""
    return ":".join(str(path) for path in sorted((home / "lib").glob("*.jar")))


def install(home: Path) -> None:
    """Fetch the broker, and record the classes that it loads: later starts take a third of the time."""
    project = Path(__file__).with_name("kafka.pom.xml")
    goal = ("-f", str(project), "dependency:copy-dependencies", f"-Dkafka.version={VERSION}")
    maven(*goal, "-DincludeScope=runtime", f"-DoutputDirectory={home / 'lib'}", folder=home)
    (home / "log4j2.xml").write_text(LOGGING)
    node = Node(1)
    with tempfile.TemporaryDirectory() as folder:
        first = Kafka(Path(folder), node, (node,), home, "-XX:ArchiveClassesAtExit")
        first.initialise()
        first.start()
        first.stop()


@contextmanager
def _cluster(size: int) -> Iterator[tuple[Kafka, ...]]:
    folder = Path(tempfile.mkdtemp(prefix="kafka-"))
    nodes = tuple(map(Node, range(1, size + 1)))
    brokers = tuple(Kafka(folder / str(node.number), node, nodes) for node in nodes)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        for broker in brokers:
            broker.folder.mkdir()
            stack.callback(broker.kill)
            broker.initialise()
        for broker in brokers:
            broker.launch()
        for broker in brokers:
            broker.wait()
        yield brokers


@contextmanager
def own_broker() -> Iterator[Kafka]:
    """A running broker of our own, stopped and removed at the end."""
    with _cluster(1) as (broker,):
        yield broker


@contextmanager
def own_cluster() -> Iterator[tuple[Kafka, ...]]:
    """Three brokers, each of which keeps a copy of everything; what two have is kept."""
    with _cluster(3) as brokers:
        yield brokers
