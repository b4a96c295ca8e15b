"""A provider made with the PyPI package `tf`, of which this repository knows nothing: scrolls are files.

It shows how a provider of others, in another language and with another gRPC (that of Python), gets along with the host.
"""

import os

from tf.runner import run_provider
from tf.schema import Attribute, Schema
from tf.types import Number, String, Unknown


class Scroll:
    def __init__(self, provider):
        pass

    @classmethod
    def get_name(cls):
        return "paper"

    @classmethod
    def get_schema(cls):
        return Schema(
            attributes=[
                Attribute("path", String(), required=True, requires_replace=True),
                Attribute("text", String(), optional=True, computed=True, default="blank"),
                Attribute("length", Number(), computed=True),
            ]
        )

    def validate(self, diagnostics, type_name, config):
        if config["path"] == "/dev/null":
            diagnostics.add_error("Nowhere", "What is written there is lost.", path=["path"])

    def plan(self, context, current, planned):
        if current is None or current["text"] != planned["text"]:
            planned["length"] = Unknown
        return planned

    def write(self, planned):
        with open(planned["path"], "w") as scroll:
            scroll.write(planned["text"])
        return {**planned, "length": len(planned["text"])}

    def create(self, context, planned):
        if planned["text"] == "curse":
            os._exit(3)
        return self.write(planned)

    def update(self, context, current, planned):
        return self.write(planned)

    def read(self, context, current):
        return self.import_(context, current["path"])

    def import_(self, context, path):
        if not os.path.exists(path):
            return None
        text = open(path).read()
        return {"path": path, "text": text, "length": len(text)}

    def delete(self, context, current):
        os.unlink(current["path"])

    def upgrade(self, context, version, old):
        return old


class Reader:
    def __init__(self, provider):
        pass

    @classmethod
    def get_name(cls):
        return "words"

    @classmethod
    def get_schema(cls):
        return Schema(attributes=[Attribute("path", String(), required=True), Attribute("count", Number(), computed=True)])

    def validate(self, diagnostics, type_name, config):
        pass

    def read(self, context, config):
        return {"path": config["path"], "count": len(open(config["path"]).read().split())}


class Provider:
    def get_model_prefix(self):
        return "scroll_"

    def get_provider_schema(self, diagnostics):
        return Schema(attributes=[])

    def full_name(self):
        return "example.com/library/scroll"

    def validate_config(self, diagnostics, config):
        pass

    def configure_provider(self, diagnostics, config):
        pass

    def get_resources(self):
        return [Scroll]

    def get_data_sources(self):
        return [Reader]

    def get_functions(self):
        return []

    def new_resource(self, kind):
        return kind(self)

    def new_data_source(self, kind):
        return kind(self)


run_provider(Provider())
