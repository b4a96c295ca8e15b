# rcw graph tells what depends on what, to programs and to people; get and providers list what is needed.

mkdir -p m
cat >main.tf <<'END'
variable "n" { default = 1 }
resource "terraform_data" "a" { input = var.n }
resource "terraform_data" "b" {
  count = 2
  input = terraform_data.a.output
}
module "m" {
  source = "./m"
  v      = terraform_data.b[0].id
}
resource "terraform_data" "c" {
  triggers_replace = module.m.out
  depends_on       = [terraform_data.b]
}
END
cat >m/main.tf <<'END'
variable "v" {}
resource "terraform_data" "in" { input = var.v }
output "out" { value = terraform_data.in.output }
END

test "$("$RCW" graph)" = 'digraph G {
  rankdir = "RL";
  node [shape = rect, fontname = "sans-serif"];
  "terraform_data.a" [label="terraform_data.a"];
  "terraform_data.b" [label="terraform_data.b"];
  "terraform_data.c" [label="terraform_data.c"];
  subgraph "cluster_module.m" {
    label = "module.m"
    fontname = "sans-serif"
    "module.m.terraform_data.in" [label="terraform_data.in"];
  }
  "terraform_data.b" -> "terraform_data.a";
  "terraform_data.c" -> "module.m.terraform_data.in";
  "module.m.terraform_data.in" -> "terraform_data.b";
}'

"$RCW" graph -type=plan >plan.dot
grep -qF '"[root] var.n" [label = "var.n", shape = "note"]' plan.dot
grep -qF '"[root] terraform_data.b (expand)" -> "[root] terraform_data.a (expand)"' plan.dot
grep -qF '"[root] root" -> "[root] module.m (close)"' plan.dot

"$RCW" plan -out=plan >/dev/null
"$RCW" graph -plan=plan | grep -qF '"[root] terraform_data.b[1]"'
"$RCW" graph -plan=plan -format=svg >picture.svg
python3 - <<'END'
import xml.dom.minidom

picture = xml.dom.minidom.parse("picture.svg")
titles = [t.firstChild.data for t in picture.getElementsByTagName("title")]
assert "terraform_data.b: create" in titles and "module.m.terraform_data.in: create" in titles, titles
assert len([p for p in picture.getElementsByTagName("path") if p.getAttribute("class") == "line"]) == 3
END
"$RCW" graph -format=html | grep -q '<svg'

"$RCW" apply -auto-approve >/dev/null
"$RCW" graph -type=plan-destroy >destroy.dot
grep -qF '"[root] terraform_data.a (destroy)" -> "[root] terraform_data.b[0] (destroy)"' destroy.dot

test "$("$RCW" get)" = "- m in m"
"$RCW" providers | grep -qF '    └── provider[terraform.io/builtin/terraform]'
"$RCW" providers schema -json >schemas.json
python3 - <<'END'
import json

schemas = json.load(open("schemas.json"))
assert schemas["format_version"] == "1.0"
data = schemas["provider_schemas"]["terraform.io/builtin/terraform"]["resource_schemas"]["terraform_data"]
assert data["block"]["attributes"]["triggers_replace"]["type"] == "dynamic"
assert data["block"]["attributes"]["id"]["computed"]
END

# What depends on itself is refused, or drawn in red.
mkdir circle && cd circle
cat >main.tf <<'END'
resource "terraform_data" "a" { input = terraform_data.b.output }
resource "terraform_data" "b" { input = terraform_data.a.output }
resource "terraform_data" "c" { input = terraform_data.a.output }
END
if "$RCW" graph -type=plan >/dev/null 2>&1; then exit 1; fi
"$RCW" graph -type=plan -draw-cycles >circle.dot
red='[color = "red", penwidth = "2.0"]'
grep -qF "\"[root] terraform_data.a (expand)\" -> \"[root] terraform_data.b (expand)\" $red" circle.dot
grep -qF "\"[root] terraform_data.b (expand)\" -> \"[root] terraform_data.a (expand)\" $red" circle.dot
test "$(grep -c red circle.dot)" -eq 2
