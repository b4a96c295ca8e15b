# A mock stands in for the configuration that it names, and the others stay real.

cat >main.tf <<'END'
provider "local" {}
provider "local" { alias = "far" }
resource "local_file" "near" {
  filename = "near"
  content  = "near"
}
resource "local_file" "far" {
  provider = local.far
  filename = "far"
  content  = "far"
}
output "near" { value = local_file.near.content_md5 }
output "far" { value = local_file.far.content_md5 }
END
cat >main.tftest.hcl <<'END'
mock_provider "local" {
  alias = "far"
  mock_resource "local_file" {
    defaults = { content_md5 = "mocked" }
  }
}
run "applied" {
  assert {
    condition     = output.far == "mocked" && output.near == md5("near")
    error_message = "${output.far} ${output.near}"
  }
  assert {
    condition     = fileexists("near") && !fileexists("far")
    error_message = "files"
  }
}
run "again" {
  assert {
    condition     = output.far == "mocked"
    error_message = output.far
  }
}
END
"$RCW" test >out
grep -q 'Success! 2 passed, 0 failed.' out
test ! -e near

# Without a name it stands in for the one without.
sed -i '/alias = "far"/d; s/output.far == "mocked" && output.near == md5("near")/output.near == "mocked"/; s/fileexists("near") \&\& !fileexists("far")/!fileexists("near") \&\& fileexists("far")/; s/output.far == "mocked"/output.near == "mocked"/' main.tftest.hcl
"$RCW" test >out
grep -q 'Success! 2 passed, 0 failed.' out

# What is overridden for one instance leaves the others as they are, and what is named more closely counts more; Terraform agrees.
mkdir -p instances/m && cd instances
cat >main.tf <<'END'
resource "terraform_data" "x" {
  for_each = toset(["a", "b"])
  input    = each.key
}
module "m" {
  for_each = toset(["k", "l"])
  source   = "./m"
}
output "x" { value = { for k, v in terraform_data.x : k => v.id } }
output "m" { value = { for k, v in module.m : k => v.ids } }
output "word" { value = { for k, v in module.m : k => v.word } }
END
cat >m/main.tf <<'END'
resource "terraform_data" "y" { count = 2 }
output "ids" { value = terraform_data.y[*].id }
output "word" { value = "own" }
END
cat >main.tftest.hcl <<'END'
run "resources" {
  override_resource {
    target = terraform_data.x["a"]
    values = { id = "A" }
  }
  override_resource {
    target = module.m["k"].terraform_data.y[1]
    values = { id = "K1" }
  }
  override_resource {
    target = module.m["l"].terraform_data.y
    values = { id = "L" }
  }
  assert {
    condition     = output.x.a == "A" && length(output.x.b) == 36
    error_message = jsonencode(output.x)
  }
  assert {
    condition     = output.m.k[1] == "K1" && length(output.m.k[0]) == 36 && join(",", output.m.l) == "L,L"
    error_message = jsonencode(output.m)
  }
}
run "closeness" {
  state_key = "closeness"
  override_resource {
    target = terraform_data.x["a"]
    values = { id = "A" }
  }
  override_resource {
    target = terraform_data.x
    values = { id = "all" }
  }
  assert {
    condition     = output.x.a == "A" && output.x.b == "all"
    error_message = jsonencode(output.x)
  }
}
run "modules" {
  state_key = "modules"
  override_module {
    target  = module.m["k"]
    outputs = { word = "made up" }
  }
  assert {
    condition     = output.word.k == "made up" && output.word.l == "own"
    error_message = jsonencode(output.word)
  }
  assert {
    condition     = output.m.k == null && length(output.m.l) == 2
    error_message = jsonencode(output.m)
  }
}
END
"$RCW" test >out
grep -q 'Success! 3 passed, 0 failed.' out
if [ -n "${RCW_TEST_TERRAFORM:-}" ]; then
  $RCW_TEST_TERRAFORM init >/dev/null
  $RCW_TEST_TERRAFORM test -no-color >out
  grep -q 'Success! 3 passed, 0 failed.' out
fi
