//! `keelbolt-bindgen LIBRARY OUT`: writes the Kotlin, Swift and Python sources of the library to `OUT/kotlin`,
//! `OUT/swift` and `OUT/python`.
//!
//! It is UniFFI's own generator in the version of the library, and what it leaves to be wished is added to its
//! text: each change is a function of the module of its language, and fails when UniFFI no longer writes what it
//! looks for.

mod kotlin;
mod patch;
mod python;
mod stub;
mod swift;

use std::error::Error;
use std::path::{Path, PathBuf};
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};
use uniffi_bindgen::{BindgenLoader, BindgenPaths, ComponentInterface, GlobalConfig};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(library), Some(out), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: keelbolt-bindgen LIBRARY OUT".into());
    };
    let out = Path::new(&out);
    let interface = interface(&library)?;

    write(&library, TargetLanguage::Kotlin, &out.join("kotlin"))?;
    rewrite(&out.join("kotlin/org/keelbolt/keelbolt.kt"), kotlin::finish)?;
    write(&library, TargetLanguage::Swift, &out.join("swift"))?;
    rewrite(&out.join("swift/Keelbolt.swift"), swift::finish)?;
    rewrite(&out.join("swift/KeelboltFFI.h"), swift::finish_header)?;
    std::fs::write(out.join("swift/module.modulemap"), swift::MODULE_MAP)?;
    std::fs::remove_file(out.join("swift/KeelboltFFI.modulemap"))?;
    write(&library, TargetLanguage::Python, &out.join("python"))?;
    std::fs::rename(out.join("python/keelbolt.py"), out.join("python/_generated.py"))?;
    rewrite(&out.join("python/_generated.py"), |text| python::finish(text, &interface))?;
    std::fs::write(out.join("python/__init__.pyi"), stub::stub(&interface))?;
    Ok(())
}

/// What the library exports, as its metadata tell.
fn interface(library: &str) -> Result<ComponentInterface, Box<dyn Error>> {
    let loader = BindgenLoader::new(BindgenPaths::default(), GlobalConfig::default());
    let mut interfaces = loader.load_cis(loader.load_metadata(library.into())?)?;
    interfaces.pop().ok_or_else(|| "the library exports nothing".into())
}

fn write(library: &str, language: TargetLanguage, out: &Path) -> Result<(), Box<dyn Error>> {
    let out_dir = out.to_str().ok_or("the path is not UTF-8")?.into();
    let options =
        GenerateOptions { languages: vec![language], source: library.into(), out_dir, ..Default::default() };
    Ok(generate(options)?)
}

fn rewrite(
    file: &PathBuf,
    finish: impl FnOnce(String) -> Result<String, String>,
) -> Result<(), Box<dyn Error>> {
    let text = finish(std::fs::read_to_string(file)?)?;
    Ok(std::fs::write(file, text)?)
}
