# Workspaces on Azure, on its simulator: every exchange is as Azure describes it (RCW_API_SPECS), nothing is lost or made
# twice whatever fails, no secret is anywhere in clear, and a hundred container groups are read with one list.
#
# SURVIVAL_SEED repeats the faults of an earlier run.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
seed=${SURVIVAL_SEED:=$RANDOM}
echo "SURVIVAL_SEED=$seed"

start_simulator azure --seed "$seed" --pace 0.02 --page 60 --programs "$PWD/containers"
export ARM_METADATA_HOSTNAME=$SIMULATOR ARM_SUBSCRIPTION_ID=11111111-2222-3333-4444-555555555555
export ARM_TENANT_ID=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee ARM_CLIENT_ID=cccccccc-0000-0000-0000-000000000001
export ARM_CLIENT_SECRET=azure-client-secret RCW_HOME=$PWD/home RCW_OWNER=ann TF_INPUT=0

ALL_LOGS=$PWD/all-logs
# How many of a kind there are: resourceGroups, containerGroups, storageAccounts, shares.
count() { control GET world | python3 -c "import json, sys; print(json.load(sys.stdin).get('$1', 0))"; }
there_are() { [ "$(count "$2")" -eq "$1" ] || fail "there are $1 $2 ($(count "$2"))"; }
nothing_is_left() { [ "$(control GET world)" = "{}" ] || fail "nothing is left ($(control GET world))"; }

# The starter template: a stop that deletes the containers, and one that keeps them.
ends_with 0 template init --id azure-container-instances mine
cat >>mine/main.tf <<'END'

resource "coder_script" "second" {
  agent_id     = coder_agent.main.id
  display_name = "second"
  run_on_start = true
  script       = "echo \"it's here\" >~/second"
}
END
ends_with 0 template push mine --directory mine --yes
ends_with 0 create box --template mine --yes --use-parameter-defaults
there_are 1 containerGroups
there_are 1 shares
ends_with 0 stop box
there_are 0 containerGroups
there_are 1 shares
ends_with 0 start box
there_are 1 containerGroups
ends_with 0 exec box -- sh -c 'until [ -s ~/second ]; do sleep 0.1; done; cat ~/second'
says "it's here"
echo passed | "$RCW" exec box -- cat >log 2>&1
says passed
ends_with 3 ssh box 'exit 3'
ends_with 0 update box --parameter memory=8 --yes
there_are 1 containerGroups
there_are 1 shares
ends_with 0 delete box --yes
nothing_is_left
# The names of resources stay within what Azure allows, however long those of user and workspace are.
long=$(printf 'longish%.0s' 1 2 3 4)
RCW_OWNER=annabelle-the-first-of-her-name ends_with 0 create "$long" --template mine --yes --use-parameter-defaults
RCW_OWNER=annabelle-the-first-of-her-name ends_with 0 delete "$long" --yes
nothing_is_left
ends_with 0 create kept --template mine --yes --use-parameter-defaults --parameter when_stopped=keep
ends_with 0 stop kept
there_are 1 containerGroups
ends_with 0 start kept
ends_with 0 delete kept --yes
nothing_is_left

# A configuration in the words of the public provider: what changes in place, what is made anew, and drift.
mkdir group && cd group
cat >main.tf <<'END'
terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "memory" {
  default = 1
}

variable "team" {
  default = "a"
}

variable "password" {
  sensitive = true
  default   = "correct horse"
}

resource "azurerm_resource_group" "one" {
  name     = "one"
  location = "West Europe"
}

resource "azurerm_storage_account" "home" {
  name                     = "rcwhome"
  resource_group_name      = azurerm_resource_group.one.name
  location                 = azurerm_resource_group.one.location
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_storage_share" "home" {
  name               = "home"
  storage_account_id = azurerm_storage_account.home.id
  quota              = 5
}

resource "azurerm_container_group" "box" {
  name                = "box"
  resource_group_name = azurerm_resource_group.one.name
  location            = azurerm_resource_group.one.location
  os_type             = "Linux"
  dns_name_label      = "rcw-box"

  container {
    name   = "main"
    image  = "nginx:1"
    cpu    = "0.5"
    memory = var.memory

    secure_environment_variables = {
      PASSWORD = var.password
    }

    ports {
      port     = 80
      protocol = "TCP"
    }

    volume {
      name                 = "home"
      mount_path           = "/home"
      share_name           = azurerm_storage_share.home.name
      storage_account_name = azurerm_storage_account.home.name
      storage_account_key  = azurerm_storage_account.home.primary_access_key
    }
  }

  tags = {
    team = var.team
  }
}

resource "azurerm_storage_share_directory" "conf" {
  name              = "conf"
  storage_share_url = azurerm_storage_share.home.url
}

resource "azurerm_storage_share_file" "motd" {
  name              = "motd"
  path              = azurerm_storage_share_directory.conf.name
  storage_share_url = azurerm_storage_share.home.url
  source            = "motd"
  content_md5       = filemd5("motd")
}

output "fqdn" {
  value = azurerm_container_group.box.fqdn
}
END
echo hello >motd
ends_with 0 apply -auto-approve
says "rcw-box.westeurope.azurecontainer.io"
ends_with 0 plan -detailed-exitcode
ends_with 0 apply -auto-approve -var team=b
says "0 added, 1 changed, 0 destroyed"
ends_with 0 apply -auto-approve -var team=b -var memory=2
says "1 added, 0 changed, 1 destroyed"
there_are 1 shares
id=/subscriptions/$ARM_SUBSCRIPTION_ID/resourceGroups/one/providers/Microsoft.ContainerInstance/containerGroups/box
echo "hello again" >motd
ends_with 0 apply -auto-approve -var team=b -var memory=2
says "1 added, 0 changed, 1 destroyed"
ends_with 0 gc --platform azure
says "states know all"
ends_with 0 state rm azurerm_container_group.box
ends_with 0 gc --platform azure
says "$id"
ends_with 0 import -var team=b -var memory=2 azurerm_container_group.box "$id"
ends_with 0 apply -auto-approve
ends_with 0 show
ends_with 0 state show azurerm_container_group.box

# The password and the account's key are in the state, where they have to be, and nowhere that people look.
key=$("$RCW" state pull | python3 -c '
import json, sys
print(next(one["instances"][0]["attributes"]["primary_access_key"] for one in json.load(sys.stdin)["resources"]
           if one["type"] == "azurerm_storage_account"))')
ends_with 0 plan -replace azurerm_container_group.box
TF_LOG=trace ends_with 0 plan -refresh-only
for secret in "correct horse" "$key" azure-client-secret sim.ey; do
  ! grep --quiet --fixed-strings -- "$secret" ../all-logs || fail "nobody is shown: $secret"
done

# A region without room says so, as Azure does.
control POST full '{"westeurope": 0}'
ends_with 1 apply -auto-approve -replace azurerm_container_group.box
says "ContainerGroupQuotaReached"
says "ask for a higher quota"
control POST full '{"westeurope": null}'
ends_with 0 apply -auto-approve

# A group that fails to start is there, and is made anew.
control POST broken '{"box": ["ImagePullFailed", "The image cannot be pulled."]}'
ends_with 1 apply -auto-approve -var memory=3
says "The image cannot be pulled"
control POST broken '{"box": null}'
ends_with 0 apply -auto-approve -var memory=3
there_are 1 containerGroups

# A connection that ends after the group was begun: the next apply finds it.
ends_with 0 destroy -auto-approve -target azurerm_container_group.box
control POST faults '{"method": "PUT", "path": "*/containerGroups/*", "cut": "after", "times": null}'
ends_with 1 apply -auto-approve
control DELETE faults
ends_with 0 apply -auto-approve
ends_with 0 plan -detailed-exitcode

# Killed in the middle of it.
for moment in 0.2 0.4 0.6; do
  ends_with 0 destroy -auto-approve
  nothing_is_left
  timeout --signal KILL "$moment" "$RCW" apply -auto-approve >log 2>&1 || true
  ends_with 0 apply -auto-approve
  there_are 1 containerGroups
  there_are 1 storageAccounts
done

# Everything fails now and then: what was not done is done later, and nothing twice.
control POST faults '[{"times": null, "chance": 0.06, "status": 503, "path": "/subscriptions/*"},
  {"times": null, "chance": 0.04, "status": 429, "headers": {"retry-after-ms": "20"}, "path": "/subscriptions/*"},
  {"times": null, "chance": 0.04, "cut": "before", "path": "/subscriptions/*"},
  {"times": null, "chance": 0.04, "cut": "after", "path": "/subscriptions/*"}]'
for round in 1 2 3; do
  "$RCW" apply -auto-approve -var "memory=$round" >log 2>&1 || true
  "$RCW" destroy -auto-approve >log 2>&1 || true
done
control DELETE faults
ends_with 0 apply -auto-approve
there_are 1 containerGroups
there_are 1 storageAccounts
ends_with 0 destroy -auto-approve
nothing_is_left
cd ..

# A hundred groups that are as they were take two pages of a list.
mkdir many && cd many
cat >main.tf <<'END'
provider "azurerm" {
  features {}
}

resource "azurerm_resource_group" "many" {
  name     = "many"
  location = "westeurope"
}

resource "azurerm_container_group" "one" {
  count               = 100
  name                = "box-${count.index}"
  resource_group_name = azurerm_resource_group.many.name
  location            = azurerm_resource_group.many.location
  os_type             = "Linux"
  ip_address_type     = "None"

  container {
    name   = "main"
    image  = "nginx:1"
    cpu    = 1
    memory = 1
  }
}
END
ends_with 0 apply -auto-approve -parallelism=30
there_are 100 containerGroups
control DELETE exchanges
ends_with 0 plan -detailed-exitcode
[ "$(control GET 'count?method=GET&path=*/containergroups*')" -eq 2 ] ||
  fail "100 groups are read with two pages of a list ($(control GET 'count?path=/subscriptions/*') calls)"
ends_with 0 destroy -auto-approve -parallelism=30
nothing_is_left
cd ..

# What users do wrong is said before anything is made.
mkdir wrong && cd wrong
sed -e 's/"Linux"/"BeOS"/' -e 's/cpu    = 1/cpu = 1\n volume {\n name = "x"\n mount_path = "\/x"\n share_name = "y"\n }/' ../many/main.tf >main.tf
ends_with 1 validate
says 'Expected os_type to be one of'
says 'needs share_name, storage_account_name and storage_account_key'
sed -e 's/"Linux"/"BeOS"/' ../many/main.tf >/dev/null
cp ../many/main.tf main.tf
ARM_CLIENT_SECRET=wrong-secret ends_with 1 apply -auto-approve
says "Check client id, tenant, and secret or certificate"
env -u ARM_CLIENT_SECRET PATH=/usr/bin:/bin "$RCW" apply -auto-approve >log 2>&1 && fail "nobody signs in"
says "There is nothing to sign in to Azure with"
cd ..

end_simulator
