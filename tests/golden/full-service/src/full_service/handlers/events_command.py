"""The command that shows messages which failed, and sends them again."""

import argparse
import sys
from uuid import UUID

from full_service.services.dead_letters import DeadLetterService
from full_service.services.ports import Storage

SHOWN = 100
"""How many messages the list shows, unless it is told."""


def add_events_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Describe the command's arguments."""
    command = commands.add_parser("events", help="show messages that failed, or send them again")
    actions = command.add_subparsers(dest="action", required=True)
    shown = actions.add_parser("list", help="show the last, each with its id and why it failed")
    shown.add_argument("--limit", type=int, default=SHOWN, help="how many, by default %(default)s")
    replay = actions.add_parser("replay", help="send some again, or all")
    replay.add_argument("ids", metavar="ID", nargs="*", type=UUID, help="as the list shows it")
    replay.add_argument("--all", action="store_true", help="send all that there are")


async def run_events_command(storage: Storage, arguments: argparse.Namespace) -> None:
    """Carry out what the command line asks for."""
    service = DeadLetterService(storage)
    if arguments.action == "list":
        await _show(service, arguments.limit)
    else:
        await _replay(service, arguments.ids, every=arguments.all)


async def _show(service: DeadLetterService, limit: int) -> None:
    if limit < 1:
        sys.exit("--limit must be at least 1")
    letters = await service.newest(limit + 1)
    for letter in letters[:limit]:
        kind = letter.message.headers.get("ce_type", "?")
        when = letter.failed_at.isoformat(timespec="seconds")
        sys.stdout.write(f"{letter.id}  {when}  {kind}  {letter.reason}\n")
    if not letters:
        sys.stdout.write("no message has failed\n")
    elif len(letters) > limit:
        sys.stdout.write("more have failed before: --limit shows them\n")


async def _replay(service: DeadLetterService, ids: list[UUID], *, every: bool) -> None:
    if bool(ids) == every:
        sys.exit("name the ids of messages, or say --all: `events list` shows them")
    found = await service.ids() if every else ids
    unknown = [letter_id for letter_id in found if not await service.replay(letter_id)]
    sys.stdout.write(f"{len(found) - len(unknown)} will be sent again\n")
    if unknown:
        sys.exit("there is no failed message " + ", ".join(map(str, unknown)))
