import ProviderKit
import Values

/// What may be said about a `docker_image`.
enum ImageSchema {
  static let schema = ResourceSchema(
    "An image in a Docker engine, pulled from a registry or built.",
    .argument(
      "name", .string, .required, requiresReplace: true, rules: [.notEmpty],
      "The image's name, with tag or digest."),
    .argument("platform", .string, .defaulted(.string("")), requiresReplace: true, "Such as `linux/arm64`."),
    .argument("keep_locally", .bool, "Whether the image stays in the engine when it is destroyed here."),
    .argument("force_remove", .bool, "Whether it is removed although containers that do not run use it."),
    .argument(
      "pull_triggers", .set(.string), requiresReplace: true,
      "Values whose change pulls the image again, such as a digest in the registry."),
    .argument("triggers", .map(.string), requiresReplace: true, "Values whose change makes the image anew."),
    .blocks("build", .set, build, max: 1),
    .rule("build", .conflictsWith(["pull_triggers"])),
    .computed("image_id", .string, "The image's id: `sha256:` and 64 digits."),
    .computed("repo_digest", .string, "The name and digest by which a registry knows it; empty if none does.")
  )

  static let build = ResourceSchema(
    "Builds the image with the engine's own builder.",
    .group(input), .group(output), .group(limits), .group(buildKit), .blocks("ulimit", .list, ulimit),
    .blocks("auth_config", .list, authConfig), .blocks("secrets", .list, secret))

  private static let input: [ResourceSchema.Member] = [
    .argument("context", .string, .required, requiresReplace: true, "The folder to build from."),
    .argument("remote_context", .string, requiresReplace: true, "A URL to build from instead."),
    .argument(
      "dockerfile", .string, .defaulted(.string("Dockerfile")), requiresReplace: true, "The Dockerfile."),
    .argument("build_args", .map(.string), requiresReplace: true, "Values for the Dockerfile's `ARG`s."),
    .argument("target", .string, requiresReplace: true, "The stage to build."),
    .argument("platform", .string, requiresReplace: true, "What to build for; the engine's own if unset."),
    .argument("pull_parent", .bool, requiresReplace: true, "Whether images it starts from are pulled anew."),
    .argument(
      "no_cache", .bool, requiresReplace: true, "Whether every step runs although its result is known."),
    .argument(
      "cache_from", .list(.string), requiresReplace: true, "Images whose layers may serve as results."),
    .argument("network_mode", .string, requiresReplace: true, "The network of the steps."),
    .argument(
      "extra_hosts", .list(.string), requiresReplace: true, "Lines for `/etc/hosts`: `name:address`."),
    .argument("security_opt", .list(.string), requiresReplace: true, "Security options of the steps."),
  ]

  private static let output: [ResourceSchema.Member] = [
    .argument("tag", .list(.string), "Further names for the image."),
    .argument("labels", .map(.string), requiresReplace: true, "Labels of the image."),
    .argument("label", .map(.string), "Labels of the image. Use `labels`."),
    .argument(
      "squash", .bool, requiresReplace: true, "Whether the new layers become one. Experimental engines only."),
    .argument(
      "suppress_output", .bool, requiresReplace: true, "Whether the engine keeps the output to itself."),
    .argument("remove", .bool, .defaulted(.bool(true)), "Whether the steps' containers are removed."),
    .argument(
      "force_remove", .bool, requiresReplace: true,
      "Whether they are removed after a failure too; as `remove` says if unset."),
    .argument("build_id", .string, requiresReplace: true, "A name by which the build can be cancelled."),
    .argument(
      "version", .string, requiresReplace: true,
      "The engine's builder: `1`, or `2` for BuildKit; chosen by what the Dockerfile needs if unset."),
    .argument(
      "use_legacy_builder", .bool, .defaulted(.bool(false)), requiresReplace: true, "Always so here."),
  ]

  /// In bytes where they are sizes.
  private static let limits: [ResourceSchema.Member] = [
    .argument("isolation", .string, requiresReplace: true, "Isolation of the steps on Windows."),
    .argument("memory", .number, requiresReplace: true, rules: [.wholeNumber], "The most memory for a step."),
    .argument(
      "memory_swap", .number, requiresReplace: true, rules: [.wholeNumber],
      "Memory and swap together; -1 for no limit."),
    .argument("shm_size", .number, requiresReplace: true, rules: [.wholeNumber], "The size of `/dev/shm`."),
    .argument(
      "cpu_shares", .number, requiresReplace: true, rules: [.wholeNumber], "Weight against other containers."),
    .argument(
      "cpu_period", .number, requiresReplace: true, rules: [.wholeNumber],
      "The scheduler's period, in microseconds."),
    .argument(
      "cpu_quota", .number, requiresReplace: true, rules: [.wholeNumber],
      "Time in each period, in microseconds."),
    .argument("cpu_set_cpus", .string, requiresReplace: true, "The processors to use."),
    .argument("cpu_set_mems", .string, requiresReplace: true, "The memory nodes to use."),
    .argument("cgroup_parent", .string, requiresReplace: true, "The cgroup to put the steps under."),
  ]

  /// What needs a BuildKit session with the client, which is not spoken here.
  private static let buildKit: [ResourceSchema.Member] = [
    .argument("additional_contexts", .list(.string), requiresReplace: true, "Not supported: needs BuildKit."),
    .argument("cache_to", .list(.string), requiresReplace: true, "Not supported: needs BuildKit."),
    .argument("session_id", .string, requiresReplace: true, "Not supported: needs BuildKit."),
    .argument("builder", .string, requiresReplace: true, "Accepted, but the engine's own builder is used."),
    .argument("build_log_file", .string, requiresReplace: true, "Accepted, but no file is written."),
    .argument(
      "provenance", .string, requiresReplace: true, "Only `false` is supported: the rest needs BuildKit."),
    .argument("sbom", .string, requiresReplace: true, "Only `false` is supported: the rest needs BuildKit."),
  ]

  private static let ulimit = ResourceSchema(
    "A limit of the steps as of `ulimit`.",
    .argument("name", .string, .required, requiresReplace: true, "Such as `nofile`."),
    .argument("soft", .number, .required, requiresReplace: true, rules: [.wholeNumber], "The limit."),
    .argument(
      "hard", .number, .required, requiresReplace: true, rules: [.wholeNumber],
      "What a process may raise it to."))

  private static let authConfig = ResourceSchema(
    "Credentials for a registry that the build pulls from.",
    .argument("host_name", .string, .required, "The registry."),
    .argument("user_name", .string, "The user."),
    .argument("password", .string, sensitive: true, "The password."),
    .argument("auth", .string, sensitive: true, "User and password as `config.json` has them."),
    .argument("email", .string, "Accepted for compatibility."),
    .argument("server_address", .string, "The registry's address, if it differs."),
    .argument("identity_token", .string, sensitive: true, "A token got by logging in."),
    .argument("registry_token", .string, sensitive: true, "A token to send as it is."))

  private static let secret = ResourceSchema(
    "Not supported: needs BuildKit.",
    .argument("id", .string, .required, requiresReplace: true, "Its name in the Dockerfile."),
    .argument("src", .string, requiresReplace: true, "The file it is in."),
    .argument("env", .string, requiresReplace: true, "The environment variable it is in."))
}
