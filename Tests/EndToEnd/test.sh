# rcw test runs the tests of a configuration, tells failures from errors, and leaves nothing behind.

mkdir -p tests setup child
cat >main.tf <<'END'
terraform {
  required_providers {
    docker = { source = "kreuzwerker/docker" }
  }
}
variable "name" {
  default = "bob"
  validation {
    condition     = length(var.name) > 2
    error_message = "too short"
  }
}
resource "terraform_data" "a" { input = "hello ${var.name}" }
resource "docker_volume" "v" { name = var.name }
data "docker_network" "n" { name = "none" }
module "child" { source = "./child" }
output "greeting" { value = terraform_data.a.output }
output "mount" { value = docker_volume.v.mountpoint }
output "net" { value = data.docker_network.n.id }
output "child" { value = module.child.id }
check "x" {
  assert {
    condition     = var.name != "eve"
    error_message = "eve is bad"
  }
}
END
echo 'output "id" { value = "never" }' >child/main.tf
cat >setup/main.tf <<'END'
variable "p" { default = "x" }
resource "terraform_data" "s" {
  input = var.p
  provisioner "local-exec" {
    when    = destroy
    command = "echo gone >>destroyed"
  }
}
output "name" { value = "set${terraform_data.s.output}" }
END
cat >tests/good.tftest.hcl <<'END'
variables { name = "file" }
mock_provider "docker" {
  mock_resource "docker_volume" {
    defaults = { mountpoint = "/mnt/mock" }
  }
}
run "setup" {
  module { source = "./setup" }
}
run "planned" {
  command = plan
  assert {
    condition     = terraform_data.a.input == "hello file"
    error_message = "never shown"
  }
}
END
cat >>tests/good.tftest.hcl <<'END'
run "applied" {
  variables { name = run.setup.name }
  override_data {
    target = data.docker_network.n
    values = { id = "overridden" }
  }
  override_module {
    target  = module.child
    outputs = { id = "fake" }
  }
  assert {
    condition     = output.greeting == "hello setx" && output.mount == "/mnt/mock"
    error_message = "got ${output.greeting} ${output.mount}"
  }
  assert {
    condition     = output.net == "overridden" && output.child == "fake"
    error_message = "got ${output.net} ${output.child}"
  }
}
run "expected" {
  command = plan
  variables { name = "x" }
  expect_failures = [var.name]
}
run "checked" {
  command = plan
  variables { name = "eve" }
  expect_failures = [check.x]
}
END

"$RCW" test >out
diff - out <<'END'
tests/good.tftest.hcl... in progress
  run "setup"... pass
  run "planned"... pass
  run "applied"... pass
  run "expected"... pass
  run "checked"... pass
tests/good.tftest.hcl... tearing down
tests/good.tftest.hcl... pass

Success! 5 passed, 0 failed.
END
test ! -e terraform.tfstate
test "$(cat destroyed)" = gone

cat >bad.tftest.hcl <<'END'
mock_provider "docker" {}
run "fails" {
  command = plan
  assert {
    condition     = var.name == "z"
    error_message = "not z but ${var.name}"
  }
}
run "is_in_error" {
  command         = plan
  expect_failures = [check.x]
}
run "skipped" {}
END
if "$RCW" test -filter=bad.tftest.hcl -junit-xml=report.xml >out 2>err; then exit 1; fi
grep -q 'Failure! 0 passed, 2 failed, 1 skipped.' out
grep -q 'not z but bob' err
grep -q 'check.x was expected to fail' err
python3 - <<'END'
import xml.dom.minidom

suite = xml.dom.minidom.parse("report.xml").getElementsByTagName("testsuite")[0]
assert [suite.getAttribute(n) for n in ("tests", "failures", "errors", "skipped")] == ["3", "1", "1", "1"]
END
if "$RCW" test -json -filter=bad.tftest.hcl >lines; then exit 1; fi
python3 - <<'END'
import json

lines = [json.loads(line) for line in open("lines")]
assert lines[1]["test_abstract"] == {"bad.tftest.hcl": ["fails", "is_in_error", "skipped"]}
assert lines[-1]["test_summary"] == {"status": "error", "passed": 0, "failed": 1, "errored": 1, "skipped": 1}
END

printf 'run "x" {\n  comand = plan\n  asert {}\n}\n' >bad.tftest.hcl
if "$RCW" test 2>err; then exit 1; fi
grep -q 'Did you mean "command"' err
grep -q 'Did you mean "assert"' err
