"""YAML: compose files, workflows, Kubernetes objects and Dependabot updates with changes of both sides."""

import pytest

from tests.merge.structure.cases import Case, case, check, edited

COMPOSE = """\
# Local.
services:
  shop:
    image: shop
    environment:
      PORT: 8080  # as the proxy has it
    cap_drop: [ALL]

  # The data.
  postgres:
    image: 'postgres:17'
    volumes:
      - data:/var/lib/postgresql/data

volumes:
  data:
"""

WORKFLOW = """\
on:
  push:
    branches: [main]
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@aaa # v7
        with:
          persist-credentials: false
      - run: pytest
      - name: Image
        run: |
          docker build .
          # not a comment of YAML
          docker push

          exit 0
"""

KUBERNETES = """\
apiVersion: v1
kind: Service
metadata:
  name: shop
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
      - name: shop
        env:
        - name: PORT
          value: "8080"
        ports:
        - containerPort: 8080
"""

DEPENDABOT = """\
version: 2
updates:
  - package-ecosystem: docker
    directory: /
    schedule: {interval: weekly}
"""


MINE = "  redis:\n    image: redis:8  # mine\n    volumes:\n      - redis:/data\n\n"
THEIRS = "  kafka:\n    image: kafka:4\n    volumes:\n      - kafka:/data\n\n"

MERGED = [
    case(
        "a service and a volume on both sides",
        base=COMPOSE,
        yours=edited(COMPOSE, ("volumes:\n  data:\n", MINE + "volumes:\n  redis:\n  data:\n")),
        new=edited(COMPOSE, ("volumes:\n  data:\n", THEIRS + "volumes:\n  kafka:\n  data:\n")),
        merged=edited(COMPOSE, ("volumes:\n  data:\n", MINE + THEIRS + "volumes:\n  redis:\n  kafka:\n  data:\n")),
    ),
    case(
        "keys, a comment and a list on one line",
        base=COMPOSE,
        yours=edited(COMPOSE, ("      PORT", "      # Where it listens.\n      PORT"), ("[ALL]", "[ALL, A]")),
        new=edited(COMPOSE, ("the proxy has it\n", "the proxy has it\n      HOST: x\n"), ("[ALL]", "[ALL, B]")),
        merged=edited(
            COMPOSE,
            ("      PORT", "      # Where it listens.\n      PORT"),
            ("the proxy has it\n", "the proxy has it\n      HOST: x\n"),
            ("[ALL]", "[ALL, A, B]"),
        ),
    ),
    case(
        "volumes where there were none",
        base="services:\n  a:\n    image: a\n",
        yours="services:\n  a:\n    image: a\n  b:\n    image: b\nvolumes:\n  b:\n",
        new="services:\n  a:\n    image: a\n  c:\n    image: c\nvolumes:\n  c:\n",
        merged="services:\n  a:\n    image: a\n  b:\n    image: b\n  c:\n    image: c\nvolumes:\n  b:\n  c:\n",
    ),
    case(
        "variables in a list",
        base="environment:\n- A=1\n- B=2\n",
        yours="environment:\n- A=3\n- MINE=1\n- B=2\n",
        new="environment:\n- A=1\n- THEIRS=1\n- B=4\n",
        merged="environment:\n- A=3\n- MINE=1\n- THEIRS=1\n- B=4\n",
    ),
    case(
        "steps, a version and lines of a script",
        base=WORKFLOW,
        yours=edited(
            WORKFLOW, ("pytest\n", "pytest\n      - run: bandit src\n"), ("docker build .", "docker build -q .")
        ),
        new=edited(
            WORKFLOW,
            ("pytest\n", "pytest\n      - name: Types\n        run: ty check\n"),
            ("aaa # v7", "bbb # v8"),
            ("exit 0", "exit 1"),
            ("jobs:", "  pull_request:\njobs:"),
        ),
        merged=edited(
            WORKFLOW,
            ("pytest\n", "pytest\n      - run: bandit src\n      - name: Types\n        run: ty check\n"),
            ("docker build .", "docker build -q ."),
            ("aaa # v7", "bbb # v8"),
            ("exit 0", "exit 1"),
            ("jobs:", "  pull_request:\njobs:"),
        ),
    ),
    case(
        "jobs on both sides",
        base=WORKFLOW,
        yours=WORKFLOW + "\n  mine:\n    runs-on: x\n    needs: [test]\n",
        new=WORKFLOW + "\n  # Theirs.\n  theirs:\n    runs-on: y\n",
        merged=WORKFLOW + "\n  mine:\n    runs-on: x\n    needs: [test]\n\n  # Theirs.\n  theirs:\n    runs-on: y\n",
    ),
    case(
        "containers, variables and ports of a deployment, and objects",
        base=KUBERNETES,
        yours=edited(
            KUBERNETES,
            ('"8080"\n', '"8080"\n        - name: MINE\n          value: "1"\n'),
            ("containerPort: 8080\n", "containerPort: 8080\n        - containerPort: 9000\n"),
        )
        + "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mine\n",
        new=edited(
            KUBERNETES,
            ('"8080"\n', '"8080"\n        - name: THEIRS\n          value: "2"\n'),
            ("containerPort: 8080\n", "containerPort: 8080\n        - containerPort: 9100\n      - name: proxy\n"),
        )
        + "---\nkind: ConfigMap\nmetadata: {name: theirs}\n",
        merged=edited(
            KUBERNETES,
            (
                '"8080"\n',
                '"8080"\n        - name: MINE\n          value: "1"\n        - name: THEIRS\n          value: "2"\n',
            ),
            (
                "containerPort: 8080\n",
                (
                    "containerPort: 8080\n        - containerPort: 9000\n"
                    "        - containerPort: 9100\n      - name: proxy\n"
                ),
            ),
        )
        + "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mine\n"
        + "---\nkind: ConfigMap\nmetadata: {name: theirs}\n",
    ),
    case(
        "updates of two ecosystems",
        base=DEPENDABOT,
        yours=edited(DEPENDABOT, ("{interval: weekly}", "{interval: daily}"))
        + "  - package-ecosystem: pip\n    directory: /\n",
        new=edited(DEPENDABOT, ("weekly}", "weekly, time: '04:00'}"))
        + "  - package-ecosystem: npm\n    directory: /\n",
        merged=edited(DEPENDABOT, ("{interval: weekly}", "{interval: daily, time: '04:00'}"))
        + "  - package-ecosystem: pip\n    directory: /\n  - package-ecosystem: npm\n    directory: /\n",
    ),
    case(
        "anchors, merged keys and text over lines stay as they are",
        base="x: &x\n  a: 1\ny:\n  <<: *x\n  b:   'two'\nz: >-\n  some\n  words\n",
        yours="x: &x\n  a: 1\n  mine: 1\ny:\n  <<: *x\n  b:   'two'\nz: >-\n  some\n  words\n",
        new="x: &x\n  a: 1\n  theirs: 1\ny:\n  <<: *x\n  b:   'two'\n  c: 3\nz: >-\n  some\n  words\n",
        merged="x: &x\n  a: 1\n  mine: 1\n  theirs: 1\ny:\n  <<: *x\n  b:   'two'\n  c: 3\nz: >-\n  some\n  words\n",
    ),
    case(
        "comments at the end of a mapping",
        base="a:\n  x: 1\n  # the end\n\nb: 2\n",
        yours="a:\n  x: 1\n  y: 1\n  # the end\n\nb: 2\n",
        new="a:\n  x: 2\n  # the end\n\nb: 2\n",
        merged="a:\n  x: 2\n  y: 1\n  # the end\n\nb: 2\n",
    ),
]

UNCERTAIN = [
    case("two images", base="a: {image: x}\n", yours="a: {image: y}\n", new="a: {image: z}\n"),
    case("one service in two forms", base="a: 1\n", yours="a: 1\nb: [1]\n", new="a: 1\nb: 2\n"),
    case(
        "one host port twice", base="- 1:1\n- 2:2\n", yours="- 1:1\n- 8080:80\n- 2:2\n", new="- 1:1\n- 8080:81\n- 2:2\n"
    ),
    case("one variable with two values", base="- A=1\n", yours="- A=1\n- B=1\n", new="- A=1\n- B=2\n"),
    case("one mount of two volumes", base="- a:/a\n", yours="- a:/a\n- b:/x\n", new="- a:/a\n- c:/x\n"),
    case("a step changed and removed", base="- run: a\n- run: b\n", yours="- run: c\n- run: b\n", new="- run: b\n"),
    case("a service changed and removed", base="a:\n  b: 1\nc: 1\n", yours="a:\n  b: 2\nc: 1\n", new="c: 1\n"),
    case(
        "two indentations",
        base="a:\n  b: 1\n",
        yours="a:\n    b: 1\n    mine: 1\n",
        new="a:\n  b: 1\n  theirs: 1\n",
    ),
    case("one key twice", base="a: 1\n", yours="a: 1\nb: 1\nb: 1\n", new="a: 1\nc: 1\n"),
    case("what is no YAML", base="a: 1\n", yours="a: 1\nb: [\n", new="a: 1\nc: 1\n"),
    case("a template that is no YAML", base="a: 1\n", yours="a: 1\n{% if b %}\n", new="a: 1\nc: 1\n"),
    case("a line of a script changed twice", base="a: |\n  x\n", yours="a: |\n  y\n", new="a: |\n  z\n"),
    case("an alias within itself", base="a: 1\n", yours="a: &a [*a]\n", new="a: 2\n"),
    case(
        "a folded text whose words meet",
        base="a: one\n  two\n",
        yours="a: one\n  three\n",
        new="a: one\n  four\n",
    ),
    case("a comment in what the other side removed", base="a: 1\nb: 1\n", yours="a: 1\n# why\nb: 1\n", new="a: 1\n"),
]


@pytest.mark.parametrize("one", MERGED + UNCERTAIN, ids=lambda one: one.name)
def test_merge(one: Case) -> None:
    check("deploy/compose.yaml", one)
