import ArgumentParser

/// How a command speaks.
struct ViewOptions: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print one JSON object a line, for programs.")
  var json = false

  @Flag(
    name: .customLong("no-color"), help: "Print without colours. NO_COLOR in the environment does the same.")
  var noColor = false

  @Flag(name: .customLong("compact-warnings"), help: "Print warnings in one line each.")
  var compactWarnings = false
}

/// Where the state is and how long to wait for its lock.
struct StateOptions: ParsableArguments {
  @Option(
    name: .customLong("state"),
    help: ArgumentHelp("The state file, in place of the workspace's.", valueName: "file"))
  var givenPath: String?

  @Flag(
    name: .customLong("lock"), inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Keep others from changing the state meanwhile.")
  var lock = true

  @Option(
    name: .customLong("lock-timeout"),
    help: ArgumentHelp(
      "How long to wait for another process to release the state, such as 30s.", valueName: "time"))
  var lockTimeout: String = "0s"
}

/// What is planned.
struct PlanningOptions: ParsableArguments {
  @Flag(name: .customLong("destroy"), help: "Plan to destroy everything that is recorded.")
  var destroy = false

  @Flag(name: .customLong("refresh-only"), help: "Only bring the state up to date with what exists.")
  var refreshOnly = false

  @Flag(
    name: .customLong("refresh"), inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Read what exists before planning.")
  var refresh = true

  @Option(
    name: .customLong("target"),
    help: ArgumentHelp(
      "Confine the plan to a resource or module and what it needs. May be repeated.",
      valueName: "address"))
  var targets: [String] = []

  @Option(
    name: .customLong("target-file"),
    help: ArgumentHelp(
      "Take targets from a file with one address a line. May be repeated.", valueName: "file"))
  var targetFiles: [String] = []

  @Option(
    name: .customLong("exclude"),
    help: ArgumentHelp(
      "Leave a resource or module as it is, and with it what depends on it; when destroying, what it depends on. May be "
        + "repeated.", valueName: "address"))
  var exclusions: [String] = []

  @Option(
    name: .customLong("exclude-file"),
    help: ArgumentHelp(
      "Take exclusions from a file with one address a line. May be repeated.", valueName: "file"))
  var exclusionFiles: [String] = []

  @Option(
    name: .customLong("replace"),
    help: ArgumentHelp(
      "Replace an object even where nothing asks for it. May be repeated.", valueName: "address"))
  var replacements: [String] = []

  @Option(
    name: .customLong("invoke"),
    help: ArgumentHelp("Do nothing but an action. May be repeated.", valueName: "address"))
  var invocations: [String] = []

  @Option(
    name: .customLong("parallelism"),
    help: ArgumentHelp("How many calls to providers run at a time.", valueName: "n"))
  var parallelism = 10

  func validate() throws { _ = try engineOptions() }
}
