import Testing

@testable import ProviderDocker

@Suite struct TarHeaderTests {
  /// The text of a field up to its first zero.
  private func field(_ block: ArraySlice<UInt8>, _ offset: Int, _ length: Int) -> String {
    String(decoding: block.dropFirst(offset).prefix(length).prefix { $0 != 0 }, as: UTF8.self)
  }

  @Test func `a header states name, mode, owner, size and kind, and its own sum`() {
    let bytes = TarHeader(path: "bin/run", kind: .file(size: 1234), mode: 0o755, modified: 1_700_000_000)
      .bytes
    #expect(bytes.count == 512)
    #expect(field(bytes[...], 0, 100) == "bin/run")
    #expect(field(bytes[...], 100, 8) == "0000755")
    #expect(field(bytes[...], 108, 8) == "0000000")
    #expect(field(bytes[...], 124, 12) == "00000002322")
    #expect(field(bytes[...], 136, 12) == "14524770400")
    #expect(bytes[156] == UInt8(ascii: "0"))
    #expect(field(bytes[...], 257, 6) == "ustar")
    var unsummed = bytes
    unsummed.replaceSubrange(148..<156, with: [UInt8](repeating: 32, count: 8))
    #expect(Int(field(bytes[...], 148, 6), radix: 8) == unsummed.reduce(0) { $0 + Int($1) })
  }

  @Test func `folders end in a slash and links carry their target`() {
    let folder = TarHeader(path: "etc", kind: .folder, mode: 0o755, modified: 0).bytes
    #expect(field(folder[...], 0, 100) == "etc/")
    #expect(folder[156] == UInt8(ascii: "5"))
    let link = TarHeader(path: "sh", kind: .link(to: "busybox"), mode: 0o777, modified: 0).bytes
    #expect(field(link[...], 157, 100) == "busybox")
    #expect(link[156] == UInt8(ascii: "2"))
  }

  @Test(arguments: [101, 300, 5000])
  func `a long name stands in an extended header whose length counts itself`(_ length: Int) throws {
    let path = String(repeating: "x", count: length)
    let bytes = TarHeader(path: path, kind: .file(size: 0), mode: 0o644, modified: 0).bytes
    #expect(bytes[156] == UInt8(ascii: "x"))
    let size = try #require(Int(field(bytes[...], 124, 12), radix: 8))
    let record = String(decoding: bytes[512..<(512 + size)], as: UTF8.self)
    #expect(record == "\(size) path=\(path)\n")
    #expect(bytes.count % 512 == 0)
    #expect(field(bytes.suffix(512), 0, 100) == String(path.prefix(100)))
  }

  @Test func `a file too large for octal digits has its size in an extended header`() {
    let bytes = TarHeader(path: "big", kind: .file(size: 1 << 33), mode: 0o644, modified: 0).bytes
    #expect(String(decoding: bytes[512..<1024], as: UTF8.self).contains("size=8589934592\n"))
  }

  @Test(arguments: [(0, 0), (1, 511), (512, 0), (513, 511)])
  func `files are filled up to whole blocks`(_ size: Int, _ padding: Int) {
    #expect(TarHeader.padding(after: size).count == padding)
  }

  @Test func `the first file of an archive is found, whatever is before it`() {
    let long = String(repeating: "n", count: 120)
    var archive = TarHeader(path: "in", kind: .folder, mode: 0o755, modified: 0).bytes
    archive += TarHeader(path: long, kind: .file(size: 3), mode: 0o644, modified: 0).bytes
    archive += Array("abc".utf8) + TarHeader.padding(after: 3)
    #expect(TarArchive.firstFile(in: archive + TarHeader.end) == Array("abc".utf8))
  }

  @Test(arguments: [0, 100, 512, 700])
  func `what is no archive has no first file`(count: Int) {
    #expect(TarArchive.firstFile(in: [UInt8](repeating: 0, count: count)) == nil)
    let cut = TarHeader(path: "a", kind: .file(size: 1000), mode: 0o644, modified: 0).bytes
    #expect(TarArchive.firstFile(in: Array((cut + [UInt8](repeating: 1, count: 700)).prefix(count))) == nil)
  }
}
