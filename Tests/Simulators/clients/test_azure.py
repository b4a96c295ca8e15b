"""The simulated Azure as Microsoft's own Python clients see it, over TLS: they refuse to send tokens without."""

import json
import logging
import os
import socket
import ssl
import subprocess
import tempfile
import unittest
import urllib.request
from pathlib import Path

CLIENTS = os.environ.get("RCW_TEST_CLIENTS")
if CLIENTS:
    import websocket
    from azure.core.exceptions import (
        ClientAuthenticationError, HttpResponseError, ResourceExistsError, ResourceNotFoundError)
    from azure.identity import (
        AzureCliCredential, CertificateCredential, ClientSecretCredential, ManagedIdentityCredential,
        WorkloadIdentityCredential)
    from azure.keyvault.secrets import SecretClient
    from azure.mgmt.containerinstance import ContainerInstanceManagementClient
    from azure.mgmt.keyvault import KeyVaultManagementClient
    from azure.mgmt.msi import ManagedServiceIdentityClient
    from azure.mgmt.resource.resources import ResourceManagementClient
    from azure.mgmt.storage import StorageManagementClient
    from azure.storage.fileshare import ContentSettings, ShareClient

HERE = Path(__file__).resolve().parent.parent
SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
TENANT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
CLIENT = "cccccccc-0000-0000-0000-000000000001"
SECRET = "azure-client-secret"
REGION = "westeurope"
resolve = socket.getaddrinfo


def resolve_here(host, *arguments, **options):
    """Vaults and file services have hosts below localhost, which not every machine resolves."""
    return resolve("127.0.0.1" if str(host).endswith(".localhost") else host, *arguments, **options)


@unittest.skipUnless(CLIENTS, "RCW_TEST_CLIENTS names no folder with Microsoft's clients")
class AzureTest(unittest.TestCase):
    """One simulator for all tests of a class; every exchange is checked where RCW_API_SPECS has the descriptions."""

    @classmethod
    def setUpClass(cls):
        socket.getaddrinfo = resolve_here
        logging.disable(logging.WARNING)
        cls.folder = tempfile.TemporaryDirectory()
        cls.certificate = cls.make_certificate("server", "IP:127.0.0.1,DNS:*.vault.localhost,DNS:*.file.localhost")
        command = [HERE / "simulate", "azure", "--pace", "0.02", "--page", "2", "--certificate", cls.certificate]
        cls.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        cls.plain, cls.url = (cls.process.stdout.readline().strip() for _ in range(2))
        cls.port = cls.url.rpartition(":")[2]
        cls.credential = ClientSecretCredential(TENANT, CLIENT, SECRET, **cls.directory())

    @classmethod
    def tearDownClass(cls):
        socket.getaddrinfo = resolve
        logging.disable(logging.NOTSET)
        cls.process.terminate()
        violations = cls.process.communicate()[1]
        cls.folder.cleanup()
        assert cls.process.returncode == 0, violations

    @classmethod
    def make_certificate(cls, name: str, hosts: str = "DNS:client") -> str:
        """A file with a certificate that signs itself, and its key."""
        file = f"{cls.folder.name}/{name}.pem"
        key = f"{cls.folder.name}/{name}.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                        "-addext", f"subjectAltName={hosts}", "-keyout", key, "-out", file], check=True, capture_output=True)
        Path(file).write_text(Path(file).read_text() + Path(key).read_text())
        return file

    @classmethod
    def directory(cls) -> dict:
        return {"authority": cls.url, "disable_instance_discovery": True, "connection_verify": cls.certificate}

    @classmethod
    def manager(cls, client, version: str):
        return client(cls.credential, SUBSCRIPTION, base_url=cls.url, credential_scopes=["https://management.azure.com/.default"],
                      api_version=version, connection_verify=cls.certificate, polling_interval=0)

    @classmethod
    def control(cls, path: str, body: bytes) -> None:
        trusts = ssl.create_default_context(cafile=cls.certificate)
        request = urllib.request.Request(f"{cls.url}/_simulator/{path}", body, method="POST")
        urllib.request.urlopen(request, context=trusts).close()

    def group(self) -> str:
        """A new resource group, which ends with the test."""
        name = self.id().rpartition(".")[2].replace("_", "-")[:80]
        groups = self.manager(ResourceManagementClient, "2021-04-01").resource_groups
        groups.create_or_update(name, {"location": REGION})
        self.addCleanup(lambda: groups.begin_delete(name).result())
        return name

    def refused(self, code: str, kind=None):
        """What is done within has to be refused with that code."""
        test = self

        class Check:
            def __enter__(self):
                pass

            def __exit__(self, _, error, __):
                test.assertIsInstance(error, kind or HttpResponseError)
                test.assertEqual(error.error.code if error.error else error.error_code, code)
                return True

        return Check()


class SignInTest(AzureTest):
    """Each credential gets a token that Resource Manager takes, or is told why not."""

    def is_let_in(self, credential) -> None:
        client = ResourceManagementClient(
            credential, SUBSCRIPTION, base_url=self.url, api_version="2021-04-01", connection_verify=self.certificate,
            credential_scopes=["https://management.azure.com/.default"])
        self.assertEqual([one.name for one in client.resource_groups.list()], [])

    def with_variables(self, **variables) -> None:
        old = {name: os.environ.get(name) for name in variables}
        os.environ.update(variables)
        self.addCleanup(lambda: [os.environ.pop(name) if value is None else os.environ.update({name: value})
                                 for name, value in old.items()])

    def test_secrets(self):
        self.is_let_in(self.credential)
        with self.assertRaisesRegex(ClientAuthenticationError, "AADSTS7000215"):
            self.is_let_in(ClientSecretCredential(TENANT, CLIENT, "wrong", **self.directory()))
        with self.assertRaisesRegex(ClientAuthenticationError, "AADSTS700016"):
            self.is_let_in(ClientSecretCredential(TENANT, SUBSCRIPTION, SECRET, **self.directory()))

    def test_certificates(self):
        known = self.make_certificate("known")
        self.control("certificates", json.dumps({"pem": Path(known).read_text()}).encode())
        self.is_let_in(CertificateCredential(TENANT, CLIENT, known, **self.directory()))
        self.is_let_in(CertificateCredential(TENANT, CLIENT, known, send_certificate_chain=True, **self.directory()))
        with self.assertRaisesRegex(ClientAuthenticationError, "AADSTS700027"):
            self.is_let_in(CertificateCredential(TENANT, CLIENT, self.make_certificate("other"), **self.directory()))

    def test_identities_of_pods(self):
        token = Path(self.folder.name, "token")
        token.write_text("federated-token")
        self.is_let_in(WorkloadIdentityCredential(
            tenant_id=TENANT, client_id=CLIENT, token_file_path=str(token), **self.directory()))

    def test_identities_of_machines(self):
        self.with_variables(AZURE_POD_IDENTITY_AUTHORITY_HOST=self.plain)
        self.is_let_in(ManagedIdentityCredential())
        self.is_let_in(ManagedIdentityCredential(client_id=CLIENT))
        with self.assertRaises(ClientAuthenticationError):
            self.is_let_in(ManagedIdentityCredential(client_id=SUBSCRIPTION))

    def test_identities_of_apps(self):
        self.with_variables(IDENTITY_ENDPOINT=f"{self.plain}/msi/token", IDENTITY_HEADER="identity-header")
        self.is_let_in(ManagedIdentityCredential())

    def test_tokens_are_for_one_service(self):
        token = self.credential.get_token("https://vault.azure.net/.default")

        class Other:
            def get_token(self, *_, **__):
                return token

        with self.assertRaisesRegex(ClientAuthenticationError, "InvalidAuthenticationToken"):
            self.is_let_in(Other())


class ResourceTest(AzureTest):
    def setUp(self):
        self.client = self.manager(ResourceManagementClient, "2021-04-01")

    def test_groups(self):
        groups = self.client.resource_groups
        self.assertFalse(groups.check_existence("one"))
        made = groups.create_or_update("one", {"location": "West Europe", "tags": {"a": "b"}})
        self.assertEqual((made.name, made.tags, made.properties.provisioning_state), ("one", {"a": "b"}, "Succeeded"))
        self.assertTrue(groups.check_existence("ONE"))
        self.assertEqual(groups.update("one", {"tags": {"c": "d"}}).tags, {"c": "d"})
        with self.refused("InvalidResourceGroupLocation", ResourceExistsError):
            groups.create_or_update("one", {"location": "northeurope"})
        groups.begin_delete("one").result()
        with self.refused("ResourceGroupNotFound", ResourceNotFoundError):
            groups.get("one")
        with self.refused("ResourceGroupNotFound", ResourceNotFoundError):
            groups.begin_delete("one")

    def test_lists_have_pages(self):
        names = [f"many-{number}" for number in range(5)]
        for name in names:
            self.client.resource_groups.create_or_update(name, {"location": REGION})
        self.assertEqual([one.name for one in self.client.resource_groups.list()], names)
        for name in names:
            self.client.resource_groups.begin_delete(name).result()

    def test_resources_are_found_by_type_and_tag(self):
        group = self.group()
        identities = self.manager(ManagedServiceIdentityClient, "2024-11-30").user_assigned_identities
        for name in ("a", "b"):
            made = identities.create_or_update(group, name, {"location": REGION, "tags": {"who": name}})
            self.assertTrue(made.principal_id and made.client_id and made.tenant_id)
        kind = "resourceType eq 'Microsoft.ManagedIdentity/userAssignedIdentities'"
        found = self.client.resources.list(filter=f"{kind} and name eq 'b'")
        self.assertEqual([one.tags for one in found], [{"who": "b"}])
        found = self.client.resources.list_by_resource_group(group, filter="tagName eq 'who' and tagValue eq 'a'")
        self.assertEqual([one.name for one in found], ["a"])
        identities.delete(group, "a")
        self.assertEqual([one.name for one in identities.list_by_resource_group(group)], ["b"])

    def test_providers_are_registered(self):
        found = self.client.providers.get("Microsoft.ContainerInstance")
        self.assertEqual(found.registration_state, "Registered")
        self.assertEqual(self.client.providers.register("Microsoft.Storage").namespace, "Microsoft.Storage")


class ContainerTest(AzureTest):
    def setUp(self):
        self.client = self.manager(ContainerInstanceManagementClient, "2023-05-01")
        self.groups = self.client.container_groups

    def wanted(self, memory=1.0, **more) -> dict:
        container = {"name": "main", "properties": {
            "image": "nginx:1", "resources": {"requests": {"cpu": 1.0, "memoryInGB": memory}}, "ports": [{"port": 80}],
            "environmentVariables": [{"name": "A", "value": "b"}, {"name": "S", "secureValue": "correct horse"}]}}
        return {"location": REGION, "properties": {
            "containers": [container], "osType": "Linux", "ipAddress": {"type": "Public", "ports": [{"port": 80}]}}, **more}

    def test_a_group_is_made_changed_and_deleted(self):
        group = self.group()
        made = self.groups.begin_create_or_update(group, "box", self.wanted(tags={"a": "b"})).result()
        self.assertEqual((made.provisioning_state, made.instance_view.state), ("Succeeded", "Running"))
        self.assertEqual(made.tags, {"a": "b"})
        self.assertTrue(made.ip_address.ip)
        self.assertEqual([one.secure_value for one in made.containers[0].environment_variables], [None, None])
        self.assertEqual(made.containers[0].instance_view.current_state.state, "Running")
        self.assertEqual(self.groups.update(group, "box", {"tags": {"c": "d"}}).tags, {"c": "d"})
        with self.refused("InvalidContainerGroupUpdate"):
            self.groups.begin_create_or_update(group, "box", self.wanted(memory=2.0))
        self.groups.begin_delete(group, "box").result()
        with self.refused("ResourceNotFound", ResourceNotFoundError):
            self.groups.get(group, "box")
        self.groups.begin_delete(group, "box").result()

    def test_groups_start_and_stop(self):
        group = self.group()
        self.groups.begin_create_or_update(group, "box", self.wanted()).result()
        state = lambda: self.groups.get(group, "box").instance_view.state
        self.groups.stop(group, "box")
        self.assertEqual(state(), "Stopped")
        self.groups.begin_start(group, "box").result()
        self.assertEqual(state(), "Running")
        self.groups.begin_restart(group, "box").result()
        self.assertEqual(state(), "Running")

    def test_lists_have_no_instance_views(self):
        group = self.group()
        for name in ("a", "b", "c"):
            self.groups.begin_create_or_update(group, name, self.wanted()).result()
        for found in (self.groups.list(), self.groups.list_by_resource_group(group)):
            found = list(found)
            self.assertEqual([one.name for one in found], ["a", "b", "c"])
            self.assertEqual([one.instance_view for one in found], [None, None, None])

    def test_containers_are_looked_into(self):
        group = self.group()
        self.groups.begin_create_or_update(group, "box", self.wanted()).result()
        self.assertIn("line 3 of main", self.client.containers.list_logs(group, "box", "main").content)
        self.assertEqual(self.client.containers.list_logs(group, "box", "main", tail=1).content, "line 3 of main\n")
        opened = self.client.containers.execute_command(
            group, "box", "main", {"command": "/bin/sh", "terminalSize": {"rows": 24, "cols": 80}})
        connection = websocket.create_connection(opened.web_socket_uri, timeout=20, sslopt={"ca_certs": self.certificate})
        connection.send(opened.password)
        connection.send("echo in$((1 + 1))side; exit\n")
        said = b""
        while part := connection.recv():
            said += part
        self.assertIn(b"in2side", said)
        with self.refused("ContainerNotFound"):
            self.client.containers.list_logs(group, "box", "other")

    def test_what_fails_says_why(self):
        group = self.group()
        self.control("broken", b'{"broken": ["ImagePullFailed", "The image cannot be pulled."]}')
        with self.refused("ImagePullFailed"):
            self.groups.begin_create_or_update(group, "broken", self.wanted()).result()
        self.assertEqual(self.groups.get(group, "broken").provisioning_state, "Failed")
        self.control("full", f'{{"{REGION}": 0}}'.encode())
        self.addCleanup(lambda: self.control("full", f'{{"{REGION}": null}}'.encode()))
        with self.refused("ContainerGroupQuotaReached", ResourceExistsError):
            self.groups.begin_create_or_update(group, "other", self.wanted())
        with self.refused("ResourceGroupNotFound", ResourceNotFoundError):
            self.groups.begin_create_or_update("nowhere", "box", self.wanted())


class StorageTest(AzureTest):
    def setUp(self):
        self.client = self.manager(StorageManagementClient, "2021-08-01")

    def account(self, group: str, name: str, **more):
        wanted = {"location": REGION, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, **more}
        return self.client.storage_accounts.begin_create(group, name, wanted).result()

    def test_accounts(self):
        group, accounts = self.group(), self.client.storage_accounts
        self.assertTrue(accounts.check_name_availability({"name": "rcwone", "type": "Microsoft.Storage/storageAccounts"})
                        .name_available)
        made = self.account(group, "rcwone", tags={"a": "b"})
        self.assertEqual((made.provisioning_state, made.sku.name, made.sku.tier), ("Succeeded", "Standard_LRS", "Standard"))
        self.assertTrue(made.primary_endpoints.file.startswith("https://rcwone.file."))
        taken = accounts.check_name_availability({"name": "rcwone", "type": "Microsoft.Storage/storageAccounts"})
        self.assertEqual((taken.name_available, taken.reason), (False, "AlreadyExists"))
        keys = accounts.list_keys(group, "rcwone").keys_property
        self.assertEqual([one.key_name for one in keys], ["key1", "key2"])
        again = accounts.regenerate_key(group, "rcwone", {"keyName": "key1"}).keys_property
        self.assertNotEqual(again[0].value, keys[0].value)
        self.assertEqual(again[1].value, keys[1].value)
        changed = accounts.update(group, "rcwone", {"tags": {"c": "d"}, "properties": {"minimumTlsVersion": "TLS1_2"}})
        self.assertEqual((changed.tags, changed.minimum_tls_version), ({"c": "d"}, "TLS1_2"))
        accounts.delete(group, "rcwone")
        accounts.delete(group, "rcwone")
        with self.refused("ResourceNotFound", ResourceNotFoundError):
            accounts.get_properties(group, "rcwone")

    def test_shares(self):
        group, shares = self.group(), self.client.file_shares
        self.account(group, "rcwtwo")
        body = lambda quota: {"properties": {"shareQuota": quota, "metadata": {"a": "b"}}}
        self.assertEqual(shares.create(group, "rcwtwo", "home", body(5)).share_quota, 5)
        self.assertEqual(shares.update(group, "rcwtwo", "home", body(6)).share_quota, 6)
        found = shares.get(group, "rcwtwo", "home")
        self.assertEqual((found.share_quota, found.metadata, found.enabled_protocols), (6, {"a": "b"}, "SMB"))
        for name in ("other", "third"):
            shares.create(group, "rcwtwo", name, body(1))
        self.assertEqual([one.name for one in shares.list(group, "rcwtwo")], ["home", "other", "third"])
        shares.delete(group, "rcwtwo", "home")
        with self.refused("ShareNotFound", ResourceNotFoundError):
            shares.get(group, "rcwtwo", "home")


class FileTest(AzureTest):
    """What is in shares: the client signs requests with a key of the account, or has a token."""

    def share(self, name: str, key=None, **more):
        """A share of a new account, as who has the account's first key unless another credential is given."""
        accounts = self.manager(StorageManagementClient, "2021-08-01")
        group = self.group()
        wanted = {"location": REGION, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
        made = accounts.storage_accounts.begin_create(group, name, wanted).result()
        accounts.file_shares.create(group, name, "home", {"properties": {"shareQuota": 5}})
        key = key or {"account_name": name, "account_key": accounts.storage_accounts.list_keys(group, name).keys_property[0].value}
        return ShareClient(made.primary_endpoints.file, "home", credential=key, connection_verify=self.certificate,
                           retry_total=0, **more)

    def lives(self, share) -> None:
        folder = share.create_directory("some place", metadata={"who": "ann"})
        self.assertEqual(folder.get_directory_properties().metadata, {"who": "ann"})
        content = os.urandom(5 << 20)
        file = folder.get_file_client("a file+.bin")
        file.upload_file(content, content_settings=ContentSettings("text/plain", content_disposition="inline"),
                         metadata={"a_b": "1", "a1": "2"})
        self.assertEqual(file.download_file().readall(), content)
        self.assertEqual(file.download_file(offset=10, length=20).readall(), content[10:30])
        found = file.get_file_properties()
        self.assertEqual((found.size, found.metadata), (len(content), {"a_b": "1", "a1": "2"}))
        self.assertEqual((found.content_settings.content_type, found.content_settings.content_disposition),
                         ("text/plain", "inline"))
        file.set_http_headers(ContentSettings("text/html"))
        file.set_file_metadata({"c": "d"})
        found = file.get_file_properties()
        self.assertEqual((found.content_settings.content_type, found.content_settings.content_disposition),
                         ("text/html", None))
        self.assertEqual(found.metadata, {"c": "d"})
        self.assertEqual([one.name for one in share.list_directories_and_files()], ["some place"])
        self.assertEqual([one.size for one in share.list_directories_and_files("some place")], [len(content)])
        with self.refused("DirectoryNotEmpty", ResourceExistsError):
            folder.delete_directory()
        file.delete_file()
        folder.delete_directory()
        with self.refused("ResourceNotFound", ResourceNotFoundError):
            share.get_directory_client("some place").get_directory_properties()
        with self.refused("ParentNotFound", ResourceNotFoundError):
            share.get_file_client("some place/x").upload_file(b"x")

    def test_files_for_who_has_a_key(self):
        self.lives(self.share("rcwkey"))

    def test_files_for_who_has_a_token(self):
        self.lives(self.share("rcwtoken", self.credential, token_intent="backup"))

    def test_who_has_another_key_is_kept_out(self):
        wrong = {"account_name": "rcwwrong", "account_key": "d3Jvbmc="}
        with self.refused("AuthenticationFailed", ClientAuthenticationError):
            self.share("rcwwrong", wrong).get_directory_client("x").create_directory()


class VaultTest(AzureTest):
    def setUp(self):
        self.client = self.manager(KeyVaultManagementClient, "2023-07-01")

    def vault(self, name: str):
        """A vault whose secrets the client may do anything with, and a client for them."""
        group = self.group()
        permissions = {"secrets": ["get", "list", "set", "delete", "recover", "purge", "backup", "restore"]}
        wanted = {"location": REGION, "properties": {
            "tenantId": TENANT, "sku": {"family": "A", "name": "standard"},
            "accessPolicies": [{"tenantId": TENANT, "objectId": CLIENT, "permissions": permissions}]}}
        made = self.client.vaults.begin_create_or_update(group, name, wanted).result()
        self.assertEqual(made.properties.provisioning_state, "Succeeded")
        secrets = SecretClient(made.properties.vault_uri, self.credential, api_version="7.4",
                               verify_challenge_resource=False, connection_verify=self.certificate)
        return group, secrets

    def test_vaults_keep_their_names(self):
        group, _ = self.vault("rcw-one")
        self.assertEqual(self.client.vaults.get(group, "rcw-one").properties.soft_delete_retention_in_days, 90)
        self.client.vaults.delete(group, "rcw-one")
        is_deleted = lambda: "rcw-one" in [one.name for one in self.client.vaults.list_deleted()]
        self.assertTrue(is_deleted())
        self.assertEqual(self.client.vaults.get_deleted("rcw-one", REGION).properties.location, REGION)
        taken = {"location": REGION, "properties": {"tenantId": TENANT, "sku": {"family": "A", "name": "standard"}}}
        with self.refused("ConflictError", ResourceExistsError):
            self.client.vaults.begin_create_or_update(group, "rcw-one", taken)
        self.client.vaults.begin_purge_deleted("rcw-one", REGION).result()
        self.assertFalse(is_deleted())

    def test_secrets_have_versions(self):
        _, secrets = self.vault("rcw-two")
        first = secrets.set_secret("one", "correct horse", content_type="text/plain", tags={"a": "b"})
        second = secrets.set_secret("one", "battery staple")
        self.assertNotEqual(first.properties.version, second.properties.version)
        self.assertEqual(secrets.get_secret("one").value, "battery staple")
        self.assertEqual(secrets.get_secret("one", first.properties.version).value, "correct horse")
        self.assertEqual(secrets.get_secret("one", first.properties.version).properties.tags, {"a": "b"})
        changed = secrets.update_secret_properties("one", second.properties.version, content_type="words")
        self.assertEqual(changed.content_type, "words")
        versions = {one.version for one in secrets.list_properties_of_secret_versions("one")}
        self.assertEqual(versions, {first.properties.version, second.properties.version})
        for name in ("two", "three"):
            secrets.set_secret(name, "x")
        self.assertEqual({one.name for one in secrets.list_properties_of_secrets()}, {"one", "two", "three"})
        secrets.update_secret_properties("two", enabled=False)
        with self.refused("Forbidden"):
            secrets.get_secret("two")

    def test_deleted_secrets_are_recovered_or_purged(self):
        _, secrets = self.vault("rcw-three")
        secrets.set_secret("one", "x")
        deleted = secrets.begin_delete_secret("one", _polling_interval=0)
        self.assertTrue(deleted.result().recovery_id)
        deleted.wait()
        with self.refused("SecretNotFound", ResourceNotFoundError):
            secrets.get_secret("one")
        with self.refused("Conflict", ResourceExistsError):
            secrets.set_secret("one", "y")
        self.assertEqual([one.name for one in secrets.list_deleted_secrets()], ["one"])
        secrets.begin_recover_deleted_secret("one", _polling_interval=0).wait()
        self.assertEqual(secrets.get_secret("one").value, "x")
        secrets.begin_delete_secret("one", _polling_interval=0).wait()
        secrets.purge_deleted_secret("one")
        with self.refused("SecretNotFound", ResourceNotFoundError):
            secrets.get_deleted_secret("one")

    def test_policies_say_who_may_do_what(self):
        group, secrets = self.vault("rcw-four")
        secrets.set_secret("one", "x")
        policy = {"tenantId": TENANT, "objectId": CLIENT, "permissions": {"secrets": ["list"]}}
        found = self.client.vaults.update_access_policy(group, "rcw-four", "replace", {"properties": {"accessPolicies": [policy]}})
        self.assertEqual(found.properties.access_policies[0].permissions.secrets, ["list"])
        with self.refused("Forbidden"):
            secrets.get_secret("one")
        self.assertEqual([one.name for one in secrets.list_properties_of_secrets()], ["one"])


if __name__ == "__main__":
    unittest.main()
