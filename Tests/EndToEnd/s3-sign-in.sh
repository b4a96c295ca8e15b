# A state in a bucket, with every way to sign in to AWS: each is followed to the credentials that the bucket is asked with.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
python3 -B "$ROOT/Tests/Servers/aws.py" "$PWD/requests" >address &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
until [ -s address ]; do
  kill -0 "$server"
  sleep 0.05
done
aws=$(cat address)

mkdir -p home/.aws/sso/cache
unset "${!AWS_@}"
export HOME=$PWD/home AWS_ENDPOINT_URL_STS=$aws AWS_ENDPOINT_URL_SSO=$aws AWS_EC2_METADATA_DISABLED=true
echo web-token >web-token

# backend ARGUMENT...: what a configuration whose state is in the bucket says of it.
backend() {
  {
    printf 'terraform {\n  backend "s3" {\n    bucket = "states"\n    key = "one"\n    region = "eu-west-1"\n'
    printf '    use_path_style = true\n    endpoints = { s3 = "%s" }\n' "$aws"
    [ $# -eq 0 ] || printf '    %s\n' "$@"
    printf '  }\n}\n\nresource "terraform_data" "one" {\n  input = uuid()\n}\n'
  } >main.tf
}

# asks_as KEY [NAME=VALUE...]: with these in the environment, all that the bucket is asked is asked with that key.
asks_as() {
  local key=$1
  shift
  : >requests
  env "$@" "$RCW" init -reconfigure -input=false >log 2>&1 || fail "init with $key"
  env "$@" "$RCW" apply -auto-approve -input=false >log 2>&1 || fail "apply with $key"
  grep --quiet " PUT /states/one" requests || fail "the state is written with $key"
  [ "$(cut -d ' ' -f 1 requests | sort -u)" = "$key" ] || fail "it asks as $key: $(sort -u requests)"
}

# does_not [NAME=VALUE...] -- WORDS: init fails, and says the words.
does_not() {
  local words=${*: -1}
  if env "${@:1:$#-2}" "$RCW" init -reconfigure -input=false >log 2>&1; then fail "it refuses: $words"; fi
  says "$words"
}

echo "-- the block, the environment and the files"
backend 'access_key = "BLOCK"' 'secret_key = "secret"'
asks_as BLOCK AWS_ACCESS_KEY_ID=ENVIRONMENT AWS_SECRET_ACCESS_KEY=secret
backend
asks_as ENVIRONMENT AWS_ACCESS_KEY_ID=ENVIRONMENT AWS_SECRET_ACCESS_KEY=secret
cat >home/.aws/config <<END
[default]
aws_access_key_id = DEFAULT
aws_secret_access_key = secret

[profile deployer]
role_arn = arn:aws:iam::111122223333:role/deploy
external_id = outside
source_profile	= base # who may take it on

[profile	base]
credential_process = echo '{"Version": 1, "AccessKeyId": "PROCESS", "SecretAccessKey": "secret"}'

[profile broken]
credential_process = echo no such vault >&2; exit 3

[profile circle]
role_arn = arn:aws:iam::111122223333:role/circle
source_profile = circle2

[profile circle2]
role_arn = arn:aws:iam::111122223333:role/circle
source_profile = circle

[profile nowhere]
role_arn = arn:aws:iam::111122223333:role/deploy
credential_source = Ec2Instance

[profile half]
sso_session = company

[profile person]
sso_session = company
sso_account_id = 111122223333
sso_role_name = developer

[sso-session company]
sso_start_url = https://company.awsapps.com/start
sso_region = eu-west-1

[profile on-machine]
role_arn = arn:aws:iam::111122223333:role/deploy
credential_source = Ec2InstanceMetadata
END
asks_as DEFAULT
asks_as PROCESS AWS_PROFILE=base
asks_as deploy.outside.PROCESS AWS_PROFILE=deployer
does_not AWS_PROFILE=broken -- "no such vault"
does_not AWS_PROFILE=circle -- "leads in a circle"
does_not AWS_PROFILE=prdo -- 'there is no profile "prdo"'
does_not AWS_PROFILE=nowhere -- "credential_source must be Environment, EcsContainer or Ec2InstanceMetadata"
does_not AWS_PROFILE=half -- "needs sso_start_url, sso_region, sso_account_id"

echo "-- single sign-on"
does_not AWS_PROFILE=person -- "aws sso login --profile person"
sign_on=home/.aws/sso/cache/$(printf company | sha1sum | cut -d ' ' -f 1).json
echo '{"accessToken": "sign-on-token", "expiresAt": "2020-01-01T00:00:00Z"}' >"$sign_on"
does_not AWS_PROFILE=person -- "aws sso login --profile person"
echo '{"accessToken": "sign-on-token", "expiresAt": "2099-01-01T00:00:00Z"}' >"$sign_on"
asks_as SIGNON.developer AWS_PROFILE=person
rm home/.aws/config

echo "-- a web identity, as CI systems and clusters give them"
role=arn:aws:iam::111122223333:role/ci
asks_as WEB.ci AWS_ROLE_ARN=$role AWS_WEB_IDENTITY_TOKEN_FILE=web-token AWS_ACCESS_KEY_ID='' AWS_SECRET_ACCESS_KEY=''
backend "assume_role_with_web_identity = { role_arn = \"$role\", web_identity_token_file = \"web-token\" }"
asks_as WEB.ci
echo stolen >web-token
does_not -- "The token is not valid"

echo "-- a container and a machine"
backend
container=(AWS_CONTAINER_CREDENTIALS_FULL_URI="$aws/container" AWS_CONTAINER_AUTHORIZATION_TOKEN=container-token)
asks_as CONTAINER "${container[@]}"
does_not AWS_CONTAINER_CREDENTIALS_FULL_URI=http://198.51.100.1/ -- "neither https nor an address of this machine"
machine=(AWS_EC2_METADATA_DISABLED=false AWS_EC2_METADATA_SERVICE_ENDPOINT="$aws")
asks_as MACHINE "${machine[@]}"
mkdir -p home/.aws
printf '[profile on-machine]\nrole_arn = %s\ncredential_source = Ec2InstanceMetadata\n' "$role" >home/.aws/config
asks_as ci..MACHINE AWS_PROFILE=on-machine "${machine[@]}"
does_not -- "there are no credentials"

echo "-- a role of the block, and accounts that must not be"
keys=(AWS_ACCESS_KEY_ID=ENVIRONMENT AWS_SECRET_ACCESS_KEY=secret)
backend "assume_role = { role_arn = \"$role\", external_id = \"x\", policy_arns = [\"a\"], tags = { b = \"c\" } }"
asks_as ci.x.ENVIRONMENT "${keys[@]}"
backend 'assume_role = { external_id = "x" }'
does_not "${keys[@]}" -- '"assume_role" needs "role_arn"'
backend "assume_role = { role_arn = \"$role\", duration = \"an hour\" }"
does_not "${keys[@]}" -- '"duration" must be a duration'
backend 'allowed_account_ids = ["111122223333"]'
asks_as ENVIRONMENT "${keys[@]}"
backend 'forbidden_account_ids = ["111122223333"]'
does_not "${keys[@]}" -- "the account 111122223333, which forbidden_account_ids names"
backend 'allowed_account_ids = ["444455556666"]'
does_not "${keys[@]}" -- "allowed_account_ids does not name"

echo "-- credentials that run out in the middle of an apply"
kill "$server"
python3 -B "$ROOT/Tests/Servers/aws.py" --lifetime 2 "$PWD/requests" >address &
server=$!
until [ "$(cat address)" != "$aws" ] && [ -s address ]; do sleep 0.05; done
aws=$(cat address)
backend
cat >>main.tf <<'END'

resource "time_sleep" "long" {
  create_duration = "3s"
}
END
rm home/.aws/config
asks_as MACHINE AWS_EC2_METADATA_DISABLED=false AWS_EC2_METADATA_SERVICE_ENDPOINT="$aws"
grep --quiet "Creation complete after 3s" log || fail "it took longer than the credentials hold"
