extension JournaledState {
  /// An earlier state; nil when none of that serial is kept.
  public func earlier(_ serial: Int) async throws -> StateSnapshot? {
    guard let content = try history.content(serial) else { return nil }
    return try await codec.decode(content, allowingClearText: true).snapshot
  }

  /// Keeps the document that is about to be replaced, as well as the disk allows: without those before it a state
  /// is still one. What was kept in clear text before the state was encrypted is encrypted with it.
  func keepPrevious(_ kept: FoundState) async throws {
    guard let serial = kept.serial else { return }
    guard !kept.isClearText || codec.writesClearText else { return await reseal(kept, serial) }
    if let content = kept.content {
      try? history.keep(content, serial: serial)
    } else if let file = document.file, FileAccess.size(file) > 0 {
      try? FileAccess.backUp(file, as: file + ".backup")
      try? history.keep(file: file, serial: serial)
    }
  }

  private func reseal(_ kept: FoundState, _ serial: Int) async {
    for version in history.versions() {
      guard let content = try? history.content(version.serial), let sealed = await resealed(content) else {
        continue
      }
      try? history.keep(sealed, serial: version.serial)
    }
    let present = try? await document.read()
    guard let content = present ?? nil, let sealed = await resealed(content) else { return }
    try? history.keep(sealed, serial: serial)
    if let file = document.file { try? FileAccess.replace(file + ".backup", with: sealed) }
  }

  /// The encrypted form of a state; nil when it is encrypted already, or none.
  private func resealed(_ content: [UInt8]) async -> [UInt8]? {
    guard let decoded = try? await codec.decode(content, allowingClearText: true), decoded.isClearText
    else { return nil }
    return try? await codec.encode(decoded.snapshot)
  }
}
