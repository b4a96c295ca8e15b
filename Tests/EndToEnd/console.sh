# rcw console answers expressions from a pipe with the configuration's names and what is recorded.

cat >main.tf <<'END'
variable "name" { default = "a" }
locals { names = [var.name, "b"] }
resource "terraform_data" "it" { input = "x" }
END

answers=$(printf '%s\n' 'upper(local.names[1])' 'type(local.names)' 'terraform_data.it.output' | "$RCW" console)
test "$answers" = '"B"
tuple([
    string,
    string,
])
(known after apply)'

"$RCW" apply -auto-approve >/dev/null
test "$(echo 'terraform_data.it.output' | "$RCW" console)" = '"x"'
test "$(echo 'var.name' | "$RCW" console -var name=z)" = '"z"'

if printf '1 +\n2\n' | "$RCW" console >out 2>err; then exit 1; fi
test "$(cat out)" = 2
grep -q 'Missing expression' err

if echo 'local.nmes' | "$RCW" console 2>err; then exit 1; fi
grep -q 'Did you mean "names"' err

mkdir empty
test "$(echo '1 + 1' | "$RCW" -chdir=empty console)" = 2
"$RCW" metadata functions -json | grep -q '"core::upper"'

test "$(printf '[\n1,\n2\n]\n<<EOT\nhi\nEOT\n' | "$RCW" -chdir=empty console)" = '[
  1,
  2,
]
<<EOT
hi

EOT'
printf 'help upper\n' | "$RCW" -chdir=empty console | grep -q 'upper case'

# A terminal: arrow keys bring back what was typed, tab completes, and the next conversation remembers.
python3 - "$RCW" "$PWD" >out <<'END'
import os, pty, select, sys

child, terminal = pty.fork()
if child == 0:
    os.environ.update(RCW_HOME=sys.argv[2] + "/home", TERM="xterm")
    os.execv(sys.argv[1], [sys.argv[1], "-chdir=empty", "console"])

shown = b""

def read_until(text):
    global shown
    while text not in shown and select.select([terminal], [], [], 20)[0]:
        shown += os.read(terminal, 65536)
    before, found, shown = shown.partition(text)
    sys.stdout.write((before + found).decode())

read_until(b"> ")
for keys, answer in [(b"uppe\t\"ab\")\r", b'"AB"'), (b"\x1b[A\x1b[D\x1b[D\x7fc\r", b'"AC"')]:
    os.write(terminal, keys)
    read_until(answer)
    read_until(b"> ")
os.write(terminal, b"\x04")
os.waitpid(child, 0)
END
grep -q '"AC"' out
test "$(cat home/console_history)" = 'upper("ab")
upper("ac")'
