"""The routes of the simulated Machines API."""

import argparse
import time

from simulation import Contract, Refusal, Request, Response, Router, Simulation

from .pace import Pace
from .world import REGIONS, App, Lease, Machine, Volume, World, timestamp

GONE = {"destroyed", "replaced", "migrated"}
LEASE = "fly-machine-lease-nonce"


def refuse(status: int, error: str, word: str | None = None) -> Refusal:
    body = {"error": error, **({"status": word} if word else {})}
    return Refusal(Response.json(body, status))


class FlySimulation(Simulation):
    """One organisation or several, seen with one token."""

    routes = Router()
    controls = Router()

    def __init__(self, options: argparse.Namespace, contract: Contract | None):
        super().__init__("fly", contract, options.seed)
        self.token = options.token
        self.lag = options.lag
        self.page = options.page
        self.pace = Pace(options.rate)
        self.world = World(options.transition, options.programs)

    # What every request has to do with.

    def answer(self, request):
        response = super().answer(request)
        response.headers.setdefault("fly-request-id", f"01R{self.world.number():023d}-sim")
        return response

    def admit(self, request: Request) -> Response | None:
        given = request.header("Authorization").removeprefix("Bearer ").removeprefix("FlyV1 ")
        if given != self.token:
            return Response.json({"error": "Authenticate: token validation error"}, 401)
        if not self.pace.allows(request.method, request.path):
            return Response.json({"error": "rate limit exceeded"}, 429)
        with self.world.lock:
            self.world.settle_all()
        return None

    def app(self, request: Request) -> App:
        app = self.world.apps.get(request.parameters["app"])
        if app is None:
            raise refuse(404, "app not found")
        if time.monotonic() - app.born < self.lag:
            raise refuse(404, "app not found yet")
        return app

    def machine(self, request: Request) -> tuple[App, Machine]:
        app = self.app(request)
        machine = app.machines.get(request.parameters["machine"])
        if machine is None:
            raise refuse(404, "machine not found")
        return app, machine

    def volume(self, request: Request) -> tuple[App, Volume]:
        app = self.app(request)
        volume = app.volumes.get(request.parameters["volume"])
        if volume is None:
            raise refuse(404, "volume not found")
        return app, volume

    def body(self, request: Request) -> dict:
        body = request.json()
        if not isinstance(body, dict):
            raise refuse(400, "the body has to be an object")
        return body

    def unleased(self, request: Request, machine: Machine) -> None:
        """Refuses when somebody else has the machine."""
        lease = machine.lease
        if lease and lease.expires > time.time() and request.header(LEASE) != lease.nonce:
            raise refuse(409, f"machine ID {machine.id} lease currently held by {lease.owner}")

    def listed(self, request: Request, elements: list) -> Response:
        """One page, and the cursor of the next. What is younger than the lag is not in lists yet."""
        known = [one for one in elements if time.monotonic() - one.born >= self.lag]
        start = int(request.value("cursor") or 0)
        limit = min(self.page, int(request.value("limit") or self.page))
        headers = {"fly-next-cursor": str(start + limit)} if start + limit < len(known) else {}
        return Response.json([one.described() for one in known[start : start + limit]], headers=headers)

    # Apps

    @routes.get("/v1/apps")
    def list_apps(self, request):
        org = request.value("org_slug")
        with self.world.lock:
            apps = [app for app in self.world.apps.values() if app.org == org]
            start = int(request.value("cursor") or 0)
            shown = {"total_apps": len(apps), "apps": [app.described() for app in apps[start : start + self.page]]}
            if start + self.page < len(apps):
                shown["next_cursor"] = str(start + self.page)
        return Response.json(shown)

    @routes.post("/v1/apps")
    def create_app(self, request):
        body = self.body(request)
        name, key = body.get("name") or "", body.get("idempotency_key")
        if not name or not body.get("org_slug"):
            raise refuse(400, "name and org_slug are required")
        with self.world.lock:
            present = self.world.apps.get(name)
            if present and not (key and present.key == key):
                raise refuse(422, "Name has already been taken", "name_taken")
            app = present or App(name, body["org_slug"], self.world.number(), body.get("network") or "default", key)
            self.world.apps[name] = app
        return Response.json({"id": app.name, "created_at": int(time.time() * 1000)}, 201)

    @routes.get("/v1/apps/{app}")
    def show_app(self, request):
        with self.world.lock:
            return Response.json(self.app(request).described())

    @routes.delete("/v1/apps/{app}")
    def delete_app(self, request):
        with self.world.lock:
            del self.world.apps[self.app(request).name]
        return Response(202)

    @routes.post("/v1/apps/{app}/deploy_token")
    def deploy_token(self, request):
        with self.world.lock:
            return Response.json({"token": f"FlyV1 fm2_deploy_{self.app(request).name}"})

    @routes.post("/v1/tokens/oidc")
    def oidc_token(self, request):
        return Response.text(f"eyJ.{(request.json() or {}).get('aud', 'https://fly.io/personal')}.signed")

    # Machines

    @routes.get("/v1/apps/{app}/machines")
    def list_machines(self, request):
        with self.world.lock:
            machines = [one for one in self.app(request).machines.values() if self.selected(one, request)]
            return self.listed(request, machines)

    def selected(self, machine: Machine, request: Request) -> bool:
        metadata = machine.config.get("metadata", {})
        wanted = {key.removeprefix("metadata."): value[0] for key, value in request.query.items()
                  if key.startswith("metadata.")}
        return (
            request.value("region", machine.region) == machine.region
            and machine.state in (request.value("state") or machine.state).split(",")
            and all(metadata.get(key) == value for key, value in wanted.items())
        )

    @routes.post("/v1/apps/{app}/machines")
    def create_machine(self, request):
        body = self.body(request)
        with self.world.lock:
            app = self.app(request)
            config, region = body.get("config") or {}, body.get("region") or "ams"
            self.check_machine(app, body, config, region)
            machine = Machine(self.world.machine_id(), body.get("name") or f"quiet-water-{self.world.number()}",
                              region, config, f"fdaa:0:1:a7b:{self.world.number():x}::2")
            self.attach(app, machine)
            self.revise(machine, config)
            app.machines[machine.id] = machine
            if not body.get("skip_launch"):
                self.world.move(machine, "starting")
            return Response.json(machine.described())

    def check_machine(self, app: App, body: dict, config: dict, region: str) -> None:
        if not config.get("image"):
            raise refuse(400, "invalid_argument: config.image is required")
        if region not in REGIONS:
            raise refuse(400, f"invalid_argument: region {region} not found")
        if body.get("name") in {one.name for one in app.machines.values()}:
            raise refuse(409, f"unique machine name violation, machine ID already exists with name {body['name']}")
        if (body.get("min_secrets_version") or 0) > app.secrets_version:
            raise refuse(400, "min_secrets_version is not reached")
        for mount in config.get("mounts", []):
            volume = app.volumes.get(mount.get("volume"))
            if volume is None or volume.state != "created":
                raise refuse(400, f"volume {mount.get('volume')} not found")
            if volume.region != region:
                raise refuse(400, f"volume {volume.id} is in another region")
            if volume.machine:
                raise refuse(400, f"volume {volume.id} is in use by machine {volume.machine}")
        if self.world.is_full(region):
            raise refuse(422, f"insufficient resources to create new machine with existing volume in {region}"
                         if config.get("mounts") else f"no hosts available in {region}", "insufficient_capacity")

    def attach(self, app: App, machine: Machine) -> None:
        for mount in machine.config.get("mounts", []):
            app.volumes[mount["volume"]].machine = machine.id

    def revise(self, machine: Machine, config: dict) -> None:
        machine.config = config
        machine.version = self.world.new_version()
        machine.versions.insert(0, {"version": machine.version, "user_config": config})

    @routes.get("/v1/apps/{app}/machines/{machine}")
    def show_machine(self, request):
        with self.world.lock:
            return Response.json(self.machine(request)[1].described())

    @routes.post("/v1/apps/{app}/machines/{machine}")
    def update_machine(self, request):
        body = self.body(request)
        with self.world.lock:
            app, machine = self.machine(request)
            self.unleased(request, machine)
            config = body.get("config") or machine.config
            if (body.get("current_version") or machine.version) != machine.version:
                raise refuse(409, "the machine has another version by now")
            if self.volumes(config) != self.volumes(machine.config):
                raise refuse(400, "invalid_argument: volumes cannot be changed")
            if (body.get("min_secrets_version") or 0) > app.secrets_version:
                raise refuse(400, "min_secrets_version is not reached")
            self.revise(machine, config)
            if not body.get("skip_launch"):
                self.world.move(machine, "replacing")
            return Response.json(machine.described())

    def volumes(self, config: dict) -> list:
        return [mount.get("volume") for mount in config.get("mounts", [])]

    @routes.delete("/v1/apps/{app}/machines/{machine}")
    def delete_machine(self, request):
        with self.world.lock:
            _, machine = self.machine(request)
            self.unleased(request, machine)
            if machine.state not in ("stopped", "suspended", "created", "failed") and not request.flag("force"):
                raise refuse(412, "failed_precondition: unable to destroy machine, not currently stopped")
            if machine.state != "destroying":
                self.world.move(machine, "destroying")
        return Response.json({"ok": True})

    @routes.get("/v1/apps/{app}/machines/{machine}/wait")
    def wait(self, request):
        states = [one for given in request.query.get("state", ["started"]) for one in given.split(",")]
        version = request.value("version") or request.value("instance_id")
        deadline = time.monotonic() + min(60, float(request.value("timeout") or 60))
        world = self.world
        with world.lock:
            app, machine = self.machine(request)
            while machine.state not in states or version not in (None, machine.version):
                if machine.state in GONE or time.monotonic() > deadline:
                    raise refuse(408, f"deadline_exceeded: machine failed to reach desired state {states}")
                world.changed.wait(0.02)
                world.settle(app, machine)
            return Response.json({"ok": True, "state": machine.state, "version": machine.version})

    @routes.post("/v1/apps/{app}/machines/{machine}/{verb}")
    def do(self, request):
        moves = {"start": "starting", "stop": "stopping", "suspend": "suspending", "restart": "restarting"}
        verb = request.parameters["verb"]
        with self.world.lock:
            _, machine = self.machine(request)
            if verb in ("cordon", "uncordon"):
                machine.cordoned = verb == "cordon"
                return Response.json({"ok": True})
            self.unleased(request, machine)
            if verb == "signal":
                return self.signal(request, machine)
            if verb not in moves:
                return self.missing(request, set())
            return self.moved(machine, verb, moves[verb])

    def moved(self, machine: Machine, verb: str, state: str) -> Response:
        if verb == "start" and machine.state not in ("stopped", "suspended", "created"):
            raise refuse(412, f"failed_precondition: unable to start machine from current state: '{machine.state}'")
        if verb in ("suspend", "restart") and machine.state != "started":
            raise refuse(412, f"failed_precondition: unable to {verb} machine, it is {machine.state}")
        previous = machine.state
        if verb != "stop" or machine.state in ("started", "starting"):
            self.world.move(machine, state)
        return Response.json({"previous_state": previous, "migrated": False, "new_host": ""} if verb == "start" else {"ok": True})

    def signal(self, request: Request, machine: Machine) -> Response:
        if machine.state != "started":
            raise refuse(412, "failed_precondition: the machine does not run")
        self.world.note(machine, f"signal {self.body(request).get('signal')}")
        return Response.json({"ok": True})

    @routes.get("/v1/apps/{app}/machines/{machine}/events")
    def events(self, request):
        with self.world.lock:
            return Response.json(self.machine(request)[1].events)

    @routes.get("/v1/apps/{app}/machines/{machine}/versions")
    def versions(self, request):
        with self.world.lock:
            return Response.json(self.machine(request)[1].versions)

    @routes.get("/v1/apps/{app}/machines/{machine}/ps")
    def processes(self, request):
        with self.world.lock:
            _, machine = self.machine(request)
            command = " ".join(machine.config.get("init", {}).get("entrypoint") or ["/bin/sh"])
            return Response.json([{"pid": 1, "command": command, "directory": "/", "cpu": 0, "rss": 1024}])

    @routes.post("/v1/apps/{app}/machines/{machine}/exec")
    def execute(self, request):
        body = self.body(request)
        with self.world.lock:
            _, machine = self.machine(request)
            if machine.state != "started":
                raise refuse(412, "failed_precondition: the machine does not run")
            command = body.get("command") or []
            told = next((end for part, end in self.world.programs.items() if part in " ".join(command)), {})
        if machine.programs is not None:
            code, output, error = machine.programs.execute(command, body.get("stdin") or "")
            return Response.json({"exit_code": code, "exit_signal": 0, "stdout": output, "stderr": error, **told})
        echo = {"exit_code": 0, "exit_signal": 0, "stdout": body.get("stdin") or "", "stderr": ""}
        return Response.json({**echo, **told})

    # Leases

    @routes.get("/v1/apps/{app}/machines/{machine}/lease")
    def show_lease(self, request):
        with self.world.lock:
            _, machine = self.machine(request)
            if machine.lease is None or machine.lease.expires <= time.time():
                raise refuse(404, "lease not found")
            return Response.json(machine.lease.described(with_nonce=False))

    @routes.post("/v1/apps/{app}/machines/{machine}/lease")
    def take_lease(self, request):
        body = request.json() or {}
        ttl = float(body.get("ttl") or request.value("ttl") or 60)
        with self.world.lock:
            _, machine = self.machine(request)
            self.unleased(request, machine)
            lease = machine.lease
            if lease is None or lease.expires <= time.time():
                lease = Lease(f"{self.world.number():012x}", "someone@example.com", body.get("description") or "", 0)
            lease.expires = time.time() + ttl
            machine.lease = lease
            return Response.json(lease.described(with_nonce=True), 201)

    @routes.delete("/v1/apps/{app}/machines/{machine}/lease")
    def release_lease(self, request):
        with self.world.lock:
            _, machine = self.machine(request)
            self.unleased(request, machine)
            machine.lease = None
        return Response.json({"ok": True})

    # Metadata

    @routes.get("/v1/apps/{app}/machines/{machine}/metadata")
    def metadata(self, request):
        with self.world.lock:
            return Response.json(self.machine(request)[1].config.get("metadata", {}))

    @routes.post("/v1/apps/{app}/machines/{machine}/metadata/{key}")
    def set_metadata(self, request):
        with self.world.lock:
            machine = self.machine(request)[1]
            machine.config.setdefault("metadata", {})[request.parameters["key"]] = self.body(request).get("value", "")
        return Response(204)

    # Volumes

    @routes.get("/v1/apps/{app}/volumes")
    def list_volumes(self, request):
        with self.world.lock:
            return self.listed(request, list(self.app(request).volumes.values()))

    @routes.post("/v1/apps/{app}/volumes")
    def create_volume(self, request):
        body = self.body(request)
        with self.world.lock:
            app = self.app(request)
            region = body.get("region") or "ams"
            if region not in REGIONS or not body.get("name"):
                raise refuse(400, "invalid_argument: name and a region that exists are required")
            if self.world.is_full(region):
                raise refuse(422, f"no hosts with room for the volume in {region}", "volume_placement_capacity")
            volume = Volume(f"vol_{self.world.number():014x}", body["name"], region, body.get("size_gb") or 3, body,
                            f"{region}{self.world.number() % 7:x}")
            app.volumes[volume.id] = volume
            return Response.json(volume.described())

    @routes.get("/v1/apps/{app}/volumes/{volume}")
    def show_volume(self, request):
        with self.world.lock:
            return Response.json(self.volume(request)[1].described())

    @routes.put("/v1/apps/{app}/volumes/{volume}")
    def update_volume(self, request):
        with self.world.lock:
            _, volume = self.volume(request)
            volume.given = {**volume.given, **self.body(request)}
            return Response.json(volume.described())

    @routes.put("/v1/apps/{app}/volumes/{volume}/extend")
    def extend_volume(self, request):
        with self.world.lock:
            _, volume = self.volume(request)
            size = self.body(request).get("size_gb") or 0
            if size <= volume.size:
                raise refuse(400, "invalid_argument: a volume can only be extended")
            volume.size = size
            return Response.json({"needs_restart": bool(volume.machine), "volume": volume.described()})

    @routes.delete("/v1/apps/{app}/volumes/{volume}")
    def delete_volume(self, request):
        with self.world.lock:
            app, volume = self.volume(request)
            if volume.machine:
                raise refuse(409, f"volume is currently bound to machine: {volume.machine}")
            del app.volumes[volume.id]
            volume.state = "pending_destroy"
            return Response.json(volume.described())

    @routes.get("/v1/apps/{app}/volumes/{volume}/snapshots")
    def list_snapshots(self, request):
        with self.world.lock:
            return Response.json(self.volume(request)[1].snapshots)

    @routes.post("/v1/apps/{app}/volumes/{volume}/snapshots")
    def create_snapshot(self, request):
        with self.world.lock:
            _, volume = self.volume(request)
            volume.snapshots.insert(0, {"id": f"vs_{self.world.number():012x}", "created_at": timestamp(),
                                        "size": 1024, "status": "created", "volume_size": volume.size << 30})
        return Response(200)

    # Secrets

    @routes.get("/v1/apps/{app}/secrets")
    def list_secrets(self, request):
        with self.world.lock:
            return Response.json({"secrets": list(self.app(request).secrets.values())})

    @routes.post("/v1/apps/{app}/secrets")
    def set_secrets(self, request):
        with self.world.lock:
            app = self.app(request)
            for name, value in (self.body(request).get("values") or {}).items():
                app.set_secret(name, value)
            version = app.secrets_version
            return Response.json({"secrets": list(app.secrets.values()), "version": version, "Version": version})

    @routes.get("/v1/apps/{app}/secrets/{secret}")
    def show_secret(self, request):
        with self.world.lock:
            found = self.app(request).secrets.get(request.parameters["secret"])
            if found is None:
                raise refuse(404, "secret not found")
            return Response.json(found)

    @routes.post("/v1/apps/{app}/secrets/{secret}")
    def set_secret(self, request):
        with self.world.lock:
            app = self.app(request)
            found = app.set_secret(request.parameters["secret"], self.body(request).get("value", ""))
            return Response.json({**found, "version": app.secrets_version, "Version": app.secrets_version}, 201)

    @routes.delete("/v1/apps/{app}/secrets/{secret}")
    def delete_secret(self, request):
        with self.world.lock:
            app = self.app(request)
            if request.parameters["secret"] not in app.secrets:
                raise refuse(404, "secret not found")
            app.set_secret(request.parameters["secret"], None)
            return Response.json({"version": app.secrets_version, "Version": app.secrets_version})

    # Addresses

    @routes.get("/v1/apps/{app}/ip_assignments")
    def list_addresses(self, request):
        with self.world.lock:
            return Response.json({"ips": list(self.app(request).addresses.values())})

    @routes.post("/v1/apps/{app}/ip_assignments")
    def assign_address(self, request):
        body = self.body(request)
        kinds = {"v4": "203.0.113.{}", "shared_v4": "66.241.124.{}", "v6": "2a09:8280:1::{}",
                 "private_v6": "fdaa:0:1:0:1::{}", "egress_v4": "198.51.100.{}", "egress_v6": "2605:4c40::{}"}
        kind = body.get("type")
        if kind not in kinds:
            raise refuse(400, f"invalid_argument: no such type {kind}")
        with self.world.lock:
            app = self.app(request)
            shared = [one for one in app.addresses.values() if one["shared"]]
            if kind == "shared_v4" and shared:
                raise refuse(422, "the app has a shared address already")
            found = {
                "ip": kinds[kind].format(self.world.number()), "created_at": timestamp(), "egress": kind.startswith("egress_"),
                "region": body.get("region") or "global", "service_name": body.get("service_name") or "",
                "shared": kind == "shared_v4",
                "network": {"name": body.get("network") or "", "org_slug": body.get("org_slug") or app.org}
                if kind == "private_v6" else None,
            }
            app.addresses[found["ip"]] = found
            return Response.json(found)

    @routes.delete("/v1/apps/{app}/ip_assignments/{ip}")
    def release_address(self, request):
        with self.world.lock:
            if self.app(request).addresses.pop(request.parameters["ip"], None) is None:
                raise refuse(404, "ip not found")
        return Response(204)

    # Certificates

    @routes.get("/v1/apps/{app}/certificates")
    def list_certificates(self, request):
        with self.world.lock:
            names = list(self.app(request).certificates)
            shown = [{"hostname": name, "configured": False, "status": "Awaiting configuration"} for name in names]
            return Response.json({"certificates": shown, "total_count": len(shown)})

    @routes.post("/v1/apps/{app}/certificates/acme")
    def create_certificate(self, request):
        name = self.body(request).get("hostname") or ""
        with self.world.lock:
            app = self.app(request)
            if name in app.certificates:
                raise refuse(422, "Hostname already exists on app")
            app.certificates[name] = self.certificate(app, name)
            return Response.json(app.certificates[name], 201)

    @routes.post("/v1/apps/{app}/certificates/custom")
    def import_certificate(self, request):
        """One's own takes the place of another of one's own."""
        body = self.body(request)
        name = body.get("hostname") or ""
        pems = (body.get("fullchain") or "", body.get("private_key") or "")
        if "BEGIN CERTIFICATE" not in pems[0] or "PRIVATE KEY" not in pems[1]:
            raise refuse(422, "the certificate or its key is invalid")
        with self.world.lock:
            app = self.app(request)
            now = {**self.certificate(app, name), "acme_requested": False, "configured": True, "status": "Ready",
                   "certificates": [{"source": "custom", "status": "active", "issuer": "", "created_at": timestamp(),
                                     "expires_at": timestamp(), "issued": []}]}
            app.certificates[name] = now
            return Response.json(now, 201)

    def certificate(self, app: App, name: str) -> dict:
        addresses = [one for one in app.addresses if not one.startswith("fdaa:")]
        return {
            "hostname": name, "configured": False, "acme_requested": True, "status": "Awaiting configuration",
            "certificates": [], "validation_errors": [],
            "validation": {"dns_configured": False, "http_configured": False, "alpn_configured": False},
            "dns_requirements": {
                "a": [one for one in addresses if ":" not in one], "aaaa": [one for one in addresses if ":" in one],
                "cname": f"{app.name}.fly.dev",
                "acme_challenge": {"name": f"_acme-challenge.{name}", "target": f"{name}.{app.number}.flydns.net"},
                "ownership": {"name": f"_fly-ownership.{name}", "app_value": f"app-{app.number}"},
            },
        }

    @routes.get("/v1/apps/{app}/certificates/{hostname}")
    def show_certificate(self, request):
        with self.world.lock:
            found = self.app(request).certificates.get(request.parameters["hostname"])
            if found is None:
                raise refuse(404, "certificate not found")
            return Response.json(found)

    @routes.delete("/v1/apps/{app}/certificates/{hostname}")
    def delete_certificate(self, request):
        with self.world.lock:
            if self.app(request).certificates.pop(request.parameters["hostname"], None) is None:
                raise refuse(404, "certificate not found")
        return Response(204)

    # Organisations and the platform

    @routes.get("/v1/orgs/{org}/machines")
    def org_machines(self, request):
        with self.world.lock:
            apps = [app for app in self.world.apps.values() if app.org == request.parameters["org"]]
            found = [(app, one) for app in apps for one in app.machines.values()
                     if time.monotonic() - one.born >= self.lag]
            start = int(request.value("cursor") or 0)
            shown = {"machines": [self.overview(*pair) for pair in found[start : start + self.page]]}
            if start + self.page < len(found):
                shown["next_cursor"] = str(start + self.page)
            return Response.json(shown)

    def overview(self, app: App, machine: Machine) -> dict:
        names = ("id", "name", "region", "state", "version", "private_ip", "created_at", "updated_at", "config")
        described = machine.described(summary=True)
        return {"app_name": app.name, **{name: described[name] for name in names if name in described}}

    @routes.get("/v1/platform/regions")
    def regions(self, request):
        rows = [{"code": code, "name": name, "gateway_available": code in ("ams", "iad"), "deprecated": False,
                 "requires_paid_plan": False, "latitude": 52.3, "longitude": 4.9} for code, name in REGIONS.items()]
        return Response.json({"nearest": "ams", "regions": rows})

    @routes.post("/graphql")
    def graphql(self, request):
        body = self.body(request)
        slug = (body.get("variables") or {}).get("slug")
        if "organization(" not in body.get("query", ""):
            return Response.json({"errors": [{"message": "only organisations can be asked for here"}]})
        if slug in (None, "nobody"):
            problem = {"message": "Could not find Organization", "extensions": {"code": "NOT_FOUND"}}
            return Response.json({"data": {"organization": None}, "errors": [problem]})
        kind = "PERSONAL" if slug == "personal" else "SHARED"
        return Response.json({"data": {"organization": {"id": f"org-{slug}", "name": slug.title(), "type": kind}}})

    @routes.get("/api/v1/apps/{app}/logs")
    def logs(self, request):
        with self.world.lock:
            lines = [(number, one, text) for number, (one, text) in enumerate(self.app(request).logs, 1)
                     if one.id == (request.value("instance") or one.id)]
        after = int(request.value("next_token") or 0)
        data = [{"id": str(number), "type": "log", "attributes": {
            "timestamp": timestamp(), "message": text, "level": "info", "instance": one.id, "region": one.region}}
            for number, one, text in lines if number > after]
        return Response.json({"data": data, "meta": {"next_token": data[-1]["id"] if data else str(after)}})

    # Control

    @controls.post("/_simulator/full")
    def set_full(self, request):
        """{"ams": 2} makes the next two creations in a region fail for want of room; null all of them, 0 none."""
        with self.world.lock:
            for region, count in (request.json() or {}).items():
                self.world.full.pop(region, None)
                if count != 0:
                    self.world.full[region] = count
        return Response(204)

    @controls.post("/_simulator/programs")
    def set_programs(self, request):
        """{"PART OF A COMMAND": {"exit_code": 3, "stdout": "…"}} says how programs end."""
        with self.world.lock:
            self.world.programs.update(request.json() or {})
        return Response(204)

    @controls.post("/_simulator/exits")
    def set_exits(self, request):
        """{"IMAGE": 1} makes machines with the image end with that code as soon as they are started."""
        with self.world.lock:
            self.world.exits.update(request.json() or {})
        return Response(204)

    @controls.get("/_simulator/world")
    def world_now(self, request):
        """How much there is, by kind; machines with leases are counted."""
        with self.world.lock:
            self.world.settle_all()
            apps = list(self.world.apps.values())
            leases = [one for app in apps for one in app.machines.values()
                      if one.lease and one.lease.expires > time.time()]
            return Response.json({
                "apps": len(apps), "leases": len(leases),
                **{kind: sum(len(getattr(app, kind)) for app in apps)
                   for kind in ("machines", "volumes", "secrets", "addresses", "certificates")},
            })
