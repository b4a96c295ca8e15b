// swift-tools-version: 6.2
import PackageDescription

/// Settings every target of ours is compiled with.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// A module of the engine, in `Sources/NAME`.
func core(_ name: String, _ dependencies: Target.Dependency...) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A provider module, in `providers/FOLDER/Sources`.
func provider(
  _ name: String, folder: String, _ dependencies: Target.Dependency..., resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: ["ProviderAPI", "ProviderKit", "Values"] + dependencies,
    path: "providers/\(folder)/Sources", resources: resources, swiftSettings: strict)
}

/// The tests of one target, in `Tests/NAMETests`.
func tests(of name: String, _ dependencies: Target.Dependency..., exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
    exclude: exclude, swiftSettings: strict)
}

let bigInt: Target.Dependency = .product(name: "BigInt", package: "BigInt")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")

let package = Package(
  name: "rcw",
  products: [
    // What a provider in Swift is made with (docs/writing-a-provider.md).
    .library(name: "ProviderKit", targets: ["ProviderKit", "ProviderAPI", "ProviderServer", "Values"])
  ],
  dependencies: [
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    core("Diagnostics"),
    core("Values", bigInt),
    core("Addresses", "Values"),
    core("DAG"),
    core("RegularExpressions"),
    core("Tasks"),
    core("Encodings"),
    core("Hashing", crypto),
    .target(name: "CodecShims"),
    core("Compression", "CodecShims"),
    core("KeyFormats", "Encodings"),
    core("RSA", "KeyFormats", bigInt),
    .target(name: "PKCS12Shims"),
    core(
      "Certificates", "PKCS12Shims", "KeyFormats", "Encodings", "Hashing", "Values", bigInt, crypto,
      cryptoExtras),
    .target(
      name: "StateStorage", dependencies: ["Values", "Addresses", "Encodings", "Tasks", "CSystemShims"],
      path: "state/Sources",
      swiftSettings: strict),
    core("Schedules", "Values"),
    core("ProviderAPI", "Values", "Addresses"),
    .systemLibrary(name: "Clibcurl", providers: [.apt(["libcurl4-openssl-dev"]), .yum(["libcurl-devel"])]),
    .target(name: "CurlShims", dependencies: ["Clibcurl"]),
    .target(name: "CSystemShims"),
    .systemLibrary(name: "Clibyaml", providers: [.apt(["libyaml-dev"]), .yum(["libyaml-devel"])]),
    .target(name: "YAMLShims", dependencies: ["Clibyaml"]),
    core("YAML", "Clibyaml", "YAMLShims"),
    core(
      "ProviderKit", "ProviderAPI", "Values", "RegularExpressions", "Encodings", "Clibcurl", "CurlShims",
      "CSystemShims", crypto),
    core("PluginWire", "ProviderAPI", "ProviderKit", "Values", "KeyFormats", crypto),
    core("KubernetesAPI", "ProviderKit", "ProviderAPI", "YAML", "Encodings", "Values"),
    core(
      "PluginHost", "PluginWire", "ProviderAPI", "ProviderKit", "Values", "Addresses", "Encodings", crypto),
    .target(name: "ServingShims"),
    core(
      "ProviderServer", "PluginWire", "ServingShims", "ProviderAPI", "ProviderKit", "Values", "KeyFormats",
      "Encodings"),
    core("AWSSigning", "Encodings", crypto),
    .target(name: "DatabaseShims"),
    .target(
      name: "StateEncryption", dependencies: ["StateStorage", "ProviderKit", "Encodings", "Values", crypto],
      path: "state/Encryption", swiftSettings: strict),
    .target(
      name: "Databases", dependencies: ["DatabaseShims", "ProviderKit"], path: "state/Databases",
      swiftSettings: strict),
    .target(
      name: "StateBackends",
      dependencies: [
        "StateStorage", "ProviderKit", "Encodings", "Values", "Compression", "AWSSigning",
        "Databases", "KubernetesAPI", "ProviderAPI", crypto,
      ],
      path: "state/Backends", swiftSettings: strict),
    .target(
      name: "Catalog",
      dependencies: ["StateStorage", "StateEncryption", "Databases", "Diagnostics", "Encodings", "Values"],
      path: "state/Catalog", swiftSettings: strict),
    core("HCL", "Diagnostics", "Values"),
    core("Formatting", "HCL", "Diagnostics"),
    core(
      "Language", "HCL", "Values", "Addresses", "Diagnostics", "RegularExpressions", "Encodings", "Hashing",
      "Compression", "KeyFormats", "RSA", "YAML", crypto),
    core(
      "Engine", "Language", "DAG", "ProviderAPI", "StateStorage", "HCL", "Values", "Addresses", "Diagnostics",
      "Encodings", crypto),
    core("Provisioners", "ProviderAPI", "ProviderKit", "Values"),
    core(
      "TestRuns", "Engine", "DAG", "Language", "HCL", "ProviderAPI", "StateStorage", "Values", "Addresses",
      "Diagnostics"),
    core(
      "ModuleInstaller", "Language", "ProviderKit", "Addresses", "Diagnostics", "Encodings", "Compression",
      "Values", crypto),
    core(
      "ProviderInstaller", "PluginHost", "ModuleInstaller", "Language", "HCL", "ProviderKit", "Addresses",
      "Diagnostics", "Encodings", "Values", crypto),

    core(
      "ProviderTrials", "Engine", "PluginHost", "PluginWire", "ProviderAPI", "ProviderKit", "Values"),

    .target(name: "GitShims"),
    .target(name: "TemplateFiles"),
    core("StarterTemplates", "TemplateFiles"),
    core(
      "Templates", "Engine", "Language", "ProviderAPI", "Catalog", "StateStorage", "ModuleInstaller", "HCL",
      "Diagnostics", "Addresses", "Compression", "Encodings", "Values", "GitShims", "CSystemShims", crypto),
    core(
      "Workspaces", "Catalog", "StateStorage", "Schedules", "HCL", "Values", "Addresses", "Diagnostics",
      "Encodings", "Tasks"),

    provider(
      "ProviderCoder", folder: "coder", "Encodings", "RegularExpressions", "Schedules", crypto,
      resources: [.embedInCode("Agent/agent.sh"), .embedInCode("Agent/coder.sh")]),
    provider("ProviderDocker", folder: "docker", "Encodings"),
    provider(
      "ProviderAzure", folder: "azure", "Certificates", "Encodings", "Hashing", "KeyFormats", crypto),
    provider("ProviderFly", folder: "fly", "Tasks"),
    provider(
      "ProviderKubernetes", folder: "kubernetes", "KubernetesAPI", "Encodings", "RegularExpressions", "YAML",
      resources: [.embedInCode("Schemas/definitions.txt")]),
    provider(
      "ProviderUtility", folder: "utility", "Certificates", "Compression", "Encodings", "Hashing",
      "KeyFormats",
      "RegularExpressions", bigInt),

    .executableTarget(
      name: "rcw",
      dependencies: [
        "Engine", "DAG", "Language", "TestRuns", "ModuleInstaller", "Workspaces", "Templates",
        "StarterTemplates", "Catalog", "Schedules",
        "ProviderAzure", "ProviderCoder", "ProviderDocker", "ProviderFly", "ProviderKubernetes",
        "ProviderUtility", "PluginHost", "ProviderInstaller", "ProviderServer", "ProviderTrials",
        "ProviderAPI", "ProviderKit", "CSystemShims", "StateStorage", "StateBackends", "StateEncryption",
        "Provisioners", "Formatting", "HCL", "Hashing", "Values", "Addresses",
        "Diagnostics", "Encodings", "Tasks",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/CLI", swiftSettings: strict),

    // The example of docs/writing-a-provider.md. It sees no more of this package than a package of its own does.
    .executableTarget(
      name: "ShelfProvider", dependencies: ["ProviderKit", "ProviderAPI", "ProviderServer", "Values"],
      path: "Examples/shelf-provider/Sources", packageAccess: false),

    // What `scripts/bench` measures the language with.
    .executableTarget(
      name: "LanguageBenchmark", dependencies: ["Formatting", "HCL", "Diagnostics"],
      path: "Benchmarks/Language",
      swiftSettings: strict),

    // What `scripts/fuzz` runs.
    .executableTarget(
      name: "LanguageFuzzer", dependencies: ["Formatting", "HCL", "Values", "Diagnostics", "TestSupport"],
      path: "Tests/LanguageFuzzer", swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Diagnostics"], path: "Tests/TestSupport", swiftSettings: strict),
    .target(
      name: "ProviderTestKit",
      dependencies: [
        "ProviderAPI", "ProviderKit", "ProviderTrials", "RegularExpressions", "TestSupport", "Values",
      ],
      path: "Tests/ProviderTestKit", swiftSettings: strict),
    tests(of: "Diagnostics"),
    tests(of: "Addresses"),
    tests(of: "DAG"),
    tests(of: "Schedules", "Encodings", "Values"),
    tests(
      of: "Workspaces", "Catalog", "StateStorage", "Schedules", "Values", "Addresses", "Diagnostics",
      "Encodings"),
    tests(of: "StateStorage", "Addresses", "Values"),
    tests(
      of: "StateBackends", "StateStorage", "StateEncryption", "AWSSigning", "Addresses", "ProviderKit",
      "Encodings", "Values"),
    tests(of: "Catalog", "Databases", "Encodings", "StateStorage", "Values"),
    tests(of: "StarterTemplates"),
    tests(of: "Templates", "Catalog", "Diagnostics", "Language", "ModuleInstaller", "ProviderKit", "Values"),
    tests(of: "StateEncryption", "StateStorage", "Addresses", "Encodings", "Values"),
    tests(
      of: "Engine", "Addresses", "Diagnostics", "Language", "ProviderAPI", "StateStorage", "Values"),
    tests(of: "RegularExpressions"),
    tests(of: "Encodings"),
    tests(of: "Hashing"),
    tests(of: "Compression", "Encodings"),
    tests(of: "RSA", "Encodings", "KeyFormats"),
    tests(of: "Certificates", "Encodings", "KeyFormats", "Values"),
    tests(of: "YAML"),
    tests(of: "Values"),
    tests(of: "Language", "Addresses", "Diagnostics", "HCL", "Values"),
    tests(
      of: "ModuleInstaller", "Addresses", "Compression", "Diagnostics", "Encodings", "Language",
      "ProviderKit"),
    tests(of: "ProviderKit", "ProviderAPI", "ProviderTestKit", "Values"),
    tests(of: "PluginWire", "ProviderAPI", "Values"),
    tests(
      of: "ProviderServer", "PluginWire", "ProviderAPI", "ProviderKit", "Encodings", "Values"),
    tests(of: "PluginHost", "PluginWire", "Addresses", "ProviderAPI", "ProviderKit", "Encodings", "Values"),
    tests(of: "ProviderTrials", "PluginHost", "Addresses", "Values"),
    tests(of: "ProviderInstaller", "PluginHost", "Addresses", "Language", "ProviderKit"),
    tests(of: "ProviderCoder", "ProviderAPI", "ProviderKit", "ProviderTestKit", "Values"),
    tests(of: "HCL", "Diagnostics", "Values"),
    tests(of: "Formatting", "Diagnostics"),
    tests(of: "ProviderDocker", "ProviderAPI", "ProviderKit", "ProviderTestKit", "Encodings", "Values"),
    tests(
      of: "ProviderKubernetes", "KubernetesAPI", "StateBackends", "StateStorage", "ProviderAPI",
      "ProviderKit", "ProviderTestKit", "Encodings", "Values"),
    tests(of: "KubernetesAPI", "ProviderAPI", "ProviderKit", "ProviderTestKit", "Values"),
    tests(of: "ProviderAzure", "Encodings", "ProviderAPI", "ProviderKit", "ProviderTestKit", "Values"),
    tests(of: "ProviderFly", "ProviderAPI", "ProviderKit", "ProviderTestKit", "Values"),
    tests(of: "Provisioners", "ProviderAPI", "Values"),
    tests(of: "ProviderUtility", "Certificates", "ProviderAPI", "ProviderKit", "ProviderTestKit", "Values"),
    .testTarget(
      name: "CLITests",
      dependencies: ["rcw", "Catalog", "Workspaces", "Diagnostics", "Engine", "TestSupport", "Values"],
      path: "Tests/CLITests",
      swiftSettings: strict),
  ]
)
