import FoundationEssentials
import StarterTemplates
import TestSupport
import Testing

@Suite struct StarterTemplateTests {
  private static var folder: String {
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/templates"
  }

  /// `docker/main.tf`; what is not a template, such as images, has no such file.
  private static func filesOfTemplates() throws -> Set<String> {
    let folders = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)/main.tf")
    }
    return Set(
      try folders.flatMap { name in
        try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(name)").map { "\(name)/\($0)" }
      })
  }

  @Test func `the program holds every file of every template`() throws {
    let embedded = StarterTemplate.all.flatMap { template in
      template.files.map { "\(template.name)/\($0.path)" }
    }
    #expect(try Self.filesOfTemplates() == Set(embedded))
    #expect(embedded.count == Set(embedded).count)
  }

  @Test func `each says what it is for`() {
    for template in StarterTemplate.all { #expect(!template.summary.isEmpty) }
  }
}
