import ProviderKit
import Values

/// What may be said about a `fly_machine`: the arguments of fly-apps/fly 0.1 under their names, and those that the
/// Machines API has besides under the names that it gives them.
enum MachineSchema {
  static let schema = ResourceSchema(
    "A machine: a small virtual machine that runs an image.",
    .group(place), .group(process), .group(hardware), .group(network), .group(files), .group(containers),
    .group(life),
    .group(observed))

  // MARK: Where

  private static let place: [ResourceSchema.Member] = [
    .argument(
      "app", .string, .required, requiresReplace: true, rules: [.notEmpty], "The app that it belongs to."),
    .argument(
      "region", .string, .required, requiresReplace: true, rules: [.notEmpty], "Where it runs, such as `ams`."
    ),
    .argument(
      "fallback_regions", .list(.string), rules: [.conflictsWith(["mounts"])],
      "Where to try in turn when the region has no room. A machine with a volume runs where the volume is."),
    .argument(
      "name", .string, .optionalComputed, requiresReplace: true,
      "Its name in the app; Fly makes one up if unset."),
  ]

  // MARK: What runs

  private static let process: [ResourceSchema.Member] = [
    .argument(
      "image", .string, .required, rules: [.notEmpty], "The image, such as `docker.io/library/nginx:1`."),
    .argument("cmd", .list(.string), "The arguments; those of the image if unset."),
    .argument("entrypoint", .list(.string), "The program; that of the image if unset."),
    .argument("exec", .list(.string), "A program that takes the place of both."),
    .argument("env", .map(.string), "Variables of its environment."),
    .objects("init", .single, initialization),
    .objects("processes", .list, processSchema),
  ]

  private static let initialization = ResourceSchema(
    "How it starts.",
    .argument("swap_size_mb", .number, rules: [.integer(0...65536)], "Swap, in MB."),
    .argument("tty", .bool, "Whether the process has a terminal."),
    .argument("kernel_args", .list(.string), "Arguments of the kernel."))

  private static let processSchema = ResourceSchema(
    "Several processes in one machine.",
    .argument("cmd", .list(.string), "The arguments."),
    .argument("entrypoint", .list(.string), "The program."),
    .argument("exec", .list(.string), "A program that takes the place of both."),
    .argument("env", .map(.string), "Variables of its environment."),
    .argument("user", .string, "Who it runs as."),
    .argument("ignore_app_secrets", .bool, "Whether it gets none of the app's secrets."),
    .objects("secrets", .list, secret))

  static let secret = ResourceSchema(
    "Secrets of the app that are variables of its environment.",
    .argument("env_var", .string, .required, "The variable."),
    .argument("name", .string, "The secret, if it has another name."))

  // MARK: Hardware

  private static let hardware: [ResourceSchema.Member] = [
    .argument(
      "cpus", .number, .optionalComputed, rules: [.integer(1...64)], "How many processors; 1 if unset."),
    .argument(
      "cputype", .string, .optionalComputed, rules: [.oneOf(["shared", "performance"])],
      "Whether it has them to itself; `shared` if unset."),
    .argument("memorymb", .number, .optionalComputed, rules: [.integer(1...1_048_576)], "Memory, in MB."),
    .objects("guest", .single, guest),
  ]

  private static let guest = ResourceSchema(
    "What else the hardware is to be.",
    .argument("gpu_kind", .string, "Such as `a10` or `l40s`."),
    .argument("gpus", .number, rules: [.wholeNumber], "How many of them."),
    .argument("max_memory_mb", .number, rules: [.wholeNumber], "What memory may grow to, in MB."),
    .argument("kernel_args", .list(.string), "Arguments of the kernel."),
    .argument("host_dedication_id", .string, "A host that is rented as a whole."),
    .argument("required_host_features", .list(.string), "What the host must have."),
    .argument(
      "persist_rootfs", .string, rules: [.oneOf(["never", "always", "restart"])],
      "When the file system of the image keeps what was written to it."))

  // MARK: Network

  private static let network: [ResourceSchema.Member] = [
    .objects("services", .list, service),
    .objects("checks", .map, check("Checks of its health, by name.")),
    .objects("dns", .single, dns),
  ]

  private static let service = ResourceSchema(
    "What can be reached from outside.",
    .argument("protocol", .string, .required, rules: [.oneOf(["tcp", "udp"])], "Of the port inside."),
    .argument("internal_port", .number, .required, rules: [.integer(1...65535)], "The port inside."),
    .objects("ports", .list, port, .required),
    .argument(
      "autostop", .string, rules: [.oneOf(["off", "stop", "suspend"])],
      "What becomes of a machine that nobody needs."),
    .argument("autostart", .bool, "Whether a request starts it."),
    .argument("min_machines_running", .number, rules: [.wholeNumber], "How many are never stopped."),
    .objects("concurrency", .single, concurrency),
    .objects("checks", .list, check("Checks of the service's health.")),
    .argument("force_instance_key", .string, "Requests with the same key reach the same machine."),
    .argument("force_instance_description", .string, "What the key is."))

  private static let port = ResourceSchema(
    "The ports outside.",
    .argument("port", .number, rules: [.integer(1...65535)], "The port outside."),
    .argument("start_port", .number, rules: [.integer(1...65535)], "The first of several."),
    .argument("end_port", .number, rules: [.integer(1...65535)], "The last of several."),
    .argument(
      "handlers", .list(.string), rules: [.oneOf(["tls", "http", "pg_tls", "proxy_proto", "edge_http"])],
      "What Fly does with a connection."),
    .argument("force_https", .bool, "Whether HTTP is redirected to HTTPS."),
    .objects("http_options", .single, httpOptions), .objects("tls_options", .single, tlsOptions),
    .objects(
      "proxy_proto_options", .single,
      ResourceSchema("How `proxy_proto` is spoken.", .argument("version", .string, "`v1` or `v2`."))))

  private static let httpOptions = ResourceSchema(
    "How `http` is spoken.",
    .argument("compress", .bool, "Whether answers are compressed."),
    .argument("h2_backend", .bool, "Whether the service speaks HTTP/2 without TLS."),
    .argument("idle_timeout", .number, rules: [.wholeNumber], "In seconds."),
    .argument("headers_read_timeout", .number, rules: [.wholeNumber], "In seconds."))

  private static let tlsOptions = ResourceSchema(
    "How `tls` is spoken.",
    .argument("alpn", .list(.string), "The protocols that are offered."),
    .argument("versions", .list(.string), "The versions that are spoken."),
    .argument("default_self_signed", .bool, "Whether there is a certificate for names without one."))

  private static let concurrency = ResourceSchema(
    "How much one machine gets.",
    .argument("type", .string, rules: [.oneOf(["connections", "requests"])], "What is counted."),
    .argument("soft_limit", .number, rules: [.wholeNumber], "From which on others are preferred."),
    .argument("hard_limit", .number, rules: [.wholeNumber], "The most."))

  private static func check(_ summary: String) -> ResourceSchema {
    ResourceSchema(
      summary,
      .argument("type", .string, .required, rules: [.oneOf(["tcp", "http"])], "How it is checked."),
      .argument("port", .number, rules: [.integer(1...65535)], "Where; that of the service if unset."),
      .argument("interval", .string, rules: [.duration], "Time between two checks."),
      .argument("timeout", .string, rules: [.duration], "Time one check may take."),
      .argument("grace_period", .string, rules: [.duration], "Time after the start in which none is made."),
      .argument("method", .string, "Such as `get`."),
      .argument("path", .string, "Such as `/health`."),
      .argument("protocol", .string, rules: [.oneOf(["http", "https"])], "What is spoken."),
      .argument("tls_server_name", .string, "The name that the certificate must have."),
      .argument("tls_skip_verify", .bool, "Whether any certificate will do."),
      .objects("headers", .list, header))
  }

  static let header = ResourceSchema(
    "Header fields that are sent.",
    .argument("name", .string, .required, "Its name."),
    .argument("values", .list(.string), .required, "Its values."))

  private static let dns = ResourceSchema(
    "How it finds others, and others it.",
    .argument("nameservers", .list(.string), "Whom it asks."),
    .argument("searches", .list(.string), "The domains in which names are looked for."),
    .argument("hostname", .string, "Its own name."),
    .argument("skip_registration", .bool, "Whether others cannot find it by its name."))

  // MARK: Files

  private static let files: [ResourceSchema.Member] = [
    .objects("mounts", .list, mount), .objects("files", .list, file),
  ]

  private static let mount = ResourceSchema(
    "Volumes. To mount another volume takes another machine.",
    .argument("volume", .string, .required, "The volume's id."),
    .argument("path", .string, .required, rules: [.absolutePath], "Where it appears."),
    .argument("name", .string, "The volume's name."),
    .argument("encrypted", .bool, "As the volume is; accepted for compatibility."),
    .argument("size_gb", .number, rules: [.wholeNumber], "As the volume is; accepted for compatibility."),
    .argument(
      "extend_threshold_percent", .number, rules: [.integer(0...100)], "How full it is when it grows."),
    .argument("add_size_gb", .number, rules: [.wholeNumber], "By how much it grows then, in GB."),
    .argument(
      "add_size_percent", .number, rules: [.integer(0...100)], "By how much it grows then, in percent."),
    .argument("min_add_size_gb", .number, rules: [.wholeNumber], "By how much it grows at least."),
    .argument("size_gb_limit", .number, rules: [.wholeNumber], "What it grows to at most, in GB."))

  static let file = ResourceSchema(
    "Files that are there before it starts.",
    .argument("guest_path", .string, .required, rules: [.absolutePath], "Where it appears."),
    .argument("raw_value", .string, "The content, in base64."),
    .argument("secret_name", .string, "The secret of the app that has the content, in base64."),
    .argument("mode", .number, rules: [.wholeNumber], "Its permissions."))

  // MARK: Life

  private static let life: [ResourceSchema.Member] = [
    .argument(
      "desired_state", .string, rules: [.oneOf(["started", "stopped", "suspended"])],
      "The state that it is brought to. If unset it is started once, and then left to itself."),
    .argument("skip_launch", .bool, "Whether it is made and not started."),
    .argument(
      "wait_timeout", .number, .defaulted(.number(300)), rules: [.integer(1...3600)],
      "How long a state may take to come about, in seconds."),
    .objects("restart", .single, restart),
    .argument(
      "schedule", .string, rules: [.oneOf(["hourly", "daily", "weekly", "monthly"])],
      "How often it is started."),
    .objects("stop_config", .single, stop),
    .argument("auto_destroy", .bool, "Whether it is deleted when it ends."),
    .argument("standbys", .list(.string), "The machines whose work it takes over when they fail."),
    .argument("metadata", .map(.string), "What is noted with it."),
    .argument(
      "min_secrets_version", .number, rules: [.wholeNumber],
      "The `version` of a `fly_secret`: with it a machine starts only when it can see that secret, and is updated when "
        + "the secret changes."),
  ]

  static let restart = ResourceSchema(
    "What happens when the process ends.",
    .argument(
      "policy", .string, .required, rules: [.oneOf(["no", "always", "on-failure"])], "When it is restarted."),
    .argument("max_retries", .number, rules: [.wholeNumber], "How often, with `on-failure`."))

  static let stop = ResourceSchema(
    "How it is stopped.",
    .argument(
      "signal", .string,
      rules: [.oneOf(["SIGHUP", "SIGINT", "SIGQUIT", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGTERM"])],
      "What it is sent."),
    .argument("timeout", .string, rules: [.duration], "How long it may take."))

  // MARK: What Fly reports

  private static let observed: [ResourceSchema.Member] = [
    .computed("privateip", .string, "Its address in the private network."),
    .computed("state", .string, "In Fly's words, such as `started`."),
    .computed("version", .string, "Changes with every update."),
    .computed("placed_region", .string, "Where it is: `region`, or one of `fallback_regions`."),
    .computed("image_digest", .string, "Of the image that it runs."),
  ]
}
