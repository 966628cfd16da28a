//! The types of the Python package, `__init__.pyi`: what an editor and a type checker read.

use crate::patch::notice;
use crate::python::capitals;
use uniffi_bindgen::ComponentInterface;
use uniffi_bindgen::interface::{Argument, AsType, Enum, Field, Function, Method, Object, Record, Type};

/// What stands before the generated classes.
const HEAD: &str = r#"
"""Keelbolt: Lightning invoices (BOLT 11), onions (BOLT 4) and commitments (BOLT 3), and Ark's VTXOs: read, checked, built
and signed.
"""

import enum
from collections.abc import Mapping, Sequence
from typing import final

from ._values import MusigAggregateNonce as MusigAggregateNonce
from ._values import MusigPartialSignature as MusigPartialSignature
from ._values import MusigPublicNonce as MusigPublicNonce
from ._values import PaymentHash as PaymentHash
from ._values import PaymentSecret as PaymentSecret
from ._values import PublicKey as PublicKey
from ._values import SchnorrSignature as SchnorrSignature
from ._values import Sha256 as Sha256
from ._values import Signature as Signature
from ._values import Txid as Txid
from ._values import UnlockHash as UnlockHash
from ._values import XOnlyPublicKey as XOnlyPublicKey

__all__: list[str]

__version__: str
"""The version of the library."""
"#;

/// The functions that the package makes attributes of a class, and their names there; `_dress.py` has the same table.
/// Those that are given a value of the class first are its methods, the others make one.
const MOVED: &[(&str, &str, &str)] = &[
    ("parse_invoice", "Invoice", "parse"),
    ("parse_invoice_uri", "Invoice", "parse_uri"),
    ("parse_payload", "Payload", "parse"),
    ("forward_payload", "Payload", "forward"),
    ("receive_payload", "Payload", "receive"),
    ("keysend_payload", "Payload", "keysend"),
    ("blinded_forward_payload", "Payload", "blinded_forward"),
    ("blinded_receive_payload", "Payload", "blinded_receive"),
    ("to_trampoline_payload", "Payload", "to_trampoline"),
    ("trampoline_forward_payload", "Payload", "trampoline_forward"),
    ("trampoline_to_paths_payload", "Payload", "trampoline_to_paths"),
    ("check_received", "ExpectedPayment", "check"),
    ("begin_htlc_set", "HtlcSet", "begin"),
    ("join_htlc_set", "HtlcSet", "join"),
    ("parse_recipient_data", "RecipientData", "parse"),
    ("data_to_node", "RecipientData", "to_node"),
    ("data_to_channel", "RecipientData", "to_channel"),
    ("data_leading_to", "RecipientData", "leading_to"),
    ("data_for_recipient", "RecipientData", "for_recipient"),
    ("dummy_hop", "PathHop", "dummy"),
    ("parse_blinded_path", "BlindedPath", "parse"),
    ("start_path", "BlindedPath", "start_at"),
    ("total_relay", "TotalRelay", "of"),
    ("draft_message", "MessageDraft", "to"),
    ("parse_onion_message", "OnionMessage", "parse"),
    ("peel_onion_message", "OnionMessage", "peel"),
    ("parse_message_payload", "MessagePayload", "parse"),
    ("derive_commitment_keys", "CommitmentKeys", "derive"),
    ("recognise_script", "ScriptTemplate", "recognise"),
    ("to_local_template", "ScriptTemplate", "to_local"),
    ("htlc_template", "HtlcTemplate", "of"),
    ("hash160_lock", "HashLock", "hash160"),
    ("preimage_in_witness", "HashLock", "preimage_in_witness"),
    ("preimage_in_transaction", "HashLock", "preimage_in_transaction"),
    ("recognise_p2wsh_htlc", "P2wshHtlc", "recognise"),
    ("recognise_taproot_htlc", "TaprootHtlc", "recognise"),
    ("recognise_claim_leaf", "ClaimLeaf", "recognise"),
    ("recognise_refund_leaf", "RefundLeaf", "recognise"),
    ("parse_vtxo_id", "VtxoId", "parse"),
    ("vtxo_id_from_bytes", "VtxoId", "from_bytes"),
    ("parse_user_policy", "UserPolicy", "parse"),
    ("parse_vtxo_policy", "VtxoPolicy", "parse"),
    ("recognise_policy", "VtxoPolicy", "recognise"),
    ("recognise_clause", "VtxoClause", "recognise"),
    ("clause_hash", "ClauseHash", "of"),
    ("parse_bare_vtxo", "BareVtxo", "parse"),
    ("blind_mailbox", "MailboxId", "blind"),
    ("unblind_mailbox", "BlindedMailboxId", "unblind"),
    ("sign_attestation", "VtxoAttestation", "sign"),
    ("mailbox_authorization_digest", "MailboxAuthorization", "digest"),
    ("sign_mailbox_authorization", "MailboxAuthorization", "sign"),
    ("parse_mailbox_authorization", "MailboxAuthorization", "parse"),
    ("user_policy_output", "UserPolicy", "output"),
    ("policy_output", "VtxoPolicy", "output"),
    ("clause_preimage_in", "ClauseHash", "preimage_in"),
];

/// The function whose value is meant.
const VERSION: &str = "keelbolt_version";

/// A longer line is broken.
const WIDTH: usize = 120;

/// The text of the stub.
pub(crate) fn stub(interface: &ComponentInterface) -> String {
    let mut text = notice("#") + HEAD;
    for data in interface.enum_definitions() {
        text += &match (interface.is_name_used_as_error(data.name()), data.is_flat()) {
            (true, _) => error(data),
            (false, true) => names(data),
            (false, false) => variants(data, interface),
        };
    }
    for data in interface.record_definitions() {
        text += &record(data, interface);
    }
    for data in interface.object_definitions() {
        text += &object(data, interface);
    }
    let moved = |function: &&Function| {
        function.name() == VERSION || MOVED.iter().any(|(name, ..)| function.name() == *name)
    };
    for function in interface.function_definitions().iter().filter(|function| !moved(function)) {
        text += &head("", function.name(), function.arguments(), "", function.return_type());
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
fn variants(data: &Enum, interface: &ComponentInterface) -> String {
    let mut text = format!("\nclass {}:\n{}", data.name(), docs(data.docstring(), "    "));
    for variant in data.variants() {
        let name = capitals(variant.name());
        text += &format!("\n    @final\n    class {name}({}):\n", data.name());
        text += &docs(variant.docstring(), "        ");
        text += &attributes(variant.fields(), "self, ", "        ");
    }
    text += &moved_to(data.name(), &data.as_type(), interface);
    text + &methods(data.methods().iter(), "    ")
}

/// An exception: a class for each variant.
fn error(data: &Enum) -> String {
    let mut text = format!("\nclass {}(Exception):\n{}", data.name(), docs(data.docstring(), "    "));
    for method in data.methods().iter().filter(|method| method.name() != "text") {
        if method.arguments().is_empty() {
            text += "\n    @property";
        }
        text += &head("    ", method.name(), method.arguments(), "self", method.return_type());
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
    text += &moved_to(data.name(), &data.as_type(), interface);
    text + &methods(data.methods().iter(), "    ")
}

/// The functions that are attributes of a class.
fn moved_to(owner: &str, of: &Type, interface: &ComponentInterface) -> String {
    let mut text = String::new();
    for (function, _, name) in MOVED.iter().filter(|(_, class, _)| *class == owner) {
        let Some(function) = interface.get_function_definition(function) else { continue };
        let mut arguments = function.arguments();
        if arguments.first().is_some_and(|first| first.as_type() == *of) {
            arguments.remove(0);
            text += &head("    ", name, arguments, "self", function.return_type());
        } else {
            text += "\n    @staticmethod";
            text += &head("    ", name, arguments, "", function.return_type());
        }
        text += &docs(function.docstring(), "        ");
    }
    text
}

fn object(data: &Object, interface: &ComponentInterface) -> String {
    let mut text = format!("\n@final\nclass {}:\n{}", data.name(), docs(data.docstring(), "    "));
    for constructor in data.constructors() {
        let first = if constructor.is_primary_constructor() { "self" } else { "cls" };
        let arguments = arguments(&constructor.arguments(), first).join(", ");
        text += &match constructor.is_primary_constructor() {
            true => format!("\n    def __init__({arguments}) -> None:\n"),
            false => {
                let name = constructor.name();
                format!("\n    @classmethod\n    def {name}({arguments}) -> {}:\n", data.name())
            }
        };
        text += &docs(constructor.docstring(), "        ");
    }
    text += &moved_to(data.name(), &data.as_type(), interface);
    text + &methods(data.methods().into_iter(), "    ")
}

fn methods<'a>(methods: impl Iterator<Item = &'a Method>, indent: &str) -> String {
    let method = |method: &Method| {
        head(indent, method.name(), method.arguments(), "self", method.return_type())
            + &docs(method.docstring(), &format!("{indent}    "))
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

/// The first lines of a function or a method: broken where they are too long for one.
fn head(indent: &str, name: &str, arguments: Vec<&Argument>, first: &str, returned: Option<&Type>) -> String {
    let (list, result) = (self::arguments(&arguments, first), result(returned));
    let line = format!("{indent}def {name}({}) -> {result}:", list.join(", "));
    if line.len() < WIDTH {
        return format!("\n{line}\n");
    }
    let list = list.join(&format!(",\n{indent}    "));
    format!("\n{indent}def {name}(\n{indent}    {list},\n{indent}) -> {result}:\n")
}

fn arguments(arguments: &[&Argument], first: &str) -> Vec<String> {
    let argument = |argument: &&Argument| {
        let default = if argument.default_value().is_some() { " = ..." } else { "" };
        format!("{}: {}{default}", argument.name(), kind(&argument.as_type(), "Sequence"))
    };
    let first = (!first.is_empty()).then(|| first.to_owned());
    first.into_iter().chain(arguments.iter().map(argument)).collect()
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
        Type::Map { key_type, value_type } => {
            format!("Mapping[{}, {}]", kind(key_type, many), kind(value_type, many))
        }
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
