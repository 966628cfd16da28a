//! How the shared library is linked: its name for the loader, and nothing exported but this crate's functions.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |name| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    match (target("OS").as_str(), target("FAMILY").as_str()) {
        ("macos" | "ios", _) => link("-Wl,-install_name,@rpath/libkeelbolt.0.dylib"),
        (_, "unix") => {
            // The number is raised with every incompatible change of the ABI.
            link("-Wl,-soname,libkeelbolt.so.0");
            // What static libraries bring along (libsecp256k1) stays inside.
            link("-Wl,--exclude-libs,ALL");
        }
        _ => {}
    }
}

fn link(argument: &str) {
    println!("cargo::rustc-cdylib-link-arg={argument}");
}
