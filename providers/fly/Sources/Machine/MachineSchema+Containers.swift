import ProviderKit
import Values

extension MachineSchema {
  static let containers: [ResourceSchema.Member] = [
    .objects("containers", .list, container), .objects("metrics", .single, metrics),
    .objects("statics", .list, statics),
  ]

  private static let container = ResourceSchema(
    "Several containers in one machine, each with an image of its own.",
    .argument("name", .string, .required, rules: [.notEmpty], "Its name, which no other in the machine has."),
    .argument("image", .string, .required, rules: [.notEmpty], "The image."),
    .argument("cmd", .list(.string), "The arguments; those of the image if unset."),
    .argument("entrypoint", .list(.string), "The program; that of the image if unset."),
    .argument("exec", .list(.string), "A program that takes the place of both."),
    .argument("env", .map(.string), "Variables of its environment."),
    .objects("env_from", .list, origin), .argument("user", .string, "Who it runs as."),
    .objects("depends_on", .list, dependency), .objects("files", .list, file),
    .objects("healthchecks", .list, healthcheck), .objects("restart", .single, restart),
    .objects("secrets", .list, secret), .objects("stop", .single, stop))

  private static let origin = ResourceSchema(
    "Variables that say what the machine is.",
    .argument("env_var", .string, .required, "The variable."),
    .argument(
      "field_ref", .string, .required,
      rules: [.oneOf(["id", "version", "app_name", "private_ip", "region", "image"])], "What it holds."))

  private static let dependency = ResourceSchema(
    "Containers that are waited for.",
    .argument("name", .string, .required, "The other container."),
    .argument(
      "condition", .string, rules: [.oneOf(["started", "healthy", "exited_successfully"])],
      "What it has to be."))

  private static let healthcheck = ResourceSchema(
    "How it is seen whether it is well.",
    .argument("name", .string, "Its name."),
    .argument("kind", .string, rules: [.oneOf(["readiness", "liveness"])], "What it is about."),
    .argument("interval", .number, rules: [.wholeNumber], "Seconds between two checks."),
    .argument("timeout", .number, rules: [.wholeNumber], "Seconds that one check may take."),
    .argument("grace_period", .number, rules: [.wholeNumber], "Seconds after the start without checks."),
    .argument("failure_threshold", .number, rules: [.wholeNumber], "How many failures make it unwell."),
    .argument("success_threshold", .number, rules: [.wholeNumber], "How many successes make it well."),
    .argument(
      "unhealthy", .string, rules: [.oneOf(["stop"])], "What becomes of a container that is unwell."),
    .objects(
      "exec", .single,
      ResourceSchema(
        "By a program.", .argument("command", .list(.string), .required, "Program and arguments."))),
    .objects("http", .single, page),
    .objects(
      "tcp", .single,
      ResourceSchema(
        "By a connection.", .argument("port", .number, .required, rules: [.integer(1...65535)], "The port.")))
  )

  private static let page = ResourceSchema(
    "By a page.",
    .argument("port", .number, .required, rules: [.integer(1...65535)], "The port."),
    .argument("path", .string, "Such as `/health`."),
    .argument("method", .string, "Such as `GET`."),
    .argument("scheme", .string, rules: [.oneOf(["http", "https"])], "What is spoken."),
    .argument("tls_server_name", .string, "The name that the certificate must have."),
    .argument("tls_skip_verify", .bool, "Whether any certificate will do."),
    .objects("headers", .list, header))

  private static let metrics = ResourceSchema(
    "Where the machine's own measurements are read, in the form of Prometheus.",
    .argument("port", .number, .required, rules: [.integer(1...65535)], "The port."),
    .argument("path", .string, .required, "Such as `/metrics`."),
    .argument("https", .bool, "Whether HTTPS is spoken."))

  private static let statics = ResourceSchema(
    "Files that Fly serves without asking the machine.",
    .argument("guest_path", .string, .required, "Where they are."),
    .argument("url_prefix", .string, .required, "Where they appear."),
    .argument("index_document", .string, "What is served for a folder."),
    .argument("tigris_bucket", .string, "The bucket that they are in, instead of the image."))
}
