"""The simulated cluster as the vendor's own clients see it: kubectl and the official Python client."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CLIENTS = os.environ.get("RCW_TEST_CLIENTS")
HERE = Path(__file__).resolve().parent.parent


class ClusterTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        command = [HERE / "simulate", "kubernetes", "--pace", "0.01"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def tearDown(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()


@unittest.skipUnless(CLIENTS, "RCW_TEST_CLIENTS names no folder with kubectl")
class KubectlTest(ClusterTest):
    def kubectl(self, *arguments, given=None, fails=False):
        command = [f"{CLIENTS}/kubectl", "--server", self.url, "--cache-dir", self.folder.name, *arguments]
        done = subprocess.run(command, input=given and json.dumps(given), capture_output=True, text=True, timeout=60,
                              env={"HOME": self.folder.name, "PATH": os.environ["PATH"]})
        self.assertEqual(done.returncode != 0, fails, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def deployment(self, image="nginx:1"):
        labels = {"app": "web"}
        return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {
            "replicas": 2, "selector": {"matchLabels": labels}, "template": {
                "metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": image}]}}}}

    def test_a_deployment_rolls_out_is_changed_and_deleted(self):
        self.kubectl("apply", "--validate=false", "-f", "-", given=self.deployment())
        self.kubectl("rollout", "status", "deployment/web", "--timeout=20s")
        self.assertEqual(len(self.kubectl("get", "pods", "-o", "name").split()), 2)
        self.kubectl("apply", "--validate=false", "-f", "-", given=self.deployment("nginx:2"))
        self.kubectl("rollout", "status", "deployment/web", "--timeout=20s")
        self.assertIn("nginx:2", self.kubectl("get", "deployment", "web", "-o", "yaml"))
        self.kubectl("delete", "deployment", "web")
        self.assertIn("NotFound", self.kubectl("get", "deployment", "web", fails=True))

    def test_two_appliers_of_one_field_are_in_conflict(self):
        given = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "1"}}
        self.kubectl("apply", "--server-side", "--validate=false", "--field-manager=one", "-f", "-", given=given)
        given["data"]["k"] = "2"
        said = self.kubectl("apply", "--server-side", "--validate=false", "--field-manager=two", "-f", "-", given=given,
                            fails=True)
        self.assertIn('conflict with "one": .data.k', said)
        self.kubectl("apply", "--server-side", "--force-conflicts", "--validate=false", "--field-manager=two", "-f", "-",
                     given=given)

    def test_pods_print_and_run_commands(self):
        self.kubectl("apply", "--validate=false", "-f", "-", given=self.deployment())
        self.kubectl("rollout", "status", "deployment/web", "--timeout=20s")
        self.assertIn("hello from main", self.kubectl("logs", "deployment/web"))
        self.assertIn("inside", self.kubectl("exec", "deployment/web", "--", "echo", "inside"))
        self.assertIn("exit code 3", self.kubectl("exec", "deployment/web", "--", "sh", "-c", "exit 3", fails=True))

    def test_logs_are_read_from_the_end_and_of_a_container(self):
        given = self.deployment()
        given["spec"]["template"]["spec"]["containers"].append({"name": "side", "image": "side:1"})
        self.kubectl("apply", "--validate=false", "-f", "-", given=given)
        self.kubectl("rollout", "status", "deployment/web", "--timeout=20s")
        said = self.kubectl("logs", "deployment/web", "-c", "side", "--tail=1")
        self.assertIn("second line", said)
        self.assertNotIn("hello", said)
        self.assertIn("not found", self.kubectl("logs", "deployment/web", "-c", "side", "--previous", fails=True))

    def test_commands_read_their_input_to_the_end(self):
        self.kubectl("apply", "--validate=false", "-f", "-", given=self.deployment())
        self.kubectl("rollout", "status", "deployment/web", "--timeout=20s")
        said = self.kubectl("exec", "-i", "deployment/web", "--", "wc", "-c", given="x" * 100_000)
        self.assertIn("100002", said)
        self.assertIn("not found", self.kubectl("exec", "deployment/web", "--", "no-such-program", fails=True))

    def test_pods_belong_to_the_replica_set_of_their_template(self):
        for image in ("nginx:1", "nginx:2", "nginx:1"):
            self.kubectl("apply", "--validate=false", "-f", "-", given=self.deployment(image))
            self.kubectl("rollout", "status", "deployment/web", "--timeout=20s")
        self.assertEqual(len(self.kubectl("get", "replicasets", "-o", "name").split()), 2)
        self.assertIn("3", self.kubectl("rollout", "history", "deployment/web"))
        self.kubectl("delete", "deployment", "web")
        self.kubectl("wait", "--for=delete", "pods", "-l", "app=web", "--timeout=20s")

    def test_a_claim_is_bound_and_waited_for(self):
        claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "home"}, "spec": {
            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}
        self.kubectl("apply", "--validate=false", "-f", "-", given=claim)
        self.kubectl("wait", "--for=jsonpath={.status.phase}=Bound", "pvc/home", "--timeout=20s")


@unittest.skipUnless(CLIENTS, "RCW_TEST_CLIENTS names no folder with the Kubernetes client")
class PythonClientTest(ClusterTest):
    """Runs in the Python that has the client, whose models refuse answers of another shape."""

    PROGRAM = """
import sys
from kubernetes import client, watch
api = client.ApiClient(client.Configuration(host=sys.argv[1]))
core, apps = client.CoreV1Api(api), client.AppsV1Api(api)
core.create_namespace({"metadata": {"name": "team"}})
core.create_namespaced_secret("team", {"metadata": {"name": "s"}, "stringData": {"k": "v"}})
assert core.read_namespaced_secret("s", "team").data == {"k": "dg=="}
core.create_namespaced_pod("team", {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i:1"}]}})
for event in watch.Watch().stream(core.list_namespaced_pod, "team", timeout_seconds=20):
    if event["object"].status.phase == "Running":
        break
else:
    raise SystemExit("the pod does not run")
core.create_namespaced_service("team", {"metadata": {"name": "w"}, "spec": {"ports": [{"port": 80}], "selector": {"a": "b"}}})
assert core.read_namespaced_service("w", "team").spec.cluster_ip
assert core.list_namespaced_event("team").items
core.delete_namespace("team")
"""

    # Speaks the older channels, and reaches ports by WebSocket.
    STREAMS = """
import socket, sys, threading, time
from kubernetes import client
from kubernetes.stream import portforward, stream
core = client.CoreV1Api(client.ApiClient(client.Configuration(host=sys.argv[1])))
core.create_namespaced_pod("default", {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i:1"}]}})
while core.read_namespaced_pod("p", "default").status.phase != "Running":
    time.sleep(0.05)
run = lambda *command, **options: stream(
    core.connect_get_namespaced_pod_exec, "p", "default", command=list(command), stderr=True, stdout=True, **options)
assert run("echo", "inside") == "inside\\n"
shell = run("sh", stdin=True, _preload_content=False)
shell.write_stdin("echo aside >&2; exit 3\\n")
shell.run_forever(timeout=20)
assert shell.read_stderr() == "aside\\n"
assert shell.returncode == 3
listener = socket.create_server(("127.0.0.1", 0))
def answer():
    connection = listener.accept()[0]
    connection.sendall(connection.recv(100)[::-1])
    connection.close()
threading.Thread(target=answer, daemon=True).start()
port = listener.getsockname()[1]
forward = portforward(core.connect_get_namespaced_pod_portforward, "p", "default", ports=str(port))
connection = forward.socket(port)
connection.setblocking(True)
connection.sendall(b"abc")
assert connection.recv(100) == b"cba"
"""

    def run_program(self, program):
        done = subprocess.run([sys.executable, "-c", program, self.url], capture_output=True, text=True, timeout=60,
                              env={"PATH": os.environ["PATH"]})
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_models_take_the_answers(self):
        self.run_program(self.PROGRAM)

    def test_commands_and_ports_are_reached(self):
        self.run_program(self.STREAMS)


if __name__ == "__main__":
    unittest.main()
