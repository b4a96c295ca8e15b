# Workspaces on a cluster: the starter template from its init to the deletion, with what agents run in pods and all ways
# into them, a namespace for each workspace, and a template as Coder's own are written.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
start_simulator kubernetes --pace 0.02 --programs "$PWD/pods"
export KUBE_HOST=$SIMULATOR RCW_HOME=$PWD/home RCW_OWNER=ann TF_INPUT=0

post() { curl -fsS -H 'Content-Type: application/json' "$SIMULATOR$1" -d "$2" >/dev/null; }
count() { curl -fsS "$SIMULATOR$1" | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["items"]))'; }
there_are() { [ "$(count "$2")" -eq "$1" ] || fail "there are $1 of $2 ($(count "$2"))"; }
space=/api/v1/namespaces/coder-workspaces
deployments=/apis/apps/v1/namespaces/coder-workspaces/deployments
nothing_is_left() {
  for kind in pods persistentvolumeclaims services secrets; do there_are 0 "$space/$kind"; done
  there_are 0 "$deployments"
  there_are 0 /apis/networking.k8s.io/v1/networkpolicies
}

post /api/v1/namespaces '{"metadata": {"name": "coder-workspaces"}}'
post "$space/resourcequotas" '{"metadata": {"name": "team"}, "spec": {"hard": {"limits.memory": "12Gi", "limits.cpu": "20"}}}'

# The starter template.
ends_with 0 template init --id kubernetes mine
ends_with 0 template push mine --directory mine --yes
ends_with 0 create box --template mine --yes --use-parameter-defaults
there_are 1 "$deployments"
there_are 1 "$space/persistentvolumeclaims"
there_are 1 "$space/services"
there_are 1 /apis/networking.k8s.io/v1/networkpolicies
ends_with 0 exec box -- sh -c 'echo kept >note; cat note; echo aside >&2; exit 0'
says kept
says aside
ends_with 7 exec box -- sh -c 'exit 7'
ends_with 127 exec box -- no-such-program
echo passed | "$RCW" exec box -- cat >log 2>&1
says passed
ends_with 0 ssh box 'echo $CODER_AGENT_ID'

# Files go in and come out.
head -c 200000 /dev/urandom >random
ends_with 0 cp random box:copied
ends_with 0 cp box:copied back
cmp random back || fail "a file comes back as it went"

# A port of the pod, which here is one of this machine.
mkdir -p site && echo "from the pod" >site/index.html && touch site.log forward.log
python3 -u -m http.server --bind 127.0.0.1 --directory site 0 >site.log 2>&1 &
site=$!
until grep -q 'port [0-9]' site.log; do sleep 0.05; done
port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' site.log | head -n 1)
"$RCW" port-forward box "0:$port" >forward.log 2>&1 &
forward=$!
until grep -q leads forward.log; do sleep 0.05; done
local=$(sed -n 's/127.0.0.1:\([0-9]*\) leads.*/\1/p' forward.log)
[ "$(curl -fsS "http://127.0.0.1:$local/")" = "from the pod" ] || fail "the port leads into the pod"
[ "$(curl -fsS "http://127.0.0.1:$local/")" = "from the pod" ] || fail "it does so again"
kill "$forward" "$site"
wait "$forward" "$site" 2>/dev/null || true

# The home stays, and a change of size makes another pod.
ends_with 0 stop box
there_are 0 "$deployments"
there_are 0 "$space/pods"
there_are 1 "$space/persistentvolumeclaims"
ends_with 0 start box
ends_with 0 exec box -- cat note
says kept
ends_with 0 update box --parameter memory=8 --use-parameter-defaults --yes
ends_with 0 exec box -- cat note
says kept
ends_with 0 delete box --yes
nothing_is_left

# A namespace for each workspace.
ends_with 0 template push apart --directory mine --yes --variable namespace_for=workspace
ends_with 0 create box --template apart --yes --use-parameter-defaults
[ "$(curl -fsS "$SIMULATOR/api/v1/namespaces" | grep -o '"name": "coder-workspaces-ann-box-[0-9a-f]*"' | wc -l)" -eq 1 ] ||
  fail "the workspace has a namespace"
ends_with 0 exec box -- true
ends_with 0 stop box
ends_with 0 start box
ends_with 0 delete box --yes
if curl -fsS "$SIMULATOR/api/v1/namespaces" | grep -q coder-workspaces-ann; then fail "the namespace is gone"; fi

# Written as Coder's own: the token in the environment, scripts of modules beside the agent's.
mkdir own && cd own
cat >main.tf <<'END'
terraform {
  required_providers {
    coder      = { source = "coder/coder" }
    kubernetes = { source = "hashicorp/kubernetes" }
  }
}

data "coder_workspace" "me" {}

data "coder_parameter" "size" {
  name    = "size"
  type    = "number"
  default = "1"
  mutable = true
}

resource "coder_agent" "main" {
  arch           = "amd64"
  os             = "linux"
  startup_script = "echo started by $GREETER >>~/started"
}

resource "coder_env" "greeter" {
  agent_id = coder_agent.main.id
  name     = "GREETER"
  value    = "it's a module"
}

resource "coder_script" "second" {
  agent_id     = coder_agent.main.id
  display_name = "second"
  run_on_start = true
  script       = "echo second; echo 'a \\ b' >~/second"
}

resource "kubernetes_deployment" "main" {
  count            = data.coder_workspace.me.start_count
  wait_for_rollout = false
  metadata {
    name      = "own"
    namespace = "coder-workspaces"
  }
  spec {
    replicas = 1
    selector {
      match_labels = { app = "own" }
    }
    strategy {
      type = "Recreate"
    }
    template {
      metadata {
        labels = { app = "own" }
      }
      spec {
        container {
          name    = "sidecar"
          image   = "sidecar:1"
          command = ["sleep", "600"]
          resources {
            limits = { cpu = "1", memory = "1Gi" }
          }
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
            limits = { cpu = tostring(data.coder_parameter.size.value), memory = "1Gi" }
          }
        }
      }
    }
  }
}
END
ends_with 0 template push own --directory . --yes
ends_with 0 create dev --template own --yes --use-parameter-defaults
says "2 scripts for coder_agent.main"
both='until [ -s started ] && [ -s second ]; do sleep 0.1; done; cat started second'
ends_with 0 exec dev -- sh -c "$both"
says "started by it's a module"
says 'a \ b'
ends_with 0 logs dev
says "==> startup.log <=="
ends_with 0 logs dev --machine --tail 5
ends_with 0 logs dev --machine --container sidecar
ends_with 1 logs dev --machine --container other
says 'has no container "other". It has: sidecar, dev.'

# The pod that an update replaces still runs when the scripts are delivered: they go to the next one.
ends_with 0 update dev --parameter size=2 --yes
ends_with 0 exec dev -- sh -c "$both"
says "started by it's a module"
ends_with 0 delete dev --yes
cd ..
nothing_is_left

end_simulator
