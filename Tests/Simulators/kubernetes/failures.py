"""Failures as the API words them: Status objects (meta/v1)."""

from simulation import Refusal, Response

CODES = {
    "BadRequest": 400, "Unauthorized": 401, "Forbidden": 403, "NotFound": 404, "MethodNotAllowed": 405,
    "AlreadyExists": 409, "Conflict": 409, "Expired": 410, "Invalid": 422, "TooManyRequests": 429,
    "UnsupportedMediaType": 415,
}


def status(reason: str, message: str, causes: list[dict] | None = None, details: dict | None = None) -> dict:
    body = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
            "reason": reason, "code": CODES[reason]}
    if causes or details:
        body["details"] = {**(details or {}), **({"causes": causes} if causes else {})}
    return body


def refusal(reason: str, message: str, causes: list[dict] | None = None, details: dict | None = None) -> Refusal:
    return Refusal(Response.json(status(reason, message, causes, details), CODES[reason]))


def not_found(kind, name: str) -> Refusal:
    return refusal("NotFound", f'{kind.qualified} "{name}" not found', details={"name": name, "kind": kind.plural})


def invalid(kind, name: str, field: str, value, message: str) -> Refusal:
    text = f'{kind.name} "{name}" is invalid: {field}: {message}'
    return refusal("Invalid", text, [{"reason": "FieldValueInvalid", "message": message, "field": field}])
