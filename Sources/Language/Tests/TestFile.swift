public import Addresses
public import Diagnostics
public import HCL

/// A `*.tftest.hcl` file: runs of a configuration and what they have to come to.
public struct TestFile: Sendable {
  /// The path as the user would write it.
  public var name: String
  /// Whether runs may go at the same time that say nothing of it.
  public var isParallel = false
  /// Values for the input variables of all runs.
  public var variables: [Attribute] = []
  public var providers: [ProviderConfig] = []
  public var mocks: [MockProvider] = []
  public var overrides: [TestOverride] = []
  /// In the order in which they are written, and run.
  public var runs: [TestRun] = []

  public init(name: String) { self.name = name }
}

/// `run "name"`: one plan or apply, and what has to be true then.
public struct TestRun: Sendable {
  public enum Command: String, Sendable {
    case plan, apply
  }

  public var name: String
  public var command = Command.apply
  public var options = TestPlanOptions()
  public var variables: [Attribute] = []
  /// The module to run in place of the configuration under test.
  public var module: ModuleCallConfig?
  /// The `providers` argument: which provider of the test file serves under which name; nil for all of them.
  public var providers: [ProviderReference.Key: ProviderReference]?
  public var assertions: [CheckRule] = []
  /// What has to fail.
  public var expectedFailures: [ExpectedFailure] = []
  /// Names the state that the run works on; nil for that of its module.
  public var stateKey: String?
  /// Whether the run may go at the same time as others.
  public var isParallel = false
  public var overrides: [TestOverride] = []
  public var range: SourceRange

  public init(name: String, range: SourceRange) {
    self.name = name
    self.range = range
  }
}

/// `plan_options`.
public struct TestPlanOptions: Sendable {
  public var isRefreshOnly = false
  public var refreshes = true
  public var replacing: [ResourceInstanceAddress] = []
  public var targets: [ObjectAddress] = []
}

/// One entry of `expect_failures`: `var.size`, `output.url`, `check.health`, or a resource.
public struct ExpectedFailure: Sendable {
  public enum Subject: Hashable, Sendable {
    case variable(String)
    case output(String)
    case check(String)
    case resource(ResourceName)
  }

  public var subject: Subject
  public var text: String
  public var range: SourceRange
}

/// `mock_provider "name"`: stands in for a provider, without calling it.
public struct MockProvider: Sendable {
  public var key: ProviderReference.Key
  /// What computed attributes are, by type: `mock_resource`, `mock_data`.
  public var defaults: [MockDefaults] = []
  public var overrides: [TestOverride] = []
  /// Whether computed attributes are known when planning already.
  public var isKnownWhenPlanning = false
  public var range: SourceRange
}

/// `mock_resource "type"` or `mock_data "type"`.
public struct MockDefaults: Sendable {
  public var mode: ResourceMode
  public var type: String
  public var values: Attribute?
  public var isKnownWhenPlanning: Bool?
}

/// `override_resource`, `override_data` or `override_module`: values in place of a real object or module.
public struct TestOverride: Sendable {
  public var target: ObjectAddress
  public var values: Attribute?
  /// Whether the values are known when planning already.
  public var isKnownWhenPlanning: Bool?
  public var range: SourceRange
}
