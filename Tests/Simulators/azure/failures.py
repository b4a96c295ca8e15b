"""How Azure refuses."""

from simulation import Refusal, Response


def refuse(status: int, code: str, message: str, **headers: str) -> Refusal:
    body = {"error": {"code": code, "message": message}}
    return Refusal(Response.json(body, status, {name.replace("_", "-"): value for name, value in headers.items()}))


def not_found(resource) -> Refusal:
    return refuse(404, "ResourceNotFound",
                  f"The Resource '{resource.kind}/{resource.name}' under resource group '{resource.group}' was not found.")
