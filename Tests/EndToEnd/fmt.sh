# rcw fmt brings files into the canonical format, keeps what it cannot read, and tells scripts by its exit code.

mkdir -p sub .hidden
printf 'a=1\n' | tee x.tf sub/y.tfvars .hidden/z.tf w.tofu >/dev/null
printf 'a = 1\n' >done.tf
ln -s x.tf link.tf
chmod 640 w.tofu

status=0; "$RCW" fmt -check -recursive >out || status=$?
test "$status" = 3
test "$(cat out)" = "$(printf '%s\n' link.tf sub/y.tfvars w.tofu x.tf)"
test "$(cat x.tf)" = "a=1"

test "$("$RCW" fmt -diff -write=false -list=false w.tofu)" = '--- old/w.tofu
+++ new/w.tofu
@@ -1 +1 @@
-a=1
+a = 1'

"$RCW" fmt >/dev/null
test "$(cat x.tf w.tofu)" = "$(printf 'a = 1\na = 1\n')"
test -L link.tf
test "$(stat -c %a w.tofu)" = 640
test "$(cat sub/y.tfvars .hidden/z.tf)" = "$(printf 'a=1\na=1\n')"
test -z "$("$RCW" fmt)"

printf 'a=' >bad.tf
printf 'b=1\n' >good.tf
status=0; "$RCW" fmt 2>err || status=$?
test "$status" = 2
test "$(cat bad.tf good.tf)" = 'a=b = 1'
grep -q 'bad.tf line 1' err

test "$(printf 'a=1' | "$RCW" fmt -)" = 'a = 1'
status=0; printf 'a=1' | "$RCW" fmt -check - || status=$?
test "$status" = 3
