"""What tests do to the simulated Azure from outside."""

import hashlib

from simulation import Request, Response, Router

from .certificates import Certificate

controls = Router()
PREFIX = "/_simulator"


@controls.get(PREFIX + "/world")
def world(simulation, request: Request) -> Response:
    """How many resources there are of each type, by the last part of it; and `operations` under way."""
    counts: dict[str, int] = {}
    with simulation.world.lock:
        for resource in list(simulation.world.resources.values()):
            simulation.world.settle(resource)
        for resource in simulation.world.resources.values():
            name = resource.type.split("/")[-1]
            counts[name] = counts.get(name, 0) + 1
    return Response.json(counts)


@controls.post(PREFIX + "/full")
def full(simulation, request: Request) -> Response:
    """How many container groups fit into a region, as an object by region; null for as many as one likes."""
    for region, count in request.json().items():
        simulation.world.full.pop(region, None)
        if count is not None:
            simulation.world.full[region] = count
    return Response(204)


@controls.post(PREFIX + "/broken")
def broken(simulation, request: Request) -> Response:
    """Why container groups fail to start, as an object by name; null for those that start."""
    for name, problem in request.json().items():
        simulation.world.broken.pop(name, None)
        if problem is not None:
            simulation.world.broken[name] = tuple(problem)
    return Response(204)


@controls.post(PREFIX + "/taken")
def taken(simulation, request: Request) -> Response:
    """Names of storage accounts and vaults that somebody else has, as a list."""
    simulation.world.taken = set(request.json())
    return Response(204)


@controls.post(PREFIX + "/linked")
def linked(simulation, request: Request) -> Response:
    """The other tenant that every request to Resource Manager needs a token for; null for none."""
    simulation.linked = request.json()
    return Response(204)


@controls.post(PREFIX + "/expire")
def expire(simulation, request: Request) -> Response:
    """Takes all tokens that are out back."""
    simulation.valid_from = simulation.issued
    return Response(204)


@controls.post(PREFIX + "/certificates")
def certificates(simulation, request: Request) -> Response:
    """Gives the application a certificate that it may sign in with: the member `pem` of an object."""
    simulation.certificates.append(Certificate.parse(request.json()["pem"]))
    return Response(204)


@controls.get(PREFIX + "/files")
def files(simulation, request: Request) -> Response:
    """The MD5 of each file in a share, by path; null for folders."""
    with simulation.world.lock:
        share = simulation.world.find(request.value("share") or "")
        return Response.json({path: None if one.content is None else hashlib.md5(one.content).hexdigest()
                              for path, one in (share.entries if share else {}).items()})


@controls.post(PREFIX + "/power")
def power(simulation, request: Request) -> Response:
    """What somebody else has made of container groups, as an object by name: `Running`, `Stopped`, `Succeeded`."""
    with simulation.world.lock:
        for one in simulation.world.inside("/subscriptions", "microsoft.containerinstance/containergroups"):
            one.power = request.json().get(one.name, one.power)
    return Response(204)


@controls.get(PREFIX + "/hidden")
def hidden(simulation, request: Request) -> Response:
    """What a resource has that its API does not tell."""
    with simulation.world.lock:
        resource = simulation.world.find(request.value("id") or "")
        return Response.json(resource.hidden if resource else None)
