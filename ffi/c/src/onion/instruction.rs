//! The records that belong together, and what they ask of the hop.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::onion::lists::{key_member, optional_key};
use crate::pointer::{GrowingOut, list};
use crate::status::keelbolt_status;
use protocol::amount::Msat;
use protocol::crypto::{PaymentSecret, Preimage};
use protocol::secret::Secret;
use protocol::sphinx::payload::{Blinded, Instruction, Payload, Receive};
use protocol::sphinx::trampoline::TrampolineInstruction;
use protocol::sphinx::{Next, UnknownRecords};
use protocol::time::BlockHeight;

/// What a payload asks of the hop that peeled it, and which members of `keelbolt_instruction` count then.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_instruction_kind {
    /// To forward the HTLC over a channel: `amt_to_forward_msat`, `outgoing_cltv_value`, `short_channel_id`.
    KEELBOLT_INSTRUCTION_FORWARD = 1,
    /// To forward the HTLC as the encrypted recipient data says: `encrypted_recipient_data`, `path_key`.
    KEELBOLT_INSTRUCTION_BLINDED_FORWARD = 2,
    /// To receive the payment: `receive`.
    KEELBOLT_INSTRUCTION_RECEIVE = 3,
    /// To receive the payment, if the encrypted recipient data is of this node's own making: `receive`,
    /// `encrypted_recipient_data`, `path_key`.
    KEELBOLT_INSTRUCTION_BLINDED_RECEIVE = 4,
    /// To peel the trampoline onion that the payload carries, with the same associated data: `receive`,
    /// `trampoline_onion_packet`, and `path_key` where the node before gave one. A proposal, may change.
    KEELBOLT_INSTRUCTION_TRAMPOLINE = 5,
    /// To find a route to the next trampoline node and give it the rest of the trampoline onion: `outgoing_node_id`,
    /// `amt_to_forward_msat`, `outgoing_cltv_value`. A proposal, may change.
    KEELBOLT_INSTRUCTION_TRAMPOLINE_FORWARD = 6,
    /// To pay a recipient who is no trampoline node: `recipient_blinded_paths`, `recipient_features` where there are
    /// some, `amt_to_forward_msat`, `outgoing_cltv_value`. A proposal, may change.
    KEELBOLT_INSTRUCTION_TRAMPOLINE_FORWARD_TO_PATHS = 7,
}

use keelbolt_instruction_kind::*;

impl keelbolt_instruction_kind {
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    const fn number(self) -> i32 {
        self as i32
    }
}

/// What the origin says of the payment, to the final node. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_receive {
    /// The least amount of this HTLC.
    pub amt_to_forward_msat: u64,
    /// The amount of the whole payment; that of this HTLC when nothing else was said.
    pub total_msat: u64,
    /// The least expiry of this HTLC.
    pub outgoing_cltv_value: u32,
    /// Whether `payment_secret` is there.
    pub has_payment_secret: u8,
    /// Whether `keysend_preimage` is there.
    pub has_keysend_preimage: u8,
    /// The invoice's secret.
    pub payment_secret: [u8; 32],
    /// The preimage of a payment without an invoice. A secret: wipe it after use.
    pub keysend_preimage: [u8; 32],
    /// The invoice's metadata; or NULL.
    pub payment_metadata: keelbolt_bytes,
}

/// What a payload asks of the hop that peeled it.
///
/// Before the first use: `keelbolt_instruction instruction = {0}; instruction.struct_size = sizeof instruction;` (in
/// C++ `= {}`). What does not count is zero. Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_instruction {
    /// `sizeof(keelbolt_instruction)`, set by the caller.
    pub struct_size: usize,
    /// A `keelbolt_instruction_kind`: what to do, and which members count.
    pub kind: i32,
    /// The expiry of the HTLC to send.
    pub outgoing_cltv_value: u32,
    /// The amount of the HTLC to send.
    pub amt_to_forward_msat: u64,
    /// The channel of the HTLC to send (BOLT 7).
    pub short_channel_id: u64,
    /// What to receive.
    pub receive: keelbolt_receive,
    /// What the maker of the path tells this hop; `keelbolt_path_decrypt` reads it.
    pub encrypted_recipient_data: keelbolt_bytes,
    /// The onion to peel.
    pub trampoline_onion_packet: keelbolt_bytes,
    /// The paths to the recipient, for `keelbolt_payment_paths_at`.
    pub recipient_blinded_paths: keelbolt_bytes,
    /// The features of the recipient's invoice, a vector of BOLT 9; or NULL.
    pub recipient_features: keelbolt_bytes,
    /// Whether `path_key` is there.
    pub has_path_key: u8,
    /// The path key, from the HTLC or the payload.
    pub path_key: [u8; 33],
    /// The next trampoline node.
    pub outgoing_node_id: [u8; 33],
}

/// Says what a payload asks of the hop: reads it, and checks which records are there and which must not be.
///
/// - `instruction` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `payload`: the TLV stream, which `instruction` borrows. NULL only with length 0.
/// - `payload_length`: how many bytes it has.
/// - `is_final`: as `keelbolt_onion_peel` has found it.
/// - `path_key`: the path key in the incoming `update_add_htlc`, 33 bytes; NULL where it has none.
/// - `error` (out): the detail of an error, or NULL when none is wanted. `keelbolt_onion_failure` answers it.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_payload_parse`; `KEELBOLT_ERROR_RECORD_MISSING`, `KEELBOLT_ERROR_RECORD_FORBIDDEN`,
///   `KEELBOLT_ERROR_UNEXPECTED_PATH_KEY`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_payload_instruction(
    instruction: *mut keelbolt_instruction,
    payload: *const u8,
    payload_length: usize,
    is_final: bool,
    path_key: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(instruction)?;
            let payload = Payload::parse(list(payload, payload_length)?)?;
            let path_key = optional_key(path_key)?;
            let instruction = payload.instruction(next(is_final), path_key)?;
            out.set(|struct_size| keelbolt_instruction { struct_size, ..of_instruction(&instruction) });
            Ok(())
        })
    }
}

/// Says what a payload of a trampoline onion asks of the node that peeled it. A proposal, may change.
///
/// - `instruction` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `payload`: the TLV stream, which `instruction` borrows. NULL only with length 0.
/// - `payload_length`: how many bytes it has.
/// - `is_final`: as `keelbolt_onion_peel` has found it for the trampoline onion.
/// - `outer_path_key`: the path key of the instruction that brought the trampoline onion, 33 bytes; NULL where it has
///   none.
/// - `error` (out): the detail of an error, or NULL when none is wanted. `keelbolt_onion_failure` answers it.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_payload_instruction`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_trampoline_instruction(
    instruction: *mut keelbolt_instruction,
    payload: *const u8,
    payload_length: usize,
    is_final: bool,
    outer_path_key: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    const RECIPIENT_BLINDED_PATHS: u64 = 22;
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(instruction)?;
            let stream = list(payload, payload_length)?;
            let payload = Payload::parse(stream)?;
            let path_key = optional_key(outer_path_key)?;
            let instruction = payload.trampoline_instruction(next(is_final), path_key)?;
            let paths = crate::onion::records::value(stream, RECIPIENT_BLINDED_PATHS);
            out.set(|struct_size| keelbolt_instruction {
                struct_size,
                ..of_trampoline_instruction(&instruction, paths)
            });
            Ok(())
        })
    }
}

/// Where the onion goes, for those who do not look at the packet.
const fn next(is_final: bool) -> Next<'static> {
    match is_final {
        true => Next::Final,
        false => Next::Forward(&[]),
    }
}

fn of_instruction(instruction: &Instruction<'_>) -> keelbolt_instruction {
    match instruction {
        Instruction::Forward(forward) => keelbolt_instruction {
            short_channel_id: forward.short_channel_id.0,
            ..keelbolt_instruction::NONE.sends(
                KEELBOLT_INSTRUCTION_FORWARD,
                forward.amt_to_forward,
                forward.outgoing_cltv_value,
            )
        },
        Instruction::BlindedForward(blinded) => {
            keelbolt_instruction::NONE.of(KEELBOLT_INSTRUCTION_BLINDED_FORWARD).blinded(blinded)
        }
        Instruction::Receive(receive) => {
            keelbolt_instruction::NONE.of(KEELBOLT_INSTRUCTION_RECEIVE).receives(receive)
        }
        Instruction::BlindedReceive(blinded, receive) => keelbolt_instruction::NONE
            .of(KEELBOLT_INSTRUCTION_BLINDED_RECEIVE)
            .blinded(blinded)
            .receives(receive),
        Instruction::Trampoline(outer) => {
            let (has_path_key, path_key) = key_member(outer.path_key);
            let trampoline_onion_packet = keelbolt_bytes::of(outer.trampoline_onion_packet);
            let instruction = keelbolt_instruction::NONE.of(KEELBOLT_INSTRUCTION_TRAMPOLINE);
            keelbolt_instruction {
                trampoline_onion_packet,
                has_path_key,
                path_key,
                ..instruction.receives(&outer.receive)
            }
        }
        // The core's enumeration may grow; kind 0 is none that a caller knows.
        _ => keelbolt_instruction::NONE,
    }
}

fn of_trampoline_instruction(
    instruction: &TrampolineInstruction<'_>,
    paths: Option<&[u8]>,
) -> keelbolt_instruction {
    use TrampolineInstruction as I;
    match *instruction {
        I::Forward { outgoing_node_id, amt_to_forward, outgoing_cltv_value } => keelbolt_instruction {
            outgoing_node_id: outgoing_node_id.to_bytes(),
            ..keelbolt_instruction::NONE.sends(
                KEELBOLT_INSTRUCTION_TRAMPOLINE_FORWARD,
                amt_to_forward,
                outgoing_cltv_value,
            )
        },
        I::ForwardToPaths { features, amt_to_forward, outgoing_cltv_value, .. } => keelbolt_instruction {
            recipient_blinded_paths: keelbolt_bytes::of_optional(paths),
            recipient_features: keelbolt_bytes::of_optional(features),
            ..keelbolt_instruction::NONE.sends(
                KEELBOLT_INSTRUCTION_TRAMPOLINE_FORWARD_TO_PATHS,
                amt_to_forward,
                outgoing_cltv_value,
            )
        },
        I::BlindedForward(blinded) => of_instruction(&Instruction::BlindedForward(blinded)),
        I::Receive(receive) => of_instruction(&Instruction::Receive(receive)),
        I::BlindedReceive(blinded, receive) => of_instruction(&Instruction::BlindedReceive(blinded, receive)),
    }
}

impl keelbolt_instruction {
    const NONE: Self = Self {
        struct_size: 0,
        kind: 0,
        outgoing_cltv_value: 0,
        amt_to_forward_msat: 0,
        short_channel_id: 0,
        receive: keelbolt_receive {
            amt_to_forward_msat: 0,
            total_msat: 0,
            outgoing_cltv_value: 0,
            has_payment_secret: 0,
            has_keysend_preimage: 0,
            payment_secret: [0; 32],
            keysend_preimage: [0; 32],
            payment_metadata: keelbolt_bytes::NONE,
        },
        encrypted_recipient_data: keelbolt_bytes::NONE,
        trampoline_onion_packet: keelbolt_bytes::NONE,
        recipient_blinded_paths: keelbolt_bytes::NONE,
        recipient_features: keelbolt_bytes::NONE,
        has_path_key: 0,
        path_key: [0; 33],
        outgoing_node_id: [0; 33],
    };

    const fn of(self, kind: keelbolt_instruction_kind) -> Self {
        Self { kind: kind.number(), ..self }
    }

    const fn sends(self, kind: keelbolt_instruction_kind, amount: Msat, expiry: BlockHeight) -> Self {
        Self { amt_to_forward_msat: amount.0, outgoing_cltv_value: expiry.0, ..self.of(kind) }
    }

    fn blinded(self, blinded: &Blinded<'_>) -> Self {
        Self {
            encrypted_recipient_data: keelbolt_bytes::of(blinded.encrypted_recipient_data),
            has_path_key: 1,
            path_key: blinded.path_key.to_bytes(),
            ..self
        }
    }

    fn receives(self, receive: &Receive<'_>) -> Self {
        let preimage = receive.keysend_preimage.map(|preimage| *preimage.0.expose());
        let receive = keelbolt_receive {
            amt_to_forward_msat: receive.amt_to_forward.0,
            total_msat: receive.total_msat.0,
            outgoing_cltv_value: receive.outgoing_cltv_value.0,
            has_payment_secret: receive.payment_secret.is_some().into(),
            has_keysend_preimage: preimage.is_some().into(),
            payment_secret: receive.payment_secret.map_or([0; 32], |secret| secret.0),
            keysend_preimage: preimage.unwrap_or_default(),
            payment_metadata: keelbolt_bytes::of_optional(receive.payment_metadata),
        };
        Self { receive, ..self }
    }
}

impl keelbolt_receive {
    /// Runs `body` with what the core has for this, but for the unknown records, at which no check looks.
    ///
    /// # Safety
    ///
    /// `payment_metadata` is as its documentation asks.
    pub(crate) unsafe fn with_core<R>(
        &self,
        body: impl FnOnce(&Receive<'_>) -> Result<R, crate::fault::Fault>,
    ) -> Result<R, crate::fault::Fault> {
        let preimage = (self.has_keysend_preimage != 0).then(|| Preimage(Secret::new(self.keysend_preimage)));
        body(&Receive {
            amt_to_forward: Msat(self.amt_to_forward_msat),
            outgoing_cltv_value: BlockHeight(self.outgoing_cltv_value),
            total_msat: Msat(self.total_msat),
            payment_secret: (self.has_payment_secret != 0).then_some(PaymentSecret(self.payment_secret)),
            // SAFETY: passed on from the caller.
            payment_metadata: unsafe { self.payment_metadata.read_optional()? },
            keysend_preimage: preimage.as_ref(),
            unknown: UnknownRecords::default(),
        })
    }
}
