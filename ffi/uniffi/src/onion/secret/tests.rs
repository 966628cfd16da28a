//! Secrets that were saved and come back.

use super::RouteSecrets;

/// Room for as many secrets as come, and no more: a vector that grew has left copies behind.
#[test]
fn secrets_are_restored_at_once() {
    for hops in [0, 1, 3, 27] {
        let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(32 * hops).collect();
        let restored = RouteSecrets::new(bytes.clone());
        let found = restored.map(|secrets| (secrets.0.len(), secrets.0.capacity(), secrets.expose()));
        assert_eq!(found, Ok((hops, hops, bytes)));
    }
}
