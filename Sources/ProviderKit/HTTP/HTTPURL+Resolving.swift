extension HTTPURL {
  /// What a `Location` means as seen from this URL (RFC 3986, section 5.2). User information in it is dropped.
  ///
  /// - Throws: ``HTTPError`` with code `protocolViolation` when it leads nowhere that may be followed: to
  ///   another scheme, or away from a Unix socket.
  public func resolving(_ location: String) throws(HTTPError) -> HTTPURL {
    let reference = location.prefix { $0 != "#" }
    if reference.hasPrefix("//") { return try absolute("\(isSecure ? "https" : "http"):\(reference)") }
    if Self.hasScheme(reference) { return try absolute(String(reference)) }
    var url = withoutCredentials
    if reference.isEmpty { return url }
    if reference.hasPrefix("?") {
      url.query = PercentEncoding.repair(reference.dropFirst())
    } else {
      let directory = String(path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex))
      url.setTarget(reference.hasPrefix("/") ? String(reference) : directory + String(reference))
      url.path = Self.removingDotSegments(url.path)
    }
    return url
  }

  private func absolute(_ text: String) throws(HTTPError) -> HTTPURL {
    guard let url = try? HTTPURL(text), url.socketPath == nil, socketPath == nil else {
      throw HTTPError(
        .protocolViolation, "The server redirected to an address that is not followed from \(self).")
    }
    return url.withoutCredentials
  }

  private static func hasScheme(_ reference: Substring) -> Bool {
    guard let colon = reference.firstIndex(of: ":"), reference.utf8.first?.isASCIILetter == true else {
      return false
    }
    return reference[..<colon].utf8.allSatisfy { $0.isASCIIAlphanumeric || "+-.".utf8.contains($0) }
  }

  /// The path with `.` and `..` carried out (RFC 3986, section 5.2.4).
  private static func removingDotSegments(_ path: String) -> String {
    var kept: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for segment in segments where segment != "." {
      if segment == ".." { _ = kept.popLast() } else { kept.append(segment) }
    }
    if let last = segments.last, last == "." || last == ".." { kept.append("") }
    return "/" + kept.joined(separator: "/")
  }
}
