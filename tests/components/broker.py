"""A Pact Broker's side of the conversation: publish, verify, ask. In memory, as far as its clients need it.

The resources and link relations are those of the Pact Broker's HAL API.
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One request of a client."""

    method: str
    path: str
    query: dict[str, str]
    body: Json


@dataclass
class Broker:
    """What has been published."""

    url: str = ""
    contracts: list[Json] = field(default_factory=list)
    """Each with `consumer`, `provider`, `version`, `branch` and the `pact` itself."""
    results: list[Json] = field(default_factory=list)
    """Verification results, as the provider sent them."""

    def index(self) -> Json:
        """The entry point: where everything else is."""
        links = {
            "pb:publish-contracts": "/contracts/publish",
            "pb:provider-pacts-for-verification": "/pacts/provider/{provider}/for-verification",
            "pb:pacticipant-branch-version": "/pacticipants/{pacticipant}/branches/{branch}/versions/{version}",
            "pb:pacticipant-version": "/pacticipants/{pacticipant}/versions/{version}",
            "pb:pacticipant": "/pacticipants/{pacticipant}",
        }
        return _hal(self.url, {}, **links)

    def publish(self, body: Json) -> Json:
        """Take the contracts of one version of a consumer."""
        for contract in body["contracts"]:
            self.contracts.append(
                {
                    "consumer": contract["consumerName"],
                    "provider": contract["providerName"],
                    "version": body["pacticipantVersionNumber"],
                    "branch": body.get("branch"),
                    "pact": json.loads(base64.b64decode(contract["content"])),
                }
            )
        notices = [{"type": "success", "text": f"published {len(body['contracts'])}"}]
        contracts = [
            {"href": f"{self.url}/pacts/{number}", "name": "contract"} for number in range(len(self.contracts))
        ]
        return {"notices": notices, "_links": {"pb:contracts": contracts}}

    def for_verification(self, provider: str) -> Json:
        """List the contracts that a provider is to keep."""
        properties = {"pending": False, "notices": []}
        pacts = [
            _hal(
                self.url,
                {"shortDescription": f"of {contract['consumer']}", "verificationProperties": properties},
                self=f"/pacts/{number}",
            )
            for number, contract in enumerate(self.contracts)
            if contract["provider"] == provider
        ]
        return _hal(self.url, {"_embedded": {"pacts": pacts}}, self=f"/pacts/provider/{provider}/for-verification")

    def pact(self, number: int) -> Json:
        """One contract, and where to send what became of it."""
        contract = self.contracts[number]
        links = {
            "pb:publish-verification-results": f"/pacts/{number}/results",
            "pb:provider": f"/pacticipants/{contract['provider']}",
        }
        return _hal(self.url, contract["pact"], **links)

    def pacticipant(self, path: str) -> Json:
        """A party, or one of its versions or branches, which come into being when they are put."""
        return _hal(
            self.url, {}, **{"self": path, "pb:branch-version": f"{path}/branches/{{branch}}/versions/{{version}}"}
        )

    def take_result(self, number: int, body: Json) -> Json:
        """Keep what a provider found."""
        self.results.append({"contract": number, **body})
        return _hal(self.url, {}, self=f"/pacts/{number}/results/{len(self.results)}")

    def matrix(self, pacticipant: str, version: str) -> Json:
        """Say whether a version may be deployed: all its contracts are kept."""
        verified = {result["contract"] for result in self.results if result["success"]}
        rows = [
            {
                "consumer": {"name": each["consumer"], "version": {"number": each["version"]}},
                "provider": {"name": each["provider"], "version": {"number": version}},
                "verificationResult": {"success": number in verified},
            }
            for number, each in enumerate(self.contracts)
            if pacticipant in (each["consumer"], each["provider"])
        ]
        failed = sum(not row["verificationResult"]["success"] for row in rows)
        deployable = bool(rows) and not failed
        summary = {
            "deployable": deployable,
            "reason": "all contracts are kept" if deployable else "a contract is not kept",
            "success": len(rows) - failed,
            "failed": failed,
            "unknown": 0,
        }
        return {"summary": summary, "notices": [], "matrix": rows}


def _hal(url: str, body: Json, /, **links: str) -> Json:
    """The body with links, each a path under the broker's URL."""
    found = {
        relation: {"href": url + path, "name": relation, "title": relation, "templated": "{" in path}
        for relation, path in links.items()
    }
    return {**body, "_links": found}


def _answer(broker: Broker, request: Request) -> Json | None:
    """The answer to one request; None where nothing is."""
    found: Json | None = None
    match request.method, request.path.strip("/").split("/"):
        case "GET", [""]:
            found = broker.index()
        case "POST", ["contracts", "publish"]:
            found = broker.publish(request.body)
        case _, ["pacts", "provider", provider, "for-verification"]:
            found = broker.for_verification(provider)
        case "GET", ["pacts", number]:
            found = broker.pact(int(number))
        case "POST", ["pacts", number, "results"]:
            found = broker.take_result(int(number), request.body)
        case "GET", ["matrix"]:
            found = broker.matrix(request.query["q[][pacticipant]"], request.query["q[][version]"])
        case _, ["pacticipants", *_]:
            found = broker.pacticipant(request.path)
    return found


@contextmanager
def running_broker() -> Iterator[Broker]:
    """A broker on a loopback port."""
    broker = Broker()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            target = urlsplit(self.path)
            found = _answer(broker, Request(self.command, target.path, dict(parse_qsl(target.query)), body))
            content = json.dumps(found if found is not None else {"error": "not found"}).encode()
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Type", "application/hal+json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = _do  # noqa: N815 - the names that the library calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        broker.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield broker
        finally:
            server.shutdown()
            thread.join()
