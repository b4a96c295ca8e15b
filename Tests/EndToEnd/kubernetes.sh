# A workspace on a cluster: made, planned again without a change, changed by somebody else, stopped, started and
# deleted, with the calls checked against the API's description where RCW_API_SPECS has it; then a manifest, an import,
# and a create that is killed.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
start_simulator kubernetes --programs "$PWD/pods"
export KUBE_HOST=$SIMULATOR

expect() {
  local what=$1
  shift
  "$@" || {
    echo "not so: $what" >&2
    exit 1
  }
}

object() { curl -fsS "$SIMULATOR$1"; }
merge() { curl -fsS -X PATCH -H 'Content-Type: application/merge-patch+json' -d "$2" "$SIMULATOR$1" >/dev/null; }
places=/apis/apps/v1/namespaces/default/deployments
deployments() { object "$places" | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["items"]))'; }

cat >main.tf <<'HCL'
terraform {
  required_providers {
    coder      = { source = "coder/coder" }
    kubernetes = { source = "hashicorp/kubernetes" }
  }
}

data "coder_workspace" "me" {}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}

resource "kubernetes_persistent_volume_claim_v1" "home" {
  metadata {
    name   = "home"
    labels = { "app.kubernetes.io/name" = "workspace" }
  }
  wait_until_bound = false
  spec {
    access_modes = ["ReadWriteOnce"]
    resources {
      requests = { storage = "1Gi" }
    }
  }
}

resource "kubernetes_deployment_v1" "main" {
  count = data.coder_workspace.me.start_count
  metadata {
    name = "workspace"
  }
  spec {
    replicas = 1
    selector {
      match_labels = { app = "workspace" }
    }
    strategy {
      type = "Recreate"
    }
    template {
      metadata {
        labels = { app = "workspace" }
      }
      spec {
        security_context {
          run_as_user     = 1000
          fs_group        = 1000
          run_as_non_root = true
        }
        container {
          name    = "dev"
          image   = "codercom/enterprise-base:ubuntu"
          command = ["sh", "-c", coder_agent.main.init_script]
          env {
            name  = "CODER_AGENT_TOKEN"
            value = coder_agent.main.token
          }
          resources {
            requests = { cpu = "250m", memory = "512Mi" }
            limits   = { cpu = "2", memory = "2Gi" }
          }
          volume_mount {
            mount_path = "/home/coder"
            name       = "home"
          }
        }
        volume {
          name = "home"
          persistent_volume_claim {
            claim_name = kubernetes_persistent_volume_claim_v1.home.metadata[0].name
          }
        }
        affinity {
          pod_anti_affinity {
            preferred_during_scheduling_ignored_during_execution {
              weight = 1
              pod_affinity_term {
                topology_key = "kubernetes.io/hostname"
                label_selector {
                  match_expressions {
                    key      = "app"
                    operator = "In"
                    values   = ["workspace"]
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
HCL

"$RCW" apply -auto-approve -input=false
expect "one deployment is there" test "$(deployments)" -eq 1
expect "a second plan changes nothing" "$RCW" plan -detailed-exitcode -input=false

merge "$places/workspace" '{"spec": {"replicas": 3}, "metadata": {"labels": {"someone": "else"}}}'
"$RCW" plan -input=false >drift.txt
grep -q 'replicas .*"3" -> "1"' drift.txt
grep -q '"else"' drift.txt
"$RCW" apply -auto-approve -input=false
expect "the drift is gone" "$RCW" plan -detailed-exitcode -input=false

export CODER_WORKSPACE_TRANSITION=stop
"$RCW" apply -auto-approve -input=false
expect "no deployment is left after the stop" test "$(deployments)" -eq 0
object /api/v1/namespaces/default/persistentvolumeclaims/home >/dev/null
export CODER_WORKSPACE_TRANSITION=start
"$RCW" apply -auto-approve -input=false

"$RCW" state rm 'kubernetes_deployment_v1.main[0]'
"$RCW" import 'kubernetes_deployment_v1.main[0]' default/workspace
expect "what was imported is as configured" "$RCW" plan -detailed-exitcode -input=false
"$RCW" destroy -auto-approve -input=false
expect "nothing is left" test "$(deployments)" -eq 0

# The answer to a create is lost with the process that asked.
rm main.tf
cat >config.tf <<'HCL'
resource "kubernetes_config_map" "settings" {
  metadata {
    generate_name = "settings-"
  }
  data = { key = "value" }
}

resource "kubernetes_manifest" "widget" {
  manifest = {
    apiVersion = "v1"
    kind       = "ConfigMap"
    metadata   = { name = "widget", namespace = "default" }
    data       = { size = "large" }
  }
}
HCL
control POST faults '{"method": "POST", "path": "*/configmaps", "slow": 5}'
"$RCW" apply -auto-approve -input=false >/dev/null 2>&1 &
apply=$!
for _ in {1..100}; do
  test "$(object /api/v1/namespaces/default/configmaps | grep -o settings- | head -c 1)" = s && break
  sleep 0.1
done
kill -9 "$apply"
wait "$apply" || true
"$RCW" apply -auto-approve -input=false
made=$(object /api/v1/namespaces/default/configmaps | python3 -c '
import json, sys
print(sum("generateName" in one["metadata"] for one in json.load(sys.stdin)["items"]))')
expect "there is one of it" test "$made" -eq 1
expect "a plan after the crash changes nothing" "$RCW" plan -detailed-exitcode -input=false
merge /api/v1/namespaces/default/configmaps/widget?fieldManager=somebody '{"data": {"size": "small"}}'
if "$RCW" apply -auto-approve -input=false >conflict.txt 2>&1; then exit 1; fi
grep -q 'data.size, written by "somebody"' conflict.txt
"$RCW" destroy -auto-approve -input=false

# Five hundred objects that are as they were take a few gets and a list; six of a workspace are applied with no more calls
# than kubectl needs, which gets each before it makes it, and the watch.
calls() { control GET "count?method=$1&path=$2"; }
rm config.tf
cat >main.tf <<'HCL'
resource "kubernetes_config_map" "many" {
  count = 500
  metadata {
    name = "many-${count.index}"
  }
  data = { index = count.index }
}
HCL
"$RCW" apply -auto-approve -input=false -parallelism=20 >/dev/null
control DELETE exchanges
expect "nothing has changed" "$RCW" plan -detailed-exitcode -input=false
expect "500 objects take at most 20 calls: $(calls '*' '/api*')" test "$(calls '*' '/api*')" -le 20
merge /api/v1/namespaces/default/configmaps/many-77 '{"data": {"index": "other"}}'
"$RCW" plan -input=false >drift.txt
grep -q 'many\[77\]' drift.txt
"$RCW" destroy -auto-approve -input=false -parallelism=20 >/dev/null

cat >main.tf <<'HCL'
locals {
  labels = { app = "six" }
}

resource "kubernetes_namespace" "six" {
  metadata {
    name = "six"
  }
}

resource "kubernetes_config_map" "six" {
  metadata {
    name      = "six"
    namespace = kubernetes_namespace.six.metadata[0].name
  }
  data = { key = "value" }
}

resource "kubernetes_secret" "six" {
  metadata {
    name      = "six"
    namespace = kubernetes_namespace.six.metadata[0].name
  }
  data = { key = "value" }
}

resource "kubernetes_persistent_volume_claim" "six" {
  metadata {
    name      = "six"
    namespace = kubernetes_namespace.six.metadata[0].name
  }
  wait_until_bound = false
  spec {
    access_modes = ["ReadWriteOnce"]
    resources {
      requests = { storage = "1Gi" }
    }
  }
}

resource "kubernetes_service" "six" {
  metadata {
    name      = "six"
    namespace = kubernetes_namespace.six.metadata[0].name
  }
  spec {
    selector = local.labels
    port {
      port = 80
    }
  }
}

resource "kubernetes_deployment" "six" {
  metadata {
    name      = "six"
    namespace = kubernetes_namespace.six.metadata[0].name
  }
  spec {
    selector {
      match_labels = local.labels
    }
    template {
      metadata {
        labels = local.labels
      }
      spec {
        container {
          name  = "main"
          image = "nginx:1"
        }
      }
    }
  }
}
HCL
control DELETE exchanges
"$RCW" apply -auto-approve -input=false
expect "six objects are made by six calls" test "$(calls POST '/api*')" -eq 6
own=$(calls '*' '/api*')
expect "at most 12 calls are made: $own" test "$own" -le 12

# The same objects by kubectl, on this cluster as well.
if [ -n "${RCW_TEST_CLIENTS:-}" ]; then
  kubectl() { "$RCW_TEST_CLIENTS/kubectl" --server "$SIMULATOR" --cache-dir "$PWD/cache" "$@"; }
  kubectl get --namespace six {namespace,configmap,secret,persistentvolumeclaim,service,deployment}/six -o json |
    python3 -c '
import json, sys
for one in json.load(sys.stdin)["items"]:
    inside = "namespace" in one["metadata"]
    one["metadata"] = {"name": "six", "namespace": "theirs"} if inside else {"name": "theirs"}
    one.pop("status", None)
    for key in ("clusterIP", "clusterIPs", "volumeName", "finalizers"):
        one.get("spec", {}).pop(key, None)
    print(json.dumps(one))' >six.json
  kubectl version >/dev/null
  control DELETE exchanges
  kubectl apply --validate=false -f six.json
  kubectl rollout status --namespace theirs deployment/six
  theirs=$(calls '*' '/api*')
  echo "$own calls, and $theirs by kubectl"
  expect "kubectl makes as many calls: $own here, $theirs there" test "$own" -le "$theirs"
  kubectl delete namespace theirs
fi
"$RCW" destroy -auto-approve -input=false

# A quota that has no room for the pods of a deployment is told at once, and stands in the error.
cat >main.tf <<'HCL'
resource "kubernetes_resource_quota" "team" {
  metadata {
    name = "team"
  }
  spec {
    hard = { "limits.memory" = "1Gi" }
  }
}

resource "kubernetes_deployment" "web" {
  depends_on = [kubernetes_resource_quota.team]
  metadata {
    name = "web"
  }
  timeouts {
    create = "4s"
  }
  spec {
    selector {
      match_labels = { app = "web" }
    }
    template {
      metadata {
        labels = { app = "web" }
      }
      spec {
        container {
          name  = "main"
          image = "nginx:1"
          resources {
            limits = { memory = "2Gi" }
          }
        }
      }
    }
  }
}
HCL
if "$RCW" apply -auto-approve -input=false >quota.txt 2>&1; then exit 1; fi
refusal='The quota "team" of the namespace does not allow this: it asks for 2Gi of limits.memory more'
grep "kubernetes_deployment.web: web-.*: FailedCreate: $refusal" quota.txt
grep -A 1 'was not ready within 4s' quota.txt | grep -F "$refusal"
sed -i 's/"2Gi"/"512Mi"/' main.tf
"$RCW" apply -auto-approve -input=false
"$RCW" destroy -auto-approve -input=false

violations=$(control GET violations)
expect "every call was as the API's description has it: $violations" test "$violations" = "[]"
