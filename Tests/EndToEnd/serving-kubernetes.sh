# The provider for Kubernetes, served to Terraform: a workspace on a cluster is planned, made, changed, imported and destroyed
# by Terraform itself, and rcw goes on with it. The calls are checked against the API's description where RCW_API_SPECS has it.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
if [ -z "${RCW_TEST_TERRAFORM:-}" ]; then
  [ -z "${RCW_REQUIRE_PLUGINS:-}" ] || exit 1
  echo "skipped: RCW_TEST_TERRAFORM is not set"
  exit 0
fi
mkdir bin home tmp
ln -s "$RCW" bin/rcw
export PATH=$PWD/bin:$PATH HOME=$PWD/home TMPDIR=$PWD/tmp CHECKPOINT_DISABLE=1
unset TF_CLI_CONFIG_FILE
start_simulator kubernetes ${RCW_API_SPECS:+--description "$RCW_API_SPECS/kubernetes/k8s-swagger.cut.json" \
  --errata "$RCW_API_SPECS/errata/errata.json"}
export KUBE_HOST=$SIMULATOR

terraform() { $RCW_TEST_TERRAFORM "$@" -no-color >log 2>&1 || fail "terraform $*"; }

run provider install kubernetes
says 'source = "rcw.local/rcw/kubernetes"'
cat >main.tf <<'EOF'
terraform {
  required_providers { kubernetes = { source = "rcw.local/rcw/kubernetes" } }
}
variable "image" { default = "busybox:1" }
variable "replicas" { default = 1 }
resource "kubernetes_namespace_v1" "team" {
  metadata { name = "served" }
}
resource "kubernetes_secret_v1" "key" {
  metadata {
    name      = "key"
    namespace = kubernetes_namespace_v1.team.metadata[0].name
  }
  data = { token = "hush" }
}
resource "kubernetes_persistent_volume_claim_v1" "home" {
  metadata {
    name      = "home"
    namespace = kubernetes_namespace_v1.team.metadata[0].name
  }
  wait_until_bound = false
  spec {
    access_modes = ["ReadWriteOnce"]
    resources { requests = { storage = "1Gi" } }
  }
}
resource "kubernetes_deployment_v1" "box" {
  metadata {
    name      = "box"
    namespace = kubernetes_namespace_v1.team.metadata[0].name
  }
  spec {
    replicas = var.replicas
    selector { match_labels = { app = "box" } }
    template {
      metadata { labels = { app = "box" } }
      spec {
        container {
          name  = "dev"
          image = var.image
          env_from {
            secret_ref { name = kubernetes_secret_v1.key.metadata[0].name }
          }
          volume_mount {
            name       = "home"
            mount_path = "/home"
          }
        }
        volume {
          name = "home"
          persistent_volume_claim { claim_name = kubernetes_persistent_volume_claim_v1.home.metadata[0].name }
        }
      }
    }
  }
}
resource "kubernetes_manifest" "note" {
  manifest = {
    apiVersion = "v1"
    kind       = "ConfigMap"
    metadata   = { name = "note", namespace = "default" }
    data       = { text = "hello" }
  }
}
data "kubernetes_nodes" "all" {}
output "nodes" { value = length(data.kubernetes_nodes.all.nodes) }
EOF
terraform init
terraform apply -auto-approve
says "5 added"
says "nodes = 1"
grep -q hush log && fail "the secret is not shown"
terraform plan -detailed-exitcode
terraform apply -auto-approve -var image=busybox:2
says "0 added, 1 changed, 0 destroyed"

# What somebody else took away is made again, and what is there is taken over.
curl -fsS -X DELETE "$SIMULATOR/apis/apps/v1/namespaces/served/deployments/box" >/dev/null
$RCW_TEST_TERRAFORM state rm kubernetes_secret_v1.key >log 2>&1
terraform import kubernetes_secret_v1.key served/key
terraform apply -auto-approve
says "1 added, 0 changed, 0 destroyed"

# A mistake is found where it stands, and a state of one is good for the other.
if $RCW_TEST_TERRAFORM plan -no-color -var replicas=-1 >log 2>&1; then fail "it refuses a negative number"; fi
says "replicas = var.replicas"
run plan -detailed-exitcode
terraform destroy -auto-approve
says "5 destroyed"
[ -z "$(ls tmp)" ] || fail "no socket is left: $(ls tmp)"
end_simulator
