import Encodings
import Glibc
import ProviderKit

/// Checks the signatures of providers' authors with the system's `gpgv`, or `gpg`
/// ([decision 0010](docs/decisions/0010-signatures-are-checked-with-gpgv.md)).
struct SignatureCheck: Sendable {
  let environment: [String: String]

  /// - Parameter keys: in ASCII armour; the registry vouches for them.
  /// - Returns: the number of the key that the signature was made with.
  /// - Throws: ``InstallError`` when none of the keys has signed the document.
  func verify(_ document: [UInt8], signature: [UInt8], keys: [String]) async throws(InstallError) -> String {
    guard !keys.isEmpty else { throw InstallError("The registry names no key that signs it.") }
    let folder = try Self.makeFolder(environment["TMPDIR"] ?? "/tmp")
    defer { Self.remove(folder) }
    try Self.write(keys.flatMap { Self.binary($0) }, "\(folder)/keys.gpg")
    try Self.write(document, "\(folder)/document")
    try Self.write(signature, "\(folder)/signature")
    let result: ProcessRunner.Result
    do {
      result = try await run(in: folder)
    } catch {
      throw InstallError(
        "Its signature cannot be checked: \(error) Install gpgv, for example with \"apt-get install gpgv\", or use a "
          + "mirror of providers.")
    }
    let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
    guard result.status.isSuccess, let valid = lines.first(where: { $0.hasPrefix("[GNUPG:] VALIDSIG ") })
    else {
      throw InstallError("The signature is not one of the keys that the registry names.")
    }
    return String(valid.split(separator: " ").dropFirst(2).first?.suffix(16) ?? "")
  }

  private func run(in folder: String) async throws -> ProcessRunner.Result {
    let runner = ProcessRunner(timeout: .seconds(30))
    let common = [
      "--homedir", folder, "--status-fd", "1", "--keyring", "\(folder)/keys.gpg",
    ]
    let files = ["\(folder)/signature", "\(folder)/document"]
    do {
      return try await runner.run(ProcessCommand("gpgv", common + files, environment: environment))
    } catch let error as ProcessError where error.code == .notFound {
      let arguments = ["--batch", "--no-default-keyring"] + common + ["--verify"] + files
      return try await runner.run(ProcessCommand("gpg", arguments, environment: environment))
    }
  }

  /// A key without its armour (RFC 9580, section 6).
  static func binary(_ armour: String) -> [UInt8] {
    let lines = armour.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { String($0.filter { !$0.isWhitespace }) }
    let content = lines.drop { !$0.hasPrefix("-----BEGIN") }.drop { !$0.isEmpty }
      .prefix { !$0.hasPrefix("-----END") && !$0.hasPrefix("=") }
    return Base64.standard.decode(content.joined()) ?? []
  }

  private static func makeFolder(_ parent: String) throws(InstallError) -> String {
    var template = Array("\(parent)/rcw-signature-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw InstallError("There is no room in \(parent).") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func write(_ bytes: [UInt8], _ path: String) throws(InstallError) {
    do { try PackageFiles.write(bytes, to: path, isExecutable: false) } catch {
      throw InstallError(error, "Checking a signature")
    }
  }

  private static func remove(_ folder: String) { PackageFiles.removeTree(folder) }
}
