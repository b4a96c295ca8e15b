import Glibc
import Language
import ProviderKit

/// A bare repository that stands only while one commit of another is fetched into it and read.
struct GitRepository: Sendable {
  let directory: String
  let address: GitAddress
  let environment: [String: String]
  /// Whether the address may lie on this machine: a repository from elsewhere must not name one that does.
  let allowsFiles: Bool

  /// A repository inside another one's tree.
  struct Submodule {
    var path: String
    var address: String
    var commit: String
  }

  // MARK: Fetching

  /// Fetches one commit, alone if the server gives it alone.
  func fetch(_ ref: String?) async throws(ModuleError) -> String {
    do throws(FileError) {
      try FileSystem.createDirectories(above: directory)
    } catch {
      throw ModuleError(error)
    }
    // An empty template: no hook and no setting of the machine's gets in.
    _ = try await git("init", "--quiet", "--bare", "--template=", directory)
    do {
      _ = try await git(
        inside: "fetch", "--quiet", "--depth=1", "--no-tags", "--", address.text, ref ?? "HEAD")
      return try await commit("FETCH_HEAD")
    } catch let refusal {
      // An abbreviated commit has no name at the server, and some servers give out no single commits.
      guard let ref, ref.count >= 4, ref.allSatisfy(\.isHexDigit) else { throw refusal }
      let everything = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
      _ = try await run(["-C", directory, "fetch", "--quiet", "--", address.text] + everything)
      do { return try await commit(ref) } catch { throw refusal }
    }
  }

  private func commit(_ name: String) async throws(ModuleError) -> String {
    let output = try await git(
      inside: "rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}")
    return String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// The commits of branches and tags, by full name, and of `HEAD`. Needs no repository on this machine.
  func references() async throws(ModuleError) -> [String: String] {
    let output = try await git("ls-remote", "--quiet", "--", address.text)
    var commits: [String: String] = [:]
    for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: "\t")
      guard words.count == 2 else { continue }
      // A tag that is an object of its own is listed with what it stands for after it.
      let name = words[1].hasSuffix("^{}") ? words[1].dropLast(3) : words[1]
      commits[String(name)] = String(words[0])
    }
    return commits
  }

  /// The name of the branch that `HEAD` is; nil where the repository does not say, or says a commit.
  ///
  /// Protocol: git-ls-remote(1), `--symref`: `ref: refs/heads/NAME` before a tab.
  func defaultBranch() async throws(ModuleError) -> String? {
    let output = try await git("ls-remote", "--quiet", "--symref", "--", address.text, "HEAD")
    let beginning = "ref: refs/heads/"
    let line = String(decoding: output, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix(beginning) }
    return line.map { String($0.dropFirst(beginning.count).prefix { $0 != "\t" }) }
  }

  // MARK: Examining

  /// Who wrote a commit, when and why: `NAME <ADDRESS>`, seconds since 1970, the message.
  func description(of commit: String) async throws(ModuleError) -> (
    author: String, time: Int, message: String
  ) {
    let output = try await git(
      inside: "log", "-1", "--no-show-signature", "--format=%an <%ae>%x00%at%x00%B", commit)
    let parts = String(decoding: output, as: UTF8.self).split(
      separator: "\0", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let time = Int(parts[1]) else { throw damaged }
    return (String(parts[0]), time, String(parts[2]))
  }

  /// Checks the signature of what was fetched, be it a tag, or else of its commit, as git does.
  ///
  /// - Parameter allowedSigners: a file for signatures by ssh keys; nil for the one in git's settings.
  func verify(_ commit: String, allowedSigners: String?) async throws(ModuleError) {
    let settings = allowedSigners.map { ["-c", "gpg.ssh.allowedSignersFile=\($0)"] } ?? []
    let inside = ["-C", directory] + settings
    if (try? await run(inside + ["verify-tag", "FETCH_HEAD"])) != nil { return }
    do { _ = try await run(inside + ["verify-commit", commit]) } catch {
      throw ModuleError(
        """
        The commit \(commit.prefix(12)) of \(address) is not signed by anybody who is trusted:
        \(error.detail.isEmpty ? "    it has no signature" : error.detail)
        """)
    }
  }

  /// Whether what was fetched comes after another commit. Fetches the history.
  func isDescendant(_ commit: String, of ancestor: String, ref: String?) async throws(ModuleError) -> Bool {
    _ = try await git(
      inside: "fetch", "--quiet", "--depth=2147483647", "--no-tags", "--", address.text, ref ?? "HEAD")
    // A commit that is not there at all is an error of git's.
    return (try? await git(inside: "merge-base", "--is-ancestor", ancestor, commit)) != nil
  }

  // MARK: Reading

  private struct Entry {
    var mode: String
    var object: String
    var path: String
  }

  /// All files and links of a commit, and where its submodules are.
  func tree(of commit: String) async throws(ModuleError) -> (PackageContent, [Submodule]) {
    let listing = try await git(inside: "ls-tree", "-r", "-z", "--full-tree", commit)
    let entries = listing.split(separator: 0).compactMap(Self.entry)
    let blobs = entries.filter { $0.mode != "160000" }
    let contents = try await contents(of: blobs.map(\.object))
    guard contents.count == blobs.count else { throw damaged }
    var found = PackageContent()
    for (entry, bytes) in zip(blobs, contents) {
      if entry.mode == "120000" {
        found.links.append(
          PackageContent.Link(path: entry.path, target: String(decoding: bytes, as: UTF8.self)))
      } else {
        found.files.append(
          ModulePackage.File(path: entry.path, bytes: Array(bytes), isExecutable: entry.mode == "100755"))
      }
    }
    let gitlinks = entries.filter { $0.mode == "160000" }
    return (found, gitlinks.isEmpty ? [] : try await submodules(gitlinks, commit))
  }

  /// `MODE TYPE OBJECT<tab>PATH`.
  private static func entry(_ line: ArraySlice<UInt8>) -> Entry? {
    guard let tab = line.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
    let words = String(decoding: line[..<tab], as: UTF8.self).split(separator: " ").map(String.init)
    guard words.count == 3 else { return nil }
    return Entry(mode: words[0], object: words[2], path: String(decoding: line[(tab + 1)...], as: UTF8.self))
  }

  /// What the objects hold, in their order.
  private func contents(of objects: [String]) async throws(ModuleError) -> [ArraySlice<UInt8>] {
    let asked = Array(objects.map { $0 + "\n" }.joined().utf8)
    var rest = try await run(["-C", directory, "cat-file", "--batch"], input: asked)[...]
    var contents: [ArraySlice<UInt8>] = []
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      // `OBJECT TYPE SIZE`, a line break, the content, a line break.
      let header = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      let start = end + 1
      guard header.count == 3, let size = Int(header[2]), size < rest.endIndex - start else { throw damaged }
      contents.append(rest[start..<start + size])
      rest = rest[(start + size + 1)...]
    }
    return contents
  }

  private func submodules(_ gitlinks: [Entry], _ commit: String) async throws(ModuleError) -> [Submodule] {
    let settings = try await git(
      inside: "config", "--blob", "\(commit):.gitmodules", "-z", "--get-regexp",
      #"^submodule\..*\.(path|url)$"#)
    var values: [String: [String: String]] = [:]
    for setting in settings.split(separator: 0) {
      let parts = String(decoding: setting, as: UTF8.self).split(separator: "\n", maxSplits: 1)
      guard parts.count == 2, let dot = parts[0].lastIndex(of: ".") else { continue }
      values[String(parts[0][..<dot]), default: [:]][String(parts[0][dot...])] = String(parts[1])
    }
    return gitlinks.compactMap { link in
      values.values.first { $0[".path"] == link.path }?[".url"].map {
        Submodule(path: link.path, address: $0, commit: link.object)
      }
    }
  }

  private var damaged: ModuleError {
    ModuleError("\(address) cannot be read: git answered with something else.")
  }

  // MARK: The program

  private func git(_ arguments: String...) async throws(ModuleError) -> [UInt8] { try await run(arguments) }

  private func git(inside arguments: String...) async throws(ModuleError) -> [UInt8] {
    try await run(["-C", directory] + arguments)
  }

  private func run(_ arguments: [String], input: [UInt8] = []) async throws(ModuleError) -> [UInt8] {
    let settings = [
      "-c", "protocol.ext.allow=never", "-c", "protocol.file.allow=\(allowsFiles ? "always" : "never")",
    ]
    var runner = ProcessRunner()
    runner.maxOutputBytes = ModulePackage.maxBytes + (8 << 20)
    let result: ProcessRunner.Result
    do {
      result = try await runner.run(
        ProcessCommand("git", settings + arguments, environment: environment), input: input)
    } catch let error as ProcessError where error.code == .notFound {
      throw ModuleError("The program git, which is not installed, is needed to read repositories.")
    } catch {
      throw ModuleError("\(error)")
    }
    guard result.status.isSuccess else { throw refusal(String(decoding: result.errorOutput, as: UTF8.self)) }
    return result.output
  }

  private func refusal(_ output: String) -> ModuleError {
    // The address as given may hold a password, and git shows it.
    let lines = output.split(whereSeparator: \.isNewline)
      .filter { !$0.hasPrefix("warning:") && !$0.hasPrefix("@@@") }
    let text = lines.map { "    \($0)" }.joined(separator: "\n")
    let shown = text.split(separator: address.text, omittingEmptySubsequences: false)
      .joined(separator: "\(address)")
    return ModuleError("git cannot fetch from \(address):\n\(shown)\(remedy(shown))", detail: shown)
  }

  /// What to do about the failures that people meet most.
  private func remedy(_ words: String) -> String {
    if words.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") {
      return """

        The host shows another key than the one in known_hosts: it was set up anew, or somebody is in between. Ask who \
        runs it. To accept the new key:
            ssh-keygen -R HOST && ssh-keyscan HOST >> ~/.ssh/known_hosts
        """
    }
    guard words.contains("Host key verification failed") else { return "" }
    return """

      The host's key is not in known_hosts, so nobody can tell whether it is the right host. Compare its fingerprint \
      with the one that the host's owner gives, and accept it:
          ssh-keyscan HOST | tee /dev/stderr >> ~/.ssh/known_hosts
      """
  }

  // MARK: Removing

  func remove() { FileSystem.removeTree(directory) }
}
