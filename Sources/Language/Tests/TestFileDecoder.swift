import Addresses
import Diagnostics
import HCL

/// Decodes one test file, or one file of mocks.
struct TestFileDecoder {
  private(set) var file: TestFile
  private(set) var diagnostics: [Diagnostic] = []
  /// Where the files are that `mock_provider` may name.
  private let directory: Directory

  init(name: String, directory: Directory) {
    file = TestFile(name: name)
    self.directory = directory
  }

  private static let blockTypes = [
    "test": 0, "variables": 0, "provider": 1, "mock_provider": 1, "override_resource": 0, "override_data": 0,
    "override_module": 0, "run": 1,
  ]

  mutating func decode(_ body: Body) {
    let body = body.withBlocks(Self.blockTypes, &diagnostics)
    for attribute in body.attributes {
      diagnostics.append(
        .unsupportedArgument(
          attribute.name, arguments: [], blocks: Self.blockTypes.keys, at: attribute.nameRange,
          in: attribute.nameRange))
    }
    // What the settings say holds for runs that stand before them, too.
    for block in body.blocks where block.type == "test" { decodeSettings(block) }
    for block in body.blocks where block.type != "test" { decode(block) }
  }

  private mutating func decode(_ block: Block) {
    switch block.type {
    case "variables": file.variables += variables(block)
    case "provider": decodeProvider(block)
    case "mock_provider": decodeMock(block)
    case "override_resource", "override_data", "override_module":
      file.overrides += [override(block)].compactMap(\.self)
    case "run": decodeRun(block)
    default:
      diagnostics.append(
        .unsupportedBlock(
          block.type, arguments: [], blocks: Self.blockTypes.keys, at: block.typeRange, in: block.headerRange)
      )
    }
  }

  private mutating func decodeSettings(_ block: Block) {
    var reader = BlockReader(block)
    file.isParallel = reader.bool("parallel")
    _ = reader.attribute("skip_cleanup")
    diagnostics += reader.finish()
  }

  private mutating func variables(_ block: Block) -> [Attribute] {
    for nested in block.body.blocks {
      diagnostics.append(
        .unsupportedBlock(
          nested.type, arguments: [], blocks: [], at: nested.typeRange, in: block.headerRange))
    }
    return block.body.attributes
  }

  private mutating func decodeProvider(_ block: Block) {
    guard let key = providerKey(of: block) else { return }
    var body = block.body
    body.attributes.removeAll { $0.name == "alias" }
    file.providers.append(ProviderConfig(key: key, body: body, range: block.headerRange))
  }

  private mutating func providerKey(of block: Block) -> ProviderReference.Key? {
    guard let name = label(of: block) else { return nil }
    var reader = BlockReader(block)
    let alias = reader.string("alias")
    diagnostics += reader.diagnostics
    return ProviderReference.Key(localName: name, alias: alias)
  }

  private mutating func label(of block: Block) -> String? {
    var decoder = ModuleDecoder(directory: directory.path)
    defer { diagnostics += decoder.diagnostics }
    return decoder.labels(of: block, "NAME")?.first?.text
  }

  // MARK: Mocks

  private mutating func decodeMock(_ block: Block) {
    guard let key = providerKey(of: block) else { return }
    var reader = BlockReader(block)
    _ = reader.attribute("alias")
    var mock = MockProvider(key: key, range: block.headerRange)
    mock.isKnownWhenPlanning = overridesDuringPlan(&reader) ?? false
    if let source = reader.string("source") { read(source, into: &mock, at: block.headerRange) }
    decodeMocks(from: &reader, into: &mock)
    diagnostics += reader.finish()
    file.mocks.append(mock)
  }

  private mutating func decodeMocks(from reader: inout BlockReader, into mock: inout MockProvider) {
    for (type, mode) in [("mock_resource", ResourceMode.managed), ("mock_data", .data)] {
      for block in reader.blocks(type, labels: 1) {
        guard let name = label(of: block) else { continue }
        var inner = BlockReader(block, in: reader.header)
        mock.defaults.append(
          MockDefaults(
            mode: mode, type: name, values: inner.attribute("defaults"),
            isKnownWhenPlanning: overridesDuringPlan(&inner)))
        diagnostics += inner.finish()
      }
    }
    for type in ["override_resource", "override_data", "override_module"] {
      mock.overrides += reader.blocks(type).compactMap { override($0) }
    }
  }

  /// The mocks in the `.tfmock.hcl` files of a folder.
  private mutating func read(_ source: String, into mock: inout MockProvider, at range: SourceRange) {
    let folder = directory.subdirectory(source)
    do {
      for name in try folder.names() where name.hasSuffix(".tfmock.hcl") || name.hasSuffix(".tofumock.hcl") {
        let path = folder.path(of: name)
        var parser = Parser(SourceFile(name: path, bytes: try FileSystem.read(path)))
        let body = parser.parseBody()
        diagnostics += parser.diagnostics
        let block = Block(type: "mock_provider", typeRange: range, labels: [], body: body)
        var reader = BlockReader(block)
        decodeMocks(from: &reader, into: &mock)
        diagnostics += reader.finish()
      }
    } catch {
      diagnostics.append(
        Diagnostic(
          "file-not-readable", "File not readable", "The mocks in \"\(error.path)\": \(error.reason).",
          at: range, in: range))
    }
  }

  private mutating func overridesDuringPlan(_ reader: inout BlockReader) -> Bool? {
    guard let attribute = reader.unquoted("override_during") else { return nil }
    switch attribute.value.keyword {
    case "plan": return true
    case "apply": return false
    default:
      diagnostics.append(
        Diagnostic(
          "invalid-keyword", "Invalid keyword", "\"override_during\" is either plan or apply.",
          at: attribute.value.range, in: reader.context))
      return nil
    }
  }

  private mutating func override(_ block: Block) -> TestOverride? {
    var reader = BlockReader(block)
    let target = reader.unquoted("target")
    if target == nil { _ = reader.required("target") }
    let isModule = block.type == "override_module"
    let values = reader.attribute(isModule ? "outputs" : "values")
    let duringPlan = overridesDuringPlan(&reader)
    diagnostics += reader.finish()
    guard let target, let address = address(target.value, in: block.headerRange) else { return nil }
    if case .module = address, !isModule { return mismatch(target, "a resource", block) }
    if case .resource = address, isModule { return mismatch(target, "a module", block) }
    return TestOverride(
      target: address, values: values, isKnownWhenPlanning: duringPlan, range: block.headerRange)
  }

  private mutating func mismatch(_ target: Attribute, _ kind: String, _ block: Block) -> TestOverride? {
    diagnostics.append(
      Diagnostic(
        "invalid-override", "Invalid override target",
        "The target of \(block.type) is \(kind), and this is something else.", at: target.value.range,
        in: block.headerRange))
    return nil
  }

  private mutating func address(_ expression: Expression, in context: SourceRange) -> ObjectAddress? {
    var reader = AddressReader(context: context)
    defer { diagnostics += reader.diagnostics }
    return reader.address(expression)
  }
}

// MARK: Runs

extension TestFileDecoder {
  private mutating func decodeRun(_ block: Block) {
    guard let name = label(of: block) else { return }
    if let first = file.runs.first(where: { $0.name == name }) {
      diagnostics.append(
        Diagnostic(
          "duplicate-declaration", "Duplicate run",
          "A run named \"\(name)\" was already declared at \(first.range). Rename one of the two.",
          at: block.headerRange, in: block.headerRange))
      return
    }
    var run = TestRun(name: name, range: block.headerRange)
    var reader = BlockReader(block)
    run.command = command(&reader)
    run.stateKey = reader.string("state_key")
    run.isParallel = reader.bool("parallel", default: file.isParallel)
    _ = reader.attribute("skip_cleanup")
    if let options = reader.block("plan_options") { run.options = planOptions(options) }
    for nested in reader.blocks("variables") { run.variables += variables(nested) }
    run.module = reader.block("module").flatMap { module(name, $0) }
    run.providers = reader.unquoted("providers").map { providers($0.value, in: block.headerRange) }
    run.expectedFailures = reader.unquoted("expect_failures").map { failures($0, block.headerRange) } ?? []
    let decoder = ModuleDecoder(directory: directory.path)
    run.assertions = reader.blocks("assert").compactMap { decoder.rule($0, in: &reader) }
    for type in ["override_resource", "override_data", "override_module"] {
      run.overrides += reader.blocks(type).compactMap { override($0) }
    }
    diagnostics += reader.finish()
    file.runs.append(run)
  }

  private mutating func command(_ reader: inout BlockReader) -> TestRun.Command {
    guard let attribute = reader.unquoted("command") else { return .apply }
    if let command = attribute.value.keyword.flatMap(TestRun.Command.init(rawValue:)) { return command }
    reader.diagnostics.append(
      Diagnostic(
        "invalid-keyword", "Invalid keyword", "The command of a run is either plan or apply.",
        at: attribute.value.range, in: reader.context))
    return .apply
  }

  private mutating func planOptions(_ block: Block) -> TestPlanOptions {
    var options = TestPlanOptions()
    var reader = BlockReader(block)
    options.isRefreshOnly = reader.unquoted("mode")?.value.keyword == "refresh-only"
    options.refreshes = reader.bool("refresh", default: true)
    let targets = reader.unquoted("target")?.value.staticElements ?? []
    options.targets = targets.compactMap { address($0, in: block.headerRange) }
    let replacing = reader.unquoted("replace")?.value.staticElements ?? []
    options.replacing = replacing.compactMap { expression in
      guard case .resource(let instance)? = address(expression, in: block.headerRange) else { return nil }
      return instance
    }
    diagnostics += reader.finish()
    return options
  }

  private mutating func module(_ run: String, _ block: Block) -> ModuleCallConfig? {
    var reader = BlockReader(block)
    let source = reader.required("source")
    let text = reader.string("source")
    let version = reader.versionConstraint("version")
    diagnostics += reader.finish()
    guard let source, let text else { return nil }
    var call = ModuleCallConfig(
      name: run, source: text, sourceRange: source.value.range, range: block.headerRange)
    call.version = version
    return call
  }

  private mutating func providers(
    _ expression: Expression, in context: SourceRange
  ) -> [ProviderReference.Key: ProviderReference] {
    var list = ReferenceListReader(context: context)
    var providers: [ProviderReference.Key: ProviderReference] = [:]
    if case .object(let items, _) = expression.unparenthesised {
      for item in items {
        guard let inner = list.provider(item.key.asExpression), let outer = list.provider(item.value) else {
          continue
        }
        providers[inner.key] = outer
      }
    }
    diagnostics += list.diagnostics
    return providers
  }

  private mutating func failures(_ attribute: Attribute, _ context: SourceRange) -> [ExpectedFailure] {
    (attribute.value.staticElements ?? []).compactMap { expression in
      if let failure = ExpectedFailure(expression) { return failure }
      diagnostics.append(
        Diagnostic(
          "invalid-expectation", "Invalid expected failure",
          "What can be expected to fail is an input variable, an output, a check or a resource of the module, "
            + "such as var.size or check.health.", at: expression.range, in: context))
      return nil
    }
  }
}

extension ExpectedFailure {
  /// nil when the expression names nothing that has conditions.
  fileprivate init?(_ expression: Expression) {
    guard case .traversal(let traversal) = expression.unparenthesised,
      let name = traversal.steps.first?.attributeName
    else { return nil }
    switch traversal.root {
    case "var": subject = .variable(name)
    case "output": subject = .output(name)
    case "check": subject = .check(name)
    default:
      guard case .resource(let name)? = (try? Reference.parse(traversal))?.subject else { return nil }
      subject = .resource(name)
    }
    text = traversal.range.text
    range = traversal.range
  }
}

extension Expression {
  /// The word that the expression is, in quotes or not.
  fileprivate var keyword: String? {
    if case .traversal(let traversal) = unparenthesised, traversal.steps.isEmpty { return traversal.root }
    return literalString
  }
}
