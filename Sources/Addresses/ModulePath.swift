/// The key that tells the instances of a resource or module call apart: `[0]`, `["eu"]`, or none.
public enum InstanceKey: Hashable, Sendable {
  case none
  /// From `count`.
  case index(Int)
  /// From `for_each`.
  case key(String)
}

extension InstanceKey: Comparable {
  /// No key first, then indices by size, then keys by their bytes.
  public static func < (a: InstanceKey, b: InstanceKey) -> Bool {
    switch (a, b) {
    case (.none, .none): false
    case (.none, _): true
    case (_, .none): false
    case (.index(let a), .index(let b)): a < b
    case (.index, .key): true
    case (.key, .index): false
    case (.key(let a), .key(let b)): a < b
    }
  }
}

extension InstanceKey: CustomStringConvertible {
  /// As written after an address: nothing, `[0]` or `["eu"]`.
  public var description: String {
    switch self {
    case .none: ""
    case .index(let index): "[\(index)]"
    case .key(let key): "[\(key.quoted)]"
    }
  }
}

/// Where a module stands in the configuration: the names of the calls that lead to it, without keys.
public struct ModulePath: Hashable, Sendable {
  public var names: [String]

  public init(_ names: [String] = []) { self.names = names }

  public static let root = ModulePath()

  public var isRoot: Bool { names.isEmpty }
  /// The calling module; nil for the root.
  public var parent: ModulePath? { isRoot ? nil : ModulePath(names.dropLast()) }

  public func appending(_ name: String) -> ModulePath { ModulePath(names + [name]) }
}

extension ModulePath: CustomStringConvertible {
  public var description: String { names.map { "module.\($0)" }.joined(separator: ".") }
}

extension ModulePath: Comparable {
  public static func < (a: ModulePath, b: ModulePath) -> Bool {
    a.names.lexicographicallyPrecedes(b.names)
  }
}

/// One instance of a module: like a ``ModulePath``, with the key of each call.
public struct ModuleInstancePath: Hashable, Sendable {
  public struct Step: Hashable, Sendable {
    public var name: String
    public var key: InstanceKey

    public init(_ name: String, _ key: InstanceKey = .none) {
      self.name = name
      self.key = key
    }
  }

  public var steps: [Step]

  public init(_ steps: [Step] = []) { self.steps = steps }

  public static let root = ModuleInstancePath()

  public var isRoot: Bool { steps.isEmpty }
  public var parent: ModuleInstancePath? { isRoot ? nil : ModuleInstancePath(steps.dropLast()) }
  public var module: ModulePath { ModulePath(steps.map(\.name)) }

  public func appending(_ name: String, _ key: InstanceKey = .none) -> ModuleInstancePath {
    ModuleInstancePath(steps + [Step(name, key)])
  }
}

extension ModuleInstancePath: CustomStringConvertible {
  public var description: String { steps.map { "module.\($0.name)\($0.key)" }.joined(separator: ".") }
}

extension ModuleInstancePath: Comparable {
  public static func < (a: ModuleInstancePath, b: ModuleInstancePath) -> Bool {
    a.steps.lexicographicallyPrecedes(b.steps) { ($0.name, $0.key) < ($1.name, $1.key) }
  }
}
