//! BIP 341: output keys with their script trees, and spends by the key path.

use super::case::{array, context, secret_key, text};
use super::{Case, same};
use bitcoin::consensus::encode;
use keelbolt::amount::Sat;
use keelbolt::codec::network::Network;
use keelbolt::codec::sighash::{Taproot, TaprootSighashType};
use keelbolt::codec::taproot::{ControlBlock, branch_hash, leaf_hash};
use keelbolt::codec::transaction::{OutPoint, TransactionRef, TxIn, TxOut, Txid};
use keelbolt::codec::witness_program::WitnessProgram;
use keelbolt::crypto::{HashTag, KeyPair, TapNodeHash, XOnlyPublicKey, sha256};
use keelbolt::entropy::Entropy;
use serde_json::Value;

/// A leaf with its script, and the way from it to the root, as far as that is known.
struct Leaf {
    id: u64,
    version: u8,
    script: Vec<u8>,
    hash: TapNodeHash,
    path: Vec<u8>,
}

/// `internal_pubkey` and `script_tree` (a leaf, a pair, or null) give all else.
pub(super) fn script_pubkey(case: &mut Case) -> Result<(), String> {
    let internal_key = XOnlyPublicKey::parse(&array(case, "internal_pubkey")?).map_err(text)?;
    let tree = case.value("script_tree").filter(|tree| !tree.is_null());
    let (root, mut leaves) = match tree.map(|tree| tree_of(&tree)).transpose()? {
        Some((root, leaves)) => (Some(root), leaves),
        None => (None, Vec::new()),
    };
    leaves.sort_by_key(|leaf| leaf.id);
    same("merkle_root", case.text("merkle_root"), root.map(|root| root.to_string()))?;
    same("tweak", case.text("tweak"), Some(internal_key.tap_tweak_hash(root.as_ref()).to_string()))?;
    let (output_key, parity) = internal_key.tap_tweak(root.as_ref()).map_err(text)?;
    same("tweaked_pubkey", case.text("tweaked_pubkey"), Some(output_key.to_string()))?;
    let program = WitnessProgram::p2tr(&output_key);
    same("script_pubkey", case.needed("script_pubkey")?, program.script_pubkey().to_vec())?;
    same("address", case.text("address"), Some(program.address(Network::Bitcoin).to_string()))?;
    let hashes: Vec<_> = leaves.iter().map(|leaf| Value::from(leaf.hash.to_string())).collect();
    same("leaf_hashes", case.list("leaf_hashes"), hashes)?;
    let mut blocks = Vec::new();
    for leaf in &leaves {
        let block = ControlBlock::new(leaf.version, parity, internal_key, &leaf.path).map_err(text)?;
        block.verify(&output_key, &leaf.script).map_err(text)?;
        let mut buffer = vec![0; block.length()];
        let written = block.write(&mut buffer).map_err(text)?;
        same("read back", Ok(block), ControlBlock::parse(written))?;
        blocks.push(Value::from(hex(written)));
    }
    same("control_blocks", case.list("control_blocks"), blocks)
}

/// The root of a tree, and its leaves.
fn tree_of(tree: &Value) -> Result<(TapNodeHash, Vec<Leaf>), String> {
    if let Some([left, right]) = tree.as_array().map(Vec::as_slice) {
        let ((left, mut leaves), (right, mut others)) = (tree_of(left)?, tree_of(right)?);
        leaves.iter_mut().for_each(|leaf| leaf.path.extend(right.0));
        others.iter_mut().for_each(|leaf| leaf.path.extend(left.0));
        leaves.append(&mut others);
        return Ok((branch_hash(&left, &right), leaves));
    }
    let mut leaf = Case::inner(tree, "leaf")?;
    let (id, version) = (leaf.number("id"), leaf.number("leaf_version"));
    let (id, version) = (leaf.must("id", id)?, leaf.must("leaf_version", version)?);
    let version = u8::try_from(version).map_err(text)?;
    let script = leaf.needed("script")?;
    leaf.finish()?;
    let hash = leaf_hash(version, &script);
    Ok((hash, vec![Leaf { id, version, script, hash, path: Vec::new() }]))
}

/// One input of a transaction, spent by its output key; all that is hashed on the way to the witness.
pub(super) fn key_path_spending(case: &mut Case) -> Result<(), String> {
    let unsigned: bitcoin::Transaction = encode::deserialize(&case.needed("unsigned_tx")?).map_err(text)?;
    let spent: Vec<(u64, Vec<u8>)> =
        case.list("spent_outputs").iter().map(spent_output).collect::<Result<_, _>>()?;
    let spent: Vec<TxOut<'_>> =
        spent.iter().map(|(value, script)| TxOut { value: Sat(*value), script_pubkey: script }).collect();
    let (inputs, outputs) = parts(&unsigned);
    let transaction = TransactionRef {
        version: u32::try_from(unsigned.version.0).map_err(text)?,
        inputs: &inputs,
        outputs: &outputs,
        lock_time: unsigned.lock_time.to_consensus_u32(),
    };
    let index = case.number("input_index");
    let index = usize::try_from(case.must("input_index", index)?).map_err(text)?;
    let sighash_type = sighash_type(case)?;
    let sighashes = Taproot::new(transaction, &spent).ok_or("an output is spent by each input")?;
    let digest = sighashes.key_path(index, sighash_type).ok_or("no such input")?;
    same("sighash", case.text("sighash"), Some(digest.to_string()))?;
    preimage(case, &unsigned, &spent, &digest.to_string())?;

    let context = context();
    let internal = context.key_pair(&secret_key(case, "internal_privkey")?).map_err(text)?;
    let output = keys(case, &internal)?;
    // The signatures were made without auxiliary randomness.
    let signature = context.sign_schnorr(&digest.0, &output, Entropy::new([0; 32])).map_err(text)?;
    signature.verify(&digest.0, &output.x_only_public_key()).map_err(text)?;
    let byte = Some(sighash_type.to_u8()).filter(|byte| *byte != 0);
    let element: Vec<u8> = signature.to_bytes().into_iter().chain(byte).collect();
    same("witness", case.list("witness"), vec![Value::from(hex(&element))])?;
    let signed: bitcoin::Transaction = encode::deserialize(&case.needed("signed_tx")?).map_err(text)?;
    same("signed_tx", signed.input[index].witness.to_vec(), vec![element])?;
    same("signed_tx", signed.output, unsigned.output)
}

/// The internal key and the output key that are made from the secret; the pair of the output key.
fn keys(case: &mut Case, internal: &KeyPair) -> Result<KeyPair, String> {
    let key = internal.x_only_public_key();
    same("internal_pubkey", case.text("internal_pubkey"), Some(key.to_string()))?;
    let root = case.bytes("merkle_root")?.map(<[u8; 32]>::try_from).transpose();
    let root = root.map_err(|_| "merkle_root is of 32 bytes")?.map(TapNodeHash);
    same("tweak", case.text("tweak"), Some(key.tap_tweak_hash(root.as_ref()).to_string()))?;
    let output = internal.tap_tweak(root.as_ref()).map_err(text)?;
    let expected = context().key_pair(&secret_key(case, "tweaked_privkey")?).map_err(text)?;
    // The tweaked secret key is the negated one, where the output key's point is odd: the same x.
    same("tweaked_privkey", expected.x_only_public_key(), output.x_only_public_key())?;
    Ok(output)
}

/// What the digest is a hash of, and the hashes within it.
fn preimage(
    case: &mut Case,
    transaction: &bitcoin::Transaction,
    spent: &[TxOut<'_>],
    digest: &str,
) -> Result<(), String> {
    let message = case.needed("sighash_message")?;
    // The message begins with the epoch.
    same("sighash_message", HashTag::new(b"TapSighash").hash(&message).to_string(), digest.to_owned())?;
    let bytes = |parts: Vec<Vec<u8>>| parts.concat();
    let inputs = &transaction.input;
    let hashed = [
        ("hash_amounts", bytes(spent.iter().map(|output| output.value.0.to_le_bytes().to_vec()).collect())),
        ("hash_outputs", bytes(transaction.output.iter().map(encode::serialize).collect())),
        (
            "hash_prevouts",
            bytes(inputs.iter().map(|input| encode::serialize(&input.previous_output)).collect()),
        ),
        (
            "hash_script_pubkeys",
            bytes(spent.iter().map(|output| encode::serialize(&output.script_pubkey.to_vec())).collect()),
        ),
        (
            "hash_sequences",
            bytes(inputs.iter().map(|input| input.sequence.0.to_le_bytes().to_vec()).collect()),
        ),
    ];
    let message = hex(&message);
    let mut used = Vec::new();
    for (name, hashed) in hashed {
        let hash = sha256(&hashed).to_string();
        same(name, case.text(name).as_ref(), Some(&hash))?;
        if message.contains(&hash) {
            used.push(Value::from(in_camel_case(name)));
        }
    }
    same("precomputed_used", case.list("precomputed_used"), used)
}

/// `{script_pubkey, amount_sat}`
fn spent_output(value: &Value) -> Result<(u64, Vec<u8>), String> {
    let mut output = Case::inner(value, "spent output")?;
    let (amount, script) = (output.number("amount_sat"), output.needed("script_pubkey")?);
    let amount = output.must("amount_sat", amount)?;
    output.finish()?;
    Ok((amount, script))
}

fn parts<'t>(transaction: &'t bitcoin::Transaction) -> (Vec<TxIn>, Vec<TxOut<'t>>) {
    let input = |input: &bitcoin::TxIn| {
        let txid = Txid(*AsRef::<[u8; 32]>::as_ref(&input.previous_output.txid));
        let previous_output = OutPoint { txid, vout: input.previous_output.vout };
        TxIn { previous_output, sequence: input.sequence.0 }
    };
    let output = |output: &'t bitcoin::TxOut| TxOut {
        value: Sat(output.value.to_sat()),
        script_pubkey: output.script_pubkey.as_bytes(),
    };
    (transaction.input.iter().map(input).collect(), transaction.output.iter().map(output).collect())
}

fn sighash_type(case: &mut Case) -> Result<TaprootSighashType, String> {
    use TaprootSighashType as Type;
    let number = case.number("sighash_type");
    let types = [
        Type::Default,
        Type::All,
        Type::None,
        Type::Single,
        Type::AllAnyoneCanPay,
        Type::NoneAnyoneCanPay,
        Type::SingleAnyoneCanPay,
    ];
    let found = types.into_iter().find(|known| Some(u64::from(known.to_u8())) == number);
    case.must("sighash_type", found)
}

/// `wordsLikeThis` for `words_like_this`.
fn in_camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(1);
        name + &initial.to_uppercase() + rest
    })
}

fn hex(bytes: &[u8]) -> String {
    keelbolt::bytes::Hex(bytes).to_string()
}
