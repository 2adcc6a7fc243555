"""The command that shows messages which failed, and sends them again."""

import argparse
import sys
from uuid import UUID

from full_service.models.messages import DeadLetter
from full_service.services.dead_letters import DeadLetterService
from full_service.services.ports import Storage


def add_events_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Describe the command's arguments."""
    command = commands.add_parser("events", help="show messages that failed, or send them again")
    actions = command.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="show each, with its id and why it failed")
    replay = actions.add_parser("replay", help="send some again, or all")
    replay.add_argument("ids", metavar="ID", nargs="*", type=UUID, help="as the list shows it")
    replay.add_argument("--all", action="store_true", help="send all that there are")


async def run_events_command(storage: Storage, arguments: argparse.Namespace) -> None:
    """Carry out what the command line asks for."""
    service = DeadLetterService(storage)
    if arguments.action == "list":
        _show(await service.list())
    else:
        await _replay(service, arguments.ids, every=arguments.all)


def _show(letters: list[DeadLetter]) -> None:
    for letter in letters:
        kind = letter.message.headers.get("ce_type", "?")
        when = letter.failed_at.isoformat(timespec="seconds")
        sys.stdout.write(f"{letter.id}  {when}  {kind}  {letter.reason}\n")
    if not letters:
        sys.stdout.write("no message has failed\n")


async def _replay(service: DeadLetterService, ids: list[UUID], *, every: bool) -> None:
    if bool(ids) == every:
        sys.exit("name the ids of messages, or say --all: `events list` shows them")
    found = [letter.id for letter in await service.list()] if every else ids
    unknown = [letter_id for letter_id in found if not await service.replay(letter_id)]
    sys.stdout.write(f"{len(found) - len(unknown)} will be sent again\n")
    if unknown:
        sys.exit("there is no failed message " + ", ".join(map(str, unknown)))
