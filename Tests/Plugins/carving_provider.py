"""A provider for tests, made with a framework of others (PyPI: pyvider): stones with words on them, which are files.

A stone is told apart by its path, and cannot be deleted while it is `sacred`. The framework finds this module by an entry
point named `pyvider`.
"""

from pathlib import Path

import attrs
from pyvider.providers import BaseProvider, ProviderMetadata, register_provider
from pyvider.resources import BaseResource, register_resource
from pyvider.schema import a_num, a_str, s_identity, s_resource


@register_provider("carving")
class Carving(BaseProvider):
    def __init__(self):
        super().__init__(metadata=ProviderMetadata(name="carving", version="1.0.0"))


@attrs.define
class Config:
    path: str | None = None
    text: str | None = None


@attrs.define
class State:
    path: str | None = None
    text: str | None = None
    length: int | None = None


@register_resource("carving_stone")
class Stone(BaseResource):
    config_class, state_class = Config, State

    @classmethod
    def get_schema(cls):
        return s_resource(
            {
                "path": a_str("Where it stands.", required=True, requires_replace=True),
                "text": a_str("What is on it.", required=True),
                "length": a_num("How many letters that are.", computed=True),
            }
        )

    @classmethod
    def get_identity_schema(cls):
        return s_identity({"path": a_str("Where it stands.", required=True)})

    async def _validate_config(self, config):
        return ["Stones stand at absolute paths."] if (config.path or "/")[0] != "/" else []

    async def _update(self, ctx, base_plan):
        return base_plan | {"length": len(ctx.config.text)}, None

    async def _delete_plan(self, ctx):
        if ctx.state.text == "sacred":
            ctx.add_error("What is sacred stays.")
        return None, None

    async def _create_apply(self, ctx):
        return self.carve(ctx.config), None

    async def _update_apply(self, ctx):
        return self.carve(ctx.config), None

    async def _delete_apply(self, ctx):
        Path(ctx.state.path).unlink(missing_ok=True)

    async def read(self, ctx):
        return self.found(ctx.state.path)

    async def import_state(self, ctx, import_id):
        return self.found(import_id or ctx.identity["path"])

    def carve(self, config):
        Path(config.path).write_text(config.text)
        return self.found(config.path)

    def found(self, path):
        stone = Path(path)
        return State(path, stone.read_text(), len(stone.read_text())) if stone.exists() else None
