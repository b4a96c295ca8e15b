import Addresses
import DAG
import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

extension Planner {
  /// The text of a file with a block for each target of an `import` block that has none; nil when there is no such
  /// target. Reads the objects, and changes nothing.
  ///
  /// - Throws: ``DiagnosticsError``
  public func generateConfiguration() async throws -> String? {
    let imports = config.importsWithoutBlock
    guard !imports.isEmpty else { return nil }
    let result: Result<[GeneratedBlock], any Error>
    do { result = .success(try await generateBlocks(imports)) } catch { result = .failure(error) }
    await pool.close()
    let blocks = try result.get().sorted { $0.address < $1.address }.map(\.text)
    return
      (["# __generated__ by rcw\n# Review these resources, and move them to where they belong.\n"] + blocks)
      .joined(separator: "\n")
  }

  private func generateBlocks(_ imports: [ImportConfig]) async throws -> [GeneratedBlock] {
    let needed = imports.flatMap(\.references).flatMap { config.nodes(of: $0, in: .root) }
    let graph = config.graph.keeping(
      config.graph.nodes.filter(\.isProvider) + needed.filter(config.graph.contains))
    let context = PlanningContext(self, graph)
    var diagnostics: [Diagnostic] = []
    let summary = try await graph.walk(
      limit: options.parallelism, visit: { node, inputs in await context.visit(node, inputs) },
      record: { _, visit in diagnostics += visit.output.diagnostics })
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    // The node is only there to say in whose names the imports are written.
    let evaluation = ModuleEvaluation(
      config: config, environment: environment, node: .local(.root, ""), inputs: summary.outputs)
    var blocks: [GeneratedBlock] = []
    for block in Set(imports.compactMap(\.target.block)).sorted() {
      var found = ImportEvaluation(evaluation)
      found.evaluate(importsInto: block)
      diagnostics += found.diagnostics
      for (address, subject) in found.subjects {
        guard let imported = config.imports(into: block).first else { continue }
        let generator = BlockGenerator(
          context: context, known: summary.outputs, imported: imported, address: address, subject: subject)
        do { blocks.append(try await generator.block()) } catch {
          let origin = BlockOrigin(address: "\(address)", header: imported.range)
          diagnostics += origin.diagnostics(error, doing: "generating a block for")
        }
      }
    }
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    return blocks
  }

  /// What is wrong when import targets without a block are planned.
  var missingTargets: [Diagnostic] {
    config.importsWithoutBlock.map { imported in
      Diagnostic(
        "no-import-target", "Import target not declared",
        "There is no block for \(imported.target.range.text) to import into. Write one, or have one written by\n"
          + "    rcw plan -generate-config-out=generated.tf", at: imported.target.range, in: imported.range)
    }
  }
}

/// Makes the block for one object.
private struct BlockGenerator {
  let context: PlanningContext
  let known: [ConfigNode: NodeOutput]
  let imported: ImportConfig
  let address: ResourceInstanceAddress
  let subject: ImportSubject

  func block() async throws -> GeneratedBlock {
    guard address.module.isRoot, address.key == .none else { throw DiagnosticsError(notSingle) }
    let planner = context.planner
    let resource = ResourceConfig(
      name: address.resource, body: Body(attributes: [], blocks: [], endRange: imported.range),
      range: imported.range)
    let key = imported.provider?.key ?? resource.providerKey
    let target = planner.config.providers.target(for: key, in: .root)
    let schema = try await planner.pool.schema(of: resource, target.address.provider)
    let provider = ProviderAccess(planner.pool, target, target.node.flatMap { known[$0] })
    let reader = ObjectReader(
      context: context, provider: provider, schema: schema, address: address, deposedKey: nil)
    let reading = try await reader.read(importing: subject)
    guard !reading.current.isNull else { throw DiagnosticsError(nothing) }
    return GeneratedBlock(address: address, subject: subject, schema: schema.block, object: reading.current)
  }

  private var notSingle: Diagnostic {
    Diagnostic(
      "cannot-generate", "Cannot generate configuration",
      "Blocks can be generated only for single resources of the root module. Write the block for "
        + "\(address.configAddress) yourself.", at: imported.target.range, in: imported.range)
  }

  private var nothing: Diagnostic {
    Diagnostic(
      "nothing-to-import", "Cannot import non-existent remote object",
      "There is no \(address.resource.type) with the id \(subject.description.quoted).",
      at: imported.target.range, in: imported.range)
  }
}
