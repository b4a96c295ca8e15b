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
