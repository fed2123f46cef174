"""The stand-in as a server that Terraform attaches to: it plans, makes and reads what providers would."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any

import grpc
from tf.gen import grpc_controller_pb2 as controller_messages
from tf.gen import grpc_controller_pb2_grpc as controller
from tf.gen import tfplugin_pb2 as messages
from tf.gen import tfplugin_pb2_grpc as protocol

from tests.parity.stand_in.around import decide, read_data
from tests.parity.stand_in.messages import provider_schema, read, written
from tests.parity.stand_in.parse import DATA_SCHEMAS, RESOURCE_SCHEMAS
from tests.parity.stand_in.planning import Values, kept, made, planned_by

#: The providers that there is a stand-in for, with what their types begin with.
_STOOD_IN = {"registry.terraform.io/hashicorp/aws": "aws_", "registry.terraform.io/hashicorp/random": "random_"}


class StandIn(protocol.ProviderServicer):  # type: ignore[misc] # generated code without types
    """One provider; Terraform asks for each configuration of it over a connection of its own."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._configured: dict[str, Values] = {}

    def GetMetadata(self, request: Any, context: Any) -> Any:  # noqa: N802 - the name of the protocol; untyped messages
        """What it can do."""
        return messages.GetMetadata.Response(server_capabilities=messages.ServerCapabilities())

    def GetProviderSchema(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        """Its schemas."""
        return provider_schema(self._prefix)

    def ValidateProviderConfig(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        """Everything is valid."""
        return messages.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        """Everything is valid."""
        return messages.ValidateResourceConfig.Response()

    def ValidateDataResourceConfig(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        """Everything is valid."""
        return messages.ValidateDataResourceConfig.Response()

    def UpgradeResourceState(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        """No state is old."""
        state = json.loads(request.raw_state.json)
        return messages.UpgradeResourceState.Response(upgraded_state=written(state))

    def ConfigureProvider(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        """Keep the configuration for this connection."""
        self._configured[context.peer()] = read(request.config)
        return messages.ConfigureProvider.Response()

    def ReadResource(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        """Nothing changes by itself."""
        return messages.ReadResource.Response(new_state=request.current_state)

    def PlanResourceChange(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        """Plan to create, or to change what is there in place."""
        config, prior, kind = read(request.config), read(request.prior_state), request.type_name
        if config is None:
            return messages.PlanResourceChange.Response(
                planned_state=request.proposed_new_state, legacy_type_system=True
            )
        if prior is not None:
            plan = kept(RESOURCE_SCHEMAS[kind], read(request.proposed_new_state), prior, config)
            return messages.PlanResourceChange.Response(planned_state=written(plan), legacy_type_system=True)
        plan = planned_by(self._configured.get(context.peer(), {}), kind, config)
        return messages.PlanResourceChange.Response(planned_state=written(plan), legacy_type_system=True)

    def ApplyResourceChange(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        """Carry the plan out."""
        kind, plan = request.type_name, read(request.planned_state)
        state = made(RESOURCE_SCHEMAS[kind], plan, lambda name, values: decide(kind, name, {**plan, **values}))
        return messages.ApplyResourceChange.Response(new_state=written(state), legacy_type_system=True)

    def ReadDataSource(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        """Give what the data source gives."""
        config, kind = read(request.config), request.type_name
        region = self._configured.get(context.peer(), {}).get("region")
        if "region" in DATA_SCHEMAS[kind].attributes and config.get("region") is None:
            config["region"] = region
        return messages.ReadDataSource.Response(state=written(read_data(kind, config)))

    def StopProvider(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        """It has nothing to stop."""
        return messages.StopProvider.Response()


class _Controller(controller.GRPCControllerServicer):  # type: ignore[misc] # generated code without types
    """Terraform says when it is done with a plugin; this one serves on."""

    def Shutdown(self, request: Any, context: Any) -> Any:  # noqa: N802 - same
        return controller_messages.Empty()


@contextmanager
def attached() -> Iterator[dict[str, str]]:
    """Stand-ins that serve; gives the environment in which Terraform attaches to them."""
    servers, told = [], {}
    for name, prefix in _STOOD_IN.items():
        server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
        protocol.add_ProviderServicer_to_server(StandIn(prefix), server)
        controller.add_GRPCControllerServicer_to_server(_Controller(), server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        servers.append(server)
        told[name] = {
            "Protocol": "grpc",
            "ProtocolVersion": 6,
            "Pid": os.getpid(),
            "Test": True,
            "Addr": {"Network": "tcp", "String": f"127.0.0.1:{port}"},
        }
    try:
        yield {"TF_REATTACH_PROVIDERS": json.dumps(told)}
    finally:
        for server in servers:
            server.stop(None)
