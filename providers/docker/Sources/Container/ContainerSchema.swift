import ProviderKit
import Values

/// What may be said about a `docker_container`.
///
/// Names, types and defaults are those of kreuzwerker/docker 3. Where that provider lets an argument be
/// changed in place although the engine's API cannot change it (`rm`, `init`, `tmpfs`, `healthcheck`, the
/// limits of devices), the change requires replacement here.
enum ContainerSchema {
  static let schema = ResourceSchema(
    "A container on a Docker engine, from its creation to its removal.", version: 2,
    .group(life), .group(process), .group(security), .group(files), .group(network), .group(limits),
    .group(observed))

  // MARK: Life

  private static let life: [ResourceSchema.Member] = [
    .argument(
      "name", .string, .required, requiresReplace: true, "The container's name, unique on its engine."),
    .argument(
      "image", .string, .required, requiresReplace: true,
      "The image by name or id. It is pulled when the engine does not have it."),
    .argument("platform", .string, .optionalComputed, requiresReplace: true, "Such as `linux/arm64`."),
    .argument(
      "start", .bool, .defaulted(.bool(true)), "Whether the container is started once it is created."),
    .argument(
      "must_run", .bool, .defaulted(.bool(true)),
      "Whether a container found stopped is a difference that the next apply mends by starting it."),
    .argument(
      "restart", .string, .defaulted(.string("no")),
      rules: [.oneOf(["no", "on-failure", "always", "unless-stopped"])],
      "When the engine restarts the container by itself."),
    .argument(
      "max_retry_count", .number, rules: [.wholeNumber],
      "How often to restart with `restart = \"on-failure\"`."),
    .argument(
      "rm", .bool, .defaulted(.bool(false)), requiresReplace: true,
      "Whether the engine removes the container once it exits."),
    .argument("attach", .bool, .defaulted(.bool(false)), "Whether creation waits for the container's end."),
    .argument(
      "logs", .bool, .defaulted(.bool(false)),
      "Whether the output is kept in `container_logs`; needs `attach`."),
    .argument(
      "wait", .bool, .defaulted(.bool(false)),
      "Whether creation waits until the health check reports the container healthy."),
    .argument(
      "wait_timeout", .number, .defaulted(.number(60)), rules: [.wholeNumber],
      "How long `wait` waits, in seconds."),
    .argument(
      "destroy_grace_seconds", .number,
      rules: [.wholeNumber],
      "How long the container may take to stop when it is destroyed; it is killed at once if unset."),
    .argument(
      "remove_volumes", .bool, .defaulted(.bool(true)),
      "Whether anonymous volumes are removed with the container."),
    .argument(
      "container_read_refresh_timeout_milliseconds", .number, .defaulted(.number(15000)),
      rules: [.wholeNumber], "Accepted for compatibility; reading needs no waiting."),
    .argument(
      "stop_signal", .string, .optionalComputed, requiresReplace: true, "The signal that asks it to stop."),
    .argument(
      "stop_timeout", .number, .optionalComputed, requiresReplace: true,
      rules: [.wholeNumber], "How long the engine waits after `stop_signal` before it kills, in seconds."),
    .blocks("healthcheck", .list, healthcheck, max: 1, requiresReplace: true, isComputed: true),
    .blocks("labels", .set, Label.schema, requiresReplace: true, isComputed: true),
  ]

  private static let healthcheck = ResourceSchema(
    "How the engine finds out whether the container is well.",
    .argument("test", .list(.string), "`[\"CMD\", ...]`, `[\"CMD-SHELL\", ...]` or `[\"NONE\"]`."),
    .argument("interval", .string, .defaulted(.string("0s")), rules: [.duration], "Time between two checks."),
    .argument("timeout", .string, .defaulted(.string("0s")), rules: [.duration], "Time one check may take."),
    .argument(
      "start_period", .string, .defaulted(.string("0s")), rules: [.duration],
      "Time in which failures do not count yet."),
    .argument(
      "start_interval", .string, .defaulted(.string("0s")), rules: [.duration],
      "Time between two checks in the start period. Needs API 1.44."),
    .argument(
      "retries", .number, .defaulted(.number(0)), rules: [notNegative],
      "How many failures in a row make it unhealthy."))

  // MARK: The process

  private static let process: [ResourceSchema.Member] = [
    .argument("command", .list(.string), .optionalComputed, requiresReplace: true, "What to run."),
    .argument(
      "entrypoint", .list(.string), .optionalComputed, requiresReplace: true,
      "What runs `command`; replaces the image's."),
    .argument("env", .set(.string), .optionalComputed, requiresReplace: true, "Variables as `NAME=value`."),
    .argument("user", .string, requiresReplace: true, "`user`, `user:group`, or their ids."),
    .argument("group_add", .set(.string), requiresReplace: true, "Further groups of the process."),
    .argument("working_dir", .string, requiresReplace: true, "Where the process starts."),
    .argument("tty", .bool, .defaulted(.bool(false)), requiresReplace: true, "Whether it gets a terminal."),
    .argument(
      "stdin_open", .bool, .defaulted(.bool(false)), requiresReplace: true,
      "Whether standard input stays open without anyone attached."),
    .argument(
      "init", .bool, .optionalComputed, requiresReplace: true,
      "Whether an init process reaps orphans; the engine's setting if unset."),
    .argument(
      "runtime", .string, .optionalComputed, requiresReplace: true, "Such as `runc` or `sysbox-runc`."),
    .argument("log_driver", .string, .optionalComputed, requiresReplace: true, "Where the output goes."),
    .argument("log_opts", .map(.string), requiresReplace: true, "Options of the log driver."),
  ]

  // MARK: Security

  private static let security: [ResourceSchema.Member] = [
    .argument(
      "privileged", .bool, requiresReplace: true, "Whether the container has every right of the host."),
    .blocks("capabilities", .set, capabilities, max: 1, requiresReplace: true),
    .argument(
      "security_opts", .set(.string), .optionalComputed, requiresReplace: true,
      "Options for AppArmor, SELinux and seccomp, and `systempaths=unconfined`."),
    .argument("userns_mode", .string, requiresReplace: true, "User namespace, such as `host`."),
    .argument("pid_mode", .string, requiresReplace: true, "Process namespace: `host` or `container:NAME`."),
    .argument("ipc_mode", .string, .optionalComputed, requiresReplace: true, "IPC namespace."),
    .argument(
      "cgroupns_mode", .string, requiresReplace: true, rules: [.oneOf(["", "private", "host"])],
      "Cgroup namespace."),
    .argument("cgroup_parent", .string, requiresReplace: true, "The cgroup to put the container's under."),
    .argument(
      "sysctls", .map(.string), requiresReplace: true, "Kernel settings of the container's namespaces."),
  ]

  private static let capabilities = ResourceSchema(
    "Linux capabilities.",
    .argument("add", .set(.string), requiresReplace: true, "Capabilities to give, such as `NET_ADMIN`."),
    .argument("drop", .set(.string), requiresReplace: true, "Capabilities to take away."))

  // MARK: Limits

  private static let limits: [ResourceSchema.Member] = [
    .argument("memory", .number, rules: [notNegative], "The most memory, in MiB."),
    .argument(
      "memory_reservation", .number, .defaulted(.number(0)), rules: [notNegative],
      "The memory to fall back to when the host runs short, in MiB."),
    .argument(
      "memory_swap", .number, rules: [.integer(-1...Int.max)],
      "Memory and swap together, in MiB; -1 for as much swap as there is."),
    .argument(
      "shm_size", .number, .optionalComputed, requiresReplace: true, rules: [notNegative],
      "The size of `/dev/shm`, in MiB."),
    .argument("cpus", .string, requiresReplace: true, "How many processors, such as `1.5`."),
    .argument("cpu_shares", .number, rules: [notNegative], "Its weight against other containers."),
    .argument(
      "cpu_set", .string,
      rules: [.matches(#"^\d+([,-]\d+)*$"#, message: "must be a list such as `0-2,4`")],
      "The processors it may use."),
    .argument("cpu_period", .number, rules: [notNegative], "The scheduler's period, in microseconds."),
    .argument("cpu_quota", .number, rules: [notNegative], "Its time in each period, in microseconds."),
    .blocks("ulimit", .set, ulimit, requiresReplace: true),
    .blocks("device_read_bps", .set, throttle, requiresReplace: true),
    .blocks("device_read_iops", .set, throttle, requiresReplace: true),
    .blocks("device_write_bps", .set, throttle, requiresReplace: true),
    .blocks("device_write_iops", .set, throttle, requiresReplace: true),
  ]

  private static let ulimit = ResourceSchema(
    "A limit as of `ulimit`.",
    .argument("name", .string, .required, requiresReplace: true, "Such as `nofile`."),
    .argument("soft", .number, .required, requiresReplace: true, rules: [.wholeNumber], "The limit."),
    .argument(
      "hard", .number, .required, requiresReplace: true, rules: [.wholeNumber],
      "What the process may raise it to."))

  private static let throttle = ResourceSchema(
    "The most that may be read from or written to a device.",
    .argument("path", .string, .required, "The device on the host."),
    .argument("rate", .number, .required, rules: [notNegative], "Bytes or operations a second."))

  // MARK: What the engine reports

  private static let observed: [ResourceSchema.Member] = [
    .computed("exit_code", .number, "How the process ended, once it has."),
    .computed("container_logs", .string, "The output, with `attach` and `logs`."),
    .computed("bridge", .string, "The bridge of the default network, where the engine names it."),
    .computed("network_data", .list(networkData), "The container's place in each of its networks."),
  ]

  /// Prefix lengths are in bits.
  private static let networkData = ValueType.object([
    "network_name": .string, "ip_address": .string, "ip_prefix_length": .number, "gateway": .string,
    "global_ipv6_address": .string, "global_ipv6_prefix_length": .number, "ipv6_gateway": .string,
    "mac_address": .string,
  ])

  static let notNegative = ValueRule.integer(0...Int.max)
}
