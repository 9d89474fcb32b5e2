//! Identifiers: everything has a uuid, always the same for the same thing.

use super::super::world::Call;

/// The `n`th uuid of a kind.
pub(super) fn uuid(kind: &str, n: u64) -> String {
    let seed = kind
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let high = mix(seed ^ mix(n));
    let low = mix(high ^ seed);
    // Version and variant, as a random uuid has them.
    let (high, low) = (high & !0xf000 | 0x4000, low & !(3 << 62) | (2 << 62));
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

/// As [`uuid`], by a place in a list.
pub(super) fn of(kind: &str, ix: usize) -> String {
    uuid(kind, u64::try_from(ix).unwrap_or(0))
}

/// The channel between the switch and the `n`th end of a call; 0 is the other party's.
pub(super) fn channel(call: &Call, n: usize) -> String {
    of(&call.key, n)
}

pub(super) fn domain() -> String {
    uuid("domain", 0)
}

fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_its_own_and_has_the_shape_of_one() {
        let mut all: Vec<String> = (0..500).flat_map(|n| [uuid("user", n), uuid("call", n)]).collect();
        for uuid in &all {
            let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{uuid}");
            assert_eq!(uuid.chars().nth(14), Some('4'), "{uuid}");
            assert!(uuid.chars().nth(19).is_some_and(|digit| "89ab".contains(digit)), "{uuid}");
        }
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 1_000);
    }
}
