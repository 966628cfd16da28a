// swift-tools-version: 6.0
import PackageDescription

// The Rust library behind its C interface. On macOS, and for the platforms built from there, it is the framework that
// xcframework.sh makes; elsewhere it is the shared library that bindings/uniffi-build.sh makes, which the linker is
// given with `-Xlinker -L<folder>`.
#if os(macOS)
  let interface = Target.binaryTarget(name: "KeelboltFFI", path: "KeelboltFFI.xcframework")
#else
  let interface = Target.systemLibrary(name: "KeelboltFFI", path: "Sources/KeelboltFFI")
#endif

let package = Package(
  name: "Keelbolt",
  // `Duration` is not older.
  platforms: [.macOS(.v13), .iOS(.v16)],
  products: [
    .library(name: "Keelbolt", targets: ["Keelbolt"])
  ],
  targets: [
    interface,
    .target(name: "Keelbolt", dependencies: ["KeelboltFFI"]),
    .executableTarget(name: "Pay", dependencies: ["Keelbolt"], path: "Examples/Pay", exclude: ["expected.txt"]),
    .executableTarget(name: "Onion", dependencies: ["Keelbolt"], path: "Examples/Onion", exclude: ["expected.txt"]),
    .executableTarget(name: "Swap", dependencies: ["Keelbolt"], path: "Examples/Swap", exclude: ["expected.txt"]),
    .executableTarget(name: "Channel", dependencies: ["Keelbolt"], path: "Examples/Channel", exclude: ["expected.txt"]),
    .executableTarget(name: "Round", dependencies: ["Keelbolt"], path: "Examples/Round", exclude: ["expected.txt"]),
    .testTarget(name: "KeelboltTests", dependencies: ["Keelbolt", "KeelboltFFI"]),
    .executableTarget(name: "DocumentationCheck", path: "Tests/DocumentationCheck"),
  ],
  swiftLanguageModes: [.v6]
)
