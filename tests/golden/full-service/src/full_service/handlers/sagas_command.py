"""The command for sagas that need a person."""

import argparse
import sys
from uuid import UUID

from full_service.models.errors import NotFoundError
from full_service.models.sagas import Saga, SagaQuery, SagaState
from full_service.services.ports import Storage
from full_service.services.saga_definition import UndoFailedError
from full_service.services.saga_service import SagaService

LONGEST = 100
"""How many a list shows."""


def add_sagas_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Describe the command's arguments."""
    command = commands.add_parser("sagas", help="show sagas, and help those that are stuck")
    actions = command.add_subparsers(dest="action", required=True)
    shown = actions.add_parser("list", help="show those in a state: stuck, if none is named")
    shown.add_argument("state", nargs="?", type=SagaState, choices=list(SagaState), default="stuck")
    again = actions.add_parser("retry", help="undo once more what could not be undone")
    again.add_argument("id", metavar="ID", type=UUID, help="as the list shows it")
    settle = actions.add_parser("settle", help="take what is stuck as undone: you have seen to it")
    settle.add_argument("id", metavar="ID", type=UUID, help="as the list shows it")


async def run_sagas_command(storage: Storage, arguments: argparse.Namespace) -> None:
    """Carry out what the command line asks for."""
    service = SagaService(storage)
    try:
        if arguments.action == "list":
            query = SagaQuery(state=SagaState(arguments.state), limit=LONGEST)
            _show((await service.page(query)).items)
        elif arguments.action == "retry":
            await _compensate(service, arguments.id)
        else:
            await _settle(service, arguments.id)
    except NotFoundError as error:
        sys.exit(str(error))


def _show(sagas: list[Saga]) -> None:
    for saga in sagas:
        when = saga.changed_at.isoformat(timespec="seconds")
        sys.stdout.write(f"{saga.id}  {when}  {saga.name}  {saga.trouble or saga.reason or '-'}\n")
    if not sagas:
        sys.stdout.write("no saga is in this state\n")


async def _compensate(service: SagaService, saga_id: UUID) -> None:
    try:
        refused = await service.compensate(saga_id)
    except UndoFailedError as error:
        sys.exit(error.reason)
    if refused is not None:
        sys.exit(refused)
    sys.stdout.write(f"{saga_id} is being undone\n")


async def _settle(service: SagaService, saga_id: UUID) -> None:
    if not await service.settle(saga_id):
        sys.exit(f"{saga_id} is not stuck")
    sys.stdout.write(f"{saga_id} is settled\n")
