"""Who signs in: the directory's tokens, managed identities, and the tokens of pipelines."""

import base64
import json
import time
from urllib.parse import parse_qs

from simulation import Request, Response, Router

from .certificates import Certificate
from .world import CLIENT, OTHER_TENANT, SECRET, TENANT

routes = Router()
ISSUED = "sim."
CLOUDS = {
    "AzureCloud": (["https://management.core.windows.net/", "https://management.azure.com/"], "vault.azure.net"),
    "AzureUSGovernment": (["https://management.core.usgovcloudapi.net/", "https://management.usgovcloudapi.net/"],
                          "vault.usgovcloudapi.net"),
    "AzureChinaCloud": (["https://management.core.chinacloudapi.cn/", "https://management.chinacloudapi.cn/"], "vault.azure.cn"),
}
MANAGERS = {one.rstrip("/") for audiences, _ in CLOUDS.values() for one in audiences}


def issue(simulation, audience: str, client: str, tenant: str = TENANT) -> dict:
    simulation.issued += 1
    claims = {"aud": audience.rstrip("/"), "exp": time.time() + simulation.lifetime, "appid": client, "tid": tenant,
              "number": simulation.issued}
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return {"token_type": "Bearer", "expires_in": simulation.lifetime, "ext_expires_in": simulation.lifetime,
            "access_token": f"{ISSUED}{payload}.{simulation.world.guid()}"}


def claims_of(token: str) -> dict | None:
    """None for what is no token of ours."""
    try:
        payload = token.removeprefix(ISSUED).split(".")[0]
        return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:
        return None


def denied(error: str, code: int, message: str, status: int = 401) -> Response:
    return Response.json({"error": error, "error_codes": [code], "timestamp": "now",
                          "error_description": f"AADSTS{code}: {message}\r\nTrace ID: x"}, status)


@routes.post("/{tenant}/oauth2/v2.0/token")
def token(simulation, request: Request) -> Response:
    form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    if request.parameters["tenant"] not in (TENANT, OTHER_TENANT):
        return denied("invalid_request", 90002, f"Tenant '{request.parameters['tenant']}' not found.", 400)
    if form.get("client_id") != CLIENT:
        return denied("unauthorized_client", 700016, "Application was not found in the directory.", 400)
    if form.get("grant_type") != "client_credentials" or not form.get("scope", "").endswith("/.default"):
        return denied("invalid_request", 900144, "The request body is not what it has to be.", 400)
    if problem := proof_problem(simulation, form):
        return problem
    return Response.json(issue(simulation, form["scope"].removesuffix("/.default"), CLIENT, request.parameters["tenant"]))


def proof_problem(simulation, form: dict) -> Response | None:
    if "client_secret" in form:
        if form["client_secret"] != SECRET:
            return denied("invalid_client", 7000215, "Invalid client secret provided.")
        return None
    if form.get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
        return denied("invalid_client", 7000218, "The request body must contain a client_assertion or client_secret.")
    if form.get("client_assertion") in simulation.assertions:
        return None
    return certificate_problem(simulation, form.get("client_assertion", ""))


def certificate_problem(simulation, assertion: str) -> Response | None:
    """A client's own assertion: one of its certificates must have signed it."""
    try:
        header, payload, signature = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in assertion.split("."))
        header, payload = json.loads(header), json.loads(payload)
    except ValueError:
        return denied("invalid_client", 50027, "JWT token is invalid or malformed.")
    text = assertion.rpartition(".")[0].encode()
    certificate = next((one for one in simulation.certificates if is_named(one, header)), None)
    is_good = (certificate and certificate.has_signed(text, signature, header.get("alg"))
               and payload.get("iss") == payload.get("sub") == CLIENT and payload.get("exp", 0) > time.time()
               and str(payload.get("aud", "")).endswith(f"/{TENANT}/oauth2/v2.0/token"))
    if is_good:
        return None
    return denied("invalid_client", 700027, "Client assertion failed signature validation.")


def is_named(certificate: Certificate, header: dict) -> bool:
    """Whether a header says that this one has signed."""
    for name, algorithm in (("x5t", "sha1"), ("x5t#S256", "sha256")):
        if name in header:
            digest = base64.urlsafe_b64encode(certificate.thumbprint(algorithm)).decode().rstrip("=")
            return str(header[name]).rstrip("=") == digest
    return False


@routes.get("/{tenant}/discovery/instance")
@routes.get("/common/discovery/instance")
def instances(simulation, request: Request) -> Response:
    return Response.json({"tenant_discovery_endpoint": "", "metadata": []})


@routes.get("/{tenant}/v2.0/.well-known/openid-configuration")
def configuration(simulation, request: Request) -> Response:
    base = f"{simulation.scheme(request)}://{request.header('Host')}/{request.parameters['tenant']}"
    return Response.json({"token_endpoint": f"{base}/oauth2/v2.0/token", "issuer": f"{base}/v2.0",
                          "authorization_endpoint": f"{base}/oauth2/v2.0/authorize"})


@routes.get("/metadata/endpoints")
def endpoints(simulation, request: Request) -> Response:
    """All clouds are here; each has names of its own for what tokens are for."""
    base = f"{simulation.scheme(request)}://{request.header('Host')}"
    port = request.header("Host").partition(":")[2]
    return Response.json([{
        "name": name, "resourceManager": base,
        "authentication": {"loginEndpoint": base, "audiences": audiences, "tenant": "common", "identityProvider": "AAD"},
        "suffixes": {"keyVaultDns": vaults, "storage": f"localhost:{port}"},
    } for name, (audiences, vaults) in CLOUDS.items()])


@routes.get("/metadata/identity/oauth2/token")
def imds(simulation, request: Request) -> Response:
    if request.header("Metadata") != "true":
        return Response.json({"error": "invalid_request", "error_description": "Required metadata header not specified"}, 400)
    return identity_token(simulation, request)


@routes.get("/msi/token")
def app_service(simulation, request: Request) -> Response:
    if request.header("X-IDENTITY-HEADER") != "identity-header":
        return Response.json({"statusCode": 401, "message": "wrong header"}, 401)
    return identity_token(simulation, request)


def identity_token(simulation, request: Request) -> Response:
    client = request.value("client_id") or CLIENT
    if client != CLIENT:
        return Response.json({"error": "invalid_request", "error_description": "Identity not found"}, 400)
    answer = issue(simulation, request.value("resource") or "", client)
    answer["expires_on"] = str(int(time.time()) + answer["expires_in"])
    answer["expires_in"] = str(answer["expires_in"])
    return Response.json({**answer, "resource": request.value("resource"), "client_id": client})


@routes.route("GET POST", "/oidc/token")
def pipeline(simulation, request: Request) -> Response:
    if request.header("Authorization") != "Bearer pipeline-token":
        return Response.json({"message": "who is it?"}, 401)
    is_devops = request.method == "POST"
    if is_devops and request.value("serviceConnectionId") != "connection":
        return Response.json({"message": "no such connection"}, 404)
    if not is_devops and request.value("audience") != "api://AzureADTokenExchange":
        return Response.json({"message": "another audience"}, 400)
    return Response.json({"oidcToken" if is_devops else "value": "federated-token"})
