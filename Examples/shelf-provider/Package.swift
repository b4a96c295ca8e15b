// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "shelf-provider",
  products: [.executable(name: "terraform-provider-shelf", targets: ["ShelfProvider"])],
  dependencies: [.package(name: "rcw", path: "../..")],
  targets: [
    .executableTarget(
      name: "ShelfProvider", dependencies: [.product(name: "ProviderKit", package: "rcw")], path: "Sources")
  ])
