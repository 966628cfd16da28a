//! VTXOs as anybody may send them: what is read is written again as it was, and nothing that is asked of it panics.
#![no_main]

use keelbolt::amount::Sat;
use keelbolt::codec::transaction::TxOut;
use keelbolt::vtxo::policy::{Clause, Policy, UserPolicy};
use keelbolt::vtxo::{AcceptedVtxo, BareVtxo, GenesisRef, Vtxo, VtxoId, VtxoRef};
use keelbolt_fuzz::ark::{Draft, mutate};
use keelbolt_fuzz::{Depths, case};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let depth = match case(input) {
        Some(bytes) => drawn(&mut Unstructured::new(&bytes)).unwrap_or("cut short"),
        None => read(input),
    };
    DEPTHS.count("vtxo", depth);
});

/// One that was right, with some of its bytes changed.
fn drawn(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let made = Draft::draw(source)?.make().expect("a right one");
    let mut bytes = made.vtxo.to_vec();
    assert_eq!(bytes.len(), made.vtxo.as_ref().length());
    // Version 1 has no fees: what stands behind the first one is read otherwise.
    if source.ratio(1, 8)? {
        bytes[0] = 1;
    }
    mutate(source, &mut bytes)?;
    Ok(read(&bytes))
}

fn read(bytes: &[u8]) -> &'static str {
    let bare = BareVtxo::parse(bytes);
    let vtxo = match VtxoRef::parse(bytes) {
        Ok(vtxo) => vtxo,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            let Ok(bare) = bare else { return "cannot be read" };
            // Its genesis does not fit it, or there is none.
            let mut room = [0; 512];
            assert_eq!(BareVtxo::parse(bare.write(&mut room).expect("room")), Ok(bare));
            return "bare";
        }
    };
    assert_eq!(bare.as_ref(), Ok(vtxo.bare()));
    let mut room = vec![0; vtxo.length()];
    let written = vtxo.write(&mut room).expect("room").to_vec();
    if bytes[0] == 2 {
        assert_eq!(written, bytes);
    }
    assert_eq!(VtxoRef::parse(&written), Ok(vtxo));
    let owned = Vtxo::from(vtxo);
    assert_eq!((owned.to_vec(), owned.as_ref()), (written, vtxo));
    let genesis = GenesisRef::parse(owned.genesis_bytes()).expect("written");
    assert_eq!(VtxoRef::new(*vtxo.bare(), genesis), Ok(vtxo));
    assert_eq!(vtxo.id().to_string().parse::<VtxoId>(), Ok(vtxo.id()));

    check_policy(vtxo.policy(), &vtxo);
    _ = vtxo.check_standard().map_err(|error| error.to_string());
    _ = AcceptedVtxo::assume_accepted(vtxo).deadline(36);
    _ = (vtxo.is_complete(), vtxo.unlock_hash(), vtxo.past_arkoor_pubkeys().count());
    walk(&vtxo)
}

/// All transactions, and whether they lead to it.
fn walk(vtxo: &VtxoRef<'_>) -> &'static str {
    let Ok(hops) = vtxo.hops() else { return "no transactions" };
    let script = hops.next_script();
    let anchor = TxOut { value: vtxo.chain_anchor_amount().unwrap_or(Sat(0)), script_pubkey: &script };
    let mut input = vtxo.chain_anchor();
    for hop in vtxo.hops().expect("there were some") {
        let Ok(hop) = hop else { return "a transaction that cannot be" };
        assert_eq!(hop.input(), input);
        let transaction = hop.transaction();
        assert_eq!(*AsRef::<[u8; 32]>::as_ref(&transaction.compute_txid()), hop.txid().0);
        assert!(usize::try_from(hop.outpoint().vout).expect("small") + 1 < transaction.output.len());
        if hop.item().transition.is_complete() {
            assert_eq!(transaction.weight().to_wu(), hop.weight());
        }
        input = hop.outpoint();
    }
    let (whole, unsigned) = (vtxo.check_chain(&anchor), vtxo.check_chain_unsigned(&anchor));
    match (whole, unsigned) {
        (Ok(()), unsigned) => {
            assert_eq!(unsigned, Ok(()));
            assert!(vtxo.is_complete() && input == vtxo.bare().point);
            "right"
        }
        (Err(error), Ok(())) => {
            assert!(!error.to_string().is_empty());
            "wrongly signed"
        }
        (Err(_), Err(_)) => "leads elsewhere",
    }
}

fn check_policy(policy: &UserPolicy, vtxo: &VtxoRef<'_>) {
    let mut room = [0; UserPolicy::MAX_LENGTH];
    assert_eq!(UserPolicy::parse(policy.write(&mut room).expect("room")), Ok(*policy));
    let Ok(output) = policy.output(vtxo.terms()) else { return };
    let candidates = [Policy::ServerOwned, Policy::User(*policy)];
    let found = Policy::recognise(&output.script_pubkey(), candidates, vtxo.terms()).expect("keys");
    assert_eq!(found, Some((Policy::User(*policy), output)));
    for clause in policy.clauses(vtxo.terms()).iter() {
        assert_eq!(Clause::recognise(&clause.script()), Some(*clause));
        assert!(output.control_block(clause).is_some());
    }
}
