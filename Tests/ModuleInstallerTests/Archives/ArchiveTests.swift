import Compression
import TestSupport
import Testing

@testable import ModuleInstaller

struct ArchiveTests {
  @Test func `an archive made by other tools is unpacked`() throws {
    let package = try ModulePackage(archive: SampleArchive.bytes).withoutRoot()
    let long = String(repeating: "long/", count: 25) + "name.txt"
    #expect(package.files.map(\.path) == [long, "main.tf", "run.sh"])
    #expect(package.files.map(\.isExecutable) == [false, false, true])
    #expect(String(decoding: package.files[1].bytes, as: UTF8.self).hasPrefix("variable \"name\" {\n"))
    #expect(package.files[1].bytes.count == 422)
  }

  @Test func `a zip archive is unpacked`() throws {
    let package = try ModulePackage(archive: SampleArchive.zip).withoutRoot()
    #expect(package.files.map(\.path) == ["main.tf", "run.sh"])
    #expect(package.files.map(\.isExecutable) == [false, true])
    #expect(package.files.map(\.bytes.count) == [144, 10])
  }

  @Test func `a stored block is copied`() throws {
    let content = TarArchive.make([("main.tf", "a = 1\n")])
    let package = try ModulePackage(archive: GzipArchive.stored(content))
    #expect(package.files.map(\.path) == ["main.tf"])
  }

  @Test(arguments: ["../evil.tf", "/etc/passwd", "a/../../b", "a//b"])
  func `a path that leads out of the archive is refused`(path: String) {
    #expect(throws: ArchiveError.self) { try ModulePackage(archive: TarArchive.make([(path, "x")])) }
  }

  @Test(arguments: [
    ("xz", SampleArchive.xz), ("bzip2", SampleArchive.bzip2), ("Zstandard", SampleArchive.zstandard),
  ])
  func `a tar archive may be compressed in other ways`(name: String, bytes: [UInt8]) throws {
    let package = try ModulePackage(archive: bytes)
    #expect(package.files.map(\.path) == ["main.tf"])
    #expect(
      package.files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["output \"x\" { value = 1 }\n"])
    for length in 0..<bytes.count {
      #expect(throws: ArchiveError.self) { try ModulePackage(archive: Array(bytes[..<length])) }
    }
  }

  @Test func `content beyond the limit is refused in every format`() throws {
    for bytes in [SampleArchive.xz, SampleArchive.bzip2, SampleArchive.zstandard] {
      let codec = try #require(SystemCodec(bytes))
      #expect(throws: CompressionError.tooLarge) { try codec.decompress(bytes, limit: 10_239) }
      #expect(try codec.decompress(bytes, limit: 10_240).count == 10_240)
    }
  }

  @Test func `what a link leads to stands in its place`() throws {
    let package = try ModulePackage(
      PackageContent(
        files: [.text("modules/a/main.tf", "a"), .text("shared/vars.tf", "v")],
        links: [
          .init(path: "main.tf", target: "./first"), .init(path: "first", target: "modules/a/main.tf"),
          .init(path: "modules/a/shared", target: "../../shared"), .init(path: "gone", target: "nowhere"),
          .init(path: "hard", target: "shared/vars.tf", isFromRoot: true),
        ]))
    let texts = package.files.map { "\($0.path)=\(String(decoding: $0.bytes, as: UTF8.self))" }
    #expect(
      texts == [
        "first=a", "hard=v", "main.tf=a", "modules/a/main.tf=a", "modules/a/shared/vars.tf=v",
        "shared/vars.tf=v",
      ])
  }

  @Test(arguments: ["../x", "/etc/passwd", "a/../../x", ""])
  func `a link that leads out is refused`(target: String) {
    let content = PackageContent(links: [.init(path: "link", target: target)])
    #expect(throws: ArchiveError("it holds a link, \"link\", that leads out of it")) {
      try ModulePackage(content)
    }
  }

  @Test func `links that multiply what they lead to end at the limit`() {
    let links = (0..<20).flatMap { depth in
      ["a", "b"].map { PackageContent.Link(path: "\(depth + 1)/\($0)", target: "../\(depth)") }
    }
    let content = PackageContent(files: [.text("0/main.tf", "x")], links: links)
    #expect(throws: ArchiveError.tooLarge) { try ModulePackage(content) }
  }

  @Test func `links in a circle, and to nothing, are left out`() throws {
    let circle = (0..<1000).map { PackageContent.Link(path: "c\($0)", target: "c\(($0 + 1) % 1000)") }
    let dangling = (0..<15_000).map { PackageContent.Link(path: "d\($0)", target: "nothing/\($0)") }
    let package = try ModulePackage(
      PackageContent(files: [.text("main.tf", "x")], links: circle + dangling))
    #expect(package.files.map(\.path) == ["main.tf"])
  }

  @Test func `links in archives are followed`() throws {
    let archive =
      TarArchive.make([("main.tf", "x")]).dropLast(1024) + TarArchive.link("copy.tf", to: "main.tf")
    #expect(try ModulePackage(archive: Array(archive)).files.map(\.path) == ["copy.tf", "main.tf"])
  }

  @Test func `content beyond the limit is refused before it fills the memory`() {
    let archive = GzipArchive.stored([UInt8](repeating: 0, count: 5000))
    #expect(throws: CompressionError.tooLarge) { try Gzip.decompress(archive, limit: 4999) }
  }

  @Test func `a changed byte is found`() {
    var archive = GzipArchive.stored(TarArchive.make([("main.tf", "a = 1\n")]))
    archive[archive.count - 20] ^= 1
    #expect(throws: ArchiveError.self) { try ModulePackage(archive: archive) }
  }

  /// Truncated and mutated archives: an answer every time, whatever it is.
  @Test func `no bytes crash the reader`() {
    var random = SeededGenerator(seed: 7)
    for length in stride(from: 0, to: SampleArchive.bytes.count, by: 23) {
      _ = try? ModulePackage(archive: Array(SampleArchive.bytes[..<length]))
    }
    for _ in 0..<100 {
      var bytes = SampleArchive.bytes
      for _ in 0..<3 {
        bytes[Int.random(in: 2..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? ModulePackage(archive: bytes)
    }
    for _ in 0..<300 {
      var bytes = SampleArchive.zip
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      _ = try? ModulePackage(archive: bytes)
    }
    for _ in 0..<100 {
      var bytes = TarArchive.make([("main.tf", "a = 1\n")])
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      _ = try? ModulePackage(archive: bytes)
    }
  }
}

extension ModulePackage.File {
  static func text(_ path: String, _ text: String) -> Self {
    Self(path: path, bytes: Array(text.utf8), isExecutable: false)
  }
}

/// Makes tar archives with any content.
enum TarArchive {
  static func make(_ files: [(path: String, text: String)], kind: Character = "0") -> [UInt8] {
    files.flatMap { file(path: $0.path, Array($0.text.utf8), kind) } + [UInt8](repeating: 0, count: 1024)
  }

  static func link(_ path: String, to target: String) -> [UInt8] {
    file(path: path, [], "2", target: target) + [UInt8](repeating: 0, count: 1024)
  }

  private static func file(
    path: String, _ content: [UInt8], _ kind: Character, target: String = ""
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    put(path, at: 0)
    put("0000644", at: 100)
    put(octal(content.count, digits: 11), at: 124)
    put("        ", at: 148)
    put(String(kind), at: 156)
    put(target, at: 157)
    put("ustar\u{0}00", at: 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\u{0} ", at: 148)
    return header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: digits - text.count) + text
  }
}

/// Makes gzip files without compressing.
enum GzipArchive {
  static func stored(_ content: [UInt8]) -> [UInt8] {
    let length = UInt16(content.count)
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
    return header + bytes(length) + bytes(~length) + content + bytes(crc32(content))
      + bytes(UInt32(content.count))
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian, Array.init)
  }

  private static func crc32(_ content: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in content {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
