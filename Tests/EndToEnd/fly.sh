# Workspaces and apps on Fly, on its simulator: every exchange is as Fly describes it (RCW_API_SPECS), nothing is lost
# or made twice whatever fails, and hundreds of machines are read with a handful of calls.
#
# SURVIVAL_SEED repeats the faults of an earlier run.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
seed=${SURVIVAL_SEED:=$RANDOM}
echo "SURVIVAL_SEED=$seed"

start_simulator fly --seed "$seed" --transition 0.02 --lag 0.2 --page 200 --programs "$PWD/machines"
export FLY_FLAPS_BASE_URL=$SIMULATOR FLY_API_BASE_URL=$SIMULATOR FLY_API_TOKEN=fly-token RCW_HOME=$PWD/home RCW_OWNER=ann TF_INPUT=0

call() {
  curl -fsS -H "Authorization: Bearer fly-token" -H "Content-Type: application/json" -X "$1" "$SIMULATOR/v1/$2" ${3:+-d "$3"}
}
# How many of a kind there are: apps, machines, volumes, secrets, addresses, certificates, leases.
count() { control GET world | python3 -c "import json, sys; print(json.load(sys.stdin)['$1'])"; }
there_are() { [ "$(count "$2")" -eq "$1" ] || fail "there are $1 $2 ($(count "$2"))"; }
nothing_is_left() { for kind in apps machines volumes addresses leases; do there_are 0 "$kind"; done; }

# A template in the words of the public provider, as Coder's own were written.
mkdir old && cd old
cat >main.tf <<'END'
terraform {
  required_providers {
    fly   = { source = "fly-apps/fly" }
    coder = { source = "coder/coder" }
  }
}

provider "fly" {
  fly_api_token = var.token == "" ? null : var.token
}

variable "token" {
  type      = string
  sensitive = true
  default   = ""
}

data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "size" {
  name    = "size"
  type    = "number"
  default = "1"
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

resource "fly_app" "workspace" {
  name = "old-${lower(data.coder_workspace_owner.me.name)}"
  org  = "personal"
}

resource "fly_volume" "home-volume" {
  app    = fly_app.workspace.name
  name   = "home_${replace(lower(data.coder_workspace.me.name), "-", "_")}"
  size   = data.coder_parameter.size.value
  region = "ams"
}

resource "fly_machine" "workspace" {
  count      = data.coder_workspace.me.start_count
  app        = fly_app.workspace.name
  region     = "ams"
  name       = data.coder_workspace.me.name
  image      = "codercom/code-server:latest"
  cpus       = 1
  cputype    = "shared"
  memorymb   = 2 * 1024
  env        = { CODER_AGENT_TOKEN = "${coder_agent.main.token}" }
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  services = [
    {
      ports = [
        { port = 443, handlers = ["tls", "http"] },
        { port = 80, handlers = ["http"] }
      ]
      protocol        = "tcp",
      "internal_port" = 80
    }
  ]
  mounts = [{ volume = fly_volume.home-volume.id, path = "/home/coder" }]
}
END
ends_with 0 template push old --directory . --yes
ends_with 0 create dev --template old --yes --use-parameter-defaults
there_are 1 machines
ends_with 0 exec dev -- sh -c 'until [ -s started ] && [ -s second ]; do sleep 0.1; done; cat started second'
says "started by it's a module"
says 'a \ b'
ends_with 0 logs dev
says "==> startup.log <=="
ends_with 0 exec dev -- cat </dev/null
echo passed | "$RCW" exec dev -- cat >log 2>&1
says passed
control POST programs '{"hello": {"exit_code": 3, "stderr": "no such thing"}}'
ends_with 3 ssh dev hello
says "no such thing"
ends_with 0 stop dev
there_are 0 machines
there_are 1 volumes
ends_with 0 start dev
there_are 1 machines
ends_with 0 delete dev --yes
nothing_is_left
cd ..

# The starter template: a stop that deletes the machine, and one that keeps it.
ends_with 0 template init --id fly mine
ends_with 0 template push mine --directory mine --yes
ends_with 0 create box --template mine --yes --use-parameter-defaults --parameter when_stopped=keep
there_are 1 machines
ends_with 0 stop box
there_are 1 machines
ends_with 0 start box
ends_with 0 delete box --yes
nothing_is_left
ends_with 0 create box --template mine --yes --use-parameter-defaults
ends_with 0 stop box
there_are 0 machines
there_are 1 volumes
ends_with 0 start box
ends_with 0 delete box --yes
nothing_is_left

# An app in several regions: regions come and go, drift is seen and mended, objects are imported.
ends_with 0 template init --id fly-multi-region app
cd app
export TF_VAR_name=rcw-app
ends_with 0 apply -auto-approve
there_are 3 machines
ends_with 0 plan -detailed-exitcode
ends_with 0 apply -auto-approve -var 'regions=["ams", "sea", "fra"]'
says "1 added, 0 changed, 1 destroyed"
machine=$("$RCW" output -json machines | python3 -c 'import json, sys; print(json.load(sys.stdin)["ams"])')
call POST "apps/rcw-app/machines/$machine" '{"config": {"image": "other:1"}}' >/dev/null
ends_with 2 plan -detailed-exitcode -var 'regions=["ams", "sea", "fra"]'
says 'docker.io/library/nginx:1'
ends_with 0 apply -auto-approve -var 'regions=["ams", "sea", "fra"]'
ends_with 0 state rm 'fly_machine.app["ams"]'
ends_with 0 gc --platform fly
says "$machine"
ends_with 0 import -var 'regions=["ams", "sea", "fra"]' 'fly_machine.app["ams"]' "rcw-app,$machine"
ends_with 0 plan -detailed-exitcode -var 'regions=["ams", "sea", "fra"]'
ends_with 0 gc --platform fly
says "states know all"

# No room: elsewhere only if the template says so.
control POST full '{"hkg": null}'
ends_with 1 apply -auto-approve -var 'regions=["ams", "hkg"]'
says 'fallback_regions'
sed -i '/region   = each.key/a\  fallback_regions = ["nrt"]' main.tf
ends_with 0 apply -auto-approve -var 'regions=["ams", "hkg"]'
control POST full '{"hkg": 0}'
ends_with 0 plan -detailed-exitcode -var 'regions=["ams", "hkg"]'
there_are 2 machines

# A connection that ends after the machine was made: the next apply finds it.
control POST faults '{"method": "POST", "path": "/v1/apps/*/machines", "cut": "after"}'
ends_with 1 apply -auto-approve
ends_with 0 apply -auto-approve
there_are 3 machines
ends_with 0 plan -detailed-exitcode

# Killed in the middle of it.
for moment in 0.2 0.4 0.6; do
  ends_with 0 destroy -auto-approve
  nothing_is_left
  timeout --signal KILL "$moment" "$RCW" apply -auto-approve >log 2>&1 || true
  ends_with 0 apply -auto-approve
  there_are 3 machines
  there_are 1 apps
done

# A lease of somebody else is waited for.
machine=$("$RCW" output -json machines | python3 -c 'import json, sys; print(json.load(sys.stdin)["ams"])')
call POST "apps/rcw-app/machines/$machine/lease" '{"ttl": 2, "description": "deploying"}' >/dev/null
ends_with 0 apply -auto-approve -var image=docker.io/library/nginx:2

# Everything fails now and then: what was not done is done later, and nothing twice.
control POST faults '[{"times": null, "chance": 0.06, "status": 503, "path": "/v1/*"},
  {"times": null, "chance": 0.04, "cut": "before", "path": "/v1/*"},
  {"times": null, "chance": 0.04, "cut": "after", "path": "/v1/*"}]'
for round in 1 2 3 4; do
  "$RCW" apply -auto-approve -var "image=docker.io/library/nginx:$round" >log 2>&1 || true
  "$RCW" destroy -auto-approve >log 2>&1 || true
done
control DELETE faults
ends_with 0 apply -auto-approve
there_are 3 machines
there_are 1 addresses
ends_with 0 destroy -auto-approve
nothing_is_left
cd ..

# Three hundred machines that are as they were take a handful of calls.
mkdir many && cd many
cat >main.tf <<'END'
terraform {
  required_providers {
    fly = { source = "fly-apps/fly" }
  }
}

provider "fly" {
  rate_limit = 0
}

resource "fly_app" "many" {
  name = "many"
}

resource "fly_machine" "one" {
  count       = 300
  app         = fly_app.many.name
  region      = "ams"
  image       = "nginx"
  skip_launch = true
}
END
ends_with 0 apply -auto-approve
there_are 300 machines
sleep 0.3
control DELETE exchanges
ends_with 0 plan -detailed-exitcode
[ "$(control GET 'count?method=GET&path=/v1/apps/many/machines*')" -eq 2 ] ||
  fail "300 machines are read with two pages of a list ($(control GET 'count?path=/v1/*') calls)"
ends_with 0 destroy -auto-approve
nothing_is_left
cd ..

# Tokens that are for a run alone are in no state.
mkdir tokens && cd tokens
cat >main.tf <<'END'
terraform {
  required_providers {
    fly = { source = "fly-apps/fly" }
  }
}

resource "fly_app" "box" {
  name = "tokens"
}

ephemeral "fly_deploy_token" "box" {
  app = fly_app.box.id
}

ephemeral "fly_oidc_token" "aws" {
  aud = "sts.amazonaws.com"
}

resource "terraform_data" "use" {
  provisioner "local-exec" {
    command     = "echo \"$DEPLOY $OIDC\" >used"
    environment = { DEPLOY = ephemeral.fly_deploy_token.box.token, OIDC = ephemeral.fly_oidc_token.aws.token }
  }
}
END
ends_with 0 apply -auto-approve
[ "$(cat used)" = "FlyV1 fm2_deploy_tokens eyJ.sts.amazonaws.com.signed" ] || fail "both tokens are given: $(cat used)"
if grep --quiet "fm2_deploy\|eyJ" terraform.tfstate log; then fail "they are kept nowhere"; fi
ends_with 0 destroy -auto-approve
nothing_is_left
cd ..

# What users do wrong is said before anything is made.
mkdir wrong && cd wrong
ends_with 1 gc --platform flyy
says 'Did you mean "fly"?'
sed -e 's/^  image .*/  image = "x"\n  cputype = "fast"\n  services = [{ protocol = "tcp", internal_port = 80, ports = [{}] }]/' \
  ../many/main.tf >main.tf
ends_with 1 validate
says 'Expected cputype to be one of'
says '"ports" needs "port"'
cd ..

end_simulator
