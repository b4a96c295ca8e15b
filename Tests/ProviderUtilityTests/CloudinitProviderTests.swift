import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderUtility

struct CloudinitProviderTests {
  private static func part(_ content: String, _ type: String? = nil, _ filename: String? = nil) -> Value {
    .object([
      "content": .string(content), "content_type": type.map(Value.string) ?? .null(.string),
      "filename": filename.map(Value.string) ?? .null(.string), "merge_type": .null(.string),
    ])
  }

  private static func parts(_ parts: Value...) -> Value { .list(parts, of: parts[0].type) }

  @Test func `a document lives and dies`() async throws {
    var trial = ResourceTrial(
      "cloudinit_config", of: try await BuiltInProvider.configured(CloudinitProvider()),
      ["part": Self.parts(Self.part("echo"))], replacing: ["boundary": .string("x")])
    trial.isOnlyRecorded = true
    trial.importID = nil
    try await trial.verify()
  }

  @Test func `parts stand between boundaries, each with its headers`() async throws {
    let provider = try await BuiltInProvider.configured(CloudinitProvider())
    let parts = Self.parts(Self.part("baz", "text/x-shellscript"), Self.part("b", nil, "b.txt"))
    let read = try await provider.readData(
      "cloudinit_config", ["part": parts, "gzip": .bool(false), "base64_encode": .bool(false)])
    #expect(
      read.object.keyedElements?["rendered"]
        == .string(
          "Content-Type: multipart/mixed; boundary=\"MIMEBOUNDARY\"\nMIME-Version: 1.0\r\n\r\n"
            + "--MIMEBOUNDARY\r\nContent-Transfer-Encoding: 7bit\r\nContent-Type: text/x-shellscript\r\n"
            + "Mime-Version: 1.0\r\n\r\nbaz\r\n"
            + "--MIMEBOUNDARY\r\nContent-Disposition: attachment; filename=\"b.txt\"\r\n"
            + "Content-Transfer-Encoding: 7bit\r\nContent-Type: text/plain\r\nMime-Version: 1.0\r\n\r\nb\r\n"
            + "--MIMEBOUNDARY--\r\n"))
  }

  @Test func `what is compressed must be encoded`() async throws {
    let provider = try await BuiltInProvider.configured(CloudinitProvider())
    let parts = Self.parts(Self.part("x"))
    await #expect(throws: ProviderError.self) {
      _ = try await provider.readData("cloudinit_config", ["part": parts, "base64_encode": .bool(false)])
    }
    let read = try await provider.readData("cloudinit_config", ["part": parts])
    #expect(read.object.keyedElements?["rendered"]?.asString?.hasPrefix("H4sIAAAAAAAA/") == true)
  }
}
