import ArgumentParser
import Catalog
import Diagnostics
import Encodings
import Glibc
import Templates

struct TemplateTrackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "track", abstract: "Let the commits of a repository become versions of a template.",
    discussion: """
      rcw template sync looks at the repository, as does rcw reconcile. A version becomes the active one never, when \
      its plan succeeds for every workspace (clean), or always.
      """)

  @Argument var name: String
  @Option(help: ArgumentHelp("The repository.", valueName: "url")) var git: String?
  @Option(help: ArgumentHelp("A branch, tag, or a range of versions such as ^2.1.", valueName: "name"))
  var ref = ""
  @Option(help: ArgumentHelp("The folder in the repository.", valueName: "path")) var path = ""
  @Option(help: ArgumentHelp("How long a look at the repository is good for.", valueName: "time"))
  var every = DurationArgument(.seconds(300))
  @Option(
    help: ArgumentHelp("never, clean or always.", valueName: "policy"),
    transform: { text in
      guard let policy = TemplateTracking.Promotion(rawValue: text) else {
        throw ValidationError("There is no policy \"\(text)\": never, clean or always.")
      }
      return policy
    })
  var promote = TemplateTracking.Promotion.never
  @Flag(help: "Take only commits or tags that are signed by somebody whom git trusts.") var signed = false
  @Option(help: ArgumentHelp("Whose ssh keys are trusted, as git has it.", valueName: "file"))
  var allowedSigners: String?
  @Flag(help: "Track nothing any more.") var stop = false
  @OptionGroup var view: ViewOptions

  func validate() throws {
    guard stop || git != nil else { throw ValidationError("Say which repository: --git URL.") }
  }

  func run() async throws {
    try await Run.withLibrary(view) { run, library in
      guard let git, !stop else { return try await end(library) }
      try Self.refusePassword(in: git)
      try allowedSigners.map(Self.requireSigners)
      var tracking = TemplateTracking(
        url: Run.absolute(git), reference: ref, path: path, interval: every.duration)
      tracking.promotion = promote
      tracking.trust = signed || allowedSigners != nil ? .signed : .anyone
      tracking.allowedSigners = allowedSigners.map { path in
        path.hasPrefix("/") ? path : "\(ProcessEnvironment.workingDirectory)/\(path)"
      }
      try await begin(tracking, run, library)
    }
  }

  private func begin(_ tracking: TemplateTracking, _ run: Run, _ library: TemplateLibrary) async throws {
    // What cannot be read now is told now.
    let target = try await run.templateSource(
      url: tracking.url, ref: tracking.reference, path: tracking.path
    ).target()
    let template: Template
    if let existing = try await library.catalog.templateIfAny(named: name) {
      template = existing
    } else {
      template = Template(id: "\(UUID.random())", name: name)
      try await library.catalog.add(template)
    }
    try await library.catalog.changeTemplate(template.id) { $0.tracking = tracking }
    Output.standard.print(
      """
      \(template.name) tracks \(tracking.url), which is at \(target.commit.prefix(12)). To make a version of it now:
          rcw template sync \(template.name)

      """)
  }

  private func end(_ library: TemplateLibrary) async throws {
    let template = try await library.catalog.template(named: name)
    try await library.catalog.changeTemplate(template.id) { $0.tracking = nil }
    Output.standard.print("\(template.name) tracks nothing any more. Its versions stay.\n")
  }

  /// Without the file no commit would ever be trusted.
  private static func requireSigners(_ path: String) throws {
    guard access(path, R_OK) == 0 else {
      throw DiagnosticsError(
        Diagnostic(
          "no-signers", "No file of signers",
          "\(path) cannot be read: \(String(cString: strerror(errno))). Name a file with a line for each signer, as "
            + "ssh-keygen(1) has it under ALLOWED SIGNERS."))
    }
  }

  /// What the catalog keeps is not for passwords that are part of something else.
  private static func refusePassword(in url: String) throws {
    guard
      let authority = url.split(separator: "://", maxSplits: 1).dropFirst().first?.prefix(while: { $0 != "/" }
      ),
      authority.contains("@"), authority.prefix(while: { $0 != "@" }).contains(":")
    else { return }
    throw DiagnosticsError(
      Diagnostic(
        "password-in-address", "Password in the address",
        "The address would be kept with the password in it. Leave it out, and let one of git's credential helpers know it:\n"
          + "    git config --global credential.helper store"))
  }
}
