//! The types of the Python package, `__init__.pyi`: what an editor and a type checker read.

use crate::patch::notice;
use crate::python::capitals;
use uniffi_bindgen::ComponentInterface;
use uniffi_bindgen::interface::{Argument, AsType, Enum, Field, Function, Method, Object, Record, Type};

/// What stands before the generated classes.
const HEAD: &str = r#"
"""Keelbolt: Lightning invoices (BOLT 11), read, checked, built and signed."""

import enum
from collections.abc import Sequence
from typing import final

from ._values import PaymentHash as PaymentHash
from ._values import PaymentSecret as PaymentSecret
from ._values import PublicKey as PublicKey
from ._values import Sha256 as Sha256
from ._values import Signature as Signature

__all__: list[str]

__version__: str
"""The version of the library."""
"#;

/// The functions that the package makes attributes, and their names there; of the first the value is meant.
const MOVED: [(&str, &str); 3] =
    [("keelbolt_version", "__version__"), ("parse_invoice", "parse"), ("parse_invoice_uri", "parse_uri")];

/// A longer line is broken.
const WIDTH: usize = 120;

/// The text of the stub.
pub(crate) fn stub(interface: &ComponentInterface) -> String {
    let mut text = notice("#") + HEAD;
    for data in interface.enum_definitions() {
        text += &match (interface.is_name_used_as_error(data.name()), data.is_flat()) {
            (true, _) => error(data),
            (false, true) => names(data),
            (false, false) => variants(data),
        };
    }
    for data in interface.record_definitions() {
        text += &record(data, interface);
    }
    for data in interface.object_definitions() {
        text += &object(data);
    }
    let moved = |function: &&Function| MOVED.iter().any(|(name, _)| function.name() == *name);
    for function in interface.function_definitions().iter().filter(|function| !moved(function)) {
        let (arguments, result) = (arguments(function.arguments(), ""), result(function.return_type()));
        text += &format!("\ndef {}({arguments}) -> {result}:\n", function.name());
        text += &docs(function.docstring(), "    ");
    }
    text
}

/// An enum without data.
fn names(data: &Enum) -> String {
    let mut text = format!("\n@final\nclass {}(enum.Enum):\n{}", data.name(), docs(data.docstring(), "    "));
    for (index, variant) in data.variants().iter().enumerate() {
        text += &format!("\n    {} = {index}\n", capitals(variant.name()));
        text += &docs(variant.docstring(), "    ");
    }
    text + &methods(data.methods().iter(), "    ")
}

/// An enum with data: a class for each variant.
fn variants(data: &Enum) -> String {
    let mut text = format!("\nclass {}:\n{}", data.name(), docs(data.docstring(), "    "));
    for variant in data.variants() {
        let name = capitals(variant.name());
        text += &format!("\n    @final\n    class {name}({}):\n", data.name());
        text += &docs(variant.docstring(), "        ");
        text += &attributes(variant.fields(), "self, ", "        ");
    }
    text + &methods(data.methods().iter(), "    ")
}

/// An exception: a class for each variant.
fn error(data: &Enum) -> String {
    let mut text = format!("\nclass {}(Exception):\n{}", data.name(), docs(data.docstring(), "    "));
    for method in data.methods().iter().filter(|method| method.name() != "text") {
        text += &format!(
            "\n    @property\n    def {}(self) -> {}:\n",
            method.name(),
            result(method.return_type())
        );
        text += &docs(method.docstring(), "        ");
    }
    for variant in data.variants() {
        text += &format!("\n    @final\n    class {}({}):\n", variant.name(), data.name());
        text += &docs(variant.docstring(), "        ");
        text += &attributes(variant.fields(), "self, ", "        ");
    }
    text
}

fn record(data: &Record, interface: &ComponentInterface) -> String {
    let mut text = format!("\n@final\nclass {}:\n{}", data.name(), docs(data.docstring(), "    "));
    text += &attributes(data.fields(), "self, *, ", "    ");
    for (function, name) in MOVED {
        let function = interface.get_function_definition(function);
        let makes = |function: &&Function| function.return_type() == Some(&data.as_type());
        if let Some(function) = function.filter(makes) {
            let (arguments, name_of) = (arguments(function.arguments(), ""), data.name());
            text += &format!("\n    @staticmethod\n    def {name}({arguments}) -> {name_of}:\n");
            text += &docs(function.docstring(), "        ");
        }
    }
    text + &methods(data.methods().iter(), "    ")
}

fn object(data: &Object) -> String {
    let mut text = format!("\n@final\nclass {}:\n{}", data.name(), docs(data.docstring(), "    "));
    for constructor in data.constructors() {
        let first = if constructor.is_primary_constructor() { "self" } else { "cls" };
        let arguments = arguments(constructor.arguments(), first);
        text += &match constructor.is_primary_constructor() {
            true => format!("\n    def __init__({arguments}) -> None:\n"),
            false => {
                let name = constructor.name();
                format!("\n    @classmethod\n    def {name}({arguments}) -> {}:\n", data.name())
            }
        };
        text += &docs(constructor.docstring(), "        ");
    }
    text + &methods(data.methods().into_iter(), "    ")
}

fn methods<'a>(methods: impl Iterator<Item = &'a Method>, indent: &str) -> String {
    let method = |method: &Method| {
        let (arguments, result) = (arguments(method.arguments(), "self"), result(method.return_type()));
        let docs = docs(method.docstring(), &format!("{indent}    "));
        format!("\n{indent}def {}({arguments}) -> {result}:\n{docs}", method.name())
    };
    methods.map(method).collect()
}

/// The attributes that nobody may set, and the constructor that sets them.
fn attributes(fields: &[Field], first: &str, indent: &str) -> String {
    let mut text = String::new();
    for field in fields {
        let kind = kind(&field.as_type(), "tuple");
        text += &format!("\n{indent}@property\n{indent}def {}(self) -> {kind}:\n", field.name());
        text += &docs(field.docstring(), &format!("{indent}    "));
    }
    let argument = |field: &Field| {
        let default = if field.default_value().is_some() { " = ..." } else { "" };
        format!("{}: {}{default}", field.name(), kind(&field.as_type(), "Sequence"))
    };
    let arguments: Vec<String> = fields.iter().map(argument).collect();
    let first = if fields.is_empty() { "self" } else { first };
    let line = format!("{indent}def __init__({first}{}) -> None: ...\n", arguments.join(", "));
    text + "\n"
        + &match line.len() < WIDTH {
            true => line,
            false => {
                let arguments = arguments.join(&format!(",\n{indent}    "));
                format!(
                    "{indent}def __init__(\n{indent}    {first}\n{indent}    {arguments},\n{indent}) -> None: ...\n"
                )
                .replace(", \n", ",\n")
            }
        }
}

fn arguments(arguments: Vec<&Argument>, first: &str) -> String {
    let argument = |argument: &&Argument| {
        let default = if argument.default_value().is_some() { " = ..." } else { "" };
        format!("{}: {}{default}", argument.name(), kind(&argument.as_type(), "Sequence"))
    };
    let first = (!first.is_empty()).then(|| first.to_owned());
    first.into_iter().chain(arguments.iter().map(argument)).collect::<Vec<_>>().join(", ")
}

fn result(kind_of: Option<&Type>) -> String {
    kind_of.map_or("None".to_owned(), |kind_of| kind(kind_of, "list"))
}

/// A type as Python writes it; `many` is how several of a kind come.
fn kind(of: &Type, many: &str) -> String {
    match of {
        Type::String => "str".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Optional { inner_type } => format!("{} | None", kind(inner_type, many)),
        Type::Sequence { inner_type } if many == "tuple" => format!("tuple[{}, ...]", kind(inner_type, many)),
        Type::Sequence { inner_type } => format!("{many}[{}]", kind(inner_type, many)),
        Type::Custom { name, .. } if name == "Octets" => "bytes".to_owned(),
        Type::Record { name, .. }
        | Type::Enum { name, .. }
        | Type::Object { name, .. }
        | Type::Custom { name, .. } => name.clone(),
        _ => "int".to_owned(),
    }
}

fn docs(docs: Option<&str>, indent: &str) -> String {
    let lines: Vec<&str> = docs.unwrap_or_default().trim().lines().map(str::trim_end).collect();
    match lines.as_slice() {
        [] => format!("{indent}...\n"),
        [line] => format!("{indent}\"\"\"{line}\"\"\"\n"),
        lines => {
            let joined = lines.join(&format!("\n{indent}")).replace(&format!("{indent}\n"), "\n");
            format!("{indent}\"\"\"{joined}\n{indent}\"\"\"\n")
        }
    }
}
