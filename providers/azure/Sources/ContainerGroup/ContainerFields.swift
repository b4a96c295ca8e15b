import ProviderKit
import Values

/// What a container of a group has.
enum ContainerFields {
  static let container = Shape(
    in: "properties",
    common + [
      .number("cpu", "Processors.", .required, .fixed, .at("properties.resources.requests.cpu")),
      .number("memory", "Memory, in GB.", .required, .fixed, .at("properties.resources.requests.memoryInGB")),
      .number("cpu_limit", "Processors at most.", .fixed, .at("properties.resources.limits.cpu")),
      .number(
        "memory_limit", "Memory at most, in GB.", .fixed, .at("properties.resources.limits.memoryInGB")),
      .block("gpu", "Graphics processors.", gpu, .fixed, .at("properties.resources.requests.gpu")),
      .block(
        "gpu_limit", "Graphics processors at most.", gpu, .fixed, .at("properties.resources.limits.gpu")),
      .blockSet("ports", "Ports that it listens at.", ContainerGroupFields.port, .fixed),
      .block("liveness_probe", "When it is started again.", probe, .fixed),
      .block("readiness_probe", "When it gets requests.", probe, .fixed),
    ])

  static let initial = Shape(in: "properties", common)

  private static let common: [Field] = [
    .text("name", "The name.", .required, .fixed, .at("name")),
    .text("image", "The image.", .required, .fixed),
    .texts(
      "commands", "What is run instead of what the image says.", .open, .fixed, .at("properties.command")),
    .plain(
      "environment_variables", .named("value"), "Variables.", .fixed, .at("properties.environmentVariables")),
    .plain(
      "secure_environment_variables", .named("secureValue", hidden: true), "Variables that nobody is shown.",
      .fixed,
      .secret, .at("properties.environmentVariables")),
    .blocks("volume", "What is mounted.", volume, .fixed, .at("properties.volumeMounts")),
    .block(
      "security", "What it may do.",
      Shape([
        .flag("privilege_enabled", "Whether it is privileged.", .required, .fixed, .at("privileged"))
      ]), .fixed, .at("properties.securityContext")),
  ]

  private static let gpu = Shape([
    .number("count", "How many.", .fixed, .rule(.integer(1...4))),
    .text("sku", "The kind.", .fixed, .oneOf(["K80", "P100", "V100"])),
  ])

  /// A mount together with the volume, which Azure has in the group.
  private static let volume = Shape([
    .text("name", "The name.", .required, .fixed),
    .text(
      "mount_path", "Where it is mounted.", .required, .fixed,
      .rule(.matches("^[^:]+$", message: "must not have a colon"))),
    .flag("read_only", "Whether it cannot be written.", .usually(.bool(false)), .fixed),
    .plain(
      "empty_dir", .presence, "Whether it is empty at first, and goes with the group.",
      .usually(.bool(false)), .fixed),
    .text("share_name", "The file share.", .fixed, .at("azureFile.shareName")),
    .text(
      "storage_account_name", "The storage account of the share.", .fixed, .at("azureFile.storageAccountName")
    ),
    .text(
      "storage_account_key", "A key of the account.", .fixed, .secret, .at("azureFile.storageAccountKey")),
    .map("secret", "Files, by name, in base 64.", .fixed, .secret),
    .block(
      "git_repo", "A repository that is cloned.",
      Shape([
        .text("url", "Where it is.", .required, .fixed, .at("repository")),
        .text("directory", "Where it is cloned to.", .fixed),
        .text("revision", "What is checked out.", .fixed),
      ]), .fixed),
  ])

  private static let probe = Shape([
    .texts("exec", "What is run.", .fixed, .at("exec.command")),
    .blocks(
      "http_get", "What is asked for.",
      Shape([
        .text("path", "The path.", .fixed),
        .number("port", "The port.", .fixed, .rule(.integer(1...65535))),
        .text("scheme", "How it is asked.", .fixed, .anyCase, .oneOf(["Http", "Https", "http", "https"])),
        .plain("http_headers", .named("value"), "Header fields.", .fixed),
      ]), .fixed, .at("httpGet")),
    .number("initial_delay_seconds", "Seconds before the first time.", .fixed),
    .number("period_seconds", "Seconds from one time to the next.", .fixed),
    .number("failure_threshold", "How often it has to fail.", .fixed),
    .number("success_threshold", "How often it has to succeed.", .fixed),
    .number("timeout_seconds", "Seconds that it may take.", .fixed),
  ])
}
