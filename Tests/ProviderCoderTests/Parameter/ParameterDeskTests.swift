import ProviderAPI
import ProviderTestKit
import Synchronization
import Testing
import Values

@testable import ProviderCoder

@Suite struct ParameterDeskTests {
  /// Answers in this order, then no more, and remembers what it was asked.
  private final class Person: Sendable {
    private let answers: Mutex<[String]>
    private let heard = Mutex<[ParameterPrompt]>([])

    init(_ answers: String...) { self.answers = Mutex(answers) }

    var questions: [ParameterPrompt] { heard.withLock(\.self) }

    func answer(_ prompt: ParameterPrompt) -> String? {
      heard.withLock { $0.append(prompt) }
      return answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
  }

  private let region: KeyedValues = [
    "name": .string("region"), "display_name": .string("Region"),
    "option": .blocks(
      ["name": .string("Europe"), "value": .string("eu")],
      ["name": .string("America"), "value": .string("us")],
      of: "coder_parameter", "option"),
  ]

  @Test func `who has neither value nor default is asked for, once`() async throws {
    let person = Person("us")
    let coder = try await TestCoder(parameters: ParameterDesk(asker: person.answer))
    #expect(try await coder.read("coder_parameter", region)["value"] == .string("us"))
    #expect(try await coder.read("coder_parameter", region)["value"] == .string("us"))
    #expect(person.questions.count == 1)
    #expect(person.questions.first?.displayName == "Region")
    #expect(person.questions.first?.options.map(\.value) == ["eu", "us"])
  }

  @Test func `an answer that will not do is asked for again, saying why`() async throws {
    let person = Person("mars", "eu")
    let coder = try await TestCoder(parameters: ParameterDesk(asker: person.answer))
    #expect(try await coder.read("coder_parameter", region)["value"] == .string("eu"))
    #expect(person.questions.map { $0.problem != nil } == [false, true])
  }

  @Test func `nobody is asked for what has a default`() async throws {
    let person = Person("us")
    var arguments = region
    arguments["default"] = .string("eu")
    let coder = try await TestCoder(parameters: ParameterDesk(asker: person.answer))
    #expect(try await coder.read("coder_parameter", arguments)["value"] == .string("eu"))
    #expect(person.questions.isEmpty)
  }

  @Test func `one who keeps giving wrong answers is not asked for ever`() async throws {
    let coder = try await TestCoder(parameters: ParameterDesk(asker: { _ in "mars" }))
    await #expect(throws: ProviderError(.invalid, "")) { try await coder.read("coder_parameter", region) }
  }
}
