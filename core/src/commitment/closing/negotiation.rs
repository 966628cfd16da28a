//! The fee of `closing_signed` (BOLT 2, "Legacy Closing Negotiation: `closing_signed`").

use crate::amount::Sat;
use crate::commitment::Node;
use crate::commitment::closing::Error;

/// `fee_range`: the fees that a node is prepared to pay or to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FeeRange {
    /// `min_fee_satoshis`
    pub min: Sat,
    /// `max_fee_satoshis`
    pub max: Sat,
}

impl FeeRange {
    /// Whether a fee is in it.
    #[must_use]
    pub fn contains(&self, fee: Sat) -> bool {
        (self.min..=self.max).contains(&fee)
    }

    /// What both ranges have; `None` when that is nothing.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> Option<Self> {
        let both = Self { min: self.min.max(other.min), max: self.max.min(other.max) };
        (both.min <= both.max).then_some(both)
    }
}

/// What `closing_signed` says of the fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Proposal {
    /// `fee_satoshis`
    pub fee: Sat,
    /// `fee_range`
    pub range: Option<FeeRange>,
}

/// What to do after a proposal whose signature is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Sign and publish the transaction with this fee.
    Agreed {
        /// The fee.
        fee: Sat,
        /// Whether the other node is waiting for a `closing_signed` with it.
        reply: bool,
    },
    /// Send `closing_signed` with this fee.
    Propose {
        /// The fee.
        fee: Sat,
    },
}

/// Where the negotiation stands for one node since the last connection: "negotiation restarts on reconnection".
///
/// ```
/// use keelbolt::amount::Sat;
/// use keelbolt::commitment::Node;
/// use keelbolt::commitment::closing::{Answer, FeeRange, LegacyNegotiation, Proposal};
/// let accepter = LegacyNegotiation {
///     node: Node::Accepter,
///     preferred: Sat(700),
///     acceptable: FeeRange { min: Sat(200), max: Sat(10_000) },
///     sent: None,
///     received: None,
/// };
/// let range = FeeRange { min: Sat(300), max: Sat(600) };
/// let answer = accepter.answer(&Proposal { fee: Sat(400), range: Some(range) })?;
/// assert_eq!(answer, Answer::Propose { fee: Sat(600) });
/// # Ok::<(), keelbolt::commitment::closing::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LegacyNegotiation {
    /// This node: the opener pays.
    pub node: Node,
    /// The fee that it would like, of those that it takes.
    pub preferred: Sat,
    /// The fees that it takes, and the range that it sends.
    pub acceptable: FeeRange,
    /// What it sent last.
    pub sent: Option<Proposal>,
    /// The fee that it received last, before this one.
    pub received: Option<Sat>,
}

impl LegacyNegotiation {
    /// The answer to a proposal. Without ranges too, it never proposes or agrees on a fee that is not
    /// [acceptable](Self::acceptable), unless the caller has sent that.
    ///
    /// # Errors
    ///
    /// [`Error::NoOverlap`]: warn, and fail the channel if no better range comes. [`Error::FeeOutOfRange`],
    /// [`Error::FeeChanged`], [`Error::FeeNotBetween`], [`Error::NoFeeBetween`]: fail the channel, or the connection.
    pub fn answer(&self, proposal: &Proposal) -> Result<Answer, Error> {
        let fee = proposal.fee;
        let sent_fee = self.sent.map(|sent| sent.fee);
        // "if `fee_satoshis` is equal to its previously sent `fee_satoshis`"
        if sent_fee == Some(fee) {
            return Ok(Answer::Agreed { fee, reply: false });
        }
        // "if `fee_satoshis` matches its previously sent `fee_range`"
        let sent_range = self.sent.and_then(|sent| sent.range);
        if sent_range.is_some_and(|range| range.contains(fee)) {
            return Ok(Answer::Agreed { fee, reply: true });
        }
        match proposal.range {
            Some(range) => self.answer_range(fee, range),
            None => self.answer_fee(fee),
        }
    }

    /// "if the message contains a `fee_range`"
    fn answer_range(&self, fee: Sat, range: FeeRange) -> Result<Answer, Error> {
        let own = self.sent.and_then(|sent| sent.range).unwrap_or(self.acceptable);
        let overlap = own.overlap(&range).ok_or(Error::NoOverlap { expected: own, found: range })?;
        match (self.node, self.sent) {
            // "if `fee_satoshis` is not in the overlap between the sent and received `fee_range`: MUST fail the
            // channel; otherwise: MUST reply with the same `fee_satoshis`."
            (Node::Opener, _) if overlap.contains(fee) => Ok(Answer::Agreed { fee, reply: true }),
            (Node::Opener, _) => Err(Error::FeeOutOfRange { expected: overlap, found: fee }),
            // "if `fee_satoshis` is not the same as the value it sent: MUST fail the channel"
            (Node::Accepter, Some(sent)) => Err(Error::FeeChanged { expected: sent.fee, found: fee }),
            // "MUST propose a `fee_satoshis` in the overlap between received and (about-to-be) sent `fee_range`"
            (Node::Accepter, None) => {
                let preferred = self.preferred.clamp(overlap.min, overlap.max);
                if preferred == fee {
                    return Ok(Answer::Agreed { fee, reply: true });
                }
                Ok(Answer::Propose { fee: preferred })
            }
        }
    }

    /// The older rule, without ranges.
    fn answer_fee(&self, fee: Sat) -> Result<Answer, Error> {
        let sent = self.sent.map(|sent| sent.fee);
        // "if `fee_satoshis` is not strictly between its last-sent `fee_satoshis` and its previously-received
        // `fee_satoshis`"
        if let (Some(sent), Some(received)) = (sent, self.received) {
            let (low, high) = (sent.min(received), sent.max(received));
            if fee <= low || fee >= high {
                return Err(Error::FeeNotBetween { low, high, found: fee });
            }
        }
        if self.acceptable.contains(fee) {
            return Ok(Answer::Agreed { fee, reply: true });
        }
        let Some(sent) = sent else { return Ok(Answer::Propose { fee: self.nearest(self.preferred) }) };
        // "MUST propose a value "strictly between" the received `fee_satoshis` and its previously-sent `fee_satoshis`":
        // half the way, or as far as this node goes.
        let next = self.nearest(Sat(sent.0.midpoint(fee.0)));
        let (low, high) = (sent.min(fee), sent.max(fee));
        let between = next > low && next < high;
        if between { Ok(Answer::Propose { fee: next }) } else { Err(Error::NoFeeBetween { low, high }) }
    }

    /// The fee that this node takes which is nearest to another.
    fn nearest(&self, fee: Sat) -> Sat {
        fee.min(self.acceptable.max).max(self.acceptable.min)
    }
}
