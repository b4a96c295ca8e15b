import Addresses
import Diagnostics
import Language
import StateStorage
import TestRuns

/// How test runs show themselves.
protocol TestView: Sendable {
  func showStart(_ files: [TestFile])
  func show(_ event: TestEvent)
  func showEnd(_ counts: TestCounts)
}

/// How many runs came to what.
struct TestCounts {
  private(set) var counts: [TestStatus: Int] = [:]

  init(_ results: [TestResult]) {
    for result in results { counts[result.status, default: 0] += 1 }
  }

  subscript(status: TestStatus) -> Int { counts[status] ?? 0 }

  var isSuccess: Bool { self[.fail] + self[.error] == 0 }

  /// `Success! 3 passed, 0 failed.`
  var headline: String {
    let skipped = self[.skip] > 0 ? ", \(self[.skip]) skipped" : ""
    return
      "\(isSuccess ? "Success" : "Failure")! \(self[.pass]) passed, \(self[.fail] + self[.error]) failed\(skipped)."
  }
}

/// Runs test files one after another.
struct TestJob: Sendable {
  let run: Run
  let root: ModuleConfig
  let files: [TestFile]
  let view: any TestView
  /// Where a report in JUnit's format goes.
  let report: String?

  func perform(_ parallelism: Int) async throws -> ExitStatus {
    view.showStart(files)
    let states = TestStates(in: ".rcw/tests", for: LockHolder("test", run.environment)) { [run, root] in
      try run.stateCodec(root)
    }
    run.view.show(try await states.leftOver())
    var results: [(file: TestFile, results: [TestResult])] = []
    var leftOver: [StateSnapshot] = []
    for file in files {
      let (found, states) = await runFile(file, settings(parallelism, states))
      results.append((file, found))
      leftOver += states
    }
    try keep(leftOver)
    try await states.close()
    let counts = TestCounts(results.flatMap(\.results))
    view.showEnd(counts)
    if let report {
      try FileAccess.replace(report, with: Array(TestReport(results).xml.utf8))
    }
    return counts.isSuccess && leftOver.isEmpty ? .success : .failure
  }

  /// The events of a file are shown in their order, while its runs go on.
  private func runFile(
    _ file: TestFile, _ settings: TestRunner.Settings
  ) async -> (results: [TestResult], leftOver: [StateSnapshot]) {
    let (events, sink) = AsyncStream.makeStream(of: TestEvent.self)
    let runner = TestRunner(root, settings: settings) { sink.yield($0) }
    async let outcome = Self.run(file, with: runner, thenEnding: sink)
    for await event in events { view.show(event) }
    return await outcome
  }

  private static func run(
    _ file: TestFile, with runner: TestRunner, thenEnding sink: AsyncStream<TestEvent>.Continuation
  ) async -> (results: [TestResult], leftOver: [StateSnapshot]) {
    defer { sink.finish() }
    return await runner.run(file)
  }

  private func settings(_ parallelism: Int, _ states: TestStates) -> TestRunner.Settings {
    TestRunner.Settings(
      environment: run.environment, arguments: run.settings.variables, parallelism: parallelism,
      providers: { [run] root in run.providers(for: root) },
      scopeEnvironment: { [run] isPlanning in run.scopeEnvironment(isPlanning: isPlanning) },
      load: { [run] call in try await run.loadModule(of: call) },
      states: states, shouldStop: { [run] in run.interruption.isRequested })
  }

  /// Writes down what could not be destroyed, so that it can be found again: the first state where others would look
  /// for it.
  private func keep(_ states: [StateSnapshot]) throws {
    for (index, state) in states.enumerated() {
      let name = index == 0 ? "errored_test.tfstate" : "errored_test.\(index + 1).tfstate"
      try FileAccess.replace(name, with: StateFile.encode(state))
    }
  }
}
