import Values

/// A checksum in a state file, beyond what Terraform's format has: a member that other programs do not look at and
/// leave out when they write. It tells a damaged file from a sound one.
extension StateFile {
  private static let member = "rcw_checksum"

  /// What stands between the state and its checksum.
  private static let head = Array(",\n  \"\(member)\": \"".utf8)
  private static let tail = Array("\"\n}\n".utf8)
  private static let end = Array("\n}\n".utf8)

  static func addingChecksum(to content: [UInt8]) -> [UInt8] {
    guard content.hasSuffix(end) else { return content }
    let state = content.dropLast(end.count)
    return Array(state) + head + Array(digits(of: state).utf8) + tail
  }

  /// - Throws: ``StateError`` with `.malformed` when there is a checksum, and it is that of something else.
  static func verifyChecksum(of content: [UInt8], _ json: JSON) throws(StateError) {
    guard let digits = json[member]?.asString else { return }
    let state = content.dropLast(head.count + digits.utf8.count + tail.count)
    guard content.hasSuffix(head + Array(digits.utf8) + tail), digits == Self.digits(of: state) else {
      throw StateError(
        .malformed,
        """
        The state is damaged, or was changed by hand: it does not match its checksum. Nothing was changed. Put back an \
        earlier one; terraform.tfstate.backup beside a state file is the one before. If you have changed it yourself, \
        take out the line "\(member)" and the comma before it.
        """)
    }
  }

  private static func digits(of state: ArraySlice<UInt8>) -> String {
    let digits = String(Checksum.of(state), radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
    count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
  }
}
