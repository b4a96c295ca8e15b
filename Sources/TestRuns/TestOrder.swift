import DAG
import HCL
import Language

/// Which runs of a file have to wait for which.
///
/// Two runs go at the same time when both allow it, they work on different states, and the later one refers to no
/// output of the earlier: the documented rule of `terraform test`.
struct TestOrder {
  /// The runs, by their positions in the file.
  private(set) var graph = AcyclicGraph<Int>()

  init(_ file: TestFile) {
    let common = file.referencesToRuns
    for (position, run) in file.runs.enumerated() {
      let references = common.merging(run.referencesToRuns)
      graph.insert(position)
      graph.insert(
        position,
        dependingOn: (0..<position).filter { other in
          let earlier = file.runs[other]
          return !run.isParallel || !earlier.isParallel || run.stateName == earlier.stateName
            || references.include(earlier.name)
        })
    }
  }
}

extension TestRun {
  /// Runs of the same name work on the same state.
  var stateName: String { stateKey ?? module.map { "module \($0.source)" } ?? "" }

  fileprivate var referencesToRuns: RunReferences {
    let conditions = assertions.flatMap { [$0.condition, $0.errorMessage] }
    return RunReferences(variables.map(\.value) + conditions + overrides.compactMap(\.values?.value))
  }
}

extension TestFile {
  /// What every run of the file refers to.
  fileprivate var referencesToRuns: RunReferences {
    let made = mocks.flatMap {
      $0.defaults.compactMap(\.values?.value) + $0.overrides.compactMap(\.values?.value)
    }
    return RunReferences(variables.map(\.value) + made + overrides.compactMap(\.values?.value))
      .merging(RunReferences(providers.flatMap(\.body.freeTraversals)))
  }
}

/// The runs that expressions of a test file name.
private struct RunReferences {
  private var names: Set<String> = []
  /// Whether there is `run` without a name after it.
  private var isToAll = false

  init(_ expressions: [Expression]) { self.init(expressions.flatMap(\.freeTraversals)) }

  init(_ traversals: [Traversal]) {
    for traversal in traversals where traversal.root == "run" {
      if let name = traversal.steps.first?.attributeName { names.insert(name) } else { isToAll = true }
    }
  }

  func include(_ name: String) -> Bool { isToAll || names.contains(name) }

  func merging(_ other: RunReferences) -> RunReferences {
    var merged = self
    merged.names.formUnion(other.names)
    merged.isToAll = isToAll || other.isToAll
    return merged
  }
}
